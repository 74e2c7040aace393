"""The audit log is found by act, person, story and time, and never counts itself."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import AuditEntry
from tests.plans import explain

pytestmark = pytest.mark.django_db
LOG = "/admin/articles/auditentry/"


@pytest.fixture
def log(make_article, make_user):
    ada, article = make_user("Writers", "ada"), make_article("Harbour")
    old = AuditEntry.record("publish", ada)
    AuditEntry.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=90))
    AuditEntry.record("publish", ada, article, "It is right")
    AuditEntry.record("retract", None, article, "It was wrong")
    return article


def shown(client, **query) -> list[str]:
    return [entry.action for entry in client.get(LOG, query).context["entries"]]


def test_by_act_person_story_and_time(sign_in, log):
    client = sign_in()
    assert shown(client) == ["retract", "publish", "publish"]
    assert shown(client, act="retract") == ["retract"]
    assert shown(client, who="ada") == ["publish", "publish"]
    assert shown(client, story=log.pk) == ["retract", "publish"]
    assert shown(client, story="x") == []
    assert shown(client, before="x") == []
    assert shown(client, since="7", act="publish") == ["publish"]


def test_pages_by_keyset_in_few_questions(sign_in, django_assert_max_num_queries):
    AuditEntry.objects.bulk_create(AuditEntry(action=f"act{n}") for n in range(60))
    client = sign_in()
    with django_assert_max_num_queries(6):
        first = client.get(LOG).context
    second = client.get(f"{LOG}?{first['following']}").context
    acts = [entry.action for entry in [*first["entries"], *second["entries"]]]
    assert acts == [f"act{n}" for n in reversed(range(60))]
    assert second["following"] == ""


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", ""),
        ("before=9", ""),
        ("act=publish", "audit_by_action"),
        ("act=publish&before=9", "audit_by_action"),
        ("who=ada", "audit_by_actor"),
        ("who=ada&before=9", "audit_by_actor"),
        ("story=1&before=9", "audit_of_article"),
        ("since=7", "audit_by_time"),
        ("since=7&act=publish", "audit_by_action"),
        ("since=7&who=ada&act=publish", "audit_by_action"),
    ],
)
def test_every_page_of_every_filter_walks_an_index_to_its_end(sign_in, log, query, index):
    browser = sign_in()
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"{LOG}?{query}").status_code == 200
    about = [q["sql"] for q in asked if "articles_auditentry" in q["sql"]]
    assert len(about) == 1 + ("since" in query)
    told = "\n".join(map(explain, about))
    for sql in about:
        assert "COUNT(" not in sql.upper()
        assert " LIMIT " in sql
    assert "TEMP B-TREE" not in told, told
    assert "Sort" not in told, told
    assert "Seq Scan" not in told, told
    assert index in told, told
    # Without a condition the lines are read from the last one on, and no further than the page.
    assert "SCAN articles_auditentry" not in told or not query, told


def test_an_empty_log_says_so(sign_in):
    client = sign_in()
    assert "Nothing has happened yet" in client.get(LOG).content.decode()
    assert "Nothing of this kind" in client.get(LOG, {"act": "x"}).content.decode()


def test_a_change_of_rights_is_on_record(client, make_user):
    client.force_login(User.objects.create_superuser("root"))
    ada = make_user("Writers", "ada")
    editors = Group.objects.get(name="Editors")
    sent = {"username": "ada", "is_active": "on", "role": editors.pk}
    assert client.post(f"/admin/auth/user/{ada.pk}/change/", sent).status_code == 302
    entry = AuditEntry.objects.get(action="change_user")
    assert entry.detail["name"] == "ada"
    assert entry.detail["rights"]["groups"] == [["Writers"], ["Editors"]]


def test_a_group_that_gains_a_right_is_on_record(client):
    client.force_login(User.objects.create_superuser("root"))
    group = Group.objects.create(name="Readers")
    right = Permission.objects.get(codename="retract_article")
    client.post(f"/admin/auth/group/{group.pk}/change/",
                {"name": "Readers", "permissions": [right.pk]})  # fmt: skip
    entry = AuditEntry.objects.get(action="change_group")
    assert entry.detail["rights"]["permissions"] == [[], ["articles.retract_article"]]


def test_a_new_password_and_a_deletion_are_on_record_without_the_password(client, make_user):
    client.force_login(User.objects.create_superuser("root"))
    ada = make_user("Writers", "ada")
    sent = {"password1": "a-long-enough-one-7", "password2": "a-long-enough-one-7",
            "usable_password": "true"}  # fmt: skip
    client.post(f"/admin/auth/user/{ada.pk}/password/", sent)
    client.post(f"/admin/auth/user/{ada.pk}/delete/", {"post": "yes"})
    acts = list(AuditEntry.objects.order_by("pk").values_list("action", "detail__name"))
    assert acts == [("set_password", "ada"), ("delete_user", "ada")]
