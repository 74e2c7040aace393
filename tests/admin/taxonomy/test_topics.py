"""Topics at the desk: a tag becomes one, its words, its stories in their order, merges of topics."""

import pytest
from django.contrib.auth.models import Permission
from django.db.models import ProtectedError

from articles.editorial.taxonomy.merging import merge
from articles.models import AuditEntry, Category, Tag, Topic

pytestmark = pytest.mark.django_db
ADMIN = "/admin/articles/topic/"
TAGS = "/admin/articles/tag/"


@pytest.fixture
def stories(make_article):
    return [make_article(f"S{number}", hours=-1 - number, tags=["Sea"]) for number in range(3)]


@pytest.fixture
def topic(stories):
    return Topic.objects.create(tag=Tag.objects.get(), words={"en": "All of the sea."})


def text(response) -> str:
    return response.content.decode()


def test_an_editor_makes_a_tag_a_topic(sign_in, stories, client):
    editor = sign_in()
    tag = Tag.objects.get()
    page = text(editor.get(f"{TAGS}{tag.pk}/change/"))
    assert f"{ADMIN}add/?tag={tag.pk}" in page
    assert f'<option value="{tag.pk}" selected>' in text(editor.get(f"{ADMIN}add/?tag={tag.pk}"))
    sent = {"tag": tag.pk, "is_on": "on", "words_en": "All of **it**.", "words_uk": "Усе."}
    answer = editor.post(f"{ADMIN}add/", sent)
    topic = Topic.objects.get()
    assert answer["Location"] == f"{ADMIN}{topic.pk}/change/"
    assert topic.words == {"en": "All of **it**.", "uk": "Усе."}
    assert AuditEntry.objects.get().action == "add_topic"
    assert f"{ADMIN}{topic.pk}/change/" in text(editor.get(f"{TAGS}{tag.pk}/change/"))
    assert "<strong>it</strong>" in text(client.get("/en/tag/sea/"))


def test_stories_are_numbered_and_lead_in_that_order(sign_in, stories, topic):
    editor, path = sign_in(), f"{ADMIN}{topic.pk}/change/"
    page = text(editor.get(path))
    assert all(f'name="pinned-{story.pk}"' in page for story in stories)
    sent = {"is_on": "on", "words_en": "Words.",
            f"pinned-{stories[0].pk}": "7", f"pinned-{stories[2].pk}": "3"}  # fmt: skip
    assert editor.post(path, sent).status_code == 302
    topic.refresh_from_db()
    assert topic.pinned == [stories[2].pk, stories[0].pk]
    assert editor.post(path, {"is_on": "on", "words_en": "Words."}).status_code == 302
    topic.refresh_from_db()
    assert topic.pinned == []


@pytest.mark.parametrize(
    "typed",
    [
        {"pinned-99999999": "1"},
        {"pinned-{pk}": "first"},
        {"pinned-{pk}": "-1"},
        {"pinned-{pk}": "1" * 30},
        {"words_en": "x" * 4001},
        {"words_en": "![A wave](/media/wave.jpg)"},
        {"words_en": "nul \0 here"},
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(sign_in, stories, topic, typed):
    typed = {name.format(pk=stories[0].pk): value for name, value in typed.items()}
    response = sign_in().post(f"{ADMIN}{topic.pk}/change/", {"is_on": "on"} | typed)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    topic.refresh_from_db()
    assert topic.words == {"en": "All of the sea."}


def test_too_many_stories_are_refused(sign_in, topic, make_article):
    stories = [make_article(f"T{n}", tags=["Sea"]) for n in range(13)]
    sent = {f"pinned-{story.pk}": str(number) for number, story in enumerate(stories)}
    response = sign_in().post(f"{ADMIN}{topic.pk}/change/", {"is_on": "on"} | sent)
    assert response.context["adminform"].form.errors["pinned"]


def test_a_tag_is_one_topic_at_most(sign_in, topic):
    response = sign_in().post(f"{ADMIN}add/", {"tag": topic.tag_id, "is_on": "on"})
    assert response.context["adminform"].form.errors["tag"]


def test_writers_look_and_editors_write(sign_in, topic):
    writer = sign_in("Writers")
    assert writer.get(f"{ADMIN}{topic.pk}/change/").status_code == 200
    assert writer.get(f"{ADMIN}add/").status_code == 403
    assert writer.post(f"{ADMIN}{topic.pk}/change/", {"words_en": "Mine."}).status_code == 403
    assert "Its topic" in text(writer.get(f"{TAGS}{topic.tag_id}/change/"))
    assert sign_in("Editors").get(f"{ADMIN}{topic.pk}/delete/").status_code == 403
    assert sign_in("Administrators").get(f"{ADMIN}{topic.pk}/delete/").status_code == 200


def test_a_tag_that_is_a_topic_is_not_deleted(sign_in, topic):
    with pytest.raises(ProtectedError):
        topic.tag.delete()
    administrator = sign_in("Administrators")
    page = administrator.get(f"{TAGS}{topic.tag_id}/delete/")
    assert page.status_code == 200
    administrator.post(f"{TAGS}{topic.tag_id}/delete/", {"post": "yes"})
    assert Topic.objects.filter(pk=topic.pk).exists()


class TestMerge:
    @pytest.fixture
    def ocean(self, make_article):
        make_article("O", tags=["Ocean"])
        return Tag.objects.get(name="Ocean")

    def test_a_topic_goes_to_a_tag_that_is_none(self, topic, ocean, make_user, client):
        sea = topic.tag
        merge(ocean, [sea], make_user("Editors"))
        topic.refresh_from_db()
        assert topic.tag == ocean
        assert "All of the sea." in text(client.get("/en/tag/ocean/"))

    def test_words_of_two_topics_stand_one_below_the_other(self, topic, ocean, make_user):
        words = {"en": "All of the ocean.", "uk": "Океан."}
        kept = Topic.objects.create(tag=ocean, words=words, pinned=[7])
        topic.pinned = [5, 7]
        topic.save()
        merge(ocean, [topic.tag], make_user("Editors"))
        one = Topic.objects.get()
        assert one == kept
        assert one.words == {"en": "All of the ocean.\n\nAll of the sea.", "uk": "Океан."}
        assert one.pinned == [7, 5]
        assert one.is_on

    def test_words_that_nobody_was_to_see_yet_do_not_become_public(
        self, topic, ocean, make_user, client
    ):
        Topic.objects.create(tag=ocean, words={"en": "Not yet."}, is_on=False)
        merge(topic.tag, [ocean], make_user("Editors"))
        one = Topic.objects.get()
        assert one.words == {"en": "All of the sea.\n\nNot yet."}
        assert not one.is_on
        assert "Not yet." not in text(client.get("/en/tag/sea/"))

    def test_the_plan_says_so(self, sign_in, topic, ocean):
        page = sign_in().get(f"{TAGS}merge/?labels={topic.tag_id}-{ocean.pk}&keep={ocean.pk}")
        assert "What editors wrote about it goes to “Ocean”" in text(page)

    def test_who_may_not_change_topics_merges_none(
        self, client, make_article, make_user, topic, ocean
    ):
        editor = make_user("Editors", "no-topics")
        editor.groups.clear()
        allowed = Permission.objects.filter(
            group__name="Editors", content_type__app_label="articles"
        )
        editor.user_permissions.set(allowed.exclude(codename="change_topic"))
        client.force_login(editor)
        make_article("L", tags=["Lake"])
        lake = Tag.objects.get(name="Lake")
        sent = {"keep": ocean.pk, "act": "merge"}
        labels = f"{topic.tag_id}-{ocean.pk}"
        assert client.post(f"{TAGS}merge/", sent | {"labels": labels}).status_code == 403
        labels = f"{lake.pk}-{ocean.pk}"
        assert client.post(f"{TAGS}merge/", sent | {"labels": labels}).status_code == 302
        assert set(Tag.objects.values_list("name", flat=True)) == {"Sea", "Ocean"}

    def test_words_of_sections_stand_one_below_the_other(self, make_user, category):
        keep = Category.objects.create(key="K", name="K", slug="k", words={"en": "Keep."})
        category.words = {"en": "Energy.", "uk": "Енергія."}
        category.save()
        merge(keep, [category], make_user("Editors"))
        keep.refresh_from_db()
        assert keep.words == {"en": "Keep.\n\nEnergy.", "uk": "Енергія."}
        assert "Energy." in keep.words_in("en")

    def test_a_renamed_tag_stays_the_topic(self, sign_in, topic, client):
        sent = {"name": "Oceans", "slug": "oceans"}
        sign_in().post(f"{TAGS}{topic.tag_id}/change/", sent)
        assert "All of the sea." in text(client.get("/en/tag/oceans/"))
        assert client.get("/en/tag/sea/")["Location"] == "/en/tag/oceans/"
