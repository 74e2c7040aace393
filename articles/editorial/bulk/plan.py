"""The plan of a bulk action: what it will change, and why it leaves some articles alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from articles.editorial.article_checks import findings_of
from articles.editorial.bulk.actions import EXPORT, BulkAction
from articles.editorial.bulk.values import Values, values_of
from articles.editorial.publishing_checks import Finding
from articles.lib.text import taxonomy_key
from articles.models import Article, Category
from articles.workflow import STATUS_LABELS, Status, Transition, edit_permission

UserType = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One article: what will change, in words, or `why` it is left alone.

    With `warnings` it is changed only if the user accepts them.
    """

    article: Article
    says: str = ""
    why: str = ""
    values: Values = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """The article and the version that was looked at, for a form."""
        return f"{self.article.pk}.{self.article.version}"


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """The bulk action, the value that it asks for, and a line for each article in order."""

    act: BulkAction
    value: object
    lines: list[PlanLine]

    @property
    def touched(self) -> list[PlanLine]:
        """The lines of the articles that will be changed."""
        return [line for line in self.lines if not line.why and not line.warnings]

    @property
    def asked(self) -> list[PlanLine]:
        """The lines of the articles that will be changed only if their warnings are accepted."""
        return [line for line in self.lines if not line.why and line.warnings]

    @property
    def skipped(self) -> list[PlanLine]:
        """The lines of the articles that will be left alone."""
        return [line for line in self.lines if line.why]


def plan(act: BulkAction, value: Any, articles: Iterable[Article], user: UserType) -> BulkPlan:
    """The plan of `act` for these articles; nothing is written.

    `value` is what the action asks for: the id of a category, names of tags or authors, a weight
    and the time it ends, or a language. A few queries for any number of articles.
    """
    articles = list(articles)
    facts = _PlanFacts(act, value)
    if act.asks == "lang":
        facts.addresses = Addresses(value, articles)
    if act.asks == "category":
        facts.name = Category.objects.filter(pk=value).values_list("name", flat=True).first() or ""
    if act.name == "publish":
        facts.findings = findings_of(a for a in articles if a.status == Status.IN_REVIEW)
    return BulkPlan(act, value, [_line(facts, article, user) for article in articles])


@dataclass(slots=True)
class _PlanFacts:
    act: BulkAction
    value: Any
    name: str = ""
    addresses: "Addresses | None" = None
    # The findings of the checks before publishing, by article id.
    findings: dict[int, list[Finding]] = field(default_factory=dict)


def may_change(user: UserType, article: Article) -> bool:
    """Whether `user` may change the article, by its status."""
    return bool(user.has_perm(f"articles.{edit_permission(article.status)}"))


class Addresses:
    """The addresses and identities that are taken in a language, for `articles` to move there."""

    def __init__(self, lang: str, articles: Iterable[Article]) -> None:
        moving = list(articles)
        identities = {(a.source_id, a.external_id) for a in moving if a.external_id}
        there = Article.objects.filter(lang=lang).filter(
            Q(slug__in={a.slug for a in moving})
            | Q(external_id__in={external_id for _source, external_id in identities})
        )
        self._slugs: dict[object, int] = {}
        for pk, slug, source, external_id in there.values_list(
            "pk", "slug", "source_id", "external_id"
        ):
            self._slugs[slug] = pk
            self._slugs[(source, external_id)] = pk

    def refuse(self, article: Article) -> str:
        """Return the reason why the article cannot move; an empty text takes the address for it."""
        if self._slugs.setdefault(article.slug, article.pk) != article.pk:
            return gettext("another story has this address in that language")
        identity = (article.source_id, article.external_id)
        if article.external_id and self._slugs.setdefault(identity, article.pk) != article.pk:
            return gettext("its translation is there already")
        return ""


def _line(facts: _PlanFacts, article: Article, user: UserType) -> PlanLine:
    act = facts.act
    if not user.has_perm(f"articles.{act.permission}"):
        return PlanLine(article, why=gettext("your role does not allow it"))
    if act.name == EXPORT:
        return PlanLine(article, says=f"{article.slug}.{article.lang}.md")
    if act.step:
        return _stepped(facts, act.step, article)
    if act.permission == "change_article" and not may_change(user, article):
        return PlanLine(article, why=gettext("readers see it: an editor must do it"))
    values = _new_values(act, facts.value, article)
    if values == values_of(article, values):
        return PlanLine(article, why=gettext("nothing would change"))
    # As many as a file may have.
    most = settings.IMPORT_LIMITS["tags"]
    if act.name == "add_tag" and len(values["tags"]) > most:
        why = gettext("it would have more than %(most)d tags") % {"most": most}
        return PlanLine(article, why=why)
    if facts.addresses and (why := facts.addresses.refuse(article)):
        return PlanLine(article, why=why)
    return PlanLine(article, says=_says(facts, article, values), values=values)


def _stepped(facts: _PlanFacts, step: Transition, article: Article) -> PlanLine:
    labels = {str(status): label for status, label in STATUS_LABELS.items()}
    now, after = labels[article.status], labels[step.target]
    if article.status != step.source:
        states = {"state": now, "wanted": labels[step.source]}
        return PlanLine(article, why=gettext("%(state)s, not %(wanted)s") % states)
    findings = facts.findings.get(article.pk, [])
    if errors := [one.message for one in findings if one.is_error]:
        return PlanLine(article, why=" ".join(errors))
    time = article.published_at
    if step.name == "publish" and time and time > timezone.now():
        after = gettext("Scheduled")
    return PlanLine(
        article,
        says=f"{now} → {after}",
        values={"status": str(step.target)},
        warnings=tuple(one.message for one in findings),
    )


def _new_values(act: BulkAction, value: Any, article: Article) -> Values:
    """The values that the article will have."""
    if act.asks == "category":
        return {"category": value}
    if act.asks == "lang":
        return {"lang": value}
    if act.asks == "authors":
        return {"author_names": list(value)}
    if act.asks == "weight":
        weight, until = value
        return {"sticky_weight": weight, "sticky_until": until}
    if act.name == "unpin":
        return {"sticky_weight": 0, "sticky_until": None}
    if act.asks == "tags":
        have = [tag.name for tag in article.tag_list]
        keys = {taxonomy_key(name) for name in value}
        if act.name == "remove_tag":
            return {"tags": [name for name in have if taxonomy_key(name) not in keys]}
        known = set(map(taxonomy_key, have))
        return {"tags": have + [name for name in value if taxonomy_key(name) not in known]}
    return {}


def _says(facts: _PlanFacts, article: Article, values: Values) -> str:
    match facts.act.asks:
        case "category":
            return f"{article.category or '–'} → {facts.name}"
        case "lang":
            return f"{article.lang} → {facts.value}"
        case "tags":
            return ", ".join(values["tags"]) or gettext("no tags any more")
        case "authors":
            return ", ".join(values["author_names"]) or gettext("no authors any more")
    return f"{article.sticky_weight} → {values['sticky_weight']}"
