"""An article's file, from its page at the desk: as it is now, and as it came."""

from pathlib import PurePosixPath

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header

from articles.admin.articles.article_views import StoryPages
from articles.import_export.exporter import document_of


class Downloads(StoryPages):
    """Two addresses of `ArticleAdmin`, for everybody who may view the article."""

    def get_urls(self) -> list[URLPattern]:
        """Before the admin's own, which take every path for an id."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/markdown/", view(self.markdown), name="articles_article_markdown"),
            path("<int:pk>/original/", view(self.original), name="articles_article_original"),
            *super().get_urls(),
        ]

    def markdown(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file as an export would write it."""
        article = self.story(request, pk)
        return attachment(document_of(article), f"{article.slug}.{article.lang}.md")

    def original(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes of the last import, under the name that the file had."""
        original = getattr(self.story(request, pk), "original", None)
        if original is None:
            raise Http404("written at this desk")
        return attachment(bytes(original.data), PurePosixPath(original.path).name)


def attachment(document: bytes, name: str) -> HttpResponse:
    """A Markdown file to keep."""
    # A file's name may hold what no header may.
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
