"""“Same story”: editors see which originals tell one event, and change that."""

import pytest

from articles.ingest.clusters.joining import cluster_waiting
from articles.models import Article, AuditEntry, Cluster, ClusterMember, Source, Tag

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/cluster/"
TITLES = (
    "Northgate freezes $344 million at the request of prosecutors",
    "Prosecutors have Northgate freeze $344 million in wallets",
    "Northgate has to freeze $344 million, say prosecutors",
)


@pytest.fixture
def items(make_original):
    made = [
        make_original(str(n), title=title, lang="en", url=f"https://wire.example.org/{n}")
        for n, title in enumerate(TITLES, 1)
    ]
    cluster_waiting()
    assert ClusterMember.objects.count() == 3
    return made


@pytest.fixture
def editor(client, make_user):
    user = make_user("Editors", "ada")
    client.force_login(user)
    return user


def page() -> str:
    return f"{LIST}{Cluster.objects.get().pk}/change/"


def act(client, name: str, **data) -> str:
    """Press a button of the page of the only event, and give what the next page says."""
    cluster = Cluster.objects.get()
    answer = client.post(page(), {"act": name, "cluster": cluster.pk, **data}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def undo(client) -> str:
    entry = AuditEntry.objects.first()
    data = {"act": "undo", "entry": entry.pk}
    return client.post(LIST, data, follow=True).content.decode()


def together() -> list[set[str]]:
    return [
        {one.item.external_id for one in cluster.members.all()}
        for cluster in Cluster.objects.order_by("pk")
    ]


def test_an_empty_list_says_what_comes_here(client, editor):
    assert "No two originals tell the same event so far." in client.get(LIST).content.decode()


def test_the_list_has_the_lead_and_the_others(client, editor, items):
    text = client.get(LIST).content.decode()
    assert all(title in text for title in TITLES)


def test_the_list_costs_as_many_queries_for_many(
    client, editor, items, make_original, django_assert_max_num_queries
):
    client.get(LIST)
    for n in range(100, 140):
        make_original(str(n), title=f"Harbour {n // 2} opens for {n // 2}{n // 2} ships", lang="en")
    cluster_waiting()
    with django_assert_max_num_queries(16):
        text = client.get(LIST).content.decode()
    assert "Harbour 50 opens" in text


def test_the_page_marks_what_is_shared_and_says_why(client, editor, items):
    text = client.get(page()).content.decode()
    assert "<mark>$344 million</mark>" in text
    assert "<mark>Northgate</mark>" in text
    assert "Told in other words" in text
    assert "https://wire.example.org/2" in text


def test_one_is_taken_out_and_stays_apart(client, editor, items):
    assert "Taken out" in act(client, "split", item=items[2].pk)
    assert together() == [{"1", "2"}]
    type(items[0]).objects.update(clustered_at=None)
    cluster_waiting()
    assert together() == [{"1", "2"}]
    assert AuditEntry.objects.first().action == "split_cluster"


def test_without_its_lead_the_next_one_leads(client, editor, items):
    act(client, "split", item=items[0].pk)
    assert Cluster.objects.get().lead == items[1]


def test_of_two_both_are_alone_and_the_list_follows(client, editor, items):
    act(client, "split", item=items[0].pk)
    text = act(client, "split", item=items[1].pk)
    assert "No two originals" in text
    assert not ClusterMember.objects.exists()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_taking_out_is_undone(client, editor, items, place):
    before = list(ClusterMember.objects.order_by("item").values_list("item", "joined"))
    lead = Cluster.objects.get().lead
    act(client, "split", item=items[place].pk)
    assert "You took" in client.get(LIST).content.decode()
    assert "Undone." in undo(client)
    assert list(ClusterMember.objects.order_by("item").values_list("item", "joined")) == before
    assert Cluster.objects.get().lead == lead
    # Only once.
    assert 'value="undo"' not in client.get(LIST).content.decode()


def test_the_last_pair_is_put_together_again(client, editor, items):
    act(client, "split", item=items[2].pk)
    act(client, "split", item=items[1].pk)
    assert "Undone." in undo(client)
    assert together() == [{"1", "2"}]


def test_what_changed_since_is_not_undone(client, editor, items):
    act(client, "split", item=items[2].pk)
    Cluster.objects.get().delete()
    assert "somebody changed this event meanwhile" in undo(client)


def test_another_lead(client, editor, items):
    assert "leads the event now" in act(client, "lead", item=items[1].pk)
    assert Cluster.objects.get().lead == items[1]
    assert "Undone." in undo(client)
    assert Cluster.objects.get().lead == items[0]


def test_two_events_are_put_together_and_taken_apart(client, editor, items, make_original):
    for n in (7, 8):
        make_original(str(n), title="Harbour of Rotterdam opens for 900 ships again", lang="en")
    cluster_waiting()
    assert together() == [{"1", "2", "3"}, {"7", "8"}]
    chosen = Cluster.objects.values_list("pk", flat=True)
    data = {"action": "put_chosen_together", "_selected_action": list(chosen)}
    assert "Put together" in client.post(LIST, data, follow=True).content.decode()
    assert together() == [{"1", "2", "3", "7", "8"}]
    assert ClusterMember.objects.filter(joined="hand").count() == 2
    assert "Undone." in undo(client)
    assert together() == [{"1", "2", "3"}, {"7", "8"}]
    assert not ClusterMember.objects.filter(joined="hand").exists()


def test_two_originals_are_put_together_by_id_and_address(client, editor, items, make_original):
    make_original("9", title="Something else", url="https://wire.example.org/9")
    cluster_waiting()
    names = {"act": "together", "one": "9", "other": "https://wire.example.org/1"}
    assert "Put together" in client.post(LIST, names, follow=True).content.decode()
    assert together() == [{"1", "2", "3", "9"}]
    assert "Undone." in undo(client)
    assert together() == [{"1", "2", "3"}]
    names["one"] = "nothing"
    assert "“nothing”" in client.post(LIST, names, follow=True).content.decode()
    names["one"] = "2"
    assert "somebody changed" in client.post(LIST, names, follow=True).content.decode()


def test_what_was_split_is_put_together_by_hand(client, editor, items):
    act(client, "split", item=items[2].pk)
    names = {"act": "together", "one": "3", "other": "1"}
    client.post(LIST, names)
    assert together() == [{"1", "2", "3"}]


def test_an_event_becomes_a_topic(client, editor, items, source, make_article):
    assert "None so far." in client.get(page()).content.decode()
    for n in (1, 2):
        make_article(f"Made of {n}", source=source, external_id=str(n), tags=["Law"])
    make_article("Another", source=source, external_id="99")
    answer = client.post(page(), {
        "act": "tag", "cluster": Cluster.objects.get().pk, "tag": " Northgate  case ",
    })  # fmt: skip
    # Its form is what comes next.
    assert answer["Location"].startswith("/admin/articles/topic/add/?tag=")
    form = client.get(answer["Location"]).content.decode()
    assert "have the tag “Northgate case”" in form
    assert "selected>Northgate case" in form
    tags = {a.title: [str(tag) for tag in a.tag_list] for a in Article.objects.all()}
    assert tags == {
        "Made of 1": ["Law", "Northgate case"], "Made of 2": ["Law", "Northgate case"],
        "Another": [],
    }  # fmt: skip
    assert Article.objects.filter(title="Made of 1").get().version > 1
    tag = Tag.objects.get(name="Northgate case")
    sent = {"act": "tag", "cluster": Cluster.objects.get().pk, "tag": "northgate CASE"}
    # The stories have it by now, so nothing is done.
    assert client.post(page(), sent)["Location"] == page()
    assert (
        f"/admin/articles/topic/add/?tag={tag.pk}"
        in client.get(f"/admin/articles/tag/{tag.pk}/change/").content.decode()
    )
    assert "required" in act(client, "tag", tag=" ")


def test_all_stories_of_an_event_are_tagged_however_many(
    client, editor, items, source, make_article
):
    """In each of many languages there is one."""
    langs = [f"e{letter}" for letter in "abcdefghijklmnopqrstuvwx"]
    for lang in langs:
        make_article(f"In {lang}", source=source, external_id="1", lang=lang)
    data = {"act": "tag", "cluster": Cluster.objects.get().pk, "tag": "Northgate"}
    client.post(page(), data)
    assert Article.objects.filter(tags__name="Northgate").count() == len(langs) > 20


def test_buttons_that_come_too_late_do_nothing(client, editor, items):
    for data in ({"act": "split", "item": "999"}, {"act": "lead", "item": "x"}, {"act": "odd"}):
        answer = client.post(page(), data, follow=True)
        assert "somebody changed this event meanwhile" in answer.content.decode(), data
    assert (
        "meanwhile"
        in client.post(f"{LIST}999/change/", {"act": "split"}, follow=True).content.decode()
    )
    assert client.get(f"{LIST}999/change/").status_code == 302


def test_writers_see_none_of_it(client, make_user, items):
    client.force_login(make_user("Writers"))
    assert client.get(LIST).status_code == 403
    assert client.post(page(), {"act": "split", "item": items[0].pk}).status_code == 403
    assert client.post(LIST, {"act": "undo", "entry": "1"}).status_code == 403


def test_the_review_and_the_form_name_the_others(client, editor, items, source, make_article):
    article = make_article(source=source, external_id="1", ai={"rewritten": True})
    other = Source.objects.create(key="b", name="The Bulletin", kind="RSS")
    type(items[0]).objects.filter(pk=items[1].pk).update(source=other)
    for path in ("review", "change"):
        text = client.get(f"/admin/articles/article/{article.pk}/{path}/").content.decode()
        assert "Also reported by" in text, path
        assert "The Bulletin" in text
        assert TITLES[1] in text
