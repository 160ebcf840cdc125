"""The door by which Django finds the desk's screens of this app: `publications.desk`."""

from publications.desk.pieces import admin  # noqa: F401
