"""The roles that an installation begins with: groups of permissions, made once, then the institute's to change."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from publications.workflow import roles

LOOK_UP = ["photos.view_photo", "experts.view_expert", "publications.view_topic"]
KEEP = [
    f"{app}.{verb}_{model}"
    for app, model in (("photos", "photo"), ("experts", "expert"), ("publications", "topic"))
    for verb in ("add", "change", "view")
]
FURNISH = [
    *("institute.view_frontpage", "institute.change_frontpage"),
    *(f"institute.{verb}_page" for verb in ("add", "change", "view")),
]
RUN = [
    *("institute.view_institute", "institute.change_institute"),
    *("publications.view_editorialrules", "publications.change_editorialrules"),
    *("admin.view_logentry", "photos.delete_photo"),
    *(f"auth.{verb}_user" for verb in ("add", "change", "view")),
]
AUTHOR = [roles.WRITE, *LOOK_UP, "photos.add_photo"]
EDITOR = [roles.WRITE, roles.EDIT, *KEEP]
PUBLISHER = [*EDITOR, roles.PUBLISH, *FURNISH]
GROUPS = {"Author": AUTHOR, "Editor": EDITOR, "Publisher": PUBLISHER, "Administrator": [*PUBLISHER, *RUN]}
# Of the time before roles: they decide nothing any more.
FORMER = Q(
    content_type__app_label="publications", content_type__model__in=["edition", "piece", "analysis", "interview"]
)


def set_up(**_signal: Any) -> None:
    """Makes the groups that are missing, with their permissions. Runs after every migration."""
    Permission.objects.filter(FORMER).exclude(
        codename__in=[permission.partition(".")[2] for permission in (roles.WRITE, roles.EDIT, roles.PUBLISH)]
    ).delete()
    for name, permissions in GROUPS.items():
        group, made = Group.objects.get_or_create(name=name)
        if made:
            wanted = Q()
            for permission in set(permissions):
                app, _dot, codename = permission.partition(".")
                wanted |= Q(content_type__app_label=app, codename=codename)
            group.permissions.set(Permission.objects.filter(wanted))
