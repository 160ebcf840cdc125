"""Addresses of topics."""

from django.urls import path

from publications.public import topics

app_name = "topics"
urlpatterns = [
    path("", topics.topic_list, name="list"),
    path("<slug:slug>/", topics.topic_detail, name="detail"),
]
