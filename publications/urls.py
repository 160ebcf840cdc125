"""Addresses of publications. No kind and no date in them: both can be corrected, an address can't."""

from django.urls import path

from publications.public import feeds, history, lists, pieces

app_name = "publications"
urlpatterns = [
    path("", lists.publication_list, name="list"),
    path("<slug:slug>/", pieces.detail, name="detail"),
    path("<slug:slug>/history/", history.history, name="history"),
    path("<slug:slug>/history/feed.<str:extension>", feeds.changes, name="changes-feed"),
    path("<slug:slug>/editions/<int:number>/", history.edition, name="edition"),
    path("<slug:slug>/editions/<int:number>/content.json", history.edition_content, name="edition-content"),
]
