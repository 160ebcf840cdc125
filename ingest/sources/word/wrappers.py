"""What only stands around words: content controls, fields, reading aids, links within the file, and older forms."""

from __future__ import annotations

import re

from lxml import etree

from ingest.document import words
from ingest.sources.losses import quoted
from ingest.sources.trees import Element
from ingest.sources.word.file import WordFile
from ingest.sources.word.xml import MC, R, W, drop, is_on, lift, says_something, value_of


def choose_alternatives(root: Element) -> None:
    """Of the two forms Word writes for newer and older versions one is kept: the one that says something."""
    for choice in list(root.iter(MC + "AlternateContent")):
        new, old = choice.find(MC + "Choice"), choice.find(MC + "Fallback")
        kept = new if new is not None and (old is None or says_something(new) or not says_something(old)) else old
        parent = choice.getparent()
        if parent is not None:
            place = parent.index(choice)
            parent[place : place + 1] = list(kept) if kept is not None else []


def unwrap(word: WordFile, root: Element) -> None:
    """Takes away what only stands around words, and mammoth doesn't know or doesn't need."""
    for element in list(root.iter(W + "sdt")):
        gallery = value_of(element, f"{W}sdtPr/{W}docPartObj/{W}docPartGallery").lower()
        if "table of contents" in gallery or is_on(element.find(W + "sdtPr"), "showingPlcHdr"):
            what = "The table of contents" if gallery else "A field that nobody filled in"
            word.losses.add(f"{what}: {quoted(word.text(element))}")
            drop(element)
    for element in list(root.iter(W + "fldSimple")):
        _write_field(element)
    for element in list(root.iter(W + "dir", W + "bdo", W + "rubyBase")):
        lift(element)
    for element in list(root.iter(W + "ruby")):
        said = " ".join(word.text(rt) for rt in element.iter(W + "rt"))
        for rt in list(element.iter(W + "rt", W + "rubyPr")):
            drop(rt)
        if words(said):
            word.losses.add(f"A reading aid above the words {word.where(element)}: {quoted(said)}")
        # Runs stand within a run: they take its place.
        outer = element.getparent()
        lift(element)
        if outer is not None and outer.tag == W + "r" and outer.find(W + "r") is not None:
            lift(outer)
    for element in list(root.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        drop(element)
    for element in list(root.iter(W + "hyperlink")):
        target = word.here.get(element.get(R + "id") or "", ("", ""))[1]
        if not target:
            lift(element)  # a place in the file itself


def _write_field(element: Element) -> None:
    """A simple field as what it shows; a link as the complex field that mammoth knows."""
    instruction = element.get(W + "instr") or ""
    if re.match(r"\s*HYPERLINK\s+\"?https?:", instruction):
        parts = []
        for kind in ("begin", "instruction", "separate", "end"):
            run = etree.Element(W + "r")
            if kind == "instruction":
                etree.SubElement(run, W + "instrText").text = instruction
            else:
                etree.SubElement(run, W + "fldChar", {W + "fldCharType": kind})
            parts.append(run)
        for place, run in enumerate(parts[:3]):
            element.insert(place, run)
        element.append(parts[3])
    lift(element)
