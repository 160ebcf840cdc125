"""How the desk lists editions, one row a piece: of any kind, and of each.

Every kind has a model of its own here, without a table, since the admin knows screens by their models.
"""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy as _

from publications import kinds
from publications.models.edition import Edition


class Piece(Edition):
    """Of any kind."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")


def listed(kind: kinds.Kind) -> type[Edition]:
    named = {"verbose_name": kind.noun, "verbose_name_plural": kind.nouns}
    meta = type("Meta", (), {"proxy": True, "default_permissions": ()} | named)
    return cast("type[Edition]", type(kind.model, (Edition,), {"Meta": meta, "__module__": __name__}))


OF_KIND = {kind.name: listed(kind) for kind in kinds.KINDS}
