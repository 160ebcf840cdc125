"""Byline and conversation as an archive has them: entries and exchanges, read and written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from publications import kinds
from publications.archive.values import SLUG, Bad, get, html_of, slugs
from publications.models import Contribution
from texts import richtext


@dataclass(frozen=True)
class Byline:
    expert: str  # slug
    role: str
    affiliation: str | None  # None: not said, the expert's position of today


@dataclass(frozen=True)
class Said:
    """A turn: what was said and by whom. `key` is empty where the archive names none."""

    kind: str
    html: str
    speakers: tuple[str, ...]
    key: str = ""

    @property
    def words_and_speakers(self) -> tuple[str, str, tuple[str, ...]]:
        return self.kind, richtext.plain(self.html), self.speakers


def read_exchanges(exchanges: list[Any]) -> list[Said]:
    turns = []
    for number, exchange in enumerate(exchanges, 1):
        if not isinstance(exchange, dict):
            raise Bad(f"exchange {number} is no object")
        question = get(exchange, "question", str, None)
        if question is not None:
            html = get(exchange, "question_html", str, None) or richtext.paragraphs(question)
            turns.append(
                Said(
                    "question",
                    richtext.clean(html, photos=True),
                    slugs(exchange.get("asked_by")),
                    get(exchange, "id", str, "") or "",
                )
            )
        for answer in get(exchange, "answers", list, []):
            if not isinstance(answer, dict):
                raise Bad(f"an answer in exchange {number} is no object")
            remark = get(answer, "role", str, None) == Contribution.Role.INTERVIEWER
            speakers = slugs(answer.get("speaker"))
            if not speakers and not remark:
                raise Bad(f"an answer in exchange {number} has no speaker")
            turns.append(
                Said(
                    "remark" if remark else "answer",
                    html_of(answer, "html"),
                    speakers,
                    get(answer, "id", str, "") or "",
                )
            )
    if not {"question", "answer"} <= {turn.kind for turn in turns if turn.html}:
        raise Bad("an interview needs a question and an answer")
    keys = [turn.key for turn in turns if turn.key]
    if len(set(keys)) < len(keys):
        raise Bad("two of its turns have the same id")
    if any(not SLUG.fullmatch(key) or len(key) > 60 for key in keys):
        raise Bad("a turn's id may hold letters, digits, - and _, 60 at most")
    return turns


def write_exchanges(turns: tuple[Said, ...]) -> list[dict[str, Any]]:
    exchanges: list[dict[str, Any]] = []
    for turn in turns:
        if turn.kind == "question":
            question = richtext.plain(turn.html)
            exchanges.append({"id": turn.key, "question": question, "answers": []})
            if richtext.clean(richtext.paragraphs(question), photos=True) != turn.html:
                exchanges[-1]["question_html"] = turn.html
            if turn.speakers:
                exchanges[-1]["asked_by"] = list(turn.speakers)
            continue
        if not exchanges:
            exchanges.append({"question": None, "answers": []})
        speaker = turn.speakers[0] if len(turn.speakers) == 1 else list(turn.speakers)
        reply: dict[str, Any] = {"id": turn.key, "speaker": speaker, "html": turn.html}
        if turn.kind == "remark":
            reply["role"] = "interviewer"
        exchanges[-1]["answers"].append(reply)
    return exchanges


def read_bylines(entries: list[Any], kind: kinds.Kind) -> list[Byline]:
    default = kind.roles[0]
    found = []
    for entry in entries:
        if isinstance(entry, str):
            found.append(Byline(entry, default, None))
        elif isinstance(entry, dict):
            role = get(entry, "role", str, None) or default
            if role not in Contribution.Role.values:
                raise Bad(f"the role {role!r} is not one of {', '.join(Contribution.Role.values)}")
            found.append(Byline(get(entry, "expert", str), role, get(entry, "affiliation", str, None)))
        else:
            raise Bad("a name in the byline is neither a slug nor an object")
    if len({byline.expert for byline in found}) < len(found):
        raise Bad("it names an expert twice")
    return found


def new_key(turn: Said, taken: set[str]) -> str:
    """From the words, so that importing the same file twice, anywhere, names a turn the same."""
    for attempt in range(len(taken) + 1):
        seed = "\n".join([*turn.words_and_speakers[:2], *turn.speakers, str(attempt)])
        key = hashlib.sha256(seed.encode()).hexdigest()[:8]
        if key not in taken:
            return key
    raise AssertionError("more attempts than keys taken")
