"""The door by which Django finds the library's screens: `photos.desk`."""

from photos.desk import admin  # noqa: F401
