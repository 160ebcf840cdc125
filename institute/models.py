"""The door by which Django finds the rows of this app: the institute's own, and the count of changes."""

from institute.content.front_page import Chosen, FrontExpert, FrontPage, FrontTopic, Quote, Story
from institute.content.identity import Institute, Licence, Link, check_zone
from institute.content.plain_pages import Page, PageAddress, PageQuerySet, PageText, PageTextQuerySet
from institute.page_cache.counter import SiteVersion

__all__ = [
    "Chosen",
    "FrontExpert",
    "FrontPage",
    "FrontTopic",
    "Institute",
    "Licence",
    "Link",
    "Page",
    "PageAddress",
    "PageQuerySet",
    "PageText",
    "PageTextQuerySet",
    "Quote",
    "SiteVersion",
    "Story",
    "check_zone",
]
