"""The limits are those of the settings, everywhere."""

import dataclasses

from django.conf import settings

from articles.front_matter.limits import (
    DEFAULT_LIMITS,
    MAX_DEPTH,
    UNLIMITED,
    FileLimits,
    setting_name,
)
from articles.front_matter.schema import record_errors, validate_values
from articles.import_export.originals import site_rules

NAMES = [field.name for field in dataclasses.fields(FileLimits)]


def test_every_limit_has_a_setting_with_the_same_default():
    assert list(settings.IMPORT_LIMITS) == NAMES
    assert FileLimits(**settings.IMPORT_LIMITS) == DEFAULT_LIMITS
    example = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"#{setting_name(name)}={getattr(DEFAULT_LIMITS, name)}\n" in example


def test_files_are_read_by_the_sites_limits(settings):
    settings.IMPORT_LIMITS = settings.IMPORT_LIMITS | {"tags": 7}
    assert site_rules().limits == dataclasses.replace(DEFAULT_LIMITS, tags=7)


def test_what_was_accepted_once_stays_readable_after_a_limit_is_lowered():
    values = {"title": "T", "lang": "en", "draft": "true", "tags": [str(n) for n in range(300)]}
    assert len(validate_values(values | {"\0slug": "t"}).tags) == 300
    assert UNLIMITED.depth == MAX_DEPTH


def test_forms_are_held_to_the_same_limits():
    values = {"title": "T", "lang": "en", "draft": True, "tags": ["a", "b", "c"], "\0slug": "t"}
    assert record_errors(values, DEFAULT_LIMITS) == []
    ((key, message),) = record_errors(values, FileLimits(tags=2))
    assert key == "tags"
    ((key, _message),) = record_errors(values | {"\0body": "four"}, FileLimits(body=3))
    assert key == "body"
    ((key, _message),) = record_errors(values | {"\0slug": "Not one"}, DEFAULT_LIMITS)
    assert key == "slug"
    assert (
        message
        == "has 3 tags, more than 2 (IMPORT_MAX_TAGS). Shorten it, or raise IMPORT_MAX_TAGS."
    )
