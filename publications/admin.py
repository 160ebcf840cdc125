"""The door by which Django finds the desk's screens of this app: `publications.desk`."""

from publications.desk import expert_topics, topics  # noqa: F401
from publications.desk.imports import admin as imports  # noqa: F401
from publications.desk.lists import admin as lists  # noqa: F401
from publications.desk.lists import choosing  # noqa: F401
from publications.desk.pieces import admin as pieces  # noqa: F401
