"""The Markdown file of an article: as an export would write it, and as it was imported."""

from pathlib import PurePosixPath

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from articles.admin.articles.access import article_view
from articles.import_export.exporter import document_of
from articles.models import Article


@article_view()
def download_markdown(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """The file as an export would write it."""
    return markdown_attachment(document_of(article), f"{article.slug}.{article.lang}.md")


@article_view()
def download_original(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """The bytes of the last import, under the name that the file had; 404 without an import."""
    original = getattr(article, "original", None)
    if original is None:
        raise Http404("written in the admin")
    return markdown_attachment(bytes(original.data), PurePosixPath(original.path).name)


def markdown_attachment(document: bytes, name: str) -> HttpResponse:
    """A response that browsers save as a Markdown file called `name`."""
    # A file's name may hold characters that a header must not.
    name = "".join(char for char in name if char.isprintable())
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        document,
        content_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": disposition or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
