"""Which part of a page is its text: the article within menus, headers and teasers, which are listed."""

from __future__ import annotations

from ingest.document import words
from ingest.sources.html.elements import FRAME, NOT_WORDS, text_of
from ingest.sources.losses import Losses, quoted
from ingest.sources.trees import Element


def _count(element: Element) -> int:
    return sum(
        len(words(text))
        for node in element.iter()
        if isinstance(node.tag, str)
        for text in ((node.text if node.tag not in NOT_WORDS else ""), node.tail if node is not element else "")
        if text
    )


def text_root(page: Element, losses: Losses) -> tuple[Element, list[Element]]:
    """The element that holds the text, and a title that stands outside of it. What else the page holds is listed."""
    body = page.find("body")
    body = page if body is None else body
    mains = list(body.iter("main")) or body.xpath(".//*[@role='main']")
    root = max(mains, key=_count) if mains else body
    if articles := [a for a in root.iter("article") if not any(p.tag == "article" for p in a.iterancestors())]:
        longest = max(articles, key=_count)
        # Many articles of like length are a list of teasers.
        if _count(longest) * 2 >= _count(root):
            root = longest
    if root is body or not words("".join(root.itertext())):
        return body, []
    before = []
    if root.find(".//h1") is None:
        titles = [h for h in body.iter("h1") if not any(p.tag in ("nav", "footer") for p in h.iterancestors())]
        before = titles if len(titles) == 1 else []
    inside = {root, *root.iterancestors(), *before, *(p for h in before for p in h.iterancestors())}
    pending = list(reversed(body))
    while pending:
        element = pending.pop()
        if not isinstance(element.tag, str) or element is root or element in before or element.tag in NOT_WORDS:
            continue
        if element in inside:
            pending.extend(reversed(element))
        elif words(said := " ".join(text_of(element))):
            losses.add(f"{FRAME.get(element.tag, 'A part of the page outside of the article')}: {quoted(said)}")
    return root, before
