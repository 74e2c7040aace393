"""Files: imported, changed, moved, removed; conflicts and what was derived by an older release."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError
from PIL import Image as Picture

from articles.import_export.conflicts import decide_conflict
from articles.import_export.exceptions import ValueDoesNotFit
from articles.models import Article, ImportConflict
from tests.public.page_cache.oracle.actions.articles import MOST_ARTICLES
from tests.public.page_cache.oracle.actions.registry import action
from tests.public.page_cache.oracle.desk import CATEGORIES, SOURCES, TAGS, Desk


def front_matter(desk: Desk) -> dict[str, Any]:
    number = desk.number()
    source = desk.one(SOURCES)
    front: dict[str, Any] = {
        "title": f"Story {number}",
        "description": desk.one(("", "Told in a sentence.")),
        "publishedAt": desk.time().isoformat(timespec="milliseconds"),
        "lang": desk.one(("en", "en", "uk", "ar", "fr")),
        # Few ids, so that several languages of one article meet.
        "externalId": f"{desk.one(range(1, 12))}" if desk.chance(0.5) else f"{number}",
        "source": {"name": source.title(), "key": source, "type": "RSS"},
        "category": desk.one(("", *CATEGORIES)),
        "tags": desk.rng.sample(TAGS, desk.one((0, 1, 3))),
        "stickyWeight": desk.one((0, 0, 0, 0, 1, 4)),
        "draft": desk.chance(0.2),
    }
    if desk.chance(0.2):
        front["expiresAt"] = (desk.time() + dt.timedelta(hours=desk.one((1, 5, 30)))).isoformat()
    if names := desk.author_names():
        front["author"] = desk.one((names, names[0]))
    if desk.chance(0.3):
        front["ai"] = {"rewritten": True, "version": 1}
    if desk.chance(0.3):
        front["aliases"] = [f"/old/{desk.one(range(20))}/"]
    if desk.chance(0.2):
        front["cta"] = [{"text": "Subscribe", "url": "https://example.org/subscribe"}]
    if desk.chance(0.4):
        front["coverImage"] = cover(desk)
    return front


def cover(desk: Desk) -> dict[str, str] | None:
    number = desk.one(range(6))
    if desk.chance(0.2):
        return None
    if desk.chance(0.3):
        picture = desk.folder / f"picture-{number}.png"
        if not picture.exists():
            file = io.BytesIO()
            Picture.new("RGB", (8, 6), (number * 40, 90, 60)).save(file, "PNG")
            picture.write_bytes(file.getvalue())
        return {"regular": picture.name, "alt": f"Local {number}"}
    url = f"https://images.unsplash.com/photo-{number}?w=1080"
    return {"regular": url, "alt": f"Remote {desk.one(range(4))}"}


def write(file: Path, front: dict[str, Any], body: str) -> None:
    text = json.dumps(front, ensure_ascii=False)
    file.write_text(f"---\n{text}\n---\n{body}\n", encoding="utf-8")


def read(file: Path) -> tuple[dict[str, Any], str]:
    _, text, body = file.read_text(encoding="utf-8").split("---\n", 2)
    return json.loads(text), body.strip()


def bring(desk: Desk, *paths: Path, **options: object) -> str:
    """Import by the command, and touch the articles of the files."""
    out = io.StringIO()
    try:
        call_command("import_articles", *map(str, paths), stdout=out, stderr=out, **options)
    except SystemExit as error:
        return f"exit code {error.code}"
    for article in Article.objects.filter(modified_at=desk.now).order_by("pk")[:2]:
        desk.touch(article)
    return "taken"


def files(desk: Desk) -> list[Path]:
    return sorted(desk.folder.glob("*.md"))


@action(5)
def new_files_come(desk: Desk) -> str:
    if Article.objects.count() >= MOST_ARTICLES:
        return ""
    count = desk.one((1, 1, 1, 2, 5))
    paths = []
    for _ in range(count):
        front = front_matter(desk)
        path = desk.folder / f"story-{desk.count}.{front['lang']}.md"
        write(path, front, desk.body())
        paths.append(path)
    return f"{[path.name for path in paths]}: {bring(desk, *paths)}"


@action(6)
def files_come_again(desk: Desk) -> str:
    known = files(desk)
    if not known:
        return ""
    changed = {}
    for path in desk.rng.sample(known, min(len(known), desk.one((1, 1, 3, 6)))):
        front, body = read(path)
        fresh = front_matter(desk)
        name = desk.one(
            ("title", "description", "publishedAt", "category", "tags", "stickyWeight", "draft",
             "expiresAt", "coverImage", "body", "aliases", "cta", "ai", "author", "source", "lang")
        )  # fmt: skip
        if name == "body":
            body = desk.body()
        elif name in fresh:
            front[name] = fresh[name]
        else:
            front.pop(name, None)
        write(path, front, body)
        changed[path.name] = name
    return f"{changed}: {bring(desk, *(desk.folder / name for name in changed))}"


@action(1)
def a_file_moves(desk: Desk) -> str:
    known = files(desk)
    if not known:
        return ""
    path = desk.one(known)
    new = desk.folder / f"moved-{desk.number()}{''.join(path.suffixes[-2:])}"
    path.rename(new)
    return f"{path.name} to {new.name}: {bring(desk, new)}"


@action(1.5)
def files_are_gone(desk: Desk) -> str:
    known = files(desk)
    if len(known) < 12:
        return ""
    gone = desk.rng.sample(known, desk.one((1, 2)))
    for path in gone:
        path.unlink()
    return f"{[path.name for path in gone]}: {bring(desk, desk.folder, prune='unpublish')}"


@action(3)
def a_conflict_is_decided(desk: Desk) -> str:
    conflict = desk.row(ImportConflict.objects.filter(choice="").select_related("article"))
    if conflict is None:
        return ""
    desk.touch(conflict.article)
    choice = desk.one(("theirs", "theirs", "ours"))
    try:
        decide_conflict(conflict, choice, desk.editor)
    except (ValueDoesNotFit, IntegrityError) as error:
        return f"{conflict.field}: refused, {error!r}"
    return f"{conflict.field} of {conflict.article_id}: {choice}"


@action(1)
def an_older_release_derived(desk: Desk) -> str:
    """An article comes with columns that an older release derived otherwise, as they would stand
    after an upgrade: nobody has seen it before."""
    if Article.objects.count() >= MOST_ARTICLES:
        return ""
    article = Article(
        title=desk.title(), slug=f"older-{desk.count}", lang="en", body=desk.body(),
        published_at=desk.now, status="published",
    )  # fmt: skip
    article.save()
    Article.objects.filter(pk=article.pk).update(body_html="<p>Derived once.</p>")
    desk.touch(article)
    return f"{article.pk}"


@action(1)
def everything_is_rendered_again(desk: Desk) -> str:
    for article in Article.objects.filter(body_html="<p>Derived once.</p>").order_by("pk")[:2]:
        desk.touch(article)
    call_command("render_articles", stdout=io.StringIO(), stderr=io.StringIO())
    return "the command"
