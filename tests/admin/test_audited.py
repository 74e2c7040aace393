"""One entry of the audit log for each change of a section, tag, source, page or old address."""

import pytest

from articles.models import AuditEntry, Page, Tag

pytestmark = pytest.mark.django_db

ADMIN = "/admin/articles/"


@pytest.fixture
def browser(sign_in):
    return sign_in("Administrators")


def entries() -> list[tuple[str, object]]:
    """(action, names of the changed fields, where the entry has any), the first one first."""
    rows = AuditEntry.objects.order_by("pk").values_list("action", "detail")
    return [
        (action, [part["changed"]["fields"] for part in detail.get("changes", [])])
        for action, detail in rows
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"name": "Power"}, [("rename_category", [])]),
        ({"slug": "power"}, [("rename_category", [])]),
        ({"position": "7"}, [("change_category", [["Place in the menu"]])]),
        ({"name": "Power", "position": "7"},
         [("rename_category", []), ("change_category", [["Place in the menu"]])]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "uk"])
def test_a_rename_of_a_section_is_told_once(browser, category, changes, expected, language):
    values = {"name": category.name, "slug": category.slug, "position": str(category.position)}
    address = f"{ADMIN}category/{category.pk}/change/"
    answer = browser.post(address, values | changes, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 302
    assert entries() == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"trust": "review"}, [("trust", [])]),
        ({"name": "Wires"}, [("change_source", [["Name"]])]),
        ({"name": "Wires", "trust": "review"}, [("trust", []), ("change_source", [["Name"]])]),
    ],
)
def test_a_changed_trust_is_told_once(browser, source, changes, expected):
    values = {"name": source.name, "kind": source.kind, "url": source.url, "trust": source.trust}
    address = f"{ADMIN}source/{source.pk}/change/"
    assert browser.post(address, values | changes).status_code == 302
    assert entries() == expected


def test_a_merge_is_told_once(browser):
    keep, other = (Tag.objects.create(name=name, slug=name.lower()) for name in ("Port", "Ports"))
    posted = {"act": "merge", "labels": f"{keep.pk}-{other.pk}", "keep": keep.pk}
    assert browser.post(f"{ADMIN}tag/merge/", posted).status_code == 302
    assert entries() == [("merge_tag", [])]


def test_a_page_is_told_when_it_is_added_changed_and_deleted(client, admin_user):
    client.force_login(admin_user)
    values = {
        "lang": "en",
        "slug": "press",
        "title": "Press",
        "body": "Write to us.",
        "position": 9,
    }
    client.post(f"{ADMIN}page/add/", values)
    address = f"{ADMIN}page/{Page.objects.get(slug='press').pk}/"
    client.post(f"{address}change/", values | {"body": "Call us."})
    client.post(f"{address}delete/", {"post": "yes"})
    assert entries() == [("add_page", []), ("change_page", [["Text"]]), ("delete_page", [])]


@pytest.mark.parametrize("trust", ["publish", "review"])
def test_a_new_source_is_told_once_whatever_its_trust(browser, trust):
    values = {"name": "Wire", "key": "wire", "kind": "RSS", "trust": trust}
    assert browser.post(f"{ADMIN}source/add/", values).status_code == 302
    assert entries() == [("add_source", [])]


def test_a_deletion_of_many_rows_writes_their_entries_at_once(
    browser, django_assert_max_num_queries
):
    def delete(number: int) -> int:
        tags = Tag.for_words(f"{number} {word}" for word in range(number)).values()
        chosen = [tag.pk for tag in tags]
        posted = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        with django_assert_max_num_queries(200) as queries:
            assert browser.post(f"{ADMIN}tag/", posted).status_code == 302
        table = f'INSERT INTO "{AuditEntry._meta.db_table}"'
        return sum(table in query["sql"] for query in queries.captured_queries)

    assert (delete(2), delete(40)) == (1, 1)
    assert entries() == [("delete_tag", [])] * 42
    assert AuditEntry.objects.last().detail["name"].startswith("2 ")
