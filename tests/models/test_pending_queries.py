"""The queries of changes that wait."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.models import PendingRevision

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(make_article):
    """Changes of a live, a scheduled, a retracted article and a draft, the oldest first."""
    values = {"base": {}, "base_version": 1}
    kinds = ({}, {"hours": 5}, {"status": "retracted"}, {"status": "draft"})
    return [
        PendingRevision.objects.create(
            article=make_article(f"Story {number}", **kind), values={"title": str(number)}, **values
        )
        for number, kind in enumerate(kinds)
    ]


def test_those_of_published_articles_may_be_picked_among_the_newest(waiting):
    live, scheduled, _retracted, _draft = waiting
    pending = PendingRevision.objects
    assert set(pending.of_published()) == {live, scheduled}
    assert set(pending.newest(3)) == set(waiting[1:])
    assert set(pending.newest(3).of_published()) == {scheduled}


def test_they_are_due_from_their_time_on(waiting):
    now = timezone.now()
    PendingRevision.objects.filter(pk=waiting[0].pk).update(due_at=now)
    PendingRevision.objects.filter(pk=waiting[1].pk).update(due_at=now + dt.timedelta(hours=1))
    assert list(PendingRevision.objects.due(now)) == [waiting[0]]
    assert not PendingRevision.objects.due(now - dt.timedelta(seconds=1)).exists()
    assert list(PendingRevision.objects.due()) == [waiting[0]]
