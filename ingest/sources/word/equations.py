"""Equations in plain signs, each in one line."""

from __future__ import annotations

from lxml import etree

from ingest.sources.trees import Element
from ingest.sources.word.file import WordFile
from ingest.sources.word.xml import M, W, lift


def write_equations(word: WordFile, root: Element) -> None:
    for equation in list(root.iter(M + "oMath")):
        if any(parent.tag == M + "oMath" for parent in equation.iterancestors()):
            continue
        said = " ".join(formula(equation).split())
        where = word.where(equation)
        run = etree.Element(W + "r")
        etree.SubElement(run, W + "t").text = said
        run.tail = None
        equation.getparent().replace(equation, run)
        if said:
            word.losses.add(f"An equation {where}, now in plain signs: “{said[:200]}”")
    for element in list(root.iter(M + "oMathPara")):
        lift(element)


def formula(element: Element) -> str:
    """An equation in one line."""

    def part(name: str) -> str:
        found = element.find(M + name)
        said = formula(found).strip() if found is not None else ""
        return f"({said})" if len(said) > 1 else said

    if element.tag == M + "t":
        return element.text or ""
    if element.tag == M + "f":
        return f"{part('num')}/{part('den')}"
    if element.tag in (M + "sSup", M + "sSub", M + "sSubSup"):
        low, high = part("sub"), part("sup")
        return part("e").strip("()") + (f"_{low}" if low else "") + (f"^{high}" if high else "")
    if element.tag == M + "rad":
        return f"√{part('e')}"
    if element.tag in (M + "rPr", M + "ctrlPr"):
        return ""
    return "".join(formula(child) for child in element if isinstance(child.tag, str))
