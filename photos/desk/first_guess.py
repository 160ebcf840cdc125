"""What a file's own words (`metadata.read`) may say as a photo's: a first guess, for an editor to check.

A guess never clears a photo further than its words do: an unclear or unknown licence is left as text in the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.text import Truncator

from photos.models import Photo

ADDRESS = re.compile(
    r"creativecommons\.org/(?:licenses/([a-z-]+)/([\d.]+\d)|publicdomain/(zero|mark)/1\.0)", re.IGNORECASE
)
SHORT = re.compile(r"\bCC[ -]?(BY(?:[ -](?:SA|NC|ND))*)[ -]v?(\d\.\d)\b", re.IGNORECASE)
LONG = re.compile(
    r"\bCreative Commons:? Attribution((?:[ -]?(?:Share ?Alike|Non-?Commercial|No-?Deriv(?:ative)?s(?: Works)?))*)"
    r" v?(\d\.\d)",
    re.IGNORECASE,
)
KINDS = {"noncommercial": "nc", "sharealike": "sa", "noderiv": "nd"}
PUBLIC = {"zero": "cc0-1.0", "mark": "public-domain"}
ZERO = re.compile(r"\bCC[ -]?(?:0|zero)\b", re.IGNORECASE)
PUBLIC_DOMAIN = re.compile(r"\W*(?:(?:this|the) \w+ is )?(?:in the )?public domain\W*", re.IGNORECASE)
FIELDS = ("caption", "alt", "credit", "licence", "source")
LINK = re.compile(r"\bhttps?://\S*creativecommons\.org\S*", re.IGNORECASE)
FILLER = re.compile(
    r"\b(?:this|work|image|photo|is|it|licen[sc]ed?|under|the|an?|universal|generic|unported|international|public|domain|"
    r"dedication|creative|commons|1\.0)\b",
    re.IGNORECASE,
)
RESERVED = re.compile(r"all rights reserved", re.IGNORECASE)


def fields(words: Mapping[str, str]) -> dict[str, str]:
    """The fields of a photo that a file's words fill, each as long as its column allows."""
    rights, address = line(words.get("rights", "")), line(words.get("licence_url", ""))
    credit = credited(line(words.get("credit", "")), line(words.get("creator", "")))
    licence = "" if RESERVED.search(rights) else licence_in(address) or licence_in(rights)
    if licence.startswith("cc-by") and not credit:
        licence = ""  # it asks for a name, and there is none
    told = [each for each in (rights, address) if each and not (licence and is_plain(each))]
    found = {
        "caption": words.get("caption", ""),
        "alt": line(words.get("alt", "")),
        "credit": credit,
        "licence": licence,
        "source": "; ".join(dict.fromkeys([*filter(None, [line(words.get("source", ""))]), *told])),
    }
    return {name: cut(name, value) for name, value in found.items() if value}


def credited(credit: str, creator: str) -> str:
    """Both, where they name different people."""
    if not credit or not creator or creator.casefold() in credit.casefold():
        return credit or creator
    return creator if credit.casefold() in creator.casefold() else f"{creator} / {credit}"


def licence_in(text: str) -> str:
    """The one of our licences that a text names; empty for none, and for one that we don't know."""
    if match := ADDRESS.search(text):
        kind, number, public = match.groups()
        found = PUBLIC[public.lower()] if public else f"cc-{kind.lower()}-{number}"
    elif match := SHORT.search(text):
        found = f"cc-{match[1].lower().replace(' ', '-')}-{match[2]}"
    elif match := LONG.search(text):
        found = "-".join(["cc-by", *kinds(match[1]), match[2]])
    elif ZERO.search(text):
        found = "cc0-1.0"
    else:
        found = "public-domain" if PUBLIC_DOMAIN.fullmatch(text) else ""
    return found if found in Photo.Licence.values else ""


def kinds(words: str) -> list[str]:
    """What an attribution licence asks besides, in the order in which licences name it."""
    plain = re.sub(r"[ -]", "", words.lower())
    return [short for long, short in KINDS.items() if long in plain]


def is_plain(text: str) -> bool:
    """Whether a text names a licence and says nothing more."""
    rest = text
    for pattern in (LINK, SHORT, LONG, ZERO, PUBLIC_DOMAIN, FILLER):
        rest = pattern.sub(" ", rest)
    return not re.search(r"\w", rest)


def line(text: str) -> str:
    return " ".join(text.split())


def cut(name: str, value: str) -> str:
    most: int | None = getattr(Photo._meta.get_field(name), "max_length", None)
    return Truncator(value).chars(most) if most else value
