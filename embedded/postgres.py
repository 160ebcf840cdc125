"""The embedded PostgreSQL under var/, for development, demo and tests: had by `ensure`, told of at the command line.

One server serves all processes of a checkout, over a private socket.
"""

import sys
from pathlib import Path

import psycopg

from embedded.place import check_owner, claim, place_of
from embedded.server import bring_up, create, postmaster, stop, url_of
from embedded.unavailable import Unavailable
from embedded.users import gate, join


def ensure(var: Path, database: str = "institute") -> str:
    """Makes sure that this checkout's server runs and has the database; returns its DATABASE_URL.

    The URL is `postgresql:///DATABASE?host=FOLDER&port=5432&user=postgres`: nothing before the path, values
    percent-encoded but for slashes; FOLDER is the absolute path of the socket's folder. libpq takes it as is.

    The server stays at least until this process exits. A child made by fork counts as long as it lives, and
    so does the program of an `exec`; a subprocess counts if it calls this itself. Whoever ends without exit
    handlers (a signal, `os._exit`, a forked child of multiprocessing) leaves stopping to the next one out.

    Raises Unavailable, saying what to do, when there is no server to be had within a minute or so.
    """
    try:
        var.mkdir(parents=True, exist_ok=True)
        place = place_of(var)
        claim(place.home, place.keeper, 0o711)
        with gate(place):
            join(place)
            bring_up(place)
            create(place, database)
    except (OSError, psycopg.Error) as problem:
        raise Unavailable(f"The embedded PostgreSQL can't be started: {problem}.") from problem
    return url_of(place, database)


def main(arguments: list[str]) -> int:
    """`python -m embedded.postgres [status | stop]`; exit status 0 when it runs, or has stopped as told."""
    if arguments not in ([], ["status"], ["stop"]):
        print("Usage: python -m embedded.postgres [status | stop]", file=sys.stderr)
        return 2
    try:
        place = place_of(Path(__file__).resolve().parent.parent / "var")
        if place.home.exists():
            check_owner(place.home, place.keeper)
            if arguments == ["stop"]:
                with gate(place):
                    stop(place)
    except (OSError, Unavailable) as problem:
        print(problem, file=sys.stderr)
        return 2
    pid = postmaster(place)
    print(
        f"Runs (pid {pid})." if pid else "Doesn't run.",
        f"Data: {place.data}",
        url_of(place, "institute"),
        sep="\n",
    )
    return 0 if bool(pid) == (arguments != ["stop"]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
