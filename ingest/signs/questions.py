"""What a question looks like, and what tells who speaks, in the languages that institutes publish in."""

from __future__ import annotations

import re

from ingest.document import words
from ingest.paragraphs.paragraph import Unit

QUESTION_END = re.compile(r"[?؟？]['\"”’»)\]]*\s*$")
QUESTION_MARK = re.compile(r"[?؟？]")
SENTENCE = re.compile(r"[^.!?؟？…]+[.!?؟？…]*['\"”’»)\]]*")
ASKING_START = re.compile(
    r"(?:and |but |so |then |ok(?:ay)?[,.]? |now |well[,.]? |finally[,.]? |lastly[,.]? |et |mais |und |aber |y |pero )*"
    r"(?:what|why|how|who|whom|whose|when|where|which|is|are|was|were|do|does|did|can|could|would|will|should|shall|has"
    r"|have|had|isn|aren|wasn|don|doesn|didn|may|might|must|if you|in your|given|you |your |que|qu|quel|quelle|quels"
    r"|quelles|comment|pourquoi|où|quand|qui|combien|est-ce|avez-vous|êtes-vous|was|warum|wie|wer|wann|wo|welche"
    r"|welcher|welches|woher|wohin|wozu|ist|sind|haben|hat|kann|können|sollte|gibt|qué|cómo|por qué|quién|cuándo|dónde"
    r"|cuál|cuáles|cuánto|es|¿|perché|come|chi|quando|dove|quale|waarom|hoe|wat|wie|kunt|denkt|porque|como|quem"
    r"|onde)\b",
    re.IGNORECASE,
)
TELLS = re.compile(
    r"(?:and |but |so |then |ok(?:ay)?,? |please |now |finally,? |first,? |let us |let's )*(?:tell (?:us|me)"
    r"|talk (?:us|about|me)"
    r"|explain|describe|walk (?:us|me)"
    r"|give (?:us|me)|say (?:more|something)|let(?:'|’)?s"
    r" (?:talk|turn|start|begin|move|come|look|take|stay|return|go)\b|take (?:us|me)|help (?:us|me)|go on|compare"
    r"|imagine"
    r"|name (?:one|two|three)|elaborate"
    r"|parlez|dites|expliquez|racontez|décrivez|erzählen sie|beschreiben sie|erklären sie|nennen sie|cuénte|háble"
    r"|explí|describa|spieg|racconti|vertel)",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|my|me|mine|we|our|ours|us|je|j['’]|mon|ma|mes|nous|notre|nos|ich|mein\w*|mir|mich|wir"
    r"|unser\w*|yo|mi|mis|nosotros|nuestr\w+)\b"
)
SECOND_PERSON = re.compile(
    r"\b(?:[Yy]ou|[Yy]our|[Yy]ours|[Vv]ous|[Vv]otre|[Vv]os|Sie|Ihr\w*|Ihnen|[Uu]sted|[Uu]stedes|[Ll]ei|tu|du|dein\w*"
    r"|[Uu]w?)\b"
)
SUMS_UP = re.compile(
    r"(?:so|but surely|in other words|then|which means|alors|donc|also|dann|entonces|quindi|dus)\b,? ", re.IGNORECASE
)
QUOTED_QUESTION = re.compile(r"[“\"«„‘][^“”\"»]*[?؟？][\"'”’»]+\s*$")
ELSEWHERE = re.compile(r"^[\"'“‘«„]")


POSTSCRIPT = re.compile(r"p\.?\s?s\.?\b", re.IGNORECASE)


def looks_asking(unit: Unit) -> float:
    """How much a paragraph, by itself, looks like a question: about 4 for a plain one, below 0 for a plain answer."""
    text = unit.words
    if not unit.is_prose or not text:
        return -2.0
    sentences = [s.strip() for s in SENTENCE.findall(text) if words(s)]
    asked = sum(bool(QUESTION_END.search(s)) for s in sentences)
    score = 0.0
    if QUESTION_END.search(text):
        score += 3.0 + (0.8 if asked == len(sentences) else 0.0)
    elif TELLS.match(text) and len(text) < 220:
        score += 3.0
    else:
        score -= 0.5
    score += 0.6 if ASKING_START.match(text) else 0.0
    score -= min(3.0, max(0, len(text) - 220) / 150)
    if FIRST_PERSON.search(text):
        score -= 1.2
    if SECOND_PERSON.search(text):
        score += 0.9
        if (
            len(text) < 150
            and SECOND_PERSON.search(sentences[-1] if sentences else "")
            and not FIRST_PERSON.search(text)
        ):
            score += 1.5
    if len(sentences) == 1 and len(text) < 90 and not FIRST_PERSON.search(text):
        score += 1.0  # whoever answers seldom leaves it at one sentence
        score += 1.5 if text.endswith(("...", "…")) else 0.0
    if len(sentences) == 1 and len(text) < 110 and SUMS_UP.match(text) and not FIRST_PERSON.search(text):
        score += 1.2
    if text[-1] in "\"'”’» " and QUOTED_QUESTION.search(text):
        score -= 3.0  # somebody else's
    if len(sentences) > 2 and asked < len(sentences) and not SECOND_PERSON.search(text):
        score -= 1.0
    if ELSEWHERE.match(text):
        score -= 1.0
    return score
