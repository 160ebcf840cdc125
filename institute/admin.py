"""The door by which Django finds the desk's screens of this app: accounts, and the institute's own rows."""

from institute.content.desk import front_page, identity, plain_pages  # noqa: F401
from institute.desk import accounts  # noqa: F401
