"""Which processes use the server: the first one in starts it, the last one out stops it.

Each holds a shared lock, which the kernel drops however that process ends.
"""

import atexit
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from embedded.place import Place
from embedded.server import PATIENCE, stop
from embedded.unavailable import Unavailable

_uses: dict[Path, int] = {}  # home → the file descriptor that says this process uses its server


@contextmanager
def gate(place: Place) -> Iterator[None]:
    """Lets one process at a time start or stop the server."""
    handle = place.open("start-stop.lock")
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


def join(place: Place) -> None:
    """Registers that this process, and what it forks, uses the server. Wants the gate."""
    handle = place.open("in-use.lock")
    fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)  # for exec; subprocess and multiprocessing close it all the same
    # Always afresh: after a fork the lock is the parent's too, after `rm -r var` its file is gone.
    if place.home in _uses:
        os.close(_uses[place.home])
    else:
        atexit.register(leave, place)
    _uses[place.home] = handle


def leave(place: Place) -> None:
    """Stops the server unless another process uses it."""
    if (handle := _uses.pop(place.home, None)) is None:
        return
    os.close(handle)  # closed, not unlocked: that would unlock for a forked child too
    with suppress(OSError, Unavailable), gate(place):
        handle = place.open("in-use.lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: somebody uses it
            stop(place)
        finally:
            os.close(handle)
