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

from common.process_bounds import confine

MOST_MEMORY = 480 * 2**20  # bytes of data; what the programs themselves take comes on top, some 20 MB
MOST_SECONDS = 12  # of computing, on both cores together
LARGEST_FILE = 20 * 2**20  # bytes of a rendition


BOUNDS = {"RLIMIT_DATA": MOST_MEMORY, "RLIMIT_CPU": MOST_SECONDS, "RLIMIT_FSIZE": LARGEST_FILE}

if __name__ == "__main__":
    confine(BOUNDS)
    os.nice(5)  # readers come first

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
