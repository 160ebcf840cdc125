"""Who took a photo: the credit at the end of a caption, told by its label, its agency or its form."""

from __future__ import annotations

import re

from ingest.document import words
from ingest.signs.dates import YEAR

MOST_CREDIT_WORDS = 14
MOST_CAPTION_WORDS = 120
AGENCIES = re.compile(
    r"\b(?:AFP|AP(?: Photo| Images)?|Reuters|REUTERS"
    r"|EPA(?:-EFE)?|EFE|Getty(?: Images)?|Xinhua|TASS|dpa|DPA|ANSA"
    r"|ANP|Kyodo|Anadolu(?: Agency)?|Bloomberg|Shutterstock|iStock(?:photo)?|Alamy|Unsplash|Pexels|Pixabay|Flickr"
    r"|Wikimedia(?: Commons)?|NurPhoto|Magnum(?: Photos)?|Sipa|SIPA|Imago|IMAGO|[Pp]icture [Aa]lliance|Keystone"
    r"|Adobe Stock|UN Photo|NASA|ESA|CC BY(?:-[A-Z]+)*)\b"
)
OF_A_PHOTO = (
    r"(?:file |cover |lead |header |handout )?(?:photo(?:graph)?s?|images?|pictures?|pic|foto|bild|imagen|illustration)"
)
CREDIT_LABEL = re.compile(
    rf"(?:(?:{OF_A_PHOTO} )?credits?(?: photo)?|crédits?(?: photo)?|{OF_A_PHOTO}(?: credits?)?)\s*[:|]\s*"
    rf"|{OF_A_PHOTO}(?: taken| shot)?\s+(?:by|von|par|por|de|di|door)\s+",
    re.IGNORECASE,
)
COURTESY = re.compile(rf"(?:{OF_A_PHOTO}\s*[:,]?\s+)?(?=courtesy\b)", re.IGNORECASE)
COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*:?\s*(?:\d{4}\s+)?", re.IGNORECASE)
COURTESY_OF = re.compile(r"courtesy(?: of)?:?\s+", re.IGNORECASE)
RIGHTS = re.compile(rf"(?:{OF_A_PHOTO}\s*[:,]?\s*)?(?=©|\(c\)\s|copyright\b)", re.IGNORECASE)
# "U.S. Navy photo by …", "White House Photo"
OWN_PHOTO = re.compile(r"([^\W\d_][\w.'’&\-]* [\w.'’&\- ]{2,40}) (?:photo|Photo|photograph)(?:/| by |$)")
# What the names of picture agencies end in, known or not.
AGENCY_WORD = re.compile(
    r"\b(?:Agency|Agence|Agentur|Agencia|Press|Presse|News|Images|Pictures|Photos?|Service|Media|Archives?|Pool"
    r"|Studios?)\b"
)
PARENTHESES = re.compile(r"[(\[]((?:[^()\[\]]|\([^()]*\))+)[)\]](\.?)\s*$")
LAST_SENTENCE = re.compile(r"(?:(?<=[.!?…])[\"”’»)]?|\n|\s(?=[|•–—/-]\s))\s*[|•–—/-]?\s+(?=\S)|\n")
# Without any of these a text has no credit. Looked for as plain words: most paragraphs are told by this alone.
HINTS = [
    "/", "(", "[", "©", "|", "photo", "foto", "image", "picture", "pic", "bild", "illustration", "credit", "crédit",
    "courtesy", "copyright", "afp", "ap", "reuters", "epa", "efe", "getty", "xinhua", "tass", "dpa", "ansa", "anp",
    "kyodo", "anadolu", "bloomberg", "shutterstock", "istock", "alamy", "unsplash", "pexels", "pixabay", "flickr",
    "wikimedia", "nurphoto", "magnum", "sipa", "imago", "keystone", "adobe", "nasa", "esa", "cc", "agency",
    "agence", "agentur", "agencia", "press", "presse", "news", "service", "media", "archive", "pool", "studio",
]  # fmt: skip


def split_credit(text: str) -> tuple[str, str]:
    """A caption's words and its credit, without "Photo by"; either may be empty. Of a credit alone, ("", credit)."""
    lower = text.casefold()
    if not any(hint in lower for hint in HINTS):
        return text.strip(), ""
    text = text.strip()
    if len(text) > MOST_CAPTION_WORDS * 15:
        return text, ""
    if (credit := _credit(text)) is not None:
        return "", credit
    found: list[tuple[int, str]] = []
    if inside := PARENTHESES.search(text):
        # "… between two camps (North/South)." is a sentence, "… (Photo: Jo Doe)." is not.
        credit = _credit(inside[1], within=not inside[2])
        if credit is not None:
            found.append((inside.start(), credit))
    for place in LAST_SENTENCE.finditer(text):
        if (credit := _credit(text[place.end() :])) is not None:
            found.append((place.start(), credit))
            break
    if not found:
        return text, ""
    # The longest end that is a credit: of "Photo: Jo Doe (CC BY 2.0)" the whole.
    start, credit = min(found)
    return text[:start].rstrip(), credit


def _credit(text: str, within: bool = False) -> str | None:
    """The credit that a few words are, without their label, or None. within: they stand within brackets."""
    text = " ".join(text.split())
    if text[:1] in "([" and text[-1:] in ")]":
        text, within = text[1:-1].strip(), True
    if not words(text) or len(words(text)) > MOST_CREDIT_WORDS:
        return None
    if (label := CREDIT_LABEL.match(text)) and words(text[label.end() :]):
        return text[label.end() :].rstrip(" .")
    for rule in (COURTESY, RIGHTS):
        if label := rule.match(text):
            rest = COURTESY_OF.sub("", text[label.end() :].rstrip(" ."))
            if rule is COURTESY and len(words(rest)) > 0:
                return rest
            rest = COPYRIGHT.sub("", rest)
            return rest[:1].upper() + rest[1:] if words(rest) else None
    if re.search(r"[.!?:;]\s", re.sub(r"\b[\w.]{1,4}\.\s", "", text)):
        return None  # sentences
    return text if _is_name_and_agency(text, within) else None


SMALL_WORDS = {"and", "for", "of", "the", "via", "von", "van", "de", "del", "da", "di", "der", "den", "la", "le", "al"}
SMALL_WORDS |= {"el", "bin", "y", "e", "und", "et", "by", "from", "on", "under", "photo", "photos", "pool", "dos"}


def _is_name_and_agency(text: str, within: bool) -> bool:
    """Whether a text is names alone, one of them an agency's, or, within brackets, parted by a stroke:
    "Daria Lunt/Continental Photo Service"."""
    names = re.findall(r"[^\W_][\w.'’\-]*", text)
    if YEAR.search(text) or not all(_is_name(name) for name in names) or (text.endswith(".") and not within):
        return False
    if OWN_PHOTO.match(text):
        return True
    sides = [side.split() for side in text.split("/")]
    parted = len(sides) > 1 and all(sides)
    if agency := AGENCIES.search(text):
        return agency.end() == len(text) or agency.start() == 0 or parted or bool(re.search(r"[,|–—-]|\bvia\b", text))
    # "Costin/Renner" may be two speakers.
    return parted and (bool(AGENCY_WORD.search(text)) or (within and any(len(side) > 1 for side in sides)))


def _is_name(word: str) -> bool:
    return not word[0].islower() or word in SMALL_WORDS or bool(AGENCIES.fullmatch(word))
