"""The project as an app (its settings row and commands), and the admin it uses."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class InstituteConfig(AppConfig):
    name = "institute"
    verbose_name = _("Institute")

    def ready(self) -> None:
        from institute.desk import groups  # its permissions are models', which exist only now

        post_migrate.connect(groups.set_up, sender=self)


class DeskConfig(admin.AdminConfig):
    default_site = "institute.desk.site.Desk"
