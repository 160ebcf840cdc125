"""A demo of the audit's own: a fresh database and fresh media, under the production server."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from embedded import postgres as embedded

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "audit"
PATIENCE = 300  # seconds until a fresh demo answers


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Fills a fresh demo and serves it while the block runs; gives its address. The server's words go to `folder`."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    shutil.rmtree(folder / "media", ignore_errors=True)
    settings = {
        "DATABASE_URL": fresh_database(),
        "MEDIA_ROOT": str(folder / "media"),
        "SITE_URL": address,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "INSECURE_HTTP": "1",
        "DEBUG": "0",
    }
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            wait_for(f"{address}/readyz", server)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def fresh_database() -> str:
    with psycopg.connect(embedded.ensure(ROOT / "var", "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    return embedded.ensure(ROOT / "var", DATABASE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    sys.exit("The demo doesn't start: see var/audit/server.log")
