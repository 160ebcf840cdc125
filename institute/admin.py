"""The door by which Django finds the desk's screens of this app: `institute.desk`."""

from institute.desk import accounts, admin  # noqa: F401
