"""What styles say of paragraphs and runs, written into these, where mammoth looks for it."""

from __future__ import annotations

from lxml import etree

from ingest.document import words
from ingest.sources.losses import quoted
from ingest.sources.trees import Element
from ingest.sources.word.file import WordFile
from ingest.sources.word.style_map import MEANT
from ingest.sources.word.xml import W, drop, is_on, value_of


def write_styles(word: WordFile, root: Element) -> None:
    numbered = False
    for paragraph in list(root.iter(W + "p")):
        if paragraph.getparent() is None:
            continue
        role = word.styles.role(paragraph)
        if role == "toc":
            if words(said := word.text(paragraph)):
                word.losses.add(f"The table of contents: {quoted(said, 40)}")
            drop(paragraph)
            continue
        properties = paragraph.find(W + "pPr")
        style_id = value_of(properties, W + "pStyle")
        for run in list(paragraph.iter(W + "r")):
            _write_run(word, run, style_id, role)
        if role:
            if properties is None:
                properties = etree.Element(W + "pPr")
                paragraph.insert(0, properties)
            numbered = numbered or (role.startswith("heading") and word.styles.is_numbered(properties, style_id))
            if (style := properties.find(W + "pStyle")) is None:
                style = etree.Element(W + "pStyle")
                properties.insert(0, style)
            style.set(W + "val", f"Read-{role}")
    if numbered:
        word.losses.add("The numbers of the headings, which Word itself counts")


def _write_run(word: WordFile, run: Element, paragraph_style: str, role: str) -> None:
    """Writes into a run what its styles say of it."""
    properties = run.find(W + "rPr")
    own_style = value_of(properties, W + "rStyle")
    if is_on(properties, "vanish") or any(style.hidden for style in word.styles.chain("character", own_style)):
        said, parent = word.text(run), run.getparent()
        drop(run)
        if words(said):
            word.losses.add(f"Hidden text {word.where(parent)}: {quoted(said)}")
        return
    marks: dict[str, bool] = {}
    for name, attribute in (("b", "bold"), ("i", "italic")):
        direct = is_on(properties, name)
        if direct is None:
            of_run = word.styles.inherited("character", own_style, attribute)
            # The style of a heading or a quotation is what makes it one: its bold says nothing more.
            of_paragraph = False if role in MEANT else word.styles.inherited("paragraph", paragraph_style, attribute)
            direct = of_run != of_paragraph  # both together undo each other: that is Word's rule
        marks[name] = direct
    raised = value_of(properties, W + "vertAlign")
    if not raised:
        raised = next((style.raised for style in word.styles.chain("character", own_style) if style.raised), "")
    if properties is None:
        properties = etree.Element(W + "rPr")
        run.insert(0, properties)
    for name in ("rStyle", "b", "i", "vertAlign"):
        for found in properties.findall(W + name):
            properties.remove(found)
    for name, is_set in marks.items():
        if is_set:
            etree.SubElement(properties, W + name)
    if raised in ("superscript", "subscript"):
        etree.SubElement(properties, W + "vertAlign", {W + "val": raised})
