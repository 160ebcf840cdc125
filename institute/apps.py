"""The project as an app (its settings row and commands), and the admin it uses."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class InstituteConfig(AppConfig):
    name = "institute"
    verbose_name = _("Institute")


class DeskConfig(admin.AdminConfig):
    default_site = "institute.desk.Desk"
