"""The page that puts one story on the front page, to which its own screen leads."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.front_page import acts
from articles.admin.front_page.blocks import desk_blocks, places, typed_picks
from articles.admin.front_page.overview import launched_url
from articles.admin.request_user import user_of
from articles.lib.keyset import read_id
from articles.models import Article, FrontEdition
from articles.models.exceptions import CannotLaunch, StaleEdition
from articles.models.front_plan import FrontBlock
from articles.public.front_pool import load_front_page
from articles.workflow import PUBLISH

# A draft that is begun with what readers have.
_NEW = ""
_DRAFTS = 10


class PutForm(forms.Form):
    """The place of a story, and the draft into which it goes."""

    block = forms.ChoiceField(label=_("Place"), initial=FrontBlock.LEAD)
    draft = forms.ChoiceField(label=_("Goes into"), required=False)

    def __init__(self, article: Article, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.drafts = FrontEdition.objects.filter(lang=article.lang).drafts()[:_DRAFTS]
        self.fields["block"].choices = places(article.lang)  # type: ignore[attr-defined]
        self.fields["draft"].choices = [  # type: ignore[attr-defined]
            (_NEW, gettext("a new draft, with what readers have now")),
            *((str(one.pk), f"{one} {one.note}".strip()) for one in self.drafts),
        ]

    def chosen(self, article: Article) -> FrontEdition:
        """The chosen draft; an unsaved one that says what readers have for a new one."""
        pk = self.cleaned_data["draft"]
        if pk:
            return next(one for one in self.drafts if str(one.pk) == pk)
        live = FrontEdition.objects.live(article.lang, timezone.now())
        return live or FrontEdition(lang=article.lang)


def put_page(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Ask for the place of the story; a POST puts it there, and launches that if it is asked to."""
    named = request.POST.get("article") or request.GET.get("article", "")
    article = Article.objects.in_site_languages().filter(pk=read_id(named) or 0).first()
    if article is None:
        messages.warning(request, gettext("What you were looking for is not here any more."))
        return HttpResponseRedirect(reverse("admin:articles_frontedition_changelist"))
    form = PutForm(article, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _put(request, form, article)
    now = timezone.now()
    loaded = load_front_page(request, article.lang)
    blocks = desk_blocks(loaded.page, loaded.edition, typed_picks(loaded.edition), now)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Put on the front page"),
        "opts": model_admin.opts,
        "story": article,
        "form": form,
        "standing": [
            (block.label, row.why) for block in blocks for row in block.rows if row.pk == article.pk
        ],
        "may_launch": request.user.has_perm(f"articles.{PUBLISH}"),
    }
    return TemplateResponse(request, "admin/articles/frontedition/put.html", context)


def _put(request: HttpRequest, form: PutForm, article: Article) -> HttpResponse:
    user = user_of(request)
    launches = request.POST.get("act") == "launch"
    if launches and not user.has_perm(f"articles.{PUBLISH}"):
        raise PermissionDenied
    draft = form.chosen(article)
    if not draft.is_draft or not draft.pk:
        draft = draft.copy(user)
    acts.put(draft, article.pk, form.cleaned_data["block"])
    url = reverse("admin:articles_frontedition_change", args=[draft.pk])
    try:
        draft.save_draft(user)
        if launches:
            draft.launch(user)
            return HttpResponseRedirect(launched_url(draft))
        messages.success(request, gettext("It stands in this draft. Launch it when it is ready."))
    except StaleEdition:
        text = gettext("Nothing was done: somebody changed this draft meanwhile.")
        messages.warning(request, text)
    except CannotLaunch as error:
        messages.warning(request, str(error))
    return HttpResponseRedirect(url)
