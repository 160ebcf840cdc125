"""A site whose home page breaks."""

from django.urls import path


def broken(request):
    raise RuntimeError


urlpatterns = [path("", broken)]
handler500 = "institute.errors.server_error"
