"""What happens to a plain page's texts: one text being worked on, then live, now or at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from institute.content.plain_pages import Page, PageText


def working(page: Page, at: datetime) -> PageText | None:
    """The text an editor goes on with: the one readers don't see yet, else the one they see."""
    return page.texts.pending(at).first() or page.texts.filter(live_from__lte=at).first()


@transaction.atomic
def save(page: Page, *, at: datetime, by: Any, live_from: datetime | None = None, **words: str) -> PageText:
    """Keeps title, summary and body as the one text readers don't see yet; its schedule is what this call says.

    live_from: `at` publishes it, a later moment schedules it or keeps it so, None makes it a draft.
    """
    Page.objects.select_for_update().get(pk=page.pk)
    text = page.texts.pending(at).first() or PageText(page=page)
    text.live_from, text.saved_by = live_from, by
    for name, value in words.items():
        setattr(text, name, value)
    text.save()
    return text
