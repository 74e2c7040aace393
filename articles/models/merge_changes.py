"""The keys of what readers see change when tags, categories or authors are merged."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from articles.lib import public_keys
from articles.models.author import Author
from articles.models.public_change_log import PublicChange
from articles.models.taxonomy import Category, Tag
from articles.workflow import Status

Label = Tag | Category | Author


def append_keys_of_merge(keep: Label, other: Label) -> None:
    """Append the keys of what shows `other`, whose articles go to `keep`; call it before they do.

    Nothing, by one query, where readers have no article of `other`. The pages of articles that show
    one of the two change with their names, so the articles around them need no keys of their own.
    Scheduled articles will enter the lists of `keep` at their times, and leave them at their ends.
    """
    names = list(other.public_keys(other.SHOWN))
    if not names:
        return
    now = timezone.now()
    kind = str(keep._meta.model_name)
    key_of = {
        "category": public_keys.category,
        "tag": public_keys.tag,
        "author": public_keys.author,
    }[kind]
    keys = defaultdict(list, {now: [*names, key_of(keep.pk), public_keys.ARTICLES]})
    for lang in settings.SITE_LANGUAGES:
        keys[now] += [public_keys.articles_of(lang, kind, one.pk) for one in (keep, other)]
    rows: Any = other.articles if isinstance(other, Category) else other.article_links
    ahead = rows.filter(
        Q(published_at__gt=now) | Q(expires_at__gt=now), status=Status.PUBLISHED
    ).values_list("lang", "published_at", "expires_at")
    for lang, *times in ahead:
        for time in times:
            if time and time > now:
                keys[time].append(public_keys.articles_of(lang, kind, keep.pk))
    PublicChange.append(keys)
