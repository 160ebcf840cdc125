"""Pages of a long list, and how far its rows are counted."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Page, Paginator

MOST_COUNTED = 10_000  # rows; beyond, a page says "more than", and one narrows the list instead of paging on


class NearestPaginator(Paginator):
    """Gives the nearest page for any number asked for; Django's own gives the last one for zero and below."""

    def get_page(self, number: object) -> Page:
        try:
            wanted = int(str(number))
        except ValueError:
            wanted = 1
        return self.page(min(max(wanted, 1), self.num_pages))


def numbers(page: Page) -> Iterator[int | str]:
    """The numbers that lead on from a page, with dots for those left out: what `includes/pagination.html` prints."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
