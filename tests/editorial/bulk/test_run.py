"""Acts on many stories: said beforehand, done as a whole, undone exactly."""

import pytest

from articles.editorial.bulk.actions import BULK_ACTIONS
from articles.editorial.bulk.plan import plan
from articles.editorial.bulk.run import BULK, run, set_weights
from articles.editorial.bulk.undo import can_be_undone, steps, undo
from articles.editorial.bulk.values import stories
from articles.models import (
    Article,
    AuditEntry,
    Category,
    Image,
    Redirect,
    Revision,
    TaggedArticle,
)
from articles.models.exceptions import StaleArticle
from articles.models.public_changes import lists_changed

pytestmark = pytest.mark.django_db

# What nobody needs to look at before readers get it.
GOOD = {"description": "The harbour opened at noon, and closed again in the evening."}

# Each act, what it is asked for, and the columns of a story that it fits.
FITTING = [
    ("submit", None, {"status": "draft"}),
    ("publish", None, {"status": "in_review", **GOOD}),
    ("publish", None, {"status": "in_review", "published_at": None, **GOOD}),
    ("unpublish", None, {"status": "published"}),
    ("category", "POLITICS", {}),
    ("add_tag", ["Sea", "Art"], {}),
    ("remove_tag", ["ports"], {}),
    ("pin", (7, "2097-01-01T10:00:00+00:00"), {}),
    ("unpin", None, {"sticky_weight": 4}),
    ("language", "uk", {}),
]
KEPT = (
    "status", "published_at", "category_id", "sticky_weight", "sticky_until", "lang", "slug",
    "title", "body", "body_html", "words_body", "content_hash",
)  # fmt: skip


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


def value_of(asked):
    return Category.from_key(asked).pk if isinstance(asked, str) and asked.isupper() else asked


def seen(*articles: Article) -> dict[int, int]:
    return {article.pk: Article.objects.get(pk=article.pk).version for article in articles}


def state_of(article: Article) -> tuple:
    article = Article.objects.get(pk=article.pk)
    tags = [tag.name for tag in article.tag_list]
    return (*(getattr(article, name) for name in KEPT), tags)


def links_are_true(article: Article) -> bool:
    stored = Article.objects.get(pk=article.pk)
    links = TaggedArticle.objects.filter(content_object=article)
    return all(getattr(k, c) == getattr(stored, c) for k in links for c in TaggedArticle.COPIES)


@pytest.mark.parametrize(("name", "asked", "columns"), FITTING)
def test_every_act_is_done_recorded_and_undone_exactly(make_article, editor, name, asked, columns):
    article = make_article(
        "Port", tags=["Ports", "Rail"], category=Category.from_key("ENERGY"), **columns
    )
    before = state_of(article)
    done = run(BULK_ACTIONS[name], value_of(asked), seen(article), editor)
    assert (done.done, done.skipped) == (1, [])
    assert state_of(article) != before
    assert links_are_true(article)
    assert Revision.objects.filter(article=article).count() == 1
    assert AuditEntry.objects.filter(article=article, action=name, actor=editor).count() == 1
    assert done.entry.action == BULK
    assert can_be_undone(done.entry)

    back = undo(done.entry, editor)
    assert (back.done, back.skipped) == (1, [])
    assert state_of(article) == before
    assert links_are_true(article)
    assert AuditEntry.objects.filter(article=article, action="undo").count() == 1
    assert Revision.objects.filter(article=article).count() == 2


@pytest.mark.parametrize(("name", "asked", "columns"), FITTING)
def test_a_story_that_somebody_changed_since_stays_as_it_is(
    make_article, editor, name, asked, columns
):
    article = make_article("Port", tags=["Ports", "Rail"], **columns)
    done = run(BULK_ACTIONS[name], value_of(asked), seen(article), editor)
    theirs = Article.objects.get()
    theirs.title = "Another title"
    theirs.save()
    after = state_of(article)
    assert [step.why for step in steps(done.entry, editor)] == ["somebody changed it since"]
    back = undo(done.entry, editor)
    assert (back.done, len(back.skipped)) == (0, 1)
    assert state_of(article) == after


def test_a_second_undo_finds_nothing_to_do(make_article, editor):
    done = run(BULK_ACTIONS["pin"], (3, None), seen(make_article()), editor)
    assert undo(done.entry, editor).done == 1
    assert undo(done.entry, editor).done == 0


def test_a_story_that_was_saved_after_the_plan_was_shown_is_left_alone(make_article, editor):
    article, other = (make_article(name, status="in_review", **GOOD) for name in ("One", "Two"))
    shown = seen(article, other)
    Article.objects.get(pk=other.pk).save()
    done = run(BULK_ACTIONS["publish"], None, shown, editor)
    assert done.done == 1
    assert done.skipped == [("Two", "somebody changed it meanwhile")]
    assert Article.objects.get(pk=other.pk).status == "in_review"


def test_the_plan_says_what_it_skips_and_why(make_article, editor):
    make_article("Ready", status="in_review", **GOOD)
    make_article("Not ready", status="draft")
    make_article("Later", status="in_review", hours=5, **GOOD)
    made = plan(
        BULK_ACTIONS["publish"], None, stories(Article.objects.values_list("pk", flat=True)), editor
    )
    assert [(line.article.title, line.says) for line in made.touched] == [
        ("Ready", "In review → Published"),
        ("Later", "In review → Scheduled"),
    ]
    assert [(line.article.title, line.why) for line in made.skipped] == [
        ("Not ready", "Draft, not In review")
    ]


def test_writers_change_drafts_only(make_article, make_user):
    draft, live = make_article("Draft", status="draft"), make_article("Live")
    energy = Category.from_key("ENERGY")
    writer = make_user("Writers")
    done = run(BULK_ACTIONS["category"], energy.pk, seen(draft, live), writer)
    assert done.skipped == [("Live", "readers see it: an editor must do it")]
    assert Article.objects.get(pk=live.pk).category is None
    for name in ("publish", "pin", "unpin", "unpublish"):
        assert run(BULK_ACTIONS[name], (1, None), seen(draft, live), writer).done == 0


def test_undo_asks_for_the_same_right_again(make_article, editor, make_user):
    done = run(BULK_ACTIONS["pin"], (3, None), seen(make_article()), editor)
    back = undo(done.entry, make_user("Writers"))
    assert back.skipped == [("Harbour opens", "your role does not allow it")]
    assert Article.objects.get().sticky_weight == 3


def test_two_stories_cannot_move_to_one_address(make_article, editor, source):
    first, second = make_article("Port"), make_article("Port", lang="ar")
    there = make_article("Crane", lang="uk", source=source, external_id="7")
    translation = make_article("Crane in English", source=source, external_id="7")
    done = run(BULK_ACTIONS["language"], "uk", seen(first, second, translation), editor)
    assert done.done == 1
    assert dict(done.skipped) == {
        "Port": "another story has this address in that language",
        "Crane in English": "its translation is there already",
    }
    assert Article.objects.get(pk=first.pk).lang == "uk"
    assert Redirect.objects.get().path == "/en/articles/port"
    assert Article.objects.get(pk=there.pk).slug == "crane"


def test_undoing_a_language_that_is_taken_meanwhile_is_refused(make_article, editor):
    article = make_article("Port")
    done = run(BULK_ACTIONS["language"], "uk", seen(article), editor)
    make_article("Port")
    assert undo(done.entry, editor).skipped == [
        ("Port", "another story has this address in that language")
    ]


def test_a_deleted_story_and_a_deleted_section_are_told(make_article, editor):
    energy = Category.from_key("ENERGY")
    gone, kept = make_article("Gone", category=energy), make_article("Kept", category=energy)
    done = run(BULK_ACTIONS["category"], Category.from_key("POLITICS").pk, seen(gone, kept), editor)
    gone.delete()
    energy.delete()
    assert dict(undo(done.entry, editor).skipped) == {
        "Gone": "deleted since",
        "Kept": "its section is gone",
    }


def test_the_order_of_pins_is_written_as_a_whole_or_not_at_all(make_article, editor):
    one, two = make_article("One", sticky_weight=5), make_article("Two", sticky_weight=4)
    before = {one.pk: 5, two.pk: 4}
    entry = set_weights({one.pk: 4, two.pk: 5}, before, editor)
    assert Article.objects.live().pinned().first() == two
    with pytest.raises(StaleArticle):
        set_weights({one.pk: 9, two.pk: 8}, before, editor)
    assert Article.objects.live().pinned().first() == two
    assert undo(entry, editor).done == 2
    assert Article.objects.live().pinned().first() == one


def test_many_stories_cost_few_queries_to_plan(make_article, editor, django_assert_max_num_queries):
    for number in range(12):
        make_article(f"S{number}", tags=["A", "B"])
    editor.get_all_permissions()
    ids = list(Article.objects.values_list("pk", flat=True))
    for name, asked, _columns in FITTING:
        value = value_of(asked)
        with django_assert_max_num_queries(5):
            plan(BULK_ACTIONS[name], value, stories(ids), editor)


def test_public_changes_are_announced_once_for_what_readers_see(
    make_article, editor, django_capture_on_commit_callbacks
):
    told = []

    def hear(lists, **kwargs):
        told.append(lists)

    lists_changed.connect(hear)  # Weakly: forgotten with this function.
    live, draft = make_article("Live"), make_article("Draft", status="draft")
    with django_capture_on_commit_callbacks(execute=True):
        run(BULK_ACTIONS["add_tag"], ["Sea"], seen(live, draft), editor)
    assert len(told) == 1


def test_a_story_that_readers_could_not_have_alone_is_not_published_with_many(make_article, editor):
    good = make_article("Good", status="in_review", **GOOD)
    empty = make_article("Empty", status="in_review", body="")
    broken = make_article("Broken", status="in_review", body="See [this](/en/articles/nowhere/).")
    found = plan(BULK_ACTIONS["publish"], None, stories([good.pk, empty.pk, broken.pk]), editor)
    assert [line.article for line in found.touched] == [good]
    assert [line.why for line in found.skipped] == [
        "There is no text yet.",
        "A link leads to no story of this site: /en/articles/nowhere/",
    ]


def test_a_story_with_warnings_is_published_only_to_who_says_yes_to_them(make_article, editor):
    cover = Image.objects.create(alt="A crane")
    good = make_article("Good", status="in_review", **GOOD)
    machine = make_article(
        "Machine", status="in_review", ai={"rewritten": True}, cover=cover, **GOOD
    )
    hidden = make_article("Hidden", status="in_review", body="[x](/en/articles/machine/)", **GOOD)
    everything = seen(good, machine, hidden)
    found = plan(BULK_ACTIONS["publish"], None, stories(everything), editor)
    assert [line.article for line in found.touched] == [good]
    assert [(line.article, line.why) for line in found.asked] == [(machine, ""), (hidden, "")]
    said = " ".join(warning for line in found.asked for warning in line.warnings)
    for words in ("The cover does not say", "Nobody has reviewed", "readers cannot see now"):
        assert words in said
    done = run(BULK_ACTIONS["publish"], None, everything, editor, accepted=[hidden.pk])
    assert (done.done, done.asked, done.skipped) == (2, [machine.pk], [])
    assert Article.objects.get(pk=machine.pk).status == "in_review"


def test_five_hundred_stories_are_looked_at_in_a_few_questions(
    make_article, editor, django_assert_max_num_queries
):
    cover = Image.objects.create(alt="A crane")
    ids = [
        make_article(
            f"S{n}", status="in_review", body=f"[x](/en/articles/s{n + 1}/)", cover=cover
        ).pk
        for n in range(20)
    ]
    editor.has_perm("articles.publish_article")
    # One of them is for the house words.
    with django_assert_max_num_queries(7):
        assert len(plan(BULK_ACTIONS["publish"], None, stories(ids), editor).lines) == 20
