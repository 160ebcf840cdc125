"""Footnotes in HTML: a link to a place that links back is a note's mark, whoever wrote the page.

Word (`_ftnref1` and `_ftn1`), Google Docs (`ftnt_ref1` and `ftnt1`), pandoc (`fnref1` and `fn1`), mammoth, MediaWiki
and most blogs differ in their names only, so no name is looked at.
"""

from __future__ import annotations

import re

from lxml import html as lxml_html

from ingest.document import words
from ingest.sources.trees import Element

BLOCKS = {"p", "li", "div", "dd", "td", "tr", "aside", "section", "blockquote", "dl"}
CLIMBED = {"li", "div", "dd", "aside"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
RAISED = {"sup", "span", "b", "i", "em", "strong"}  # what a mark may stand in
LONGEST_MARK = 20  # characters: "[12]", "↩", "Jump up to: a"
LABEL = re.compile(r"\s*[\[(]?(?:\w{1,4}|[*†‡§^]+)[\]).:]*(?:\s+|$)")


def extract(root: Element) -> dict[str, Element]:
    """Takes the notes out of a tree and puts an empty <foot-note data-note="…"> where each mark stood.

    Returns the notes by that name, without their own marks and the way back.
    """
    order, targets, links = _places(root)
    marks, backs = _marks(order, targets, links)
    taken = {target: _container(target, set(backs), set(marks)) for target in backs}
    notes: dict[str, Element] = {}
    keys: dict[Element, str] = {}
    for link, target in sorted(marks.items(), key=lambda pair: order[pair[0]]):
        note = taken[target]
        if note not in keys:
            keys[note] = str(len(keys) + 1)
            notes[keys[note]] = note
            label = _letters(link)
            labelled = [_letters(back) == label for back in backs[target]]
            for back in backs[target]:
                _remove(back, note)
            if not any(labelled):
                _drop_label(note, label)
        mark = lxml_html.Element("foot-note", {"data-note": keys[note]})
        _replace(link, mark)
    for note in notes.values():
        if (parent := note.getparent()) is not None:
            _keep_tail(note)
            parent.remove(note)
    return notes


def _places(root: Element) -> tuple[dict[Element, int], dict[str, Element], dict[str, list[Element]]]:
    """The order of a tree's elements, those that have a name by it, and by that name the links to them."""
    order: dict[Element, int] = {}
    targets: dict[str, Element] = {}
    links: dict[str, list[Element]] = {}
    for place, element in enumerate(root.iter()):
        if not isinstance(element.tag, str):
            continue
        order[element] = place
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                targets.setdefault(name, element)
        if element.tag == "a" and (element.get("href") or "").startswith("#") and len(element.get("href")) > 1:
            links.setdefault(element.get("href")[1:], []).append(element)
    return order, targets, links


def _marks(
    order: dict[Element, int], targets: dict[str, Element], links: dict[str, list[Element]]
) -> tuple[dict[Element, Element], dict[Element, set[Element]]]:
    """The links that are marks of notes, each with its note's place; and of each place the links that lead back."""
    marks: dict[Element, Element] = {}
    backs: dict[Element, set[Element]] = {}
    for name, target in targets.items():
        for link in links.get(name, ()):
            if order[target] < order[link] or len(_text(link)) > LONGEST_MARK:
                continue
            place = _block(target)
            names = {n for e in (*link.iter(), *_around(link)) for n in (e.get("id"), e.get("name")) if n}
            back = [a for n in names for a in links.get(n, ()) if order[a] > order[link] and _within(a, place)]
            if back and not _within(link, place):
                marks[link] = target
                backs.setdefault(target, set()).update(back)
    # A note that the text names again has one way back, to its first mark.
    marks |= {
        link: target
        for name, target in targets.items()
        if target in backs
        for link in links.get(name, ())
        if len(_text(link)) <= LONGEST_MARK and not _within(link, _block(target))
    }
    return marks, backs


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _around(link: Element) -> list[Element]:
    """What stands closely around a mark and may bear its name: a <sup>, a <span>."""
    found: list[Element] = []
    parent = link.getparent()
    while parent is not None and parent.tag in RAISED and len(found) < 3:
        found.append(parent)
        parent = parent.getparent()
    return found


def _block(element: Element) -> Element:
    while element.tag not in BLOCKS and element.getparent() is not None:
        element = element.getparent()
    return element


def _within(element: Element, ancestor: Element) -> bool:
    return element is ancestor or any(parent is ancestor for parent in element.iterancestors())


def _container(target: Element, targets: set[Element], marks: set[Element]) -> Element:
    """The element that holds one note whole: from the named place up to the last that holds no other note."""
    note = _block(target)
    if note is target and target.tag != "p":
        return note
    while (parent := note.getparent()) is not None and parent.tag in CLIMBED and parent.getparent() is not None:
        inside = list(parent.iter())
        if sum(e in targets for e in inside) > 1 or any(e in marks or e.tag in HEADINGS for e in inside):
            break
        note = parent
    return note


def _keep_tail(element: Element) -> None:
    """Hands the words after an element to what stands before it."""
    if element.tail:
        before, parent = element.getprevious(), element.getparent()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None


def _remove(back: Element, note: Element) -> None:
    """Takes the way back out of a note; one that holds the note's own words is only unlinked."""
    if back.getparent() is None or back is note:
        return
    if len(_text(back)) > LONGEST_MARK:
        back.attrib.pop("href", None)
        return
    while True:
        parent = back.getparent()
        _keep_tail(back)
        parent.remove(back)
        if (
            parent is note
            or parent.tag not in ("sup", "span", "b", "em", "strong", "i")
            or len(parent)
            or _text(parent)
        ):
            return
        back = parent


def _letters(element: Element) -> str:
    return "".join(words(_text(element)))


def _drop_label(note: Element, label: str) -> None:
    """Takes away the number that a note begins with, if it is that of its mark."""
    for element in note.iter():
        if not isinstance(element.tag, str):
            continue
        for holder, attribute in ((element, "text"), (element, "tail")):
            value = getattr(holder, attribute) or ""
            if (attribute == "tail" and (holder is note or len(holder))) or not value.strip():
                continue
            if (found := LABEL.match(value)) and "".join(words(found[0])) == label:
                setattr(holder, attribute, value[found.end() :])
            return


def _replace(link: Element, mark: Element) -> None:
    """Puts a note where its mark stood, outside of what raised the mark."""
    place = link
    while (parent := place.getparent()) is not None and parent.tag in ("sup", "span") and _text(parent) == _text(link):
        place = parent
    parent = place.getparent()
    mark.tail, place.tail = place.tail, None
    parent.replace(place, mark)
