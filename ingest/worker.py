"""The process in which files are taken apart: `python -m ingest.worker`, one file each.

A file from outside can be made so that reading it takes all memory, or for ever, or brings down a C library. Here that
ends one process that has nothing to lose: it knows no database and no secret, writes no file, and has set its own
bounds before it looks at the first byte. The server only loses the file.

Standard input: one line of JSON (`form`: file or html; `name`), then the bytes. Standard output: JSON, `document` with
`images` (base64), or `unreadable`, with words that go on from the file's name.
"""

from __future__ import annotations

import base64
import json
import sys

from common.process_bounds import confine

MOST_MEMORY = 1536 * 2**20  # bytes of address space; the largest Word file that is taken needs half (measured)
MOST_SECONDS = 45  # of computing; the same file takes 30
BOUNDS = {"RLIMIT_AS": MOST_MEMORY, "RLIMIT_CPU": MOST_SECONDS, "RLIMIT_FSIZE": 0}

if __name__ == "__main__":
    confine(BOUNDS)

# Only now what may use memory.
from ingest.document import Document, Unreadable  # noqa: E402
from ingest.sources import encodings, file_types, plain_text  # noqa: E402
from ingest.sources.html import page as html  # noqa: E402
from ingest.sources.word import reader as word  # noqa: E402

TOO_MUCH = "is too large or too entangled to be read. Copy its text into a new Word file, and bring that."


def parse(form: str, name: str, data: bytes) -> Document:
    """What a file holds, not yet cleaned. form: "file", of any kind, or "html", which is told to be that.

    Raises Unreadable; its words go on from the file's name.
    """
    try:
        if form == "html":
            return html.read(data.decode("utf-8", "replace"), name)
        if file_types.kind(data) == file_types.DOCX:
            return word.read(data, name)
        decoded = encodings.decode(data, declares=b"<" in data[:1024])
        file_types.check_text(decoded)
        return html.read(decoded, name) if file_types.is_html(decoded) else plain_text.read(decoded, name)
    except (MemoryError, RecursionError):
        raise Unreadable(TOO_MUCH) from None


def main() -> None:
    given = json.loads(sys.stdin.buffer.readline())
    try:
        document = parse(given["form"], given["name"], sys.stdin.buffer.read())
        images = [base64.b64encode(image.data).decode() for image in document.images]
        answer = json.dumps({"document": document.as_json(), "images": images})
    except MemoryError:
        answer = json.dumps({"unreadable": TOO_MUCH})
    except Unreadable as unreadable:
        answer = json.dumps({"unreadable": str(unreadable)})
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
