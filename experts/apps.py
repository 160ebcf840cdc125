"""The experts: who writes and who answers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    name = "experts"
    verbose_name = _("Experts")

    def ready(self) -> None:
        from experts import photo_uses
        from photos import uses

        uses.register(photo_uses.Experts())
