"""A whole task at the desk, as an editor does it, with the policy of the page in force."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import Article, PendingRevision
from tests.browser.following import follow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(open_page, person):
    def sign_in(width: int = 1280, scheme: str = "light"):
        if not hasattr(sign_in, "made"):
            sign_in.made = person("Editors", "ed")
        page = open_page("/admin/", width=width, scheme=scheme)
        page.fill("#id_username", "ed")
        page.fill("#id_password", "pw")
        follow(page.locator("input[type=submit]"))
        return page

    return sign_in


def test_an_editor_writes_reviews_publishes_and_retracts_a_story(signed_in, site):
    page = signed_in()
    page.goto(site + "/admin/articles/article/add/")
    page.fill("#id_title", "Lighthouse keeper retires")
    page.fill("#id_body", "After **forty** winters.")
    page.fill("#id_tags", "Harbours, People")
    follow(page.get_by_role("button", name="Save draft"))
    assert page.locator(".state").inner_text() == "Draft"
    follow(page.get_by_role("button", name="Submit for review"))
    assert page.locator(".state").first.inner_text() == "In review"
    follow(page.get_by_role("button", name="Publish now"))
    # It has no summary: the desk asks once.
    follow(page.get_by_role("button", name="Publish now all the same"))
    assert page.locator(".state").first.inner_text() == "Live"

    follow(page.get_by_role("link", name="View on site"))
    assert page.locator("h1").inner_text() == "Lighthouse keeper retires"
    assert page.locator(".prose strong").inner_text() == "forty"

    article = Article.objects.get(slug="lighthouse-keeper-retires")
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    follow(page.get_by_role("link", name="Retract"))
    page.fill("#id_reason", "She did not retire.")
    follow(page.get_by_role("button", name="Retract this story"))
    assert page.locator(".state").first.inner_text() == "Retracted"
    answer = page.request.get(site + article.get_absolute_url())
    assert answer.status == 410
    assert "She did not retire." in answer.text()


def test_a_second_editors_save_loses_nothing(signed_in, site):
    article = Article.objects.live().first()
    url = f"{site}/admin/articles/article/{article.pk}/change/"
    one = signed_in()
    one.goto(url)
    other = one.context.new_page()
    other.goto(url)
    other.fill("#id_body", "The other's text.")
    follow(other.get_by_role("button", name="Save for later"))
    one.fill("#id_body", "My own text.")
    follow(one.get_by_role("button", name="Save for later"))
    assert "The other's text." in one.locator(".theirs").inner_text()
    assert one.locator("#id_body").input_value() == "My own text."
    assert PendingRevision.objects.get().values["body"] == "The other's text."
    assert Article.objects.get(pk=article.pk).body == article.body


def test_the_desk_fits_and_breaks_no_policy(signed_in, site):
    article = Article.objects.live().first()
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            page = signed_in(width, scheme)
            for path in (
                "", "articles/article/", f"articles/article/{article.pk}/change/",
                "articles/article/add/", "articles/image/", "articles/category/",
                "articles/source/", "articles/tag/", "articles/revision/",
            ):  # fmt: skip
                page.goto(f"{site}/admin/{path}")
                where = f"{path} at {width} {scheme}"
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                assert not wide, f"{where} scrolls sideways"


def test_the_list_and_the_form_are_accessible(chromium, site, signed_in):
    article = Article.objects.live().first()
    # The checker writes styles of its own into the page, which the policy would rightly refuse.
    context = chromium.new_context(
        bypass_csp=True, storage_state=signed_in().context.storage_state()
    )
    page = context.new_page()
    for path in ("articles/article/", f"articles/article/{article.pk}/change/"):
        page.goto(f"{site}/admin/{path}")
        # The search box for sources and pictures is Django's own, and so is its lack of a name.
        found = Axe().run(page, context={"exclude": [[".select2"]]}).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], path
    context.close()
