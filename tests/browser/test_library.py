"""The photo library in a browser: uploads with progress, crops that follow the focal point, words and warnings."""

import base64
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from photos import renditions
from photos.models import Photo
from tests import factories
from tests.browser.axe import faults
from tests.browser.waits import until

LIST = "/admin/photos/photo/"
DROP = """([target, files]) => {
  const dataTransfer = new DataTransfer(), bytes = packed => Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  for (const [name, packed] of files) dataTransfer.items.add(new File([bytes(packed)], name));
  for (const type of ['dragover', 'drop'])
    document.querySelector(target).dispatchEvent(new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}));
}"""


def drop(page, *files, target=".drop"):
    page.evaluate(DROP, [target, [(name, base64.b64encode(data).decode()) for name, data in files]])


def change(photo):
    return f"/admin/photos/photo/{photo.pk}/change/"


def row(page, text):
    return page.locator(".uploads > li", has_text=text)


def test_several_photos_are_dropped_at_once_and_each_says_what_became_of_it(open_page):
    known = factories.photo(factories.picture(colour="navy"), slug="here-already", caption="Here already")
    page = open_page("40")
    page.goto(LIST)
    held = []
    page.route("**/photo/upload/", lambda route: route.continue_() if held else held.append(route))
    drop(
        page,
        ("Hills.jpg", factories.picture().read()),
        ("drawing.svg", b"<svg/>"),
        ("copy.jpg", factories.picture(colour="navy").read()),
        ("Reeds.png", factories.picture(colour="olive", kind="PNG").read()),
    )
    expect(page.get_by_role("progressbar", name="Upload of Hills.jpg")).to_have_count(1)
    held[0].continue_()
    expect(page.locator(".upload-sum")).to_contain_text("2 of 4 in the library, 1 there already, 1 not taken.")
    expect(row(page, "hills")).to_contain_text("Rights missing, Alternative text missing")
    expect(row(page, "drawing.svg")).to_contain_text("SVG drawing")
    copy = row(page, "copy.jpg")
    expect(copy.get_by_role("link", name="Open the one there")).to_have_attribute("href", change(known))
    assert set(Photo.objects.values_list("slug", flat=True)) == {"here-already", "hills", "reeds"}
    copy.get_by_role("button", name="Add it a second time").click()
    expect(page.locator(".upload-sum")).to_contain_text("3 of 4 in the library, 1 not taken.")
    assert Photo.objects.filter(digest=known.digest).count() == 2
    page.get_by_role("link", name="Show them in the list").click()
    expect(page.locator(".photo-grid > li")).to_have_count(4)


def given(name, data):
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def test_a_file_too_large_is_not_sent_and_one_that_broke_off_can_be_tried_again(open_page, tmp_path):
    page = open_page("ERR_FAILED")
    page.goto(LIST)
    sent = []

    def break_the_first(route):
        sent.append(route)
        route.abort() if len(sent) == 1 else route.continue_()

    page.route("**/photo/upload/", break_the_first)
    page.set_input_files("#upload-files", given("a.jpg", factories.picture().read()))
    expect(row(page, "a.jpg")).to_contain_text("The connection broke")
    row(page, "a.jpg").get_by_role("button", name="Try again").click()
    expect(page.locator(".upload-sum")).to_contain_text("1 of 1 in the library.")
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(40 * 2**20 + 1)
    page.set_input_files("#upload-files", large)
    expect(row(page, "large.jpg")).to_contain_text("larger than 40 MB")
    assert len(sent) == 2


def test_leaving_while_photos_are_on_their_way_asks_first_and_two_go_at_a_time(open_page):
    page = open_page("400")
    page.goto(LIST)
    held, asked = [], []
    page.route("**/photo/upload/", lambda route: held.append(route))
    page.locator("#searchbar").click()  # a page that nobody touched may be left without a question
    drop(page, *[(f"{n}.jpg", factories.picture().read()) for n in range(3)], target="#footer")
    expect(page.locator(".uploads > li[data-state=waits]")).to_have_count(1)
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())
    page.evaluate("location.href = '/admin/'")
    expect(page.locator(".uploads > li")).to_have_count(3)
    assert (asked, len(held)) == (["beforeunload"], 2)
    for _ in range(3):
        until(page, lambda: held)
        held.pop(0).fulfill(status=400, json={"error": "No."})
    expect(page.locator(".upload-sum")).to_contain_text("3 not taken")


def test_without_script_many_photos_are_sent_by_the_form(open_page, tmp_path):
    page = open_page(java_script_enabled=False)
    page.goto(LIST)
    for name, data in (("a.jpg", factories.picture().read()), ("b.jpg", b"<svg/>")):
        (tmp_path / name).write_bytes(data)
    page.set_input_files("#upload-files", [tmp_path / "a.jpg", tmp_path / "b.jpg"])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".messagelist")).to_contain_text("“b.jpg” was not taken")
    expect(page.locator(".photo-grid > li")).to_have_count(1)


CUT = """() => Object.fromEntries([...document.querySelectorAll('.crops figure')].map(figure => {
  const [frame, img] = ['div', 'img'].map(name => figure.querySelector(name).getBoundingClientRect());
  return [figure.className, [frame.left - img.left, frame.top - img.top, frame.right - img.left, frame.bottom - img.top]
    .map((edge, at) => edge / (at % 2 ? img.height : img.width))];
}))"""


@pytest.mark.parametrize("size", [(1201, 799), (640, 1000), (900, 310)])
def test_every_preview_shows_exactly_what_the_crop_takes(open_page, size):
    photo = factories.photo(factories.picture(*size), focal_x=0.1, focal_y=0.9)
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto(change(photo))
    focal = page.get_by_role("button", name="Focal point")
    for key, x, y in [
        ("", 0.1, 0.9),
        ("ArrowRight", 0.11, 0.9),
        ("Shift+ArrowRight", 0.21, 0.9),
        ("Shift+ArrowUp", 0.21, 0.8),
    ]:
        if key:
            focal.press(key)
        shown = page.evaluate(CUT)
        assert set(shown) == set(renditions.CROPS)
        for name, spec in renditions.CROPS.items():
            box = renditions.box(*size, spec.ratio, x, y)
            wanted = [edge / size[at % 2] for at, edge in enumerate(box)]
            assert shown[name] == pytest.approx(wanted, abs=0.004), (name, x, y)


def test_a_focal_point_set_by_keyboard_is_the_one_readers_get(open_page):
    picture = Image.new("RGB", (1200, 800), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 300, 800), "red")
    file = io.BytesIO()
    picture.save(file, "JPEG")
    photo = factories.photo(ContentFile(file.getvalue(), "half.jpg"))
    page = open_page()
    page.goto(change(photo))
    focal = page.get_by_role("button", name="Focal point")
    for _ in range(5):
        focal.press("Shift+ArrowLeft")
    expect(page.locator("[data-focal]")).to_contain_text("0 % from the left, 50 % from the top")
    page.get_by_role("button", name="Save and stay").click(no_wait_after=True)
    expect(page.locator(".messagelist")).to_be_visible()
    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y) == (0, 0.5)
    name = renditions.name(photo, "square", 384, "jpg")
    with storages["renditions"].open(name) as stored, Image.open(stored) as square:
        red, green, _blue = square.convert("RGB").getpixel((60, 192))
    assert red > 200 > 60 > green


def test_words_of_a_decorative_photo_are_greyed_and_kept(open_page):
    photo = factories.photo(factories.picture(), alt="Reeds at dawn")
    page = open_page()
    page.goto(change(photo))
    page.get_by_label("Decorative").check()
    assert page.get_by_label("Alternative text").get_attribute("readonly") is not None
    page.get_by_role("button", name="Save and stay").click(no_wait_after=True)
    expect(page.locator(".messagelist")).to_be_visible()
    photo.refresh_from_db()
    assert (photo.is_decorative, photo.alt) == (True, "Reeds at dawn")


def test_a_new_file_is_shown_and_what_is_odd_about_it_said_before_it_is_saved(open_page):
    photo = factories.photo(factories.picture())
    tall = factories.picture(600, 900, colour="olive").read()
    factories.photo(ContentFile(tall, "tall.jpg"), caption="The tall one")
    page = open_page()
    page.goto(change(photo))
    page.set_input_files("#id_file", given("tall.jpg", tall))
    status = page.locator(".field-file [role=status]")
    expect(status).to_contain_text("600 × 900 pixels")
    expect(status).to_contain_text("another shape")
    expect(status).to_contain_text("in the library already: “The tall one”")
    portrait = page.evaluate(CUT)["portrait"]
    wanted = [edge / (600, 900)[at % 2] for at, edge in enumerate(renditions.box(600, 900, 4 / 5, 0.5, 0.5))]
    assert portrait == pytest.approx(wanted, abs=0.004)
    page.set_input_files("#id_file", [])
    expect(status).to_be_empty()
    assert page.locator(".crops").get_attribute("data-width") == "1200"


def test_list_and_page_have_no_fault_that_axe_finds_and_do_not_scroll_sideways(open_page):
    photo = factories.photo(factories.picture(), rights_until=timezone.now() + factories.HOUR * 24 * 12)
    factories.live(lead_photo=photo)
    factories.photo(factories.picture(colour="navy"), licence="", alt="")
    page = open_page("400")
    page.goto(LIST)
    drop(page, ("a.jpg", factories.picture(colour="red").read()), ("b.jpg", b"<svg/>"))
    expect(page.locator(".upload-sum")).to_contain_text("1 of 2 in the library, 1 not taken")
    found = faults(page, LIST)
    for address in (change(photo), f"/admin/photos/photo/{photo.pk}/delete/"):
        page.goto(address)
        found += faults(page, address)
    assert found == []
