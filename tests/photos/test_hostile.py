"""Files that nobody should upload: refused with the reason, or made safe, within bounds of memory and time."""

import io
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from photos import library, processing, renditions
from photos.models import Photo
from tests import factories
from tests.photos import pictures

pytestmark = pytest.mark.django_db


def stored():
    return {name for alias in ("default", "renditions") for name in files_of(storages[alias], "")}


def files_of(storage, folder):
    folders, files = storage.listdir(folder) if storage.exists(folder or ".") else ([], [])
    yield from (f"{folder}/{name}" for name in files)
    for each in folders:
        yield from files_of(storage, f"{folder}/{each}".strip("/"))


def developed(photo):
    for name in renditions.names(photo):
        with storages["renditions"].open(name) as file:
            yield name, file.read()


@pytest.mark.parametrize("made", pictures.REFUSED, ids=lambda made: made.__name__)
def test_a_hostile_file_is_refused_with_the_reason_and_leaves_nothing(made):
    before = stored()
    name, data = made()
    with pytest.raises(ValidationError, match=pictures.REFUSED[made]):
        library.add(ContentFile(data, name=name), slug="bad")
    assert not Photo.objects.exists()
    assert stored() == before


@pytest.mark.parametrize("made", pictures.MADE_SAFE, ids=lambda made: made.__name__)
def test_what_is_taken_is_made_safe_nothing_of_the_file_but_its_pixels_gets_out(made):
    name, data = made()
    photo = library.add(ContentFile(data, name=name), slug="odd", alt="Odd")
    for rendition, packed in developed(photo):
        assert b"script" not in packed
        assert b"aaaaaaaa" not in packed
        assert Image.open(io.BytesIO(packed)).format.lower() in {"avif", "webp", "jpeg"}, rendition


@pytest.mark.parametrize(("kind", "name"), [("PNG", "photo.jpg"), ("JPEG", "photo.png"), ("WEBP", "photo.exe")])
def test_what_a_file_is_is_told_from_its_bytes_whatever_it_is_called(kind, name):
    photo = library.add(ContentFile(factories.picture(60, 40, kind).read(), name=name), slug="lying")
    assert photo.original.name.endswith({"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}[kind])


def test_a_photo_of_a_phone_with_a_second_picture_behind_it_is_taken_by_its_first():
    frames = [Image.new("RGB", (600, 400), colour) for colour in ("red", "blue")]
    data = pictures.packed(frames[0], "MPO", save_all=True, append_images=frames[1:])
    photo = library.add(ContentFile(data, name="phone.jpg"), slug="phone")
    assert photo.original.name.endswith(".jpg")
    red, _green, blue = bytes.fromhex(photo.colour[1:])
    assert red > 240 > blue


def test_a_file_over_40_mb_is_refused_before_it_is_looked_at():
    class Large(ContentFile):
        def chunks(self, *args):
            raise AssertionError("read")

    file = Large(b"")
    file.size = 200 * 2**20
    with pytest.raises(ValidationError, match="40 MB"):
        library.check(file)


def test_sixteen_bits_of_grey_keep_their_shades():
    picture = Image.new("I;16", (600, 400), 30_000)
    photo = library.add(ContentFile(pictures.packed(picture, "TIFF"), name="grey.tif"), slug="grey")
    assert photo.colour == "#747474"


def test_colours_of_another_space_become_those_of_srgb():
    """Named by a profile whose first colour is another's: red and green exchanged would be seen at once."""
    lab = ImageCms.createProfile("LAB")
    to_lab = ImageCms.profileToProfile(
        Image.new("RGB", (600, 400), (200, 30, 60)), ImageCms.createProfile("sRGB"), lab, outputMode="LAB"
    )
    data = pictures.packed(to_lab, "TIFF", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    photo = library.add(ContentFile(data, name="lab.tif"), slug="lab")
    assert all(abs(a - b) < 6 for a, b in zip(bytes.fromhex(photo.colour[1:]), (200, 30, 60), strict=True))


def test_what_is_transparent_is_shown_on_white():
    picture = Image.new("RGBA", (600, 400), (200, 0, 0, 0))
    photo = library.add(ContentFile(pictures.packed(picture, "PNG"), name="clear.png"), slug="clear")
    assert photo.colour == "#ffffff"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_photo_stands_upright_however_the_camera_was_held(kind, orientation):
    """Red above, blue below, once it is upright."""
    upright = Image.new("RGB", (300, 200), "blue")
    upright.paste("red", (0, 0, 300, 100))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    turned = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = library.add(ContentFile(pictures.packed(turned, kind, exif=exif), name="x"), slug="x")
    assert (photo.width, photo.height) == (300, 200)
    with storages["renditions"].open(renditions.whole_name(photo)) as file:
        whole = Image.open(io.BytesIO(file.read())).convert("RGB")
    assert whole.getpixel((150, 20))[0] > 200
    assert whole.getpixel((150, 180))[2] > 200


# The process tells its own peak: what the parent hears of it counts the parent's own memory, too.
MEASURED = """
import runpy, sys
runpy.run_module("photos.worker", run_name="__main__")
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("worst", ["jpeg", "webp"])
def test_the_largest_that_is_taken_is_unpacked_in_less_than_500_mb(worst, tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    target.mkdir()
    if worst == "jpeg":
        Image.new("CMYK", (8600, 5800), (10, 20, 30, 40)).save(source, "JPEG", progressive=True)
    else:
        Image.new("RGBA", (5500, 4500), (10, 20, 30, 40)).save(source, "WEBP", method=0)
    command = [sys.executable, "-c", MEASURED, str(source), str(target), "0.5", "0.5"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert b"refused" not in done.stdout
    assert int(done.stderr.split()[-1]) < 500 * 1024, "kilobytes"


def test_a_worker_that_wants_more_memory_than_it_may_have_says_so_and_the_server_lives(monkeypatch):
    script = (
        "from photos import processing, worker; processing.MOST_PACKED = 10**9;"
        "worker.confine(worker.BOUNDS); worker.main()"
    )
    source = ContentFile(pictures.packed(Image.new("RGBA", (8600, 5800)), "WEBP", method=0), name="large.webp")
    run = subprocess.run

    def larger(command, **options):
        return run([command[0], "-c", script, *command[3:]], **options)

    monkeypatch.setattr(library.subprocess, "run", larger)
    with pytest.raises(ValidationError, match="too much memory"):
        library.add(source, slug="large")


HEADERS = {kind: factories.picture(60, 40, kind).read() for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")}


@pytest.mark.filterwarnings("ignore")  # Pillow warns of what it reads all the same
@given(
    st.sampled_from(sorted(HEADERS)),
    st.lists(st.tuples(st.integers(0, 120), st.binary(min_size=1, max_size=8)), max_size=6),
    st.integers(0, 3000),
)
def test_whatever_header_and_length_a_file_has_it_is_taken_or_refused_for_a_reason(tmp_path_factory, kind, edits, end):
    source, target = tmp_path_factory.getbasetemp() / "fuzzed", tmp_path_factory.mktemp("target")
    data = bytearray(HEADERS[kind])
    for place, noise in edits:
        data[place : place + len(noise)] = noise
    source.write_bytes(data[:end])
    reason = ""
    try:
        processing.develop(source, target, (0.5, 0.5))
    except processing.Refused as refused:
        reason = str(refused)
    assert reason in {"", *library.REASONS}
