"""What styles mean: classes that name a title or a caption, and CSS that makes words bold, italic or raised."""

from __future__ import annotations

import re

from ingest.sources.trees import Element

MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em",
         "sub": "sub", "sup": "sup", "mark": "mark", "s": "s", "strike": "s", "del": "s"}  # fmt: skip
STYLES = {
    "title": {"title", "msotitle"},
    "subtitle": {"subtitle", "msosubtitle", "standfirst", "dek", "deck", "article-subtitle", "entry-subtitle"},
    "caption": {"caption", "msocaption", "wp-caption-text", "image-caption", "photo-caption"},
    "author": {"author", "byline", "article-author", "entry-author"},
    "date": {"date", "msodate", "published", "pubdate", "publish-date", "entry-date"},
}
CSS_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
CSS_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)


def classes_of(element: Element) -> set[str]:
    return {name.lower() for name in (element.get("class") or "").split()}


def style_of(element: Element) -> str:
    classes = classes_of(element)
    return next((style for style, names in STYLES.items() if classes & names), "")


def declarations(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text[:5000].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs if value.strip()}


def style_sheets(page: Element) -> dict[str, dict[str, str]]:
    """What the page's own style sheets say of single classes: that is how Google Docs writes bold and italic."""
    found: dict[str, dict[str, str]] = {}
    for sheet in page.iter("style"):
        for selectors, body in CSS_RULE.findall(CSS_COMMENT.sub(" ", (sheet.text or "")[:200_000])):
            for selector in selectors.split(","):
                if simple := re.fullmatch(r"\s*(?:[a-z]{1,10}[1-6]?)?\.([\w-]+)\s*", selector):
                    found.setdefault(simple[1].lower(), {}).update(declarations(body))
    return found


def is_marker(colour: str) -> bool:
    """Whether a background is a highlighter's: anything but white, nothing or a picture."""
    colour = colour.replace(" ", "")
    plain = ("", "none", "transparent", "inherit", "initial", "unset", "white", "#fff", "#ffffff", "windowtext", "auto")
    clear = ("url", "rgba(0,0,0,0", "rgb(255,255,255", "rgba(255,255,255", "var(", "linear-")
    return colour not in plain and not colour.startswith(clear)


def marks_of(tag: str, css: dict[str, str], around: frozenset[str]) -> frozenset[str]:
    """The marks of what stands in an inline element: those around it, and what its tag and its style say."""
    marks = set(around)
    if tag in MARKS:
        marks.add(MARKS[tag])
    weight = css.get("font-weight", "")
    if weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600):
        marks.add("strong")
    elif weight in ("normal", "lighter") or weight.isdigit():
        marks.discard("strong")
    if css.get("font-style") in ("italic", "oblique"):
        marks.add("em")
    elif css.get("font-style") == "normal":
        marks.discard("em")
    if css.get("vertical-align") in ("super", "sub"):
        marks.add("sup" if css["vertical-align"] == "super" else "sub")
    elif css.get("vertical-align") == "baseline":
        marks -= {"sub", "sup"}
    if "line-through" in css.get("text-decoration", "") or "line-through" in css.get("text-decoration-line", ""):
        marks.add("s")
    if css.get("mso-highlight") or is_marker(css.get("background-color") or css.get("background") or ""):
        marks.add("mark")
    return frozenset(marks)
