"""Site settings: saved with other words, menus and pictures, and taken back."""

from typing import Any

from articles.models import Author, Category, Image, Page, SiteSettings, Tag
from tests.public.page_cache.oracle.actions.registry import action
from tests.public.page_cache.oracle.desk import Desk

_FORM = "/admin/articles/sitesettings/add/"
_WORDS: tuple[tuple[str, Any, str], ...] = (
    ("category", Category, "name"), ("tag", Tag, "name"), ("author", Author, "name"),
    ("page", Page, "slug"),
)  # fmt: skip


def _row(desk: Desk, name: str, number: int) -> dict[str, object]:
    """What is typed into one row of the menu or of the footer."""
    prefix, place = f"{name}-{number}", desk.rng.randrange(90)
    kind, model, column = desk.one(_WORDS)
    target = desk.row(model.objects.all())
    if target is None or desk.chance(0.2):
        typed = {"kind": "address", "what": f"/en/?{desk.number()}", "label_en": "Elsewhere"}
    else:
        typed = {"kind": kind, "what": getattr(target, column), "label_en": desk.one(("", "Ours"))}
    typed["label_uk"] = desk.one(("", f"Слова {desk.number()}"))
    return {f"{prefix}-{key}": value for key, value in {"place": place, **typed}.items()}


def _call(desk: Desk) -> dict[str, object]:
    """What is typed into the first call to action, in some place and languages."""
    typed: dict[str, object] = {f"place_{desk.one(('story', 'front', 'footer'))}": "on"}
    for code in desk.one((("en",), ("uk",), ("en", "uk"))):
        number = desk.number()
        typed |= {f"headline_{code}": f"Call {number}", f"label_{code}": f"Go {number}"}
        typed[f"url_{code}"] = desk.one((f"/en/?{number}", f"https://example.org/{number}"))
    return {f"calls-0-{name}": value for name, value in typed.items()}


@action(3)
def the_site_settings_are_saved(desk: Desk) -> str:
    number, picture = desk.number(), desk.row(Image.objects.all())
    typed = desk.one(
        (
            {"taglines_en": f"Line {number}"},
            {"taglines_uk": f"Рядок {number}"},
            {"links": f"Elsewhere https://example.org/{number}"},
            {"contact": f"desk-{number}@example.org"},
            {"logo": picture.pk if picture else "", "taglines_en": f"Logo {number}"},
            {"picture": picture.pk if picture else "", "taglines_en": f"Picture {number}"},
            {"languages": desk.one((["en"], ["en", "uk"], ["en", "uk", "ar"]))},
            _row(desk, "menu", desk.rng.randrange(3)),
            _row(desk, "menu", desk.rng.randrange(3)),
            _call(desk),
            {"footer-0-kind": "heading", "footer-0-what": f"Column {number}", "footer-0-place": 0}
            | _row(desk, "footer", desk.rng.randrange(1, 3)),
        )
    )
    saved = desk.browser.submit(_FORM, "sitesettings_form", **typed)
    desk.touched += ["/en/", "/uk/", "/en/feed.rss", "/manifest.json"]
    return f"{typed}: {'saved' if saved else 'refused'}"


@action(1)
def site_settings_are_taken_back(desk: Desk) -> str:
    version = desk.row(SiteSettings.objects.all())
    if version is None:
        return ""
    desk.browser.get(_FORM)
    desk.browser.post(f"/admin/articles/sitesettings/{version.pk}/restore/", {})
    desk.touched += ["/en/", "/uk/"]
    return f"back to {version.pk}"
