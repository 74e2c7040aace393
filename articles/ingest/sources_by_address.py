"""Gives new items their source before they are stored: that which the rules have for their address,
and for a feed that nobody trusts none that is trusted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from articles.front_matter.record import SourceRecord
from articles.ingest.item_record import ItemRecord
from articles.ingest.rules.document import RuleDocument, SourceRule, read_rules
from articles.ingest.rules.sources import source_rule_of
from articles.lib.source_keys import folded_source_key
from articles.models import Feed, IngestRules, Source, UpstreamItem
from articles.models.source import Trust


def within_trust(records: Sequence[ItemRecord], feed: Feed) -> list[ItemRecord]:
    """The records as `feed` may give them. Readers see titles, addresses and names of trusted
    sources without a review, so where the source of the feed is reviewed first, items that name a
    trusted one are of the feed's own, and sources that are new are reviewed first, too.

    No query where the source of the feed is trusted, else one, and two for each new source.
    """
    own = feed.source
    if own.trust == Trust.PUBLISH:
        return list(records)
    named = {record.source.key: record.source for record in records}
    known = Source.objects.by_keys(list(named))
    for key, source in named.items():
        if key not in known:
            columns = {"name": source.name, "kind": source.kind, "trust": Trust.REVIEW}
            # Of two spellings of one key the first is made.
            known[key], _is_new = Source.objects.get_or_create(
                folded=folded_source_key(key), defaults={"key": key, **columns}
            )
    instead = SourceRecord.model_construct(name=own.name, key=own.key, kind=own.kind)
    return [
        replace(record, source=instead)
        if known[record.source.key].trust == Trust.PUBLISH
        else record
        for record in records
    ]


def with_sources(records: Sequence[ItemRecord], feed: Feed | None = None) -> list[ItemRecord]:
    """The records, with other sources where the rules that are on have one for the address.

    An item that is stored under the source that it names keeps it, so that other rules give no item
    a second identity. So does one by a `feed` whose id an item of another feed has at the source
    of the rule: whoever writes into a feed changes no item of others. One query without such rules,
    and three more where one fits.
    """
    rules = _rules()
    fitting = [source_rule_of(record.url, rules) if rules else None for record in records]
    if not any(fitting):
        return list(records)
    pairs = [(record, rule) for record, rule in zip(records, fitting, strict=True) if rule]
    stored = _stored(pairs)
    _make_sources(list({rule.key: rule for rule in fitting if rule}.values()))
    return [
        replace(record, source=SourceRecord(name=rule.name, key=rule.key, type=rule.kind))
        if rule
        and (record.source.key, record.external_id) not in stored
        and not _is_of_others(stored.get((rule.key, record.external_id)), feed)
        else record
        for record, rule in zip(records, fitting, strict=True)
    ]


def _is_of_others(item: UpstreamItem | None, feed: Feed | None) -> bool:
    return item is not None and feed is not None and item.feed_id not in (None, feed.pk)


def _rules() -> RuleDocument | None:
    version = IngestRules.on()
    if version is None or not version.document.get("sources"):
        return None
    return read_rules(version.document)[0]


def _stored(pairs: Iterable[tuple[ItemRecord, SourceRule]]) -> dict[tuple[str, str], UpstreamItem]:
    """The items that are stored under what the records name, or under the source of the rule, by
    the key of the source and external id."""
    named = {
        (key, record.external_id) for record, rule in pairs for key in (record.source.key, rule.key)
    }
    sources = Source.objects.by_keys({key for key, _id in named})
    identities = {(sources[key].pk, external_id) for key, external_id in named if key in sources}
    found = UpstreamItem.objects.by_identity(identities)
    return {
        (key, external_id): found[sources[key].pk, external_id]
        for key, external_id in named
        if key in sources and (sources[key].pk, external_id) in found
    }


def _make_sources(rules: Sequence[SourceRule]) -> None:
    """Make the sources that are not there, with the trust of their rule; those that are there
    belong to the administrators."""
    known = Source.objects.by_keys([rule.key for rule in rules])
    for rule in rules:
        if rule.key not in known:
            values = {"name": rule.name, "kind": rule.kind, "trust": rule.trust}
            Source.objects.get_or_create(key=rule.key, defaults=values)
