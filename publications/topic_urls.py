"""Addresses of topics."""

from django.urls import path

from publications.public import pieces

app_name = "topics"
urlpatterns = [
    path("", pieces.topic_list, name="list"),
    path("<slug:slug>/", pieces.topic_detail, name="detail"),
]
