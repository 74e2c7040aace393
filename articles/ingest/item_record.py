"""`ItemRecord`: one upstream item, validated and frozen, without a database.

Upstream's names of keys are read in any case, since one API writes `title` and the other `TITLE`.
Only what identifies an item is required. Another value of a wrong type is left out and told; the
bytes keep it.
"""

import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from pydantic import ValidationError

from articles.front_matter.problems import Problem, printable
from articles.front_matter.record import SourceRecord
from articles.front_matter.schema import value_problems
from articles.front_matter.url_validators import require_public_url
from articles.lib.characters import TURNING, plain_name, plain_title, without_forbidden
from articles.lib.graphemes import clip
from articles.lib.moments import is_in_calendar

T = TypeVar("T")
Sentiment = Literal["POSITIVE", "NEUTRAL", "NEGATIVE", ""]
_SENTIMENTS: Final[tuple[Sentiment, ...]] = ("POSITIVE", "NEUTRAL", "NEGATIVE")
MAX_TITLE, MAX_BODY, MAX_URL, MAX_ID = 500, 500_000, 500, 200
# Entries of a list, and characters of one.
_MOST_WORDS, _MAX_WORD = 200, 200
_LANG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")
# Times beyond this are milliseconds: the year 5138 in seconds.
_FIRST_MILLISECONDS = 100_000_000_000


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """The values of an item, cleaned of characters that no text holds. Times are in UTC."""

    source: SourceRecord
    external_id: str
    guid: str = ""
    url: str = ""
    title: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lang: str = ""
    sentiment: Sentiment = ""
    score: float | None = None
    picture: str = ""
    upstream_status: str = ""
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None


def read_record(values: object) -> tuple[ItemRecord | None, list[Problem]]:
    """The record of an item's JSON values, and the problems of values that were left out.

    None where source, id, or both title and text are missing: nothing could ever be made of it.
    """
    if not isinstance(values, Mapping):
        hint = "Each item is an object, such as {…}."
        return None, [Problem("wrong-type", "is not an item", value=printable(values), hint=hint)]
    return _ItemReader(values).record()


def values_hash(values: object) -> str:
    """The SHA-256 of JSON values in one form, whatever their blanks and the order of their keys."""
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class _ItemReader:
    """Reads one item, and collects its problems."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = _folded(values)
        self._problems: list[Problem] = []

    def record(self) -> tuple[ItemRecord | None, list[Problem]]:
        external_id = self._value("id", _identifier, "")
        source = self._source()
        title = self._value("title", lambda value: clip(_line(value), MAX_TITLE), "")
        body = self._value("body", _lines, "")
        if not (title or body):
            self._refuse("title", "an item needs a title or a text")
        if not external_id:
            self._refuse("id", "an item needs an id")
        if source is None or not external_id or not (title or body):
            return None, self._problems
        record = ItemRecord(
            source=source,
            external_id=external_id,
            title=title,
            body=body,
            guid=self._value("guid", lambda value: clip(_line(value), MAX_URL), ""),
            url=self._value("url", _address, ""),
            authors=self._value("authors", _words, ()),
            keywords=self._value("keywords", _words, ()),
            categories=self._value("category_data", _categories, ()),
            lang=self._value("lang", _language, ""),
            sentiment=self._value("sentiment", _sentiment, ""),
            score=self._value("score", _number, None),
            picture=self._value("image_url", _address, ""),
            upstream_status=self._value("status", lambda value: clip(_line(value), 30), ""),
            published_at=self._value(("published", "published_on"), _moment, None),
            updated_at=self._value("updated_on", _moment, None),
        )
        return record, self._problems

    def _source(self) -> SourceRecord | None:
        data = self._values.get("source_data")
        if not isinstance(data, Mapping):
            self._refuse("source_data", "an item needs its source")
            return None
        names = _folded(data)
        key = names.get("source_key") or names.get("key")
        values = {
            "key": key,
            "name": names.get("name") or key,
            "type": names.get("source_type") or names.get("type") or "API",
        }
        try:
            return SourceRecord.model_validate(values)
        except ValidationError as error:
            for problem in value_problems(error):
                self._refuse(f"source_data.{problem.key}", problem.message, problem.hint)
            return None

    def _value(self, names: str | tuple[str, ...], read: Callable[[Any], T], absent: T) -> T:
        """The value of the first of `names` that is given; `absent` for none or a wrong one."""
        for name in (names,) if isinstance(names, str) else names:
            value = self._values.get(name)
            if value is None or value == "":
                continue
            try:
                return read(value)
            except (TypeError, ValueError, OverflowError) as error:
                self._problems.append(
                    Problem("wrong-value", str(error), key=name, value=printable(value))
                )
        return absent

    def _refuse(self, key: str, message: str, hint: str = "") -> None:
        self._problems.append(
            Problem(
                "missing", message, key=key, value=printable(self._values.get(key, "")), hint=hint
            )
        )


def _folded(values: Mapping[str, object]) -> dict[str, object]:
    return {str(name).lower(): value for name, value in values.items()}


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError("is not text")
    return TURNING.sub("", without_forbidden(str(value)))


def _line(value: object) -> str:
    return plain_title(_text(value))


def _lines(value: object) -> str:
    return _text(value).replace("\r\n", "\n").strip()[:MAX_BODY]


def _identifier(value: object) -> str:
    # `0123` stays `0123`; a number is written as JSON has it.
    if isinstance(value, float):
        raise TypeError("is not an id")
    text = plain_name(_text(value))
    if len(text) > MAX_ID:
        raise ValueError(f"is longer than {MAX_ID} characters")
    return text


def _address(value: object) -> str:
    text = _line(value)
    if len(text) > MAX_URL:
        raise ValueError(f"is longer than {MAX_URL} characters")
    # Its error is a ValueError.
    require_public_url(text, ("https", "http"))
    return text


def _words(value: object) -> tuple[str, ...]:
    """Words of a list, or of a text in which `|` separates them, as keywords come."""
    if not isinstance(value, str | list):
        raise TypeError("is neither a list nor words between |")
    return _plain_words(value.split("|") if isinstance(value, str) else value)


def _categories(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("is not a list")
    entries = [_folded(entry) if isinstance(entry, Mapping) else entry for entry in value]
    return _plain_words(
        (entry.get("category") or entry.get("name") or "") if isinstance(entry, dict) else entry
        for entry in entries
    )


def _plain_words(words: Iterable[object]) -> tuple[str, ...]:
    plain = (clip(plain_name(_text(word)), _MAX_WORD) for word in words)
    return tuple(dict.fromkeys(word for word in plain if word))[:_MOST_WORDS]


def _language(value: object) -> str:
    text = _line(value)
    if len(text) > 12 or not _LANG.fullmatch(text):
        raise ValueError("is not a language code")
    return text.replace("_", "-").lower()


def _sentiment(value: object) -> Sentiment:
    word = _line(value).upper()
    for known in _SENTIMENTS:
        if word == known:
            return known
    raise ValueError("is not POSITIVE, NEUTRAL or NEGATIVE")


def _number(value: object) -> float:
    number = float(_text(value))
    if not math.isfinite(number):
        raise ValueError("is not a finite number")
    return number


def _moment(value: object) -> dt.datetime:
    """A time of the calendar that every page can show."""
    moment = _any_moment(value)
    if not is_in_calendar(moment):
        raise ValueError("is outside of the calendar")
    return moment


def _any_moment(value: object) -> dt.datetime:
    """A time in seconds or milliseconds since 1970, or in ISO 8601 with a zone."""
    if isinstance(value, str) and not value.isdecimal():
        moment = dt.datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("is a time without a zone")
        return moment.astimezone(dt.UTC)
    number = _number(value)
    seconds = number / 1000 if abs(number) >= _FIRST_MILLISECONDS else number
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
