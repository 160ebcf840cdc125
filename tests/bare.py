"""The least that Django can answer, for `manage.py bench` to compare with."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(SECRET_KEY="bare", ALLOWED_HOSTS=["*"], ROOT_URLCONF="tests.bare", MIDDLEWARE=[])
django.setup()


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"ok")


urlpatterns = [path("", ok)]
application = get_wsgi_application()
