"""Fills in the environment of a development machine: var/env, and the embedded PostgreSQL."""

import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
ENV_FILE = VAR / "env"


def prepare() -> None:
    """Reads `var/env` for what is unset, then names a database if none is named.

    The file holds NAME=value lines, written by `make demo`. What the environment already says wins.
    A production machine sets DATABASE_URL, so that nothing is started here.

    Raises SystemExit with a readable message when no database can be had.
    """
    if sys.argv[1:2] == ["demo"]:
        if "--port" in sys.argv[:-1]:
            os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{sys.argv[sys.argv.index('--port') + 1]}")
        write_demo_file()
    read_file(ENV_FILE)
    if not os.environ.get("DATABASE_URL"):
        from embedded import postgres as embedded

        try:
            os.environ["DATABASE_URL"] = embedded.ensure(VAR)
        except embedded.Unavailable as error:
            sys.exit(str(error))


def read_file(path: Path) -> None:
    if path.is_file():
        for line in path.read_text().splitlines():
            name, separator, value = line.partition("=")
            if separator and not name.lstrip().startswith("#"):
                os.environ.setdefault(name.strip(), value.strip())


def write_demo_file() -> None:
    """Writes `var/env` for the demo once; an existing file is left as it is."""
    if ENV_FILE.exists():
        return
    VAR.mkdir(exist_ok=True)
    ENV_FILE.write_text(
        "# Written once by `make demo`; read by manage.py for whatever the environment leaves unset.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        "ALLOWED_HOSTS=127.0.0.1,localhost\n"
        "SITE_URL=http://127.0.0.1:8000\n"
        "INSECURE_HTTP=1\n"
        "REQUIRE_SECOND_FACTOR=0\n"
    )
    ENV_FILE.chmod(0o600)
