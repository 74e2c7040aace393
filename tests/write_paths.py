"""Every way of the admin to write something, as requests that anybody can be made to send.

The pages are opened as a superuser gets them. Their forms are filled in otherwise and sent with
every button, and so are the forms of the questions that lists and plans ask first. Addresses
without a form, for scripts, get what their scripts send. So a new page, field or button is among
them by itself.
"""

import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from lxml import html
from PIL import Image as Pillow

from articles.models import Article, Image, Source, Tag
from tests.admin_urls import address, addresses

STEPS = ["save", "submit", "publish", "now", "update", "discard", "unpublish", "send_back",
         "restore", "retract", "approve"]  # fmt: skip
# Of the publishing checks, which somebody confirms by pressing a button again.
WARNINGS = (
    "no-summary summary-cut-off summary-long summary-short cover-alt cover-credit picture-alt "
    "wrongly-decoded link-hidden not-reviewed opinion"
)
# Of the superuser whose pages are opened.
PASSWORD = "pw"
LEFT_OUT = {"login", "logout", "jsi18n", "view_on_site", "autocomplete"}
# Their answers ask a question, which is a form, too.
_ASKING = ("_changelist", "_plan", "_merge", "_corrections")
_TYPED = {
    "number": "7",
    "datetime-local": "2026-01-02T03:04:05",
    "url": "https://example.org/typed",
    "email": "typed@example.org",
    "password": "typed-pass-9371",
}
_KEPT = ("csrfmiddlewaretoken", "_popup", "_to_field")


class File(NamedTuple):
    """A file that a form uploads."""

    name: str
    content: bytes


# Rows that are searched for, of which a page holds only the chosen one.
_SEARCHED: dict[str, Any] = {
    "article": Article,
    "cover": Image,
    "logo": Image,
    "picture": Image,
    "source": Source,
    "tag": Tag,
}


@dataclass(frozen=True)
class Submission:
    """One POST: `view` is the name of the route, `data` what a browser sends; of several values of
    one name a tuple."""

    view: str
    url: str
    data: tuple[tuple[str, Any], ...]

    def send(self, client: Client) -> HttpResponse:
        """Send it with `client`."""
        data: dict[str, Any] = {}
        for name, value in self.data:
            data[name] = SimpleUploadedFile(*value) if isinstance(value, File) else value
        session = client.cookies.get(settings.SESSION_COOKIE_NAME)
        key = session and session.value
        answer = client.post(self.url, data)
        if key:
            # A new password changes it, and is taken back.
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        return answer

    @property
    def buttons(self) -> str:
        """What was pressed or decided: the values of the names that buttons have."""
        return ", ".join(
            f"{name}={value:.40}"
            for name, value in self.data
            if isinstance(value, str)
            and (name.startswith("_") or name in ("act", "action", "post", "decision", "choice"))
        )

    def __str__(self) -> str:
        return f"{self.url} {self.buttons}".strip()


def picture() -> bytes:
    """A small JPEG."""
    stream = io.BytesIO()
    Pillow.new("RGB", (32, 18), "teal").save(stream, "JPEG")
    return stream.getvalue()


def submissions(
    client: Client, things: dict[str, Any], document: bytes, routes: Collection[str]
) -> list[Submission]:
    """Every submission of every page of `routes`, by name, as `client`, a superuser, gets them.

    `document` is a file of an article that is not stored yet.
    """
    files = {"md": File("new.en.md", document), "picture": File("x.jpg", picture())}
    found: dict[Submission, None] = {}
    for pattern in addresses():
        if pattern.name not in routes:
            continue
        for url in _urls(pattern, things):
            forms = list(_forms(client.get(url), url, files))
            found |= dict.fromkeys(forms or _of_scripts(str(pattern.name), url, files))
    # A list asks, and the question may ask for a value first.
    asking = [one for one in found if one.view.endswith(_ASKING)]
    for _level in range(2):
        asked: dict[Submission, None] = {}
        for one in asking:
            with taken_back():
                asked |= dict.fromkeys(_questions(one, client, files))
        asking = [new for new in asked if new.view.endswith(_ASKING) and new not in found]
        found |= asked
    return list(found)


def _questions(one: Submission, client: Client, files: dict[str, File]) -> Iterator[Submission]:
    """The submissions of the question that answers `one`."""
    answer, where = one.send(client), one.url
    if answer.status_code == 302:
        where = urljoin(where, answer.headers["Location"])
        if resolve(urlsplit(where).path).url_name == one.view:
            return
        answer = client.get(where)
    for new in _forms(answer, where, files):
        if "post" in dict(new.data) or not new.view.endswith("_changelist"):
            yield new


class taken_back:
    """A block whose changes of the database are taken back."""

    def __enter__(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self._atomic.__exit__(*error)


def _urls(pattern: Any, things: dict[str, Any]) -> Iterator[str]:
    """The addresses of a route: for every row of its table, where it holds the id of one."""
    name = pattern.name or ""
    yield address(pattern, things)
    label = next((one for one in things if name.startswith(f"{one}_")), None)
    special = name in ("articles_article_undo", "articles_article_pins")
    if label and pattern.pattern.regex.groups and not special:
        rows = type(things[label])._default_manager.exclude(pk=things[label].pk)
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            yield reverse(f"admin:{name}", args=[pk])


def _forms(page: HttpResponse, url: str, files: dict[str, File]) -> Iterator[Submission]:
    """The submissions of the forms of a page."""
    if page.streaming or page.status_code != 200 or not page.content.strip().startswith(b"<"):
        return
    for form in html.fromstring(page.content).forms:
        action = urljoin(url, form.action or "")
        view = resolve(urlsplit(action).path).url_name
        if form.method.upper() == "POST" and view not in LEFT_OUT:
            for data in _filled(form, view, files):
                yield Submission(view, action, tuple(sorted(data.items(), key=repr)))


def _filled(form: Any, view: str, files: dict[str, File]) -> Iterator[dict[str, Any]]:
    """The data of each filling of a form, with each button."""
    plain: dict[str, Any] = {name: str(value) for name, value in form.form_values() if name}
    typed, chosen = dict(plain), dict(plain)
    boxes: dict[str, list[str]] = {}
    acts: list[dict[str, Any]] = []
    for control in form.inputs:
        name, kind = control.name, control.get("type", control.tag)
        if not name or name in _KEPT or name.endswith("_FORMS"):
            continue
        if kind == "file":
            typed[name] = files["md" if ".md" in (control.get("accept") or "") else "picture"]
        elif kind in ("checkbox", "radio"):
            boxes.setdefault(name, []).append(control.get("value", "on"))
        elif kind == "select":
            options = [option for option in control.value_options if option]
            if name in ("action", "act"):
                acts += [{name: option} for option in options]
            elif options:
                chosen[name] = options[-1]
                may_be_empty = len(options) < len(control.value_options)
                typed[name] = plain.get(name) or ("" if may_be_empty else options[0])
            elif name in _SEARCHED:
                typed[name] = str(_SEARCHED[name].objects.values_list("pk", flat=True).first())
        elif kind in ("text", "search", "textarea"):
            typed[name] = _word(name, plain.get(name, ""))
        elif kind in _TYPED:
            typed[name] = _TYPED[kind]
    if "old_password" in typed:
        typed["old_password"] = PASSWORD
    if "update_at" in typed:
        # A time that is past is refused there.
        typed["update_at"] = ""
    if view.startswith("articles_quarantinedfile"):
        typed["text"] = files["md"].content.decode()
    ticked = {name: values[0] if len(values) == 1 else tuple(values)
              for name, values in boxes.items()}  # fmt: skip
    acts += [
        {button.get("name"): button.get("value", "")}
        for button in form.xpath(".//button|.//input[@type='submit']")
        if button.get("name") and button.get("name") not in ("_continue", "_addanother")
    ]
    if view in ("articles_article_change", "articles_article_add"):
        acts += [{"_step": step, "_confirmed": WARNINGS} for step in STEPS]
    fillings = [plain, typed, chosen | ticked, typed | ticked]
    if view.endswith(_ASKING):
        # All rows at once, and each by itself.
        rows = next((boxes[name] for name in ("_selected_action", "story") if name in boxes), [])
        chooser = "_selected_action" if "_selected_action" in boxes else "story"
        fillings = [chosen | typed | ticked, *(plain | {chooser: row} for row in rows)]
        for filling in fillings:
            for act in [{}, *acts]:
                yield filling | act
        return
    yield from fillings
    for act in acts:
        # As it is, with other texts, and with everything ticked, too.
        for filling in (plain, typed, typed | ticked):
            yield filling | act


def _word(name: str, value: str) -> str:
    """Another text for a field: an address stays one, a number and a date stay empty."""
    if name.endswith(("_0", "_1")) or "date" in name:
        return value
    if "slug" in name:
        return f"{value or 'typed'}-typed"
    if name.endswith("path"):
        return f"{value or '/typed/'}typed/"
    if "url" in name or name == "links":
        return value or "https://example.org/typed"
    if name.startswith("token_"):
        # The name of a variable that the environment must have.
        return value
    return f"{value} typed".strip()


def _of_scripts(name: str, url: str, files: dict[str, File]) -> Iterator[Submission]:
    """What the scripts of the pages send to an address that shows no form."""
    yield Submission(name, url, ())
    for article in Article.objects.order_by("pk"):
        data = {
            "article_autosave": {"form_name": str(article.pk), "title": "Typed", "body": "Typed"},
            "article_forget": {"form_name": str(article.pk)},
            "article_presence": {"left": "1"},
            "article_picture": {"file": files["picture"]},
            "article_preview": {"body": "Typed", "article": str(article.pk)},
            "article_repair": {"text": "ofâ€¦"},
            "image_chosen": {"alt": "Typed", "focal_x": "10", "focal_y": "90"},
            "article_weights": {f"w-{article.pk}-{article.sticky_weight}": "9"},
            "article_pins": {f"p-{article.pk}-{article.sticky_weight}": "1"},
            "article_plan": {"act": "publish", "story": str(article.pk)},
            "article_do": {
                "act": "unpublish",
                "seen": f"{article.pk}.{article.version}",
                "reason": "Typed",
            },
            "article_put_back": {
                "revision": str(article.revisions.values_list("pk", flat=True).first()),
                "version": str(article.version),
                "reason": "Typed",
            },
        }.get(name.removeprefix("articles_"))
        if data is not None:
            yield Submission(name, url, tuple(sorted(data.items(), key=repr)))


class Writes:
    """The tables that requests write to, as a wrapper of queries."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.tables.add(sql.split('"', 2)[1])
        return execute(sql, params, many, context)


def watched(one: Submission, client: Client) -> tuple[HttpResponse, set[str]]:
    """The answer to a submission, and the tables that it wrote to."""
    writes = Writes()
    with connection.execute_wrapper(writes):
        answer = one.send(client)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return answer, writes.tables


def names() -> set[str]:
    """The names of all routes of the admin that somebody may post to."""
    return {str(pattern.name) for pattern in addresses()} - LEFT_OUT


def registered() -> set[str]:
    """The labels of all tables with pages, such as `articles_tag`."""
    return {f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry}
