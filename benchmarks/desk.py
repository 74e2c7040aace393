"""Measures what pages of the desk cost the server, beside Django's own admin over the same rows.

    python -m benchmarks.desk                             10,000 and 100,000, both databases
    python -m benchmarks.desk --sizes 100000 --databases sqlite

Whole requests of somebody who is signed in, with all middleware, in one process. *CPU* is the
processor time of that process, *clock* what passed meanwhile, which holds PostgreSQL's part;
medians of 15 (3 of what takes seconds). HTML is in kB. *Plain* is a ModelAdmin with the same
columns, filters, search fields and form fields, and with Django's own templates.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.databases import Figures, main

RUNS, SLOW_RUNS = 15, 3
SLOW = 1.0
LIST, PLAIN = "/admin/articles/article/", "/plain/articles/article/"


def measure(size: int) -> Figures:
    """Milliseconds and kilobytes by page."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client, override_settings

    from benchmarks.corpus import fill

    words = fill(size)
    story = _spread(size)
    _register_plain()
    plain_files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    plain = {
        "TEMPLATES": [{**settings.TEMPLATES[0], "DIRS": []}],
        "FORM_RENDERER": "django.forms.renderers.TemplatesSetting",
    }
    # The word that is asked for most, what hardly occurs, and what occurs nowhere.
    searches = {
        "a common word": words.common[0],
        "a rare word": words.rare,
        "an external id": str(size // 2),
        "the name of a source": "Wire 3",
        "a word that is nowhere": "zzzzzz",
    }
    with override_settings(
        ALLOWED_HOSTS=["*"], STORAGES=settings.STORAGES | {"staticfiles": plain_files}
    ):
        browser = Client(headers={"host": "localhost"})
        browser.force_login(User.objects.create_superuser("ed"))
        deep = _deep_page(size)
        pages = {
            "the desk's first page": "/admin/",
            "the list": LIST,
            "the list, from its middle": f"{LIST}?before={deep}",
            "what needs review": f"{LIST}?state=in_review",
            "a section of a source": f"{LIST}?category=1&source=1",
            "what is pinned": f"{LIST}?pinned=yes",
            "changes that wait": f"{LIST}?changes=yes",
            "machine text to review": f"{LIST}?ai=unreviewed",
            **{f"search, {name}": f"{LIST}?q={text}" for name, text in searches.items()},
            "the change form": f"{LIST}{story}/change/",
            "plain: the list": PLAIN,
            "plain: search, a common word": f"{PLAIN}?q={words.common[0]}",
            "plain: search, a rare word": f"{PLAIN}?q={words.rare}",
            "plain: the change form": f"{PLAIN}{story}/change/",
        }
        figures: Figures = {}
        for name, address in pages.items():
            with override_settings(**(plain if name.startswith("plain") else {})):
                figures |= _figures(name, lambda address=address: _get(browser, address))
        return figures


def _get(browser: Any, address: str) -> bytes:
    response = browser.get(address, secure=True)
    assert response.status_code == 200, (address, response.status_code)
    return bytes(response.content)


def _figures(name: str, work: Callable[[], bytes]) -> Figures:
    work()
    start = time.perf_counter()
    size = len(work())
    runs = SLOW_RUNS if time.perf_counter() - start > SLOW else RUNS
    spent = []
    for _ in range(runs):
        clock, cpu = time.perf_counter(), time.process_time()
        work()
        spent.append((time.process_time() - cpu, time.perf_counter() - clock))
    cpu, clock = (statistics.median(column) * 1000 for column in zip(*spent, strict=True))
    return {f"{name}, CPU": cpu, f"{name}, clock": clock, f"{name}, kB": size / 1000}


def _spread(size: int) -> int:
    """Some articles in every state, some pins and some changes, as on a working day; the id of
    one to open."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.db.models import F
    from django.utils import timezone

    from articles.models import Article, AuditEntry, PendingRevision, TaggedArticle
    from articles.models.editable_values import edited

    person = User.objects.create_user("wendy")
    states = {"draft": 40, "in_review": 60, "retracted": 500}
    for status, every in states.items():
        Article.objects.filter(pk__in=range(every, size, every)).update(status=status)
    for days, pk in enumerate(range(7, size, size // 20)):
        ahead = timezone.now() + timezone.timedelta(hours=days * 6 + 1)
        Article.objects.filter(pk=pk, status="published").update(published_at=ahead)
    for weight, pk in enumerate(range(11, size, size // 10), start=1):
        Article.objects.filter(pk=pk).update(sticky_weight=weight)
    # A third is a machine's, and nobody has read it; two hundred live articles have newer texts.
    machine = Article.objects.annotate(third=F("pk") % 3).filter(third=0)
    machine.update(ai={"rewritten": True}, risk=20)
    for article in Article.objects.live().filter(pk__in=range(5, size, size // 200)):
        PendingRevision.hold(article, edited(article), person)
    for column in TaggedArticle.COPIES:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE articles_taggedarticle SET {column} = (SELECT a.{column} FROM "
                "articles_article a WHERE a.id = articles_taggedarticle.content_object_id)"
            )
    newest = list(Article.objects.newest_first()[:200])
    for article in newest:
        AuditEntry.record("publish", person, article)
        article.keep_revision("edit", person)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return newest[100].pk


def _deep_page(size: int) -> int:
    from articles.models import Article
    from articles.search.index_position import position_of

    middle = Article.objects.filter(status="published").get(pk=size // 2 + 1)
    return position_of(middle.published_at, middle.pk)


def _register_plain() -> None:
    """Django's own admin of articles, below /plain/."""
    from django.contrib import admin
    from django.urls import path

    from articles.admin.articles.change_form.forms import ArticleForm
    from articles.models import Article, Image, Source
    from newsroom import urls

    class PlainAdmin(admin.ModelAdmin):
        list_display = (
            "title", "status", "ai_label", "lang", "source", "published_at", "modified_at",
            "sticky_weight",
        )  # fmt: skip
        list_editable = ("sticky_weight",)
        list_filter = ("status", "lang", "category", "source")
        list_per_page = 50
        list_select_related = ("source",)
        search_fields = ("title", "body", "external_id", "source__name")
        autocomplete_fields = ("source", "cover")
        fields = tuple(name for name in ArticleForm.Meta.fields if name != "tags")

    class Named(admin.ModelAdmin):
        search_fields = ("pk",)

    site = admin.AdminSite("plain")
    site.register(Article, PlainAdmin)
    site.register([Source, Image], Named)
    urls.urlpatterns.insert(0, path("plain/", site.urls))


if __name__ == "__main__":
    main("benchmarks.desk", measure)
