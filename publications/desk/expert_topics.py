"""The desk's form of an expert, with the topics the expert works on."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from experts import admin as experts_admin
from experts.models import Expert
from publications.desk.rows import RowForm, RowInline
from publications.finding import derived_rows
from publications.models import Expertise


class ExpertiseForm(RowForm):
    class Meta:
        model = Expertise
        fields = ["topic", "position"]

    def has_changed(self) -> bool:
        return super().has_changed() if self.instance.pk else "topic" in self.changed_data


class ExpertiseInline(RowInline):
    model = Expertise
    form = ExpertiseForm
    chooses = "topic"
    fields = ["topic", "position"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("topic")


admin.site.unregister(Expert)


@admin.register(Expert)
class ExpertAdmin(experts_admin.ExpertAdmin):
    inlines = [ExpertiseInline]

    def save_model(self, request, expert, form, change):
        super().save_model(request, expert, form, change)
        if change and {"name", "native_name"} & set(form.changed_data):
            derived_rows.reshelve_expert(expert.pk)
