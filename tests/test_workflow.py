"""The table of transitions is complete, and roles hold what they should."""

import pytest
from django.contrib.auth.models import Group

from articles.models import Article, Revision
from articles.workflow import (
    ARTICLE_PERMISSIONS,
    GROUPS,
    STATUS_LABELS,
    TRANSITIONS,
    Status,
)


def test_the_table_is_the_one_that_was_agreed():
    assert {(s.source, s.name, s.target) for s in TRANSITIONS.values()} == {
        ("draft", "submit", "in_review"),
        ("in_review", "send_back", "draft"),
        ("in_review", "publish", "published"),
        ("published", "unpublish", "draft"),
        ("published", "retract", "retracted"),
        ("retracted", "restore", "draft"),
    }


def test_every_state_has_a_name_and_a_way_out():
    for status in Status:
        assert STATUS_LABELS[status]
        assert any(step.source == status for step in TRANSITIONS.values())


def test_every_transition_is_a_method_and_a_kind_of_revision():
    for name in TRANSITIONS:
        assert callable(getattr(Article, name))
        assert name in Revision.Action.values


def test_every_transition_needs_a_known_permission():
    known = {codename for codename, _name in ARTICLE_PERMISSIONS}
    assert {step.permission for step in TRANSITIONS.values()} <= known


@pytest.mark.django_db
def test_groups_hold_exactly_their_permissions_of_this_app():
    for name, codenames in GROUPS.items():
        held = Group.objects.get(name=name).permissions.filter(content_type__app_label="articles")
        assert set(held.values_list("codename", flat=True)) == set(codenames)


def test_writers_cannot_publish_and_editors_cannot_delete():
    assert "publish_article" not in GROUPS["Writers"]
    assert "delete_article" not in GROUPS["Editors"]
    assert set(GROUPS["Writers"]) < set(GROUPS["Editors"]) < set(GROUPS["Administrators"])
