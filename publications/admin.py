"""The door by which Django finds the desk's screens of this app: `publications.desk`."""

from publications.desk import pieces  # noqa: F401
