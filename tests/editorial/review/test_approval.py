"""An approval is of exactly one text, by somebody who may."""

import pytest
from django.core.exceptions import PermissionDenied

from articles.editorial.exceptions import TextChanged
from articles.editorial.review.approval import approve
from articles.models import Article, AuditEntry, Review, Revision

pytestmark = pytest.mark.django_db
MACHINE = {"translatedFrom": "77", "version": 1}


@pytest.fixture
def machine(make_article):
    return make_article(
        "Machine", ai=MACHINE, body="It cost $5 million.", description="A purchase."
    )


def approved(article, by) -> Article:
    approve(article.pk, article.text_hash, by)
    return Article.objects.get(pk=article.pk)


def test_an_approved_text_carries_no_label_and_says_how_it_was_made(machine, make_user):
    assert machine.ai_label == "Translated by a language model"
    article = approved(machine, make_user("Editors"))
    assert article.ai_label == ""
    assert article.ai_note == "Translated by a language model, reviewed by a person"
    assert article.machine_part == "translated"


@pytest.mark.parametrize("field", ["title", "description", "body"])
def test_one_changed_character_voids_it_and_the_same_text_has_it_again(machine, make_user, field):
    article = approved(machine, make_user("Editors"))
    before = getattr(article, field)
    setattr(article, field, before + "!")
    article.save()
    article = Article.objects.get(pk=article.pk)
    assert article.ai_label
    assert not article.is_reviewed
    assert article.risk > 0
    setattr(article, field, before)
    article.save()
    article = Article.objects.get(pk=article.pk)
    assert article.is_reviewed
    assert article.risk == 0


def test_what_readers_do_not_read_voids_nothing(machine, make_user, category):
    article = approved(machine, make_user("Editors"))
    article.category = category
    article.sticky_weight = 3
    article.save()
    assert Article.objects.get(pk=article.pk).is_reviewed


def test_an_import_of_another_text_voids_it_and_of_the_same_text_does_not(
    import_document, example, make_user
):
    article = approved(import_document(example).article, make_user("Editors"))
    same = example.replace(b"  version: 1", b"  version: 2")
    assert same != example
    import_document(same)
    assert Article.objects.get(pk=article.pk).is_reviewed
    import_document(same.rstrip() + b"\n\nOne line more.\n")
    article = Article.objects.get(pk=article.pk)
    assert "One line more." in article.body
    assert article.ai_label == "Rewritten by a language model"


def test_nothing_is_approved_when_the_text_changed_meanwhile(machine, make_user):
    seen = machine.text_hash
    machine.body += " More."
    machine.save()
    with pytest.raises(TextChanged):
        approve(machine.pk, seen, make_user("Editors"))
    assert not Article.objects.get(pk=machine.pk).reviewed_hash
    assert not Review.objects.exists()
    assert not AuditEntry.objects.exists()


def test_of_two_reviewers_one_approves(machine, make_user):
    approve(machine.pk, machine.text_hash, make_user("Editors", "one"))
    with pytest.raises(TextChanged):
        approve(machine.pk, machine.text_hash, make_user("Editors", "two"))
    assert Review.objects.get().by_name == "one"


def test_a_writer_approves_nothing(machine, make_user):
    with pytest.raises(PermissionDenied):
        approve(machine.pk, machine.text_hash, make_user("Writers"))
    assert not Article.objects.get(pk=machine.pk).is_reviewed


def test_it_is_on_record_with_who_what_and_which_claims(machine, make_user):
    editor = make_user("Editors")
    approve(machine.pk, machine.text_hash, editor, "Checked by phone", ["$5 million"])
    review = Review.objects.get()
    assert (review.by, review.text_hash) == (editor, machine.text_hash)
    assert (review.note, review.accepted) == ("Checked by phone", ["$5 million"])
    assert Revision.objects.get().action == "approve"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail["text"]) == ("approve", machine.text_hash)


def test_the_queryset_and_the_label_agree_after_review(machine, make_user):
    by_people = Article.objects.without_unreviewed_machine_text()
    assert not by_people.exists()
    article = approved(machine, make_user("Editors"))
    assert by_people.exists()
    article.body += "!"
    article.save()
    assert not by_people.exists()


def test_an_approved_story_enters_the_news_sitemap_at_once(machine, make_user, client):
    assert b"machine" not in client.get("/news-sitemap.xml").content
    approved(machine, make_user("Editors"))
    assert b"/en/articles/machine/" in client.get("/news-sitemap.xml").content


def test_every_surface_drops_the_label_and_tells_machines_of_the_review(machine, make_user, client):
    def surfaces() -> list[str]:
        paths = ("/en/", "/en/articles/machine/", "/en/feed.rss", "/en/feed.json")
        return [client.get(path).content.decode() for path in paths]

    assert all("Translated by a language model" in text for text in surfaces())
    assert 'content="ai-autonomous"' in surfaces()[1]
    approved(machine, make_user("Editors"))
    home, page, *feeds = surfaces()
    assert "language model" not in home
    assert not any("language model" in feed for feed in feeds)
    assert "Translated by a language model, reviewed by a person" in page
    assert 'content="ai-assisted"' in page
    assert "compositeWithTrainedAlgorithmicMedia" in page
    assert "reviewed: true" in client.get("/en/articles/machine.md").content.decode()
