"""A reading under way: the blocks of a source, how far they are read, and what was found."""

from __future__ import annotations

from ingest.document import Block, Document, same_words
from ingest.paragraphs import wrapped_lines
from ingest.signs import captions, closing_notes, related_publications, signatures
from ingest.structure import ANALYSIS, Dropped, Kind, Passage, Person, Photo, Segment, Structure


class UnderWay:
    """The reading of one source. at: the place of the next block. end: where its closing notes begin."""

    def __init__(self, document: Document) -> None:
        self.blocks = document.blocks
        self.found = Structure(ANALYSIS)
        self.at = 0
        self.end = self.end_of_text()
        self.has_headings = True

    def end_of_text(self) -> int:
        """Where closing notes begin, or the list of related publications among or before them."""
        end, at = closing_notes.closing(self.blocks), 0
        while at < end:
            _, behind = related_publications.related(self.blocks, at)
            if behind >= end:
                end = closing_notes.closing(self.blocks[:at])
                break
            at = max(at + 1, behind)
        return end or len(self.blocks)  # a text that speaks of itself throughout has that for its matter

    @property
    def block(self) -> Block:
        return self.blocks[self.at]

    @property
    def element(self) -> str:
        block = self.block
        return f"<p>{wrapped_lines.unwrapped_by_length(block.html)}</p>" if block.kind == "paragraph" else block.element

    def add(self, kind: Kind, confidence: float = 1.0, reason: str = "", html: str | None = None) -> Segment:
        """Puts the next block into a segment of its own."""
        passage = Passage(self.at, self.element if html is None else html)
        segment = Segment(kind, [passage], confidence=confidence, reason=reason)
        self.found.segments.append(segment)
        self.at += 1
        return segment

    def drop(self, reason: str) -> None:
        self.found.dropped.append(Dropped(self.at, self.block.text, reason))
        self.at += 1

    def photo(self, is_lead: bool) -> bool:
        """A picture, its caption and its credit: the first is the lead photo, if it stands near the beginning."""
        read = captions.photo(self.blocks, self.at)
        if read is None:
            return False
        photo, segment, dropped, end = read
        shows = [at for at in range(self.at, end) if self.blocks[at].kind == "image"]
        if self.found.photo is None and is_lead:
            self.found.photo = photo if photo != Photo() else None
        else:
            segment.kind = Kind.APART
            segment.reason = "Belongs to a picture within the text: it becomes the words below it."
            # A picture has no words; a passage without any still says where it went.
            segment.passages = [*(Passage(at, "") for at in shows), *segment.passages]
        if segment.passages:
            self.found.segments.append(segment)
        self.found.dropped += dropped
        self.at = end
        return True

    def related(self) -> bool:
        found, end = related_publications.related(self.blocks, self.at)
        if not found:
            return False
        passages = [
            Passage(at, self.blocks[at].element) for at in range(self.at, end) if self.blocks[at].kind != "image"
        ]
        segment = Segment(Kind.RELATED, passages)
        if end < self.end:
            segment.confidence, segment.reason = 0.75, "Stands in the midst of the text."
        self.found.segments.append(segment)
        self.found.related += found
        self.at = end
        return True

    def person(self, signature: signatures.Signature) -> str:
        for person in self.found.people:
            if same_words(person.name, signature.name):
                person.description = person.description or signature.description
                return person.key
        key = f"p{len(self.found.people) + 1}"
        self.found.people.append(Person(key, signature.name, role="author", description=signature.description))
        return key
