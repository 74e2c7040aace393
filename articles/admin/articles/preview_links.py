"""Preview links of an article: listed, created and revoked."""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.articles.access import article_view, page_context
from articles.lib.keyset import read_id
from articles.models import Article, AuditEntry, PreviewLink

# Only the newest are listed; older ones have long expired.
_LISTED = 100
_HOURS = (
    (1, _("one hour")),
    (24, _("one day")),
    (72, _("three days")),
    (168, _("one week")),
    (720, _("thirty days")),
)


class PreviewLinkForm(forms.ModelForm):
    """A new preview link: for whom, and for how many hours."""

    hours = forms.TypedChoiceField(
        label=_("How long it works"), choices=_HOURS, coerce=int, initial=72
    )

    class Meta:
        model = PreviewLink
        fields = ["reader"]


@article_view("view_previewlink")
def preview_links(
    request: HttpRequest, article: Article, model_admin: admin.ModelAdmin
) -> HttpResponse:
    """The newest preview links of an article with a form for one more; a POST makes or revokes."""
    action = request.POST.get("act") if request.method == "POST" else None
    form = PreviewLinkForm(request.POST if action == "make" else None)
    if action == "revoke":
        _revoke(request, article)
        return HttpResponseRedirect(request.path)
    if action == "make" and _create(request, article, form):
        return HttpResponseRedirect(request.path)
    links = article.preview_links.all()[:_LISTED]
    title = gettext("Preview links: %s") % article.title
    context = page_context(request, model_admin, title, article) | {
        "form": form,
        "links": [(link, settings.SITE_URL + link.get_absolute_url()) for link in links],
        "may_make": request.user.has_perm("articles.add_previewlink"),
        "may_revoke": request.user.has_perm("articles.change_previewlink"),
    }
    return TemplateResponse(request, "admin/articles/article/preview_links.html", context)


def _create(request: HttpRequest, article: Article, form: PreviewLinkForm) -> bool:
    """Create the link of a valid `form`; False for an invalid one."""
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
    messages.success(request, gettext("The link is made. Copy it from the list, and send it."))
    return True


def _revoke(request: HttpRequest, article: Article) -> None:
    """Revoke the link whose id is posted as `link`, or all of the article for `all`."""
    if not request.user.has_perm("articles.change_previewlink"):
        raise PermissionDenied
    links = article.preview_links.all()
    if request.POST.get("link") != "all":
        links = links.filter(pk=read_id(request.POST.get("link", "")) or 0)
    revoked = [link.pk for link in links if link.revoke(request.user)]
    if revoked:
        AuditEntry.record("revoke_preview", request.user, article, links=revoked)
    text = ngettext("%(count)d link ended.", "%(count)d links ended.", len(revoked))
    messages.success(request, text % {"count": len(revoked)})
