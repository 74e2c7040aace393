"""Which keys the write of an article appends to the public change log, and for when."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from articles.editorial.bulk.actions import BULK_ACTIONS
from articles.editorial.bulk.run import run
from articles.models import Article, Category, PublicChange, Tag
from articles.models import article_changes as changes
from articles.models.article_changes import record, recorded_together
from articles.models.revise import Changes
from articles.models.standing import ArticleChange, Standing
from articles.workflow import TRANSITIONS, Status
from tests.admin.conftest import values  # noqa: F401  (a fixture)
from tests.models.test_revise import ENTRANCES, case  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
OF_ALL = {"articles", "sitemap", "news"}


@pytest.fixture
def told():
    """`told(write)`: the keys that `write()` appended, by moment; those of the present are "now"."""

    def keys_of(write: Callable[[], object]) -> dict[object, set[str]]:
        head, now = PublicChange.objects.head(), timezone.now()
        write()
        keys: dict[object, set[str]] = {}
        for row in PublicChange.objects.after(head):
            moment = "now" if now <= row.moment <= timezone.now() else row.moment
            keys.setdefault(moment, set()).add(row.key)
        # The news sitemap forgets an article after two days.
        return {moment: group for moment, group in keys.items() if group != {"news"}}

    return keys_of


@pytest.fixture
def changed(told):
    """`changed(article, name=value, tags=…)`: the keys that such a revision appends."""

    def keys_of(article: Article, tags: list[str] | None = None, **columns) -> dict:
        stored = Article.objects.get(pk=article.pk)
        return told(lambda: stored.revise(Changes(columns, tags), None))

    return keys_of


def month(moment: dt.datetime) -> str:
    return f"list:en:{moment.astimezone(dt.UTC):%Y-%m}"


def own(article: Article) -> set[str]:
    return {f"article:{article.pk}", f"sitemap:{(article.pk - 1) // 1000}"}


def links_of(article: Article) -> set[str]:
    return {f"translations:{article.pk}", f"sitemap:{(article.pk - 1) // 1000}"}


class TestWhatReadersDoNotSee:
    @pytest.mark.parametrize("status", ["draft", "in_review"])
    def test_appends_nothing(self, make_article, told, status):
        def write() -> None:
            article = make_article(status=status, tags=["Sea"])
            article.revise(Changes({"title": "New", "sticky_weight": 3}, ["Art"]), None)

        assert told(write) == {}

    @pytest.mark.parametrize("name", ["submit", "send_back"])
    def test_transitions_between_hidden_states_append_nothing(self, make_article, told, name):
        article = make_article(status=TRANSITIONS[name].source)
        assert told(lambda: getattr(article, name)(None)) == {}

    def test_costs_no_query(self, make_article, django_assert_num_queries):
        with django_assert_num_queries(0):
            record(Standing.of(Article(status="draft")), Standing.of(Article(status="in_review")))


class TestAnEdit:
    def test_of_the_text_is_told_to_what_shows_the_article(self, make_article, changed):
        article = make_article(tags=["Sea"])
        assert changed(article, title="New") == {"now": own(article) | OF_ALL}

    def test_of_a_scheduled_article_is_told_for_its_time(self, make_article, changed):
        article = make_article(hours=5)
        assert changed(article, title="New") == {article.published_at: own(article) | OF_ALL}

    def test_of_a_retracted_article_is_told_to_its_notice(self, make_article, changed):
        article = make_article(status="retracted")
        assert changed(article, title="New") == {"now": own(article) | OF_ALL}

    def test_of_the_category_is_told_to_its_lists_alone(self, make_article, changed):
        ports, energy = Category.from_key("PORTS"), Category.from_key("ENERGY")
        make_article("Stays", category=ports)
        make_article("There", category=energy)
        article = make_article(category=ports, tags=["Sea"])
        keys = changed(article, category=energy)["now"]
        assert {f"list:en:category:{ports.pk}", f"list:en:category:{energy.pk}"} <= keys
        assert not {"list:en", "menu:en", month(article.published_at)} & keys

    def test_of_the_tags_is_told_to_the_lists_of_those_that_differ(self, make_article, changed):
        article = make_article(tags=["Sea", "Rail"])
        keys = changed(article, tags=["Rail", "Art"])["now"]
        tags = {tag.name: f"list:en:tag:{tag.pk}" for tag in Tag.objects.all()}
        assert keys & {*tags.values()} == {tags["Sea"], tags["Art"]}

    def test_of_their_order_is_told_to_the_article(self, make_article, changed):
        article = make_article(tags=["Sea", "Rail"])
        assert changed(article, tags=["Rail", "Sea"]) == {"now": own(article) | OF_ALL}

    def test_of_the_source_is_told_to_its_lists(self, make_article, changed, source):
        article = make_article()
        key = f"list:en:source:{source.pk}"
        assert changed(article, source=source) == {"now": own(article) | OF_ALL | {key}}

    def test_of_the_time_is_told_to_both_months(self, make_article, changed):
        article = make_article(hours=-1)
        earlier = article.published_at - 9999 * HOUR
        keys = changed(article, published_at=earlier)["now"]
        assert {"list:en", month(article.published_at), month(earlier)} <= keys
        assert "corrections:en" not in keys

    def test_of_the_language_is_told_in_both(self, make_article, changed, category):
        article = make_article(category=category)
        keys = changed(article, lang="uk")["now"]
        assert {"list:en", "list:uk", "menu:en", "menu:uk"} <= keys
        assert {"corrections:en", "corrections:uk"} <= keys

    def test_of_a_weight_that_pins_nothing_moves_nothing(self, make_article, changed):
        article = make_article()
        assert changed(article, sticky_weight=-3) == {"now": own(article) | OF_ALL}


class TestPins:
    def test_a_pin_is_told_to_the_lists_and_not_around(self, make_article, changed):
        make_article("Other", hours=-2)
        article = make_article()
        keys = changed(article, sticky_weight=3)
        lists = {"list:en", month(article.published_at)}
        assert keys == {"now": own(article) | OF_ALL | lists}

    def test_its_end_is_told_for_its_time(self, make_article, changed):
        article = make_article()
        end = timezone.now() + 3 * HOUR
        keys = changed(article, sticky_weight=3, sticky_until=end)
        assert keys[end] == {"list:en", month(article.published_at)}

    def test_of_a_scheduled_article_both_are_told_for_theirs(self, make_article, told):
        end = timezone.now() + 9 * HOUR

        def write() -> None:
            make_article(hours=5, sticky_weight=3, sticky_until=end)

        keys = told(write)
        time = Article.objects.get().published_at
        assert keys.keys() == {time, end}
        assert "list:en" in keys[time] & keys[end]

    def test_an_end_before_the_article_shows_is_none(self, make_article, told):
        end = timezone.now() + 2 * HOUR
        keys = told(lambda: make_article(hours=5, sticky_weight=3, sticky_until=end))
        assert keys.keys() == {Article.objects.get().published_at}


class TestWhatComesAndGoes:
    def test_all_its_lists_are_told(self, make_article, told, source, category):
        article = make_article(source=source, category=category, tags=["Sea"])
        tag = Tag.objects.get()
        expected = {
            "list:en", month(article.published_at), f"list:en:source:{source.pk}",
            f"list:en:category:{category.pk}", f"list:en:tag:{tag.pk}", "corrections:en", "menu:en",
        }  # fmt: skip
        expected |= own(article) | OF_ALL
        assert told(lambda: article.unpublish(None)) == {"now": expected}
        article.submit(None)
        assert told(lambda: article.publish(None)) == {"now": expected}
        assert told(lambda: article.retract(None, "wrong")) == {"now": expected}
        # Feeds told of the retraction, and the notice goes.
        assert told(lambda: article.restore(None))["now"] >= expected - {"menu:en"}

    def test_a_scheduled_article_is_told_for_its_time(self, make_article, told, category):
        article = make_article(hours=5, category=category, status="in_review")
        keys = told(lambda: article.publish(None))
        assert keys.keys() == {article.published_at}
        assert {"list:en", month(article.published_at), "menu:en"} <= keys[article.published_at]

    def test_one_that_is_unpublished_before_its_time_was_never_seen(self, make_article, told):
        article = make_article(hours=5)
        assert told(lambda: article.unpublish(None)) == {}

    def test_one_that_is_put_off_goes_now_and_comes_then(self, make_article, changed):
        article = make_article(hours=-1)
        later = timezone.now() + 5 * HOUR
        keys = changed(article, published_at=later)
        assert {"list:en", month(article.published_at)} <= keys["now"]
        assert {"list:en", month(later)} <= keys[later]

    def test_a_deleted_article_goes_with_all_its_lists(self, make_article, told, category):
        article = make_article(category=category, tags=["Sea"])
        lists = Standing.of(article).lists()
        keys = told(lambda: Article.objects.all().delete())["now"]
        assert lists | own(article) | OF_ALL | {"menu:en", "corrections:en", "any"} == keys

    def test_a_deleted_draft_may_free_an_address(self, make_article, make_user, told):
        make_article(status="draft")
        article = Article.objects.get()
        assert told(lambda: article.remove(make_user("Administrators"))) == {"now": {"any"}}


class TestMenus:
    @pytest.fixture
    def unpublished(self, make_article, told, category):
        """The keys of menus, when an article of the category is unpublished."""
        article = make_article("Goes", category=category)

        def keys_of(*others: dict) -> dict[object, set[str]]:
            for number, columns in enumerate(others):
                make_article(f"Other {number}", **{"category": category} | columns)
            keys = told(lambda: article.unpublish(None))
            menus = {m: {k for k in group if "menu" in k} for m, group in keys.items()}
            return {moment: group for moment, group in menus.items() if group}

        return keys_of

    def test_the_last_live_article_takes_its_category_along(self, unpublished):
        assert unpublished({"lang": "uk"}, {"status": "draft"}) == {"now": {"menu:en"}}

    def test_another_live_one_keeps_it(self, unpublished):
        assert unpublished({}) == {}

    def test_the_next_scheduled_one_brings_it_back_at_its_time(self, unpublished):
        soon, later = (timezone.now() + hours * HOUR for hours in (2, 5))
        keys = unpublished({"published_at": later}, {"published_at": soon})
        assert keys == {"now": {"menu:en"}, soon: {"menu:en"}}

    def test_one_that_is_put_off_leaves_that_to_the_next(self, make_article, told, category):
        first = make_article("First", hours=2, category=category)
        second = make_article("Second", hours=5, category=category)
        keys = told(lambda: first.unpublish(None))
        assert keys == {second.published_at: {"menu:en"}}

    def test_so_does_one_that_is_deleted(self, make_article, told, category):
        first = make_article("First", hours=2, category=category)
        second = make_article("Second", hours=5, category=category)
        keys = told(lambda: Article.objects.filter(pk=first.pk).delete())
        assert keys == {"now": {"any"}, second.published_at: {"menu:en"}}

    def test_all_that_are_deleted_at_once_take_it_along(self, make_article, told, category):
        for number in range(3):
            make_article(f"S{number}", category=category)
        assert "menu:en" in told(lambda: Article.objects.all().delete())["now"]

    def test_a_second_scheduled_one_brings_nothing(self, make_article, told, category):
        first = make_article("First", hours=2, category=category)
        keys = told(lambda: make_article("Second", hours=5, category=category))
        second = Article.objects.get(slug="second")
        assert "menu:en" not in keys[second.published_at]
        assert keys[first.published_at] == {"menu:en"}


class TestTranslations:
    @pytest.fixture
    def group(self, make_article, source):
        """Live articles of one source and number in two languages, and one at five hours ahead."""
        own = {"source": source, "external_id": "7"}
        return [
            make_article("One", **own),
            make_article("Два", lang="uk", **own),
            make_article("Three", lang="ar", hours=5, **own),
        ]

    def test_each_is_told_of_every_change_of_another(self, group, changed):
        one, two, three = group
        keys = changed(one, title="New")
        assert keys["now"] >= own(one) | links_of(two)
        assert keys[three.published_at] == links_of(one)

    def test_the_present_ones_are_told_for_the_time_of_one_ahead(self, group, changed):
        one, two, three = group
        keys = changed(three, title="New")
        assert keys[three.published_at] >= links_of(one) | links_of(two) | own(three)
        assert "now" not in keys

    def test_a_new_one_learns_of_the_one_ahead(self, group, told, make_article, source):
        later = group[2].published_at
        keys = told(lambda: make_article("Four", lang="de", source=source, external_id="7"))
        assert keys[later] == links_of(Article.objects.get(lang="de"))
        assert keys["now"] >= links_of(group[0]) | links_of(group[1])

    def test_both_groups_are_told_when_one_changes_over(self, group, changed, make_article, source):
        other = make_article("Other", source=source, external_id="8")
        keys = changed(group[1], external_id="8")
        assert keys["now"] >= links_of(group[0]) | links_of(other)

    def test_the_same_number_of_another_source_is_another_story(self, group, changed, make_article):
        other = make_article("Other", external_id="7")
        keys = changed(group[0], title="New")
        assert not links_of(other) & keys["now"] - own(group[0])

    def test_lists_that_show_a_translation_are_told_nothing(self, group, changed):
        assert f"article:{group[1].pk}" not in changed(group[0], title="New")["now"]

    def test_drafts_are_told_nothing(self, group, changed, make_article, source):
        draft = make_article("D", lang="de", status="draft", source=source, external_id="7")
        assert f"translations:{draft.pk}" not in changed(group[0], title="New")["now"]


class TestAround:
    def around(self, keys: dict) -> set[str]:
        return {key for key in keys.get("now", ()) if key.startswith("around:")}

    def names(self, *articles: Article) -> set[str]:
        return {f"around:{article.pk}" for article in articles}

    def test_the_newest_article_comes_by_its_lists(self, make_article, told):
        for hours in range(2, 9):
            make_article(f"S{hours}", hours=-hours, tags=["Sea"])
        assert self.around(told(lambda: make_article("New", tags=["Sea"]))) == set()

    def test_it_goes_by_those_around_it(self, make_article, told):
        rows = [make_article(f"S{hours}", hours=-hours, tags=["Sea"]) for hours in range(2, 9)]
        article = make_article("New", tags=["Sea"])
        assert self.around(told(lambda: article.unpublish(None))) == self.names(*rows[:4])

    def test_one_in_the_middle_is_told_to_four_on_each_side(self, make_article, told):
        rows = [make_article(f"S{hours}", hours=-hours, tags=["Sea"]) for hours in range(1, 13)]
        make_article("Elsewhere", lang="uk", hours=-6.4, tags=["Sea"])
        keys = told(lambda: make_article("Late", hours=-6.5, tags=["Sea"]))
        assert self.around(keys) == self.names(*rows[2:10])

    def test_without_anything_in_common_to_its_neighbours(self, make_article, told):
        rows = [make_article(f"S{hours}", hours=-hours) for hours in range(1, 7)]
        keys = told(lambda: make_article("Late", hours=-3.5))
        assert self.around(keys) == self.names(*rows[2:4])

    def test_every_tag_counts_not_only_the_first_five(self, make_article, told):
        make_article("Newest", hours=-1)
        near = make_article("Near", hours=-2)
        far = make_article("Far", hours=-9, tags=["Z"])
        keys = told(lambda: make_article("Late", hours=-1.5, tags=[*"ABCDEFG", "Z"]))
        assert self.around(keys) >= self.names(near, far)

    def test_a_move_is_told_around_both_places(self, make_article, changed):
        rows = [make_article(f"S{hours}", hours=-hours) for hours in range(1, 9)]
        article = rows[6]
        time = rows[1].published_at - HOUR / 2
        keys = changed(article, published_at=time)
        assert self.around(keys) == self.names(rows[5], rows[7], rows[1], rows[2])

    def test_a_category_is_told_to_those_of_both(self, make_article, changed):
        ports, energy = Category.from_key("PORTS"), Category.from_key("ENERGY")
        newest = make_article("Newest", hours=-1)
        article = make_article("X", hours=-2, category=ports)
        oldest = make_article("Between", hours=-3)
        one = make_article("One", hours=-4, category=ports)
        two = make_article("Two", hours=-5, category=energy)
        make_article("Three", hours=-6)
        keys = changed(article, category=energy)
        assert self.around(keys) == self.names(newest, oldest, one, two)


class TestMany:
    def test_changes_inside_are_appended_once_at_the_end(self, make_article):
        one, two = make_article("One"), make_article("Two")
        with transaction.atomic(), recorded_together():
            head = PublicChange.objects.head()
            for article in (one, two):
                article.revise(Changes({"title": f"{article.title}!"}), None)
            assert PublicChange.objects.head() == head
        rows = PublicChange.objects.after(head).values_list("key", "moment")
        assert len(rows) == len(set(rows))
        assert own(one) | own(two) <= {key for key, _moment in rows}

    def test_what_was_between_two_changes_nobody_saw(self, make_article, told, category):
        article = make_article(category=category)

        def write() -> None:
            with transaction.atomic(), recorded_together():
                article.unpublish(None)
                article.submit(None)
                article.publish(None)

        assert told(write) == {"now": own(article) | OF_ALL}

    def test_an_error_appends_nothing(self, make_article):
        article = make_article()
        head = PublicChange.objects.head()
        with pytest.raises(RuntimeError), transaction.atomic(), recorded_together():
            fail_after(lambda: article.revise(Changes({"title": "New"}), None))
        assert PublicChange.objects.head() == head
        assert changes._together.get() is None

    def test_many_are_told_by_the_keys_of_their_language(
        self, make_article, make_user, told, monkeypatch, category
    ):
        monkeypatch.setattr(changes, "MANY", 2)
        articles = [make_article(f"S{number}", hours=-number) for number in range(1, 5)]
        seen = {article.pk: article.version for article in articles[1:]}
        editor = make_user("Editors")
        keys = told(lambda: run(BULK_ACTIONS["unpublish"], None, seen, editor))
        assert "around:en" in keys["now"]
        assert f"around:{articles[0].pk}" not in keys["now"]
        assert {f"article:{article.pk}" for article in articles[1:]} <= keys["now"]

    def test_of_many_new_ones_nobody_has_seen_the_ids(
        self, make_article, told, monkeypatch, category
    ):
        monkeypatch.setattr(changes, "MANY", 2)

        def write() -> None:
            with transaction.atomic(), recorded_together():
                for number in range(4):
                    make_article(f"S{number}", category=category)

        keys = told(write)["now"]
        assert not [key for key in keys if key.startswith("article:")]
        assert {"list:en", "around:en", "menu:en"} <= keys
        assert [key for key in keys if key.startswith("sitemap:")]


def fail_after(write: Callable[[], object]) -> None:
    write()
    raise RuntimeError


@pytest.mark.parametrize("prepare", [entrance[0] for entrance in ENTRANCES.values()], ids=ENTRANCES)
def test_every_entrance_tells_what_readers_see(case, told, prepare):  # noqa: F811
    article, write = prepare(case)
    before = Standing.of(Article.objects.get())
    keys = told(write)
    after = Standing.of(Article.objects.get())
    if before is None and after is None:
        # An old address is answered otherwise, also by one that leads to a draft.
        assert set().union(*keys.values()) <= {"any"}
        return
    assert own(article) | OF_ALL <= keys["now"]
    assert ArticleChange(before, after).changed_lists() <= keys["now"]


def test_statuses_that_readers_see_are_told_of_in_tests():
    """A new status needs a thought here."""
    assert {*Status} == {"draft", "in_review", "published", "retracted"}
