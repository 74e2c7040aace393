"""A reviewer's work in a real browser: by keyboard, on a phone, in the dark, and in silence."""

import pytest
from django.utils import timezone

from articles.models import Article, Source, UpstreamItem
from tests.browser.following import follow, leaving

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "It cost **$5 million**, said Ada Okoro.\n\nA 😀 and then 12 cranes."


@pytest.fixture
def site(empty_site):
    return empty_site


@pytest.fixture
def machine(site):
    article = Article.objects.create(
        title="Machine harbour", slug="machine-harbour", lang="en", body=BODY,
        ai={"translatedFrom": "7"}, status="in_review", published_at=timezone.now(),
    )  # fmt: skip
    article.tags.set(["US", "U.S."])
    article.keep_revision("edit")
    return article


def test_the_queue_is_walked_by_keyboard(sign_in, site, machine):
    page = sign_in()
    page.goto(f"{site}/admin/articles/article/review/?state=in_review")
    page.keyboard.press("j")
    with leaving(page):
        page.keyboard.press("Enter")
    assert page.locator(".claims-text").is_visible()


def test_nothing_is_approved_behind_the_list_of_keys(sign_in, site, machine):
    page = sign_in()
    page.goto(f"{site}/admin/articles/article/{machine.pk}/review/")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    # It would have left the page, with a message.
    page.reload()
    assert page.locator(".claims-text").is_visible()
    machine.refresh_from_db()
    assert not machine.is_reviewed


def test_two_versions_are_chosen_and_the_older_is_put_back(sign_in, site, machine):
    machine.body = "Other words."
    machine.save()
    page = sign_in(width=390)
    page.goto(f"{site}/admin/articles/article/{machine.pk}/versions/")
    follow(page.get_by_role("button", name="Compare the two chosen"))
    assert page.locator(".diff ins").first.inner_text() == "Other words"
    page.fill("#id_reason", "The first was right")
    follow(page.get_by_role("button", name="Put the older text back"))
    assert Article.objects.get(pk=machine.pk).body == BODY


def test_a_preview_is_made_opened_and_ended(sign_in, site, machine, settings):
    settings.SITE_URL = site
    page = sign_in()
    page.goto(f"{site}/admin/articles/article/{machine.pk}/previews/")
    page.fill("#id_reader", "Ada")
    follow(page.get_by_role("button", name="Make a link"))
    url = page.locator(".link-address").input_value()
    answer = page.request.get(url)
    assert "Preview, not for publication" in answer.text()
    follow(page.get_by_role("button", name="Revoke", exact=True))
    assert page.request.get(url).status == 410


def test_a_supported_claim_leads_to_its_place_in_the_original(sign_in, site, machine):
    source = Source.objects.create(key="wire", name="The Wire", kind="RSS")
    now = timezone.now()
    UpstreamItem.objects.create(
        source=source, external_id="7", title="Cranes for $5m", first_seen_at=now, changed_at=now
    )
    machine.source, machine.external_id = source, "7"
    machine.save()
    page = sign_in()
    page.goto(f"{site}/admin/articles/article/{machine.pk}/review/")
    page.locator("a.supported", has_text="$5 million").click()
    assert page.locator("mark:target").inner_text() == "$5m"
    assert page.locator(".no-support").count() == 1
    assert "cranes" in page.locator(".no-support").inner_text()
