"""What the parameters of the API may be. What a description promises is what is accepted."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from articles.lib import keyset

# RFC 3339. A `+` that was not escaped arrives as a blank.
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+\- ]\d\d:\d\d)", re.ASCII
)
# What a database and a person can both read.
_WORDS = r"^[^\u0000]*$"


def _site_language(value: str) -> str:
    if value not in settings.SITE_LANGUAGES:
        raise ValueError(f"This site's languages are {', '.join(settings.SITE_LANGUAGES)}.")
    return value


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("Write a time with its zone, as in 2026-01-31T18:00:00Z (RFC 3339).")
    return value[:19] + value[19:].replace(" ", "+")


def _in_utc(value: dt.datetime) -> dt.datetime:
    try:
        return value.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("The calendar does not reach so far.") from None


def _flag(value: Any) -> Any:
    if value not in ("true", "false"):
        raise ValueError("Write true or false.")
    return value == "true"


def _whole(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"[+-]?[0-9]{1,9}", value, re.ASCII):
        raise ValueError("Write a whole number.")
    return int(value)


def _cursor(value: str) -> str:
    keyset.decode(value)
    return value


Language = Annotated[
    str,
    AfterValidator(_site_language),
    WithJsonSchema({"type": "string", "enum": settings.SITE_LANGUAGES}),
]
Word = Annotated[str, Field(min_length=1, max_length=200, pattern=_WORDS)]
Asked = Annotated[str, Field(max_length=1000, pattern=_WORDS)]
Moment = Annotated[
    dt.datetime,
    BeforeValidator(_moment),
    AfterValidator(_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Flag = Annotated[bool, BeforeValidator(_flag)]
Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(_whole)]
Cursor = Annotated[str, Field(pattern=f"^{keyset.PATTERN}$"), AfterValidator(_cursor)]
Mood = Literal["POSITIVE", "NEUTRAL", "NEGATIVE"]
NoteKind = Literal["correction", "clarification", "update", "retraction"]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
