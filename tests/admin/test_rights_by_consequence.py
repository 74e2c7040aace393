"""Nobody changes what readers see beyond his rights, by whatever form, button, list or upload.

Every write path of the admin (`tests.write_paths`) is sent by every role, and by people with one
permission each, on a site with an article of every state. What readers see is asked from outside,
before and after; every submission is taken back, so that the next one finds the same site.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus

from articles.editorial.bulk.run import set_weights
from articles.models import (
    Article,
    AuditEntry,
    Author,
    Category,
    CategoryAlias,
    Image,
    ImageVariant,
    Page,
    PreviewLink,
    QueuedTask,
    Redirect,
    Source,
    Tag,
    TagAlias,
    Topic,
)
from articles.models.editable_values import edited
from articles.models.pending_revision import PendingRevision
from articles.models.revise import Changes
from articles.workflow import PIN, PUBLISH, RETRACT, REVIEW
from tests.admin_urls import one_of_each
from tests.test_hostile_addresses import PART, routes
from tests.write_paths import (
    PASSWORD,
    Submission,
    names,
    registered,
    submissions,
    taken_back,
    watched,
)

pytestmark = pytest.mark.django_db

# Who has one of these may change what readers see.
PUBLIC_RIGHTS = {PUBLISH, RETRACT, PIN, REVIEW}
# Models whose rows readers see beside the articles, and of those the ones that have no form.
CHANGED = ("author", "category", "tag", "topic", "source", "page", "redirect", "image")
CHANGED_WITHIN = ("imagevariant", "authoralias", "categoryalias", "tagalias")
# What `needed()` finds that a change needs.
RIGHTS = (
    *sorted(PUBLIC_RIGHTS),
    *(f"delete_{model}" for model in ("article", "page", "image", "source")),
    *(f"change_{model}" for model in CHANGED),
)
# Routes by which nobody writes anything that is kept: questions, answers to scripts, read-only
# pages, and what is opened by reading alone.
WRITES_NOTHING = {
    "index", "app_list", "health", "articles_tag_tidy", "account", "layout", "password_change_done",
    "password_reset_done", "password_reset_complete", "password_reset_confirm", "second_step",
    "articles_image_changelist", "articles_image_choose", "articles_image_unsplash", "articles_image_unsplash_take",
    *(f"articles_article_{name}" for name in (
        "changelist", "plan", "preview", "repair", "review_queue", "compare", "origin", "versions",
        "markdown", "original")),
    # No article of the site is a translation; tests/admin/articles/test_translations.py has some.
    "articles_article_translations",
    *(f"articles_importrun_{name}" for name in ("changelist", "change", "delete")),
    *(f"articles_quarantinedfile_{name}" for name in ("add", "file")),
    *(f"articles_{model}_{name}" for model in ("auditentry", "revision")
      for name in ("changelist", "add", "change", "delete")),
    *(f"articles_importconflict_{name}" for name in ("add", "delete")),
    *(f"articles_cluster_{name}" for name in ("add", "delete")),
    # Events are put together there, and the site has one.
    "articles_cluster_changelist",
    *(f"articles_upstreamitem_{name}" for name in ("changelist", "add", "change", "delete")),
    # A run is read, and what is started has a task, which the worker does.
    *(f"articles_pipelinerun_{name}" for name in ("changelist", "add", "change", "delete", "start")),
    # A version is read, and what it would change.
    *(f"articles_ingestrules_{name}" for name in ("changelist", "change", "delete", "test")),
    *(f"articles_sitesettings_{name}" for name in ("changelist", "change", "delete")),
    # A draft goes; what was launched stays. The walk asks for no story of the front page.
    "articles_frontedition_changelist", "articles_frontedition_preview", "articles_frontedition_put",
    *(f"articles_queuedtask_{name}" for name in ("changelist", "add", "change", "delete")),
    *(f"articles_suggestion_{name}" for name in ("changelist", "add", "change", "delete", "rewrite")),
    *(f"articles_prompt_{name}" for name in ("changelist", "change", "delete", "try")),
    "articles_houseword_changelist",
    # A feed that is polled has a task, and an item that was not taken back nothing to decide.
    "articles_feed_changelist", "articles_feed_poll", "articles_upstreamitem_keep",
    # A webhook that is tried has a task, which the worker does.
    "articles_webhook_changelist", "articles_webhook_test",
    "articles_revision_markdown",
    *(f"{label}_history" for label in registered()),
}  # fmt: skip
# What people leave behind that is no decision: sessions, unsaved typing, who has what open.
PASSING = {"django_session", "articles_autosave", "articles_presence"}


@pytest.fixture
def site(tmp_path, import_files, example, make_article, make_user, settings):
    """An article of every state, with a cover, a section, a source and a tag; rows that no article
    has; and what points to articles: old addresses, previews, waiting changes, a file."""
    settings.API_REQUESTS_PER_MINUTE = 0
    editor = make_user("Editors", "ada")
    things = one_of_each(tmp_path, import_files, example)
    crane = things["articles_article"]
    crane.refresh_from_db()
    # Damaged characters, which a form refuses.
    crane.revise(Changes(columns={"body": "The crane lifts."}), None)
    crane.submit(None)
    crane.publish(None)
    category, source = Category.from_key("PORTS"), things["articles_source"]
    logo = cover("https://images.unsplash.com/logo?w=9")
    Source.objects.filter(pk=source.pk).update(logo=logo)
    for status, hours in (
        ("draft", -1), ("in_review", -1), ("published", -1), ("published", 5), ("published", -2),
    ):  # fmt: skip
        article = make_article(
            f"{status} {hours}", status=status, hours=hours, category=category, source=source,
            cover=cover(f"https://images.unsplash.com/{status}{hours}"), tags=["Cranes"],
            author_names=["Ada Reyes"], ai={"rewritten": True}, external_id=f"{status}{hours}",
        )  # fmt: skip
        if article.is_published:
            tomorrow = timezone.now() + dt.timedelta(days=1)
            PreviewLink.objects.create(article=article, expires_at=tomorrow)
        if article.is_live and hours == -1:
            live = article
    article.retract(None, "Wrong.")
    live = Article.objects.for_revision().get(pk=live.pk)
    PendingRevision.hold(live, edited(live) | {"title": "Waits"}, editor)
    Redirect.objects.create(path="/en/once/", article=live)
    Topic.objects.filter(tag__name="Cranes").update(pinned=[live.pk])
    # Rows that readers do not see.
    Category.objects.create(key="EMPTY", name="Empty", slug="empty")
    Tag.objects.create(name="unused", slug="unused")
    Author.objects.create(name="Unused", slug="unused")
    Source.objects.create(key="unused", name="Unused", kind="RSS")
    cover("https://images.unsplash.com/unused")
    CategoryAlias.objects.create(target=category, slug="harbours")
    TagAlias.objects.create(target=Tag.objects.get(name="Cranes"), slug="derricks")
    QueuedTask.objects.update(status=TaskResultStatus.FAILED)
    things["articles_auditentry"] = set_weights({live.pk: 3}, {live.pk: 0}, editor)
    assert registered() == set(things)
    return things


def cover(url: str) -> Image:
    image = Image.objects.create(alt="A crane", credit="Ada")
    ImageVariant.objects.create(image=image, name="full", url=url)
    image.sign()
    return image


class Readers:
    """What readers are shown, at every address that the site had for them at the beginning."""

    def __init__(self) -> None:
        self._client = Client()
        articles = list(Article.objects.all())
        # One of the formats of feeds and articles, which start from the same queryset
        # (tests/test_surfaces_agree.py): the one that tells most.
        self._addresses = [
            "/en/", "/en/feed.atom", "/sitemap.xml", "/sitemap-lists.xml", "/sitemap-0.xml",
            "/news-sitemap.xml", "/en/corrections/", "/en/archive/", "/en/sections/", "/en/topics/", "/en/search/?q=published",
            "/en/about/", "/api/v1/articles", "/api/v1/corrections", "/api/v1/sources",
            "/api/v1/tags", "/api/v1/categories", "/api/v1/authors",
            *(f"/en/author/{slug}/" for slug in slugs(Author)),
            *(article.get_absolute_url() for article in articles),
            *(f"/en/category/{slug}/" for slug in slugs(Category)),
            *(f"/en/tag/{slug}/" for slug in slugs(Tag)),
            "/en/category/harbours/", "/en/tag/derricks/",
            *(f"/en/source/{key}/" for key in Source.objects.values_list("key", flat=True)),
            *(redirect.path for redirect in Redirect.objects.all()),
        ]  # fmt: skip
        self.before = self._look()

    def changes(self) -> list[str]:
        """The addresses where they are shown something else than at the beginning."""
        now = self._look()
        return [path for path, text in now.items() if text != self.before[path]]

    def _look(self) -> dict[str, str]:
        cache.clear()
        return {path: self._shown(path) for path in self._addresses}

    def _shown(self, path: str) -> str:
        answer = self._client.get(path)
        text = f"{answer.status_code} {answer.get('Location', '')} {answer.content.decode()}"
        # What the clock writes.
        return re.sub(r"<(updated|lastBuildDate|pubDate)>[^<]*", "", text)


def slugs(model: Any) -> list[str]:
    return list(model.objects.values_list("slug", flat=True))


Rows = dict[tuple[str, int], dict[str, Any]]


def rows(tables: Iterable[str] | None = None) -> Rows:
    """Every row of every table of ours, or of those with these names."""
    return {
        (str(model._meta.model_name), row["id"]): row
        for model in apps.get_app_config("articles").get_models()
        if model._meta.db_table not in PASSING
        and (tables is None or model._meta.db_table in tables)
        for row in model._default_manager.values()
        if "id" in row
    }


def difference(before: Rows, after: Rows) -> frozenset[str]:
    """What two states differ in, in texts that are the same where the difference is: without the
    ids of new rows, the moments of now, who did it, and what history and log say about it."""

    def told(value: Any) -> Any:
        is_moment = isinstance(value, dt.datetime)
        return (
            "now" if is_moment and abs(timezone.now() - value) < dt.timedelta(hours=0.5) else value
        )

    found = set()
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key, {})
        if old == new:
            continue
        if key[0] in ("auditentry", "revision"):
            found.add(f"{key[0]} {new.get('action')} {new.get('article_id')}")
            continue
        columns = {
            name: told(value)
            for name, value in new.items()
            if old.get(name) != value and not name.endswith(("by_id", "author_id"))
        }
        found.add(f"{key if old else key[0]} {columns | {'id': None}} {not new}")
    return frozenset(found)


def needed(before: dict, after: dict) -> set[str]:
    """The rights that the difference of two states needs, if readers see it."""
    rights = set()
    for key in before.keys() - after.keys():
        if key[0] in ("article", "page", "image", "source"):
            rights.add(f"delete_{key[0]}")
    for key in before.keys() & after.keys():
        old, new = before[key], after[key]
        if key[0] == "article" and old != new:
            changed = {name for name in new if new[name] != old[name]}
            if "status" in changed and "retracted" in (old["status"], new["status"]):
                rights.add(RETRACT)
            elif changed & {"status", "published_at", "title", "slug", "body", "cover_id"}:
                rights.add(PUBLISH)
            if changed & {"sticky_weight", "sticky_until"}:
                rights.add(PIN)
            if "approved_hash" in changed:
                rights.add(REVIEW)
        elif old != new and key[0] in CHANGED:
            rights |= {PUBLISH, f"change_{key[0]}"}
        elif old != new and key[0] in CHANGED_WITHIN:
            rights.add(PUBLISH)
    return rights


class Walk:
    """Submissions that are sent by one person after the other, each taken back."""

    def __init__(self) -> None:
        self.readers = Readers()
        self.rows = rows()
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        # What readers are shown after each difference that was made.
        self._shown: dict[frozenset[str], list[str]] = {}

    def go(self, user: User | None, all_of_them: Iterable[Submission]) -> list[Submission]:
        """Send all as `user`, and note what was beyond the rights of that person; returns what
        readers saw of."""
        shown = []
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user)
        for one in all_of_them:
            with taken_back():
                if self._judge(user, one, *watched(one, client)):
                    shown.append(one)
        return shown

    def _judge(self, user: User | None, one: Submission, answer: Any, tables: set[str]) -> bool:
        """Whether readers see something of it."""
        self.counts["sent"] += 1
        if answer.status_code >= 500:
            self._note(user, one, f"answered {answer.status_code}")
        if not tables - PASSING:
            return False
        self.counts["wrote"] += 1
        may = {p.partition(".")[2] for p in user.get_all_permissions()} if user else set()
        written = rows(tables)
        names = {str(m._meta.model_name) for m in apps.get_models() if m._meta.db_table in tables}
        after = {key: row for key, row in self.rows.items() if key[0] not in names} | written
        changed = self._changes(difference(self.rows, after))
        if not changed:
            return False
        self.counts["shown to readers"] += 1
        if not may & PUBLIC_RIGHTS:
            self._note(user, one, f"readers see it: {changed[:3]}")
        elif missing := needed(self.rows, after) - may:
            self._note(user, one, f"without {missing}: {changed[:3]}")
        last = max(pk for name, pk in self.rows if name == "auditentry")
        if not AuditEntry.objects.filter(pk__gt=last, actor=user).exists():
            self._note(user, one, f"not in the audit log: {changed[:3]}")
        return True

    def _changes(self, made: frozenset[str]) -> list[str]:
        """The addresses where readers are shown something else; looked at once for each change."""
        if made and made not in self._shown:
            self.counts["looked at"] += 1
            self._shown[made] = self.readers.changes()
        return self._shown.get(made, [])

    def _note(self, user: User | None, one: Submission, what: str) -> None:
        self.wrong.append(f"{user}: {one}: {what}")
        print(self.wrong[-1], flush=True)


def whoever_may_not_publish(make_user: Any) -> Iterator[User | None]:
    """Nobody, those without any right, writers, and somebody with all rights but those to publish,
    retract, pin and review."""
    yield None
    yield User.objects.create_user("reader")
    yield User.objects.create_user("staff", is_staff=True)
    yield make_user("Writers")
    yield one_with("the rest", Permission.objects.exclude(codename__in=PUBLIC_RIGHTS))


def whoever_may_publish(make_user: Any) -> Iterator[User]:
    """Editors and administrators, and for each right that some change needs somebody with all but
    this one."""
    yield make_user("Editors")
    yield make_user("Administrators")
    for right in RIGHTS:
        yield one_with(f"not {right}", Permission.objects.exclude(codename=right))


def people_with_one_right() -> Iterator[tuple[User, str]]:
    """For each permission somebody who has it, and may look at everything; and whose pages it opens,
    as the beginning of their routes."""
    pages = registered()
    for right in Permission.objects.exclude(codename__startswith="view_"):
        label = "_".join(right.content_type.natural_key())
        label = label if label in pages else "articles_article"
        name = f"only {right.content_type.app_label}.{right.codename}"
        yield one_with(name, [right]), f"{label}_"


def one_with(name: str, permissions: Iterable[Permission]) -> User:
    """Somebody who has these permissions only, and may look at everything."""
    user = User.objects.create_user(name, is_staff=True)
    views = Permission.objects.filter(codename__startswith="view_")
    user.user_permissions.set([*views, *permissions])
    return user


def used() -> dict[str, Any]:
    """A live article, and the rows that readers see in it, by the name of the model."""
    live = Article.objects.live().get(slug="published-1")
    return {
        "article": live, "image": live.cover, "tag": live.tags.get(), "category": live.category,
        "topic": Topic.objects.get(tag__name="Cranes"), "author": live.author_list[0], "source": live.source, "page": Page.objects.first(), "redirect": live.redirects.get(),
    }  # fmt: skip


@pytest.fixture
def superuser():
    return User.objects.create_superuser("root", password=PASSWORD)


def test_whoever_may_not_publish_changes_no_row_that_readers_see(
    site, superuser, make_user, example
):
    """The rows beside articles, by writers and by people with one permission."""
    client = Client()
    client.force_login(superuser)
    walk, writer = Walk(), make_user("Writers")
    for name, row in used().items():
        if name == "article":
            continue
        routes = {f"articles_{name}_change", f"articles_{name}_delete"}
        every = submissions(client, site | {f"articles_{name}": row}, example, routes)
        every = [one for one in every if f"/{name}/{row.pk}/" in one.url]
        assert len(every) > 3
        may = Permission.objects.filter(codename__in=[f"change_{name}", f"delete_{name}"])
        walk.go(one_with(f"may {name}", may), every)
        walk.go(writer, every)
    assert walk.wrong == []


ARTICLE_FORM = {"articles_article_add", "articles_article_change"}
PARTS: dict[str, Callable[[str], bool]] = {
    "the form of an article": lambda route: route in ARTICLE_FORM,
    "other pages of articles": lambda route: (
        route.startswith("articles_article_") and route not in ARTICLE_FORM
    ),
    "other rows of ours": lambda route: (
        route.startswith("articles_") and not route.startswith("articles_article_")
    ),
    "people and accounts": lambda route: not route.startswith("articles_"),
}


@pytest.mark.thorough
@pytest.mark.parametrize("part", PARTS)
def test_nobody_changes_what_readers_see_beyond_his_rights(
    site, superuser, make_user, example, part
):
    """Writers, and whoever has all rights but those to publish, by every write path for every row;
    others by each path once, for a row that readers see where there is one.

    Somebody with all rights but one sends what changes something for readers when a superuser does
    it; somebody with one right goes to the pages that it opens.
    """
    writing = collect(superuser, site, example, {name for name in names() if PARTS[part](name)})
    seen_rows = [f"/{model}/{row.pk}/" for model, row in used().items()]
    by_path: dict[tuple[str, str], Submission] = {}
    for one in sorted(writing, key=lambda one: not any(row in one.url for row in seen_rows)):
        by_path.setdefault((one.view, one.buttons), one)
    once = list(by_path.values())
    walk = Walk()
    shown = walk.go(superuser, once)
    for user in whoever_may_not_publish(make_user):
        walk.go(user, writing if user and user.has_module_perms("articles") else once)
    for user in whoever_may_publish(make_user):
        walk.go(user, shown)
    for user, opened in people_with_one_right():
        walk.go(user, [one for one in once if one.view.startswith(opened)])
    print(
        part, len(writing), "submissions by", len(once), "paths", len(shown), "shown", walk.counts
    )
    assert "\n".join(walk.wrong) == ""


def collect(superuser, site, example, routes: Collection[str]) -> list[Submission]:
    """A submission for each thing that a superuser writes by `routes`, those that write to most
    tables first; no write path is missing."""
    client = Client(raise_request_exception=False)
    client.force_login(superuser)
    document = example.replace(b"00417", b"00999").replace(b"Port of", b"Harbour of")
    writing: dict[tuple[object, ...], tuple[int, Submission]] = {}
    for one in submissions(client, site, document, routes):
        if one.view in WRITES_NOTHING:
            continue
        with taken_back():
            answer, tables = watched(one, client)
        assert answer.status_code < 500, str(one)
        if tables - {"django_session"}:
            writing.setdefault((one.url, one.buttons, frozenset(tables)), (len(tables), one))
    silent = set(routes) - {one.view for _count, one in writing.values()}
    assert "\n".join(sorted(silent ^ (WRITES_NOTHING & set(routes)))) == ""
    return [one for _count, one in sorted(writing.values(), key=lambda pair: -pair[0])]


def test_no_address_outside_of_the_admin_writes_for_anybody(site, superuser):
    """Public pages, feeds and the API take no data, also not of a superuser."""
    walk = Walk()
    client = Client()
    client.force_login(superuser)
    for route in sorted(set(routes(get_resolver().url_patterns))):
        if route.startswith("admin/"):
            continue
        path = "/" + PART.sub("1", route.replace("<lang:lang>", "en"))
        answer, tables = watched(Submission(route, path, (("title", "Typed"),)), client)
        assert answer.status_code in (400, 403, 404, 405), path
        assert not tables, path
    assert rows() == walk.rows
