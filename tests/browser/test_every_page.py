"""Every page of the desk fits on a phone, a tablet and a screen, and is accessible, by day and by
night, with something to see on it."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.editorial.review.approval import approve
from articles.models import Article, Author, Category, Correction, Image, PreviewLink, Tag
from tests.admin_urls import address, addresses, one_of_each
from tests.browser.following import follow
from tests.browser.looking import faults, too_wide

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

STORY = "articles_article"
TABLES = sorted(f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry)
# They lead to the desk, to the public page, and to the page with their button.
LEAD_AWAY = {"login", "view_on_site", "articles_frontedition_add"}
# States of a story, and the acts that it does not take in them.
STATES = {"draft": {"retract", "restore"}, "live": {"restore"}, "retracted": {"retract"}}


def table_of(name: str) -> str:
    return next((table for table in TABLES if name.startswith(f"{table}_")), "desk")


@pytest.fixture
def boss(make_user):
    return make_user("Administrators", "boss")


@pytest.fixture
def things(site, boss, tmp_path, import_files, example):
    """A desk with something in every panel and a row of every table; and stories, by state."""
    # No picture of another host's: a browser would ask there.
    own = re.sub(rb"coverImage:\n(?:  .*\n)+", b"", example)
    things = one_of_each(tmp_path, import_files, own)
    draft = Article.objects.get(slug="crane")
    live, gone, *others = Article.objects.live().filter(lang="en", sticky_weight=0).order_by("pk")
    for article in others[:3]:
        article.unpublish(boss)
        article.submit(boss)
    others[0].send_back(boss, "The second paragraph says it twice.")
    in_a_while = timezone.now() + dt.timedelta(hours=2)
    Article.objects.filter(pk=others[3].pk).update(published_at=in_a_while)
    others[3].sync_tag_links()
    approve(live.pk, live.text_hash, boss, "", [])
    Image.objects.filter(pk=Image.objects.earliest("pk").pk).update(alt="")
    Correction.objects.create(article=live, text="It was nine.")
    gone.retract(boss, "It never happened.")
    PreviewLink.objects.create(article=draft, expires_at=in_a_while, made_by_name="ed")
    for name in ("US", "U.S."):
        Tag.objects.create(name=name, slug=name.lower())
    Author.for_names(["A. Reyes", "Ben Okri"])
    return things | {"draft": draft, "live": live, "retracted": gone}


def queries(things) -> dict[str, list[str]]:
    """What else to ask of an address, by its name."""
    tags, categories, authors = (
        "-".join(str(pk) for pk in model.objects.values_list("pk", flat=True)[:2])
        for model in (Tag, Category, Author)
    )
    old = things[STORY].revisions.order_by("pk").values_list("pk", flat=True).first()
    return {
        f"{STORY}_changelist": ["", "?q=nowhere", "?state=in_review&pinned=1"],
        f"{STORY}_change": ["", "?ask=publish"],
        f"{STORY}_compare": [f"?old={old}&new=now"],
        "articles_frontedition_put": [f"?article={things[STORY].pk}"],
        "articles_tag_merge": [f"?labels={tags}"],
        "articles_category_merge": [f"?labels={categories}"],
        "articles_author_merge": [f"?labels={authors}"],
    }


# Parts of a dialog, which a script asks for.
FRAGMENTS = {"articles_image_choose", "articles_image_unsplash"}


def pages(client: Client, things, table: str) -> tuple[list[str], list[str]]:
    """The addresses of a table that give a page, and the names of those that lead elsewhere."""
    found, away = [], []
    for pattern in addresses():
        if table_of(pattern.name) != table or pattern.name in FRAGMENTS:
            continue
        for query in queries(things).get(pattern.name, [""]):
            where = address(pattern, things) + query
            answer = client.get(where)
            kind = answer.headers["Content-Type"]
            if answer.status_code == 200 and kind.startswith("text/html"):
                found.append(where)
            elif answer.status_code == 302:
                away.append(pattern.name)
    return found, away


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def assert_faultless(page: Page, where: str) -> None:
    told = [f"{where}: {fault} at {sizes}" for fault, sizes in faults(page).items()]
    if found := too_wide(page):
        told.append(f"{where}: too wide on the narrowest screen: {found}")
    assert not told, "\n".join(told)


@pytest.mark.parametrize("table", ["desk", *(table for table in TABLES if table != STORY)])
def test_every_page_fits_and_is_accessible(sign_in, boss, things, site, table):
    if table.startswith("auth_"):
        # Others may only read these.
        User.objects.filter(pk=boss.pk).update(is_superuser=True)
    found, away = pages(signed_in(boss), things, table)
    assert set(away) <= LEAD_AWAY, "what must be there, so that it is a page?"
    page = sign_in("boss")
    for where in found:
        page.goto(site + where)
        assert_faultless(page, where)


@pytest.mark.parametrize(("state", "elsewhere"), STATES.items())
def test_every_page_of_a_story_fits_and_is_accessible(
    sign_in, boss, things, site, state, elsewhere
):
    story = things[STORY] = things[state]
    found, away = pages(signed_in(boss), things, STORY)
    assert set(away) == {f"{STORY}_{act}" for act in elsewhere}
    page = sign_in("boss")
    for where in found:
        # What is about no story is the same for each.
        if state == "draft" or f"/{story.pk}/" in where:
            page.goto(site + where)
            assert_faultless(page, where)


def test_what_acting_leads_to_fits_and_is_accessible(sign_in, open_page, boss, things, site):
    page = sign_in("boss")
    page.goto(f"{site}/admin/articles/article/?state=in_review")
    page.keyboard.press("?")
    assert_faultless(page, "the keys")
    page.keyboard.press("Escape")
    page.locator("input[name=story]").first.check()
    page.select_option("#act", "publish")
    follow(page.get_by_role("button", name="See what will happen"))
    expect(page.locator("#asked")).to_be_visible()
    assert_faultless(page, "a plan that asks")
    page.go_back()
    page.locator("input[name=story]").first.check()
    page.select_option("#act", "category")
    follow(page.get_by_role("button", name="See what will happen"))
    assert_faultless(page, "a value to choose")
    page.select_option("select[name=category]", index=1)
    follow(page.get_by_role("button", name="See what will happen"))
    assert_faultless(page, "a plan")
    follow(page.get_by_role("button", name="Set section ("))
    assert_faultless(page, "a list with an act to undo")

    page.goto(f"{site}/admin/articles/article/{things['live'].pk}/corrections/")
    page.fill("#id_text", "It was ten.")
    follow(page.get_by_role("button", name="Show as readers will see it"))
    assert_faultless(page, "a note as readers will see it")
    page.goto(f"{site}/admin/articles/article/{things['live'].pk}/retract/")
    page.fill("#id_reason", "It never happened.")
    follow(page.get_by_role("button", name="Show as readers will see it"))
    assert_faultless(page, "a retraction as readers will see it")

    page.goto(f"{site}/admin/articles/redirect/add/")
    page.get_by_role("combobox", name="Story").click()
    expect(page.locator(".select2-results__option").nth(1)).to_be_visible()
    assert_faultless(page, "an open chooser")
    page.keyboard.press("Escape")
    page.fill("#id_path", "nowhere")
    page.locator("#redirect_form").evaluate("(form) => { form.noValidate = true; }")
    follow(page.get_by_role("button", name="Save", exact=True))
    assert_faultless(page, "a form with errors")

    stranger = open_page("/admin/")
    assert_faultless(stranger, "the door")
    stranger.fill("#id_username", "boss")
    stranger.fill("#id_password", "wrong")
    follow(stranger.locator("input[type=submit]"))
    assert_faultless(stranger, "the closed door")
    stranger.goto(site + PreviewLink.objects.get().get_absolute_url())
    assert_faultless(stranger, "a preview link")
