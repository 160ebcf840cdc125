"""Moments and spans in words for the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

INSTANT = timedelta(microseconds=1)  # PostgreSQL's clock ticks in these


def said(moment: datetime | None) -> str:
    """A moment in the site's time zone, with the zone."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'j F Y, H:i')} {local.tzname()}"


def left(span: timedelta) -> str:
    """How long until something: “in 3 h 12 min”, “in 5 days”."""
    minutes = max(1, round(span.total_seconds() / 60))
    days, rest = divmod(minutes, 24 * 60)
    if days:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    hours, rest = divmod(rest, 60)
    if hours:
        return _("in %(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return _("in %(minutes)d min") % {"minutes": rest}
