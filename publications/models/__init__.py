"""The rows of this app: the nouns, and the one rule of what readers see at a moment. Each subject has its module.

A publication is the piece for ever: its kind, address and topics. An edition is one text of it.
"""

from publications.models import editorial, imports
from publications.models.byline import Contribution
from publications.models.conversation import Exchange, Reply, Speaker, Turn, new_key, role_of
from publications.models.derived_rows import Listing, ListingQuerySet, Passage
from publications.models.desk_lists import OF_KIND, Piece
from publications.models.edition import ChangeNote, Edition, PhotoUse, site_language
from publications.models.live import EditionQuerySet, conversation, printed
from publications.models.publication import MOST_TOPICS, Address, Filing, Publication, PublicationQuerySet, free_slug
from publications.models.topics import Expertise, Topic, TopicAddress

__all__ = [
    "MOST_TOPICS",
    "OF_KIND",
    "Address",
    "ChangeNote",
    "Contribution",
    "Edition",
    "EditionQuerySet",
    "Exchange",
    "Expertise",
    "Filing",
    "Listing",
    "ListingQuerySet",
    "Passage",
    "PhotoUse",
    "Piece",
    "Publication",
    "PublicationQuerySet",
    "Reply",
    "Speaker",
    "Topic",
    "TopicAddress",
    "Turn",
    "conversation",
    "editorial",
    "free_slug",
    "imports",
    "new_key",
    "printed",
    "role_of",
    "site_language",
]
