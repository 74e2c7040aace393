"""What is typed into the form of a row that somebody deletes meanwhile is not lost."""

import pytest
from django.contrib.auth.models import Permission, User
from lxml import html

from articles.models import Article, Category, FrontEdition, Page, Tag, Topic
from tests.conftest import form_of

pytestmark = pytest.mark.django_db

WORDS = "Somebody deleted this while you were writing."


@pytest.fixture
def boss(sign_in):
    return sign_in("Administrators")


def draft_of(make_article):
    return make_article("Ferry leaves", status="draft", published_at=None, body="It was full.")


ROWS = {
    "article": (draft_of, {"title": "Ferry stays", "body": "It was *empty*."}, Article),
    "page": (
        lambda _make: Page.objects.create(title="About", slug="us", lang="en", body="We."),
        {"title": "About all of us", "body": "Us."},
        Page,
    ),
    "category": (
        lambda _make: Category.objects.create(key="PORTS", name="Ports", slug="ports"),
        {"name": "Harbours of the north"},
        Category,
    ),
}


def stored(model: str):
    """The rows of a table, without the pages that every site has."""
    slugs = {"page": "us", "category": "ports"}
    rows = ROWS[model][2].objects.all()
    return rows.filter(slug=slugs[model]) if model in slugs else rows


def gone_form(boss, model: str, make_article) -> tuple[str, dict[str, str]]:
    """The address of the form of a row, and what somebody typed into it before it was deleted."""
    make, typed, table = ROWS[model]
    row = make(make_article)
    url = f"/admin/articles/{model}/{row.pk}/change/"
    posted = form_of(boss.get(url)) | typed
    table.objects.filter(pk=row.pk).delete()
    return url, posted


@pytest.mark.parametrize("model", ROWS)
def test_the_form_comes_back_with_what_was_typed(boss, make_article, model):
    url, posted = gone_form(boss, model, make_article)
    answer = boss.post(url, posted)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert WORDS in page
    form = html.fromstring(page).get_element_by_id(f"{model}_form")
    assert form.get("action") == f"/admin/articles/{model}/add/"
    for name, value in ROWS[model][1].items():
        assert form.fields[name].strip() == value
    assert "Save as a new" in page
    assert not stored(model).exists()


@pytest.mark.parametrize("model", ROWS)
def test_saved_once_more_it_is_a_new_row(boss, make_article, model):
    url, posted = gone_form(boss, model, make_article)
    again = form_of(boss.post(url, posted))
    if "key" in again:
        # A section is given its key once, as a new one.
        again["key"] = "PORTS"
    answer = boss.post(f"/admin/articles/{model}/add/", again)
    assert answer.status_code == 302, answer.context_data["errors"]
    row = stored(model).get()
    assert {name: getattr(row, name) for name in ROWS[model][1]} == ROWS[model][1]


@pytest.mark.parametrize("client_name", ["boss", "reader"])
def test_a_topic_that_is_gone_comes_back_too(boss, request, client_name):
    tag = Tag.objects.create(name="Ice", slug="ice")
    topic = Topic.objects.create(tag=tag, words={"en": "Old"})
    url = f"/admin/articles/topic/{topic.pk}/change/"
    fields = html.fromstring(boss.get(url).content.decode()).get_element_by_id("topic_form")
    words = next(name for name in fields.fields if name.startswith("words"))
    posted = dict(fields.form_values()) | {words: "Ice in May"}
    topic.delete()
    # Signed in last, in the same browser.
    page = request.getfixturevalue(client_name).post(url, posted).content.decode()
    assert WORDS[:-1] in page
    assert "Ice in May" in page
    assert not Topic.objects.exists()


def test_a_draft_of_the_front_page_that_is_gone_is_a_draft_of_its_own(boss):
    edition = FrontEdition.objects.create(lang="uk")
    url = f"/admin/articles/frontedition/{edition.pk}/change/"
    fields = html.fromstring(boss.get(url).content.decode()).get_element_by_id("edition_form")
    hidden = {name: fields.fields[name] for name in ("version", "lang")}
    posted = {**hidden, "note": "For Friday", "act": "launch"}
    edition.delete()
    answer = boss.post(url, posted)
    draft = FrontEdition.objects.get()
    assert answer["Location"].startswith(f"/admin/articles/frontedition/{draft.pk}/change/")
    assert (draft.note, draft.lang, draft.starts_at) == ("For Friday", "uk", None)


def test_the_script_of_a_story_is_told_where_to_save_it(boss, make_article):
    url, posted = gone_form(boss, "article", make_article)
    answer = boss.post(url, posted, headers={"Accept": "application/json"}).json()
    assert not answer["saved"]
    assert WORDS in " ".join(answer["errors"][""])
    assert answer["gone"]["url"] == "/admin/articles/article/add/"
    assert answer["gone"]["form_name"].startswith("new-")
    assert "Save as a new draft" in answer["gone"]["buttons"]


@pytest.fixture
def reader(client):
    """Somebody who may change stories, sections and topics, and add none."""
    person = User.objects.create_user("rita", is_staff=True)
    names = ("article", "category", "topic")
    rights = [f"{act}_{name}" for act in ("view", "change") for name in names]
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(person)
    return client


@pytest.mark.parametrize("model", ["article", "category"])
def test_who_may_add_nothing_gets_what_was_typed_to_copy(boss, make_article, reader, model):
    url, posted = gone_form(boss, model, make_article)
    answer = reader.post(url, posted)
    assert answer.status_code == 200
    main = html.fromstring(answer.content.decode()).get_element_by_id("content-main")
    assert "Copy from here" in main.text_content()
    assert main.xpath(".//form | .//button | .//input[@type='submit']") == []
    for name, value in ROWS[model][1].items():
        (field,) = main.xpath(f".//*[@name='{name}']")
        assert field.get("readonly") is not None
        assert (field.get("value") or field.text).strip() == value
    assert main.xpath(".//*[@name='names_en']") == []
    # No choice has an attribute that HTML does not know there, or links to other tables.
    assert main.xpath(".//select[@readonly] | .//a") == []
    assert not stored(model).exists()


def test_the_script_of_who_may_add_nothing_says_so_and_keeps_the_form(boss, make_article, reader):
    url, posted = gone_form(boss, "article", make_article)
    answer = reader.post(url, posted, headers={"Accept": "application/json"}).json()
    assert not answer["saved"]
    assert "Copy from here" in " ".join(answer["errors"][""])
    assert "gone" not in answer


def test_reading_or_deleting_what_is_gone_leads_away_as_ever(boss):
    for address in ("change", "delete", "history"):
        assert boss.get(f"/admin/articles/category/99/{address}/").status_code == 302
    assert boss.post("/admin/articles/category/99/delete/", {"post": "yes"}).status_code == 302
    assert not Category.objects.exists()
