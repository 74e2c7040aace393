"""Originals are listed, found and read at the desk, and changed by nobody."""

import json

import pytest
from django.contrib.auth.models import Permission, User

from articles.ingest.run import ingest_files
from articles.models import Article, AuditEntry, Source, UpstreamItem

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/upstreamitem/"


@pytest.fixture
def items(tmp_path):
    file = tmp_path / "items.json"
    for title in ("Before", "Harbour <b>opens</b>"):
        first = {"id": 7, "title": title, "body": "One line.\nTwo.", "status": "ACTIVE"}
        first["source_data"] = source = {"source_key": "wire", "name": "Wire"}
        file.write_text(json.dumps([first, {"id": 8, "title": "Other", "source_data": source}]))
        ingest_files([str(file)], "items")
    return {item.external_id: item for item in UpstreamItem.objects.all()}


def page(item: UpstreamItem) -> str:
    return f"{LIST}{item.pk}/change/"


@pytest.mark.parametrize(("group", "status"), [("Writers", 403), ("Editors", 200)])
def test_editors_read_them(sign_in, items, group, status):
    client = sign_in(group)
    assert client.get(LIST).status_code == status
    assert client.get(page(items["7"])).status_code == status


def test_nobody_adds_changes_or_deletes_one(sign_in, items):
    client = sign_in("Administrators")
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{items['7'].pk}/delete/").status_code == 403
    client.post(page(items["7"]), {"title": "Mine"})
    assert UpstreamItem.objects.get(external_id="7").title != "Mine"


def test_they_are_found_by_words_id_and_story(sign_in, items, make_article):
    make_article(source=Source.objects.get(key="wire"), external_id="7")
    client = sign_in()

    def found(query: str) -> set[str]:
        text = client.get(f"{LIST}?{query}").content.decode()
        return {key for key, item in items.items() if page(item) in text}

    assert found("") == {"7", "8"}
    assert found("q=harbour") == found("q=7") == found("story=yes") == {"7"}
    assert found("story=no") == {"8"}
    assert found("upstream_status__exact=ACTIVE") == {"7"}
    assert found("q=nothing-of-this") == set()


def test_an_item_shows_its_text_its_stories_and_each_version(sign_in, items, make_article):
    story = make_article("The story", source=items["7"].source, external_id="7", status="draft")
    client = sign_in()
    text = client.get(page(items["7"])).content.decode()
    assert "Harbour &lt;b&gt;opens&lt;/b&gt;" in text
    assert "&quot;title&quot;: &quot;Before&quot;" in text
    assert f"/admin/articles/article/{story.pk}/review/" in text
    assert "None so far" in client.get(page(items["8"])).content.decode()


def test_half_an_emoji_is_shown_as_it_came(sign_in, tmp_path):
    file = tmp_path / "items.json"
    item = '[{"id": 9, "title": "Cut \\ud83d", "source_data": {"source_key": "wire"}}]'
    file.write_text(item)
    ingest_files([str(file)], "items")
    text = sign_in().get(page(UpstreamItem.objects.get())).content.decode()
    assert "Cut \\ud83d" in text
    assert "Cut \ufffd" in text


def test_the_page_costs_a_fixed_number_of_queries(
    sign_in, items, make_article, django_assert_max_num_queries
):
    for lang in ("en", "uk", "ar"):
        make_article(f"Story {lang}", lang=lang, source=items["7"].source, external_id="7")
    client = sign_in()
    with django_assert_max_num_queries(11):
        text = client.get(page(items["7"])).content.decode()
    assert all(f"Story {lang}" in text for lang in ("en", "uk", "ar"))


def test_a_source_with_originals_is_not_deleted(sign_in, items):
    source = Source.objects.get(key="wire")
    answer = sign_in("Administrators").get(f"/admin/articles/source/{source.pk}/delete/")
    assert "kept as evidence" in answer.content.decode()


def test_the_run_log_speaks_of_originals(sign_in, items):
    text = sign_in().get("/admin/articles/importrun/").content.decode()
    assert "2 new originals" in text
    assert "1 with a newer version" in text


def test_what_became_of_them_is_listed_with_the_reason_and_filtered(sign_in, items):
    UpstreamItem.objects.filter(external_id="8").update(
        verdict="dropped", verdict_reason="section", verdict_word="<b>SPONSORED"
    )
    client = sign_in()
    text = client.get(f"{LIST}?became=dropped").content.decode()
    assert "“&lt;b&gt;SPONSORED” is one of its sections." in text
    assert page(items["7"]) not in text
    assert page(items["8"]) not in client.get(f"{LIST}?became=new").content.decode()
    assert client.get(f"{LIST}?became=nonsense").status_code in (200, 302)
    assert "is one of its sections" in client.get(page(items["8"])).content.decode()


def test_an_editor_makes_a_draft_of_one(sign_in, items):
    client = sign_in()
    where = f"{LIST}{items['7'].pk}/draft/"
    assert where in client.get(page(items["7"])).content.decode()
    answer = client.post(where, follow=True)
    article = Article.objects.get()
    assert answer.redirect_chain[-1][0] == f"/admin/articles/article/{article.pk}/change/"
    assert article.status == "in_review"
    assert where not in client.get(page(items["7"])).content.decode()
    # Two people at once: the second is told.
    again = client.post(where, follow=True).content.decode()
    assert "There is a story of it already" in again
    assert Article.objects.count() == AuditEntry.objects.filter(action="make_draft").count() == 1


def test_an_editor_makes_drafts_of_several(sign_in, items):
    chosen = [item.pk for item in items.values()]
    data = {"action": "make_drafts", "_selected_action": chosen}
    text = sign_in().post(LIST, data, follow=True).content.decode()
    assert "2 drafts are made, and wait for review." in text
    assert Article.objects.filter(status="in_review").count() == 2


def test_who_may_not_write_stories_makes_no_draft(client, make_user, items):
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.add(Permission.objects.get(codename="view_upstreamitem"))
    client.force_login(guest)
    assert "/draft/" not in client.get(page(items["7"])).content.decode()
    assert client.post(f"{LIST}{items['7'].pk}/draft/").status_code == 403
    client.post(LIST, {"action": "make_drafts", "_selected_action": [items["7"].pk]})
    assert not Article.objects.exists()
