"""Every way to write a stored article takes every step, or writes nothing."""

import ast
import contextlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db.models import F

from articles.editorial.bulk.actions import BULK_ACTIONS
from articles.editorial.bulk.run import run, set_weights
from articles.editorial.bulk.undo import undo
from articles.editorial.exceptions import TextChanged
from articles.editorial.history import restore
from articles.editorial.review.approval import approve
from articles.import_export.conflicts import decide_conflict
from articles.lib.path_keys import path_key
from articles.models import (
    Article,
    AuditEntry,
    Category,
    Correction,
    Image,
    ImportConflict,
    PendingRevision,
    Redirect,
    Revision,
    TaggedArticle,
)
from articles.models.derived_columns import DERIVED
from articles.models.editable_values import edited
from articles.models.exceptions import StaleArticle
from articles.models.public_changes import lists_changed, lists_of
from articles.models.revise import Changes, ReviseMixin
from articles.workflow import TRANSITIONS
from tests.admin.conftest import values  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
TEXT = "---\ntitle: First\npublishedAt: '2026-11-10T08:00:00.000Z'\n---\nThe harbour opened.\n"


@pytest.fixture
def case(make_article, make_user, client, values, import_files, tmp_path):  # noqa: F811
    """What the entrances below need: an editor, a signed-in browser, an article in any state."""
    editor = make_user("Editors")
    client.force_login(editor)
    categories = [Category.from_key(key) for key in ("PORTS", "ENERGY")]

    def article(**columns) -> Article:
        columns = {"tags": ["Sea", "Rail"], "category": categories[0]} | columns
        return make_article("Harbour opens", **columns)

    def imported() -> Article:
        """An article of a file that now has another title than both the file before and ours."""
        file = tmp_path / "story.en.md"
        file.write_text(TEXT)
        import_files(tmp_path)
        stored = Article.objects.get()
        stored.title = "Ours"
        stored.save()
        file.write_text(TEXT.replace("First", "Theirs"))
        import_files(tmp_path)
        return Article.objects.get()

    return SimpleNamespace(
        editor=editor,
        client=client,
        values=values,
        article=article,
        imported=imported,
        categories=categories,
    )


# Each entrance makes an article ready, and returns it with a function that writes it once.
Write = Callable[[], object]


def transition(name: str):
    def prepare(case) -> tuple[Article, Write]:
        article = case.article(status=TRANSITIONS[name].source)
        return article, lambda: getattr(Article.objects.get(), name)(case.editor, "why")

    return prepare


def undone_transition(name: str):
    def prepare(case) -> tuple[Article, Write]:
        step = TRANSITIONS[name]
        article = case.article(status=step.source)
        time = article.published_at
        getattr(article, name)(case.editor)
        return article, lambda: Article.objects.get().undo_transition(step, case.editor, time)

    return prepare


def form(status: str, **typed):
    def prepare(case) -> tuple[Article, Write]:
        article = case.article(status=status, hours=5)
        url = f"/admin/articles/article/{article.pk}/change/"

        def write() -> None:
            opened = case.client.get(url)
            answer = case.client.post(url, case.values(opened, **typed))
            assert answer.status_code == 302

        return article, write

    return prepare


def bulk(name: str, value: Callable = lambda case: None, **columns):
    def prepare(case) -> tuple[Article, Write]:
        article = case.article(**columns)
        seen = {article.pk: Article.objects.get().version}
        return article, lambda: run(BULK_ACTIONS[name], value(case), seen, case.editor)

    return prepare


def undone_bulk(name: str, value: Callable = lambda case: None, **columns):
    def prepare(case) -> tuple[Article, Write]:
        article, write = bulk(name, value, **columns)(case)
        entry = write().entry
        return article, lambda: undo(entry, case.editor)

    return prepare


def weights(case) -> tuple[Article, Write]:
    article = case.article()
    return article, lambda: set_weights({article.pk: 5}, {article.pk: 0}, case.editor)


def pending(*, by_the_clock: bool):
    def prepare(case) -> tuple[Article, Write]:
        article = case.article()
        changes = {"title": "New", "slug": "new", "category": case.categories[1].pk}
        changes |= {"tags": ["Sea", "Art"]}
        kept = PendingRevision.hold(article, edited(article) | changes, case.editor)
        return article, lambda: kept.publish(None if by_the_clock else case.editor)

    return prepare


def restored(case) -> tuple[Article, Write]:
    article = case.article()
    revision = article.keep_revision(Revision.Action.EDIT, case.editor)
    article.title, article.category = "New", case.categories[1]
    article.save()
    article.tags.set(["Art"])
    return article, lambda: restore(article, revision, article.version, case.editor, "why")


def approved(case) -> tuple[Article, Write]:
    article = case.article(ai={"rewritten": True})
    return article, lambda: approve(article.pk, article.text_hash, case.editor, "why")


def decided(case) -> tuple[Article, Write]:
    article = case.imported()
    conflict = ImportConflict.objects.get()
    return article, lambda: decide_conflict(conflict, ImportConflict.Choice.THEIRS, case.editor)


def image(case) -> tuple[Article, Write]:
    cover = Image.objects.create(alt="A crane")
    size = cover.variants.create(name="regular", url="https://images.unsplash.com/a")
    cover.sign()
    article = case.article(cover=cover)
    sent = {
        "alt": "A better crane", "caption": "", "credit": "",
        "variants-TOTAL_FORMS": "1", "variants-INITIAL_FORMS": "1", "variants-MIN_NUM_FORMS": "1",
        "variants-MAX_NUM_FORMS": "1000", "variants-0-id": size.pk, "variants-0-image": cover.pk,
        "variants-0-name": "regular", "variants-0-url": size.url,
    }  # fmt: skip
    return article, lambda: case.client.post(f"/admin/articles/image/{cover.pk}/change/", sent)


# name → (the preparation, the action of the revision, that of the audit entry)
ENTRANCES = {
    **{name: (transition(name), name, name) for name in TRANSITIONS},
    "undo submit": (undone_transition("submit"), "send_back", "undo"),
    "undo publish": (undone_transition("publish"), "unpublish", "undo"),
    "undo unpublish": (undone_transition("unpublish"), "publish", "undo"),
    "form": (form("draft", title="New", tags="Art, Sea"), "edit", "edit"),
    "form, new address": (form("draft", slug="new"), "edit", "edit"),
    "form, now": (form("published", _step="now"), "edit", "edit"),
    "bulk category": (bulk("category", lambda case: case.categories[1].pk), "edit", "category"),
    "bulk tags": (bulk("add_tag", lambda case: ["Art"]), "edit", "add_tag"),
    "bulk tags away": (bulk("remove_tag", lambda case: ["sea"]), "edit", "remove_tag"),
    "bulk pin": (bulk("pin", lambda case: (3, None)), "edit", "pin"),
    "bulk language": (bulk("language", lambda case: "uk"), "edit", "language"),
    "bulk unpublish": (bulk("unpublish"), "unpublish", "unpublish"),
    "undo bulk category": (
        undone_bulk("category", lambda case: case.categories[1].pk), "edit", "undo",
    ),
    "undo bulk language": (undone_bulk("language", lambda case: "uk"), "edit", "undo"),
    "undo bulk unpublish": (undone_bulk("unpublish"), "publish", "undo"),
    "weights": (weights, "edit", "weights"),
    "pending": (pending(by_the_clock=False), "edit", "update"),
    "pending, by the clock": (pending(by_the_clock=True), "edit", "update"),
    "earlier version": (restored, "revert", "revert"),
    "approval": (approved, "approve", "approve"),
    "conflict": (decided, "import", "decide_conflict"),
    "cover": (image, "edit", "edit_cover"),
}  # fmt: skip
entrances = pytest.mark.parametrize(
    ("prepare", "action", "audit_action"), ENTRANCES.values(), ids=ENTRANCES
)


@pytest.fixture
def announced():
    """The public lists that were announced, in their order."""
    lists: list = []

    def receive(**sent) -> None:
        lists.extend(sent["lists"])

    lists_changed.connect(receive)
    yield lists
    lists_changed.disconnect(receive)


def written() -> dict:
    """All that a write touches, as it is stored."""
    unversioned = [f.attname for f in Article._meta.concrete_fields if f.name != "version"]
    links = ("content_object_id", "tag_id", "position", *TaggedArticle.COPIES)
    return {
        "articles": list(Article.objects.values(*unversioned)),
        "tags": list(TaggedArticle.objects.values(*links)),
        "revisions": Revision.objects.count(),
        "redirects": list(Redirect.objects.values("path", "article_id")),
        "audit": AuditEntry.objects.filter(article__isnull=False).count(),
        "notes": Correction.objects.count(),
        "conflicts": list(ImportConflict.objects.values("choice", "decided_by_id")),
        "pending": PendingRevision.objects.count(),
        "images": list(Image.objects.values("alt", "signature")),
    }


@entrances
def test_every_step_is_taken(
    case, announced, django_capture_on_commit_callbacks, prepare, action, audit_action
):
    article, write = prepare(case)
    before = Article.objects.get()
    lists = set(lists_of(before)) if before.is_live else set()
    path = before.get_absolute_url()
    revisions, entries = Revision.objects.count(), AuditEntry.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        write()

    after = Article.objects.get()
    assert after.version == before.version + 1
    assert after.modified_at > before.modified_at

    assert Revision.objects.count() == revisions + 1
    revision = Revision.objects.first()
    assert (revision.action, revision.author, revision.body) == (action, case.editor, before.body)
    assert (revision.front_matter["title"], revision.status) == (before.title, before.status)
    assert revision.front_matter["category"] == (before.category.key if before.category else "")

    (entry,) = AuditEntry.objects.filter(article=article, action=audit_action).order_by("-id")[:1]
    assert entry.actor in (case.editor, None)
    assert (entry.actor is None) == (entry.detail.get("written_by") == "editors")
    assert AuditEntry.objects.filter(article=article).count() <= entries + 1

    for link in TaggedArticle.objects.all():
        assert [getattr(link, c) for c in link.COPIES] == [getattr(after, c) for c in link.COPIES]
    derived = Article.objects.get()
    derived.prepare()
    for name in DERIVED:
        assert getattr(after, name) == getattr(derived, name), name

    moved = after.get_absolute_url() != path
    assert Redirect.objects.filter(path=path_key(path), article=article).exists() == moved
    lists |= set(lists_of(after)) if after.is_live else set()
    assert set(announced) == lists
    assert len(announced) == len(lists)


@entrances
def test_nothing_is_written_when_somebody_was_quicker(
    case, monkeypatch, prepare, action, audit_action
):
    _article, write = prepare(case)
    keep_revision = ReviseMixin.keep_revision

    def interrupted(self, *args, **kwargs):
        # Between reading and writing.
        Article.objects.filter(pk=self.pk).update(version=F("version") + 1)
        return keep_revision(self, *args, **kwargs)

    before = written()
    monkeypatch.setattr(ReviseMixin, "keep_revision", interrupted)
    # A bulk action skips the article, everybody else is told.
    with contextlib.suppress(StaleArticle, TextChanged):
        write()
    assert written() == before


@entrances
def test_an_error_in_the_middle_leaves_nothing(case, monkeypatch, prepare, action, audit_action):
    _article, write = prepare(case)
    before = written()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(AuditEntry, "record", fail)
    with pytest.raises(RuntimeError):
        write()
    assert written() == before


def test_both_lists_are_announced_when_an_article_moves(
    case, announced, django_capture_on_commit_callbacks
):
    article = case.article()
    with django_capture_on_commit_callbacks(execute=True):
        article.revise(Changes({"category": case.categories[1]}, ["Art"]), case.editor)
    found = {place.args[1] for place in announced if len(place.args) > 1}
    assert found == {"ports", "energy", "sea", "rail", "art"}


def test_the_log_names_what_changed(case):
    article = case.article()
    article.revise(Changes({"cover_id": None, "title": "New"}, ["Art"]), case.editor)
    assert AuditEntry.objects.get().detail == {"changed": ["cover", "tags", "title"]}


def test_columns_that_derive_nothing_render_nothing(case, monkeypatch):
    article = case.article()
    monkeypatch.setattr(Article, "prepare", pytest.fail)
    article.revise(Changes({"sticky_weight": 2}), case.editor)
    assert Article.objects.get().is_pinned


# Modules that write rows of articles without `revise()`, each for its reason.
WRITERS = {
    "articles.models.revise": "the way itself",
    "articles.import_export.batch": "an import, with the same steps for many rows",
    "articles.models.derive_again": "derives columns again, by render_articles",
    "articles.editorial.review.finding": "what an original supports, which no reader sees",
    "articles.editorial.taxonomy.merging": "moves all articles of a category by one query",
    "articles.rewriting.translations.making": "saves new articles",
}
_WRITING = {"update", "bulk_update", "bulk_create", "update_or_create"}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _writes_articles(tree: ast.Module) -> bool:
    """`Article.objects….update(…)` and its like, and `article.save()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            root = _root(node.func.value)
            if node.func.attr in _WRITING and root == "Article":
                return True
            if node.func.attr == "save" and root in ("article", "stored"):
                return True
    return False


def test_nothing_else_writes_articles():
    found = set()
    for path in (ROOT / "articles").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if ".migrations." not in module and _writes_articles(ast.parse(path.read_text())):
            found.add(module)
    assert found == set(WRITERS) - {"articles.models.revise"}
