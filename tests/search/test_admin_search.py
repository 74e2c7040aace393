"""The admin search: exactly the articles that match, in every state, in one order. Run on each
database."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.editorial.review.approval import approve
from articles.models import Article, Category, PendingRevision, Source
from articles.models.editable_values import edited
from articles.search.admin_filters import STATES, AdminFilters, filtered
from articles.search.admin_search import MOMENT, AdminSearch
from articles.search.index_position import article_id_at
from articles.search.rebuild import rebuild_index
from articles.workflow import Status
from tests.examples import examples

pytestmark = pytest.mark.django_db
WORDS = ("harbour", "train", "кран")


@pytest.fixture
def library(make_article):
    """Stories in every state, language, section and source, some pinned, some undated."""
    sections = [Category.from_key(key) for key in ("ENERGY", "ART")]
    sources = [Source.objects.create(key=key, name=key) for key in ("one", "two")]
    for n in range(48):
        status = list(Status)[n % 4]
        hours = (n - 24) * 3 if status == Status.PUBLISHED else -n
        make_article(
            f"S{n}",
            hours=hours,
            status=status,
            lang=("en", "uk", "ar")[n % 3],
            category=[None, *sections][n % 5 % 3],
            source=[None, *sources][n % 7 % 3],
            sticky_weight=(n % 6 == 0) * n,
            ai=[None, {"rewritten": True}, {"translatedFrom": "uk"}][n % 11 % 3],
            body=" ".join(word for bit, word in enumerate(WORDS) if n >> bit & 1),
        )
    Article.objects.filter(status="draft", pk__in=Article.objects.order_by("pk")[:12]).update(
        published_at=None
    )
    for article in Article.objects.order_by("pk")[2::5]:
        PendingRevision.hold(article, edited(article), None)
    return sections, sources


wanted = st.builds(
    AdminFilters,
    text=st.sampled_from(["", *WORDS, "harbour train", "-train", "harbour -кран"]),
    state=st.sampled_from(["", *STATES]),
    pinned=st.booleans(),
    changes=st.booleans(),
    unreviewed=st.booleans(),
    lang=st.sampled_from(["", "en", "uk"]),
    category=st.sampled_from([None, 0, 1]),
    source=st.sampled_from([None, 0, 1]),
)


def expected(asked: AdminFilters, now: dt.datetime) -> list[int]:
    """The same question asked of the table, row by row."""
    rows = filtered(Article.objects.all(), replace(asked, text=""), now)
    found = list(rows.annotate(at=MOMENT))
    for word in asked.text.split():
        without, bare = word.startswith("-"), word.removeprefix("-")
        found = [a for a in found if (bare in a.body.split()) != without]
    return [a.pk for a in sorted(found, key=lambda a: (int(a.at.timestamp()), a.pk), reverse=True)]


@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(asked=wanted, size=st.integers(1, 20))
def test_every_list_holds_exactly_what_fits_page_by_page(library, asked, size):
    sections, sources = library
    asked = replace(
        asked,
        category=None if asked.category is None else sections[asked.category].pk,
        source=None if asked.source is None else sources[asked.source].pk,
    )
    search = AdminSearch(timezone.now())
    found, before = [], None
    for _page in range(49):
        page = search.positions(asked, size, before)
        if not page:
            break
        found += map(article_id_at, page)
        before = page[-1]
    assert found == expected(asked, search.now)
    assert search.counts([asked], 1000) == [len(found)]
    assert search.counts([asked], 3) == [min(len(found), 3)]


def test_a_rebuilt_index_says_the_same(library):
    search = AdminSearch(timezone.now())
    before = search.positions(AdminFilters(), 100)
    assert len(before) == 48
    rebuild_index()
    assert search.positions(AdminFilters(), 100) == before
    assert search.counts([AdminFilters(text="train", state=state) for state in STATES], 100) == [
        len(search.positions(AdminFilters(text="train", state=state), 100)) for state in STATES
    ]


def test_whatever_writes_the_rows_the_index_follows(library, make_user):
    search = AdminSearch(timezone.now())
    Article.objects.filter(status="retracted").update(status="draft")
    assert search.positions(AdminFilters(state="retracted"), 100) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET lang = 'uk'")
    assert len(search.positions(AdminFilters(lang="uk"), 100)) == 48
    waiting = len(search.positions(AdminFilters(unreviewed=True), 100))
    article = Article.objects.to_review().first()
    approve(article.pk, article.text_hash, make_user("Editors"))
    assert len(search.positions(AdminFilters(unreviewed=True), 100)) == waiting - 1
    Article.objects.all().delete()
    assert search.positions(AdminFilters(), 100) == []
