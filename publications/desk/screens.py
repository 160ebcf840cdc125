"""What the screens of one piece stand on: the admin that finds it and says who may, and one screen's answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from common.requests import Request, ours
from publications import kinds, workflow
from publications.desk.common import allow, person, piece_address
from publications.desk.lists.admin import PieceList
from publications.desk.standing import DRAFT, DeskEdition
from publications.models import Edition, EditionQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class PieceDesk(PieceList):
    """The admin of one kind of pieces. A piece is named by its UUID, so that its addresses stay from text to text."""

    kind: kinds.Kind

    def get_queryset(self, request: HttpRequest) -> EditionQuerySet:
        return super().get_queryset(request).of_kinds([self.kind.name])

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> DeskEdition | None:
        """A piece's open draft, else the text of it that starts last."""
        try:
            uuid = UUID(object_id)
        except ValueError:
            return None
        editions = self.get_queryset(request).with_filing().filter(publication__uuid=uuid)
        found = (
            editions.filter(DRAFT).first()
            or editions.order_by(F("live_from").desc(nulls_last=True), F("discarded_at").desc(nulls_last=True)).first()
        )
        return cast("DeskEdition | None", found)

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """Only an open draft is written. What follows from its state is the form's; `roles` says whose step it is."""
        return (obj is None or is_open(obj)) and super().has_change_permission(request, obj)

    # The log names the piece: editions come and go.

    def write_log(self, request: HttpRequest, obj: Edition, flag: int, message: Any) -> LogEntry:
        return LogEntry.objects.create(
            user=person(request),
            content_type=get_content_type_for_model(self.model),
            object_id=str(obj.publication.uuid),
            object_repr=str(obj)[:200],
            action_flag=flag,
            change_message=message if isinstance(message, str) else json.dumps(message),
        )

    def log_addition(self, request: HttpRequest, obj: Edition, message: Any) -> LogEntry:
        return self.write_log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Edition, message: Any) -> LogEntry:
        return self.write_log(request, obj, CHANGE, message)


def is_open(edition: Edition) -> bool:
    """Whether it is a draft that can be written."""
    return edition.live_from is None and edition.discarded_at is None


class PieceScreen:
    """One answer of a screen of a piece.

    edition: the one that stands for the piece, as `desk.get_object` gives it.
    """

    step = "save"  # whose screen it is: whoever may take this step

    def __init__(self, desk: PieceDesk, request: Request, edition: DeskEdition) -> None:
        self.desk, self.request, self.edition = desk, request, edition

    @classmethod
    def view(cls, desk: PieceDesk) -> Callable[..., HttpResponse]:
        """A view for `path`. It raises Http404 for a piece that isn't there, and as `admit` does."""

        def view(request: HttpRequest, uuid: UUID, **given: Any) -> HttpResponse:
            edition = desk.get_object(request, str(uuid))
            if edition is None:
                raise Http404
            screen = cls(desk, ours(request), edition, **given)
            screen.admit()
            return screen.answer()

        return view

    def admit(self) -> None:
        """Raises PermissionDenied to whoever has no business here."""
        allow(self.request, self.step, self.edition.publication)

    def answer(self) -> HttpResponse:
        raise NotImplementedError

    @property
    def person(self) -> User:
        return person(self.request)

    @property
    def may_change(self) -> bool:
        """Whether the text is a draft still, and hers to write."""
        return self.desk.has_change_permission(self.request, self.edition)

    def lock(self) -> None:
        """Within a transaction: waits for whoever stores the piece now, then looks at it anew."""
        workflow.lock(self.edition.publication)
        edition = self.desk.get_object(self.request, str(self.edition.publication.uuid))
        if edition is None:
            raise Http404
        self.edition = edition

    def address(self, name: str, *arguments: object) -> str:
        return piece_address(name, self.edition, *arguments)

    def show(self, template: str, **context: Any) -> TemplateResponse:
        """A page of the desk about the piece. template: under `admin/publications/`."""
        shared = {
            **self.desk.admin_site.each_context(self.request),
            "opts": self.desk.opts,
            "original": self.edition,
            "back": self.address("change"),
        }
        return TemplateResponse(self.request, f"admin/publications/{template}", shared | context)
