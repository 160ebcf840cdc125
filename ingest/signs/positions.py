"""What says who somebody is: positions ("senior fellow") and institutions ("Data Lab")."""

from __future__ import annotations

import re

from ingest.document import words

ROLE = (
    r"(?:senior |non-?resident |visiting |associate |assistant |adjunct |research |deputy |executive |programme "
    r"|program |policy |postdoctoral |doctoral |distinguished |former |founding |managing |acting |emeritus "
    r"|independent |lead |principal |chief |junior )*"
    r"(?:fellow|director|professor|researcher|analyst|lecturer|associate|adviser|advisor|journalist|editor|economist"
    r"|historian|political scientist|statistician|candidate|scholar|president|chair|head|correspondent|writer|author"
    r"|consultant|expert|specialist|coordinator|manager|officer|ambassador|lawyer|reader|member|scientist|student"
    r"|co-?founder|founder|partner|secretary|diplomat|columnist|commentator|engineer|assistant)"
)
BODY = re.compile(
    r"\b(?:institut\w*|universit\w*|universidad\w*|school|college|lab|laboratory|cent(?:er|re)|council|department|ministry"
    r"|fund|bank|foundation|program(?:me)?|project|research|office|group|association|agency|academy|network|initiative"
    r"|commission|union|team|division|unit|studies|policy|affairs|international|journal|press|times|society|service"
    r"|organi[sz]ation|company|ltd|inc|llc|gmbh|stiftung|think tank|board|committee|court|faculty|hospital|trust)\b",
    re.IGNORECASE,
)
POSITION = re.compile(rf"(?:the |an? |is )?{ROLE}\b", re.IGNORECASE)


def is_position(text: str) -> bool:
    """Whether a line says what somebody is: "Director, Data Lab"."""
    text = text.strip()
    return (
        len(words(text)) <= 20
        and not text.endswith((".", "?", "!", ":"))
        and bool(POSITION.match(text) or _is_body(text))
    )


def _is_body(text: str) -> bool:
    return (
        bool(BODY.search(text))
        and text[:1].isupper()
        and not re.search(r"\b(?:is|are|was|were|has|have|had|will)\b", text)
    )
