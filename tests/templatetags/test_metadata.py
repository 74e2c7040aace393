"""The head of a page, read back as machines read it."""

import json
import re

import pytest

from articles.models import Correction, Image, ImageVariant, Page

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
NASTY = 'Ships & <b>"cranes"</b> </script><script>alert(1)</script> \u2028 &amp; \\u003c'


def things(page: str) -> dict[str, dict]:
    (block,) = BLOCK.findall(page)
    document = json.loads(block)
    assert document["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in document["@graph"]}


def metas(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))


def get(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_what_the_page_says_is_what_machines_read(client, make_article, source, category):
    image = Image.objects.create(alt="A crane", credit="Ada Okoro")
    url = "https://images.unsplash.com/photo-1?w=1080"
    ImageVariant.objects.create(image=image, name="regular", url=url)
    image.sign()
    article = make_article(
        title=NASTY[:60], description=NASTY, slug="h", source=source, category=category,
        cover=image, tags=["</script>", "Öl"], ai={"translatedFrom": "1"},
    )  # fmt: skip
    Correction.objects.create(article=article, text=NASTY)
    page = get(client, "/en/articles/h/")
    news_article = things(page)["NewsArticle"]
    article.refresh_from_db()
    assert news_article["headline"] == article.title
    assert news_article["description"] == article.summary
    assert news_article["keywords"] == ["</script>", "Öl"]
    assert news_article["correction"][0]["text"] == NASTY
    assert news_article["datePublished"][:19] == article.published_at.isoformat()[:19]
    assert news_article["dateModified"][:19] == article.reader_modified_at.isoformat()[:19]
    assert news_article["wordCount"] == article.word_count
    assert news_article["articleSection"] == category.name == "Energy"
    assert len(news_article["image"]) == 3
    assert news_article["digitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert news_article["publisher"]["logo"]["url"] == "http://testserver/static/articles/logo.png"
    crumbs = things(page)["BreadcrumbList"]["itemListElement"]
    assert [step["item"] for step in crumbs] == [
        "http://testserver/en/",
        "http://testserver/en/category/energy/",
        "http://testserver/en/articles/h/",
    ]
    meta = metas(page)
    assert meta["ai-disclosure"] == "ai-autonomous"
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["article:section"] == category.name
    assert "alert(1)</script>" not in page


def test_nothing_is_said_of_a_machine_that_had_no_part(client, make_article):
    make_article("Plain", ai=None)
    page = get(client, "/en/articles/plain/")
    assert "ai-disclosure" not in page
    assert "digitalSourceType" not in page


def test_opinion_stays_out_of_what_machines_quote(client, make_article):
    body = "The port opened.\n\n## From author\n\nPrices will soar, I think."
    make_article("Port", body=body, description="Cut…", ai={"rewritten": True})
    page = get(client, "/en/articles/port/")
    assert "will soar" not in page.split("<body")[0]
    assert '<section class="opinion" data-nosnippet="">' in page


def test_a_page_leads_to_its_other_forms(client, make_article, category):
    make_article("Port", category=category)
    page = get(client, "/en/articles/port/")
    for kind, address in (
        ("application/rss+xml", "/en/feed.rss"),
        ("application/atom+xml", "/en/feed.atom"),
        ("application/feed+json", "/en/feed.json"),
        ("text/markdown", "/en/articles/port.md"),
    ):
        assert re.search(f'type="{re.escape(kind)}"[^>]* href="http://testserver{address}"', page)
        assert client.get(address).status_code == 200
    listed = get(client, "/en/category/energy/")
    assert 'href="http://testserver/en/category/energy/feed.rss"' in listed
    assert client.get("/en/category/energy/feed.rss").status_code == 200


def test_the_front_page_says_who_publishes_it(client, make_article):
    make_article("Port")
    graph = things(get(client, "/uk/"))
    organization = graph["NewsMediaOrganization"]
    assert organization["name"] == "The Test Courier"
    assert organization["correctionsPolicy"] == "http://testserver/uk/corrections/"
    assert graph["WebSite"]["inLanguage"] == "uk"
    assert metas(get(client, "/uk/"))["og:url"] == "http://testserver/uk/"


def test_a_retracted_article_claims_nothing(client, make_article):
    make_article("Wrong", status="retracted")
    page = client.get("/en/articles/wrong/").content.decode()
    assert "ld+json" not in page
    assert "og:" not in page


def test_the_policy_is_named_while_there_is_such_a_page(client, make_article):
    make_article("One")

    def named(path: str) -> str | None:
        graph = things(get(client, path))
        organization = graph.get("NewsMediaOrganization") or graph["NewsArticle"]["publisher"]
        return organization.get("publishingPrinciples")

    for path in ("/en/", "/en/articles/one/"):
        assert named(path) == "http://testserver/en/editorial-policy/"
    Page.objects.filter(slug=Page.POLICY, lang="en").delete()
    for path in ("/en/", "/en/articles/one/"):
        assert named(path) is None
