"""The closing notes of an analysis, and the biographies among them."""

from __future__ import annotations

from ingest.analysis.under_way import UnderWay
from ingest.document import same_words, words
from ingest.signs import closing_notes, signatures
from ingest.structure import Kind


def read_closing_notes(under_way: UnderWay) -> None:
    """What closes a text; a biography describes its author, or names one whom nothing else named."""
    signed = bool(under_way.found.people)
    while under_way.at < len(under_way.blocks):
        if under_way.related() or (under_way.block.kind == "image" and under_way.photo(is_lead=False)):
            continue
        if under_way.block.kind == "paragraph" and closing_notes.is_biography(under_way.block.text):
            name, description = _biography(under_way.block.text)
            known = any(same_words(person.name, name) for person in under_way.found.people)
            if known or (not signed and signatures.is_name(name)):
                under_way.person(signatures.Signature(name, description))
        under_way.add(Kind.APART, 0.85, "A note at the end.")


def _biography(said: str) -> tuple[str, str]:
    """The name a biography begins with, and what it says of whom, to the end of its first sentence."""
    name, verb, rest = said.partition(" is ")
    if not verb or len(words(name)) > 7:
        return "", ""
    sentence = rest.split(". ")[0].strip().rstrip(".")
    return signatures.TITLES.sub("", name.strip(), count=1), sentence
