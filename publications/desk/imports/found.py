"""Imports that somebody may see: one by its name, the unmade ones, an earlier one, a piece's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from common.requests import Request
from publications.desk.common import person
from publications.models import Publication
from publications.models.imports import Import
from publications.workflow import roles


def unmade(request: Request) -> Any:
    """The imports somebody may go on with."""
    return Import.objects.filter(roles.importable(person(request))).unmade().listed()


def one(request: Request, uuid: UUID) -> Import:
    """An import that somebody may see. Raises Http404, or PermissionDenied to who has no business at the desk."""
    if not roles.is_on_desk(person(request)):
        raise PermissionDenied
    imports = Import.objects.filter(roles.importable(person(request)), uuid=uuid)
    found = imports.select_related("edition__publication", "created_by", "updated_by").first()
    if found is None:
        raise Http404
    return found


def one_to_change(request: Request, uuid: UUID) -> Import:
    if not roles.may(person(request), "start"):
        raise PermissionDenied
    return one(request, uuid)


def earlier_of(request: Request, imported: Import) -> Import | None:
    """An earlier import of the very same bytes."""
    same = Import.objects.filter(roles.importable(person(request)), digest=imported.digest, pk__lt=imported.pk)
    return same.listed().select_related("edition__publication").order_by("-pk").first()


def of_piece(request: Request, publication: Publication) -> Import | None:
    """What a piece came from, for whoever may see it; without the words."""
    found = Import.objects.filter(roles.importable(person(request)), edition__publication=publication)
    return found.listed().order_by("-pk").first()
