"""Redirects from the old paths that files list under `aliases`."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from articles.lib import public_keys
from articles.lib.path_keys import path_key
from articles.models.article_columns import ArticleColumns
from articles.models.public_change_log import PublicChange
from articles.models.redirect import Redirect
from articles.models.site_addresses import occupants


class UntakenAlias(NamedTuple):
    """An alias that did not become a redirect, and why."""

    path: str
    reason: str


def redirect_aliases(articles: Sequence[ArticleColumns]) -> dict[int, list[UntakenAlias]]:
    """Redirect the aliases of these stored articles, and return the others by id of the article.

    An alias is not taken where an article or another object is, published or not, where the site
    itself answers, and where another article was before. An alias that is the article's own
    address needs no redirect. A few queries, however many articles there are.
    """
    wanted = [
        (article, alias, path_key(alias)) for article in articles for alias in article.aliases
    ]
    keys = {key for _article, _alias, key in wanted}
    taken = occupants(keys)
    rows = Redirect.objects.filter(path__in=keys)
    owners: dict[str, int] = dict(rows.values_list("path", "article_id"))
    made: list[Redirect] = []
    untaken: dict[int, list[UntakenAlias]] = {}
    for article, alias, key in wanted:
        reason = ""
        if occupant := taken.get(key):
            if occupant.article_id != article.pk:
                reason = _occupied(occupant.name)
        elif key not in owners:
            owners[key] = article.pk
            made.append(Redirect(path=key, article_id=article.pk))
        elif owners[key] != article.pk:
            reason = gettext("The address leads to another story already.")
        if reason:
            untaken.setdefault(article.pk, []).append(UntakenAlias(alias, reason))
    # A concurrent writer may have taken one of them since.
    Redirect.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        PublicChange.append({timezone.now(): [public_keys.ANY]})
    return untaken


def _occupied(name: str) -> str:
    if not name:
        return gettext("The site itself answers at this address.")
    return gettext("“%(name)s” is at this address.") % {"name": name}
