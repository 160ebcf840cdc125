"""The encoding of a text, told from its bytes; refused where that isn't clear, since a wrong guess changes letters."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.document import Unreadable

BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Those that institutes' files come in. More would only be more ways to be wrong.
KNOWN = [
    "cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2",
    "iso8859_5", "koi8_r", "koi8_u", "mac_cyrillic", "mac_latin2", "cp866", "cp932", "euc_jp", "gb18030", "big5",
    "cp949",
]  # fmt: skip
# Letters of one language, beside a to z, that stand together: French read as Polish has letters of both.
ALPHABETS = [
    set(letters)
    for letters in (
        "àâæçéèêëîïôœùûüÿ", "äöüßéèàç", "áéíóúüñçïºª", "áàâãçéêíóôõúü", "àèéìíîòóùú", "åäöæøéèüôê", "áéíóúýþæöð",
        "ëïéèöüáóç", "ąćęłńóśźż", "áčďéěíňóřšťúůýžäľĺôŕ", "áéíóöőúüű", "ăâîșțşţé", "čćđšž", "çğıöşüâîû", "āčēģīķļņšūž",
        "ąčęėįšųūž", "äõöüšž", "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "абвгдеёжзійклмнопрстуўфхцчшыьэюя", "абвгдђежзијклљмнњопрстћуфхцчџш",
    )
]  # fmt: skip
SIGN_IN_WORD = re.compile(r"[^\W\d_][€¤£¥¢©®™†‡°±¶¬¦╬-╿][^\W\d_]")
PARTED = re.compile("[\u00aa-\u024f\u0400-\u04ff]")  # scripts of which languages have each their part
SAMPLE = 60_000  # bytes of the lines that are not plain ASCII
NEARLY = 0.02  # of charset-normalizer's "chaos": a better guess by less is none
DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)


def decode(data: bytes, declares: bool = False) -> str:
    """The text that bytes are. declares: whether it may say its encoding itself, as HTML does.

    Raises Unreadable if they are no text, or if the encoding isn't clear.
    """
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return _decoded(data, encoding)
    if unmarked := _without_mark(data):
        return _decoded(data, unmarked)
    if b"\x00" in data:
        raise Unreadable("is no text that can be read. Bring a Word file (.docx), a web page or plain text.")
    if declares and (found := DECLARED.search(data[:4096])) is not None:
        name = found[1].decode("ascii", "replace")
        try:
            # Browsers read Latin-1 as Windows-1252, and so did whoever saw the page.
            latin = codecs.lookup(name).name in ("iso8859-1", "ascii")
            return data.decode("cp1252" if latin else name)
        except (LookupError, UnicodeError):
            pass  # it says wrong: look at the bytes
    if b"\x1b$" in data or b"\x1b(J" in data:
        return _decoded(data, "iso2022_jp")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        raise Unreadable("is a damaged text. Open it in the program it comes from and save it as UTF-8.") from None


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of a Western text is empty."""
    sample = data[:4000]
    if len(sample) < 4 or len(data) % 2:
        return None
    for encoding, empty, filled in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if empty.count(0) > 0.6 * len(empty) and filled.count(0) < 0.05 * len(filled):
            return encoding
    return None


def _guessed(data: bytes) -> str:
    unclear = Unreadable(
        "is in an encoding that isn’t clear, so letters could come out wrong. Open it in the program it comes from, "
        "save it as UTF-8, and bring it again."
    )
    sample = b"\n".join(line for line in data.splitlines() if not line.isascii())[:SAMPLE]
    # What is cut in the midst of a character is no reason against its encoding.
    if len(sample) == SAMPLE:
        sample = sample.rpartition(b"\n")[0] or sample
    found = from_bytes(sample, cp_isolation=KNOWN)
    likely = [match for match in found if _is_likely(str(match))]
    if not likely:
        raise unclear
    best = min(match.chaos for match in likely)
    # Encodings that give the same text are one guess; Windows-1252 stands first, being by far the commonest.
    names = {name for match in likely if match.chaos <= best + NEARLY for name in match.could_be_from_charset}
    texts: list[str] = []
    for name in sorted(names & set(KNOWN), key=KNOWN.index):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if text not in texts:
            texts.append(text)
        if name == KNOWN[0]:
            break
    if len(texts) != 1:
        raise unclear
    return texts[0]


def _is_likely(text: str) -> bool:
    """Whether a text is as texts are: more small letters than capitals, no sign of money within a word, and letters, if
    they are Latin or Cyrillic, that can be of one language."""
    capitals = sum(letter.isupper() for letter in text)
    if capitals > sum(letter.islower() for letter in text) or SIGN_IN_WORD.search(text):
        return False
    letters = {letter for letter in text.lower() if letter.isalpha() and PARTED.match(letter)}
    return not letters or any(letters <= alphabet for alphabet in ALPHABETS)
