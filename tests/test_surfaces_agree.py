"""Every surface agrees, whatever happens at the desk, in files and to the clock.

A machine does what people and imports do, at random. After each step every public surface must
hold the same articles with the same dates, and nothing else: nothing that is not live may be in a
list, a feed, a map, an answer, a neighbour, a related article, a menu, a count, or a cache.

A long walk: `SURFACES_EXAMPLES=200 make thorough ARGS=tests/test_surfaces_agree.py`.
"""

import datetime as dt
import json
import os
from collections import defaultdict

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.api.article_queries import SETTLED
from articles.import_export.discover import discover_files
from articles.import_export.importer import run_import
from articles.import_export.options import import_options
from articles.models import Article, Author, Category, Correction, Source, Tag
from articles.public import article_lists
from articles.querysets import NEWS_AGE
from articles.search import results
from articles.workflow import TRANSITIONS, Status, has_ended
from tests.surfaces import Reader, Seen, cards_of

# Of the everyday run, and of the slow proof.
FEW, MANY = 2, int(os.environ.get("SURFACES_EXAMPLES", "12"))
STEPS = 10
START = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
LANGS = ("en", "uk")
CATEGORIES = ("ENERGY", "SPORT")
SOURCES = ("wire", "agency")
TAGS = ("ports", "Кран", "ships")
AUTHORS = ("Ada Reyes", "Лі Вень")
HOUR = dt.timedelta(hours=1)
# Small pages, so that a handful of articles fills several.
SIZE, PINS = 3, 2

article_numbers = st.integers(0, 20)
hours = st.sampled_from([-1000, -49, -47, -3, -1, 0, 1, 3, 30])
# So many hours after its publication an article ends.
lives = st.sampled_from([None, None, 1, 2, 50])
tag_lists = st.lists(st.sampled_from(TAGS), unique=True)
name_lists = st.lists(st.sampled_from(AUTHORS), unique=True)


@pytest.fixture
def small_pages(monkeypatch, settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    settings.NEWS_TRUSTED_SOURCES = ["agency"]
    monkeypatch.setattr(results, "PAGE_SIZE", SIZE)
    monkeypatch.setattr(article_lists, "PAGE_SIZE", SIZE)
    monkeypatch.setattr(article_lists, "PIN_LIMIT", PINS)


@pytest.mark.parametrize(
    "examples", [FEW, pytest.param(MANY, marks=pytest.mark.thorough)], ids=["few", "many"]
)
def test_every_surface_tells_of_the_same_articles(db, small_pages, tmp_path_factory, examples):
    class Here(Newsroom):
        folders = tmp_path_factory

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


class Newsroom(RuleBasedStateMachine):
    """What happens. Everything of one example is rolled back at its end."""

    folders: pytest.TempPathFactory

    def __init__(self) -> None:
        super().__init__()
        cache.clear()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.travel = time_machine.travel(START, tick=False)
        self.clock = self.travel.start()
        self.folder = self.folders.mktemp("in")
        self.reader = Reader()
        # Of each imported article: its file, its front matter and its text.
        self.files: list[tuple] = []
        self.count = self.step = 0

    def teardown(self) -> None:
        self.travel.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- what happens -------------------------------------------------------------------------

    @initialize()
    def a_newsroom_with_some_articles(self) -> None:
        for number in range(5):
            lang = LANGS[number == 3]
            self.a_file_comes(
                lang, CATEGORIES[number % 2], SOURCES[number % 2], list(TAGS[number % 2 :]),
                -number * 20, 0, number == 4, number % 2 == 0, 0, names=list(AUTHORS[number % 3 :]),
            )  # fmt: skip

    @rule(
        lang=st.sampled_from(LANGS),
        category=st.sampled_from(CATEGORIES),
        source=st.sampled_from(SOURCES),
        tags=tag_lists,
        hours=hours,
        weight=st.sampled_from([0, 0, 0, 1, 5]),
        draft=st.booleans(),
        machine=st.booleans(),
        twin=st.integers(0, 3),
        lasts=lives,
        names=name_lists,
    )
    def a_file_comes(
        self, lang, category, source, tags, hours, weight, draft, machine, twin, lasts=None,
        names=(),
    ) -> None:  # fmt: skip
        self.count += 1
        # Sometimes it is a translation of an earlier article: the same source and id.
        number = self.count - twin if twin and self.count > twin else self.count
        if any(
            (other["externalId"], other["source"]["key"], other["lang"])
            == (f"{number}", source, lang)
            for _file, other in self.files
        ):
            # Of two files of one article only the first path is taken.
            number = self.count
        front = {
            "title": f"Story {self.count}",
            "description": "Told in a sentence.",
            "publishedAt": (self.now + hours * HOUR).isoformat(),
            "lang": lang,
            "externalId": f"{number}",
            "source": {"name": source.title(), "key": source, "type": "RSS"},
            "category": category,
            "tags": tags,
            "stickyWeight": weight,
            "draft": draft,
        }
        if lasts:
            front["expiresAt"] = (self.now + (hours + lasts) * HOUR).isoformat()
        if names:
            front["author"] = list(names) if len(names) > 1 else names[0]
        if machine:
            front["ai"] = {"rewritten": True, "version": 1}
        file = self.folder / f"s{self.count}.{lang}.md"
        self.files.append((file, front))
        self._import(file, front)

    @precondition(lambda self: self.files)
    @rule(number=article_numbers, hours=hours, draft=st.booleans(), what=st.integers(0, 3))
    def a_file_comes_again(self, number, hours, draft, what) -> None:
        file, front = self.files[number % len(self.files)]
        if what == 0:
            front["title"] += " again"
        elif what == 1:
            front["publishedAt"] = (self.now + hours * HOUR).isoformat()
            front.pop("expiresAt", None)
        elif what == 3:
            front["publishedAt"] = (self.now - HOUR).isoformat()
            front["expiresAt"] = (self.now + max(hours, 0) * HOUR).isoformat()
        else:
            front["draft"] = draft
        self._import(file, front)

    @rule(lang=st.sampled_from(LANGS), tags=tag_lists, hours=hours, ready=st.booleans())
    def somebody_writes(self, lang, tags, hours, ready) -> None:
        self.count += 1
        article = Article.objects.create(
            title=f"Own story {self.count}", slug=f"own-{self.count}", lang=lang,
            body="Every harbour opened.", published_at=self.now + hours * HOUR if ready else None,
            category=Category.from_key(CATEGORIES[self.count % 2]),
        )  # fmt: skip
        article.tags.set(tags)
        article.submit(None)
        article.publish(None)
        assert article.is_published

    @rule(number=article_numbers, choice=st.integers(0, 3))
    def the_desk_decides(self, number, choice) -> None:
        article = self._some(number)
        steps = [
            step
            for step in TRANSITIONS.values()
            if step.source == article.status and not (step.from_live and article.is_scheduled)
        ]
        step = steps[choice % len(steps)]
        if step.name == "publish" and has_ended(
            article.expires_at, article.published_at or self.now
        ):
            # Nobody would see it.
            article.expires_at = None
            article.save()
        getattr(article, step.name)(None, "For a reason.")

    @rule(number=article_numbers, hours=hours)
    def it_is_scheduled_or_dated_back(self, number, hours) -> None:
        article = self._some(number)
        article.published_at = self.now + hours * HOUR
        if has_ended(article.expires_at, article.published_at):
            article.expires_at = None
        article.save()

    @rule(number=article_numbers, hours=hours)
    def it_is_to_end(self, number, hours) -> None:
        article = self._some(number)
        end = self.now + hours * HOUR
        if article.published_at is None or article.published_at < end:
            article.expires_at = end
            article.save()

    @rule(
        number=article_numbers,
        weight=st.sampled_from([0, 1, 2, 5, -3]),
        hours=st.sampled_from([None, 2, 40]),
    )
    def it_is_pinned(self, number, weight, hours) -> None:
        article = self._some(number)
        article.sticky_weight = weight
        article.sticky_until = self.now + hours * HOUR if hours else None
        article.save()

    @rule(number=article_numbers)
    def it_is_corrected(self, number) -> None:
        article = self._some(number)
        Correction.objects.create(article=article, text="It was nineteen.", date=self.now - HOUR)
        self._readers_saw_a_change(article)

    @rule(number=article_numbers)
    def it_is_rewritten(self, number) -> None:
        article = self._some(number)
        self.count += 1
        article.title = f"Story {self.count}, edited"
        article.save()
        self._readers_saw_a_change(article)

    @rule(number=article_numbers, tags=tag_lists, category=st.sampled_from((None, *CATEGORIES)))
    def its_category_and_tags_change(self, number, tags, category) -> None:
        article = self._some(number)
        article.category = category and Category.from_key(category)
        article.save()
        article.tags.set(tags)

    @rule(number=article_numbers, names=name_lists)
    def its_authors_change(self, number, names) -> None:
        article = self._some(number)
        article.author_names = names
        article.save()

    @rule(number=article_numbers)
    def its_address_changes(self, number) -> None:
        article = self._some(number)
        self.count += 1
        article.slug = f"moved-{self.count}"
        article.save()

    @rule(number=article_numbers)
    def it_is_deleted(self, number) -> None:
        self._some(number).delete()

    @rule(hours=st.sampled_from([0.02, 1, 2, 25, 50]))
    def time_passes(self, hours) -> None:
        self.clock.shift(hours * HOUR)

    # --- what everybody sees then -------------------------------------------------------------

    @invariant()
    def every_surface_agrees(self) -> None:
        self.step += 1
        everything = list(
            Article.objects.select_related("category", "source").prefetch_related("tags")
        )
        self.live = [a for a in everything if self._is_live(a)]
        self.hidden = [a for a in everything if not self._is_live(a)]
        for lang in LANGS:
            ours = [a for a in self.live if a.lang == lang]
            self._front(lang, ours)
            self._taxonomy_lists(lang, ours)
            self._archive(lang, ours)
            self._search(lang, ours)
        self._maps()
        self._api()
        for article in self.live:
            self._article(article)
        for article in self.hidden:
            self._nowhere(article)

    def _front(self, lang: str, ours: list[Article]) -> None:
        home = f"/{lang}/"
        self._front_page(home, ours)
        for ending in ("rss", "atom", "json"):
            self._feed(home, ending, lang, ours)
        categories = {f"/{lang}/category/{a.category.slug}/" for a in ours if a.category}
        page = self.reader.page(home)
        assert {
            url for url in page.xpath("//header//nav//a/@href") if "/category/" in url
        } == categories
        here = {url for url in self.reader.listed_categories() if url.startswith(home)}
        assert here == categories

    def _taxonomy_lists(self, lang: str, ours: list[Article]) -> None:
        """The list of each category, tag, author and source, its feed in a format that changes with the steps, and the API's."""
        taxonomy: dict[tuple[str, str], list[Article]] = defaultdict(list)
        for name, rows in (
            ("category", Category),
            ("source", Source),
            ("tag", Tag),
            ("author", Author),
        ):
            for row in rows.objects.all():
                taxonomy[name, row.key if name == "source" else row.slug] = []
        for article in ours:
            if article.category:
                taxonomy["category", article.category.slug].append(article)
            if article.source:
                taxonomy["source", article.source.key].append(article)
            for tag in article.tags.all():
                taxonomy["tag", tag.slug].append(article)
            for author in article.author_list:
                taxonomy["author", author.slug].append(article)
        for number, ((name, key), articles) in enumerate(taxonomy.items()):
            url = reverse(name, args=[lang, key])
            self._pages(url, articles)
            self._feed(url, ("rss", "atom", "json")[(self.step + number) % 3], lang, articles)
            listed = self.reader.api_articles(f"articles?lang={lang}&{name}={key}&limit=2")
            assert listed == newest(articles)
        for name, plural in (
            ("category", "categories"),
            ("source", "sources"),
            ("tag", "tags"),
            ("author", "authors"),
        ):
            listed = self.reader.api(f"{plural}?lang={lang}")
            key_of = "key" if name == "source" else "slug"
            read = {key for (kind, key), articles in taxonomy.items() if kind == name and articles}
            assert {one[key_of] for one in listed} == read

    def _archive(self, lang: str, ours: list[Article]) -> None:
        months: dict[str, list[Article]] = defaultdict(list)
        for article in ours:
            months[f"/{lang}/archive/{article.published_at:%Y/%m}/"].append(article)
        shown = self.reader.page(f"/{lang}/archive/").xpath("//main//li/a/@href")
        assert shown == sorted(months, reverse=True)
        for url, articles in months.items():
            pages = list(self.reader.cards(url))
            assert [seen for page in pages for seen in page] == undated(newest(articles))

    def _search(self, lang: str, ours: list[Article]) -> None:
        asked = f"/{lang}/search/?q=harbour"
        by_date = [seen for page in self.reader.cards(f"{asked}&sort=date") for seen in page]
        # Its place in the index is a whole second.
        assert by_date == undated(newest(ours, exact=False))
        best = [seen for page in self.reader.cards(asked) for seen in page]
        assert sorted(best) == sorted(by_date)
        said = self.reader.page(asked).xpath("string(//main//*[@role='status'])")
        if lang == "en" and ours:
            assert said.split()[0] == str(len(ours))
        assert self.reader.api_articles(f"articles?lang={lang}&q=harbour&limit=2") == newest(
            ours, exact=False
        )

    def _maps(self) -> None:
        listed = self.reader.sitemap() if self.live else []
        assert sorted(listed) == sorted(Seen(s.path, None, s.changed) for s in newest(self.live))
        fresh = [a for a in self.live if a.published_at > self.now - NEWS_AGE]
        allowed = [a for a in fresh if not a.ai or (a.source and a.source.key == "agency")]
        assert self.reader.news() == undated(newest(allowed))

    def _api(self) -> None:
        assert self.reader.api_articles("articles?limit=4") == newest(self.live)
        settled = [a for a in self.live if recorded(a) <= self.now - SETTLED]
        followed = self.reader.api("articles?limit=4&modified_after=2000-01-01T00:00:00Z")
        order = sorted(settled, key=lambda a: (recorded(a), a.pk))
        assert [one["id"] for one in followed] == [a.pk for a in order]
        pinned = [one["id"] for one in self.reader.api("articles?pinned=true")]
        assert {*pinned} == {a.pk for a in self.live if self._is_pinned(a)}
        gone = {a.guid for a in self.hidden if a.status == Status.RETRACTED}
        notes = self.reader.api("corrections?kind=retraction")
        assert {note["article_guid"] for note in notes} == gone

    def _article(self, article: Article) -> None:
        page = self.reader.page(article.get_absolute_url())
        ours = [a for a in self.live if a.lang == article.lang]
        order = [a.pk for a in sorted(ours, key=place)]
        here = order.index(article.pk)
        by_id = {a.pk: a for a in ours}
        for rel, there in (("next", here + 1), ("prev", here - 1)):
            shown = page.xpath(f"//nav[@class='newer-older']//a[@rel='{rel}']/@href")
            known = [by_id[order[there]].get_absolute_url()] if 0 <= there < len(order) else []
            assert shown == known
        paths = {a.get_absolute_url() for a in ours} - {article.get_absolute_url()}
        related = {seen.path for seen in cards_of(page, "//section[@class='related']")}
        assert related <= paths
        versions = {
            a.get_absolute_url()
            for a in self.live
            if (a.source_id, a.external_id) == (article.source_id, article.external_id)
            and (article.external_id or a.pk == article.pk)
        }
        alternates = {
            url.removeprefix("http://testserver")
            for url in page.xpath("//link[@rel='alternate'][@hreflang]/@href")
        }
        assert alternates == (versions if len(versions) > 1 else set())
        graph = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
        listed = next(thing for thing in graph if thing["@type"] == "NewsArticle")
        seen = seen_of(article)
        assert listed["datePublished"] == seen.published.isoformat()
        assert listed["dateModified"] == seen.changed.isoformat()
        one = json.loads(self.reader.ok(f"/api/v1/articles/{article.pk}"))
        assert one["guid"] == article.guid
        assert {
            other["url"].removeprefix("http://testserver") for other in one["translations"]
        } == (versions - {article.get_absolute_url()})
        self.reader.ok(article.get_absolute_url().rstrip("/") + ".md")

    def _nowhere(self, article: Article) -> None:
        is_gone = article.status == Status.RETRACTED or self._has_ended(article)
        status = 410 if is_gone else 404
        url = article.get_absolute_url()
        for address in (url, f"{url.rstrip('/')}.md", f"/api/v1/articles/{article.pk}"):
            assert self.reader.get(address)[0] == status, address

    # --- parts --------------------------------------------------------------------------------

    def _pages(self, url: str, articles: list[Article]) -> None:
        pins = sorted(filter(self._is_pinned, articles), key=lambda a: (a.sticky_weight, *place(a)))
        leading = pins[::-1][:PINS]
        rest = [a for a in articles if a not in leading]
        shown = [seen for page in self.reader.cards(url) for seen in page]
        assert shown == undated([*map(seen_of, leading), *newest(rest)])

    def _front_page(self, url: str, articles: list[Article]) -> None:
        """The newest, without a gap, and what its blocks show besides; all others follow."""
        shown = self.reader.linked_articles(url)
        assert shown <= {a.get_absolute_url() for a in articles}
        newer = articles and self.reader.following(url)
        order = undated(newest(articles))
        later = [seen for page in self.reader.cards(newer) for seen in page] if newer else []
        first = order[: len(order) - len(later)]
        assert [*first, *later] == order
        assert {seen.path for seen in first} <= shown
        if articles:
            pins = sorted(
                filter(self._is_pinned, articles), key=lambda a: (a.sticky_weight, *place(a))
            )
            lead = self.reader.page(url).xpath("//main//h2/a/@href")[0]
            assert not pins or lead == pins[-1].get_absolute_url()

    def _feed(self, url: str, ending: str, lang: str, articles: list[Article]) -> None:
        listed, gone = self.reader.feed(url, ending)
        assert listed == newest(articles)
        if ending == "atom" and url == f"/{lang}/":
            retracted = [a for a in self.hidden if a.status == Status.RETRACTED and a.lang == lang]
            assert gone == {a.guid for a in retracted}

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def _is_live(self, article: Article) -> bool:
        has_come = article.status == "published" and article.published_at <= self.now
        return has_come and not self._has_ended(article)

    def _has_ended(self, article: Article) -> bool:
        if article.status != "published" or article.published_at > self.now:
            return False
        return article.expires_at is not None and article.expires_at <= self.now

    def _is_pinned(self, article: Article) -> bool:
        until = article.sticky_until
        return article.sticky_weight > 0 and (until is None or until > self.now)

    def _some(self, number: int) -> Article:
        rows = Article.objects.order_by("pk")
        if not rows.exists():
            self.somebody_writes("en", [], -1, True)
        return rows[number % rows.count()]

    def _readers_saw_a_change(self, article: Article) -> None:
        article.refresh_from_db()
        if self._is_live(article):
            assert article.changed_at == max(self.now, article.published_at)

    def _import(self, file, front) -> None:
        text = f"---\n{json.dumps(front, ensure_ascii=False)}\n---\nThe harbour opened at noon.\n"
        file.write_text(text, encoding="utf-8")
        run = run_import(
            discover_files([file]), import_options("test", workers=0, roots=[str(self.folder)])
        )
        assert not run.quarantined, run


def seen_of(article: Article) -> Seen:
    """As every surface must tell it."""
    published = article.published_at.astimezone(dt.UTC)
    changed = max(published, article.reader_modified_at or published)
    return Seen(
        article.get_absolute_url(),
        published.replace(microsecond=0),
        changed.astimezone(dt.UTC).replace(microsecond=0),
    )


def place(article: Article) -> tuple:
    return (article.published_at, article.pk)


def newest(articles: list[Article], exact: bool = True) -> list[Seen]:
    order = place if exact else lambda a: (a.published_at.replace(microsecond=0), a.pk)
    return [seen_of(a) for a in sorted(articles, key=order, reverse=True)]


def undated(articles: list[Seen]) -> list[Seen]:
    """On pages of lists only the day of publication is listed."""
    return [Seen(seen.path, seen.published) for seen in articles]


def recorded(article: Article) -> dt.datetime:
    return max(article.modified_at, article.published_at)
