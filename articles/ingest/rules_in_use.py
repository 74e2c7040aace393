"""The rules that are on, read for use."""

from dataclasses import dataclass

from django.conf import settings

from articles.ingest.exceptions import RulesUnreadable
from articles.ingest.rules.apply import RuleBook
from articles.ingest.rules.document import RuleDocument, read_rules
from articles.models import IngestRules


@dataclass(frozen=True, slots=True)
class RulesInUse:
    """A version of the rules, None for the program's own, and how it is applied on this site."""

    version: IngestRules | None
    book: RuleBook


def site_languages() -> list[str]:
    """The languages of the site, its own first."""
    return list(dict.fromkeys([settings.LANGUAGE_CODE, *settings.SITE_LANGUAGES]))


def read_version(version: IngestRules) -> RulesInUse:
    """The rules of a version. Raises RulesUnreadable where a newer program refuses them."""
    document, problems = read_rules(version.document)
    if document is None:
        raise RulesUnreadable(version, problems)
    return RulesInUse(version, RuleBook(document, site_languages()))


def rules_on() -> RulesInUse | None:
    """The rules that are on; None for none. One query. Raises RulesUnreadable."""
    version = IngestRules.on()
    return read_version(version) if version else None


def rules_for_one() -> RulesInUse:
    """The rules that are on, or else those that the program has without any: for an item of which
    a person wants a draft. Raises RulesUnreadable."""
    return rules_on() or RulesInUse(None, RuleBook(RuleDocument(), site_languages()))
