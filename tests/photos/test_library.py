"""What gets into the photo library, and what readers get of it."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photos import library, renditions, shown
from photos.models import Photo
from tests import factories

pytestmark = pytest.mark.django_db


def opened(name):
    with storages["renditions"].open(name) as file:
        return Image.open(io.BytesIO(file.read()))


def with_metadata():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    return factories.picture(600, 1200, exif=exif, comment=b"SecretComment")


def test_an_upload_has_every_rendition_and_none_carries_metadata():
    photo = factories.photo(with_metadata())
    assert (photo.width, photo.height) == (1200, 600)
    for name in renditions.names(photo):
        picture = opened(name)
        assert not picture.getexif()
        with storages["renditions"].open(name) as file:
            assert b"Secret" not in file.read()
    with photo.original.open("rb") as file:
        assert b"SecretCamera" in file.read()


def test_renditions_have_their_crops_ratio_and_are_never_enlarged_past_the_smallest():
    photo = factories.photo(factories.picture(700, 700))
    assert renditions.widths(photo, "lead") == [960]
    assert renditions.widths(photo, "card") == [320, 480]
    for name in renditions.names(photo):
        match = renditions.NAME.match(name)
        picture = opened(name)
        assert picture.width == int(match["width"])
        assert abs(picture.width / picture.height - renditions.CROPS[match["crop"]].ratio) < 0.02


@given(
    st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([1, 1.5, 1.91, 0.5]), st.floats(0, 1), st.floats(0, 1)
)
def test_a_crop_lies_inside_the_picture_and_holds_the_focal_point(width, height, ratio, x, y):
    left, top, right, bottom = renditions.box(width, height, ratio, x, y)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert left - 1 <= x * width <= right + 1
    assert top - 1 <= y * height <= bottom + 1
    assert right - left == width or bottom - top == height


def test_another_focal_point_or_file_is_another_address():
    photo = factories.photo(factories.picture())
    before = renditions.names(photo)
    photo.focal_x = 0.1
    assert not before & renditions.names(photo)
    library.keep(photo, factories.picture(colour="red"))
    photo.focal_x = 0.5
    assert not before & renditions.names(photo)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"GIF89a", "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG drawing"),
        (b"%PDF-1.7", "not a photo"),
        (factories.picture().read()[:5000], "damaged"),
        (factories.picture(20, 20, "GIF").read(), "JPEG, PNG, WebP"),
    ],
    ids=["empty", "header", "svg", "pdf", "truncated", "gif"],
)
def test_what_is_no_usable_photo_is_refused_with_the_reason_and_leaves_no_row(data, reason):
    with pytest.raises(ValidationError, match=reason):
        library.add(ContentFile(data, name="photo.jpg"), slug="bad")
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("L", "JPEG"), ("I;16", "TIFF")]
)
def test_every_kind_of_colour_becomes_plain(mode, kind):
    file = io.BytesIO()
    Image.new(mode, (500, 400)).save(file, kind)
    photo = library.add(ContentFile(file.getvalue(), name="x"), slug="x")
    assert {opened(name).mode for name in renditions.names(photo)} == {"RGB"}


def test_the_tag_asks_neither_database_nor_storage(django_assert_num_queries):
    row = factories.photo()  # has no file
    with django_assert_num_queries(0):
        html = shown.picture(row, "lead", sizes="94vw", eager=True)
    assert 'width="960" height="457"' in html
    assert 'fetchpriority="high"' in html
    assert html.count("/media/") == 5
    assert "image/avif" in html
    assert f'alt="{row.alt}"' in html


def test_rights_decide_both_ways_alike():
    at = factories.NOON
    hour = factories.HOUR
    for start in (None, at - hour, at, at + hour):
        for end in (None, at, at + 2 * hour):
            if start and end and end <= start:
                continue
            row = factories.photo(rights_from=start, rights_until=end)
            assert row.is_usable(at) == Photo.objects.usable(at).filter(pk=row.pk).exists()
