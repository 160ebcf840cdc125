"""Which HTML mammoth makes of which style: the map it is given."""

from __future__ import annotations

HTML_OF = {
    "title": "h1.title:fresh", "subtitle": "p.subtitle:fresh", "caption": "p.caption:fresh", "author": "p.author:fresh",
    "date": "p.date:fresh", "quote": "blockquote > p:fresh", "plain": "p:fresh",
}  # fmt: skip
MEANT = {*HTML_OF, *(f"heading{level}" for level in range(1, 10))}


HTML_OF |= {f"heading{level}": f"h{min(level, 6)}:fresh" for level in range(1, 10)}
HTML_OF |= {
    f"{kind}{depth}": "ul|ol > li > " * (depth - 1) + f"{tag} > li:fresh"
    for depth in range(2, 6)
    for kind, tag in (("bullet", "ul"), ("number", "ol"))
}


# The deeper styles of lists only look so: each is a list of its own.
LISTS = [
    f"p:{kind}-list({depth}) => " + "ul|ol > li > " * (depth - 1) + f"{tag} > li:fresh"
    for depth in range(6, 10)
    for kind, tag in (("unordered", "ul"), ("ordered", "ol"))
]
STYLE_MAP = "\n".join([*(f"p.Read-{role} => {path}" for role, path in HTML_OF.items()), "highlight => mark", *LISTS])
