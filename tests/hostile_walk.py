"""A walk over every form of the desk: the pages are opened, and their forms posted with hostile values.

The forms are those of the HTML that a browser gets, so a new page or field is in the walk by itself.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from lxml import etree, html

from articles.lib import text_inputs
from tests.hostile_values import values_for

# Not typed by a person: what says which form, row and version it is.
_KEPT = ("csrfmiddlewaretoken", "_popup", "_to_field")
_MENDED = (
    text_inputs.typed_line,
    text_inputs.typed_lines,
    text_inputs.typed_title,
    text_inputs.typed_name,
)
# What grows with every request, and what keeps typing as it is on purpose.
_BESIDE = {"Attempts", "Autosave", "Presence", "AuditEntry", "Revision", "ImportRun", "ImportNote"}
_FOUND = ("claims", "support", "risk")
_PLAUSIBLE = {
    "datetime-local": "2026-01-02T03:04:05",
    "number": "1",
    "url": "https://example.org/a",
    "email": "a@example.org",
}


@dataclass
class HtmlForm:
    """One form of a page: where it goes, and what a browser would send without typing.

    `fields` are the kinds of its controls by name.
    """

    action: str
    method: str
    data: dict[str, str]
    fields: dict[str, str]
    buttons: list[tuple[str, str]]


@dataclass
class Faults:
    """What went wrong: (place, value, what happened)."""

    rows: list[str] = field(default_factory=list)
    posted: int = 0
    stored: int = 0

    def add(self, where: str, what: str, happened: object) -> None:
        self.rows.append(f"{where} ← {what}: {str(happened)[:200]}")

    def tell(self) -> None:
        """Print what a failing test shows."""
        print(f"{self.posted} posted, {self.stored} stored", *self.rows, sep="\n")


def forms_of(content: bytes, page: str, *, fill: bool) -> Iterator[HtmlForm]:
    """The forms of a page but signing out and choosing a language.

    An inline's empty row is filled in, and with `fill` every empty field of the page.
    """
    document = html.fromstring(content)
    for form in document.forms:
        action = form.get("action") or page
        if "logout" in action:
            continue
        data: dict[str, str] = {}
        fields: dict[str, str] = {}
        for control in form.inputs:
            name, kind = control.get("name"), control.get("type", control.tag)
            if not name or kind in ("submit", "button", "file", "image"):
                continue
            inline = "__prefix__" in name
            if inline:
                name = name.replace("__prefix__", "0")
            if kind == "select":
                value = control.value
                value = next(iter(value), "") if control.get("multiple") is not None else value
                options = [o for o in control.value_options if o]
                value = value or (options[0] if options and (fill or inline) else "")
            elif kind in ("checkbox", "radio"):
                if control.get("checked") is None:
                    if not name.endswith("DELETE"):
                        fields[name] = kind
                    continue
                value = control.get("value", "on")
            else:
                value = control.value or ""
                if not value and (fill or inline) and kind != "hidden":
                    value = _PLAUSIBLE.get(kind, f"word{len(fields)}")
            if name in data and kind in ("checkbox", "radio", "select"):
                continue
            data[name] = value or ""
            if name not in _KEPT and not name.endswith("_FORMS"):
                fields[name] = kind
        for name in [n for n in data if n.endswith("-TOTAL_FORMS")]:
            prefix = name.removesuffix("TOTAL_FORMS")
            rows = {n[len(prefix) :].split("-")[0] for n in data if n.startswith(prefix)}
            data[name] = str(sum(row.isdecimal() for row in rows))
        buttons = [
            (button.get("name"), button.get("value", ""))
            for button in form.xpath(".//button|.//input[@type='submit']")
            if button.get("name") and "delete" not in button.get("name")
        ]
        yield HtmlForm(action, form.get("method", "get").lower(), data, fields, buttons)


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row that people see or own, by model."""
    models = [*apps.get_app_config("articles").get_models(), Group]
    rows = {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in models
        if model.__name__ not in _BESIDE
    }
    for article in rows["Article"]:
        # Found by whoever opens the review first, which is no change of anybody's.
        for column in _FOUND:
            del article[column]
    users = User.objects.order_by("pk")
    return rows | {"User": list(users.values("username", "first_name", "last_name", "email"))}


def cut(before: dict[str, Any], after: dict[str, Any], value: str) -> list[str]:
    """Columns that hold a part of `value` only: text that was stored by half."""
    whole = {value, value.strip(), *(plain(value) for plain in _MENDED)}
    whole |= {text.strip() for text in whole}
    found = []
    for model, rows in after.items():
        old = {str(row.get("id")): row for row in before.get(model, [])}
        for row in rows:
            known = old.get(str(row.get("id")), {})
            for column, stored in row.items():
                # An address is made of what is typed, as long as addresses are.
                is_new = column != "slug" and isinstance(stored, str)
                is_new = is_new and stored != known.get(column)
                if not is_new or len(stored) <= 40 or stored in whole:
                    continue
                if any(text.startswith(stored) for text in whole):
                    found.append(f"{model}.{column}")
    return found


class Writes:
    """Sees whether a request wrote anything, as a wrapper of its queries."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen |= sql.startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, params, many, context)


class Walker:
    """Posts forms as a superuser; what a post stored is taken back, unless `keep` says otherwise."""

    def __init__(self, client: Client, faults: Faults) -> None:
        self.client = client
        self.faults = faults
        self._turn = itertools.count()
        # Every post is taken back.
        self.before = snapshot()

    def post_all(self, form: HtmlForm, page: str, *, share: int) -> None:
        """Post every field of `form` with one in `share` of the values of its kind, in turn; with 0
        with one value only."""
        for name, control in form.fields.items():
            values = values_for(control, name)
            turn = next(self._turn)
            chosen = (
                list(values)[turn % share :: share]
                if share
                else [list(values)[turn * 7 % len(values)]]
            )
            for kind in chosen:
                self.post(form, name, kind, values[kind], page)

    def post(self, form: HtmlForm, name: str, kind: str, value: str, page: str) -> None:
        """Post `form` once with `value` in the field `name`, and judge the answer."""
        where = f"{page} {form.action} {name}"
        data = form.data | {name: value}
        if form.buttons:
            data |= dict([form.buttons[next(self._turn) % len(form.buttons)]])
        self.faults.posted += 1
        try:
            with transaction.atomic():
                self._send(form, data, where, kind, value, page)
                transaction.set_rollback(True)
        except (DatabaseError, UnicodeError) as error:
            self.faults.add(where, kind, repr(error))

    def _send(
        self,
        form: HtmlForm,
        data: dict[str, str],
        where: str,
        kind: str,
        value: str,
        page: str,
    ) -> None:
        url = form.action if form.action.startswith("/") else page
        writes = Writes()
        try:
            send = self.client.post if form.method == "post" else self.client.get
            with connection.execute_wrapper(writes):
                response = send(url, data)
        except Exception as error:  # noqa: BLE001 - what a server would answer 500 to
            self.faults.add(where, kind, repr(error))
            return
        if response.status_code >= 500:
            self.faults.add(where, kind, response.status_code)
        if response.streaming:
            # Read to its end, the client closes it, and keeps the connection of the test.
            b"".join(response.streaming_content)
            return
        if not writes.seen:
            return
        before, after = self.before, snapshot()
        refused = response.status_code in (400, 409, 413, 422) or (
            response.status_code == 200 and b"errorlist" in response.content
        )
        if refused and after != before:
            changed = [name for name in after if after[name] != before.get(name)]
            self.faults.add(where, kind, f"refused, and yet changed: {changed}")
        if after != before:
            self.faults.stored += 1
            if columns := cut(before, after, value):
                self.faults.add(where, kind, f"stored by half: {columns}")
            # The API counts who asks.
            cache.clear()
            for address in SURFACES:
                check_surface(self.client, address, f"{where} ← {kind}", self.faults)


SURFACES = ("/en/feed.rss", "/en/feed.atom", "/en/feed.json", "/sitemap-0.xml",
            "/news-sitemap.xml", "/api/v1/articles?limit=100")  # fmt: skip


def check_surface(client: Client, address: str, where: str, faults: Faults) -> None:
    """Note a fault unless `address` answers 200 (or 404) and is well-formed."""
    try:
        response = client.get(address)
        if response.status_code == 404:
            return
        if response.status_code != 200:
            faults.add(where, address, response.status_code)
        elif "xml" in response["Content-Type"]:
            etree.fromstring(response.content)
        elif "json" in response["Content-Type"]:
            response.json()
    except Exception as error:  # noqa: BLE001 - what a reader would not get
        faults.add(where, address, repr(error))
