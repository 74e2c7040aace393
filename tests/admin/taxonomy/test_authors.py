"""Authors at the desk: their form, the names on a story, the bulk action, the filter."""

import pytest

from articles.models import Article, AuditEntry, Author, PendingRevision

pytestmark = pytest.mark.django_db
ADMIN = "/admin/articles/"
ADD = f"{ADMIN}author/add/"


@pytest.fixture
def article(make_article):
    return make_article(author_names=["Ada Reyes", "Ben Okri"], status="draft")


def text(response) -> str:
    return response.content.decode()


def test_an_editor_adds_an_author_with_links(sign_in):
    client = sign_in()
    sent = {
        "name": "Ada Reyes",
        "slug": "ada-reyes",
        "role": "Energy correspondent",
        "bio": "Writes about harbours.",
        "links": "Mastodon https://social.example.org/@ada\nhttps://www.example.org/ada",
        "languages": ["en", "uk"],
    }
    assert client.post(ADD, sent).status_code == 302
    author = Author.objects.get()
    assert author.links == [
        {"label": "Mastodon", "url": "https://social.example.org/@ada"},
        {"label": "example.org", "url": "https://www.example.org/ada"},
    ]
    assert author.languages == ["en", "uk"]
    assert AuditEntry.objects.get().action == "add_author"
    page = text(client.get(f"{ADMIN}author/{author.pk}/change/"))
    assert "Mastodon https://social.example.org/@ada" in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("links", "Home javascript:alert(1)"),
        ("links", "no address at all"),
        ("links", "\n".join(f"L{n} https://example.org/{n}" for n in range(13))),
        ("name", "ADA REYES"),
        ("name", ""),
        ("languages", "xx"),
    ],
)
def test_what_is_refused_says_why(sign_in, field, typed):
    Author.for_names(["Ada Reyes"])
    sent = {"name": "Zoe", "slug": "zoe"} | {field: typed}
    response = sign_in().post(ADD, sent)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors[field]
    assert Author.objects.count() == 1


def test_roles(sign_in, article):
    pk = Author.objects.get(name="Ada Reyes").pk
    writer = sign_in("Writers")
    assert writer.get(f"{ADMIN}author/").status_code == 200
    assert writer.get(ADD).status_code == 403
    editor = sign_in("Editors")
    assert "Account" not in text(editor.get(ADD))
    assert editor.get(f"{ADMIN}author/{pk}/delete/").status_code == 403
    administrator = sign_in("Administrators")
    assert "Account" in text(administrator.get(ADD))
    page = text(administrator.get(f"{ADMIN}author/{pk}/delete/"))
    assert f'articles/article/?author={pk}">1 story' in page


def test_a_rename_is_audited_and_files_find_the_author(sign_in, article):
    author = Author.objects.get(name="Ada Reyes")
    client = sign_in()
    path = f"{ADMIN}author/{author.pk}/change/"
    client.post(path, {"name": "Ada Okri", "slug": "ada-okri"})
    assert AuditEntry.objects.get().action == "rename_author"
    assert Author.for_names(["Ada Reyes"])["ada reyes"].name == "Ada Okri"
    assert "Ada Reyes" in text(client.get(f"{ADMIN}author/"))


def test_two_authors_are_merged(sign_in, article):
    ids = list(Author.objects.order_by("pk").values_list("pk", flat=True))
    client = sign_in()
    sent = {"action": "merge_chosen", "_selected_action": ids}
    answer = client.post(f"{ADMIN}author/", sent)
    assert "1 story gets “Ada Reyes” in its place" in text(client.get(answer["Location"]))
    labels = "-".join(map(str, ids))
    client.post(f"{ADMIN}author/merge/", {"labels": labels, "keep": ids[0], "act": "merge"})
    assert [one.name for one in Article.objects.get().author_list] == ["Ada Reyes"]
    assert AuditEntry.objects.latest("pk").action == "merge_author"


def test_names_are_typed_on_lines_and_new_ones_make_authors(sign_in, url, values, article):
    client = sign_in()
    page = client.get(url(article))
    assert "Ada Reyes\nBen Okri</textarea>" in text(page)
    typed = "  Ben Okri \n\nЗоя Вень\nben okri"
    client.post(url(article), values(page, author_names=typed))
    article = Article.objects.get()
    assert article.author_names == ["Ben Okri", "Зоя Вень"]
    assert [one.name for one in article.author_list] == ["Ben Okri", "Зоя Вень"]
    assert article.revisions.get().front_matter["author"] == ["Ada Reyes", "Ben Okri"]


def test_the_authors_of_a_live_story_wait(sign_in, url, values, make_article):
    article = make_article("Live", author_names=["Ada Reyes"])
    client = sign_in()
    client.post(url(article), values(client.get(url(article)), author_names="Zoe"))
    assert [one.name for one in Article.objects.get().author_list] == ["Ada Reyes"]
    assert PendingRevision.objects.get().values["author_names"] == ["Zoe"]
    sent = values(client.get(url(article)), _step="update", _confirmed="no-summary not-reviewed")
    client.post(url(article), sent)
    assert [one.name for one in Article.objects.get().author_list] == ["Zoe"]


def test_a_name_that_no_file_holds_is_refused(sign_in, url, values, article):
    client = sign_in()
    response = client.post(url(article), values(client.get(url(article)), author_names="x" * 201))
    assert "too long for a name" in text(response)
    assert Article.objects.get().author_names == ["Ada Reyes", "Ben Okri"]


def test_a_new_story_has_its_authors(sign_in, url, values):
    client = sign_in()
    sent = values(
        client.get(url()), title="New", body="Text.", slug="new", author_names="Ada Reyes"
    )
    client.post(url(), sent)
    assert [one.name for one in Article.objects.get().author_list] == ["Ada Reyes"]


def test_many_stories_get_authors_at_once_and_it_is_undone(sign_in, article, make_article):
    other = make_article("Other", status="draft")
    client = sign_in()
    sent = {
        "act": "authors",
        "ids": f"{article.pk} {other.pk}",
        "authors": "Zoe\nAda Reyes",
        "planned": "1",
    }
    plan = client.post(f"{ADMIN}article/plan/", sent)
    assert "Zoe, Ada Reyes" in text(plan)
    seen = " ".join(f"{one.pk}.{one.version}" for one in Article.objects.all())
    client.post(f"{ADMIN}article/do/", sent | {"seen": seen})
    for one in Article.objects.all():
        assert [author.name for author in one.author_list] == ["Zoe", "Ada Reyes"]


def test_the_list_of_stories_is_filtered_by_author(sign_in, article, make_article):
    make_article("Other", author_names=["Ben Okri"])
    make_article("Nobody's")
    client = sign_in()
    ada, ben = Author.objects.order_by("name")
    for query, expected in (
        (f"author={ada.pk}", {"Harbour opens"}),
        (f"author={ben.pk}", {"Harbour opens", "Other"}),
        (f"author={ben.pk}&state=draft", {"Harbour opens"}),
        ("q=author:ben-okri", {"Harbour opens", "Other"}),
        ("q=-author:ben-okri", {"Nobody's"}),
        (f"author={ada.pk}&pinned=yes", set()),
    ):
        response = client.get(f"{ADMIN}article/?{query}")
        assert {row.article.title for row in response.context["rows"]} == expected, query
    assert "Author: Ada Reyes" in text(client.get(f"{ADMIN}article/?author={ada.pk}"))
