"""Records in: identity, merging, and what an editor decided."""

import pytest
from django.db import IntegrityError

from articles.front_matter.files import parse
from articles.import_export.batch import RowBatch
from articles.import_export.originals import site_rules
from articles.import_export.store import StoreOutcome, extract
from articles.models import Article, Category, Image, Redirect, Revision, Source, Tag
from articles.workflow import Status

pytestmark = pytest.mark.django_db


def test_everything_a_file_says_is_stored(import_document, example):
    article = import_document(example).article
    assert article.title == "Port of Lindholm Lifts Its First Driverless Crane: Report"
    assert article.status == Status.PUBLISHED
    assert (article.source.key, article.source.name, article.source.kind) == (
        "tidewater", "Tidewater Wire", "RSS",
    )  # fmt: skip
    assert article.category.key == "PORTS"
    assert [tag.name for tag in article.tag_list] == ["PORTS", "Automation", "LINDHOLM"]
    assert article.cover.variants.count() == 6
    assert article.cover.picture.width == 1080
    assert article.ai == {
        "rewritten": True, "expandedAt": "2026-11-10T09:02:44.000Z", "version": 1,
    }  # fmt: skip
    assert article.external_id == "00417"
    assert "<strong>Lindholm</strong>" in article.body_html
    assert article.original.repairs[0]["key"] == "description"
    assert bytes(article.original.data) == example


def test_what_was_stored_says_what_the_file_said(import_document, example):
    parsed = parse(example, "harbour-crane.en.md", site_rules())
    assert extract(import_document(example).article) == parsed.record


def test_the_same_file_again_changes_nothing(
    import_document, example, django_assert_max_num_queries
):
    import_document(example)
    version = Article.objects.get().version
    with django_assert_max_num_queries(14):
        assert import_document(example).outcome == StoreOutcome.UNCHANGED
    assert Article.objects.get().version == version
    assert not Revision.objects.exists()


def test_identity_is_source_id_and_language(import_document, example):
    import_document(example)
    import_document(example.replace(b"lang: en", b"lang: uk"), "harbour-crane.uk.md")
    import_document(example.replace(b"'00417'", b"'417'"), "harbour-crane.en.md")
    import_document(example.replace(b"key: tidewater", b"key: other"), "harbour-crane.en.md")
    assert Article.objects.count() == 4
    assert sorted(Article.objects.values_list("slug", flat=True)) == [
        "harbour-crane", "harbour-crane", "harbour-crane-2", "harbour-crane-3",
    ]  # fmt: skip


def test_an_id_without_a_source_is_an_identity_too(import_document, example):
    text = example.decode()
    start, end = text.index("source:"), text.index("category:")
    alone = (text[:start] + text[end:]).encode()
    assert import_document(alone).outcome == StoreOutcome.CREATED
    assert import_document(alone.replace(b"Report", b"Reports")).outcome == StoreOutcome.UPDATED
    with pytest.raises(IntegrityError):
        Article.objects.create(title="T", slug="x", lang="en", external_id="00417")


def test_without_an_id_the_address_is_the_identity(import_document, example):
    plain = example.replace(b"externalId: '00417'\n", b"")
    import_document(plain)
    assert import_document(plain.replace(b"Report", b"Reports")).outcome == StoreOutcome.UPDATED
    assert import_document(plain, "another.en.md").outcome == StoreOutcome.CREATED


def test_a_file_whose_address_was_taken_is_known_again(import_document, example):
    import_document(example)
    other = example.replace(b"externalId: '00417'\n", b"")
    assert import_document(other).article.slug == "harbour-crane-2"
    assert import_document(other.replace(b"Report", b"Reports")).article.slug == "harbour-crane-2"
    assert Article.objects.count() == 2


def test_an_article_whose_source_the_desk_changed_is_known_by_its_file(import_document, example):
    article = import_document(example).article
    article.source = Source.objects.create(key="desk", name="The desk's", kind="RSS")
    article.save()
    stored = import_document(example.replace(b"Report", b"Study"))
    assert (stored.outcome, stored.article.pk) == (StoreOutcome.UPDATED, article.pk)
    article = Article.objects.get()
    assert article.source.key == "desk"
    assert article.title.endswith("Study")


def test_a_draft_without_a_time_takes_none_from_what_the_desk_published(
    import_document, example, make_user
):
    article = import_document(example.replace(b"draft: false", b"draft: true")).article
    editor = make_user("Editors")
    article.submit(editor)
    article.publish(editor)
    start, end = example.index(b"publishedAt:"), example.index(b"updatedAt:")
    timeless = example[:start] + example[end:]
    stored = import_document(
        timeless.replace(b"draft: false", b"draft: true").replace(b"Report", b"Study")
    )
    assert stored.outcome == StoreOutcome.UPDATED
    article = Article.objects.get()
    assert article.is_live
    assert article.title.endswith("Study")


def test_a_moved_file_leaves_a_redirect(import_document, example):
    import_document(example)
    import_document(example + b"\n", "driverless-crane.en.md")
    article = Article.objects.get()
    assert article.slug == "driverless-crane"
    assert Redirect.objects.get(path="/en/articles/harbour-crane").article == article


def test_what_only_upstream_changed_is_followed(import_document, example):
    import_document(example)
    changed = (
        example.replace(b"Report", b"Study")
        .replace(b"  - PORTS\n", b"")
        .replace(
            b"raw: 'https://images.unsplash.com/photo-1",
            b"raw: 'https://images.unsplash.com/photo-2",
        )
    )
    stored = import_document(changed)
    article = Article.objects.get()
    assert (stored.outcome, stored.conflicts) == (StoreOutcome.UPDATED, ())
    assert article.title.endswith("Study")
    assert [tag.name for tag in article.tag_list] == ["Automation", "LINDHOLM"]
    assert "photo-2" in article.cover.picture.srcset
    assert article.reader_modified_at
    (kept,) = article.revisions.all()
    assert kept.action == "import"
    assert kept.front_matter["title"].endswith("Report")
    assert kept.front_matter["tags"] == ["PORTS", "Automation", "LINDHOLM"]


def test_reimport_keeps_the_desks_title(import_document, example):
    article = import_document(example).article
    article.title = "The desk's title"
    article.save()
    stored = import_document(example.replace(b"put a driverless", b"put its driverless"))
    article = Article.objects.get()
    assert article.title == "The desk's title"
    assert "put its driverless" in article.description
    assert stored.conflicts == ()


def test_a_field_that_both_changed_is_a_conflict_and_the_desks_stays(import_document, example):
    article = import_document(example).article
    article.title = "The desk's title"
    article.save()
    stored = import_document(example.replace(b"Report", b"Study"))
    (conflict,) = stored.conflicts
    assert (conflict.field, conflict.ours) == ("title", "The desk's title")
    assert conflict.theirs.endswith("Study")
    assert Article.objects.get().title == "The desk's title"
    # Told once: the file is now the base of the next comparison.
    assert import_document(example.replace(b"Report", b"Study")).conflicts == ()


@pytest.mark.parametrize("steps", [["unpublish"], ["retract"], ["unpublish", "submit"]])
def test_an_import_never_publishes_what_an_editor_took_down(
    import_document, example, make_user, steps
):
    editor, article = make_user("Editors"), import_document(example).article
    for step in steps:
        getattr(article, step)(editor, "wrong")
    import_document(example.replace(b"Report", b"Study"))
    import_document(example.replace(b"draft: false", b"draft: true"))
    import_document(example.replace(b"draft: false", b"draft: false # really"))
    assert Article.objects.get().status == article.status != Status.PUBLISHED


def test_a_draft_that_an_editor_unpublished_stays_down(import_document, example, make_user):
    editor = make_user("Editors")
    draft = example.replace(b"draft: false", b"draft: true")
    article = import_document(draft).article
    for step in ("submit", "publish", "unpublish"):
        getattr(article, step)(editor)
    import_document(example)
    assert Article.objects.get().status == Status.DRAFT


def test_upstream_may_publish_and_take_back_what_no_editor_touched(import_document, example):
    draft = example.replace(b"draft: false", b"draft: true")
    import_document(draft)
    assert Article.objects.get().status == Status.DRAFT
    import_document(example)
    assert Article.objects.get().is_live
    import_document(draft)
    assert not Article.objects.live().exists()


def test_the_desks_pin_stays(import_document, example):
    article = import_document(example).article
    article.sticky_weight = 5
    article.save()
    import_document(example.replace(b"Report", b"Study"))
    assert Article.objects.get().sticky_weight == 5


def test_a_file_for_the_address_of_a_desk_article_overwrites_nothing(
    import_document, make_article, example
):
    make_article("Written here", slug="harbour-crane", body="Ours.")
    plain = example.replace(b"externalId: '00417'\n", b"")
    stored = import_document(plain)
    assert "body" in {conflict.field for conflict in stored.conflicts}
    article = Article.objects.get()
    assert (article.title, article.body) == ("Written here", "Ours.")


def test_a_failure_leaves_nothing_half_written(import_document, example, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(RowBatch, "_write_originals", fail)
    with pytest.raises(RuntimeError):
        import_document(example)
    for model in (Article, Source, Category, Image, Tag):
        assert not model.objects.exists()


def test_the_first_file_names_a_source_and_later_ones_add_only_its_address(
    import_document, example
):
    import_document(example)
    import_document(
        example.replace(b"'00417'", b"'9'").replace(
            b"name: Tidewater Wire", b"name: Shouting Wire\n  url: https://wire.example.org"
        )
    )
    source = Source.objects.get()
    assert (source.name, source.url) == ("Tidewater Wire", "https://wire.example.org")


def test_aliases_lead_to_the_article_and_the_first_to_claim_one_keeps_it(import_document, example):
    with_alias = example.replace(b"---\n## ", b"aliases:\n  - /old/crane\n---\n## ")
    first = import_document(with_alias).article
    import_document(with_alias.replace(b"lang: en", b"lang: uk"), "harbour-crane.uk.md")
    assert Redirect.objects.get(path="/old/crane").article == first


def test_unknown_keys_come_out_again(import_document, example):
    odd = example.replace(b"  type: RSS", b"  type: RSS\n  desk: night").replace(
        b"---\n## ", b"series: {part: 02}\n---\n## "
    )
    record = extract(import_document(odd).article)
    assert record.extra == {"series": {"part": "02"}}
    assert record.source.extra == {"desk": "night"}
