"""A cover that was uploaded in the admin is as good as any other, from the form to another site."""

import json
from html import unescape
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from articles.admin.articles.change_form.publish_panel import codes
from articles.editorial.article_checks import findings
from articles.editorial.history import PRESENT, version
from articles.images.storing import original_bytes, served_bytes
from articles.models import Article, Image, PendingRevision, Revision
from articles.models.editable_values import edited
from tests.admin.articles.test_pasted_images import PICTURE, picture
from tests.admin.test_images import form as image_form
from tests.admin.test_images import jpeg
from tests.media import keep_pictures_in

pytestmark = pytest.mark.django_db


def pasted(browser) -> Image:
    answer = browser.post(PICTURE, {"file": picture()}).json()
    return Image.objects.get(pk=answer["id"])


def added(browser) -> Image:
    """By the button "+" beside the field, which opens a window."""
    browser.post("/admin/articles/image/add/?_popup=1", image_form(**{"variants-0-file": jpeg()}))
    return Image.objects.get()


def replaced(browser) -> Image:
    """An image of another server, whose size got a file."""
    image = Image.objects.create(alt="A crane")
    size = image.variants.create(name="full", url="https://images.unsplash.com/a?w=400")
    image.sign()
    values = image_form(**{
        "variants-INITIAL_FORMS": "1", "variants-0-id": size.pk, "variants-0-image": image.pk,
        "variants-0-name": "full", "variants-0-url": size.url, "variants-0-file": jpeg(),
    })  # fmt: skip
    assert browser.post(f"/admin/articles/image/{image.pk}/change/", values).status_code == 302
    return image


WAYS = pytest.mark.parametrize("upload", [pasted, added, replaced])


@WAYS
def test_a_new_story_is_saved_published_exported_and_imported_with_it(
    sign_in, url, values, client, tmp_path, import_files, settings, upload
):
    browser = sign_in()
    image = upload(browser)
    typed = values(
        browser.get(url()), title="With a picture", body="Text.", cover=image.pk,
        description="A summary.",
    )  # fmt: skip
    assert browser.post(url(), typed | {"_step": "save"}).status_code == 302
    article = Article.objects.get()
    assert article.cover == image

    seen = codes(findings(article, edited(article)))
    opened = values(browser.get(url(article)), published_at="2026-11-01T08:00:00")
    browser.post(url(article), opened | {"_step": "publish", "_confirmed": seen})
    assert Article.objects.get().is_live
    address = image.variants.get().address
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'src="{address}"' in page
    assert f'content="http://testserver{address}"' in unescape(page)
    (data,) = [
        part.split("</script>")[0]
        for part in page.split('<script type="application/ld+json">')[1:]
        if "NewsArticle" in part.split("</script>")[0]
    ]
    assert f"http://testserver{address}" in json.dumps(json.loads(data))
    for kind in ("rss", "atom", "json"):
        feed = client.get(f"/en/feed.{kind}").content.decode()
        assert f"http://testserver{address}" in feed, kind
    ElementTree.fromstring(client.get("/en/feed.rss").content)

    call_command("export_articles", tmp_path / "out")
    # As readers got it: what a camera wrote stays here.
    before = served_bytes(image.variants.get().file.name)
    Article.objects.all().delete()
    Image.objects.all().delete()
    keep_pictures_in(settings, tmp_path / "media 2")
    run = import_files(tmp_path / "out")
    assert (run.created, run.quarantined) == (1, 0)
    again = Article.objects.get()
    assert (again.title, again.cover.alt) == ("With a picture", image.alt)
    # Encoded once more; but the files of that site are the same again.
    assert original_bytes(again.cover.variants.get().file.name) == before
    assert (again.cover.picture.width, again.cover.picture.height) == (320, 180)


@WAYS
@pytest.mark.parametrize("originals", [False, True])
def test_what_a_camera_wrote_leaves_the_site_on_request_alone(
    sign_in, upload, make_article, tmp_path, originals
):
    image = upload(sign_in())
    make_article(cover=image)
    call_command("export_articles", tmp_path / "out", originals=originals)
    name = image.variants.get().file.name
    read = original_bytes if originals else served_bytes
    assert (tmp_path / "out" / name).read_bytes() == read(name)
    assert original_bytes(name) != served_bytes(name)


@WAYS
@pytest.mark.parametrize("status", ["draft", "in_review", "published", "retracted"])
def test_a_story_in_any_state_takes_it(sign_in, url, values, make_article, upload, status):
    article = make_article(status=status)
    browser = sign_in()
    image = upload(browser)
    opened = browser.get(url(article))
    response = browser.post(url(article), values(opened, cover=image.pk, title="Changed"))
    assert response.status_code == 302, response.context["adminform"].form.errors
    pending = PendingRevision.objects.filter(article=article).first()
    if pending:
        pending.publish(None)
    article.refresh_from_db()
    assert (article.cover, article.title) == (image, "Changed")
    # And the next change keeps it.
    browser.post(url(article), values(browser.get(url(article)), title="Again"))
    cover = version(article, PRESENT).keys["coverImage"]
    assert cover["full" if upload is not added else "regular"].startswith("covers/")


def test_taking_down_and_publishing_again_is_no_new_cover(sign_in, make_article, make_user):
    image = pasted(sign_in())
    article = make_article(cover=image)
    editor = make_user("Administrators")
    article.unpublish(editor)
    before = article.reader_modified_at
    article.submit(editor)
    article.publish(editor)
    assert Article.objects.get().reader_modified_at == before
    covers = [row.front_matter["coverImage"] for row in Revision.objects.all()]
    assert covers == covers[:1] * 3
