"""A reviewer's work in a real browser: by keyboard, on a phone, in the dark, and in silence."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from articles.models import Article, Correction, PreviewLink, Tag
from tests.browser.following import follow, leaving

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "It cost **$5 million**, said Ada Okoro.\n\nA 😀 and then 12 cranes."


@pytest.fixture
def machine(site):
    article = Article.objects.create(
        title="Machine harbour", slug="machine-harbour", lang="en", body=BODY,
        ai={"translatedFrom": "7"}, status="in_review", published_at=timezone.now(),
    )  # fmt: skip
    article.tags.set(["US", "U.S."])
    article.keep_revision("edit")
    return article


@pytest.fixture
def signed_in(open_page, person, machine):
    def sign_in(width: int = 1280, scheme: str = "light"):
        if not hasattr(sign_in, "made"):
            sign_in.made = person("Editors", "ed")
        page = open_page("/admin/", width=width, scheme=scheme)
        page.fill("#id_username", "ed")
        page.fill("#id_password", "pw")
        follow(page.locator("input[type=submit]"))
        return page

    return sign_in


def test_a_reviewer_works_by_keyboard_and_corrects_in_the_editor(signed_in, site, machine):
    page = signed_in()
    page.goto(f"{site}/admin/articles/article/{machine.pk}/review/")
    assert page.locator(".progress").inner_text().endswith("0/3")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    assert page.locator(".progress").inner_text().endswith("2/3")
    page.keyboard.press("j")
    with leaving(page):
        page.keyboard.press("c")
    chosen = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.locator("#id_body").evaluate(chosen) == "12"
    page.keyboard.type("13")
    follow(page.get_by_role("button", name="Save", exact=True))

    page.goto(f"{site}/admin/articles/article/{machine.pk}/review/")
    assert page.locator(".progress").inner_text().endswith("2/3")
    page.locator(".claim input:not(:checked)").check()
    with leaving(page):
        page.keyboard.press("a")
    assert "Approved: Machine harbour" in page.locator(".messagelist").inner_text()
    article = Article.objects.get(pk=machine.pk)
    assert article.is_reviewed
    assert "13 cranes" in article.body


def test_the_queue_is_walked_by_keyboard(signed_in, site):
    page = signed_in()
    page.goto(f"{site}/admin/articles/article/review/?state=in_review")
    page.keyboard.press("j")
    with leaving(page):
        page.keyboard.press("Enter")
    assert page.locator(".claims-text").is_visible()


def test_two_versions_are_chosen_and_the_older_is_put_back(signed_in, site, machine):
    machine.body = "Other words."
    machine.save()
    page = signed_in(390)
    page.goto(f"{site}/admin/articles/article/{machine.pk}/versions/")
    follow(page.get_by_role("button", name="Compare the two chosen"))
    assert page.locator(".diff ins").first.inner_text() == "Other words"
    page.fill("#id_reason", "The first was right")
    follow(page.get_by_role("button", name="Put the older text back"))
    assert Article.objects.get(pk=machine.pk).body == BODY


def test_a_preview_is_made_opened_and_ended(signed_in, site, machine, settings):
    settings.SITE_URL = site
    page = signed_in()
    page.goto(f"{site}/admin/articles/article/{machine.pk}/previews/")
    page.fill("#id_reader", "Ada")
    follow(page.get_by_role("button", name="Make a link"))
    url = page.locator(".link-address").input_value()
    answer = page.request.get(url)
    assert "Preview, not for publication" in answer.text()
    follow(page.get_by_role("button", name="Revoke", exact=True))
    assert page.request.get(url).status == 410


@pytest.mark.thorough
def test_every_page_fits_is_accessible_and_breaks_no_policy(signed_in, chromium, site, machine):
    live = Article.objects.live().filter(lang="en").first()
    Correction.objects.create(article=live, text="It was nine.")
    ends = timezone.now() + dt.timedelta(hours=1)
    link = PreviewLink.objects.create(article=machine, expires_at=ends, made_by_name="ed")
    tags = "-".join(str(tag.pk) for tag in Tag.objects.filter(name__in=["US", "U.S."]))
    source = live.source
    story, public = f"articles/article/{machine.pk}", f"articles/article/{live.pk}"
    paths = [
        "articles/article/review/", f"{story}/review/", f"{story}/versions/", f"{story}/compare/"
        f"?old={machine.revisions.get().pk}&new=now", f"{public}/origin/", f"{story}/previews/",
        f"{public}/corrections/", f"{public}/retract/", "articles/tag/", "articles/tag/tidy/",
        f"articles/tag/merge/?labels={tags}", f"articles/source/{source.pk}/change/",
        "articles/auditentry/",
    ]  # fmt: skip
    addresses = [f"{site}/admin/{path}" for path in paths] + [site + link.get_absolute_url()]
    state = signed_in().context.storage_state()
    for width, scheme in ((390, "light"), (1280, "light"), (390, "dark"), (1280, "dark")):
        quiet = signed_in(width, scheme)
        # The checker writes styles of its own into the page, which the policy would refuse.
        context = chromium.new_context(
            bypass_csp=True, storage_state=state, color_scheme=scheme,
            viewport={"width": width, "height": 900},
        )  # fmt: skip
        page = context.new_page()
        for address in addresses:
            where = f"{address} at {width} {scheme}"
            quiet.goto(address)
            wide = quiet.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide, f"{where} scrolls sideways"
            page.goto(address)
            # The search box for pictures is Django's own, and so is its lack of a name.
            found = Axe().run(page, context={"exclude": [[".select2"]]}).response["violations"]
            told = [(v["id"], v["nodes"][0]["html"]) for v in found]
            assert told == [], where
        context.close()
