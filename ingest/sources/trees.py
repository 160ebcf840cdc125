"""Trees of lxml, of HTML and of XML: what is asked of either."""

from __future__ import annotations

from typing import Any

from lxml import etree

Element = Any  # of lxml, which has no types


def depth_of(root: Element) -> int:
    """How deeply elements stand within each other."""
    deepest = depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
