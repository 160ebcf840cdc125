"""The XML of a Word file: its namespaces, and what is done to elements everywhere."""

from __future__ import annotations

from ingest.sources.trees import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741


def is_on(properties: Element | None, name: str) -> bool | None:
    """A property that is on, off, or not spoken of."""
    found = properties.find(W + name) if properties is not None else None
    return None if found is None else found.get(W + "val") not in ("0", "false", "off")


def value_of(parent: Element | None, path: str) -> str:
    found = parent.find(path) if parent is not None else None
    return "" if found is None else found.get(W + "val") or ""


def number_of(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 6 else None


def drop(element: Element) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def lift(element: Element) -> None:
    """Puts an element's children in its place."""
    parent = element.getparent()
    place = parent.index(element)
    parent[place : place + 1] = list(element)


def says_something(element: Element) -> bool:
    """Whether an element holds words or a picture."""
    return any(
        e.tag in (A + "blip", V + "imagedata") or (e.tag in (W + "t", M + "t") and e.text) for e in element.iter()
    )
