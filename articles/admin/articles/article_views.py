"""The side addresses of a story at the desk: who may open them, and what stands around them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from articles.models import Article

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Article]
else:
    Admin = admin.ModelAdmin


class StoryPages(Admin):
    """What the side addresses of `ArticleAdmin` share."""

    def story(self, request: HttpRequest, pk: int, *permissions: str) -> Article:
        """The story with all that its file says, for somebody who may view it and has all of
        `permissions` (codenames of this app).

        The same answer for what is not there and what may not be seen.
        """
        article = Article.objects.for_export().filter(pk=pk).first()
        needed = [f"articles.{name}" for name in permissions]
        if not self.has_view_permission(request, article) or not request.user.has_perms(needed):
            raise PermissionDenied
        if article is None:
            raise Http404("no such article")
        return article

    def page_context(
        self, request: HttpRequest, title: str, article: Article | None = None
    ) -> dict[str, Any]:
        """For a template that extends `admin/articles/page.html`."""
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "article": article,
            "story_url": article and reverse("admin:articles_article_change", args=[article.pk]),
        }
