"""Lines that name a type of publication: "Report", "Type: Report", "POLICY BRIEF"."""

from __future__ import annotations

import re

TYPE_NAMES = {
    "report", "special report", "annual report", "analysis", "podcast", "interview", "commentary", "opinion", "op-ed",
    "essay", "article", "blog", "blog post", "working paper", "discussion paper", "policy brief", "policy paper",
    "policy memo", "briefing", "brief", "paper", "research paper", "research note", "book", "book review", "review",
    "event", "video", "webinar", "q&a", "explainer", "data", "dataset", "testimony", "speech", "statement",
    "press release", "news", "letter", "newsletter", "fact sheet", "factsheet", "primer", "backgrounder",
    "journal article", "study", "transcript", "infographic", "insight", "insights", "feature", "essay series", "series",
    "expert comment", "note", "memo", "question and answer", "rapport", "analyse", "entretien", "tribune", "bericht",
    "kommentar", "studie", "informe", "análisis", "entrevista", "case study", "relatório", "artigo", "tribuna", "nota",
    "artículo", "libro", "livre", "buch", "aufsatz", "gutachten", "dossier", "étude", "cahier", "saggio", "rapporto",
    "intervista", "articolo", "raport", "analiza", "wywiad", "komentarz", "essai",
}  # fmt: skip
TYPE_LABEL = re.compile(
    r"(?:publication |content )?(?:type|format|category|kind|tipo|typ|art|rodzaj)\s*:\s*", re.IGNORECASE
)


def is_type(text: str) -> bool:
    """Whether a line names a type of publication: "Report", "Type: Report", "POLICY BRIEF"."""
    line = text.strip()
    return bool(TYPE_LABEL.match(line)) or line.casefold().strip(" .|:") in TYPE_NAMES
