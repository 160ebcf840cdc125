"""The door through which sources come in: Word files, web pages, plain text, and what is pasted.

Files are taken apart in a process of their own (`worker`), so that none can take the server down; what comes back is
cleaned here, as at every door. `KINDS` reads it as what it is to become.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from ingest.analysis import reader as analysis
from ingest.document import Document, Unreadable, words
from ingest.interview import reader as interview
from ingest.sources import plain_text
from ingest.structure import ANALYSIS, INTERVIEW, Structure
from texts import richtext

MOST_BYTES = 20 * 2**20  # of a file or a paste
MOST_TEXT = 4 * 2**20  # letters and tags, some 2,000 pages
MOST_SECONDS = 60  # by the clock; the worker's own bound is less, but a busy machine is slow
ROOT = Path(__file__).resolve().parents[1]
BROKEN = (
    "could not be read, and it is not clear why. Open it in the program it comes from and save it anew, or copy its "
    "text and paste it."
)
# What reads a structure from a document, by the kind of publication that is to become of it.
KINDS: dict[str, Callable[[Document], Structure]] = {INTERVIEW: interview.read, ANALYSIS: analysis.read}
one_at_a_time = threading.Lock()  # of each server process: what crafted files take is bounded
logger = logging.getLogger(__name__)


def read(name: str, data: bytes) -> Document:
    """What a file holds: a Word file (.docx), a web page or plain text, told from its bytes.

    Raises Unreadable, with the file's name and the way out, for everything else.
    """
    name = os.path.basename(name.replace("\\", "/")).strip() or "The file"
    return _read("file", f"“{name}”", name, data)


def read_html(html: str) -> Document:
    """What a pasted formatted text holds. Raises Unreadable."""
    return _read("html", "The pasted text", "", html.encode("utf-8", "replace"))


def read_text(text: str) -> Document:
    """What a pasted plain text holds. Raises Unreadable."""
    subject = "The pasted text"
    _check_size(subject, len(text))
    return finished(plain_text.read(text), subject)


def _read(form: str, subject: str, name: str, data: bytes) -> Document:
    _check_size(subject, len(data))
    try:
        document = _in_a_worker(form, name, data)
    except Unreadable as unreadable:
        raise Unreadable(f"{subject} {unreadable}") from None
    return finished(document, subject)


def _check_size(subject: str, size: int) -> None:
    if size > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise Unreadable(
            f"{subject} is larger than {most} MB. Make its pictures smaller (in Word: Picture Format, Compress "
            "Pictures), or bring the text without them."
        )


def _in_a_worker(form: str, name: str, data: bytes) -> Document:
    # Nothing of the server's environment, which holds its secrets, but what Python itself needs.
    environment = {
        key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
    }
    environment |= {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    try:
        with one_at_a_time:
            done = subprocess.run(
                [sys.executable, "-m", "ingest.worker"],
                input=json.dumps({"form": form, "name": name}).encode() + b"\n" + data,
                capture_output=True,
                timeout=MOST_SECONDS,
                cwd=ROOT,
                env=environment,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise Unreadable("takes too long to be read. Copy its text into a new Word file, and bring that.") from None
    said = done.stderr.decode(errors="replace")[-4000:]
    if done.returncode < 0:  # ended by one of its bounds
        raise Unreadable(
            "is too large or too entangled to be read. Copy its text into a new Word file, and bring that."
        )
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        # Ended by its bounds, or by a fault that we want to hear of.
        logger.error("Reading a source ended with %s: %s", done.returncode, said)
        raise Unreadable(BROKEN) from None
    if said:
        logger.warning("Reading a source: %s", said)
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    document = Document.from_json(answer["document"])
    for image, packed in zip(document.images, answer["images"], strict=True):
        image.data = base64.b64decode(packed)
    return document


def finished(document: Document, subject: str) -> Document:
    """The document cleaned, without what held no words. Images keep their places."""
    for block in document.blocks:
        block.html = richtext.clean(block.html)
    document.blocks = [block for block in document.blocks if block.kind == "image" or richtext.plain(block.html)]
    if sum(len(block.html) for block in document.blocks) > MOST_TEXT:
        raise Unreadable(f"{subject} is longer than a publication can be. Bring it in parts.")
    if not any(words(block.text) for block in document.blocks):
        raise Unreadable(
            f"{subject} has no words in it. If it shows some, they are pictures: type them, or ask for the text."
        )
    return document
