"""Old paths of this site that lead to where an article is now."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article_columns import ArticleColumns


class Redirect(models.Model):
    """A path that an article once had, or that its file lists under `aliases`."""

    path = models.CharField(_("old path"), max_length=500, unique=True)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="redirects"
    )

    class Meta:
        ordering = ["path"]
        verbose_name = _("past address")
        verbose_name_plural = _("past addresses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/"), name="redirect_from_a_path"
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @classmethod
    def target(cls, path: str) -> str:
        """The present path of the live article that once was at `path`, or an empty string."""
        redirect = cls.objects.filter(path=path).select_related("article").first()
        return redirect.article.get_absolute_url() if redirect and redirect.article.is_live else ""

    @classmethod
    def leave(cls, article: ArticleColumns, old_path: str) -> None:
        """Let `old_path` lead to `article`, and remove the redirect from its present path."""
        cls.objects.filter(path=article.get_absolute_url()).delete()
        if old_path != article.get_absolute_url():
            cls.objects.update_or_create(path=old_path, defaults={"article_id": article.pk})
