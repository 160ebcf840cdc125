"""Pictures in the one form that mammoth reads; charts, diagrams and shapes are listed."""

from __future__ import annotations

from lxml import etree

from ingest.document import words
from ingest.sources.losses import quoted
from ingest.sources.trees import Element
from ingest.sources.word.file import WordFile
from ingest.sources.word.xml import PIC, WP, A, O, R, V, W, drop, says_something


def settle_drawings(word: WordFile, root: Element) -> None:
    """Pictures in the one form that mammoth reads; charts, diagrams and shapes are listed."""
    for drawing in list(root.iter(W + "drawing")):
        _settle_drawing(word, drawing)
    for pict in list(root.iter(W + "pict", W + "object")):
        _settle_old_picture(word, pict)


def _settle_drawing(word: WordFile, drawing: Element) -> None:
    """A drawing as its pictures and text boxes alone."""
    alt = next((p.get("descr") or p.get("title") or "" for p in drawing.iter(WP + "docPr")), "")
    described = f" ({quoted(alt)})" if words(alt) else ""
    where = word.where(drawing)
    blips = [blip.get(R + "embed") for blip in drawing.iter(A + "blip") if blip.get(R + "embed")]
    if missing := [blip for blip in blips if not word.is_there(blip)]:
        word.losses.add(f"A picture {where}{described}, which is missing in the file")
        blips = [blip for blip in blips if blip not in missing]
    boxes = list(drawing.iter(W + "txbxContent"))
    for uri in {data.get("uri") or "" for data in drawing.iter(A + "graphicData")}:
        if uri.endswith(("/chart", "/chartex")):
            word.losses.add(f"A chart {where}{described}: save it as a picture and add it to the photos")
        elif uri.endswith("/diagram"):
            word.losses.add(f"A diagram {where}{described}: {_diagram(word, drawing)}")
        elif not blips and not any(words(word.text(box)) for box in boxes) and not uri.endswith("/picture"):
            word.losses.add(f"A drawn shape {where}{described}")
    if any(blip.get(R + "link") and not blip.get(R + "embed") for blip in drawing.iter(A + "blip")):
        word.losses.add(f"A picture {where}{described}, which is not in the file, only a link to it")
    links = {link.get(R + "id") for link in drawing.iter(A + "hlinkClick")}
    new = [_picture(blip, alt, next(iter(links), None) if len(blips) == 1 else None) for blip in blips if blip]
    for number, box in enumerate(boxes):
        holder = etree.Element(W + "pict")
        holder.append(box)
        new.insert(number, holder)
    parent = drawing.getparent()
    place = parent.index(drawing)
    parent[place : place + 1] = new


def _settle_old_picture(word: WordFile, pict: Element) -> None:
    """Lists what of a picture or an object in Word's old form can't be kept."""
    where, says = word.where(pict), says_something(pict)
    for image in list(pict.iter(V + "imagedata")):
        if not word.is_there(image.get(R + "id")):
            drop(image)
            word.losses.add(f"A picture {where}, which is missing in the file")
    for lettering in pict.iter(V + "textpath"):
        if words(lettering.get("string") or ""):
            word.losses.add(f"Lettering {where}: {quoted(lettering.get('string'))}")
    for item in pict.iter(O + "OLEObject"):
        word.losses.add(f"An embedded object {where} ({item.get('ProgID') or 'of an unknown program'})")
    rule = any(shape.get(O + "hr") for shape in pict.iter())
    if pict.tag == W + "pict" and not rule and not says and pict.find(f".//{V}textpath") is None:
        word.losses.add(f"A drawn shape {where}")


def _diagram(word: WordFile, drawing: Element) -> str:
    ids = next((e for e in drawing.iter("{*}relIds")), None)
    target = word.here.get(ids.get(R + "dm") or "", ("", ""))[1] if ids is not None else ""
    if target not in word.package.parts:
        return "save it as a picture and add it to the photos"
    return quoted(" ".join(t.text or "" for t in word.package.xml(target).iter(A + "t")), 200)


def _picture(relation: str, alt: str, link: str | None) -> Element:
    """A picture as mammoth reads it."""
    drawing = etree.Element(W + "drawing")
    inline = etree.SubElement(drawing, WP + "inline")
    properties = etree.SubElement(inline, WP + "docPr", {"descr": alt} if alt else {})
    if link:
        etree.SubElement(properties, A + "hlinkClick", {R + "id": link})
    data = etree.SubElement(etree.SubElement(inline, A + "graphic"), A + "graphicData")
    fill = etree.SubElement(etree.SubElement(data, PIC + "pic"), PIC + "blipFill")
    etree.SubElement(fill, A + "blip", {R + "embed": relation})
    return drawing
