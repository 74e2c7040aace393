"""Transitions: legal ones do what they say, all others change nothing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from articles.models import (
    Article,
    AuditEntry,
    Correction,
    PreviewLink,
    Revision,
    TaggedArticle,
)
from articles.models.exceptions import MissingReason, WrongState
from articles.workflow import TRANSITIONS, Status
from tests.examples import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(make_user):
    return make_user("Editors")


@pytest.mark.parametrize("step", TRANSITIONS.values(), ids=lambda step: step.name)
@pytest.mark.parametrize("status", Status)
def test_a_step_is_taken_from_its_own_state_only(make_article, editor, step, status):
    article = make_article(status=status)
    take = getattr(article, step.name)
    if status == step.source:
        take(editor, "because")
        assert Article.objects.get().status == article.status == step.target
        assert article.revisions.get().action == step.name
    else:
        with pytest.raises(WrongState):
            take(editor, "because")
        assert Article.objects.get().status == status
        assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("way_out", "hours"), [("unpublish", -1), ("unpublish", 1), ("retract", -1)]
)
@pytest.mark.parametrize("edited", [True, False])
def test_a_story_that_comes_back_with_another_text_was_updated_then(
    make_article, way_out, hours, edited
):
    """Readers saw the first text, unless the story was only scheduled."""
    article = make_article("Harbour opens", hours=hours)
    published_at = article.published_at
    getattr(article, way_out)(None, "Wrong.")
    if article.status == Status.RETRACTED:
        article.restore(None)
    if edited:
        article.title = "Harbour closes"
        article.save()
    article.submit(None)
    article.publish(None)
    article.refresh_from_db()
    assert article.published_at == published_at
    seen_before = edited and hours < 0
    assert article.reader_modified_at == (article.modified_at if seen_before else None)


@pytest.mark.parametrize("step", TRANSITIONS.values(), ids=lambda step: step.name)
def test_a_step_needs_its_permission(make_article, make_user, step):
    article = make_article(status=step.source)
    if step.name == "submit":
        writer = make_user("Editors")
        writer.groups.clear()
    else:
        writer = make_user("Writers")
    with pytest.raises(PermissionDenied):
        getattr(article, step.name)(writer, "because")
    assert Article.objects.get().status == step.source


def test_writers_submit_and_editors_publish(make_article, make_user, editor):
    article = make_article(status=Status.DRAFT)
    article.submit(make_user("Writers"))
    article.publish(editor)
    assert Article.objects.live().get() == article


def test_publishing_without_a_time_means_now(make_article, editor):
    article = make_article(status=Status.IN_REVIEW, published_at=None)
    article.publish(editor)
    assert article.published_at
    assert Article.objects.get().is_live


def test_publishing_keeps_a_time_ahead(make_article, editor):
    article = make_article(status=Status.IN_REVIEW, hours=5)
    article.publish(editor)
    assert article.is_scheduled


def test_retracting_needs_a_reason_and_keeps_it(make_article, editor):
    article = make_article()
    with pytest.raises(MissingReason):
        article.retract(editor, "  ")
    assert Article.objects.get().is_published
    article.retract(editor, "The figures were invented.")
    assert article.retraction_reason() == "The figures were invented."


def test_a_scheduled_story_is_unpublished_and_never_retracted(make_article, editor):
    """A retraction tells readers the address, the title and a reason; they never saw this one."""
    article = make_article(hours=5)
    assert not article.may(TRANSITIONS["retract"], editor)
    with pytest.raises(WrongState, match="scheduled, not live"):
        article.retract(editor, "Wrong.")
    assert Article.objects.get().is_scheduled
    assert not Correction.objects.exists()
    article.unpublish(editor)
    assert Article.objects.get().status == Status.DRAFT


def test_a_retraction_ends_the_preview_links(make_article, editor):
    article, other = make_article(), make_article("Another")
    soon = timezone.now() + dt.timedelta(hours=1)
    link, others = (
        PreviewLink.objects.create(article=each, expires_at=soon) for each in (article, other)
    )
    article.retract(editor, "Wrong.")
    link.refresh_from_db()
    others.refresh_from_db()
    assert (link.holds, link.revoked_by_name) == (False, editor.get_username())
    assert others.holds
    assert AuditEntry.objects.get(action="retract").detail == {"preview_links": [link.pk]}
    article.restore(editor)
    link.refresh_from_db()
    assert not link.holds


def test_the_second_of_two_people_is_told(make_article, editor):
    mine, theirs = make_article(status=Status.IN_REVIEW), Article.objects.get()
    theirs.send_back(editor)
    with pytest.raises(WrongState) as caught:
        mine.publish(editor)
    assert caught.value.status == Status.DRAFT
    assert Revision.objects.count() == 1


def test_a_step_saves_its_own_columns_only(make_article, editor):
    article = make_article("Right", status=Status.IN_REVIEW)
    article.title = "Typed but never saved"
    article.publish(editor)
    assert Article.objects.get().title == "Right"


def test_every_step_leaves_a_revision_and_a_line_in_the_log(make_article, editor):
    article = make_article(status=Status.DRAFT, tags=["Ports"])
    article.submit(editor, "ready")
    kept = article.revisions.get()
    assert (kept.author, kept.reason, kept.status) == (editor, "ready", "draft")
    assert kept.front_matter["tags"] == ["Ports"]
    assert kept.body == article.body
    line = AuditEntry.objects.get()
    assert (line.actor, line.article, line.action, line.reason) == (
        editor,
        article,
        "submit",
        "ready",
    )


def test_the_log_outlives_the_person_and_the_story(make_article, editor):
    article = make_article(status=Status.DRAFT)
    name = editor.get_username()
    article.submit(editor)
    article.delete()
    editor.delete()
    line = AuditEntry.objects.get()
    assert (line.actor, line.article) == (None, None)
    assert (line.actor_name, line.title) == (name, article.title)


def test_a_commands_step_is_in_the_log_without_a_name(make_article):
    make_article(status=Status.DRAFT).submit(None)
    assert AuditEntry.objects.get().actor_name == ""


def test_the_tags_links_follow_every_step(make_article, editor):
    article = make_article(status=Status.IN_REVIEW, published_at=None, tags=["Ports"])
    article.publish(editor)
    link = TaggedArticle.objects.get()
    assert (link.status, link.published_at) == ("published", article.published_at)


class Desk(RuleBasedStateMachine):
    """Anybody may try anything at any time; the table always decides."""

    def __init__(self) -> None:
        super().__init__()
        from django.contrib.auth.models import User

        self.editor = User.objects.create_superuser("root")
        self.article = Article.objects.create(title="T", slug="t", lang="en", body="b")
        self.article.tags.set(["Ports"])
        self.expected = Status.DRAFT
        self.taken = 0

    @rule(name=st.sampled_from(sorted(TRANSITIONS)), fresh=st.booleans())
    def take(self, name, fresh):
        step = TRANSITIONS[name]
        article = Article.objects.get() if fresh else self.article
        try:
            getattr(article, name)(self.editor, "why")
        except WrongState:
            assert self.expected != step.source
        else:
            assert self.expected == step.source
            self.expected = step.target
            self.taken += 1

    @rule(weight=st.integers(-3, 3))
    @precondition(lambda self: True)
    def pin(self, weight):
        article = Article.objects.get()
        article.sticky_weight = weight
        article.save()

    @invariant()
    def the_rows_agree(self):
        article = Article.objects.get()
        link = TaggedArticle.objects.get()
        assert article.status == self.expected
        assert Article.objects.live().exists() == (self.expected == Status.PUBLISHED)
        assert Revision.objects.count() == self.taken
        for column in TaggedArticle.COPIES:
            assert getattr(link, column) == getattr(article, column)

    def teardown(self) -> None:
        Article.objects.all().delete()
        type(self.editor).objects.all().delete()


class DeskTest(TestCase, Desk.TestCase):
    settings = settings(
        max_examples=examples(15),
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
