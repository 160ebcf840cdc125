"""The receipt of an import as screens show it: every word accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ingest.receipt.make import make_receipt
from ingest.structure import Kind, Segment, Structure
from publications import kinds
from publications.models.imports import Import
from texts import richtext

# Where a segment's words go, for the receipt.
PLACES = {
    "conversation": (Kind.QUESTION, Kind.ANSWER, Kind.REMARK),
    "text": (Kind.TEXT,),
    "head": (Kind.TITLE, Kind.SUMMARY, Kind.INTRODUCTION),
    "apart": (Kind.BYLINE, Kind.CAPTION, Kind.RELATED, Kind.APART),
}
THINGS = {
    "paragraphs": gettext_lazy("Paragraphs"), "headings": gettext_lazy("Headings"), "lists": gettext_lazy("Lists"),
    "tables": gettext_lazy("Tables"), "quotes": gettext_lazy("Quotations"), "links": gettext_lazy("Links"),
    "footnotes": gettext_lazy("Footnotes"),
}  # fmt: skip


def words_of(segments: Iterable[Segment]) -> str:
    return " ".join(richtext.plain(passage.html) for segment in segments for passage in segment.passages)


def account(imported: Import, structure: Structure) -> dict[str, Any]:
    """The receipt as screens show it: figures that balance, then what is dropped, changed and added, in its words."""
    found = make_receipt(imported.source, structure).as_json()
    words = found["words"]
    kept = {name: sum(words["kept"].get(kind, 0) for kind in kinds) for name, kinds in PLACES.items()}
    has_turns = kinds.of(imported.kind).has_turns
    if has_turns:  # an analysis has no conversation, and an interview no other text than its introduction
        kept["head"] += kept.pop("text")
    else:
        kept["text"] += kept.pop("conversation")
    figures = [
        (_("Words in the source"), words["source"], ""),
        (_("In the conversation"), kept["conversation"], "") if has_turns else (_("In the text"), kept["text"], ""),
        (_("Title and introduction") if has_turns else _("Title and summary"), kept["head"], ""),
        (_("Kept apart"), kept["apart"], ""),
        (_("Became structure"), words["structure"], _("labels")),
        (_("Dropped"), words["dropped"], ""),
    ]
    if words["added"]:
        figures.append((_("Added"), words["added"], _("not in the source")))
    balance = f"{' + '.join(str(number) for _label, number, _note in figures[1:6])} = {words['source']}."
    pictures = {place for place, block in enumerate(imported.document["blocks"]) if block["kind"] == "image"}
    return {
        "figures": [{"label": label, "number": number, "note": note} for label, number, note in figures],
        "lines": [balance, *things(found)],
        # A picture that is not the lead photo goes into the library: it isn't dropped.
        "dropped": [entry for entry in found["dropped"] if entry["block"] not in pictures],
        "changed": found["changed"],
        "added": found["added"],
        "losses": imported.source.losses,
    }


def things(found: dict[str, Any]) -> Iterator[str]:
    """What there is beside words: of each how many there are, and what became of them."""
    missing = []
    for name, label in THINGS.items():
        count = found[name]
        if not count["source"]:
            missing.append(str(label))
            continue
        here = count["source"] - count["dropped"]
        sentence = _("%(things)s: %(here)d of %(all)d") % {"things": label, "here": here, "all": count["source"]}
        if count["changed"]:
            sentence += _(", %(count)d changed") % {"count": count["changed"]}
        yield f"{sentence}."
    if images := found["images"]["source"]:
        yield _("Images: %(count)d, each as the lead photo, in the text or in the photo library.") % {"count": images}
    else:
        missing.append(_("Images"))
    if missing:
        yield _("Not in the source: %(things)s.") % {"things": ", ".join(missing).lower()}
