"""Import conflicts in the admin: shown, and decided by those who may."""

import pytest
from django.contrib.auth.models import Permission

from articles.admin.imports.conflicts import field_label
from articles.front_matter.merge import FIELDS
from articles.models import Article, ImportConflict
from articles.models.revise import Changes

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/importconflict/"


@pytest.fixture
def conflict(tmp_path, import_files, example) -> ImportConflict:
    file = tmp_path / "harbour-crane.en.md"
    file.write_bytes(example)
    import_files(tmp_path)
    article = Article.objects.get()
    article.title = "Ours <b>"
    article.save()
    file.write_bytes(example.replace(b"Report", b"Study"))
    import_files(tmp_path)
    return ImportConflict.objects.get()


def page_of(conflict: ImportConflict) -> str:
    return f"{LIST}{conflict.pk}/change/"


def choose(browser, conflict: ImportConflict, choice: str, **more):
    seen = browser.get(page_of(conflict)).context["seen"]
    return browser.post(page_of(conflict), {"choice": choice, "seen": seen} | more, follow=True)


@pytest.mark.parametrize(
    ("group", "allowed"), [("", 302), ("Writers", 403), ("Editors", 200), ("Administrators", 200)]
)
def test_who_may_see_and_decide(client, make_user, conflict, group, allowed):
    if group:
        client.force_login(make_user(group))
    assert client.get(LIST).status_code == allowed
    assert client.get(page_of(conflict)).status_code == allowed
    assert client.get(f"{LIST}add/").status_code in (302, 403)
    client.post(f"{LIST}{conflict.pk}/delete/", {"post": "yes"})
    client.post(LIST, {"action": "keep_ours", "_selected_action": [conflict.pk]})
    assert ImportConflict.objects.get().choice == ("ours" if allowed == 200 else "")


def test_the_page_shows_three_values_and_marks_what_differs(sign_in, conflict):
    page = sign_in().get(page_of(conflict)).content.decode()
    for expected in (
        "Driverless Crane: Report", "Driverless Crane: Study", "Ours &lt;b&gt;", "<del>", "<ins>",
        "struck out", "Keep the desk", "Take the file",
    ):  # fmt: skip
        assert expected in page, expected
    assert "<b>" not in page
    assert "style=" not in page


def test_the_desks_value_is_todays(sign_in, conflict):
    Article.objects.update(title="Ours by now")
    assert "Ours by now" in sign_in().get(page_of(conflict)).content.decode()


def test_taking_the_files_changes_the_article_and_the_log(sign_in, conflict):
    browser = sign_in()
    response = choose(browser, conflict, "theirs")
    assert "Decided" in response.content.decode()
    article = Article.objects.get()
    assert article.title.endswith("Study")
    assert article.revisions.first().author.username == "editors"
    history = browser.get(f"/admin/articles/article/{article.pk}/history/").content.decode()
    assert "The file&#x27;s" in history
    assert "Decided on" in browser.get(page_of(conflict)).content.decode()


def test_what_readers_see_needs_the_right_to_publish(client, make_user, conflict):
    user = make_user("Writers")
    for name in ("view_importconflict", "change_importconflict"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(user)
    page = client.get(page_of(conflict))
    assert "Take the file" not in page.content.decode()
    seen = page.context["seen"]
    data = {"choice": "theirs", "seen": seen}
    assert client.post(page_of(conflict), data).status_code == 403
    client.post(LIST, {"action": "take_theirs", "_selected_action": [conflict.pk]})
    assert Article.objects.get().title == "Ours <b>"
    assert ImportConflict.objects.get().choice == ""
    Article.objects.update(status="draft")
    choose(client, conflict, "theirs")
    assert Article.objects.get().title.endswith("Study")


def test_who_is_second_is_told_kindly(sign_in, conflict):
    browser = sign_in()
    choose(browser, conflict, "ours")
    response = browser.post(page_of(conflict), {"choice": "theirs"}, follow=True)
    assert "Somebody was quicker" in response.content.decode()
    assert Article.objects.get().title == "Ours <b>"


def test_nobody_takes_what_they_have_not_seen(sign_in, conflict, tmp_path, import_files, example):
    browser = sign_in()
    seen = browser.get(page_of(conflict)).context["seen"]
    (tmp_path / "harbour-crane.en.md").write_bytes(example.replace(b"Report", b"Essay"))
    import_files(tmp_path)
    data = {"choice": "theirs", "seen": seen}
    response = browser.post(page_of(conflict), data, follow=True)
    assert "Look once more" in response.content.decode()
    assert ImportConflict.objects.get().choice == ""


def test_many_are_decided_at_once_and_the_rest_is_told(sign_in, conflict):
    article = conflict.article
    ImportConflict.objects.create(article=article, field="category", choice="ours")
    data = {
        "action": "take_theirs",
        "_selected_action": ImportConflict.objects.values_list("pk", flat=True),
    }
    page = sign_in().post(LIST, data, follow=True).content.decode()
    assert "1 decided" in page
    assert "Left as they are" in page
    assert Article.objects.get().title.endswith("Study")


def test_open_ones_come_first_and_are_counted(sign_in, conflict):
    done = ImportConflict.objects.create(
        article=conflict.article, field="category", choice="ours", decided_at=conflict.created_at
    )
    browser = sign_in()
    response = browser.get(LIST)
    assert [row.pk for row in response.context["cl"].result_list] == [conflict.pk, done.pk]
    assert "1 change of a file waits for a decision" in response.content.decode()
    for query, row in (("no", conflict), ("yes", done)):
        assert list(browser.get(f"{LIST}?decided={query}").context["cl"].result_list) == [row]


def test_the_article_says_that_a_decision_waits(sign_in, conflict):
    address = f"/admin/articles/article/{conflict.article_id}/change/"
    browser = sign_in()
    assert page_of(conflict) in browser.get(address).content.decode()
    choose(browser, conflict, "ours")
    assert page_of(conflict) not in browser.get(address).content.decode()


def test_a_writer_is_not_led_to_what_is_closed_to_them(sign_in, conflict):
    address = f"/admin/articles/article/{conflict.article_id}/change/"
    assert page_of(conflict) not in sign_in("Writers").get(address).content.decode()


def test_authors_are_decided_like_any_field(sign_in, tmp_path, import_files, example):
    file = tmp_path / "harbour-crane.en.md"
    with_author = b"author: %s\ntitle:"
    file.write_bytes(example.replace(b"title:", with_author % b"Ada Reyes", 1))
    import_files(tmp_path)
    Article.objects.for_revision().get().revise(
        Changes(columns={"author_names": ["Li Wen"]}), by=None
    )
    file.write_bytes(example.replace(b"title:", with_author % b"Omar Haddad", 1))
    import_files(tmp_path)
    conflict = ImportConflict.objects.get()
    browser = sign_in()
    assert "Authors" in browser.get(page_of(conflict)).content.decode()
    form = browser.get(f"/admin/articles/article/{conflict.article_id}/change/")
    assert form.status_code == 200
    choose(browser, conflict, "theirs")
    article = Article.objects.get()
    assert article.author_names == ["Omar Haddad"]
    assert [link.author.name for link in article.author_links.all()] == ["Omar Haddad"]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_a_file_has_a_label(field):
    assert field_label(field)
