"""What every screen of a piece asks: who acts, what she is called, and where a screen is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from publications import workflow
from publications.models import Edition, Publication

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def person(request: HttpRequest) -> User:
    """Who acts: nobody is anonymous behind the desk's door."""
    return cast("User", request.user)


def called(user: User) -> str:
    return user.get_short_name() or user.get_username()


def allow(request: HttpRequest, step: str, publication: Publication) -> None:
    """Raises PermissionDenied, saying whose step it is, as `workflow.allow` does."""
    try:
        workflow.allow(person(request), step, publication)
    except workflow.Forbidden as refused:
        raise PermissionDenied(str(refused)) from refused


def piece_address(name: str, edition: Edition, *arguments: object) -> str:
    publication = edition.publication
    return reverse(f"admin:publications_{publication.kind}_{name}", args=[publication.uuid, *arguments])
