"""What every screen of the desk asks: who acts and whether she may, where a screen is, what came of a verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
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


class NotStored(HttpResponseRedirect):
    """Away from a form whose words were not stored: the browser goes on keeping its own copy of them."""


def take(request: HttpRequest, done: str, verb: Callable[[], object]) -> bool:
    """Takes a verb of `workflow` and says `done`, or why it was refused; whether it was taken."""
    try:
        verb()
    except workflow.Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return False
    messages.success(request, done)
    return True
