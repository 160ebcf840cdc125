"""Word files as blocks: what is kept, and that the rest is listed."""

import io
import re

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Block, Document, words, words_of
from ingest.sources.word import reader

from .files import (
    drawing,
    note_mark,
    notes,
    paragraph,
    part,
    picture,
    run,
    style,
    text_box,
    word,
)


def read(body: str, *args, **kwargs) -> Document:
    return reader.read(word(body, *args, **kwargs))


def saved(document) -> Document:
    file = io.BytesIO()
    document.save(file)
    return reader.read(file.getvalue())


def shapes(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.html) for block in document.blocks]


def test_a_file_of_word_keeps_its_headings_lists_quotes_captions_and_tables():
    source = docx.Document()
    source.add_paragraph("The Patient Work", "Title")
    source.add_paragraph("Of customs", "Subtitle")
    source.add_heading("A beginning", 2)
    paragraph = source.add_paragraph("Plain, ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run(" and ")
    paragraph.add_run("slanted").italic = True
    paragraph.add_run(".").add_break()
    paragraph.add_run("H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O")
    source.add_paragraph("first", "List Bullet")
    source.add_paragraph("within", "List Bullet 2")
    source.add_paragraph("second", "List Bullet")
    source.add_paragraph("Said she.", "Quote")
    source.add_paragraph("Said he.", "Intense Quote")
    source.add_paragraph("A post", "Caption")
    table = source.add_table(2, 2)
    for place, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {place}"
    found = saved(source)
    rows = "<tr><td>cell 0</td><td>cell 1</td></tr><tr><td>cell 2</td><td>cell 3</td></tr>"
    assert [(b.kind, b.level, b.style, b.html) for b in found.blocks] == [
        ("heading", 1, "title", "The Patient Work"),
        ("paragraph", 0, "subtitle", "Of customs"),
        ("heading", 2, "", "A beginning"),
        ("paragraph", 0, "", "Plain, <strong>bold</strong> and <em>slanted</em>.<br>H<sub>2</sub>O"),
        ("list", 0, "", "<ul><li>first<ul><li>within</li></ul></li><li>second</li></ul>"),
        ("quote", 0, "", "<blockquote><p>Said she.</p><p>Said he.</p></blockquote>"),
        ("paragraph", 0, "caption", "A post"),
        ("table", 0, "", f"<table><tbody>{rows}</tbody></table>"),
    ]  # fmt: skip
    assert found.losses == []
    assert found.language == "en-US"


NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    + "".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="{"bullet" if n % 2 else "decimal"}"/></w:lvl>' for n in range(9))
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)


def item(text: str, depth: int) -> str:
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')


def test_lists_are_nested_as_deep_as_word_nests_them():
    found = read("".join(item(f"n{depth}", depth) for depth in range(9)), {"numbering.xml": NUMBERING})
    (block,) = found.blocks
    assert block.html.startswith("<ol><li>n0<ul><li>n1<ol><li>n2")
    assert re.findall(r"n\d", block.html) == [f"n{depth}" for depth in range(9)]
    assert found.losses == []


def test_a_table_keeps_its_header_row_and_its_joined_cells():
    table = (
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>"
        f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Head")}</w:tc></w:tr>'
        f"<w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}{paragraph('c')}</w:tc></w:tr></w:tbl>"
    )
    assert shapes(read(table)) == [
        (
            "table",
            '<table><thead><tr><th colspan="2">Head</th></tr></thead>'
            "<tbody><tr><td>a</td><td><p>b</p><p>c</p></td></tr></tbody></table>",
        )
    ]  # fmt: skip


STYLES = (
    style("Normal", "Normal")
    + style("berschrift1", "heading 1", run="<w:b/>")
    + style("Kapitel", "Kapitel", based_on="berschrift1")
    + style("Zwischen", "Zwischentitel", paragraph='<w:outlineLvl w:val="2"/>')
    + style("Titre2", "Titre 2")
    + style("Frage", "Frage", run="<w:b/>")
    + style("Betont", "Emphasis", run="<w:i/>", kind="character")
    + style("Fett", "Strong", run="<w:b/>", kind="character")
    + style("Zitat", "Quote", run="<w:i/>")
    + style("TOC1", "toc 1")
    + style("Verborgen", "Hidden", run="<w:vanish/>", kind="character")
)


EMPHASIS = '<w:rStyle w:val="Betont"/>'


def test_headings_are_known_by_what_their_style_is_based_on_and_by_their_names_elsewhere():
    found = read(
        paragraph("One", style="berschrift1")
        + paragraph("Two", style="Kapitel")
        + paragraph("Three", style="Zwischen")
        + paragraph("Four", style="Titre2")
        + paragraph("Five", properties='<w:outlineLvl w:val="3"/>')
        + paragraph("Six", style="Normal"),
        styles=STYLES,
    )
    assert [(b.kind, b.level, b.html) for b in found.blocks] == [
        ("heading", 1, "One"),
        ("heading", 1, "Two"),
        ("heading", 3, "Three"),
        ("heading", 2, "Four"),
        ("heading", 4, "Five"),
        ("paragraph", 0, "Six"),
    ]


def test_bold_and_italic_by_a_style_are_kept_but_not_those_that_make_a_quotation():
    found = read(
        paragraph("A question?", style="Frage")
        + paragraph(run("both", '<w:rStyle w:val="Fett"/>'), " and none", style="Frage")
        + paragraph("plain ", run("slanted", EMPHASIS), run(" not", f'{EMPHASIS}<w:i w:val="0"/>'))
        + paragraph("quoted", style="Zitat"),
        styles=STYLES,
    )  # fmt: skip
    assert [b.html for b in found.blocks] == [
        "<strong>A question?</strong>",
        "both <strong>and none</strong>",  # two that make bold undo each other, as in Word
        "plain <em>slanted</em> not",
        "<blockquote><p>quoted</p></blockquote>",
    ]
    assert found.blocks[0].is_bold


def test_a_paragraph_all_bold_stays_one_and_a_heading_bold_by_hand_is_only_a_heading():
    found = read(
        paragraph(run("A question?", "<w:b/>")) + paragraph(run("Head", "<w:b/>"), style="berschrift1"), styles=STYLES
    )
    assert shapes(found) == [("paragraph", "<strong>A question?</strong>"), ("heading", "Head")]


def test_footnotes_and_endnotes_stand_where_their_marks_stood():
    first = paragraph(
        "<w:r><w:footnoteRef/></w:r>", run(" See "), run("Solheim", "<w:i/>"), run(", p. 4.")
    ) + paragraph("Twice.")
    found = read(
        paragraph("The river", note_mark(1), " rose", note_mark(2, "endnote"), "."),
        {"footnotes.xml": notes({1: first}), "endnotes.xml": notes({2: paragraph("In May.")}, "endnote")},
    )  # fmt: skip
    assert shapes(found) == [
        (
            "paragraph",
            "The river<foot-note>See <em>Solheim</em>, p. 4.<br>Twice.</foot-note> rose<foot-note>In May.</foot-note>.",
        )
    ]
    assert found.losses == []
    assert found.blocks[0].text == "The river rose."


def test_a_mark_without_a_note_and_a_note_without_a_mark_are_listed():
    found = read(paragraph("The river", note_mark(7), " rose."), {"footnotes.xml": notes({1: paragraph("Alone.")})})
    assert found.blocks[0].html == "The river rose."
    assert [loss for loss in found.losses if "no note of its own" in loss]
    assert [loss for loss in found.losses if "Alone." in loss]


def test_links_are_kept_and_places_in_the_file_are_only_words():
    found = read(
        paragraph(
            f'<w:hyperlink r:id="h1">{run("there")}</w:hyperlink>',
            " ",
            f'<w:hyperlink w:anchor="x">{run("here")}</w:hyperlink>',
            f'<w:fldSimple w:instr=" HYPERLINK &quot;https://b.example/&quot; ">{run(" field")}</w:fldSimple>',
            f'<w:hyperlink r:id="h2">{run(" bad")}</w:hyperlink>',
        ),
        links={"h1": "https://a.example/?x=1&amp;y=2", "h2": "javascript:alert(1)"},
    )
    assert found.blocks[0].html == (
        '<a href="https://a.example/?x=1&amp;y=2">there</a> here <a href="https://b.example/">field</a> bad'
    )


def test_a_link_in_a_footnote_is_looked_up_among_the_footnotes_own():
    note = paragraph(f'<w:hyperlink r:id="h1">{run("there")}</w:hyperlink>')
    found = read(
        paragraph("The river", note_mark(1)),
        {"footnotes.xml": notes({1: note})},
        links={"h1": "https://wrong.example"},
        note_links={"h1": "https://right.example"},
    )
    assert shapes(found) == [("paragraph", 'The river<foot-note><a href="https://right.example">there</a></foot-note>')]
    unlinked = read(
        paragraph("The river", note_mark(1)), {"footnotes.xml": notes({1: note})}, links={"h1": "https://a.b"}
    )
    assert shapes(unlinked) == [("paragraph", "The river<foot-note>there</foot-note>")]


def test_pictures_are_kept_with_their_words_and_those_of_no_use_are_listed():
    red, odd = picture(), b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(200)
    found = read(
        paragraph("The post.")
        + paragraph(drawing("image1.png", "Trucks wait"))
        + paragraph(drawing("image2.emf", "A graph"))
        + paragraph(drawing("image1.png", "Trucks wait")),
        {"image1.png": red, "image2.emf": odd},
    )
    assert [(b.kind, b.image) for b in found.blocks] == [("paragraph", None), ("image", 0), ("image", 0)]
    (image,) = found.images
    assert (image.name, image.content_type, image.alt, image.data) == ("image1.png", "image/png", "Trucks wait", red)
    (loss,) = found.losses
    assert "EMF" in loss
    assert "“A graph”" in loss


def test_a_picture_that_is_missing_is_listed_and_the_rest_is_read():
    old = '<w:r><w:pict><v:shape><v:imagedata r:id="image7.png"/></v:shape></w:pict></w:r>'
    found = read(paragraph("The post.", drawing("image9.png"), old))
    assert shapes(found) == [("paragraph", "The post.")]
    assert found.losses == ["A picture after “The post.”, which is missing in the file"]


def test_deleted_words_are_gone_and_inserted_ones_kept_and_both_are_said():
    found = read(
        paragraph(
            "It is ",
            '<w:del w:id="1" w:author="x"><w:r><w:delText>not </w:delText></w:r></w:del>',
            f'<w:ins w:id="2" w:author="x">{run("very ")}</w:ins>',
            "old",
            f'<w:moveFrom w:id="3">{run(" moved")}</w:moveFrom>',
            properties='<w:rPr><w:del w:id="4"/></w:rPr>',
        )
        + paragraph(" and wet.", f'<w:moveTo w:id="3">{run(" moved")}</w:moveTo>')
    )
    assert shapes(found) == [("paragraph", "It is very old and wet. moved")]
    assert any("“not”" in loss for loss in found.losses)
    assert any("inserted" in loss for loss in found.losses)


def test_comments_are_listed_with_the_place_they_speak_of():
    comment = '<w:comment w:id="1"><w:p><w:r><w:t>Is this so?</w:t></w:r></w:p></w:comment>'
    found = read(
        paragraph("The river rose.", '<w:r><w:commentReference w:id="1"/></w:r>'),
        {"comments.xml": part("comments", comment)},
    )
    assert found.losses == ["A comment at “The river rose.”: “Is this so?”"]


def test_the_words_of_a_text_box_stand_once_after_their_paragraph():
    found = read(paragraph("Before ", text_box(paragraph("Boxed") + paragraph("words")), "it.") + paragraph("After."))
    assert [b.html for b in found.blocks] == ["Before it.", "Boxed", "words", "After."]
    assert found.losses == ["A text box after “Before it.”: its words stand there as paragraphs now (“Boxed words”)"]


def test_what_has_no_form_here_is_listed_with_its_place():
    chart, diagram = (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="3" name="x" descr="{alt}"/><a:graphic><a:graphicData '
        f'uri="http://schemas.openxmlformats.org/drawingml/2006/{kind}">{inside}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
        for kind, alt, inside in (
            ("chart", "Deaths by year", ""),
            ("diagram", "", '<dgm:relIds r:dm="data1.xml"/>'),
        )
    )
    over, under = (f"<m:r><m:t>{text}</m:t></m:r>" for text in ("a+b", "c"))
    fraction = f"<m:f><m:num>{over}</m:num><m:den>{under}</m:den></m:f>"
    found = read(
        paragraph("The river rose.")
        + paragraph(chart)
        + paragraph(diagram)
        + paragraph('<w:r><w:object><v:shape/><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>')
        + paragraph("Seen ", run("in secret", "<w:vanish/>"), run("in May", '<w:highlight w:val="yellow"/>'))
        + paragraph("By law ", run("abolished", "<w:strike/>"))
        + paragraph("Contents 3", style="TOC1")
        + paragraph(f"<m:oMath>{fraction}</m:oMath>"),
        {
            "data1.xml": part("x", "<a:t>Feed back</a:t>"),
            "header1.xml": part("hdr", paragraph("Draft of May")),
            "footer1.xml": part("ftr", paragraph("Page 3")),
        },
        styles=STYLES,
    )  # fmt: skip
    assert [b.html for b in found.blocks] == ["The river rose.", "Seen in May", "By law abolished", "(a+b)/c"]
    assert found.losses == [
        "The header of the pages: “Draft of May”",
        "An equation after “Contents 3”, now in plain signs: “(a+b)/c”",
        "A chart after “The river rose.” (“Deaths by year”): save it as a picture and add it to the photos",
        "A diagram after “The river rose.”: “Feed back”",
        "An embedded object after “The river rose.” (Excel.Sheet.12)",
        "Hidden text after “Seen in May”: “in secret”",
        "The table of contents: “Contents 3”",
        "Highlighted: “in May”",
        "Struck through, and now plain: “abolished”",
    ]


def test_the_numbers_that_word_counts_for_headings_are_listed():
    numbered = style("Heading1", "heading 1", paragraph='<w:numPr><w:numId w:val="1"/></w:numPr>')
    found = read(paragraph("One", style="Heading1"), {"numbering.xml": NUMBERING}, styles=numbered)
    assert shapes(found) == [("heading", "One")]
    assert found.losses == ["The numbers of the headings, which Word itself counts"]


def test_words_that_mammoth_passes_over_are_listed():
    cells = f"<w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr>"
    hidden = (
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('overlooked')}</w:tc><w:tc>{paragraph('d')}</w:tc></w:tr>"
    )
    found = read(f"<w:tbl>{cells}{hidden}</w:tbl>")
    assert found.losses == ["Words that could not be read: “overlooked”"]


def test_a_line_within_other_marks_and_unknown_wrappings_loses_no_word():
    found = read(
        paragraph(
            f'<w:sdt><w:sdtContent>{run("kept ")}</w:sdtContent></w:sdt><w:dir w:val="rtl">{run("turned ")}</w:dir>',
            f'<w:smartTag>{run("clever ")}</w:smartTag><w:customXml>{run("own ")}</w:customXml>',
            '<w:r><w:ruby><w:rt><w:r><w:t>up</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r>',
        )
    )  # fmt: skip
    assert found.blocks[0].html == "kept turned clever own base"
    assert found.losses == ["A reading aid above the words after “kept turned clever own base”: “up”"]


def everything(document: Document) -> list[str]:
    return [word for block in document.blocks for word in words_of(block.html)]


WORDS = st.lists(st.sampled_from(["river", "dam", "Tolna", "1914", "co-op", "l’eau"]), min_size=1, max_size=4).map(
    " ".join
)
RUNS = st.tuples(
    WORDS, st.sampled_from(["", "<w:b/>", "<w:i/>", '<w:vertAlign w:val="superscript"/>', "<w:u w:val='single'/>"])
)
PARAGRAPHS = st.tuples(
    st.lists(RUNS, min_size=1, max_size=4),
    st.sampled_from(["", "berschrift1", "Frage", "Zitat", "list", "cell", "box", "inserted"]),
)  # fmt: skip


@given(st.lists(PARAGRAPHS, min_size=1, max_size=8))
def test_every_word_of_a_word_file_is_in_the_blocks_in_order_or_listed(source):
    body, expected = "", []
    for runs, form in source:
        inside = "".join(run(f"{text} ", properties) for text, properties in runs)
        expected += [word for text, _ in runs for word in words(text)]
        if form == "list":
            body += paragraph(inside, properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        elif form == "cell":
            body += f"<w:tbl><w:tr><w:tc>{paragraph(inside)}</w:tc><w:tc>{paragraph('x')}</w:tc></w:tr></w:tbl>"
            expected.append("x")
        elif form == "box":
            body += paragraph("host", text_box(paragraph(inside)))
            expected.insert(len(expected) - sum(len(words(text)) for text, _ in runs), "host")
        elif form == "inserted":
            body += paragraph(f"<w:ins>{inside}</w:ins>")
        else:
            body += paragraph(inside, style=form)
    found = read(body, {"numbering.xml": NUMBERING}, styles=STYLES)
    assert everything(found) == expected
    assert not any("could not be read" in loss for loss in found.losses)


@pytest.mark.parametrize(
    "html", ["<strong>a<foot-note>b</foot-note></strong>", "<strong>a</strong><foot-note>b</foot-note>"]
)
def test_a_footnote_does_not_make_a_bold_paragraph_less_bold(html):
    assert Block("paragraph", html).is_bold
