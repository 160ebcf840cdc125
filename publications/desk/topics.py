"""The desk's list and form of topics."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from common.requests import ours
from experts.admin import RecordAdmin, RecordForm
from publications.models import Topic, TopicAddress


class TopicForm(RecordForm):
    addresses = TopicAddress
    owner = "topic"

    class Meta:
        model = Topic
        fields = ["name", "slug", "description", "public_from", "public_until"]


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    form = TopicForm
    list_display = ["name", "pieces", "public"]
    search_fields = ["name"]
    ordering = ["name"]  # totals are grouped, and grouping drops a model's own order

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).with_totals(ours(request).at)

    @admin.display(description=gettext_lazy("live pieces"))
    def pieces(self, topic: Topic) -> int:
        return topic.total
