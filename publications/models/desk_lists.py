"""How the desk lists editions, one row a piece: of any kind, and of each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from publications.models.edition import Edition


class Piece(Edition):
    """An edition as the desk lists it: one row a piece, of either kind."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")


class Analysis(Edition):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")


class Interview(Edition):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("Q&A interview")
        verbose_name_plural = _("Q&A interviews")
