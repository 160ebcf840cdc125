"""An analysis read from a source: its head, its text, and what stands beside it."""

from __future__ import annotations

from ingest.document import Block, Document, same_words, words
from ingest.paragraphs import wrapped_lines
from ingest.signs import captions, closing_notes, dates, positions, publication_types, related_publications, signatures
from ingest.structure import Dropped, Kind, Passage, Person, Photo, Segment, Structure

LONGEST_TITLE = 25  # words
LONGEST_SUMMARY = 90
LONGEST_HEADING = 12
LONGEST_TOPIC = 4
HIGHEST, LOWEST = 2, 4  # headings of a text, below its title
ENDS = (".", "!", "?", ":", ";", ",", "…", "。", "؟")


def read(document: Document) -> Structure:
    """The structure of an analysis. What is in doubt says so; every block is in a segment, or dropped as a double."""
    reader = _Reader(document)
    reader.head()
    reader.text()
    reader.notes()
    return reader.found


class _Reader:
    def __init__(self, document: Document) -> None:
        self.blocks = document.blocks
        self.found = Structure("analysis")
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

    def add(self, kind: Kind, confidence: float = 1.0, reason: str = "", html: str | None = None) -> Segment:
        """Puts the next block into a segment of its own."""
        passage = Passage(self.at, self.element if html is None else html)
        segment = Segment(kind, [passage], confidence=confidence, reason=reason)
        self.found.segments.append(segment)
        self.at += 1
        return segment

    @property
    def element(self) -> str:
        block = self.block
        return f"<p>{wrapped_lines.unwrapped_by_length(block.html)}</p>" if block.kind == "paragraph" else block.element

    def drop(self, reason: str) -> None:
        self.found.dropped.append(Dropped(self.at, self.block.text, reason))
        self.at += 1

    # The head

    def head(self) -> None:
        title = self.title()
        while title is not None and self.at < title:
            self.above_the_title()
        if title is not None and self.at > title:
            title = None  # the caption above it took it along
        if title is not None:
            segment = self.add(Kind.TITLE)
            following = self.blocks[self.at] if self.at < self.end else None
            told = following is not None and (
                _is_prose(following)
                or self.is_small_print(following)
                or same_words(following.text, self.blocks[title].text)
            )
            if self.blocks[title].style != "title" and self.blocks[title].kind != "heading" and not told:
                segment.confidence, segment.reason = 0.7, "The first short line: it may be the title."
        while self.at < self.end and self.one_of_the_head(title):
            pass

    def title(self) -> int | None:
        """The place of the title among the first blocks."""
        first = range(min(self.end, 8))
        for at in first:
            if self.blocks[at].style == "title":
                return at
        for at in first:
            block = self.blocks[at]
            if block.kind == "heading" and block.level == 1:
                return at
            if not self.is_small_print(block) and not self.is_topic_like(block):
                break
        levels = {block.level for block in self.blocks if block.kind == "heading"}
        for at in first:
            block = self.blocks[at]
            if self.is_small_print(block):
                continue
            if block.kind == "heading":
                # The only one of its level, before all others.
                alone = sum(b.kind == "heading" and b.level == block.level for b in self.blocks) == 1
                return at if alone and block.level == min(levels) else None
            if not self.is_title_like(block):
                return None
            following = self.blocks[at + 1] if at + 1 < self.end else None
            below = following is not None and self.is_title_like(following) and not self.is_small_print(following)
            # "Environment", then the title: a topic.
            if below and following is not None and self.is_topic_like(block) and not self.is_topic_like(following):
                return at + 1
            return at if following is not None else None
        return None

    def is_title_like(self, block: Block) -> bool:
        said = block.text
        return (
            block.kind == "paragraph"
            and block.style in ("", "title")
            and 0 < len(words(said)) <= LONGEST_TITLE
            and not said.endswith((".", ":", ";", ","))
            and "\n" not in said
            and not captions.is_caption(block)
        )

    def is_topic_like(self, block: Block) -> bool:
        return self.is_title_like(block) and len(words(block.text)) <= LONGEST_TOPIC

    def is_small_print(self, block: Block) -> bool:
        """Whether a block is none of the head's words: a date, the type of the piece, who signs."""
        return (
            block.kind == "image"
            or dates.is_date(block.text)
            or publication_types.is_type(block.text)
            or block.style in ("author", "date")
            or signatures.signatures(block.text)[1]
            or captions.is_caption(block)
        )

    def above_the_title(self) -> None:
        if self.one_of_the_head(None):
            return
        self.add(Kind.APART, 0.6, "Stands above the title: it may be the topic, or the beginning of the title.")

    def one_of_the_head(self, title: int | None) -> bool:
        """Takes the next block if it belongs to the head."""
        block = self.block
        if title is not None and same_words(block.text, self.blocks[title].text):
            self.drop("The title stands twice.")
            return True
        if self.photo(is_lead=True):
            return True
        if block.kind not in ("paragraph", "heading"):
            return False
        if dates.is_date(block.text) or block.style == "date":
            self.add(Kind.BYLINE)
            return True
        if publication_types.is_type(block.text):
            self.add(Kind.APART, reason="The type of the piece, as the source names it.")
            return True
        if block.kind == "paragraph" and (closing_notes.is_closing_note(block.text)):
            self.add(Kind.APART, 0.75, "Speaks of the text, not of its matter.")
            return True
        return self.byline() or (title is not None and self.summary())

    def byline(self) -> bool:
        block = self.block
        if block.kind == "heading" and block.style != "author":
            return False
        signed, says_by = signatures.signatures(block.text)
        last = self.found.segments[-1] if self.found.segments else None
        if not signed:
            if last is not None and last.kind == Kind.BYLINE and last.speakers and positions.is_position(block.text):
                person = next(p for p in self.found.people if p.key == last.speakers[-1])
                person.description = person.description or block.text
                last.passages.append(Passage(self.at, self.element))
                self.at += 1
                return True
            if block.style == "author":
                self.add(Kind.BYLINE, 0.5, "Stands where the author does, but no name could be read.")
                return True
            return False
        sure = says_by or block.style == "author" or any(signature.description for signature in signed)
        titled = any(segment.kind == Kind.TITLE for segment in self.found.segments)
        if not sure and not titled:
            return False
        segment = self.add(Kind.BYLINE)
        if not sure:
            segment.confidence, segment.reason = 0.65, "Looks like a name below the title."
        segment.speakers = [self.person(signature) for signature in signed]
        return True

    def person(self, signature: signatures.Signature) -> str:
        for person in self.found.people:
            if same_words(person.name, signature.name):
                person.description = person.description or signature.description
                return person.key
        key = f"p{len(self.found.people) + 1}"
        self.found.people.append(Person(key, signature.name, role="author", description=signature.description))
        return key

    def summary(self) -> bool:
        """A standfirst: it says so, or it is the one paragraph below the title that is set apart by its letters."""
        block = self.block
        if any(segment.kind == Kind.SUMMARY for segment in self.found.segments):
            return False
        if len(words(block.text)) > LONGEST_SUMMARY:
            return False
        if block.style == "subtitle":
            self.add(Kind.SUMMARY, html=f"<p>{block.html}</p>")
            return True
        following = self.blocks[self.at + 1] if self.at + 1 < self.end else None
        set_apart = block.kind == "paragraph" and (block.is_bold or block.is_italic) and following is not None
        if (
            not set_apart
            or following is None
            or (following.is_bold and block.is_bold and following.kind == "paragraph")
        ):
            return False
        if len(words(block.text)) < 6 and not block.text.endswith(ENDS):
            return False  # a heading by hand
        said = "bold" if block.is_bold else "in italics"
        self.add(Kind.SUMMARY, 0.85, f"The first paragraph, {said}.")
        return True

    # The text

    def text(self) -> None:
        start = self.at
        self.has_headings = any(block.kind == "heading" for block in self.blocks[start : self.end])
        levels = [block.level for block in self.blocks[start : self.end] if block.kind == "heading"]
        highest = min(levels, default=HIGHEST)
        while self.at < self.end:
            block = self.block
            if self.photo(is_lead=self.at - start < 3) or self.related():
                continue
            if block.kind == "paragraph" and block.text.lower().startswith(("editor's note", "editor’s note")):
                self.add(Kind.APART, 0.75, "Speaks of the text, not of its matter.")
            elif block.kind == "heading":
                level = min(LOWEST, max(HIGHEST, block.level - highest + HIGHEST))
                self.add(Kind.TEXT, html=f"<h{level}>{block.html}</h{level}>")
            elif self.is_heading_by_hand():
                inner = block.html.replace("<strong>", "").replace("</strong>", "")
                self.add(Kind.TEXT, 0.7, "A short line of its own: it may be a heading.", html=f"<h2>{inner}</h2>")
            else:
                self.add(Kind.TEXT)

    def is_heading_by_hand(self) -> bool:
        """Whether a paragraph is a heading for the eye only, in a source without any: bold, or short and alone."""
        block = self.block
        said = block.text
        if self.has_headings or block.kind != "paragraph" or block.style or "\n" in said or "<foot-note>" in block.html:
            return False
        if not 0 < len(words(said)) <= LONGEST_HEADING or said.endswith(tuple(sign for sign in ENDS if sign != "?")):
            return False
        following = self.blocks[self.at + 1] if self.at + 1 < self.end else None
        return following is not None and following.kind != "image" and (block.is_bold or _is_prose(following))

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

    # The end

    def notes(self) -> None:
        """What closes a text; a biography describes its author, or names one whom nothing else named."""
        signed = bool(self.found.people)
        while self.at < len(self.blocks):
            if self.related() or (self.block.kind == "image" and self.photo(is_lead=False)):
                continue
            if self.block.kind == "paragraph" and closing_notes.is_biography(self.block.text):
                name, description = _biography(self.block.text)
                known = any(same_words(person.name, name) for person in self.found.people)
                if known or (not signed and signatures.is_name(name)):
                    self.person(signatures.Signature(name, description))
            self.add(Kind.APART, 0.85, "A note at the end.")


def _biography(said: str) -> tuple[str, str]:
    """The name a biography begins with, and what it says of whom, to the end of its first sentence."""
    name, verb, rest = said.partition(" is ")
    if not verb or len(words(name)) > 7:
        return "", ""
    sentence = rest.split(". ")[0].strip().rstrip(".")
    return signatures.TITLES.sub("", name.strip(), count=1), sentence


def _is_prose(block: Block) -> bool:
    return block.kind == "paragraph" and len(words(block.text)) > LONGEST_HEADING and block.text.endswith(ENDS)
