"""What every template may ask of the site."""

from operator import attrgetter

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from common.requests import Request
from publications.finding.topics import public_topics

TOPICS_IN_FOOT = 8
by_name = attrgetter("name")


def site(request: Request) -> dict[str, object]:
    return {
        "site": request.site,
        "site_name": request.site.name,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "foot_topics": SimpleLazyObject(
            lambda: sorted(public_topics(request), key=lambda topic: topic.name)[:TOPICS_IN_FOOT]
        ),
    }
