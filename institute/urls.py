"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from institute.public import sitemaps, views
from publications import previews
from publications.public import feeds

urlpatterns = [
    path("", views.home, name="home"),
    path("publications/feed.<str:extension>", feeds.publications, name="publications-feed"),
    path("topics/<slug:slug>/feed.<str:extension>", feeds.topic, name="topic-feed"),
    path("experts/<slug:slug>/feed.<str:extension>", feeds.expert, name="expert-feed"),
    path("publications/", include("publications.urls")),
    path("topics/", include("publications.topic_urls")),
    path("experts/", include("experts.urls")),
    path("search/", views.search, name="search"),
    path("feeds/", views.feeds, name="feeds"),
    path("about/<slug:slug>/", views.page, name="page"),
    path("media/<path:name>", views.rendition, name="rendition"),
    path("preview/<str:token>/", previews.by_link, name="preview"),
    path("preview/<str:token>/media/<path:name>", previews.photo_by_link, name="preview-photo"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("admin/", admin.site.urls),
]
handler400 = "institute.public.views.bad_request"
handler403 = "institute.desk.refusals.forbidden"
handler404 = "institute.public.views.not_found"
handler500 = "institute.public.views.server_error"
