"""Where the server of a checkout lives and who runs it, and that its folders are theirs."""

import hashlib
import os
import shlex
import stat
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from embedded.accounts import group_of, name_of, owner_of, reaches, unprivileged
from embedded.unavailable import Unavailable

PORT = 5432  # only names the socket: nothing listens on TCP
OUTSIDE = Path("/var/tmp")  # noqa: S108  (`claim` refuses what others put there)


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
        return outside(self.home, self.account)

    @property
    def is_outside(self) -> bool:
        """Whether var/ itself is out of the account's reach."""
        return self.home.parent == OUTSIDE

    def open(self, name: str, flags: int = 0) -> int:
        """A file of home, made where it is missing, as a descriptor that the caller closes."""
        handle = os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
        if os.fstat(handle).st_uid != self.keeper:  # root made it
            os.fchown(handle, self.keeper, -1)
        return handle


def place_of(var: Path) -> Place:
    """Decides where the server lives and who runs it; changes nothing.

    PostgreSQL refuses to run as root. Then the checkout's owner runs it, so that both can use it. Where that
    is root too, an unprivileged account runs it, in OUTSIDE if that account can't reach var/.
    """
    var = var.resolve()
    home = var / "postgres"
    if os.geteuid():
        return Place(home, os.geteuid(), os.geteuid())
    keeper = owner_of(home) or owner_of(var) or owner_of(var.parent)
    account = keeper or owner_of(home / "data") or unprivileged()
    if not reaches(account, var if var.exists() else var.parent):
        home = outside(home, keeper)
        account = keeper or owner_of(home / "data") or account
    return Place(home, keeper, account)


def outside(home: Path, owner: int) -> Path:
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return OUTSIDE / f"institute-{digest}-{owner}"


def claim(folder: Path, owner: int, mode: int) -> None:
    """Creates a folder of `owner`'s, or makes sure that it is one: in OUTSIDE anybody may have been first."""
    with suppress(FileExistsError):
        folder.mkdir(mode=mode)
    if os.geteuid() == 0 and owner_of(folder) == 0:
        os.chown(folder, owner, group_of(owner), follow_symlinks=False)
    foreign = folder.parent == OUTSIDE and owner_of(folder) != owner
    if foreign or not stat.S_ISDIR(folder.lstat().st_mode):
        raise Unavailable(f"{folder} must be a folder of {name_of(owner)}'s, but isn't. Remove what is there.")
    check_owner(folder, owner)
    folder.chmod(mode)


def check_owner(folder: Path, owner: int) -> None:
    if (other := folder.lstat().st_uid) != owner:
        raise Unavailable(
            f"{folder} belongs to {name_of(other)}, so {name_of(owner)} can't use it. Work as who made it, or"
            f" hand it over: sudo chown -R {name_of(owner)} {shlex.quote(str(folder))}"
        )
