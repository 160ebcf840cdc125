"""Lines that are a date and nothing else, in the languages and forms that publications are dated in."""

from __future__ import annotations

import re

YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


MONTHS = _set("""
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre
    januar jänner februar märz maerz juni juli oktober dezember
    januari februari maart mei augustus
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    janeiro fevereiro março junho julho setembro outubro novembro dezembro
    styczeń stycznia luty lutego marzec marca kwiecień kwietnia maj maja czerwiec czerwca lipiec lipca sierpień sierpnia
    wrzesień września październik października listopad listopada grudzień grudnia
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
""")
DAYS = _set("""
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lunes martes miércoles jueves viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira quarta-feira quinta-feira
    sexta-feira
""")
SEASONS = {"spring", "summer", "autumn", "fall", "winter"}
JOINTS = {"de", "del", "of", "the", "le", "den", "г", "р"}
DATE_LABEL = re.compile(
    r"(?:(?:first |originally |last )?(?:published|posted|updated|released|issued|publié|veröffentlicht)"
    r"(?: (?:on|le|am|in))?|date)\s*:?\s+",
    re.IGNORECASE,
)
NUMERIC_DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d{2}))(?:[T ].*)?")
EAST_ASIAN_DATE = re.compile(r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日일])?")
TIME = re.compile(r"[,\s]+(?:at\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?$", re.IGNORECASE)


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else, in any of the usual forms: a year at least, and a month."""
    if len(text) > 100:
        return False
    line = TIME.sub("", DATE_LABEL.sub("", text.strip(), count=1)).strip(" .,|–—-()")
    if NUMERIC_DATE.fullmatch(line) or EAST_ASIAN_DATE.fullmatch(line):
        return True
    if not YEAR.search(line):
        return False
    parts = [part.casefold().strip(".") for part in re.split(r"[\s,/–—]+|(?<=\d)-(?=\d)", line) if part.strip(".")]
    named = [part for part in parts if part in MONTHS or part in SEASONS]
    others = [part for part in parts if part not in MONTHS and part not in SEASONS and part not in DAYS]
    numbers = [part for part in others if re.fullmatch(r"\d{1,4}(?:st|nd|rd|th|er|º|ª)?", part)]
    return bool(named) and len(parts) <= 9 and len(numbers) <= 4 and set(others) - set(numbers) <= JOINTS
