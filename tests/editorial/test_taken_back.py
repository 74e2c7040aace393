"""What a source took back proposes a retraction, and a person decides."""

import pytest
from django.utils import timezone

from articles.models import AuditEntry, Source, UpstreamItem
from articles.workflow import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(make_article):
    """A published article, and its original that was taken back."""
    source = Source.objects.create(key="harbour", name="Harbour", kind="API")
    article = make_article(source=source, external_id="7")
    now = timezone.now()
    item = UpstreamItem.objects.create(
        source=source, external_id="7", title="Crane", first_seen_at=now, changed_at=now,
        taken_back_at=now,
    )  # fmt: skip
    return article, item


WORDS = "The source took this item back."


def test_it_is_told_on_the_desk_the_story_and_the_original(pair, make_user, client):
    article, item = pair
    client.force_login(make_user("Editors"))
    desk = client.get("/admin/").content.decode()
    assert "A source took 1 original of a published story back" in desk
    for place in (
        f"/admin/articles/article/{article.pk}/change/",
        f"/admin/articles/article/{article.pk}/review/",
        f"/admin/articles/upstreamitem/{item.pk}/change/",
    ):
        assert WORDS in client.get(place).content.decode(), place
    listed = client.get("/admin/articles/upstreamitem/?taken_back=open").content.decode()
    assert "Crane" in listed
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED


def test_somebody_keeps_the_story_and_is_asked_no_more(pair, make_user, client):
    article, item = pair
    user = make_user("Editors")
    client.force_login(user)
    client.post(f"/admin/articles/upstreamitem/{item.pk}/keep/")
    assert list(UpstreamItem.objects.proposing_retraction()) == []
    assert AuditEntry.objects.get(action="keep_taken_back").actor == user
    page = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert WORDS not in page


def test_a_retracted_story_is_no_question(pair, make_user):
    article, item = pair
    assert list(UpstreamItem.objects.proposing_retraction()) == [item]
    article.retract(make_user("Editors"), "It was taken back.")
    assert list(UpstreamItem.objects.proposing_retraction()) == []
