"""The pieces an institute publishes, and the topics they are filed under."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")

    def ready(self) -> None:
        from photos import uses
        from publications import photo_uses, system_checks  # noqa: F401  checks register themselves

        uses.register(*(photo_uses.Pieces(kind) for kind in photo_uses.LABELS))
