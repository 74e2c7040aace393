"""Preview links of a story at the desk: made, listed, revoked."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.article_views import StoryPages
from articles.lib.keyset import read_id
from articles.models import Article, AuditEntry, PreviewLink

# The newest; older ones have long ended.
_LISTED = 100
# Hours.
_HOW_LONG = (
    (1, _("one hour")),
    (24, _("one day")),
    (72, _("three days")),
    (168, _("one week")),
    (720, _("thirty days")),
)


class LinkForm(forms.ModelForm):
    """For whom, and how long."""

    hours = forms.TypedChoiceField(
        label=_("How long it works"), choices=_HOW_LONG, coerce=int, initial=72
    )

    class Meta:
        model = PreviewLink
        fields = ["reader"]


class PreviewLinks(StoryPages):
    """One address of `ArticleAdmin`, for those who may see preview links."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.previews)
        return [
            path("<int:pk>/previews/", view, name="articles_article_previews"),
            *super().get_urls(),
        ]

    def previews(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The links of a story, and a form for one more."""
        article = self.story(request, pk, "view_previewlink")
        form = LinkForm(request.POST if request.POST.get("act") == "make" else None)
        if request.method == "POST":
            if request.POST.get("act") == "revoke":
                self._revoke(request, article)
                return HttpResponseRedirect(request.path)
            if form.is_bound and self._made(request, article, form):
                return HttpResponseRedirect(request.path)
        links = article.preview_links.all()[:_LISTED]
        context = self.page_context(request, gettext("Preview links: %s") % article.title, article)
        context |= {
            "form": form,
            "links": [(link, settings.SITE_URL + link.get_absolute_url()) for link in links],
            "may_make": request.user.has_perm("articles.add_previewlink"),
            "may_revoke": request.user.has_perm("articles.change_previewlink"),
        }
        return TemplateResponse(request, "admin/articles/article/previews.html", context)

    def _made(self, request: HttpRequest, article: Article, form: LinkForm) -> bool:
        if not request.user.has_perm("articles.add_previewlink"):
            raise PermissionDenied
        if not form.is_valid():
            return False
        link = form.save(commit=False)
        link.article = article
        link.made_by, link.made_by_name = request.user, request.user.get_username()
        link.expires_at = timezone.now() + dt.timedelta(hours=form.cleaned_data["hours"])
        link.save()
        until = link.expires_at.isoformat()
        AuditEntry.record("preview", request.user, article, link=link.pk, until=until)
        text = gettext("The link is made. Copy it from the list, and send it.")
        self.message_user(request, text, messages.SUCCESS)
        return True

    def _revoke(self, request: HttpRequest, article: Article) -> None:
        if not request.user.has_perm("articles.change_previewlink"):
            raise PermissionDenied
        asked = request.POST.get("link", "")
        chosen = article.preview_links.all()
        if asked != "all":
            chosen = chosen.filter(pk=read_id(asked) or 0)
        ended = [link.pk for link in chosen if link.revoke(request.user)]
        if ended:
            AuditEntry.record("revoke_preview", request.user, article, links=ended)
        text = ngettext("%(count)d link ended.", "%(count)d links ended.", len(ended))
        self.message_user(request, text % {"count": len(ended)}, messages.SUCCESS)
