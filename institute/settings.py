"""Settings, read from the environment. What is unset is what production should have."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import html_tags
from js_asset import static_lazy

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def required(name: str, in_development: str, example: str) -> str:
    """The variable's value; development and tests may do without it, production may not."""
    value = os.environ.get(name, "")
    if not value and not DEBUG:
        raise ImproperlyConfigured(f"Set {name} (for example {example}), or DEBUG=1 on your own machine.")
    return value or in_development


def database(url: str) -> dict:
    """Django's settings for a postgresql:// address; a socket's folder stands in the query as `host`.

    The form is libpq's connection URI (PostgreSQL documentation, 34.1.1.2).
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL: postgresql://user:password@host/name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or "") or options.pop("user", ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or options.pop("host", ""),
        "PORT": parts.port or options.pop("port", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DEBUG = flag("DEBUG")
INSECURE_HTTP = flag("INSECURE_HTTP") or DEBUG

SECRET_KEY = required("SECRET_KEY", "only-for-development", "50 random characters")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "*", "www.example.org").split(",")
SITE_URL = required("SITE_URL", "http://127.0.0.1:8000", "https://www.example.org").rstrip("/")
SITE_NAME = os.environ.get("SITE_NAME", "Larkfield Institute")

if not os.environ.get("DATABASE_URL"):
    raise ImproperlyConfigured("Set DATABASE_URL, or start through manage.py, which brings up the embedded one.")
DATABASES = {"default": database(os.environ["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "institute.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "csp",
    "django_prose_editor",
    "taggit",
    "photos",
    "experts",
    "publications",
    "institute.apps.InstituteConfig",
    "demo",
]

MIDDLEWARE = [
    "institute.middleware.health",
    "institute.middleware.moment",
    "institute.page_cache.cache.keep_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "institute.middleware.refuse_nul",
    "institute.middleware.read_only",
    "institute.middleware.DeskGzip",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "institute.middleware.DeskSession",
    "institute.middleware.DeskToken",
    "institute.middleware.DeskUser",
    "institute.middleware.DeskMessages",
]

ROOT_URLCONF = "institute.urls"
WSGI_APPLICATION = "institute.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "institute.public.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Sessions, tokens and messages live under the desk's address, so that a public page never receives a cookie.
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "institute.desk.refusals.csrf_failure"
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# The check looks for Django's own class by name; DeskToken is a subclass of it.
SILENCED_SYSTEM_CHECKS = ["security.W003"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# The one hash is the style sheet that Tiptap (django-prose-editor 0.28.0) puts into its page; read it anew from
# the browser's console after an upgrade.
TIPTAP_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, TIPTAP_STYLE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# What the editor of texts has beyond its own; what they leave in a text is said in experts/richtext.py.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy("desk/modules/pull-quote.js")], "extensions": {"PullQuote": html_tags(["p"])}},
    {"js": [static_lazy("desk/modules/embed.js")], "extensions": {"Embed": html_tags(["p"])}},
    {"js": [static_lazy("desk/modules/foot-note.js")], "extensions": {"FootNote": html_tags(["foot-note"])}},
    {
        "js": [static_lazy("desk/modules/photo-in-text.js")],
        "extensions": {
            "Photo": html_tags(["figure", "figcaption"], {"figure": ["data-photo", "data-alt"]}),
        },
    },
    {"js": [static_lazy("desk/modules/paste.js")], "extensions": {"Paste": html_tags([])}},
]
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}

LANGUAGE_CODE = os.environ.get("LANGUAGE_CODE", "en")
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_TZ = True
# What a text may be written in; a text's direction follows from its language.
LANGUAGES = [
    ("ar", _("Arabic")), ("zh-hans", _("Chinese")), ("en", _("English")), ("fr", _("French")),
    ("de", _("German")), ("he", _("Hebrew")), ("ja", _("Japanese")), ("ko", _("Korean")),
    ("fa", _("Persian")), ("pt", _("Portuguese")), ("ru", _("Russian")), ("es", _("Spanish")),
    ("uk", _("Ukrainian")), ("ur", _("Urdu")),
]  # fmt: skip
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR / "media"))


def uploads(url: str) -> dict:
    """Django's STORAGES for what is uploaded: s3://bucket/prefix?endpoint=https://…&region=…, or none for MEDIA_ROOT.

    Prefix, endpoint and region may be missing. Keys and roles are boto3's to find, as everywhere with AWS.
    Originals are private and never overwritten; what readers get are the renditions, through photos' own view.
    """
    if not url:
        backend = "django.core.files.storage.FileSystemStorage"
        folder = {"base_url": None}
        return {
            "default": {"BACKEND": backend, "OPTIONS": folder | {"location": MEDIA_ROOT / "originals"}},
            "renditions": {
                "BACKEND": backend,
                "OPTIONS": folder | {"location": MEDIA_ROOT / "renditions", "allow_overwrite": True},
            },
        }
    bucket, prefix = bucket_of(url)
    return {
        alias: {
            "BACKEND": "institute.files.storage.Bucket",
            "OPTIONS": bucket | {"location": f"{prefix}/{folder}".lstrip("/"), "file_overwrite": alias == "renditions"},
        }
        for alias, folder in (("default", "originals"), ("renditions", "renditions"))
    }


def bucket_of(url: str) -> tuple[dict, str]:
    """What an s3:// address says of the bucket, as options of its storage, and the prefix of every name in it."""
    parts = urlsplit(url)
    if parts.scheme != "s3":
        raise ImproperlyConfigured(f"MEDIA_STORAGE must be s3://bucket?endpoint=https://…, not {parts.scheme}:…")
    if "@" in parts.netloc:
        raise ImproperlyConfigured(
            "MEDIA_STORAGE holds no keys: put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{2,}", parts.netloc):
        raise ImproperlyConfigured("MEDIA_STORAGE names no bucket: s3://bucket, or s3://bucket/prefix")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    endpoint, region = options.pop("endpoint", None), options.pop("region", None)
    if options:
        raise ImproperlyConfigured(f"MEDIA_STORAGE knows endpoint and region, not {', '.join(options)}.")
    if endpoint is not None:
        server = urlsplit(endpoint)
        if server.scheme not in {"http", "https"} or not server.hostname:
            raise ImproperlyConfigured("MEDIA_STORAGE's endpoint is an address: ?endpoint=https://s3.example.org")
        if server.scheme == "http" and not INSECURE_HTTP and server.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ImproperlyConfigured("MEDIA_STORAGE's endpoint must be https: originals are private.")
    bucket = {"bucket_name": parts.netloc, "endpoint_url": endpoint, "region_name": region or None}
    return bucket, unquote(parts.path).strip("/")


STORAGES = uploads(os.environ.get("MEDIA_STORAGE", "")) | {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
# A photo from a camera is larger than Django's default for a form's files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Whole public responses, by process.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}


def mail(url: str) -> dict:
    """Django's settings for EMAIL_URL: console:, smtp://user:password@host:port, smtps:// (TLS from the start).

    smtp:// turns to TLS by STARTTLS unless `?tls=0` says otherwise.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"console", "smtp", "smtps"}:
        raise ImproperlyConfigured("EMAIL_URL must be console: or smtp://user:password@host:587 or smtps://…:465")
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    direct = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if direct else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": direct,
        "EMAIL_USE_TLS": not direct and dict(parse_qsl(parts.query)).get("tls", "1") != "0",
    }


globals().update(mail(os.environ.get("EMAIL_URL", "console:")))
EMAIL_TIMEOUT = 5  # seconds: a step waits for its letters no longer
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "desk@localhost")

TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
