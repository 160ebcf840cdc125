"""{% photo %}: the HTML of a photo, from its row alone; asks neither storage nor database."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from photos import renditions
from photos.models import Photo

register = template.Library()


def address(photo: Photo, crop: str, width: int, extension: str = "jpg") -> str:
    return reverse("rendition", args=[renditions.name(photo, crop, width, extension)])


def srcset(photo: Photo, crop: str, extension: str) -> str:
    return ", ".join(f"{address(photo, crop, w, extension)} {w}w" for w in renditions.widths(photo, crop))


@register.simple_tag
def photo(
    photo: Photo, crop: str, *, sizes: str, alt: str | None = None, eager: bool = False, css_class: str = ""
) -> SafeString:
    """A <picture> with WebP and JPEG in every width.

    photo: in hand already, and known to be usable. crop: a name in `renditions.CROPS`.
    sizes: the HTML attribute. alt: instead of the photo's own words ("" beside a text that says the same).
    eager: for the one picture a page opens with.
    """
    ratio = renditions.CROPS[crop].ratio
    available = renditions.widths(photo, crop)
    width = available[len(available) // 2]
    return format_html(
        '<picture><source type="image/webp" srcset="{}" sizes="{}">'
        '<img{} src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {} decoding="async"></picture>',
        srcset(photo, crop, "webp"),
        sizes,
        format_html(' class="{}"', css_class) if css_class else "",
        address(photo, crop, width),
        srcset(photo, crop, "jpg"),
        sizes,
        width,
        round(width / ratio),
        photo.alt if alt is None else alt,
        SafeString('fetchpriority="high"' if eager else 'loading="lazy"'),
    )


@register.filter
def card_address(photo: Photo) -> str:
    """The address of one JPEG of about 960 pixels, for feeds and shared links."""
    return address(photo, "card", renditions.widths(photo, "card")[-1])
