"""Nobody changes what readers see beyond his rights, by whatever form, button, list or upload.

Every write path of the admin (`tests.write_paths`) is sent by every role, and by people with one
permission each, on a site with an article of every state. What readers see is asked from outside,
before and after; every submission is taken back, so that the next one finds the same site.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from articles.editorial.bulk.run import set_weights
from articles.models import (
    Article,
    AuditEntry,
    Category,
    CategoryAlias,
    Image,
    ImageVariant,
    Page,
    PreviewLink,
    Redirect,
    Source,
    Tag,
    TagAlias,
)
from articles.models.editable_values import edited
from articles.models.pending_revision import PendingRevision
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
# Routes by which nobody writes anything that is kept: questions, answers to scripts, read-only
# pages, and what is opened by reading alone.
WRITES_NOTHING = {
    "index", "app_list", "password_change_done", "articles_tag_tidy",
    "articles_image_choose", "articles_image_unsplash", "articles_image_unsplash_take",
    *(f"articles_article_{name}" for name in (
        "changelist", "plan", "preview", "repair", "review_queue", "compare", "origin", "versions",
        "markdown", "original")),
    *(f"articles_importrun_{name}" for name in ("changelist", "change", "delete")),
    *(f"articles_quarantinedfile_{name}" for name in ("add", "file")),
    *(f"articles_{model}_{name}" for model in ("auditentry", "revision")
      for name in ("changelist", "add", "change", "delete")),
    *(f"articles_importconflict_{name}" for name in ("add", "delete")),
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
            ai={"rewritten": True}, external_id=f"{status}{hours}",
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
    # Rows that readers do not see.
    Category.objects.create(key="EMPTY", name="Empty", slug="empty")
    Tag.objects.create(name="unused", slug="unused")
    Source.objects.create(key="unused", name="Unused", kind="RSS")
    CategoryAlias.objects.create(target=category, slug="harbours")
    TagAlias.objects.create(target=Tag.objects.get(name="Cranes"), slug="derricks")
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
        self._addresses = [
            "/en/", "/en/feed.rss", "/en/feed.atom", "/en/feed.json", "/sitemap.xml",
            "/sitemap-lists.xml", "/sitemap-0.xml", "/news-sitemap.xml", "/robots.txt",
            "/en/corrections/", "/en/archive/", "/en/search/?q=published", "/en/about/",
            "/api/v1/articles", "/api/v1/corrections", "/api/v1/sources", "/api/v1/tags",
            "/api/v1/categories",
            *(article.get_absolute_url() for article in articles),
            *(f"/en/articles/{article.slug}.md" for article in articles),
            *(f"/en/category/{slug}/" for slug in slugs(Category)),
            *(f"/en/tag/{slug}/" for slug in slugs(Tag)),
            "/en/category/harbours/", "/en/tag/derricks/",
            *(f"/en/source/{key}/" for key in Source.objects.values_list("key", flat=True)),
            *(redirect.path for redirect in Redirect.objects.all()),
            *(link.get_absolute_url() for link in PreviewLink.objects.all()),
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
        if path.startswith("/preview/"):
            # Those who have the link are no readers: what counts is whether it still works.
            return str(answer.status_code)
        text = f"{answer.status_code} {answer.get('Location', '')} {answer.content.decode()}"
        # What the clock writes.
        return re.sub(r"<(updated|lastBuildDate|pubDate)>[^<]*", "", text)


def slugs(model: Any) -> list[str]:
    return list(model.objects.values_list("slug", flat=True))


def rows() -> dict[tuple[str, int], dict[str, Any]]:
    """Every row of every table of ours."""
    return {
        (model._meta.model_name, row["id"]): row
        for model in apps.get_app_config("articles").get_models()
        if model._meta.db_table not in PASSING
        for row in model._default_manager.values()
        if "id" in row
    }


def needed(before: dict, after: dict) -> set[str]:
    """The rights that the difference of two states needs, beside the one to publish."""
    rights = set()
    for key in before.keys() - after.keys():
        if key[0] in ("article", "page", "image", "source"):
            rights.add(f"delete_{key[0]}")
    for key in before.keys() & after.keys():
        old, new = before[key], after[key]
        if key[0] == "article" and old != new:
            changed = {name for name in new if new[name] != old[name]}
            if "retracted" in (old["status"], new["status"]):
                rights.add(RETRACT)
            elif changed & {"status", "published_at", "title", "slug", "body", "cover_id"}:
                rights.add(PUBLISH)
            if changed & {"sticky_weight", "sticky_until"}:
                rights.add(PIN)
            if "approved_hash" in changed:
                rights.add(REVIEW)
        elif old != new and key[0] in ("category", "tag", "source", "page", "redirect"):
            rights.add(f"change_{key[0]}")
    return rights


class Walk:
    """Submissions that are sent by one person after the other, each taken back."""

    def __init__(self) -> None:
        self.readers = Readers()
        self.rows = rows()
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()

    def go(self, user: User | None, all_of_them: Iterable[Submission]) -> None:
        """Send all as `user`, and note what was beyond the rights of that person."""
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user)
        for one in all_of_them:
            with taken_back():
                self._judge(user, one, *watched(one, client))

    def _judge(self, user: User | None, one: Submission, answer: Any, tables: set[str]) -> None:
        self.counts["sent"] += 1
        if answer.status_code >= 500:
            self._note(user, one, f"answered {answer.status_code}")
        if not tables - PASSING:
            return
        self.counts["wrote"] += 1
        may = {p.partition(".")[2] for p in user.get_all_permissions()} if user else set()
        after = rows()
        changed = after != self.rows and self.readers.changes()
        if not changed:
            return
        self.counts["shown to readers"] += 1
        if not may & PUBLIC_RIGHTS:
            self._note(user, one, f"readers see it: {changed[:3]}")
        elif missing := needed(self.rows, after) - may:
            self._note(user, one, f"without {missing}: {changed[:3]}")
        last = max(pk for name, pk in self.rows if name == "auditentry")
        if not AuditEntry.objects.filter(pk__gt=last, actor=user).exists():
            self._note(user, one, f"not in the audit log: {changed[:3]}")

    def _note(self, user: User | None, one: Submission, what: str) -> None:
        self.wrong.append(f"{user}: {one}: {what}")
        print(self.wrong[-1], flush=True)


def roles(make_user: Any) -> Iterator[User | None]:
    """Every role, from those without any right on."""
    yield None
    yield User.objects.create_user("reader")
    yield User.objects.create_user("staff", is_staff=True)
    for group in ("Writers", "Editors", "Administrators"):
        yield make_user(group)


def people_with_one_right() -> Iterator[User]:
    """For each permission somebody who has it, and may look at everything."""
    return (one_with(one) for one in Permission.objects.exclude(codename__startswith="view_"))


def one_with(*permissions: Permission) -> User:
    """Somebody who has these permissions only, and may look at everything."""
    name = " ".join(one.codename for one in permissions)
    user = User.objects.create_user(f"may {name}", is_staff=True)
    views = Permission.objects.filter(codename__startswith="view_")
    user.user_permissions.set([*views, *permissions])
    return user


def used() -> dict[str, Any]:
    """A live article, and the rows that readers see in it, by the name of the model."""
    live = Article.objects.live().get(slug="published-1")
    return {
        "article": live, "image": live.cover, "tag": live.tags.get(), "category": live.category,
        "source": live.source, "page": Page.objects.first(), "redirect": live.redirects.get(),
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
        routes = (f"articles_{name}_change", f"articles_{name}_delete")
        every = submissions(client, site | {f"articles_{name}": row}, example, routes)
        every = [one for one in every if f"/{name}/{row.pk}/" in one.url]
        assert len(every) > 3
        may = Permission.objects.filter(codename__in=[f"change_{name}", f"delete_{name}"])
        walk.go(one_with(*may), every)
        walk.go(writer, every)
    assert walk.wrong == []


@pytest.mark.skip(reason="the walk was not yet seen to its end: run it with this line taken out")
@pytest.mark.thorough
def test_nobody_changes_what_readers_see_beyond_his_rights(site, superuser, make_user, example):
    """Whoever may not publish by every write path for every row; who may, and people with one
    permission, by each path once, for a row that readers see."""
    writing = collect(superuser, site, example)
    seen_rows = [f"/{model}/{row.pk}/" for model, row in used().items()]
    by_path: dict[tuple[str, str], Submission] = {}
    for one in sorted(writing, key=lambda one: not any(row in one.url for row in seen_rows)):
        by_path.setdefault((one.view, one.buttons), one)
    walk = Walk()
    for user in people_with_one_right():
        walk.go(user, by_path.values())
    for user in roles(make_user):
        may_publish = user is not None and user.has_perm(f"articles.{PUBLISH}")
        walk.go(user, by_path.values() if may_publish else writing)
    print(dict(walk.counts), f"{len(writing)} submissions by {len(by_path)} paths")
    assert "\n".join(walk.wrong) == ""


def collect(superuser, site, example) -> list[Submission]:
    """A submission for each thing that a superuser writes; no write path is missing."""
    client = Client(raise_request_exception=False)
    client.force_login(superuser)
    document = example.replace(b"00417", b"00999").replace(b"Port of", b"Harbour of")
    writing: dict[tuple[object, ...], Submission] = {}
    for one in submissions(client, site, document):
        if one.view in WRITES_NOTHING:
            continue
        with taken_back():
            answer, tables = watched(one, client)
        assert answer.status_code < 500, str(one)
        if tables - {"django_session"}:
            writing.setdefault((one.url, one.buttons, frozenset(tables)), one)
    silent = names() - {one.view for one in writing.values()}
    assert "\n".join(sorted(silent ^ WRITES_NOTHING)) == ""
    return list(writing.values())


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
