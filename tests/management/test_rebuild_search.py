"""`rebuild_search` makes the index from nothing."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article
from articles.search.query import parse
from articles.search.results import ranked_page

pytestmark = pytest.mark.django_db


def test_an_empty_index_is_filled(make_article):
    make_article("Ferry")
    make_article("Draft ferry", status="draft")
    Article.objects.update(words_title="", words_lead="", words_body="", passages="")
    assert ranked_page(parse("ferry"), "en").count == 0
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert out.getvalue() == "1 published articles can be found\n"
    (result,) = ranked_page(parse("ferry noon"), "en").results
    assert "".join(piece.text for piece in result.passage) == "The harbour opened at noon."


def test_a_broken_index_is_made_anew(make_article):
    make_article("Ferry")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO articles_search_words (articles_search_words) VALUES ('delete-all')"
            )
        else:
            cursor.execute("DELETE FROM articles_search")
    assert ranked_page(parse("ferry"), "en").count == 0
    call_command("rebuild_search", stdout=StringIO())
    assert ranked_page(parse("ferry"), "en").count == 1


def test_readers_changes_are_not_touched(make_article):
    article = make_article("Ferry")
    call_command("rebuild_search", stdout=StringIO())
    again = Article.objects.get()
    assert (again.version, again.reader_modified_at) == (article.version, None)
    assert again.modified_at == article.modified_at
