"""Pydantic validators of single values, and helpers for those of lists and URLs.

Each function returns a validator. It accepts the values of a file (text, None, lists, dicts) and
Python's own types, and raises a `PydanticCustomError` whose type is a code of
`articles.front_matter.problems` and whose context may hold a hint and another key.
"""

import datetime as dt
import math
import re

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from articles.front_matter.limits import DEFAULT_LIMITS, FileLimits, setting_name
from articles.lib.moments import EARLIEST, LATEST, is_in_calendar
from articles.lib.text import is_slug

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_DATE_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*"
    r"([Zz]|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)


def invalid(code: str, message: str, *, hint: str = "", key: str = "") -> PydanticCustomError:
    """The exception for a validator to raise. `key` is given if it is not the validated one's."""
    # Pydantic would read braces as placeholders.
    return PydanticCustomError(
        code,
        message.replace("{", "(").replace("}", ")"),
        {"hint": hint, "key": key},
    )


def slug() -> BeforeValidator:
    """A slug in the grammar of `articles.lib.text.is_slug`."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not is_slug(value):
            raise invalid(
                "bad-path",
                "the address may hold small letters a-z, digits and single hyphens only",
                hint="For example: port-deal-2026.",
            )
        return value

    return BeforeValidator(check)


def language_tag() -> BeforeValidator:
    """A BCP 47 language tag; `articles.front_matter.files` checks that the site has it."""

    def check(value: object) -> str:
        return require_language(as_text(value).strip())

    return BeforeValidator(check)


def date_time() -> BeforeValidator:
    """ISO 8601 date and time with a zone, converted to UTC and cut to microseconds; or None."""

    def check(value: object) -> dt.datetime | None:
        if value is None:
            return None
        if not isinstance(value, dt.datetime):
            value = _parse_date_time(as_text(value).strip())
        if value.utcoffset() is None:
            raise invalid(
                "naive-date",
                "has no zone",
                hint=f"Say which: {value.isoformat()}Z is UTC, {value.isoformat()}+02:00 is Kyiv.",
            )
        if not is_in_calendar(value):
            message = f"lies outside {EARLIEST.date()} to {LATEST.date()} in UTC"
            raise invalid("impossible-date", message, hint="Check the year.")
        return value.astimezone(dt.UTC)

    return BeforeValidator(check)


def date() -> BeforeValidator:
    """A day as ISO 8601 has it, such as 2026-12-31, or None."""

    def check(value: object) -> dt.date | None:
        if value is None or isinstance(value, dt.date):
            return value
        text = as_text(value).strip()
        if not _DATE.fullmatch(text):
            raise invalid("not-a-date", "is not a day", hint="Write it like 2026-12-31.")
        try:
            return dt.date.fromisoformat(text)
        except ValueError as reason:
            message = f"does not exist: {reason}"
            raise invalid("impossible-date", message, hint="Check the day.") from reason

    return BeforeValidator(check)


def boolean(*, nullable: bool = False) -> BeforeValidator:
    """The words true and false, quoted or not; any other word is an error."""

    def check(value: object) -> bool | None:
        if isinstance(value, bool) or (value is None and nullable):
            return value
        if isinstance(value, str) and value in _BOOLEANS:
            return _BOOLEANS[value]
        raise invalid("not-a-boolean", "must be true or false", hint="Write true or false.")

    return BeforeValidator(check)


_BOOLEANS = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def integer(low: int, high: int, *, nullable: bool = False) -> BeforeValidator:
    """A whole number from `low` to `high`; null is 0, or None if `nullable`."""

    def check(value: object) -> int | None:
        if value is None:
            return None if nullable else 0
        if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise invalid("not-an-integer", "must be a whole number", hint="For example: 0.")
        if not low <= value <= high:
            message = f"must be from {low} to {high}"
            raise invalid("out-of-range", message, hint="Choose a number between the two.")
        return value

    return BeforeValidator(check)


def number() -> BeforeValidator:
    """A finite number as a float, or None."""

    def check(value: object) -> float | None:
        if value is None:
            return None
        number = as_number(value)
        if number is None:
            raise invalid("not-a-number", "must be a number", hint="For example: 0.75.")
        if not math.isfinite(number):
            raise invalid("not-a-number", "must be finite", hint="For example: 0.75.")
        return number

    return BeforeValidator(check)


def shares() -> BeforeValidator:
    """A point: two numbers from 0 to 1, the shares of width and height. None is the middle."""

    def check(value: object) -> tuple[float, ...]:
        if value is None:
            return (0.5, 0.5)
        if not isinstance(value, list | tuple) or len(value) != 2:
            hint = "Write it like [0.25, 0.6]: from the left, and from the top."
            raise invalid("wrong-type", "must be a list of two numbers", hint=hint)
        for index, share in enumerate(value):
            number = as_number(share)
            if number is None or not 0 <= number <= 1:
                code = "not-a-number" if number is None else "out-of-range"
                error = invalid(code, "must be a number from 0 to 1", hint="For example: 0.25.")
                raise at_item(error, index)
        return tuple(float(share) for share in value)

    return BeforeValidator(check)


def sentiment() -> BeforeValidator:
    """POSITIVE, NEUTRAL or NEGATIVE, or None."""

    def check(value: object) -> object:
        if value is None or value in ("POSITIVE", "NEUTRAL", "NEGATIVE"):
            return value
        raise invalid(
            "unknown-sentiment",
            "is not a known sentiment",
            hint="Use POSITIVE, NEUTRAL or NEGATIVE, in capitals.",
        )

    return BeforeValidator(check)


def as_number(value: object) -> float | None:
    """A number, as text or as such; None for anything else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]


def as_text(value: object) -> str:
    """A scalar as text, None as empty text. Raises an error for lists and mappings."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    raise invalid(
        "wrong-type",
        f"must be text, not {type_name(value)}",
        hint="Write one value; in quotes if it begins with a special sign.",
    )


def type_name(value: object) -> str:
    """The type of a value in the words of error messages: `a list`, `a mapping`, `text`."""
    names = {"list": "a list", "tuple": "a list", "dict": "a mapping", "str": "text"}
    return names.get(type(value).__name__, type(value).__name__)


def limits_of(info: ValidationInfo) -> FileLimits:
    """The limits given as the validation's context, else the defaults."""
    return info.context or DEFAULT_LIMITS


def require_language(text: str) -> str:
    """`text`, unless it is no language tag."""
    if not _LANGUAGE.fullmatch(text):
        hint = "For example: en, pt-br."
        raise invalid("unknown-language", "is not a language code", hint=hint)
    return text


def require_length(text: str, limit: int, name: str = "") -> str:
    """`text`, unless it is longer than `limit`; `name` is that of the limit's setting, if any."""
    if len(text) > limit:
        raise _too_long(len(text), "characters", limit, name)
    return text


def _parse_date_time(text: str) -> dt.datetime:
    match = _DATE_TIME.fullmatch(text)
    if not match:
        raise invalid(
            "not-a-date", "is not a date and time", hint="Write it like 2026-01-31T08:00:00.000Z."
        )
    day, minute, second, fraction, zone = match.groups()
    micro = (fraction or "").ljust(6, "0")[:6]
    offset = zone or ""
    if len(offset) == 3:
        offset += ":00"
    try:
        return dt.datetime.fromisoformat(f"{day}T{minute}:{second or '00'}.{micro}{offset.upper()}")
    except ValueError as reason:
        raise invalid(
            "impossible-date", f"does not exist: {reason}", hint="Check the day and the time."
        ) from reason


def at_item(error: PydanticCustomError, *steps: str | int) -> PydanticCustomError:
    """`error` as that of the item at `steps` of the list or mapping that is validated."""
    context = dict(error.context or {})
    context["at"] = (*steps, *context.get("at", ()))
    return PydanticCustomError(error.type, error.message_template, context)


def as_list(value: object, limit: int, name: str) -> list[object]:
    """A list of at most `limit` items, empty for None; `name` is that of the limit's setting."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise invalid(
            "wrong-type", f"must be a list, not {type_name(value)}", hint="Write it as:\n  - …"
        )
    if len(value) > limit:
        raise _too_long(len(value), name if name == "tags" else "entries", limit, name)
    return list(value)


def _too_long(length: int, unit: str, limit: int, name: str) -> PydanticCustomError:
    message = f"has {length} {unit}, more than {limit}"
    if not name:
        return invalid("too-long", message, hint="Shorten it.")
    message = f"{message} ({setting_name(name)})"
    return invalid("too-long", message, hint=f"Shorten it, or raise {setting_name(name)}.")
