"""Every address of the admin, with a row behind each, for tests that walk all of them."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, reverse
from django.utils import timezone

from articles.editorial.tasks import publish_due_changes
from articles.ingest.clusters.editing import put_together
from articles.ingest.run import ingest_files
from articles.models import (
    Article,
    AuditEntry,
    Author,
    Feed,
    FrontEdition,
    HouseWord,
    ImportRun,
    IngestRules,
    Page,
    PipelineRun,
    Prompt,
    Redirect,
    SiteSettings,
    Source,
    Suggestion,
    Tag,
    Topic,
    UpstreamItem,
    Webhook,
)


def addresses() -> Iterator[URLPattern]:
    """All of the admin, but the old form of an address and the page for wrong ones."""
    waiting = list(admin.site.get_urls())
    while waiting:
        pattern = waiting.pop(0)
        if isinstance(pattern, URLPattern):
            if pattern.name is not None:
                yield pattern
        else:
            waiting = [*pattern.url_patterns, *waiting]


def one_of_each(folder: Path, bring: Callable[..., ImportRun], example: bytes) -> dict[str, Model]:
    """One row of every table that has pages, by `app_model`."""
    (folder / "crane.en.md").write_bytes(example)
    bring(folder)
    article = Article.objects.get(slug="crane")
    article.title = "Ours"
    article.save()
    article.unpublish(None)
    (folder / "crane.en.md").write_bytes(example.replace(b"Report", b"Study"))
    (folder / "bad.en.md").write_bytes(b"No fence.")
    bring(folder)
    Redirect.objects.create(path="/en/old/", article=article)
    Author.for_names(["Ada Reyes"])
    Topic.objects.create(tag=Tag.for_words(["Cranes"])["cranes"], words={"en": "All of cranes."})
    Page.objects.get_or_create(lang="en", slug="about", defaults={"title": "About"})
    AuditEntry.objects.all().delete()
    kept = {"story": article.pk, "title": "T", "version": 1, "before": {"sticky_weight": 3}}
    AuditEntry.record("bulk", None, None, what="pin", stories=[kept])
    User.objects.create_user("somebody", password="pw")
    Group.objects.get_or_create(name="Readers")
    publish_due_changes.enqueue()
    item = (
        b'[{"id": 7, "title": "Original", "source_data": {"source_key": "wire", "name": "Wire"}}]'
    )
    (folder / "items.json").write_bytes(item)
    ingest_files([str(folder / "items.json")], "items")
    IngestRules.objects.create(document={})
    PipelineRun.objects.create()
    for title in ("The Tide", "The Ebb"):
        SiteSettings.objects.create(title=title, taglines={"en": "By the sea"})
    soon = timezone.now() + dt.timedelta(hours=2)
    FrontEdition(lang="en", breaking_words="It lifts", breaking_until=soon).save()
    for at in (dt.timedelta(hours=-1), dt.timedelta(hours=1)):
        FrontEdition(lang="en").copy(None).launch(None, timezone.now() + at)
    AuditEntry.objects.filter(action="schedule_frontedition").delete()
    values = {"title": "The model's title", "description": "A summary.", "body": "The text."}
    claims = [{"claim": "It is original.", "sentence": "Original"}]
    Suggestion.objects.create(
        job="rewrite", lang="en", item=UpstreamItem.objects.get(external_id="7"), state="open",
        values=values | {"claims": claims},
    )  # fmt: skip
    Prompt.write("rewrite", "", "Write a story.", "", None)
    HouseWord.objects.create(lang="en", word="moonshot")
    item = UpstreamItem.objects.get()
    other = UpstreamItem.objects.create(
        source=item.source, external_id="8", first_seen_at=item.first_seen_at,
        changed_at=item.changed_at, title="Original again",
    )  # fmt: skip
    put_together([item.pk, other.pk], None)
    AuditEntry.objects.filter(action="join_items").delete()
    Webhook.objects.create(name="Chat", url="https://hooks.example.org/in", events=["task.failed"])
    Feed.objects.create(
        name="Harbour",
        source=Source.objects.order_by("pk")[0],
        url="https://harbour.example.org/feed",
        terms=Feed.Terms.FULL,
    )
    found = {}
    for model in admin.site._registry:
        thing = model._default_manager.order_by("pk").first()
        assert thing, f"the walk needs a row of {model._meta.label}"
        found[f"{model._meta.app_label}_{model._meta.model_name}"] = thing
    return found


def address(pattern: URLPattern, things: dict[str, Model]) -> str:
    name = pattern.name or ""
    if name == "app_list":
        return reverse("admin:app_list", args=["articles"])
    article = things["articles_article"]
    if name == "view_on_site":
        kind = ContentType.objects.get_for_model(Article)
        return reverse("admin:view_on_site", args=[kind.pk, article.pk])
    if name == "autocomplete":
        asked = "?app_label=articles&model_name=article&field_name=source"
        return reverse("admin:autocomplete") + asked
    if name == "articles_article_undo":
        return reverse(f"admin:{name}", args=[things["articles_auditentry"].pk])
    if name == "password_reset_confirm":
        return reverse(f"admin:{name}", args=["x", "y"])
    if name == "articles_article_pins":
        return reverse(f"admin:{name}", args=["en"])
    if not pattern.pattern.regex.groups:
        return reverse(f"admin:{name}")
    thing = next(row for label, row in things.items() if name.startswith(f"{label}_"))
    return reverse(f"admin:{name}", args=[thing.pk])
