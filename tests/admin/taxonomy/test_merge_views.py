"""Merging tags or categories: a plan first, then one click; renames keep the old words."""

import pytest

from articles.models import Category, Tag, TagAlias

pytestmark = pytest.mark.django_db
MERGE = "/admin/articles/tag/merge/"
TIDY = "/admin/articles/tag/tidy/"


@pytest.fixture
def tags(make_article):
    make_article("One", tags=["US"])
    make_article("Two", tags=["US", "U.S."])
    Tag.for_words(["Nowhere"])
    return {tag.name: tag for tag in Tag.objects.all()}


def chosen(tags, **values):
    return {"labels": f"{tags['US'].pk}-{tags['U.S.'].pk}", "keep": tags["US"].pk} | values


def test_from_the_list_of_likely_twins_it_is_two_clicks(sign_in, tags):
    client = sign_in()
    text = client.get(TIDY).content.decode()
    way = f"{MERGE}?labels={tags['US'].pk}-{tags['U.S.'].pk}&amp;keep={tags['US'].pk}"
    assert way in text
    assert "Nowhere" in text
    plan = client.get(MERGE, chosen(tags)).content.decode()
    assert "1 story gets “US” in its place" in plan
    assert Tag.objects.filter(name="U.S.").exists()
    answer = client.post(MERGE, chosen(tags, act="merge", reason="One country"), follow=True)
    assert "Merged into “US”: U.S." in answer.content.decode()
    assert not Tag.objects.filter(name="U.S.").exists()
    assert TagAlias.objects.get().word == "U.S."


def test_looking_at_the_plan_changes_nothing(sign_in, tags):
    client = sign_in()
    client.get(MERGE, chosen(tags, act="merge"))
    client.post(MERGE, chosen(tags))
    assert Tag.objects.count() == 3


def test_writers_merge_nothing(sign_in, tags):
    assert sign_in("Writers").post(MERGE, chosen(tags, act="merge")).status_code == 403
    assert Tag.objects.count() == 3


@pytest.mark.parametrize("labels", ["", "1", "x-y", "9" * 30, "999998-999999"])
def test_nothing_to_merge_is_said_kindly(sign_in, labels):
    answer = sign_in().get(MERGE, {"labels": labels}, follow=True)
    assert "nothing to merge" in answer.content.decode()


def test_the_action_of_the_list_leads_to_the_plan(sign_in, tags):
    sent = {"action": "merge_chosen", "_selected_action": [tags["US"].pk, tags["U.S."].pk]}
    answer = sign_in().post("/admin/articles/tag/", sent)
    assert answer["Location"].startswith(f"{MERGE}?labels=")


def test_a_rename_at_the_desk_keeps_the_word(sign_in, tags):
    client = sign_in()
    pk = tags["US"].pk
    client.post(f"/admin/articles/tag/{pk}/change/", {"name": "United States", "slug": "us"})
    assert Tag.for_words(["us"])["us"].name == "United States"


def test_a_merged_word_is_not_made_a_tag_again(sign_in, tags):
    client = sign_in()
    client.post(MERGE, chosen(tags, act="merge"))
    answer = client.post("/admin/articles/tag/add/", {"name": "u.s.", "slug": "x"})
    assert "since the two were merged" in answer.content.decode()


def test_categories_merge_too(sign_in, category):
    other = Category.from_key("POWER")
    sent = {"labels": f"{category.pk}-{other.pk}", "keep": category.pk, "act": "merge"}
    sign_in().post("/admin/articles/category/merge/", sent)
    assert Category.from_key("power") == category


def test_tidying_asks_few_questions(sign_in, tags, django_assert_max_num_queries):
    client = sign_in()
    Tag.for_words([f"Word {n}" for n in range(40)] + [f"word{n}" for n in range(40)])
    with django_assert_max_num_queries(9):
        page = client.get(TIDY).content.decode()
    assert "Word 7" in page


def test_the_page_of_a_tag_leads_to_a_merge_by_name(sign_in, tags):
    client, us = sign_in(), tags["US"]
    page = client.get(f"/admin/articles/tag/{us.pk}/change/").content.decode()
    assert 'name="with"' in page
    asked = {"labels": us.pk, "keep": us.pk, "with": " u.s. "}
    assert "1 story gets “US” in its place" in client.get(MERGE, asked).content.decode()
    answer = client.get(MERGE, asked | {"with": "EU"}, follow=True).content.decode()
    assert "There is no “EU”" in answer
    assert (
        "nothing to merge"
        in client.get(MERGE, asked | {"with": "US"}, follow=True).content.decode()
    )
    page = sign_in("Writers").get(f"/admin/articles/tag/{us.pk}/change/").content.decode()
    assert 'name="with"' not in page
