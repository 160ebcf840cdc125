"""What readers get of a photo, from its row alone: addresses, picture, credit. Asks neither storage nor database."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from photos import renditions
from photos.models import Photo

NARROW = "(max-width: 39.99rem)"  # where the style sheet shows a lead photo as narrow as a card


def address(photo: Photo, crop: str, width: int, extension: str = "jpg") -> str:
    return reverse("rendition", args=[renditions.name(photo, crop, width, extension)])


def jpeg(photo: Photo, crop: str) -> str:
    """The address of a crop's one JPEG: for feeds, shared links, and browsers that know nothing newer."""
    return address(photo, crop, renditions.fallback(renditions.widths(photo, crop)))


def tint(photo: Photo) -> str:
    """The class that paints a photo's place until it is there: the nearest of 64 colours, `tint-000` to `tint-333`.

    A class, since the policy of what a page may do lets no style stand in the HTML.
    """
    if not photo.colour:
        return ""
    return "tint-" + "".join(str(int(photo.colour[at : at + 2], 16) // 64) for at in (1, 3, 5))


def sources(photo: Photo, crop: str, widths: list[int], sizes: str, media: str = "") -> SafeString:
    spec = renditions.CROPS[crop]
    return format_html_join(
        "",
        '<source{} type="{}" srcset="{}" sizes="{}" width="{}" height="{}">',
        (
            (
                format_html(' media="{}"', media) if media else "",
                renditions.CONTENT_TYPES[extension],
                ", ".join(f"{address(photo, crop, width, extension)} {width}w" for width in widths),
                sizes,
                widths[-1],
                spec.height(widths[-1]),
            )
            for extension in spec.formats
            if extension != "jpg"
        ),
    )


def picture(
    photo: Photo,
    crop: str,
    *,
    sizes: str,
    alt: str | None = None,
    eager: bool = False,
    css_class: str = "",
    narrow: str = "",
) -> SafeString:
    """A <picture> with AVIF and WebP in every width, and one JPEG.

    photo: in hand already, and known to be usable. crop: a name in `renditions.CROPS`.
    sizes: the HTML attribute. alt: instead of the photo's own words ("" beside a text that says the same).
    eager: for the one picture a page opens with. narrow: another crop, for narrow windows; its widths stop where a
    phone's share of the line does.
    """
    widths = renditions.widths(photo, crop)
    width = renditions.fallback(widths)
    light = [each for each in renditions.widths(photo, narrow) if each <= renditions.BUDGET_WIDTH] if narrow else []
    return format_html(
        '<picture>{}{}<img class="{}" src="{}" width="{}" height="{}" alt="{}" {} decoding="async"></picture>',
        sources(photo, narrow, light, sizes, NARROW) if narrow else "",
        sources(photo, crop, widths, sizes),
        " ".join(filter(None, (css_class, tint(photo)))),
        address(photo, crop, width),
        width,
        renditions.CROPS[crop].height(width),
        photo.words_instead if alt is None else alt,
        SafeString('fetchpriority="high"' if eager else 'loading="lazy"'),
    )


def credit(photo: Photo) -> SafeString:
    """Who is to be named, with the licence where its terms ask for it."""
    if photo.licence_address:
        licence = format_html('<a rel="license" href="{}">{}</a>', photo.licence_address, photo.get_licence_display())
        return format_html("{}{}{}", photo.credit, ", " if photo.credit else "", licence)
    return format_html("{}", photo.credit)


def card_address(photo: Photo) -> str:
    """A JPEG of up to 960 pixels, for feeds."""
    return jpeg(photo, "card")


def social_size(photo: Photo) -> tuple[int, int]:
    """Width and height of what `social_address` leads to, in pixels."""
    width = renditions.fallback(renditions.widths(photo, "social"))
    return width, renditions.CROPS["social"].height(width)


def social_address(photo: Photo) -> str:
    """A JPEG of the shape that shared links are shown in."""
    return jpeg(photo, "social")
