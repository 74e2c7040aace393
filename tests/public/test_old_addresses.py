"""Old addresses lead to where a story is, and to nothing that readers may not see."""

from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.editorial.taxonomy.merging import renamed
from articles.models import Category, Page, Redirect
from articles.models.revise import Changes

pytestmark = pytest.mark.django_db


def answer(path: str) -> tuple[int, str]:
    """The status and the place that a reader is led to, who asks for `path` as it stands.

    The test client would resolve its dot segments first; a server decodes it once.
    """
    response = Client().get("/", PATH_INFO=unquote_to_bytes(path).decode("latin-1"))
    return response.status_code, response.get("Location", "")


def move(article, slug: str) -> None:
    article.revise(Changes({"slug": slug}), None)


def rename(label, name: str, slug: str, by) -> None:
    before = type(label).objects.get(pk=label.pk)
    label.name, label.slug = name, slug
    label.save()
    renamed(label, before, by)


@pytest.fixture
def states(make_article, make_user):
    """By state: an article with a section, a tag and an alias of its own, all with old addresses,
    and the answer at the article's own address."""
    editor = make_user("Editors")
    columns = {
        "draft": {"status": "draft"},
        "in_review": {"status": "in_review"},
        "scheduled": {"hours": 2},
        "live": {},
        "retracted": {},
        "unpublished": {},
        "deleted": {},
    }
    for state, values in columns.items():
        category = Category.from_key(f"{state} old section")
        article = make_article(
            state, slug=f"{state}-old", tags=[f"{state} old tag"], category=category, **values
        )
        Redirect(path=f"/alias/{state}/", article=article).save()
        move(article, state)
        tag = article.tags.get()
        rename(tag, f"{state} tag", f"{state}-tag", editor)
        rename(category, f"{state} section", f"{state}-section", editor)
        if state == "retracted":
            article.retract(editor, "It was wrong.")
        elif state == "unpublished":
            article.unpublish(editor, "A while.")
        elif state == "deleted":
            article.revisions.all().delete()
            article.delete()
    return columns


OLD = {
    "/alias/{}/": "/en/articles/{}/",
    "/alias/{}": "/en/articles/{}/",
    "/en/articles/{}-old/": "/en/articles/{}/",
    "/en/articles/{}-old.md": "/en/articles/{}.md",
    "/en/tag/{}-old-tag/": "/en/tag/{}-tag/",
    "/en/tag/{}-old-tag/feed.atom": "/en/tag/{}-tag/feed.atom",
    "/en/category/{}-old-section/": "/en/category/{}-section/",
    "/en/category/{}-old-section/feed.json": "/en/category/{}-section/feed.json",
}


def test_every_old_address_answers_by_the_state_of_its_article(states):
    faults = {}
    for state in states:
        for old, new in OLD.items():
            is_list, is_feed = "/tag/" in old or "/category/" in old, "feed" in old
            expected = (404, "")
            if state == "live" or (state == "retracted" and is_feed):
                expected = (301, new.format(state))
            elif state == "retracted" and not is_list:
                expected = (410, "")
            path = old.format(state)
            if (given := answer(path)) != expected:
                faults[path] = given
            if expected[0] == 301 and answer(expected[1])[0] != 200:
                faults[expected[1]] = "not there"
    assert faults == {}


def test_the_notice_of_a_retracted_article_stands_at_its_old_address_in_its_language(
    client, make_article, make_user
):
    article = make_article("Зникла", lang="uk", slug="znykla")
    Redirect(path="/old/", article=article).save()
    article.retract(make_user("Editors"), "Джерело помилилося.")
    response = client.get("/old/")
    assert response.status_code == 410
    assert response["Content-Language"] == "uk"
    assert "Джерело помилилося." in response.content.decode()


def test_the_notice_at_the_old_address_of_a_file_is_a_file(client, make_article, make_user):
    article = make_article("Зникла", lang="uk", slug="znykla")
    move(article, "inshe")
    article.retract(make_user("Editors"), "Джерело помилилося.")
    old, present = client.get("/uk/articles/znykla.md"), client.get("/uk/articles/inshe.md")
    assert (old.status_code, old.content) == (410, present.content)
    for name in ("Content-Type", "Content-Language", "Cache-Control"):
        assert old[name] == present[name], name


SEGMENT = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters='/?#\\"<>^`{|}%'),
    min_size=1,
    max_size=6,
).filter(lambda segment: segment not in (".", ".."))


@pytest.fixture
def article(make_article):
    return make_article()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), segments=st.lists(SEGMENT, min_size=1, max_size=3))
def test_every_spelling_of_an_alias_leads_to_the_article(article, data, segments):
    """Those that RFC 3986 calls equivalent, as a file may have them and as a reader may."""

    def spelt(slashes: list[str]) -> str:
        def letter(character: str) -> str:
            code = "".join(f"%{byte:02x}" for byte in character.encode())
            return data.draw(st.sampled_from([character, code, code.upper()]))

        parts = ("".join(map(letter, segment)) for segment in segments)
        path = "/old" + "".join(data.draw(st.sampled_from(slashes)) + part for part in parts)
        return path + data.draw(st.sampled_from(["", "/"]))

    article.redirects.all().delete()
    Redirect(path=spelt(["/", "/./", "/x/../"]), article=article).save()
    assert answer(spelt(["/", "/%2e/", "/y/..%2f"])) == (301, article.get_absolute_url())


def test_no_old_address_leads_around_or_away(make_article, make_user):
    """After any renaming, a reader is led at most once, to this site, to a page that is there."""
    editor = make_user("Editors")
    one, two = make_article("One", slug="a", tags=["T"]), make_article("Two", slug="b")
    for article, slug in ((one, "c"), (two, "a"), (one, "b"), (two, "c"), (one, "a"), (two, "b")):
        move(article, slug)
    tag = one.tags.get()
    for slug in ("u", "t", "v", "t"):
        rename(tag, "T", slug, editor)
    Redirect(path="/en/articles/a/", article=two).save()
    for path in ("/en/articles/a", "/en/articles/b", "/en/articles/c", "/en/tag/t", "/en/tag/u"):
        for spelling in (path, f"{path}/", f"{path}/.", f"/.{path}/"):
            status, place = answer(spelling)
            hops = 0
            while status == 301:
                assert urlsplit(place).netloc == ""
                assert place.startswith("/en/")
                hops += 1
                assert hops <= 2, spelling
                status, place = answer(place)
            assert status in (200, 404), spelling


@pytest.mark.parametrize(
    "path",
    [
        "//example.org/", "/%2f%2fexample.org/", "/en/tag/old//example.org", "/\\example.org",
        "/en/tag/old/feed.rss/../../../x", "/en/tag/old/@example.org", "/en/tag/old/\r\nX: y", "/\0",
        "/" + "a" * 9000, "/en/category/old/?next=//example.org",
    ],
)  # fmt: skip
def test_no_path_leads_to_another_site(make_article, make_user, path):
    rename(make_article(tags=["Old"]).tags.get(), "New", "new", make_user("Editors"))
    Redirect(path="/old/", article=make_article("Old")).save()
    status, place = answer(path)
    assert (status, place) in ((404, ""), (400, ""), (301, "/en/tag/new/"))


def test_who_takes_an_address_over_does_not_get_its_readers(make_article, make_user):
    """A file named the address as its own before the article was there."""
    taker, article = make_article("Taker"), make_article("Story")
    Redirect(path="/en/articles/story/", article=taker).save()
    assert answer("/en/articles/story/")[0] == 200
    article.unpublish(make_user("Editors"), "A while.")
    assert answer("/en/articles/story/") == (404, "")


def test_a_draft_takes_no_address_from_a_live_article(make_article):
    """Its slug was once a live article's, and is changed again before anybody saw it."""
    live = make_article("Live", slug="name")
    move(live, "better-name")
    draft = make_article("Draft", slug="name", status="draft")
    assert answer("/en/articles/name/") == (301, "/en/articles/better-name/")
    move(draft, "other")
    assert answer("/en/articles/name/") == (301, "/en/articles/better-name/")


def test_a_page_that_moved_is_found(admin_client):
    page = Page.objects.create(lang="en", slug="terms", title="Terms", body="Words.")
    for slug in ("rules", "conditions", "rules"):
        form = {"title": "Terms", "body": "Words.", "lang": "en", "slug": slug, "position": 9}
        admin_client.post(f"/admin/articles/page/{page.pk}/change/", form)
    for old in ("terms", "conditions"):
        assert answer(f"/en/{old}/") == (301, "/en/rules/")
        assert answer(f"/en/{old}.md") == (404, "")
    assert answer("/en/rules/") == (200, "")
    page.refresh_from_db()
    page.delete()
    assert answer("/en/terms/") == (404, "")


def test_an_article_in_a_language_that_the_site_has_not_is_no_place_to_lead_to(make_article):
    Redirect(path="/old/", article=make_article(lang="de")).save()
    assert answer("/old/") == (404, "")


@pytest.mark.parametrize(
    "spelled",
    ["Port-Deal-2026", "PORT-DEAL-2026", "port_deal_2026", "_port-deal-2026_", "port--deal-2026",
     "port deal 2026", "port%20deal%202026", "Pört-Deal-2026"],
)  # fmt: skip
def test_another_spelling_of_an_address_leads_to_the_live_article(make_article, spelled):
    article = make_article(title="Port Deal 2026")
    assert article.slug == "port-deal-2026"
    assert answer(f"/en/articles/{spelled}/") == (301, "/en/articles/port-deal-2026/")
    assert answer(f"/en/articles/{spelled}.md") == (301, "/en/articles/port-deal-2026.md")
    assert answer(f"/uk/articles/{spelled}/") == (404, "")
    # A redirect that somebody left counts more.
    other = make_article(title="Other")
    Redirect(path=f"/en/articles/{spelled}/", article=other).save()
    assert answer(f"/en/articles/{spelled}/") == (301, other.get_absolute_url())


def test_another_spelling_of_a_drafts_address_tells_nothing(make_article):
    make_article(title="Port Deal", status="draft")
    make_article(title="Port Later", hours=5)
    for spelled in ("Port-Deal", "Port_Later"):
        assert answer(f"/en/articles/{spelled}/") == (404, "")


def test_an_old_address_costs_one_query_more_than_nothing_there(
    article, django_assert_num_queries, client
):
    Redirect(path="/old/", article=article).save()
    # The other is the menu of the page that says that nothing is there.
    with django_assert_num_queries(2):
        assert client.get("/old/").status_code == 301
