"""What a WSGI server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings")
django = get_wsgi_application()

from institute.page_cache.cache import front  # noqa: E402  needs Django set up

application = front(django)
