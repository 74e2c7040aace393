"""An original, its translation, and a stand-in for a machine that translates."""

import pytest

from articles.models import Article
from articles.models.revise import Changes
from articles.rewriting.translations import tasks
from articles.rewriting.translations.state import state_of

EN, UK = "# What\n\nIt opened.\n\nShips came.", "# Що\n\nВідкрили.\n\nКораблі прийшли."


@pytest.fixture
def original(make_article, source):
    return make_article(source=source, external_id="7", body=EN, tags=["Ports"])


@pytest.fixture
def translation(make_article, source, original):
    return make_article(
        "Гавань", slug="havan", lang="uk", source=source, external_id="7", body=UK,
        ai={"translatedFrom": "7", "version": 1}, status="draft",
    )  # fmt: skip


@pytest.fixture
def revise(db):
    """`revise(article, body=…)` is a change by a person."""

    def go(article: Article, **columns) -> None:
        Article.objects.get(pk=article.pk).revise(Changes(columns), None)

    return go


@pytest.fixture
def state(translation):
    """`state()` is the translation as it stands now."""
    return lambda: state_of(Article.objects.for_export().get(pk=translation.pk))


class Machine:
    """Translates by writing «…» around a text; notes what it was asked for."""

    def __init__(self):
        self.asked: list[list[str]] = []
        self.error: Exception | None = None

    def __call__(self, blocks, lang_from, lang_to):
        self.asked.append(list(blocks))
        if self.error:
            raise self.error
        return [
            f"{block[:2]}«{block[2:]}»" if block.startswith("# ") else f"«{block}»"
            for block in blocks
        ]


@pytest.fixture
def machine(monkeypatch):
    """The site has a language model: a stand-in."""
    one = Machine()
    monkeypatch.setattr(tasks, "site_translator", lambda *args: one)
    return one
