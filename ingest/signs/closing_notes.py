"""What closes a text and speaks of it: thanks, how it was made, whose views it gives, who wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Block, words
from ingest.signs.positions import ROLE

CLOSING_HEADING = re.compile(
    r"(?:about (?:the )?(?:authors?|contributors?|interviewee|interviewer|speakers?|experts?|institute|us|this .{2,40})"
    r"|authors?|contributors?|disclaimers?|acknowledge?ments?|editor['’]?s?['’]? notes?|notes? (?:to|for) editors"
    r"|contacts?|media contacts?|press contacts?|funding|declarations?|conflicts? of interest|copyright|licen[cs]e"
    r"|corrections?|publication details|how to cite|suggested citation|citation|share(?: this)?|tags|topics"
    r"|l['’]auteur|les auteurs|à propos de l['’]auteur|über (?:den autor|die autorin|die autoren)|remerciements"
    r"|danksagung|sobre (?:el autor|la autora|los autores)|agradecimientos)\s*:?",
    re.IGNORECASE,
)
CLOSING_NOTE = re.compile(
    r"(?:about (?:the )?(?:authors?|contributors?|interviewee|interviewer|experts?)\b"
    r"|(?:editor['’]?s?['’]?|publisher['’]?s) notes?\b"
    r"|disclaimers?\s*:|acknowledge?ments?\s*:|corrections?\s*:|funding\s*:"
    r"|(?:the|all|any) (?:views?|opinions?|positions?|statements?|conclusions|content)(?:,? [a-z]+){0,12}"
    r" (?:expressed|contained|presented|set out|stated|reflected)\b"
    r"|(?:(?:this|the) (?:interview|conversation|exchange|discussion|transcript|q&a)"
    r"|this (?:text|piece|article|analysis|commentary|essay|paper|report|publication|post|op-ed|column|blog post|work"
    r"|project|brief|translation))"
    r"(?: (?:above|below|itself))?(?: and [a-z ]{3,30})?"
    r" (?:was|were|has been|is|originally|first|appeared|appears|took place|draws on|forms|represents|reflects|does not"
    r"|may be|expresses|gives)\b[^?]{0,200}?"
    r"\b(?:edited|condensed|shortened|abridged|transcribed|translated|recorded|conducted|held|published|appeared"
    r"|excerpted"
    r"|adapted|excerpt|part of|series|possible by|supported|funded|licensed|licence|license|views?|opinions?|took place"
    r"|clarity|length|endorsement|republished|reprinted|draws on|not necessarily)\b"
    r"|(?:interview|translation|translated|transcribed|transcription|transcript|edited|interviewed|conducted|recorded"
    r"|compiled|illustrations?|photographs?|research assistance|additional reporting) (?:was )?"
    r"(?:conducted |done |edited |from [^.]{3,40} )?(?:by|from the|for length|and (?:edited|condensed))\b"
    r"|(?:edited|condensed|lightly edited|abridged) (?:and (?:condensed|edited|abridged) )?"
    r"for (?:length|clarity|style|brevity)"
    r"|(?:originally|first|previously) (?:published|appeared|printed|posted)\b"
    r"|the (?:authors?|editors?|interviewer|institute)(?: would like to| wish(?:es)? to)?"
    r" (?:thanks?\b|(?:is|are) (?:grateful|indebted|thankful)\b|acknowledges?\b|declares? no\b)"
    r"|(?:i|we)(?: would like to| wish to| want to|['’]d like to)?"
    r" (?:thank|am grateful to|are grateful to|am indebted to)\b"
    r"[^?]{0,200}\b(?:comments|drafts?|reviewers?|feedback|suggestions|research assistance|earlier versions?)\b"
    r"|(?:with )?(?:special )?thanks (?:to|go to|are due)\b"
    r"|(?:for (?:more|further) information|for (?:media|press)(?: enquiries| inquiries)?|media contact|press contact"
    r"|contact\s*:|to cite this|suggested citation|cite (?:this )?as|how to cite|recommended citation|doi\s*:)"
    r"|(?:follow|find) [^.?]{2,60} on (?:twitter|x|linkedin|bluesky|mastodon|facebook)\b"
    r"|(?:sign up|subscribe)\b[^?]{0,60}\b(?:newsletter|updates|mailing list|podcast|feed)s?\b"
    r"|(?:©|\(c\)\s|copyright\b|all rights reserved)"
    r"|recorded (?:in|at|on|by|from)\b|have a question\b|write to\b|(?:the|these) (?:answers|replies"
    r"|remarks) (?:represent|reflect|are)\b"
    r"|(?:i|we) thank [^\W\d_a-z]|\(?end of (?:the )?(?:transcript|interview)|this is (?:a|an) (?:lightly "
    r"|slightly )?(?:edited|abridged|condensed)"
    r"|[^.?!]{3,80}\b(?:remercient?|dankt|danken|agradecen?|ringraziano?|bedankt|agradece)\b"
    r"|propos (?:recueillis|traduits)|entretien (?:réalisé|mené|conduit)|entrevista (?:realizada|editada)"
    r"|intervista (?:di|a cura)"
    r"|das gespräch (?:führte|wurde)|dieses (?:interview|gespräch)|interview:|mit dank an|fuente:|fonte:|quelle:"
    r"|source\s?:"
    r"|les (?:opinions|propos|vues) exprimé|cet (?:entretien|article) a été|die (?:hier )?(?:geäußerten|vertretenen) "
    r"|das (?:interview|gespräch) (?:führte|wurde)|die fragen stellte|las opiniones (?:expresadas|vertidas))",
    re.IGNORECASE,
)
LONGEST_NOTE = 2_000  # characters
BIOGRAPHY = re.compile(
    r"(?:(?:dr|prof|professor|ambassador|sir|dame|mr|mrs|ms)\.? )?"
    r"(?:[^\W\d_a-z][\w.'’\-]* ){1,4}(?:(?:de|van|von|der|den|al|bin|del|da|la|le) )*(?:[^\W\d_a-z][\w.'’\-]* )*"
    rf"(?:is|was|serves as|works as|heads|directs|leads|teaches|holds)\b[^.?!]{{0,60}}?\b(?:{ROLE}|the|at)\b",
)


def is_closing_heading(text: str) -> bool:
    """Whether a heading opens closing notes: "About the author", "Acknowledgements"."""
    return bool(CLOSING_HEADING.fullmatch(text.strip()[:200]))


def is_closing_note(text: str) -> bool:
    """Whether a paragraph speaks of the text and not of its matter: who thanks whom, how it was made, whose views it
    gives. Biographies are not among these: see `is_biography`."""
    text = text.strip().lstrip("*[(†—–- ")
    return len(text) <= LONGEST_NOTE and (bool(CLOSING_NOTE.match(text)) or is_closing_heading(text))


def is_biography(text: str) -> bool:
    """Whether a paragraph introduces somebody by name and position. In the midst of a text that says little; at its end
    it is a note on the author."""
    text = text.strip()
    return len(text) <= LONGEST_NOTE and not text.endswith("?") and bool(BIOGRAPHY.match(text))


def closing(blocks: Sequence[Block], start: int = 0) -> int:
    """The place from which on there are closing notes only, not before `start`; without any, the number of blocks."""
    end = len(blocks)
    for at in range(len(blocks) - 1, start - 1, -1):
        block = blocks[at]
        if block.kind == "heading" and is_closing_heading(block.text):
            end = at
            continue
        if block.kind in ("paragraph", "heading") and (
            not words(block.text)
            or is_closing_note(block.text)
            or (block.kind == "paragraph" and is_biography(block.text))
        ):
            end = at if words(block.text) else end
            continue
        heading = next((i for i in range(at, max(start, at - 6) - 1, -1) if blocks[i].kind == "heading"), None)
        if heading is None or not is_closing_heading(blocks[heading].text):
            break
    return end
