"""Addresses of publications. No kind and no date in them: both can be corrected, an address can't."""

from django.urls import path

from publications import views

app_name = "publications"
urlpatterns = [
    path("", views.publication_list, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
]
