"""What stands beside a text in any source: captions and credits, lists of related publications, closing notes, dates.

Pure rules over blocks and their words, which the readers of interviews and of analyses share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.document import Block, words
from ingest.structure import Dropped, Kind, Passage, Photo, Related, Segment
from texts import richtext

MOST_CREDIT_WORDS = 14
MOST_CAPTION_WORDS = 120
MOST_RELATED = 300  # blocks of one list
LONG = 14  # words make a summary of what without a full stop may be a title


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their case and marks. Texts without words say nothing alike."""
    left = [word.casefold() for word in words(one)]
    return bool(left) and left == [word.casefold() for word in words(other)]


# Captions and credits

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
YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")


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


def is_caption(block: Block) -> bool:
    """Whether a paragraph is a caption, or a credit alone: its style says so, or it ends in a credit."""
    if block.kind != "paragraph" or block.style not in ("", "caption"):
        return False
    if block.style == "caption":
        return True
    return len(words(block.text)) <= MOST_CAPTION_WORDS and bool(split_credit(block.text)[1])


def photo(blocks: Sequence[Block], start: int) -> tuple[Photo, Segment, list[Dropped], int] | None:
    """The photo that begins at a block: its words, their segment, what is said twice, and where the text goes on.

    None if none begins there. The picture may stand before or after its caption, or be missing; a caption may stand
    twice, and its credit in a line of its own.
    """
    segment, dropped, at = Segment(Kind.CAPTION), [], start
    read = Photo()
    while at < len(blocks):
        block = blocks[at]
        if block.kind == "image":
            if read.image is not None and block.image is not None:
                break  # the next picture
            read.image = block.image if read.image is None else read.image
        for html in _halves(block):
            caption, credit = split_credit(replace(block, html=html).text)
            said = f"{caption} {credit}"
            repeats = said != " " and (
                same_words(said, f"{read.caption} {read.credit}")
                or same_words(caption, read.caption)
                or (not caption and same_words(credit, read.credit))
            )
            if repeats and (read.credit or not credit):
                dropped.append(Dropped(at, replace(block, html=html).text, "The caption stands twice."))
                continue
            credits_it = bool(credit) and not read.credit and not caption and is_caption(block)
            captions_it = not read.caption and (
                is_caption(block) or (block.kind == "image" and bool(caption or credit))
            )
            if not (repeats or credits_it or (captions_it and not (read.credit and credit))):
                break
            segment.passages.append(Passage(at, replace(block, html=html).element))
            read.caption, read.credit = read.caption or caption, read.credit or credit
        else:
            at += 1
            continue
        break
    # A block that was broken off in its midst is none of this.
    segment.passages = [passage for passage in segment.passages if passage.block < at]
    dropped = [drop for drop in dropped if drop.block < at]
    return (read, segment, dropped, at) if at > start else None


def _halves(block: Block) -> list[str]:
    """The HTML of a block; of one that says the same in two lines, each. None of a picture without words."""
    if not words(block.text):
        return [] if block.kind == "image" else [block.html]
    halves = re.split(r"<br ?/?>|\n", block.html)
    same = (
        block.kind == "paragraph"
        and len(halves) == 2
        and same_words(richtext.plain(halves[0]), richtext.plain(halves[1]))
    )
    return [half.strip() for half in halves] if same else [block.html]


# Dates


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


MONTHS = _set("""
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre
    januar jänner februar märz maerz juni juli oktober dezember
    januari februari maart mei augustus
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    janeiro fevereiro março junho julho setembro outubro novembro dezembro
    styczeń stycznia luty lutego marzec marca kwiecień kwietnia maj maja czerwiec czerwca lipiec lipca sierpień sierpnia
    wrzesień września październik października listopad listopada grudzień grudnia
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
""")
DAYS = _set("""
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lunes martes miércoles jueves viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira quarta-feira quinta-feira
    sexta-feira
""")
SEASONS = {"spring", "summer", "autumn", "fall", "winter"}
JOINTS = {"de", "del", "of", "the", "le", "den", "г", "р"}
DATE_LABEL = re.compile(
    r"(?:(?:first |originally |last )?(?:published|posted|updated|released|issued|publié|veröffentlicht)"
    r"(?: (?:on|le|am|in))?|date)\s*:?\s+",
    re.IGNORECASE,
)
NUMERIC_DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d{2}))(?:[T ].*)?")
EAST_ASIAN_DATE = re.compile(r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日일])?")
TIME = re.compile(r"[,\s]+(?:at\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?$", re.IGNORECASE)


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else, in any of the usual forms: a year at least, and a month."""
    if len(text) > 100:
        return False
    line = TIME.sub("", DATE_LABEL.sub("", text.strip(), count=1)).strip(" .,|–—-()")
    if NUMERIC_DATE.fullmatch(line) or EAST_ASIAN_DATE.fullmatch(line):
        return True
    if not YEAR.search(line):
        return False
    parts = [part.casefold().strip(".") for part in re.split(r"[\s,/–—]+|(?<=\d)-(?=\d)", line) if part.strip(".")]
    named = [part for part in parts if part in MONTHS or part in SEASONS]
    others = [part for part in parts if part not in MONTHS and part not in SEASONS and part not in DAYS]
    numbers = [part for part in others if re.fullmatch(r"\d{1,4}(?:st|nd|rd|th|er|º|ª)?", part)]
    return bool(named) and len(parts) <= 9 and len(numbers) <= 4 and set(others) - set(numbers) <= JOINTS


# Related publications

TYPE_NAMES = {
    "report", "special report", "annual report", "analysis", "podcast", "interview", "commentary", "opinion", "op-ed",
    "essay", "article", "blog", "blog post", "working paper", "discussion paper", "policy brief", "policy paper",
    "policy memo", "briefing", "brief", "paper", "research paper", "research note", "book", "book review", "review",
    "event", "video", "webinar", "q&a", "explainer", "data", "dataset", "testimony", "speech", "statement",
    "press release", "news", "letter", "newsletter", "fact sheet", "factsheet", "primer", "backgrounder",
    "journal article", "study", "transcript", "infographic", "insight", "insights", "feature", "essay series", "series",
    "expert comment", "note", "memo", "question and answer", "rapport", "analyse", "entretien", "tribune", "bericht",
    "kommentar", "studie", "informe", "análisis", "entrevista", "case study", "relatório", "artigo", "tribuna", "nota",
    "artículo", "libro", "livre", "buch", "aufsatz", "gutachten", "dossier", "étude", "cahier", "saggio", "rapporto",
    "intervista", "articolo", "raport", "analiza", "wywiad", "komentarz", "essai",
}  # fmt: skip
TYPE_LABEL = re.compile(
    r"(?:publication |content )?(?:type|format|category|kind|tipo|typ|art|rodzaj)\s*:\s*", re.IGNORECASE
)
TOPIC_LABEL = re.compile(
    r"(?:topics?|tema|temas|thema|thème|sujet|temat|argomento|onderwerp|themes?|issues?|subjects?|tags?|programmes?"
    r"|programs?)\s*:\s*",
    re.IGNORECASE,
)
RELATED_HEADING = re.compile(
    r"(?:(?:other |more |most )?(?:related|recommended|suggested|further)(?: (?:to this|from|and))?"
    r"(?: (?:publications?|articles?|content|reading|reads|resources|research|work|posts?|stories|analys[ei]s|items"
    r"|news|reports?|insights?|commentary|coverage|interviews?|podcasts?|material|links|pieces|topics))?"
    r"|(?:see also|read (?:more|next|also)|you (?:may|might) also (?:like|be interested in)|also (?:read|of interest)"
    r"|more from [\w &.'’-]{3,40}"
    r"|more (?:stories|articles|news|research|reading|interviews)"
    r"|more (?:on this(?: topic| subject| issue)?|from (?:the|this) (?:series|author"
    r"|authors|issue)|to read|like this)"
    r"|what to read next|keep reading|in this series|latest publications|recent publications)"
    r"|(?:à lire aussi|publications liées|sur le même sujet|pour aller plus loin|verwandte (?:publikationen|artikel)"
    r"|weiterführende (?:literatur|artikel)|mehr zum thema|publicaciones relacionadas|lea también|leia também"
    r"|gerelateerde publicaties|lees ook|publicações relacionadas|leia mais|veja também|pubblicazioni correlate"
    r"|leggi anche"
    r"|approfondimenti|zobacz także|czytaj także|powiązane publikacje|zum thema|lesen sie auch|à lire|lire aussi"
    r"|artículos relacionados|lea más|منشورات ذات صلة|اقرأ أيضا|فرסומים קשורים))\s*:?",
    re.IGNORECASE,
)
VIEW_ALL = re.compile(
    r"(?:(?:view|see|show|browse|load|explore|discover)(?: (?:all|more))|all|more|load more|read more|learn more"
    r"|voir toute?s?|toutes les|alle anzeigen|ver tod[oa]s)"
    r"(?: (?:the |our |related |les |las |los )?(?:publications?|articles?|related|content|posts?|research|work|results"
    r"|analys[ei]s|reports?|stories|publikationen|publicaciones))*\s*[>»→›]*",
    re.IGNORECASE,
)
WHOLE_LINK = re.compile(r"\s*(?:<(?:strong|em)>)*<a [^>]*>(?:(?!</a>).)*</a>(?:</(?:strong|em)>)*\s*", re.DOTALL)
ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)


def is_related_heading(text: str) -> bool:
    return bool(RELATED_HEADING.fullmatch(text.strip(" .…\n")))


def is_type(text: str) -> bool:
    """Whether a line names a type of publication: "Report", "Type: Report", "POLICY BRIEF"."""
    line = text.strip()
    return bool(TYPE_LABEL.match(line)) or line.casefold().strip(" .|:") in TYPE_NAMES


@dataclass
class _Line:
    """A line of a list of related publications. what: type, topic, date, long (a summary), short (a title or topic)."""

    text: str
    block: int
    what: str
    strong: bool = False  # a title for sure: it stands twice, is a heading, a link or bold


@dataclass
class _Item:
    lines: list[_Line] = field(default_factory=list)

    def holds(self, *kinds: str) -> bool:
        return any(line.what in kinds for line in self.lines)


def related(blocks: Sequence[Block], start: int) -> tuple[list[Related], int]:
    """The publications of the list whose heading is the block at `start`, and where the text goes on.

    ([], start) if no such list begins there. The list takes in its heading and a closing "View all".
    """
    if start >= len(blocks) or blocks[start].kind not in ("paragraph", "heading"):
        return [], start
    heading = blocks[start]
    head, _, rest = heading.text.partition("\n")
    if not is_related_heading(head):
        return _one_line(heading.text, start)
    lines = [line for text in rest.split("\n") if text.strip() for line in _lines(text, start, False)]
    end = start + 1
    summaries = 0
    while end < min(len(blocks), start + MOST_RELATED):
        block = blocks[end]
        texts = _texts(block)
        if block.kind == "heading" and heading.kind == "heading" and block.level <= heading.level:
            break
        if block.kind == "heading" and (is_closing_heading(block.text) or is_related_heading(block.text)):
            break
        if is_closing_note(block.text) and not is_date(block.text):
            break
        if texts and all(len(text) < 80 and VIEW_ALL.fullmatch(text) for text, _ in texts):
            end += 1
            break
        found = [line for text, strong in texts for line in _lines(text, end, strong)]
        for line in found:
            summaries = summaries + 1 if line.what == "long" else 0
        if summaries > 1 and block.kind != "list":
            break  # two summaries in a row are the text going on
        lines += found
        end += 1
    items = _items(lines)
    if not items:
        return [], start
    return [_related(item) for item in items], end


def _one_line(text: str, start: int) -> tuple[list[Related], int]:
    """A line in the midst of a text: "Related: Why the Delta Votes Last"."""
    label, colon, title = text.partition(":")
    title = title.strip()
    if colon and "\n" not in text and is_related_heading(label) and 0 < len(words(title)) <= 2 * LONG:
        return [Related(title)], start + 1
    return [], start


def _texts(block: Block) -> list[tuple[str, bool]]:
    """The lines of a block, and whether each looks like a title by its form."""
    if block.kind == "image":
        return []
    if block.kind == "list":
        items = ITEM.findall(block.html) or [block.html]
        return [
            (text, number == 0)
            for item in items
            for number, text in enumerate(Block("paragraph", item.replace("</p>", "<br>")).text.split("\n"))
            if text.strip()
        ]
    strong = block.kind == "heading" or bool(WHOLE_LINK.fullmatch(block.html)) or block.is_bold
    return [(text, strong and not number) for number, text in enumerate(block.text.split("\n")) if text.strip()]


FIELDS = re.compile(r"\s+[|·•–—-]\s+|\s*[|·•]\s*|,\s+")
IN_BRACKETS = re.compile(r"(?P<title>.+?)\s*[(\[](?P<inside>[^()\[\]]{2,40})[)\]]\s*,?\s*(?P<rest>.*)")


def _lines(text: str, block: int, strong: bool) -> list[_Line]:
    """A line that holds several fields as one each: "Policy Brief | April 2024", "Podcast: The Lottery Next Door"."""
    text = text.strip()
    if is_date(text) or TOPIC_LABEL.match(text) or TYPE_LABEL.match(text):
        return [_line(text, block, strong)]
    head, colon, rest = text.partition(": ")
    if colon and is_type(head) and words(rest):
        return [_Line(head, block, "type"), _Line(rest, block, "short", True)]
    if (
        (match := IN_BRACKETS.fullmatch(text))
        and is_type(match["inside"])
        and (not match["rest"] or is_date(match["rest"]))
    ):
        found = [_Line(match["title"], block, "short", True), _Line(match["inside"], block, "type")]
        return [*found, _Line(match["rest"], block, "date")] if match["rest"] else found
    parts = [part for part in FIELDS.split(text) if words(part)]
    dates = sum(is_date(part) for part in parts)
    if len(parts) > 1 and (dates or is_type(parts[0])) and (dates + sum(map(is_type, parts)) > 1 or len(parts) < 4):
        return [_line(part, block, strong and not number) for number, part in enumerate(parts)]
    return [_line(text, block, strong)]


def _line(text: str, block: int, strong: bool) -> _Line:
    text = text.strip()
    if is_date(text):
        return _Line(text, block, "date")
    if TOPIC_LABEL.match(text):
        return _Line(text, block, "topic")
    if is_type(text):
        return _Line(text, block, "type")
    size = len(words(text))
    if not strong and (size > LONG or (size > 5 and text.endswith("."))):
        return _Line(text, block, "long")
    return _Line(text, block, "short", strong)


def _items(lines: list[_Line]) -> list[_Item]:
    """Lines parted into publications."""
    once: list[_Line] = []
    for line in lines:
        if once and same_words(once[-1].text, line.text):
            once[-1] = replace(once[-1], what="short", strong=True)  # titles stand twice on cards: picture, then words
        else:
            once.append(line)
    titles = [place for place, line in enumerate(once) if line.strong]
    if titles:
        # What stands before the first title stands before each: a topic, a type.
        before = titles[0] if all(line.what != "long" for line in once[: titles[0]]) else 0
        starts = [titles[0] - before]
        for earlier, place in pairwise(titles):
            starts.append(max(earlier + 1, place - before))
        bounds = [*starts, len(once)]
        return [_Item(once[one:other]) for one, other in pairwise(bounds)]
    if all(line.what == "short" for line in once):
        return [_Item([line]) for line in once]  # titles alone
    return _items_by_order(once)


def _items_by_order(lines: list[_Line]) -> list[_Item]:
    """By the order in which the fields come back: two short lines in a row end one publication and begin the next."""
    topic_first = len(lines) > 2 and lines[0].what == lines[1].what == "short"
    items: list[_Item] = []
    for place, line in enumerate(lines):
        following = lines[place + 1].what if place + 1 < len(lines) else ""
        full = bool(items) and items[-1].holds("short") and items[-1].holds("date", "type", "long", "topic")
        first = not items
        if line.what == "short" and not first:
            paired = following == "short"
            previous = lines[place - 1].what
            if topic_first:
                first = full and (paired or (previous != "short" and following in ("date", "type", "long")))
            else:
                # The last field of a publication may be a topic without a label: a title or the end follows it.
                first = (previous == "short" and len(items[-1].lines) > 1) or (full and not paired and following != "")
        elif not first and line.what in ("date", "type") and items[-1].holds(line.what):
            first = items[-1].holds("short")
        if first:
            items.append(_Item())
        items[-1].lines.append(line)
    return items


def _related(item: _Item) -> Related:
    found = Related("")
    shorts = [line for line in item.lines if line.what == "short"]
    title = next((line for line in shorts if line.strong), None)
    if title is None and shorts:
        # Of a topic and a title at the beginning the title is the second, of a title and a topic later the first.
        leading = [line for line in item.lines[:2] if line.what == "short"]
        title = leading[1] if len(leading) == 2 and len(item.lines) > 2 else shorts[0]
    for line in item.lines:
        if line is title:
            found.title = line.text
        elif line.what == "date":
            found.date = found.date or line.text
        elif line.what == "type":
            found.type = found.type or TYPE_LABEL.sub("", line.text, count=1)
        elif line.what == "topic":
            found.topic = found.topic or TOPIC_LABEL.sub("", line.text, count=1)
        elif line.what == "short" and not found.topic and len(words(line.text)) <= 8:
            found.topic = line.text
        else:
            found.summary = f"{found.summary} {line.text}".strip()
    if not found.title:
        found.title, found.summary = found.summary, ""
    return found


# Closing notes

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
ROLE = (
    r"(?:senior |non-?resident |visiting |associate |assistant |adjunct |research |deputy |executive |programme "
    r"|program |policy |postdoctoral |doctoral |distinguished |former |founding |managing |acting |emeritus "
    r"|independent |lead |principal |chief |junior )*"
    r"(?:fellow|director|professor|researcher|analyst|lecturer|associate|adviser|advisor|journalist|editor|economist"
    r"|historian|political scientist|statistician|candidate|scholar|president|chair|head|correspondent|writer|author"
    r"|consultant|expert|specialist|coordinator|manager|officer|ambassador|lawyer|reader|member|scientist|student"
    r"|co-?founder|founder|partner|secretary|diplomat|columnist|commentator|engineer|assistant)"
)
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
