"""Accounts of the machine: their names, what they own, and programs run as one of them."""

import os
import pwd
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from embedded.unavailable import Unavailable


def owner_of(path: Path) -> int:
    """The uid of a path's owner; 0 for root's, and for what isn't there."""
    return path.lstat().st_uid if os.path.lexists(path) else 0


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def group_of(uid: int) -> int:
    try:
        return pwd.getpwuid(uid).pw_gid
    except KeyError:
        return uid


def unprivileged() -> int:
    for name in "postgres", "nobody":  # the first shares its files with nothing but PostgreSQL
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise Unavailable("PostgreSQL can't run as root, and there is no account postgres or nobody to run it.")


def run(account: int, *command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs a program as the server's account, in a folder where anybody may stand if not told otherwise."""
    defaults: dict[str, Any] = {"cwd": "/", "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    if account != os.geteuid():
        defaults |= {"user": account, "group": group_of(account), "extra_groups": []}
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


def reaches(account: int, path: Path) -> bool:
    """Whether an account may enter a folder or execute a program."""
    return run(account, "/bin/sh", "-c", 'test -x "$0"', path).returncode == 0
