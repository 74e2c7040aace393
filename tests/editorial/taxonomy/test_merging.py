"""Merged labels stay merged: for readers, for the next import, and in the files."""

import pytest

from articles.editorial.taxonomy.merging import merge, plan, renamed
from articles.import_export.exporter import document_of
from articles.models import Article, AuditEntry, Category, Tag, TagAlias, TaggedArticle

pytestmark = pytest.mark.django_db


def names(article: Article) -> list[str]:
    return [tag.name for tag in Article.objects.get(pk=article.pk).tag_list]


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


@pytest.fixture
def stories(make_article):
    return [
        make_article("One", tags=["US"]),
        make_article("Two", tags=["Ports", "U.S."]),
        make_article("Three", tags=["U.S.", "Ports", "US"]),
    ]


def test_the_plan_says_what_the_merge_does(stories):
    (part,) = plan(tag("US"), [tag("U.S.")])
    assert (part.stories, part.both) == (2, 1)


def test_every_story_has_the_kept_tag_once_and_in_its_place(stories, make_user):
    merge(tag("US"), [tag("U.S.")], make_user("Editors"))
    assert [names(story) for story in stories] == [["US"], ["Ports", "US"], ["Ports", "US"]]
    assert not Tag.objects.filter(name="U.S.").exists()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail["merged"]) == ("merge_tag", ["U.S."])


def test_the_copies_of_the_links_stay_true(stories, make_user, client):
    merge(tag("US"), [tag("U.S.")], make_user("Editors"))
    page = client.get("/en/tag/us/").content.decode()
    assert all(title in page for title in ("One", "Two", "Three"))


def test_the_old_address_and_its_feeds_lead_to_the_new_one(stories, make_user, client):
    old = tag("U.S.").slug
    merge(tag("US"), [tag("U.S.")], make_user("Editors"))
    for rest in ("", "feed.rss", "feed.json"):
        answer = client.get(f"/en/tag/{old}/{rest}")
        assert (answer.status_code, answer["Location"]) == (301, f"/en/tag/us/{rest}")
    assert client.get("/en/tag/none/").status_code == 404


def test_ways_lead_to_the_last_of_a_chain(stories, make_article, make_user, client):
    editor, old = make_user("Editors"), tag("U.S.").slug
    merge(tag("US"), [tag("U.S.")], editor)
    make_article("Four", tags=["America"])
    merge(tag("America"), [tag("US")], editor)
    assert client.get(f"/en/tag/{old}/")["Location"] == "/en/tag/america/"
    assert Tag.for_words(["u.s."])["u.s."].name == "America"


def test_the_desk_writing_the_old_word_means_the_kept_tag(stories, make_user):
    merge(tag("US"), [tag("U.S.")], make_user("Editors"))
    stories[0].tags.set(["U.S.", "Ports"])
    assert names(stories[0]) == ["US", "Ports"]


@pytest.fixture
def files(import_document, example):
    """Two files: of one the words are merged, of the other, too, and it has both of them."""
    one = example.replace(b"tags:\n", b"tags:\n  - U.S.\n")
    two = one.replace(b"'00417'", b"'00418'").replace(b"tags:\n", b"tags:\n  - US\n")
    for number, document in enumerate((one, two)):
        import_document(document, f"crane-{number}.en.md")
    return [one, two]


def exported() -> list[bytes]:
    return [document_of(article) for article in Article.objects.for_export()]


def test_untouched_files_come_out_byte_for_byte_after_a_merge(files, make_user):
    merge(tag("US"), [tag("U.S.")], make_user("Editors"))
    assert exported() == files


def test_the_next_import_lands_on_the_kept_tag_and_conflicts_with_nothing(
    files, import_document, make_user
):
    merge(tag("US"), [tag("U.S.")], make_user("Editors"))
    stored = import_document(files[1].replace(b"Report", b"Study"), "crane-1.en.md")
    assert stored.conflicts == ()
    assert names(stored.article)[0] == "US"
    assert names(stored.article).count("US") == 1
    fresh = import_document(files[1].replace(b"'00418'", b"'00419'"), "crane-2.en.md")
    assert names(fresh.article).count("US") == 1
    assert not Tag.objects.filter(name="U.S.").exists()


def test_a_tag_that_the_desk_adds_leaves_the_files_own_words(files, make_user):
    merge(tag("US"), [tag("U.S.")], make_user("Editors"))
    article = Article.objects.order_by("pk").first()
    article.tags.add("Extra")
    document = document_of(Article.objects.for_export().get(pk=article.pk))
    assert b"  - U.S.\n" in document
    assert b"Extra" in document


def test_categories_merge_the_same_way(import_document, example, make_user, client):
    import_document(example)
    old = Article.objects.get().category
    kept = Category.from_key("NEWS")
    merge(kept, [old], make_user("Editors"), "One section")
    article = Article.objects.for_export().get()
    assert article.category == kept
    assert document_of(article) == example
    assert Category.from_key(old.key.lower()) == kept
    answer = client.get(f"/en/category/{old.slug}/")
    assert answer["Location"] == f"/en/category/{kept.slug}/"
    assert import_document(example.replace(b"Report", b"Study")).article.category == kept


def test_a_renamed_tag_keeps_its_old_word_and_address(stories, make_user, client):
    before, label = tag("Ports"), tag("Ports")
    label.name, label.slug = "Harbours", "harbours"
    label.save()
    renamed(label, before, make_user("Editors"))
    assert Tag.for_words(["ports"])["ports"] == label
    assert client.get("/en/tag/ports/")["Location"] == "/en/tag/harbours/"
    back = tag("Harbours")
    back.name, back.slug = "Ports", "ports"
    back.save()
    renamed(back, label, make_user("Editors", "two"))
    assert list(TagAlias.objects.values_list("word", "slug")) == [("Harbours", "harbours")]
    assert client.get("/en/tag/ports/").status_code == 200


def rename(label: Tag, name: str, by) -> None:
    before = Tag.objects.get(pk=label.pk)
    label.name, label.slug = name, name.lower()
    label.save()
    renamed(label, before, by)


@pytest.fixture
def moved(stories, make_user):
    """A tag of live stories that was `ports` once, and an unused one that has this address now."""
    editor = make_user("Editors")
    live = tag("Ports")
    rename(live, "Harbours", editor)
    TagAlias.objects.filter(folded="ports").update(folded="", word="")
    return live, Tag.objects.create(name="Ports", slug="ports"), editor


@pytest.mark.parametrize("takes", ["rename", "merge"])
def test_an_old_address_stays_where_readers_are_led(moved, make_article, client, takes):
    _live, unused, editor = moved
    assert client.get("/en/tag/ports/")["Location"] == "/en/tag/harbours/"
    if takes == "rename":
        rename(unused, "Airports", editor)
    else:
        make_article("Four", tags=["Airports"])
        merge(tag("Airports"), [unused], editor)
    assert client.get("/en/tag/ports/")["Location"] == "/en/tag/harbours/"


def test_an_old_address_follows_the_tag_that_readers_saw_there_last(moved, make_article, client):
    _live, later, editor = moved
    make_article("Four", tags=["Ports"])
    assert client.get("/en/tag/ports/").status_code == 200
    rename(later, "Airports", editor)
    assert client.get("/en/tag/ports/")["Location"] == "/en/tag/airports/"


def test_the_number_of_stories_costs_no_query(
    make_article, make_user, django_assert_max_num_queries
):
    for number in range(30):
        make_article(f"Story {number}", tags=["A", "B"] if number % 2 else ["B"])
    keep, other, editor = tag("A"), tag("B"), make_user("Editors")
    # Two of them for the editions that have the tag in focus, two for topics, and one for names in
    # other languages, which go with the tag.
    with django_assert_max_num_queries(24):
        merge(keep, [other], editor)
    assert TaggedArticle.objects.filter(tag=tag("A")).count() == 30
