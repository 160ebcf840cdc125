"""The door: what a file is, what is refused and with which words, and that nothing takes the server down."""

import io
import os
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import reading, worker
from ingest.document import Unreadable
from ingest.sources import encodings

from .files import drawing, note_mark, notes, paragraph, part, picture, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
PLAIN = word(paragraph("The river rose."))


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return file.getvalue()


def repacked(changes: dict[str, bytes], source: bytes = PLAIN) -> bytes:
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    return zipped(files | changes)


def lying(source: bytes, name: bytes, size: int) -> bytes:
    """A package whose directory says that a part is smaller than it is."""
    at = source.rindex(b"PK\x01\x02", 0, source.rindex(name))
    return source[: at + 24] + struct.pack("<I", size) + source[at + 28 :]


DOCUMENT = part("document", f"<w:body>{paragraph('x')}</w:body>")
ENTITIES = DOCUMENT.replace(
    '<?xml version="1.0"?>',
    '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
).replace(">x<", ">&c;<")
DEEP = part(
    "document", "<w:body>" + "<w:tbl><w:tr><w:tc>" * 80 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 80 + "</w:body>"
)
DEEPER = part("document", "<w:body>" + "<w:sdt>" * 5000 + "</w:sdt>" * 5000 + "</w:body>")
BOMB = repacked({"word/document.xml": b"<a>" + b" " * 40_000_000})
OLD_XML = b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>'
REFUSED = {
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "an old Word file": (OLE + "WordDocument".encode("utf-16-le"), "old kind"),
    "an old workbook": (OLE + "Workbook".encode("utf-16-le"), "Excel"),
    "something old": (OLE, "old Office program"),
    "cut short": (PLAIN[: len(PLAIN) // 2], "damaged"),
    "no end": (PLAIN[:-30], "damaged"),
    "broken inside": (PLAIN.replace(PLAIN[60:80], bytes(20)), "damaged|ZIP archive"),
    "no document": (zipped({"[Content_Types].xml": b"<Types/>"}), "damaged"),
    "broken XML": (repacked({"word/document.xml": b"<w:document"}), "damaged"),
    "no body": (repacked({"word/document.xml": part("document", "").encode()}), "damaged"),
    "macros": (repacked({"word/vbaProject.bin": b"x"}), "macros"),
    "macros by its type": (word(paragraph("x"), main_type="document.macroEnabled.main"), "macros"),
    "a bomb": (BOMB, "unpacks to far more"),
    "a bomb beside": (repacked({"word/media/image1.png": bytes(60_000_000)}), "unpacks to far more"),
    "too many parts": (repacked({f"word/{n}.xml": b"" for n in range(6000)}), "unpacks to far more"),
    "a bomb that lies": (lying(BOMB, b"word/document.xml", 9), "damaged|unpacks"),
    "entities": (repacked({"word/document.xml": ENTITIES.encode()}), "damaged"),
    "entities in UTF-16": (repacked({"word/document.xml": ENTITIES.encode("utf-16")}), "damaged"),
    "tables in tables": (repacked({"word/document.xml": DEEP.encode()}), "nested|damaged"),
    "deeper still": (repacked({"word/document.xml": DEEPER.encode()}), "nested|damaged"),
    "a workbook": (zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b""}), "Excel"),
    "slides": (zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b""}), "PowerPoint"),
    "OpenDocument": (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "OpenDocument text"),
    "an e-book": (zipped({"mimetype": b"application/epub+zip"}), "EPUB"),
    "Pages": (zipped({"Index/Document.iwa": b"x"}), "Pages"),
    "an archive": (zipped({"a.txt": b"x"}), "ZIP archive"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "RTF": (rb"{\rtf1\ansi The river rose.}", "RTF"),
    "a program": (b"MZ\x90" + bytes(200), "program"),
    "a picture": (picture(), "picture"),
    "a photo": (picture("JPEG"), "picture"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>', "picture"),
    "a web archive": (b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=x\n\nx", "MHTML"),
    "XML of Word": (OLD_XML, "save it as .docx"),
    "binary": (bytes(range(256)) * 40, "no text that can be read"),
    "zeros": (bytes(100_000), "no text that can be read"),
    "nothing": (b"", "is empty"),
    "spaces": (b" \n\t", "is empty"),
    "no words": (b"--- *** ---", "no words"),
    "only a script": (b"<html><body><script>alert(1)</script></body></html>", "no words"),
    "only pictures": (word(paragraph("")), "no words"),
    "deep HTML": (b"<div>" * 3000 + b"x</div>", "nested"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_in_words_that_say_why(name):
    data, words = REFUSED[name]
    with pytest.raises(Unreadable, match=words):
        reading.finished(worker.parse("file", "x.docx", data), "“x.docx”")


@pytest.mark.parametrize("name", ["report.docx", "report.txt", "report.html", "report"])
def test_a_refusal_names_the_file_whatever_it_is_called(name):
    with pytest.raises(Unreadable) as refused:
        reading.read(f"C:\\Texts\\{name}", b"%PDF-1.7")
    assert str(refused.value).startswith(f"“{name}” is a PDF")
    assert "paste" in str(refused.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_at(monkeypatch):
    monkeypatch.setattr(reading, "_in_a_worker", None)
    with pytest.raises(Unreadable, match="larger than 20 MB"):
        reading.read("x.docx", bytes(100_000_000))
    with pytest.raises(Unreadable, match="larger than 20 MB"):
        reading.read_text("x" * 30_000_000)


def test_a_text_longer_than_a_book_is_refused():
    with pytest.raises(Unreadable, match="in parts"):
        reading.read_text("word " * 1_000_000)


def test_the_kind_is_told_from_the_bytes_and_a_word_file_comes_through_the_worker_whole():
    source = word(paragraph("The river", note_mark(1), " rose."), {"footnotes.xml": notes({1: paragraph("In May.")})})
    found = reading.read("page.html", source)
    assert found.name == "page.html"
    assert found.blocks[0].text.startswith("The river")
    assert found.blocks[0].html == "The river<foot-note>In May.</foot-note> rose."
    assert [b.kind for b in reading.read("x.docx", b"<h1>One</h1><p>Two</p>").blocks] == ["heading", "paragraph"]
    assert [b.kind for b in reading.read("x.docx", b"One\n\nTwo <b> three").blocks] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    "text", ["MZ: I see.\n\nBM: So do I.", "ID3 is a tag.", "Files begin with %PDF-1.7, some say."]
)
def test_a_text_that_begins_like_something_else_is_a_text(text):
    assert worker.parse("file", "x", text.encode()).blocks[0].kind == "paragraph"


def test_pictures_come_through_the_worker_with_their_bytes():
    data = picture()
    found = reading.read("x.docx", word(paragraph("x") + paragraph(drawing("image1.png")), {"image1.png": data}))
    assert [image.data for image in found.images] == [data]


def test_pastes_are_read_as_what_they_are():
    assert [b.html for b in reading.read_html("<b>One</b><script>x</script> <p>two").blocks] == [
        "<strong>One</strong>",
        "two",
    ]
    assert [b.html for b in reading.read_text("<b>One</b>\n\ntwo").blocks] == ["&lt;b&gt;One&lt;/b&gt;", "two"]
    with pytest.raises(Unreadable, match="The pasted text has no words"):
        reading.read_html("<p> </p>")
    with pytest.raises(Unreadable, match="The pasted text has no words"):
        reading.read_text(" \n ")


def test_half_a_character_in_a_paste_does_no_harm():
    assert reading.read_text("One \ud800two").blocks[0].html == "One two"
    assert reading.read_html("<p>One \ud800two</p>").blocks[0].text.startswith("One")


def test_a_worker_that_dies_costs_the_file_only_and_is_reported(monkeypatch, caplog):
    monkeypatch.setattr(reading, "sys", type("Sys", (), {"executable": "/bin/false"}))
    with pytest.raises(Unreadable, match=r"“x\.docx” could not be read"):
        reading.read("x.docx", PLAIN)
    assert "ended with 1" in caplog.text


def test_a_worker_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.01)
    with pytest.raises(Unreadable, match=r"“x\.docx” takes too long"):
        reading.read("x.docx", PLAIN)


def test_the_worker_bounds_itself_and_sees_no_secret(monkeypatch):
    seen = {}

    def run(command, **kwargs):
        seen.update(kwargs["env"], command=command)
        return subprocess.CompletedProcess(command, 0, b'{"unreadable": "x"}', b"")

    with monkeypatch.context() as patched, pytest.raises(Unreadable):
        patched.setattr(reading.subprocess, "run", run)
        reading.read("x.docx", PLAIN)
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(seen)
    assert {"SECRET_KEY", "DATABASE_URL"} <= set(os.environ)
    script = (
        "from ingest import worker; worker.confine(worker.BOUNDS); import resource;"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0] == worker.MOST_MEMORY);"
        "x = bytearray(2 * worker.MOST_MEMORY)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=reading.ROOT, check=False)
    assert done.stdout == "True\n"
    assert "MemoryError" in done.stderr


TEXTS = {
    "fr": "Dès février, l’équipe a été reçue à l’hôtel où naît l’énigme : « ça va ».",
    "de": "Die Größe der Bäume ändert sich, während die Flüsse „schön“ fließen.",
    "en": "The minister’s idea was “good” – the café was closed.",
    "ru": "Это интервью было записано в ноябре и сокращено. Что вы думаете о реформе?",
    "ja": "これは日本語の文章です。彼はなぜ来なかったのですか。会議は午後三時に始まりました。",
    "pl": "Zażółć gęślą jaźń. Wczoraj wieczorem spotkaliśmy się w Łodzi.",
    "el": "Αυτή είναι μια συνέντευξη για το ποτάμι και τη λίμνη.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("fr", "utf-8"), ("fr", "utf-8-sig"), ("fr", "utf-16"), ("fr", "utf-16-le"), ("fr", "utf-16-be"), ("fr", "utf-32"),
     ("fr", "cp1252"), ("de", "latin-1"), ("fr", "mac-roman"), ("en", "cp1252"), ("ru", "cp1251"), ("ru", "koi8-r"),
     ("ja", "shift-jis"), ("ja", "iso2022_jp"), ("pl", "cp1250"), ("el", "cp1253")],
)  # fmt: skip
def test_texts_in_other_encodings_are_read_letter_by_letter(language, encoding):
    text = TEXTS[language]
    data = text.encode(encoding, "replace")
    (block,) = worker.parse("file", "x.txt", data).blocks
    assert block.html == data.decode(encoding).removeprefix("\ufeff").replace("\u00a0", " ")


def fits(text: str, encoding: str) -> bool:
    with suppress(UnicodeEncodeError):
        return bool(text.encode(encoding))
    return False


OTHERS = ["cp1252", "mac-roman", "cp1250", "koi8-r", "cp1251", "euc-jp", "mac-cyrillic", "cp1255", "big5"]
PAIRS = [(language, encoding) for language, text in TEXTS.items() for encoding in OTHERS if fits(text, encoding)]


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_a_text_is_read_rightly_or_refused_but_never_with_wrong_letters(language, encoding):
    with suppress(Unreadable):
        assert encodings.decode(TEXTS[language].encode(encoding)) == TEXTS[language]


def test_a_page_may_say_its_encoding_and_may_be_wrong():
    said = '<meta charset="{}"><p>Größe</p>'
    for encoding in ("iso-8859-1", "utf-8", "koi8-r"):
        (block,) = worker.parse("file", "x", said.format("iso-8859-1").encode("cp1252")).blocks
        assert block.html == "Größe"
        (block,) = worker.parse("file", "x", said.format("utf-8").encode("cp1252")).blocks
        assert block.html == "Größe", encoding


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_are_too_odd_to_be_read_or_refused(data):
    with suppress(Unreadable):
        worker.parse("file", "x", data)


@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=30))
def test_a_word_file_damaged_anywhere_is_read_or_refused(place, damage):
    with suppress(Unreadable):
        worker.parse("file", "x", PLAIN[:place] + damage + PLAIN[place + len(damage) :])
