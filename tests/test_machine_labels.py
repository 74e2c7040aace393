"""Nothing that anybody is shown names a machine where none is known to have a part.

Every surface starts from `articles.lib.provenance.machine_part()`.
"""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.editorial.article_checks import findings_of
from articles.editorial.review.approval import approve
from articles.models import Article, PreviewLink
from articles.search.rebuild import rebuild_index

BODY = "The mayor resigned.\n\n## Forecast\n\nRain tomorrow.\n\n## From author\n\nI think so."
REWRITTEN = {"rewritten": True, "version": 1}
TRANSLATED = {"translatedFrom": "x1", "version": 1}
# (the key `ai`, whether it is approved, the machine's part)
CASES = {
    "none": (None, False, ""),
    "empty": ({}, False, ""),
    "a person": ({"rewritten": False}, False, ""),
    "a person, approved": ({"rewritten": False}, True, ""),
    "rewritten": (REWRITTEN, False, "rewritten"),
    "translated": (TRANSLATED, False, "translated"),
    "rewritten, approved": (REWRITTEN, True, "rewritten"),
    "translated, approved": (TRANSLATED, True, "translated"),
}
# Words by which a surface names a machine, in texts and in metadata.
CLAIM = re.compile(
    r"machine|language model|[Aa]lgorithmicMedia|ai-disclosure|opinion-note|class=\"opinion|\"ai\"|(?:rewritten|translated): .?true",
)
# True of every site, and said on every page of it.
GENERAL = re.compile(r"<footer.*?</footer>|<form.*?</form>|<p class=\"legend\">.*?</p>", re.DOTALL)


def public_surfaces(client, article: Article) -> dict[str, str]:
    path = article.get_absolute_url()
    link = PreviewLink.objects.create(
        article=article, expires_at=timezone.now() + dt.timedelta(days=1)
    )
    addresses = {
        "page": path,
        "Markdown": path.rstrip("/") + ".md",
        "home": "/en/",
        "search": "/en/search/?q=mayor",
        "RSS": "/en/feed.rss",
        "Atom": "/en/feed.atom",
        "JSON Feed": "/en/feed.json",
        "API": f"/api/v1/articles/{article.pk}",
        "list of the API": "/api/v1/articles",
        "preview": f"/preview/{link.token}/",
    }
    shown = {}
    for name, address in addresses.items():
        response = client.get(address)
        assert response.status_code == 200, (name, address)
        text = b"".join(response).decode()
        if response["Content-Type"].startswith("application/json") or "json" in name.lower():
            text = _without_nothing(text)
        shown[name] = GENERAL.sub("", text)
    return shown


def _without_nothing(text: str) -> str:
    """JSON without keys that say nothing: `"machine": null` is no claim."""

    def strip(value):
        if isinstance(value, dict):
            return {key: strip(one) for key, one in value.items() if one not in (None, {}, [])}
        return [strip(one) for one in value] if isinstance(value, list) else value

    return json.dumps(strip(json.loads(text)), ensure_ascii=False)


@pytest.mark.parametrize("case", CASES)
def test_no_surface_names_a_machine_that_had_no_part_and_all_name_one_that_had(
    case, client, make_article, make_user
):
    ai, is_approved, part = CASES[case]
    article = make_article("Resignation", body=BODY, ai=ai)
    reviewer = make_user("Administrators")
    if is_approved and part:
        article = approve(article.pk, article.text_hash, reviewer)
    rebuild_index()
    assert article.machine_part == part
    surfaces = public_surfaces(client, article)
    for name, text in surfaces.items():
        claims = set(CLAIM.findall(text))
        if not part:
            assert not claims, (name, claims)
        elif name not in ("home", "search", "list of the API") or not is_approved:
            assert claims, name
        # A translation may be of a person's opinion, and a person's words may be approved.
        if part == "translated":
            assert "written by a machine" not in text, name
        if part and name in ("page", "RSS", "Atom", "JSON Feed", "preview"):
            made = {"rewritten": "written", "translated": "translated"}[part]
            assert f"Opinion or forecast, {made} by a machine." in text, name
    assert ("Rain tomorrow" in article.passages) == (not part)

    client.force_login(reviewer)
    posted = {"title": "T", "body": BODY, "lang": "en", "article": article.pk}
    live = client.post(reverse("admin:articles_article_preview"), posted).json()
    assert ("opinion-note" in live["html"]) == bool(part)
    assert (
        "opinion-note"
        not in client.post(
            reverse("admin:articles_article_preview"), posted | {"article": ""}
        ).json()["html"]
    )
    rows = client.get("/admin/articles/article/").content.decode()
    assert ('title="Rewritten by' in rows or 'title="Translated by' in rows) == bool(
        part and not is_approved
    )
    codes = {finding.code for finding in findings_of([article])[article.pk]}
    assert ({"not-reviewed", "opinion"} <= codes) == bool(part and not is_approved)
    assert bool(article.risk) == bool(part and not is_approved)


def test_an_import_marks_opinion_by_the_part_that_its_file_names(import_files, tmp_path):
    head = "---\ntitle: T{}\npublishedAt: '2026-01-31T08:00:00.000Z'\nlang: en\n{}---\n"
    files = {
        "none.md": head.format(1, ""),
        "made.md": head.format(2, "ai:\n  rewritten: true\n"),
        "person.md": head.format(3, "ai:\n  rewritten: false\n"),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text + BODY, encoding="utf-8")
    import_files(tmp_path)
    marked = {a.slug: "opinion-note" in a.body_html for a in Article.objects.all()}
    assert marked == {"none": False, "made": True, "person": False}
    # What a later file says of the same text is followed.
    later = files["none.md"].replace("---\n", "---\nai:\n  translatedFrom: x\n", 1)
    (tmp_path / "none.md").write_text(later + BODY, encoding="utf-8")
    import_files(tmp_path)
    assert "translated by a machine" in Article.objects.get(slug="none").body_html
