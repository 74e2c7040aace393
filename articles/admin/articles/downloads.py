"""Files of articles: one as an export would write it or as it was imported, or many in a zip."""

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath

from django.contrib import admin, messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from pydantic import ValidationError

from articles.admin.articles.access import article_view
from articles.import_export.export_paths import ExportPaths
from articles.import_export.export_targets import ZipTarget
from articles.import_export.exporter import (
    INCOMPLETE,
    ExportProblem,
    document_of,
    export_articles,
    rules_broken,
)
from articles.lib.attachments import attachment
from articles.models import Article

# The most problems that are named in messages; the zip names all.
_NAMED = 5
# Bytes of a zip up to which it is kept in memory.
_IN_MEMORY = 4 * 1024 * 1024
_PROBLEMS_FILE = "NOT-EXPORTED.txt"


@article_view()
def download_markdown(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """The file as an export would write it; the article's page with the reasons where it cannot."""
    try:
        document = document_of(article)
    except ValidationError as error:
        add_problem_messages(request, rules_broken(article, error))
        url = reverse("admin:articles_article_change", args=[article.pk])
        return HttpResponseRedirect(url)
    return markdown_attachment(document, f"{article.slug}.{article.lang}.md")


@article_view()
def download_original(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """The bytes of the last import, under the name that the file had; 404 without an import."""
    original = getattr(article, "original", None)
    if original is None:
        raise Http404("written in the admin")
    return markdown_attachment(bytes(original.data), PurePosixPath(original.path).name)


def zip_of_articles(request: HttpRequest, articles: Iterable[Article]) -> FileResponse:
    """A zip of the articles' files and covers, as an upload takes it.

    Articles that cannot be written are named in a file of the zip, and in messages that the next
    page shows.
    """
    problems: list[ExportProblem] = []
    # Closed by the response.
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        counts = export_articles(articles, ZipTarget(archive), ExportPaths(), problems.append)
        if problems:
            archive.writestr(_PROBLEMS_FILE, "".join(f"{problem}\n" for problem in problems))
    if problems:
        text = ngettext(
            "%(count)d story is not in the zip, or without its cover picture.",
            "%(count)d stories are not in the zip, or without their cover picture.",
            counts[INCOMPLETE],
        )
        messages.error(request, text % {"count": counts[INCOMPLETE]})
        add_problem_messages(request, problems)
    file.seek(0)
    name = f"stories-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def add_problem_messages(request: HttpRequest, problems: list[ExportProblem]) -> None:
    """Tell the first of the problems, and how many more there are."""
    for problem in problems[:_NAMED]:
        text = gettext("“%(title)s” cannot be written as a file: %(reason)s")
        reason = f"{problem.key}: {problem.reason}" if problem.key else problem.reason
        messages.error(request, text % {"title": problem.title, "reason": reason})
    rest = len(problems) - _NAMED
    if rest > 0:
        text = ngettext("And %(count)d more.", "And %(count)d more.", rest)
        messages.error(request, text % {"count": rest})


def markdown_attachment(document: bytes, name: str) -> HttpResponse:
    """A response that browsers save as a Markdown file called `name`."""
    return attachment(document, name, "text/markdown; charset=utf-8")
