"""Authors: found by any name that they had, linked in the order of an article's names."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.editorial.taxonomy.merging import merge, plan, renamed
from articles.models import Article, ArticleAuthor, Author, AuthorAlias, Image, PublicChange
from articles.models.authorship import load_authors
from articles.models.revise import Changes
from articles.models.standing import Standing
from tests.examples import examples

pytestmark = pytest.mark.django_db


def names_of(article: Article) -> list[str]:
    return [author.name for author in Article.objects.get(pk=article.pk).author_list]


@pytest.fixture
def article(make_article):
    return make_article(author_names=["Ada Reyes", "Лі Вень"])


def test_names_make_authors_and_links_in_their_order(article):
    assert names_of(article) == ["Ada Reyes", "Лі Вень"]
    links = ArticleAuthor.objects.all()
    assert [(link.position, link.author.name) for link in links] == [
        (0, "Ada Reyes"),
        (1, "Лі Вень"),
    ]
    for link in links:
        assert all(getattr(link, name) == getattr(article, name) for name in ArticleAuthor.COPIES)
    assert Author.objects.get(name="Лі Вень").slug == "li-ven"


def test_any_spelling_means_the_same_author(article, make_article):
    other = make_article("Other", author_names=["ADA  REYES"])
    assert Author.objects.count() == 2
    assert names_of(other) == ["Ada Reyes"]
    assert Article.objects.get(pk=other.pk).author_names == ["ADA  REYES"]


def test_a_revision_changes_links_and_copies(article):
    article.revise(Changes({"author_names": ["Ben Okri", "Ada Reyes"]}), None)
    assert names_of(article) == ["Ben Okri", "Ada Reyes"]
    article.revise(Changes({"sticky_weight": 3}), None)
    assert set(ArticleAuthor.objects.values_list("sticky_weight", flat=True)) == {3}
    article.revise(Changes({"author_names": []}), None)
    assert not ArticleAuthor.objects.exists()
    assert article.author_list == []


def test_an_article_without_authors_asks_for_none(make_article, django_assert_num_queries):
    article = make_article()
    with django_assert_num_queries(0):
        assert article.author_list == []
        load_authors([article])


def test_many_articles_ask_once(make_article, django_assert_num_queries):
    for number in range(4):
        make_article(f"Story {number}", author_names=["Ada Reyes", "Ben Okri"][: number % 3])
    articles = list(Article.objects.order_by("pk"))
    with django_assert_num_queries(1):
        load_authors(articles)
        counts = [len(article.author_list) for article in articles]
    assert counts == [0, 1, 2, 0]


def test_a_machines_text_has_nobody_as_author_also_when_it_is_approved(make_article):
    article = make_article(author_names=["Ada Reyes"], ai={"rewritten": True})
    for approved in ("", article.text_hash):
        article.reviewed_hash = approved
        assert article.written_by == []
        assert [one.name for one in article.reported_by] == ["Ada Reyes"]
    by_people = make_article("Own", author_names=["Ada Reyes"], ai={"rewritten": False})
    assert [one.name for one in by_people.written_by] == ["Ada Reyes"]
    assert by_people.reported_by == []


def test_the_keys_of_a_change_name_the_authors_lists(article, told_keys):
    ada, li = Author.objects.order_by("pk")
    told = told_keys(lambda: article.revise(Changes({"author_names": ["Лі Вень"]}), None))
    assert f"list:en:author:{ada.pk}" in told
    assert f"article:{article.pk}" in told
    assert f"list:en:author:{li.pk}" not in told
    assert Standing.of(article).author_ids == {li.pk}


def test_a_new_word_about_an_author_is_told_and_a_word_of_nobody_is_not(article, told_keys):
    ada = Author.objects.get(name="Ada Reyes")
    ada.bio = "Writes about harbours."
    assert f"author:{ada.pk}" in told_keys(ada.save)
    assert told_keys(Author(name="Nobody", slug="nobody").save) == set()


def test_a_new_word_about_the_picture_is_told(article, told_keys):
    ada = Author.objects.get(name="Ada Reyes")
    ada.picture = picture = Image.objects.create(alt="A face")
    ada.save()
    picture.alt = "Ada"
    assert f"author:{ada.pk}" in told_keys(picture.save)


def test_merging_moves_stories_names_and_addresses(article, make_article, make_user):
    both = make_article("Both", author_names=["A. Reyes", "Ada Reyes"])
    one = make_article("One", author_names=["A. Reyes"])
    keep, other = Author.objects.get(name="Ada Reyes"), Author.objects.get(name="A. Reyes")
    (part,) = plan(keep, [other])
    assert (part.stories, part.both) == (2, 1)
    merge(keep, [other], make_user("Editors"))
    assert names_of(one) == names_of(both) == ["Ada Reyes"]
    assert AuthorAlias.objects.get().slug == "a-reyes"
    # The word of the file goes on meaning the author, also in a later revision.
    one = Article.objects.get(pk=one.pk)
    one.revise(Changes({"author_names": ["a. reyes", "Ben Okri"]}), None)
    assert names_of(one) == ["Ada Reyes", "Ben Okri"]


def test_merging_keeps_the_account(article, make_article, make_user):
    make_article("One", author_names=["A. Reyes"])
    keep, other = Author.objects.get(name="Ada Reyes"), Author.objects.get(name="A. Reyes")
    other.account = make_user("Writers")
    other.save()
    merge(keep, [other], make_user("Editors"))
    assert Author.objects.get(pk=keep.pk).account == other.account


def test_a_renamed_author_is_found_by_the_name_of_before(article, make_article, make_user):
    ada = Author.objects.get(name="Ada Reyes")
    before = Author.objects.get(pk=ada.pk)
    ada.name, ada.slug = "Ada Okri", "ada-okri"
    ada.save()
    renamed(ada, before, make_user("Editors"))
    assert names_of(article)[0] == "Ada Okri"
    assert names_of(make_article("Later", author_names=["Ada Reyes"])) == ["Ada Okri"]


def test_an_author_of_stories_is_not_deleted(article):
    with pytest.raises(ProtectedError):
        Author.objects.get(name="Ada Reyes").delete()
    article.delete()
    assert Author.objects.get(name="Ada Reyes").delete()[0] == 1
    assert PublicChange.objects.exists()


@pytest.mark.parametrize(
    "links",
    [
        "https://example.org",
        [{"label": "", "url": "https://example.org"}],
        [{"label": "Home", "url": "javascript:alert(1)"}],
        [{"label": "Home", "url": "http://example.org/"}],
        [{"label": "Home", "url": "https://localhost/"}],
        [{"label": "Home", "url": "https://example.org/", "rel": "me"}],
        [{"label": f"{n}", "url": "https://example.org/"} for n in range(13)],
    ],
)
def test_links_that_no_reader_can_open_are_refused(links):
    with pytest.raises(ValidationError):
        Author(name="Ada", slug="ada", links=links).full_clean()


@given(st.lists(st.sampled_from(["Ada", "ADA", "Бен", "Zoé", "Zoe"]), max_size=5))
@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_links_follow_the_names_whatever_they_are(article, names):
    article = Article.objects.get(pk=article.pk)
    article.revise(Changes({"author_names": names}), None)
    known = dict.fromkeys(name.casefold() for name in names)
    assert [author.name.casefold() for author in article.author_list] == list(known)
    assert names_of(article) == [author.name for author in article.author_list]


def test_all_pages_end_with_an_account_alone(make_user, told_keys, settings):
    settings.REVIEWER_SHOWN = "name"
    author = Author(name="Ada Reyes", slug="ada-reyes")
    assert told_keys(author.save) == set()
    assert not author.is_seen_by_readers()
    author.account = make_user("Editors")
    assert told_keys(author.save) == {"site"}
    author.account = None
    assert told_keys(author.save) == {"site"}
