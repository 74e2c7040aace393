"""The checks of an article before it is published. Pure: facts of the database are given.

Errors stop publishing, warnings ask for a confirmation. Each names the form field to correct.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from articles.claims.verbatim import shared_runs
from articles.editorial.house_words import HouseRules
from articles.front_matter.mojibake import repair_text
from articles.lib.ascii_urls import ascii_host, split_url
from articles.lib.graphemes import shorten
from articles.lib.provenance import MachinePart
from articles.lib.public_hosts import is_public_host
from articles.rendering.blocks import Block, parse_blocks
from articles.rendering.body_warnings import body_warnings
from articles.rendering.events import ended, started
from articles.rendering.excerpt import is_cut_off
from articles.rendering.links import SiteHosts
from articles.rendering.opinion import is_opinion
from articles.workflow import has_ended

# Search engines and shared links show about so many characters of a summary.
LONG_SUMMARY, SHORT_SUMMARY = 300, 40
# So long before the rights of a cover end people are told.
RIGHTS_SOON = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the checks.

    `code` and `detail` identify it; `field` is the form field to correct.
    """

    code: str
    field: str
    message: str
    is_error: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BodyLink:
    """A link in the body, or an image with its alternative text."""

    url: str
    is_image: bool = False
    alt: str = ""


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """An article as it would be published, with the facts that the checks need.

    Without `published_at` it is published `now`.

    `cover_repeats` is the title of another article of these days with the same cover, empty for
    none. `machine_part` is the machine's part in a text that nobody has reviewed.
    `missing_articles` and `hidden_articles` are paths on this site of articles that do not exist,
    and that are not live. `original` is all text of what the article was made from, empty where
    that is not known.
    """

    title: str
    description: str
    body: str
    site_host: str = ""
    image_hosts: Collection[str] = ()
    # As `SiteHosts.files`.
    text_files: Mapping[str, str] = field(default_factory=dict)
    has_cover: bool = False
    cover_alt: str = ""
    cover_credit: str = ""
    cover_decorative: bool = False
    cover_rights_until: dt.date | None = None
    today: dt.date = dt.date.min
    cover_repeats: str = ""
    slug_in_use: bool = False
    machine_part: MachinePart = ""
    now: dt.datetime = _NEVER
    published_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    missing_articles: Collection[str] = field(default=())
    hidden_articles: Collection[str] = field(default=())
    original: str = ""
    house_rules: HouseRules = field(default_factory=HouseRules)


def check(facts: CheckFacts) -> list[Finding]:
    """All findings for these facts, errors first."""
    findings = [
        *_words(facts),
        *_end(facts),
        *_cover(facts),
        *_links(facts),
        *_shown(facts),
        *_machine(facts),
        *_house_words(facts),
        *_verbatim(facts),
    ]
    return sorted(findings, key=lambda finding: not finding.is_error)


def links(body: str) -> list[BodyLink]:
    """The links and images of a Markdown text, in their order."""
    return [link for block in parse_blocks(body, hosts=None) for link in _links_of(block)]


def _words(facts: CheckFacts) -> Iterator[Finding]:
    if not facts.body.strip():
        yield Finding("no-text", "body", gettext("There is no text yet."), is_error=True)
    if facts.slug_in_use:
        text = gettext("Another story of this language has this address.")
        yield Finding("slug-in-use", "slug", text, is_error=True)
    summary = facts.description.strip()
    for name, text in (("title", facts.title), ("description", summary), ("body", facts.body)):
        if repair_text(text) != text:
            message = gettext("Some characters are wrongly decoded (“â€™” for “’”).")
            yield Finding("wrongly-decoded", name, message)
    if not summary:
        text = gettext("No summary: lists show the beginning of the text instead.")
        yield Finding("no-summary", "description", text)
    elif is_cut_off(summary):
        text = gettext("The summary is cut off: lists show the beginning of the text instead.")
        yield Finding("summary-cut-off", "description", text)
    elif len(summary) > LONG_SUMMARY:
        text = gettext("The summary is long: %(count)d characters; %(most)d are shown whole.")
        values = {"count": len(summary), "most": LONG_SUMMARY}
        yield Finding("summary-long", "description", text % values)
    elif len(summary) < SHORT_SUMMARY:
        text = gettext("The summary is short: %(count)d characters.") % {"count": len(summary)}
        yield Finding("summary-short", "description", text)


def _end(facts: CheckFacts) -> Iterator[Finding]:
    if has_ended(facts.expires_at, facts.published_at or facts.now):
        text = gettext(
            "The story would end before it is published. Write a later end, or empty it."
        )
        yield Finding("ends-before", "expires_at", text, is_error=True)
    elif facts.expires_at and has_ended(facts.expires_at, facts.now):
        text = gettext("The end of the story is past: readers do not see it.")
        yield Finding("ended", "expires_at", text, detail=facts.expires_at.isoformat())


def _cover(facts: CheckFacts) -> Iterator[Finding]:
    if not facts.has_cover:
        return
    if not facts.cover_alt.strip() and not facts.cover_decorative:
        text = gettext("The cover has no alternative text for readers who cannot see it.")
        yield Finding("cover-alt", "cover", text)
    if not facts.cover_credit.strip():
        yield Finding("cover-credit", "cover", gettext("The cover does not say who made it."))
    until = facts.cover_rights_until
    if until and until < facts.today:
        text = gettext("The rights of the cover have ended: readers do not see it any more.")
        yield Finding("cover-rights", "cover", text)
    elif until and until - facts.today <= RIGHTS_SOON:
        text = gettext("The cover may be shown until %(day)s. Then readers do not see it any more.")
        day = date_format(until, "DATE_FORMAT")
        yield Finding("cover-rights", "cover", text % {"day": day}, detail=until.isoformat())
    if facts.cover_repeats:
        text = gettext("Another story of these days has the same cover: “%(title)s”")
        values = {"title": shorten(facts.cover_repeats, 100)}
        yield Finding("cover-repeats", "cover", text % values, detail=facts.cover_repeats)


def _links(facts: CheckFacts) -> Iterator[Finding]:
    seen = set()
    for link in links(facts.body):
        if link in seen:
            continue
        seen.add(link)
        shown = {"url": shorten(link.url, 100)}
        if link.is_image and not link.alt.strip():
            text = gettext("A picture has no alternative text: %(url)s")
            yield Finding("picture-alt", "body", text % shown, detail=link.url)
        if link.is_image:
            # Of pictures that pages may not show, the text is checked as a whole.
            continue
        if problem := _problem(link.url, facts.site_host):
            yield Finding("link", "body", problem % shown, is_error=True, detail=link.url)
        elif _path(link.url, facts.site_host) in facts.missing_articles:
            text = gettext("A link leads to no story of this site: %(url)s")
            yield Finding("link-missing", "body", text % shown, is_error=True, detail=link.url)
        elif _path(link.url, facts.site_host) in facts.hidden_articles:
            text = gettext("A link leads to a story that readers cannot see now: %(url)s")
            yield Finding("link-hidden", "body", text % shown, detail=link.url)


def _shown(facts: CheckFacts) -> Iterator[Finding]:
    hosts = SiteHosts(facts.site_host, facts.image_hosts, facts.text_files)
    for warning in body_warnings(facts.body, hosts):
        yield Finding(f"body-{warning.code}", "body", warning.message, detail=warning.detail)


def _machine(facts: CheckFacts) -> Iterator[Finding]:
    if not facts.machine_part:
        return
    text = gettext(
        "Nobody has reviewed this machine text: readers are told that a machine made it."
    )
    yield Finding("not-reviewed", "body", text)
    opinions = [
        block.text
        for block in parse_blocks(facts.body)
        if block.level and is_opinion(block.text, facts.machine_part)
    ]
    if opinions:
        text = ngettext(
            "Readers will see a section marked as a machine's opinion: %(names)s",
            "Readers will see sections marked as a machine's opinion: %(names)s",
            len(opinions),
        )
        names = ", ".join(f"“{name}”" for name in opinions)
        yield Finding("opinion", "body", text % {"names": names}, detail=names)


def _house_words(facts: CheckFacts) -> Iterator[Finding]:
    texts = (("title", facts.title), ("description", facts.description), ("body", facts.body))
    for name, text in texts:
        for rule in facts.house_rules.broken_by(text):
            values = {"word": rule.word, "instead": rule.instead}
            if not rule.instead:
                words = gettext("No story may have the word “%(word)s”.") % values
            else:
                words = gettext("Write “%(instead)s”, not “%(word)s”.") % values
            code = "banned-word" if rule.is_banned else "house-spelling"
            yield Finding(code, name, words, is_error=rule.is_banned, detail=rule.word)


def _verbatim(facts: CheckFacts) -> Iterator[Finding]:
    if not facts.original:
        return
    for run in shared_runs(facts.body, facts.original):
        passage = facts.body[run.start : run.end]
        text = gettext("%(count)d words in a row stand in the original: “%(words)s”")
        values = {"count": run.words, "words": shorten(passage, 100)}
        yield Finding("verbatim", "body", text % values, detail=passage)


def own_paths(body: str, site_host: str) -> set[str]:
    """The paths on this site that the links of a Markdown text lead to."""
    return {path for link in links(body) if (path := _path(link.url, site_host))}


def _path(url: str, site_host: str) -> str:
    try:
        parts = split_url(url)
        host = ascii_host(parts.hostname or "")
    except ValueError:
        return ""
    own = host == site_host and parts.scheme in ("http", "https") if host else not parts.scheme
    return parts.path if own and parts.path.startswith("/") else ""


def _problem(url: str, site_host: str) -> str:
    """The fault of an address, as far as it needs no asking around; `%(url)s` stands for it."""
    try:
        parts = split_url(url)
        host = ascii_host(parts.hostname or "")
        _ = parts.port
    except ValueError:
        return gettext("A link cannot be read: %(url)s")
    if parts.scheme == "mailto" or (not parts.scheme and not parts.netloc and url[:1] in "/#"):
        return "" if url else gettext("A link leads nowhere: it has no address.")
    if parts.scheme not in ("", "http", "https"):
        return gettext("Pages may not link to such addresses: %(url)s")
    if not host:
        return gettext("A link leads nowhere: write https:// or / before %(url)s")
    if host != site_host and not is_public_host(host):
        return gettext("Readers cannot reach an address of an internal network: %(url)s")
    return ""


def _links_of(block: Block) -> Iterator[BodyLink]:
    url, alt = "", None
    for event in block.events:
        name, details = started(event)
        if name == "Link" and details["link_type"] != "Email":
            yield BodyLink(details["dest_url"])
        elif name == "Image":
            url, alt = details["dest_url"], ""
        elif ended(event) == "Image":
            yield BodyLink(url, True, alt or "")
            alt = None
        elif alt is not None and isinstance(event, dict):
            alt += str(event.get("Text", event.get("Code", "")))
