"""Drafts that a person wants of originals: an action of their list, a button of each."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from articles.admin.request_user import user_of
from articles.ingest.drafts import make_draft
from articles.ingest.exceptions import NoDraft, RulesUnreadable
from articles.models import Article, UpstreamItem

# Originals of which one request makes drafts.
MOST = 20


def make_drafts_of(request: HttpRequest, items: QuerySet[UpstreamItem]) -> None:
    """Make drafts in review of the chosen originals, and tell the person which there are."""
    chosen = list(items.order_by("pk")[: MOST + 1])
    if len(chosen) > MOST:
        text = gettext("Choose at most %(most)d originals at a time. Nothing was made.")
        messages.warning(request, text % {"most": MOST})
        return
    made = [article for item in chosen if (article := draft_of(request, item))]
    if made:
        text = ngettext(
            "%(count)d draft is made, and waits for review.",
            "%(count)d drafts are made, and wait for review.",
            len(made),
        )
        messages.success(request, text % {"count": len(made)})


def draft_of(request: HttpRequest, item: UpstreamItem) -> Article | None:
    """The draft of an original; None where there can be none, which the person is told."""
    try:
        return make_draft(item, user_of(request))
    except (NoDraft, RulesUnreadable) as error:
        link = format_html(
            '<a href="{}">{}</a>',
            reverse("admin:articles_upstreamitem_change", args=[item.pk]),
            item,
        )
        messages.warning(request, format_html("{}: {}", link, str(error)))
        return None
