"""What is raised where there is no server to be had."""

OLDEST = 15  # major version of PostgreSQL


class Unavailable(RuntimeError):
    """Why there is no server, and what to do about it, for a person to read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text}\nOr set DATABASE_URL to a PostgreSQL ({OLDEST} or newer) of your own.")
