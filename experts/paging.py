"""Pages of a list."""

from django.core.paginator import Page, Paginator


class NearestPaginator(Paginator):
    """Gives the nearest page for any number asked for; Django's own gives the last one for zero and below."""

    def get_page(self, number: object) -> Page:
        try:
            wanted = int(str(number))
        except ValueError:
            wanted = 1
        return self.page(min(max(wanted, 1), self.num_pages))
