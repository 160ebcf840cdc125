"""Names of people in running text: full ones where somebody is introduced, and what labels make of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.signs.related_publications import DAYS, MONTHS
from ingest.structure import Person

TITLES = {
    "amb", "ambassador", "dr", "doctor", "prof", "professor", "professeur", "professeure", "professorin", "mr", "mrs",
    "ms", "miss", "mx", "sir", "dame", "lord", "lady", "baroness", "baron", "rev", "father", "sister", "rabbi", "imam",
    "sheikh", "gen", "general", "lt", "col", "colonel", "maj", "major", "capt", "captain", "adm", "admiral",
    "brigadier",
    "sen", "senator", "rep", "congressman", "congresswoman", "judge", "justice", "president", "minister", "secretary",
    "director", "chancellor", "commissioner", "governor", "mayor", "chief", "herr", "frau", "m", "mme", "mlle",
    "monsieur", "madame", "docteur", "señor", "señora", "sr", "sra", "don", "doña", "dra", "profesor", "profesora",
    "dott", "signor", "signora", "hon", "honourable", "honorable", "former", "deputy", "author", "economist",
    "botschafter", "botschafterin", "ambassadeur", "ambassadrice", "embajador", "embajadora", "historian", "analyst",
    "curator", "principal", "legal", "marine", "sheriff", "brother", "coach", "headteacher", "head", "chair",
    "manager", "editor", "nurse", "farmer", "pastor", "bishop", "detective", "inspector", "officer", "sergeant", "chef",
    "researcher", "lawyer", "statistician", "engineer", "journalist", "expert", "interviewee", "guest", "researchers",
    "د", "أ", "م", "السيد", "السيدة", "الدكتور", "الدكتورة", "السفير", "السفيرة", "الأستاذ", "الأستاذة", "ד״ר", "דר",
    "פרופ", "מר", "גב",
    "economists", "historians", "ambassadors", "professors", "experts", "host", "fellow", "fellows", "scholar",
}  # fmt: skip
SUFFIXES = {"jr", "sr", "ii", "iii", "phd", "md", "obe", "cbe", "kc", "qc", "esq", "mep", "mp"}
PARTICLES = {
    "al", "ap", "bin", "bint", "da", "dal", "das", "de", "degli", "del", "della", "den", "der", "di", "do", "dos", "du",
    "el", "ibn", "la", "le", "mac", "san", "st", "ten", "ter", "van", "von", "vom", "zu", "zum", "abu",
    "ben", "bat", "ould", "mc", "o", "ó", "ní", "nic", "uí", "af", "av", "à",
}  # fmt: skip
# Capitalised words that are in names of places, bodies and things, and of no person.
BODIES = {
    "academy", "affairs", "agency", "alliance", "analysis", "association", "authority", "bank", "board", "bureau",
    "center", "centre", "chamber", "church", "city", "college", "commission", "committee", "conference", "congress",
    "cooperation", "corporation", "council", "court", "democratic", "department", "development", "division", "east",
    "economics", "environment", "europe", "european", "faculty", "federal", "federation", "forum", "foundation", "fund",
    "government", "group", "health", "high", "hospital", "house", "inc", "initiative", "institut", "institute",
    "institution", "instituto", "international", "island", "islands", "journal", "lab", "laboratory", "law", "league",
    "library", "ltd", "market", "ministry", "mission", "movement", "museum", "national", "nations", "network", "north",
    "northern", "observatory", "office", "organisation", "organization", "pact", "parliament", "party", "peace",
    "policy", "post", "press", "programme", "program", "project", "public", "radio", "republic", "research", "review",
    "river", "royal", "school", "science", "sciences", "security", "senate", "service", "society", "south", "southern",
    "state", "states", "street", "strategy", "studies", "summit", "times", "treaty", "trust", "unit", "united",
    "kreis", "landkreis", "stadt", "land", "bund", "bundesamt", "amt", "verein", "verband", "rathaus", "ministerium",
    "ville", "conseil", "mairie", "région", "ministère", "ayuntamiento", "ciudad", "ministerio", "comune", "città",
    "gemeente", "stad", "provincie", "câmara", "prefeitura", "saint", "santa", "são", "observatoire", "coal", "mine",
    "gas",
    "universidad", "universitat", "universität", "université", "university", "union", "valley", "west", "western",
    "world", "war", "photo", "pictures", "agence", "centro", "stiftung", "zentrum", "hochschule", "dam",
    "sea", "bay", "lake", "mount", "port", "strait", "gulf", "act", "report", "index", "plan", "new", "old", "great",
    "eastern", "central", "prime", "middle", "bridge", "canal", "province", "region", "district", "county", "delta",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "related", "publications",
    "q", "a", "qa", "interview", "conversation", "questions", "digital", "environmental", "climate", "energy", "media",
    "human", "rights", "justice", "finance", "trade", "water", "food", "defence", "defense", "labour", "labor",
}  # fmt: skip
# Where a sentence starts, these are capitalised for that alone.
COMMON = {
    "a", "about", "after", "all", "also", "an", "and", "another", "any", "as", "asked", "at", "based", "because",
    "before", "both", "but", "by", "can", "could", "did", "do", "does", "during", "each", "even", "every", "few", "for",
    "from", "had", "has", "have", "he", "her", "here", "his", "how", "however", "i", "if", "in", "is", "it", "its",
    "last", "later", "like", "many", "more", "most", "my", "no", "not", "now", "of", "on", "once", "one", "only", "or",
    "our", "over", "perhaps", "she", "since", "so", "some", "still", "such", "that", "the", "their", "then", "there",
    "these", "they", "this", "those", "three", "through", "to", "today", "together", "two", "under", "until", "was",
    "we", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "would", "yesterday", "yet",
    "you", "your", "interview", "speaking", "meet", "le", "la", "les", "un", "une", "der", "die", "das", "ein",
    "eine", "el", "los", "las", "una", "im", "wir", "nous", "joining", "author", "according", "ask", "talking",
    "dear", "new", "nobody", "somebody", "yes", "well", "editor", "note", "photo", "four", "five", "six",
    "seit", "nach", "vor", "bei", "mit", "von", "für", "als", "aber", "und", "auch", "noch", "wer", "wie", "warum",
    "er",
    "sie", "ich", "man", "doch", "wenn", "dass", "zwei", "drei", "beide", "jeder", "jede", "alle", "depuis", "après",
    "avant", "pour", "dans", "sur", "avec", "il", "elle", "ce", "cet", "cette", "ces", "mais", "deux", "trois",
    "desde", "después", "antes", "para", "con", "por", "este", "esta", "pero", "en", "cuando", "como", "hace", "dos",
    "dal", "nel", "nella", "dopo", "prima", "per", "questo", "questa", "quando", "due", "sinds", "na", "voor", "met",
    "het", "een", "toen", "twee", "depois", "o", "os", "um", "uma", "durante", "quem", "se", "são", "nos",
    "seven", "eight", "nine", "ten", "eighteen", "long", "whether", "whenever", "wherever", "though", "although",
}  # fmt: skip

LONGEST = 5_000  # characters: nobody is introduced further inside a paragraph
TOKEN = re.compile(r"[^\W_][\w'’\-]*\.?|[^\w\s]|_")


RETIRED = re.compile(r"\b(?:a\. ?D\.|i\. ?R\.|em\.|e\.h\.)")
# “Sprachwissenschaftler Matthis Grünwaldt”: German capitalises professions.
PROFESSION = re.compile(
    r"(?:wissenschaftler|forscher|expert|ökonom|historiker|leiter|direktor|minister|professor|anwalt|anwält|jurist"
    r"|soziolog|politolog"
    r"|biolog|geolog|ingenieur|archivar|bürgermeister|präsident|sprecher|lehrer|ärzt|arzt|planer|meister|berater"
    r"|redakteur|autor"
    r"|philosoph|theolog|psycholog|statistiker|physiker|chemiker|richter|botschafter|diplomat)(?:in|innen|e|en|n|s)?$"
)
ELIDED = re.compile(r"(?:[ldLD]|[qQ]u)['’][a-zà-ÿ]")  # “L’hydrologue Hélène Delcourt”


@dataclass(frozen=True)
class Mention:
    """A full name in a text: without titles, where it stands, and what is said of it there."""

    name: str
    start: int
    end: int
    description: str
    titled: bool


@lru_cache(maxsize=20_000)
def plain_of(word: str) -> str:
    """A word as names are compared: without case, accents and marks."""
    found = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in found if c.isalnum())


PREFIX = re.compile(r"(?:a[dlnrstz]|ash|el|ul|[dlo]|ben|bin|de|le)['’‘\-]", re.IGNORECASE)  # “al-Masri”, “d'Arras”


def is_capitalised(word: str) -> bool:
    prefix = PREFIX.match(word)
    return word[:1].isupper() or bool(prefix and word[prefix.end() :][:1].isupper())


def is_cased(word: str) -> bool:
    """Whether its script has capitals at all; in Arabic or Hebrew there is nothing to go by."""
    return word[:1].upper() != word[:1].lower()


def mentions(text: str) -> list[Mention]:
    """The full names in a text, in their order: two to five capitalised words that no body or place is called."""
    text = RETIRED.sub(lambda m: " " * len(m.group()), text[:LONGEST])
    tokens = [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)]
    found, i = list[Mention](), 0
    while i < len(tokens):
        run = run_of_name(tokens, i)
        if not run:
            i += 1
            continue
        words, end = run
        mention = trimmed(text, tokens[i : i + len(words)])
        if mention:
            found.append(mention)
        i = end
    return found


def run_of_name(tokens: list[tuple[str, int, int]], i: int) -> tuple[list[str], int] | None:
    """Capitalised words from a token on, particles between them; and the token after them."""
    words, j = list[str](), i
    while j < len(tokens) and len(words) < 9:
        word, start, _end = tokens[j]
        if j > i and start - tokens[j - 1][2] > 1:
            break
        bare = word.rstrip(".")
        is_initial = word.endswith(".") and len(bare) == 1 and bare.isupper()
        is_title = plain_of(bare) in TITLES
        if is_capitalised(word) and (not word.endswith(".") or is_initial or is_title):
            words.append(word)
        elif is_capitalised(word):  # the end of a sentence
            words.append(word)
            j += 1
            break
        elif words and is_particle(word) and leads_to_capital(tokens, j + 1):
            words.append(word)
        else:
            break
        j += 1
    return (words, j) if words else None


def is_particle(word: str) -> bool:
    return word.islower() and plain_of(word) in PARTICLES


def leads_to_capital(tokens: list[tuple[str, int, int]], j: int) -> bool:
    """Whether what follows is the rest of a name, perhaps after more particles: “van der Meer”."""
    while j < len(tokens) and is_particle(tokens[j][0]):
        j += 1
    return j < len(tokens) and is_capitalised(tokens[j][0])


def trimmed(text: str, tokens: list[tuple[str, int, int]]) -> Mention | None:
    """The name in a run of capitalised words: without what comes before and after it, if one is left."""
    titled = False
    while tokens and (
        plain_of(tokens[0][0]) in TITLES | COMMON
        or is_possessive(tokens[0][0])
        or PROFESSION.search(tokens[0][0].lower())
        or ELIDED.match(tokens[0][0])
    ):
        titled = titled or plain_of(tokens[0][0]) in TITLES
        tokens = tokens[1:]
    for place, (word, _s, _e) in enumerate(tokens):  # “the Halden Institute's Mirela Costin”
        if is_possessive(word) and place + 1 < len(tokens):
            return trimmed(text, tokens[place + 1 :])
    while tokens and (plain_of(tokens[-1][0]) in SUFFIXES | PARTICLES):
        tokens = tokens[:-1]
    words = [word for word, _s, _e in tokens]
    if not 2 <= len(words) <= 6 or any(is_no_name(w) for w in words) or all(len(plain_of(w)) < 2 for w in words):
        return None
    if is_possessive(words[-1]):
        words[-1] = words[-1][:-2]
    words[-1] = words[-1].rstrip(".") if len(words[-1]) > 2 else words[-1]
    if all(w.isupper() and len(w) > 1 for w in words):
        words = [w.title() for w in words]
    end = tokens[-1][2]
    return Mention(" ".join(words), tokens[0][1], end, description_of(text, tokens[0][1], end), titled)


def is_no_name(word: str) -> bool:
    return plain_of(word) in BODIES or word.lower() in MONTHS or word.lower() in DAYS or any(c.isdigit() for c in word)


def is_possessive(word: str) -> bool:
    return word.endswith(("'s", "’s"))


APPOSITION = re.compile(
    r"\s*,\s*((?:[^,.;:()]|,(?! (?:and|und|et|y|has|is|was|says|argues|who)\b)){3,160}?)(?=,|\.|;|$)"
)
BRACKETED = re.compile(r"\s*\(([^()]{3,120})\)")
IS = re.compile(r"\s+(?:is|ist|est|es)\s+((?:an?|the|eine?|une?|una?|der|die|le|la|senior|director)\b[^.;]{3,160})")


def description_of(text: str, start: int, end: int) -> str:
    """What a text says of somebody right after the name: “a statistician at the Data Lab”."""
    rest = text[end:]
    for pattern in (BRACKETED, APPOSITION, IS):
        if match := pattern.match(rest):
            said = " ".join(match[1].split())
            said = re.sub(r"^who (?:is|was) ", "", said)
            return said if not is_no_position(said) else ""
    return ""


def is_no_position(said: str) -> bool:
    first = said.split()[0].lower()
    return first in {
        "and",
        "or",
        "who",
        "says",
        "said",
        "but",
        "have",
        "has",
        "had",
        "is",
        "was",
        "are",
        "were",
        "will",
        "argues",
        "explains",
    }


def parts(name: str) -> list[str]:
    """The words of a name as compared, titles and suffixes left out."""
    words = [word for word in (plain_of(part) for part in re.split(r"[\s\-‐]+", RETIRED.sub(" ", name))) if word]
    return [
        w for n, w in enumerate(words) if not (w in SUFFIXES and n > 1) and not (w in TITLES and n < len(words) - 1)
    ]


def without_titles(name: str) -> str:
    words = RETIRED.sub(" ", name).split()
    while len(words) > 1 and plain_of(words[0]) in TITLES:
        words = words[1:]
    while len(words) > 2 and plain_of(words[-1]) in SUFFIXES:
        words = words[:-1]
    return " ".join(words).strip(" ,")


def initials(name: str) -> set[str]:
    """The initials a name may be shortened to: with and without what is between the first and the last word."""
    words = [word for word in re.split(r"[\s\-]+", without_titles(name)) if word]
    letters = [plain_of(word)[:1] for word in words]
    capital = [plain_of(word)[:1] for word in words if is_capitalised(word) or not is_cased(word)]
    if len(letters) < 2:
        return set()
    return {"".join(letters), "".join(capital), letters[0] + letters[-1]}


def fits(label: str, name: str) -> int:
    """How well a label stands for a full name: 0 not at all, 4 the name itself."""
    wanted, whole = parts(label), parts(name)
    if not wanted or not whole:
        return 0
    if wanted == whole:
        return 4
    if len(wanted) <= len(whole) and whole[-len(wanted) :] == wanted:
        return 3  # family name
    if wanted == whole[: len(wanted)]:
        return 2  # first name
    squeezed = plain_of(label)
    if len(squeezed) <= 4 and squeezed in initials(name):
        return 2
    if len(whole) == 1 and len(squeezed) == 1 and whole[0].startswith(squeezed):
        return 1  # “L.” for “Larkfield”
    if len(wanted) == 1 and wanted[0] in whole:
        return 1  # one name of several
    if len(wanted) > len(whole) and wanted[-1] == whole[-1] and wanted[0] == whole[0]:
        return 3  # a middle name more
    if len(wanted) >= 2 and len(whole) >= 2 and wanted[-1] == whole[-1] and wanted[0][:1] == whole[0][:1]:
        return 2  # “M. Costin”
    return 0


def best(label: str, people: Iterable[Person]) -> Person | None:
    """The person whom a label names, if exactly one fits best."""
    scored = [(max(fits(label, known) for known in [person.name, *person.labels]), person) for person in people]
    top = max((score for score, _person in scored), default=0)
    found = [person for score, person in scored if score == top]
    return found[0] if top and len(found) == 1 else None
