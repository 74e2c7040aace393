"""What is there before the first reader comes."""

import pytest
from django.template import engines

from articles.public.warm_start import warm_start


def loaded_templates() -> set[str]:
    [loader] = engines["django"].engine.template_loaders
    return set(loader.get_template_cache)


def test_templates_of_every_public_page_are_compiled_without_a_question_to_the_database():
    # No test of this module may use the database: a query would be an error.
    warm_start()
    assert {
        "base.html",
        "404.html",
        "articles/home.html",
        "articles/_card.html",
    } <= loaded_templates()


@pytest.mark.django_db
def test_the_first_page_loads_no_template(client, make_article):
    article = make_article()
    warm_start()
    before = loaded_templates()
    assert client.get(article.get_absolute_url()).status_code == 200
    assert loaded_templates() == before
