"""The process in which pictures are unpacked: `python -m photos.worker`, one file each.

A picture from outside can be made so that unpacking it takes all memory, or for ever, or brings down a C library. Here
that ends one process that has nothing to lose: it knows no database and no secret, and has set its own bounds before it
looks at the first byte.

Arguments: the picture; and, if renditions are wanted, a folder for them and the focal point, across and down. Standard
output: JSON, the facts (see `processing.Facts`), or `refused` with the reason.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

MOST_MEMORY = 480 * 2**20  # bytes of data; what the programs themselves take comes on top, some 20 MB
MOST_SECONDS = 12  # of computing, on both cores together
LARGEST_FILE = 20 * 2**20  # bytes of a rendition


def confine() -> None:
    """Sets this process's bounds. Where the system has none (Windows), the parent's clock is all there is."""
    try:
        import resource
    except ImportError:
        return
    bounds = {
        resource.RLIMIT_DATA: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: LARGEST_FILE,
    }
    for bound, value in bounds.items():
        try:
            hard = resource.getrlimit(bound)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(bound, (value, value))
        except (OSError, ValueError):
            continue  # macOS knows some of them by name only
    os.nice(5)  # readers come first


if __name__ == "__main__":
    confine()

# Only now what may use memory.
from photos import processing  # noqa: E402


def main() -> None:
    source, *wanted = sys.argv[1:]
    try:
        if wanted:
            target, x, y = wanted
            facts = processing.develop(Path(source), Path(target), (float(x), float(y)))
        else:
            facts = processing.develop(Path(source), None, (0.5, 0.5))
        answer = asdict(facts)
    except processing.Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "memory"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
