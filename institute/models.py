"""The door by which Django finds the rows of this app: the institute's own, and the count of changes."""

from institute.kept.counter import SiteVersion
from institute.own.front_page import Chosen, FrontExpert, FrontPage, FrontTopic, Quote, Story
from institute.own.identity import Institute, Licence, Link, check_zone
from institute.own.plain_pages import Page, PageAddress, PageQuerySet, PageText, PageTextQuerySet

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
