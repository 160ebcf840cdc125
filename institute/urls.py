"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from institute.public import feed_list, front_page, media, plain_pages, search, sitemaps
from publications import previews
from publications.public import feeds

urlpatterns = [
    path("", front_page.home, name="home"),
    path("publications/feed.<str:extension>", feeds.publications, name="publications-feed"),
    path("topics/<slug:slug>/feed.<str:extension>", feeds.topic, name="topic-feed"),
    path("experts/<slug:slug>/feed.<str:extension>", feeds.expert, name="expert-feed"),
    path("publications/", include("publications.urls")),
    path("topics/", include("publications.topic_urls")),
    path("experts/", include("experts.urls")),
    path("search/", search.search, name="search"),
    path("feeds/", feed_list.feeds, name="feeds"),
    path("about/<slug:slug>/", plain_pages.page, name="page"),
    path("media/<path:name>", media.rendition, name="rendition"),
    path("preview/<str:token>/", previews.by_link, name="preview"),
    path("preview/<str:token>/media/<path:name>", previews.photo_by_link, name="preview-photo"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("admin/", admin.site.urls),
]
handler400 = "institute.errors.bad_request"
handler403 = "institute.desk.refusals.forbidden"
handler404 = "institute.errors.not_found"
handler500 = "institute.errors.server_error"
