"""Pictures in a real browser: the library, the cover of a story, and what readers get of them."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow
from PIL.TiffImagePlugin import IFDRational
from playwright.sync_api import expect

from articles.editorial.pictures.adding import add_upload
from articles.images.tasks import make_renditions_of
from articles.models import Article, Image
from tests.browser.following import follow
from tests.browser.looking import faults
from tests.images.test_colours import profile, tags

pytestmark = pytest.mark.django_db(transaction=True)

ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture
def site(empty_site):
    return empty_site


def photograph(width: int = 1600, height: int = 1200) -> bytes:
    """A JPEG as a telephone takes it: where it was taken, lying on its side, in Display P3."""
    image = Pillow.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Pillow.Exif()
    exif[ORIENTATION] = 6
    degrees = tuple(IFDRational(number) for number in (50, 27, 0))
    exif.get_ifd(GPS).update({1: "N", 2: degrees, 3: "E", 4: degrees})
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif, icc_profile=profile(tags()))
    return stream.getvalue()


def upload(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def stored(alt: str, colour: str = "teal") -> Image:
    """A picture of the library, as an upload makes it."""
    stream = io.BytesIO()
    Pillow.new("RGB", (1280, 720), colour).save(stream, "JPEG")
    file = SimpleUploadedFile(f"{alt}.jpg", stream.getvalue(), "image/jpeg")
    return add_upload(file, None)[0].image


def assert_clean(data: bytes) -> None:
    """No metadata is in a file that is served, and its pixels stand upright in sRGB."""
    with Pillow.open(io.BytesIO(data)) as image:
        assert not image.getexif()
        assert not {"exif", "xmp", "photoshop", "comment", "icc_profile"} & image.info.keys()
    assert b"Exif\0\0" not in data
    assert b"GPS" not in data


def test_a_photograph_goes_from_a_telephone_to_readers_and_to_another_site(
    sign_in, site, tmp_path, import_files
):
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/article/add/")
    page.fill("#id_title", "The crane stands")
    page.fill("#id_description", "The crane of Port Solace stands again, after a month of repairs.")
    page.fill("#id_body", "It stands.")
    page.get_by_role("button", name="Choose a picture…").click()
    dialog = page.locator("#cover-dialog")
    dialog.locator("[name=files]").set_input_files(upload("harbour-crane.jpg", photograph()))
    expect(dialog.locator(".upload-verdicts")).to_contain_text("was added")
    expect(dialog.locator("[name=alt]")).to_have_value("harbour crane")
    dialog.locator("[name=credit]").fill("Ada Lovelace")
    point = dialog.locator(".focal-point")
    point.focus()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    expect(point).to_have_attribute("aria-label", re.compile("50 % from the left, 30 %"))
    dialog.get_by_role("button", name="Use as cover").click()
    expect(page.locator(".cover-box .cover-name")).to_contain_text("harbour crane")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#save-status")).to_contain_text("Saved")
    assert Article.objects.get().status == "draft"
    follow(page.get_by_role("button", name="Publish now"))
    article = Article.objects.get()
    assert article.is_live
    make_renditions_of.call(article.cover_id)
    article = Article.objects.get()
    # Lying on its side it was 1600 across; readers see it upright.
    shown = article.cover.picture
    assert (shown.width, shown.height)[0] < (shown.width, shown.height)[1]

    reader = Client()
    public = reader.get(article.get_absolute_url()).content.decode()
    assert "Ada Lovelace" in public
    graph = re.search(r'<script type="application/ld\+json">(.*?)</script>', public, re.S)
    addresses = {
        *re.findall(r"/media/[\w/.-]+", public),
        *re.findall(r"/media/[\w/.-]+", json.dumps(json.loads(graph[1]))),
        *re.findall(r"/media/[\w/.-]+", reader.get("/en/feed.rss").content.decode()),
    }
    # The sizes in each format, and the crops.
    assert {address.rpartition(".")[2] for address in addresses} == {"avif", "webp", "jpg"}
    assert any("-16x9-50-30.jpg" in address for address in addresses)
    for address in addresses:
        answer = reader.get(address)
        assert_clean(b"".join(answer.streaming_content))
        assert answer["X-Content-Type-Options"] == "nosniff"

    # It would go on asking who else has the story open.
    page.close()
    call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    for file in (tmp_path / "out").rglob("*.jpg"):
        assert_clean(file.read_bytes())
    Article.objects.all().delete()
    Image.objects.all().delete()
    import_files(tmp_path / "out")
    again = Article.objects.get()
    assert (again.cover.alt, again.cover.credit) == ("harbour crane", "Ada Lovelace")
    assert again.cover.focal_point == (0.5, 0.3)
    assert (again.cover.picture.width, again.cover.picture.height) == (shown.width, shown.height)


def test_a_harbour_picture_of_last_month_keeps_its_crane_in_the_crop(
    sign_in, site, make_article, make_user
):
    """An editor's task. Counted: presses of the pointer, pages, keys without the words."""
    for number in range(12):
        stored(f"Picture {number}", f"rgb({number * 20}, 90, 120)")
    harbour = stored("Cranes in the harbour", "navy")
    make_article("Used last month", hours=-24 * 20, cover=harbour)
    story = make_article("New story", status="draft", body="Text.")
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    dialog = page.locator("#cover-dialog")
    clicks = 0
    page.get_by_role("button", name="Choose a picture…").click()
    clicks += 1
    expect(dialog.get_by_role("searchbox", name="Search pictures")).to_be_focused()
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    dialog.locator(".tile", has_text="Cranes in the harbour").click()
    clicks += 1
    point = dialog.locator(".focal-point")
    expect(point).to_have_attribute("aria-label", re.compile("50 % from the left, 50 %"))
    frame = dialog.locator(".focal-frame img")
    box = frame.bounding_box()
    frame.click(position={"x": box["width"] * 0.8, "y": box["height"] * 0.25})
    clicks += 1
    expect(point).to_have_attribute("aria-label", re.compile("80 % from the left, 25 %"))
    crop = dialog.locator(".crop-1x1 img")
    assert crop.evaluate("(image) => image.style.objectPosition") != "50% 50%"
    dialog.get_by_role("button", name="Use as cover").click()
    clicks += 1
    expect(page.locator(".cover-box .cover-name")).to_contain_text("Cranes in the harbour")
    page.keyboard.press("Control+s")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    harbour.refresh_from_db()
    assert (round(harbour.focal_x, 1), round(harbour.focal_y, 2)) == (0.8, 0.25)
    assert Article.objects.get(pk=story.pk).cover == harbour
    assert clicks == 4


def test_the_dialog_works_by_keys_alone_and_gives_the_focus_back(sign_in, site, make_article):
    first, second = stored("First", "navy"), stored("Second", "red")
    story = make_article("New story", status="draft", cover=first)
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    choose = page.get_by_role("button", name="Choose a picture…")
    choose.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#cover-dialog")
    expect(dialog.get_by_role("radio", name="First")).to_be_checked()
    dialog.get_by_role("radio", name="First").focus()
    page.keyboard.press("ArrowUp")
    expect(dialog.get_by_role("radio", name="Second")).to_be_checked()
    expect(dialog.locator("[name=alt]")).to_have_value("Second")
    point = dialog.locator(".focal-point")
    point.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(point).to_have_attribute("aria-label", re.compile("51 % from the left, 40 %"))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(choose).to_be_focused()
    second.refresh_from_db()
    assert (second.focal_x, second.focal_y) == (0.5, 0.5)


def test_the_library_takes_many_files_and_says_what_became_of_each(sign_in, site):
    page = sign_in("ed")
    page.goto(f"{site}/admin/articles/image/")
    page.locator("[name=files]").set_input_files([
        upload("crane.jpg", photograph(320, 240)), upload("notes.jpg", b"no picture"),
    ])  # fmt: skip
    verdicts = page.locator(".upload-verdicts li")
    expect(verdicts).to_have_count(2)
    expect(page.locator(".upload-verdicts .taken")).to_contain_text("“crane.jpg” was added")
    expect(page.locator(".upload-verdicts .refused")).to_contain_text("notes.jpg")
    follow(page.locator(".upload-verdicts a").first)
    expect(page.locator("#id_alt")).to_have_value("crane")


@pytest.mark.parametrize(
    ("status", "words"),
    [(413, "larger than the server takes"), (503, "the server had trouble"), (403, "signed out")],
)
def test_the_library_says_why_an_upload_got_no_verdict(chromium, sign_in, site, status, words):
    # A browser whose console may tell of the answer, too.
    with chromium.new_context(storage_state=sign_in("ed").context.storage_state()) as context:
        page = context.new_page()
        page.goto(f"{site}/admin/articles/image/")
        page.route("**/image/upload/", lambda route: route.fulfill(status=status, body=""))
        page.locator("[name=files]").set_input_files([upload("crane.jpg", b"any")])
        expect(page.locator(".upload-verdicts .refused")).to_contain_text(words)


@pytest.mark.thorough
def test_the_screens_of_pictures_are_accessible_and_fit(sign_in, site, make_article):
    for number in range(4):
        stored(f"Picture {number}", f"rgb({number * 60}, 90, 120)")
    cover = stored("Cranes in the harbour", "navy")
    story = make_article("New story", status="draft", cover=cover, published_at=timezone.now())
    page = sign_in("ed")
    for path in ("", f"{cover.pk}/change/", "add/", "?q=nowhere"):
        page.goto(f"{site}/admin/articles/image/{path}")
        assert faults(page) == {}, path
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    expect(page.locator(".cover-box .cover-name")).to_contain_text("Cranes")
    assert faults(page) == {}
    page.get_by_role("button", name="Choose a picture…").click()
    expect(page.locator(".chooser-choices .tile")).to_have_count(5)
    assert faults(page) == {}
