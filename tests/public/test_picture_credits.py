"""Who made a picture stands on its page, as they ask to be named."""

import pytest

from articles.models import Article, Image
from articles.syndication.article_sitemap import ArticleSitemap

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, make_article, settings):
    settings.UNSPLASH_APP = "harbour"

    def of(**columns) -> str:
        image = Image.objects.create(alt="A crane", credit="Ada Lovelace", **columns)
        image.variants.create(name="regular", url="https://images.unsplash.com/a?w=1080")
        image.sign()
        article = make_article(cover=image)
        return client.get(article.get_absolute_url()).content.decode()

    return of


def test_a_photo_of_unsplash_is_credited_in_the_form_of_its_guidelines(page):
    shown = " ".join(page(credit_url="https://unsplash.com/@ada").split())
    source = "utm_source=harbour&amp;utm_medium=referral"
    assert (
        f'Photo by <a href="https://unsplash.com/@ada?{source}" rel="nofollow noopener">Ada Lovelace'
        f'</a> on <a href="https://unsplash.com/?{source}" rel="nofollow noopener">Unsplash</a>'
    ) in shown


def test_another_link_is_one_of_the_name(page):
    shown = page(credit_url="https://example.org/ada")
    assert 'Picture: <a href="https://example.org/ada" rel="nofollow noopener">Ada' in shown


def test_a_site_may_show_no_cover_of_which_nobody_is_named(client, page, settings):
    settings.HIDE_UNCREDITED_COVERS = True
    assert '<figure class="cover' in page()
    Image.objects.all().update(credit="")
    article = Article.objects.get()
    part = (article.pk - 1) // ArticleSitemap.limit
    for path in ("/en/", "/en/feed.rss", f"/sitemap-{part}.xml", article.get_absolute_url()):
        shown = client.get(path)
        assert shown.status_code == 200, path
        assert "images.unsplash.com/a" not in shown.content.decode(), path


def test_a_name_alone_is_no_link(page):
    assert "Picture: Ada Lovelace" in page()
