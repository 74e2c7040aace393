"""Types of the API's query parameters, with their validation and OpenAPI schema."""

import datetime as dt
import re
from typing import Annotated, Literal

from django.conf import settings
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from articles.lib import keyset

# RFC 3339. A `+` that was not escaped arrives as a blank.
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+\- ]\d\d:\d\d)", re.ASCII
)
# PostgreSQL takes no NUL.
_WITHOUT_NUL = r"^[^\u0000]*$"


def _validate_language(value: str) -> str:
    if value not in settings.SITE_LANGUAGES:
        raise ValueError(f"This site's languages are {', '.join(settings.SITE_LANGUAGES)}.")
    return value


def _validate_timestamp(value: object) -> str:
    if not isinstance(value, str) or not _TIMESTAMP.fullmatch(value):
        raise ValueError("Write a time with its zone, as in 2026-01-31T18:00:00Z (RFC 3339).")
    return value[:19] + value[19:].replace(" ", "+")


def _in_utc(value: dt.datetime) -> dt.datetime:
    try:
        return value.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("The calendar does not reach so far.") from None


def _parse_boolean(value: object) -> bool:
    if value not in ("true", "false"):
        raise ValueError("Write true or false.")
    return value == "true"


def _parse_integer(value: object) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"[+-]?[0-9]{1,9}", value, re.ASCII):
        raise ValueError("Write a whole number.")
    return int(value)


def _validate_cursor(value: str) -> str:
    keyset.decode(value)
    return value


LanguageCode = Annotated[
    str,
    AfterValidator(_validate_language),
    WithJsonSchema({"type": "string", "enum": settings.SITE_LANGUAGES}),
]
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=_WITHOUT_NUL)]
SearchText = Annotated[str, Field(max_length=1000, pattern=_WITHOUT_NUL)]
Timestamp = Annotated[
    dt.datetime,
    BeforeValidator(_validate_timestamp),
    AfterValidator(_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Boolean = Annotated[bool, BeforeValidator(_parse_boolean)]
Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(_parse_integer)]
Cursor = Annotated[str, Field(pattern=f"^{keyset.PATTERN}$"), AfterValidator(_validate_cursor)]
SentimentValue = Literal["POSITIVE", "NEUTRAL", "NEGATIVE"]
CorrectionKind = Literal["correction", "clarification", "update", "retraction"]
ArticleId = Annotated[int, Field(ge=1, le=keyset.LARGEST_ID)]
