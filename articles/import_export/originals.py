"""Reads the original file of an article again, as its import read it."""

from django.conf import settings

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import ParsedFile, SiteRules, parse
from articles.front_matter.leftovers import is_decoding
from articles.front_matter.limits import UNLIMITED, FileLimits
from articles.front_matter.record import ArticleRecord
from articles.models import OriginalFile


def site_rules(*, repair: bool = True) -> SiteRules:
    """The rules of this site for reading files, from its settings."""
    return SiteRules(
        languages=tuple(settings.SITE_LANGUAGES),
        default_language=settings.LANGUAGE_CODE,
        repair=repair,
        limits=FileLimits(**settings.IMPORT_LIMITS),
    )


def original_rules(original: OriginalFile, lang: str) -> SiteRules:
    """The rules that read the original file of an article in `lang` as its import did."""
    return SiteRules(
        languages=tuple({*settings.SITE_LANGUAGES, lang}),
        default_language=lang,
        repair=any(is_decoding(one["before"], one["after"]) for one in original.repairs),
        # The file was within the limits of the time of its import.
        limits=UNLIMITED,
    )


def parse_original(original: OriginalFile, lang: str) -> ParsedFile:
    """The original file of an article in `lang`, parsed as its import parsed it."""
    return parse(bytes(original.data), original.path, original_rules(original, lang))


def original_record(original: OriginalFile, lang: str) -> ArticleRecord | None:
    """The record of an original file; None where the rules of today refuse the file."""
    try:
        return parse_original(original, lang).record
    except RecordError:
        return None
