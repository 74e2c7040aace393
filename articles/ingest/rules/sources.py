"""The source of an item by the host of its address, as the rules say it. Pure."""

from articles.ingest.rules.document import RuleDocument, SourceRule
from articles.lib.ascii_urls import split_url

# Characters of a name in DNS (RFC 1035, section 2.3.4). A longer one has any number of dots.
_LONGEST_HOST = 253


def source_rule_of(url: str, rules: RuleDocument) -> SourceRule | None:
    """The rule for the longest host that the address is of, or lies below; None for no rule."""
    try:
        host = (split_url(url).hostname or "").rstrip(".")
    except ValueError:
        return None
    if len(host) > _LONGEST_HOST:
        return None
    by_host = {rule.host: rule for rule in reversed(rules.sources)}
    while host:
        if host in by_host:
            return by_host[host]
        host = host.partition(".")[2]
    return None
