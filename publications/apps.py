"""The pieces an institute publishes, and the topics they are filed under."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")

    def ready(self) -> None:
        from photos import uses
        from publications import kinds, kinds_table, photo_uses, system_checks  # noqa: F401  system_checks register themselves

        uses.register(*(photo_uses.Pieces(kind) for kind in kinds.KINDS))
        post_migrate.connect(kinds_table.write_after_migrate, sender=self)
        checks.register(kinds_table.check, checks.Tags.database)
