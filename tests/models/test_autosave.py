"""Copies of unsaved forms, and who has what open."""

import datetime as dt

import pytest
from django.utils import timezone

from articles.models import Autosave, Presence
from articles.models.autosave import NEW_FORMS

pytestmark = pytest.mark.django_db


def test_the_latest_copy_of_a_form_is_kept_for_its_person(make_user, django_assert_num_queries):
    one, other = make_user("Writers"), make_user("Editors")
    Autosave.keep(one, "7", {"title": "A"})
    Autosave.keep(other, "7", {"title": "Theirs"})
    with django_assert_num_queries(1):
        Autosave.keep(one, "7", {"title": "B"})
    assert Autosave.objects.get(user=one).values == {"title": "B"}
    Autosave.forget(one, "7")
    assert Autosave.objects.get().user == other


def test_a_copy_that_nobody_came_back_for_is_forgotten(make_user):
    writer = make_user("Writers")
    Autosave.keep(writer, "new-old", {})
    Autosave.objects.update(saved_at=timezone.now() - dt.timedelta(days=31))
    Autosave.keep(writer, "new-young", {})
    Autosave.forget(writer, "7")
    assert Autosave.objects.get().form == "new-young"


def test_a_script_cannot_fill_the_table_with_forms_of_new_articles(make_user):
    writer, other = make_user("Writers"), make_user("Editors")
    Autosave.keep(other, "new-theirs", {})
    Autosave.keep(writer, "7", {})
    for number in range(NEW_FORMS + 5):
        Autosave.keep(writer, f"new-{number}", {})
    kept = set(Autosave.objects.filter(user=writer).values_list("form", flat=True))
    assert kept == {"7", *(f"new-{number}" for number in range(5, NEW_FORMS + 5))}
    assert Autosave.objects.filter(user=other).exists()


def test_others_are_those_who_were_here_a_moment_ago(
    make_article, make_user, django_assert_num_queries, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    article = make_article()
    me, ann, bob = make_user("Writers"), make_user("Editors", "ann"), make_user("Editors", "bob")
    for user in (me, ann, bob):
        Presence.here(article.pk, user)
    with django_assert_num_queries(1):
        assert Presence.others(article.pk, me) == ["ann", "bob"]
    Presence.gone(article.pk, ann)
    assert Presence.others(article.pk, me) == ["bob"]
    Presence.objects.update(seen_at=timezone.now() - dt.timedelta(seconds=20))
    assert Presence.others(article.pk, me) == []
    Presence.here(article.pk, bob)
    assert Presence.others(article.pk, me) == ["bob"]
