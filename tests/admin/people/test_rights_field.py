"""The rights of a role stand in a table of checkboxes."""

from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Group, Permission

pytestmark = pytest.mark.django_db


class Rights(HTMLParser):
    """`rows`: the ids of the checkboxes that stand in each row; `chosen`: those that are checked;
    `words`: what stands in each row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[int]] = []
        self.chosen: set[int] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "fieldset" and given.get("class") == "rights-of-table":
            self.rows.append([])
            self.words.append("")
        if tag == "input" and given.get("name") == "permissions":
            self.rows[-1].append(int(given["value"]))
            self.chosen |= {self.rows[-1][-1]} if "checked" in given else set()

    def handle_endtag(self, tag):
        if tag == "fieldset":
            self.words.append("")

    def handle_data(self, data):
        if self.words:
            self.words[-1] += f" {data.strip()}"


def rights_of(page) -> Rights:
    rights = Rights()
    rights.feed(page.content.decode())
    return rights


def test_every_right_is_offered_once_in_the_row_of_its_table(admin_client):
    rows = rights_of(admin_client.get("/admin/auth/group/add/")).rows
    offered = [pk for row in rows for pk in row]
    assert sorted(offered) == sorted(Permission.objects.values_list("pk", flat=True))
    for row in rows:
        found = Permission.objects.filter(pk__in=row)
        assert found.values("content_type").distinct().count() == 1
    assert len(rows) == Permission.objects.values("content_type").distinct().count()


def test_a_row_says_the_name_of_its_table_and_the_four_acts_in_one_order(admin_client):
    words = " ".join(" ".join(rights_of(admin_client.get("/admin/auth/group/add/")).words).split())
    assert "Tags see add change delete" in words
    assert "Stories see add change delete Can pin stories to the top" in words
    # What nobody opens stands below what everybody does.
    assert words.index("Webhooks see") < words.index("Autosaves see")


def test_what_is_chosen_is_what_the_role_may_do(admin_client):
    chosen = Permission.objects.filter(codename__in=["view_tag", "publish_article"])
    data = {"name": "Guests", "permissions": [one.pk for one in chosen]}
    assert admin_client.post("/admin/auth/group/add/", data).status_code == 302
    group = Group.objects.get(name="Guests")
    assert set(group.permissions.all()) == set(chosen)
    page = admin_client.get(f"/admin/auth/group/{group.pk}/change/")
    assert rights_of(page).chosen == {one.pk for one in chosen}


def test_the_form_of_a_role_asks_the_database_once_for_all_rights(
    admin_client, django_assert_max_num_queries
):
    group = Group.objects.get(name="Editors")
    with django_assert_max_num_queries(16) as asked:
        admin_client.get(f"/admin/auth/group/{group.pk}/change/")
    whole = [one for one in asked.captured_queries if "auth_permission" in one["sql"]]
    assert len(whole) <= 5
