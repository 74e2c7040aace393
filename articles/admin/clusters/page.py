"""The page of one event: its originals beside each other."""

from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.clusters.acts import stories_of
from articles.ingest.clusters.candidates import fingerprint_of_item
from articles.ingest.clusters.joining import moment_of
from articles.ingest.clusters.shown import TellingPart, marked
from articles.lib.graphemes import shorten
from articles.models import Cluster, ClusterMember


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """An original of an event: its title and the beginning of its text in parts, of which those
    that the lead has, too, are marked."""

    member: ClusterMember
    title: list[TellingPart]
    text: list[TellingPart]
    moment: object
    is_lead: bool


def sheets_of(cluster: Cluster) -> list[MemberSheet]:
    """The originals of a cluster, the lead first, the others in the order in which they came.

    In the lead it is marked what the first of the others has. One query.
    """
    members = list(cluster.members.in_order())
    members.sort(key=lambda member: member.item_id != cluster.lead_id)
    prints = [fingerprint_of_item(member.item) for member in members[:2]]
    return [
        MemberSheet(
            member=member,
            title=marked(str(member.item), prints[0 if place else -1]),
            text=marked(member.item.body, prints[0 if place else -1]),
            moment=moment_of(member.item),
            is_lead=not place,
        )
        for place, member in enumerate(members)
    ]


def cluster_page(
    request: HttpRequest, model_admin: admin.ModelAdmin, cluster: Cluster
) -> HttpResponse:
    """The page of one event: its originals beside each other, and the stories made from them.

    Some five queries besides those of every page.
    """
    context = {
        **model_admin.admin_site.each_context(request),
        "title": shorten(str(cluster.lead), 120),
        "opts": model_admin.opts,
        "cluster": cluster,
        "sheets": sheets_of(cluster),
        "stories": stories_of(cluster),
        "may_change": model_admin.has_change_permission(request, cluster),
        "may_tag": request.user.has_perm("articles.change_article"),
    }
    return TemplateResponse(request, "admin/articles/cluster/event.html", context)
