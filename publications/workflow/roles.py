"""Who may take which step, and who may read what: by the rights that `steps` names.

Which role holds a right is `institute.desk.groups` to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from publications.models import Edition, Publication
from publications.workflow.errors import Forbidden
from publications.workflow.steps import EDIT, PUBLISH, STEPS, WRITE

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def may(person: User | None, step: str, publication: Publication | None = None) -> bool:
    """Whether somebody may take a step, whatever state the piece is in. None is the system itself: it may.

    publication: the piece, for the steps that an author may take of her own only.
    """
    if person is None:
        return True
    permission = STEPS[step].permission
    if permission != WRITE or publication is None:
        return person.has_perm(permission) or (permission == WRITE and person.has_perm(EDIT))
    return person.has_perm(EDIT) or (person.has_perm(WRITE) and is_own(person, publication))


def allow(actor: User | None, step: str, publication: Publication | None = None) -> None:
    """Raises Forbidden, saying whose step it is."""
    if may(actor, step, publication):
        return
    if STEPS[step].permission == PUBLISH:
        raise Forbidden(_("This is a publisher’s step. Ask one of them to take it."))
    if STEPS[step].permission == EDIT:
        raise Forbidden(_("This is an editor’s step. Submit the piece, and one of them will look at it."))
    raise Forbidden(_("This piece is somebody else’s. Ask an editor to change it."))


def is_own(person: User, publication: Publication) -> bool:
    """Whether she began the piece or one of its texts. Asked many times of one form: what is so stays so."""
    known: set[int] = person.__dict__.setdefault("_own_publications", set())
    if publication.pk not in known and publication.editions.filter(created_by=person).exists():
        known.add(publication.pk)
    return publication.pk in known


def is_on_desk(person: User) -> bool:
    return any(person.has_perm(permission) for permission in (WRITE, EDIT, PUBLISH))


def with_permission(permission: str) -> QuerySet[User]:
    """Active staff who hold a permission, in person or through a group."""
    from django.contrib.auth import get_user_model  # not before the apps are ready

    app, codename = permission.split(".")
    holds = Q(user_permissions__codename=codename, user_permissions__content_type__app_label=app)
    through = Q(groups__permissions__codename=codename, groups__permissions__content_type__app_label=app)
    users = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    return users.filter(holds | through | Q(is_superuser=True)).distinct()


def readable(person: User) -> Q:
    """Which editions somebody may read at the desk: her own pieces', and what is decided, live or scheduled, which the
    site at a moment shows her too; editors, all."""
    if person.has_perm(EDIT) or person.has_perm(PUBLISH):
        return Q()
    return Q(publication__in=Edition.objects.filter(created_by=person).values("publication")) | Q(
        live_from__isnull=False
    )


def importable(person: User) -> Q:
    """Which imports somebody may see and go on with: her own; editors, all. Ask `start` first."""
    if person.has_perm(EDIT) or person.has_perm(PUBLISH):
        return Q()
    return Q(created_by=person.pk)
