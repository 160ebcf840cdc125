"""The desk's accounts and its log: who there is, and who did what when."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institute.desk.history import told


def rights(person: User) -> set[int]:
    """All that somebody's roles and own permissions allow, by primary key; of a closed account too, which can be opened
    again."""
    held = Permission.objects.filter(Q(group__user=person) | Q(user=person))
    return set(held.values_list("pk", flat=True))


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class Accounts(UserAdmin):
    """Nobody gives powers she doesn't have; accounts are closed, not deleted, since the log names them."""

    list_display = ["username", "first_name", "last_name", "email", "roles", "is_active"]
    list_filter = ["is_active", "groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (gettext_lazy("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (gettext_lazy("Rights"), {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
        (gettext_lazy("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "usable_password", "password1", "password2"]}),
        (gettext_lazy("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (gettext_lazy("Rights"), {"fields": ["is_staff", "groups"]}),
    ]
    filter_horizontal = ()
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, person: User) -> str:
        if person.is_superuser:
            return _("Everything")
        return ", ".join(group.name for group in person.groups.all()) or "–"

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Somebody who may more than oneself: to change her account, or her password, would be to become her.
        own: Any = request.user
        is_above = obj is not None and not own.is_superuser and (obj.is_superuser or not rights(obj) <= rights(own))
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        dates = ["last_login", "date_joined"]
        return dates if request.user.is_superuser else [*dates, "is_superuser"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the roles whose every right the giver has herself."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name == "groups" and not request.user.is_superuser:
            own: Any = request.user
            beyond = Permission.objects.exclude(pk__in=rights(own))
            field.queryset = Group.objects.exclude(permissions__in=beyond)
        return field


@admin.register(Group)
class Roles(GroupAdmin):
    """For superusers: a role can hold any right."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    has_add_permission = has_module_permission

    def has_view_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return self.has_module_permission(request)

    has_change_permission = has_delete_permission = has_view_permission


@admin.register(LogEntry)
class Log(admin.ModelAdmin):
    """Who did what when: to be read and filtered, changed by nobody; a trigger sees to that too."""

    list_display = ["when", "who", "what", "which"]
    list_filter = ["action_time", "user", "content_type"]
    list_select_related = ["user", "content_type"]
    list_per_page = 50
    list_display_links = None
    show_full_result_count = False
    search_fields = ["object_repr", "change_message"]
    ordering = ["-action_time", "-id"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("when"), ordering="action_time")
    def when(self, entry: LogEntry) -> str:
        return date_format(localtime(entry.action_time), "j F Y, H:i")

    @admin.display(description=gettext_lazy("who"), ordering="user")
    def who(self, entry: LogEntry) -> str:
        return entry.user.get_full_name() or entry.user.get_username()

    @admin.display(description=gettext_lazy("what"))
    def what(self, entry: LogEntry) -> str:
        return _("Deleted") if entry.is_deletion() else told(entry)

    @admin.display(description=gettext_lazy("which"))
    def which(self, entry: LogEntry) -> SafeString | str:
        kind = entry.content_type.name if entry.content_type else ""
        address = address_of(entry)
        name = format_html('<a href="{}">{}</a>', address, entry.object_repr) if address else entry.object_repr
        return format_html("{} <small>{}</small>", name, kind)


def address_of(entry: LogEntry) -> str:
    """Where the record is at the desk; empty for what was deleted or never was there."""
    if entry.is_deletion() or entry.content_type is None:
        return ""
    try:
        name = f"admin:{entry.content_type.app_label}_{entry.content_type.model}_change"
        return reverse(name, args=[entry.object_id])
    except NoReverseMatch:
        return ""
