"""What every template may ask of the site."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from experts.web import Request
from publications.listing import public_topics

TOPICS_IN_FOOT = 8


def site(request: Request) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "foot_topics": SimpleLazyObject(lambda: public_topics(request)[:TOPICS_IN_FOOT]),
    }
