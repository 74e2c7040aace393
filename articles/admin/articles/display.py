"""How the desk shows an article's state, place and origin."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.images import thumbnail
from articles.models import Article


class ArticleDisplay:
    """Columns and read-only fields of `ArticleAdmin`."""

    @admin.display(description=_("state"), ordering="status")
    def state(self, article: Article) -> SafeString:
        """Colour and word; a published story with its time ahead is scheduled."""
        name, word = article.status, article.get_status_display()
        if article.is_scheduled:
            name, word = "scheduled", gettext("Scheduled")
        elif article.is_live:
            name, word = "live", gettext("Live")
        pin = format_html(' <span class="pin">{}</span>', _("Pinned")) if article.is_pinned else ""
        return format_html('<span class="state state-{}">{}</span>{}', name, word, pin)

    @admin.display(description=_("as it looks"))
    def picture(self, article: Article) -> SafeString | str:
        """The cover."""
        return thumbnail(article.cover)

    @admin.display(description=_("how it was made"))
    def provenance(self, article: Article) -> str:
        """The machine's part, in words."""
        return article.ai_label or article.ai_note or gettext("Written by people")

    @admin.display(description=_("file"))
    def file(self, article: Article) -> SafeString | str:
        """Where it was imported from, and what was mended on the way."""
        original = getattr(article, "original", None)
        if original is None:
            return gettext("Written at this desk")
        path = format_html('<bdi class="path" dir="ltr">{}</bdi>', original.path)
        if not original.repairs:
            return path
        repairs = ((repair["key"], repair["after"][-40:]) for repair in original.repairs)
        listed = format_html_join("", "<li>{}: “… {}”</li>", repairs)
        return format_html(
            "{}<br>{}<ul>{}</ul>", path, _("Wrongly decoded text was repaired:"), listed
        )

    @admin.display(description=_("changes"))
    def history(self, article: Article) -> SafeString | str:
        """A way to what it said before."""
        if article.pk is None:
            return "–"
        url = reverse("admin:articles_article_versions", args=[article.pk])
        return format_html('<a href="{}">{}</a>', url, _("Show earlier texts"))
