"""A photo's whole way, by hand: from a file to the crop that readers see."""

import io

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from photos.models import Photo
from publications.models import Edition
from tests import factories
from tests.browser.test_desk import form_of, ready
from tests.browser.test_library import LIST
from tests.browser.test_photos import BODY, button, chooser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The colour in the middle of a picture as the browser has painted it.
MIDDLE = """async img => {
  await img.decode();
  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1}), pen = canvas.getContext('2d');
  pen.drawImage(img, img.naturalWidth / 2, img.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def tall():
    """Red on the first fifth from above, blue below: only a focal point near the top shows any red in a wide crop."""
    picture = Image.new("RGB", (900, 2000), "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, 900, 400), "red")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=95)
    return {"name": "Weir.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.mark.parametrize("width", [390, 1440])
def test_an_upload_gets_its_focal_point_by_keyboard_is_used_twice_and_read_in_its_crop(open_page, width):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(LIST)
    page.set_input_files("#upload-files", tall())
    expect(page.locator(".upload-sum")).to_contain_text("1 of 1 in the library.")
    photo = Photo.objects.get()

    page.goto(reverse("admin:photos_photo_change", args=[photo.pk]))
    focal = page.get_by_role("button", name="Focal point")
    for _ in range(4):
        focal.press("Shift+ArrowUp")
    page.get_by_label("Alternative text").fill("A weir")
    page.get_by_label("Licence").select_option("own")
    page.get_by_role("button", name="Save and stay").click(no_wait_after=True)
    expect(page.locator(".messagelist")).to_be_visible()

    draft = factories.draft(body="<p>Of water.</p>")
    page.goto(form_of(draft))
    ready(page)
    page.locator(".field-lead_photo").get_by_role("button", name="Choose from the library").click()
    chooser(page).get_by_role("button", name="weir").click()
    page.locator(BODY).first.focus()
    page.keyboard.press("Control+End")
    button(page).click()
    chooser(page).get_by_role("button", name="weir").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".messagelist")).to_be_visible()
    live = Edition.objects.get(pk=draft.pk)
    assert live.live_from

    reader = open_page(viewport={"width": width, "height": 900})
    reader.goto(live.get_absolute_url())
    pictures = reader.get_by_role("img", name="A weir")
    expect(pictures).to_have_count(2)
    for place in range(2):
        picture = pictures.nth(place)
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("img => img.currentSrc").endswith(".avif")
        red, _green, blue = picture.evaluate(MIDDLE)
        assert red > 200 > 60 > blue
