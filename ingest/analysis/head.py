"""The head of an analysis: title, standfirst, byline, and what stands between them."""

from __future__ import annotations

from ingest.analysis.prose import ENDS, is_prose
from ingest.analysis.title import is_small_print, place_of_title
from ingest.analysis.under_way import UnderWay
from ingest.document import same_words, words
from ingest.signs import closing_notes, dates, positions, publication_types, signatures
from ingest.structure import Kind, Passage

LONGEST_SUMMARY = 90


def read_head(under_way: UnderWay) -> None:
    title = place_of_title(under_way.blocks, under_way.end)
    while title is not None and under_way.at < title:
        above_the_title(under_way)
    if title is not None and under_way.at > title:
        title = None  # the caption above it took it along
    if title is not None:
        segment = under_way.add(Kind.TITLE)
        following = under_way.blocks[under_way.at] if under_way.at < under_way.end else None
        told = following is not None and (
            is_prose(following) or is_small_print(following) or same_words(following.text, under_way.blocks[title].text)
        )
        if under_way.blocks[title].style != "title" and under_way.blocks[title].kind != "heading" and not told:
            segment.confidence, segment.reason = 0.7, "The first short line: it may be the title."
    while under_way.at < under_way.end and one_of_the_head(under_way, title):
        pass


def above_the_title(under_way: UnderWay) -> None:
    if one_of_the_head(under_way, None):
        return
    under_way.add(Kind.APART, 0.6, "Stands above the title: it may be the topic, or the beginning of the title.")


def one_of_the_head(under_way: UnderWay, title: int | None) -> bool:
    """Takes the next block if it belongs to the head."""
    block = under_way.block
    if title is not None and same_words(block.text, under_way.blocks[title].text):
        under_way.drop("The title stands twice.")
        return True
    if under_way.photo(is_lead=True):
        return True
    if block.kind not in ("paragraph", "heading"):
        return False
    if dates.is_date(block.text) or block.style == "date":
        under_way.add(Kind.BYLINE)
        return True
    if publication_types.is_type(block.text):
        under_way.add(Kind.APART, reason="The type of the piece, as the source names it.")
        return True
    if block.kind == "paragraph" and (closing_notes.is_closing_note(block.text)):
        under_way.add(Kind.APART, 0.75, "Speaks of the text, not of its matter.")
        return True
    return byline(under_way) or (title is not None and summary(under_way))


def byline(under_way: UnderWay) -> bool:
    block = under_way.block
    if block.kind == "heading" and block.style != "author":
        return False
    signed, says_by = signatures.signatures(block.text)
    last = under_way.found.segments[-1] if under_way.found.segments else None
    if not signed:
        if last is not None and last.kind == Kind.BYLINE and last.speakers and positions.is_position(block.text):
            person = next(p for p in under_way.found.people if p.key == last.speakers[-1])
            person.description = person.description or block.text
            last.passages.append(Passage(under_way.at, under_way.element))
            under_way.at += 1
            return True
        if block.style == "author":
            under_way.add(Kind.BYLINE, 0.5, "Stands where the author does, but no name could be read.")
            return True
        return False
    sure = says_by or block.style == "author" or any(signature.description for signature in signed)
    titled = any(segment.kind == Kind.TITLE for segment in under_way.found.segments)
    if not sure and not titled:
        return False
    segment = under_way.add(Kind.BYLINE)
    if not sure:
        segment.confidence, segment.reason = 0.65, "Looks like a name below the title."
    segment.speakers = [under_way.person(signature) for signature in signed]
    return True


def summary(under_way: UnderWay) -> bool:
    """A standfirst: it says so, or it is the one paragraph below the title that is set apart by its letters."""
    block = under_way.block
    if any(segment.kind == Kind.SUMMARY for segment in under_way.found.segments):
        return False
    if len(words(block.text)) > LONGEST_SUMMARY:
        return False
    if block.style == "subtitle":
        under_way.add(Kind.SUMMARY, html=f"<p>{block.html}</p>")
        return True
    following = under_way.blocks[under_way.at + 1] if under_way.at + 1 < under_way.end else None
    set_apart = block.kind == "paragraph" and (block.is_bold or block.is_italic) and following is not None
    if not set_apart or following is None or (following.is_bold and block.is_bold and following.kind == "paragraph"):
        return False
    if len(words(block.text)) < 6 and not block.text.endswith(ENDS):
        return False  # a heading by hand
    said = "bold" if block.is_bold else "in italics"
    under_way.add(Kind.SUMMARY, 0.85, f"The first paragraph, {said}.")
    return True
