"""What the desk's log says somebody did, in words."""

from __future__ import annotations

import json

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from photos.desk import uploading

UNTOLD = {"seen", "words about", "position", "goes live"}  # fields that no history has to name
PARTS = {"contribution": gettext_lazy("byline"), "turn": gettext_lazy("conversation")}


def told(entry: LogEntry) -> str:
    """What somebody did, in words: the verb, and of a save what it changed."""
    if not entry.change_message.startswith("["):
        return entry.change_message
    steps = json.loads(entry.change_message)
    if entry.is_addition():
        read = [_(name).lower() for name in uploading.read_fields(entry.change_message)]
        return _("Created. Read from the file: %(read)s") % {"read": ", ".join(read)} if read else _("Created")
    names = []
    for part in (part for step in steps for part in step.values()):
        fields = [name for name in part.get("fields", []) if name.lower() not in UNTOLD]
        if "name" not in part:
            names += fields
        elif fields or "fields" not in part:
            names.append(part["name"])
    changed = ", ".join(str(PARTS.get(name) or _(name).lower()) for name in dict.fromkeys(names))
    return _("Saved: %(changed)s") % {"changed": changed} if changed else _("Saved")
