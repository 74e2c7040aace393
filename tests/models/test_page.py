"""Pages that are no stories."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from articles.models import Page

pytestmark = pytest.mark.django_db


def test_the_first_pages_are_there_in_every_language():
    found = set(Page.objects.values_list("slug", "lang"))
    assert found == {
        (slug, lang) for slug in ("about", "editorial-policy") for lang in ("en", "uk", "ar")
    }
    assert all(page.body_html and page.title for page in Page.objects.all())


def test_the_text_is_rendered_and_cleaned_when_it_is_saved():
    page = Page.objects.create(lang="en", slug="x", title="X", body="**Bold** <script>a</script>")
    assert "<strong>Bold</strong>" in page.html
    assert "<script" not in page.html
    assert page.get_absolute_url() == "/en/x/"


def test_an_address_belongs_to_one_page():
    with pytest.raises(IntegrityError):
        Page.objects.create(lang="en", slug="about", title="Again")


@pytest.mark.parametrize("slug", ["archive", "search", "corrections"])
def test_a_page_that_nobody_would_see_is_refused(slug):
    """The site's own pages come first at their addresses."""
    with pytest.raises(ValidationError, match="choose another one"):
        Page(lang="en", slug=slug, title="Ours").full_clean()
    Page(lang="en", slug=f"{slug}-2", title="Ours").full_clean()
