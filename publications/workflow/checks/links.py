"""Whether the links of a text lead somewhere on this site at a moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from experts.models import Expert
from publications.models import Edition, Publication, Topic
from publications.workflow.checks.finding import HREF, Finding, Texts, block, warn

IDENTIFIED = re.compile(r'\bid="([^"]*)"')


def findings(edition: Edition, texts: Texts, anchors: set[str], at: datetime) -> Iterator[Finding]:
    """Links that lead nowhere on this site at that moment block; links to other sites can't be vouched for."""
    inner: list[tuple[str, str]] = []  # field, path
    outside: set[str] = set()
    own_ids = {name for _field, html in texts for name in IDENTIFIED.findall(html)}
    own_ids |= anchors
    home = urlsplit(settings.SITE_URL)
    for field, html in texts:
        for href in map(unescape, HREF.findall(html)):
            try:
                parts = urlsplit(href)
            except ValueError:
                yield block(field, _("“%(link)s” is no address. Mend or remove the link.") % {"link": href[:80]})
                continue
            if parts.scheme in {"http", "https"} and parts.netloc != home.netloc:
                outside.add(href)
            elif parts.scheme in {"", "http", "https"} and not parts.path and parts.fragment:
                if parts.fragment not in own_ids:
                    yield broken(field, href)
            elif parts.scheme in {"", "http", "https"}:
                inner.append((field, parts.path))
    there = reachable({path for _field, path in inner}, edition, at)
    for field, path in inner:
        if path not in there:
            yield broken(field, path)
    if outside:
        sentence = _("%(count)d links lead to other sites. Nobody but you has checked them.")
        yield warn("id_body", sentence % {"count": len(outside)})


def broken(field: str, link: str) -> Finding:
    sentence = _("The link to “%(link)s” leads nowhere on this site. Mend or remove it.")
    return block(field, sentence % {"link": link[:80]})


def reachable(paths: set[str], edition: Edition, at: datetime) -> set[str]:
    """Those paths that readers can open at a moment, the text's own among them."""
    found, wanted = set(), dict[tuple[str, str], list[str]]()
    for path in paths:
        try:
            match = resolve(path)
        except Resolver404:
            continue
        if match.namespace == "admin" or path.startswith("/admin/"):
            continue  # the desk, which no reader can open
        namespace, slug = match.namespace, match.kwargs.get("slug")
        if slug and namespace in {"publications", "topics", "experts"}:
            wanted.setdefault((namespace, slug), []).append(path)
        else:
            found.add(path)
    slugs = {name: {slug for kind, slug in wanted if kind == name} for name in ("publications", "topics", "experts")}
    live = Edition.objects.live(at).values("publication")
    pieces = Publication.objects.filter(addresses__slug__in=slugs["publications"], pk__in=live)
    alive = {("publications", slug) for slug in pieces.values_list("addresses__slug", flat=True)}
    alive.add(("publications", edition.publication.slug))
    for name, model in (("topics", Topic), ("experts", Expert)):
        records = model.objects.public(at).filter(addresses__slug__in=slugs[name])
        alive |= {(name, slug) for slug in records.values_list("addresses__slug", flat=True)}
    return found | {path for key, paths in wanted.items() if key in alive for path in paths}
