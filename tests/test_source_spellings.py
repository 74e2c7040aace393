"""One key of a source, however it is spelt: at every entrance it means one source, and its trust."""

import io
import unicodedata
import zipfile
from urllib.parse import quote

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.import_export.exporter import document_of
from articles.import_export.quarantine import retry
from articles.import_export.uploads import import_upload
from articles.lib.source_keys import folded_source_key, is_source_key
from articles.models import Article, QuarantinedFile, Source
from articles.search.name_lookup import ids_by_name
from tests.examples import examples

pytestmark = pytest.mark.django_db
KEY = "un"
# Of the same letters: their case, width, form and order of marks, blanks and what nobody sees.
SPELLINGS = (
    "UN", "Un", "uN", "ｕｎ", "ＵＮ", "𝐮𝐧", "' un '", "un\u200d", "u\u200bn", "\u2066un\u2069", "un\ufe0f",
    "u\u034fn", "u\xadn", '"un\\t"', "ⓤⓝ",
)  # fmt: skip
OTHERS = ("u.n", "u-n", "uns", "úñ", "un/un", "цn", "u n")


def document(key: str, title: str = "Talks", **keys: str) -> bytes:
    lines = [f"title: {title}", "publishedAt: 2026-01-31T08:00:00Z", "externalId: '7'"]
    lines += [f"source: {{name: Another name, key: {key}, type: RSS}}"]
    lines += [f"{name}: {value}" for name, value in keys.items()]
    return ("---\n" + "\n".join(lines) + "\n---\n\nText.\n").encode()


@pytest.fixture
def un(db) -> Source:
    """A source whose articles are reviewed first."""
    return Source.objects.create(key=KEY, name="United", kind="RSS", trust="review")


def by_folder(data, tmp_path, import_files, editor):
    (tmp_path / "talks.en.md").write_bytes(data)
    import_files(tmp_path)


def by_upload(data, tmp_path, import_files, editor):
    import_upload([("talks.en.md", io.BytesIO(data))], editor)


def by_zip(data, tmp_path, import_files, editor):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("in/talks.en.md", data)
    stream.seek(0)
    import_upload([("in.zip", stream)], editor)


def by_mending(data, tmp_path, import_files, editor):
    by_folder(data.replace(b"title: ", b"titel: "), tmp_path, import_files, editor)
    file = QuarantinedFile.objects.get()
    retry(file, file.state_hash, data, editor)


@pytest.mark.parametrize("bring", [by_folder, by_upload, by_zip, by_mending])
def test_a_file_finds_the_source_and_its_trust_by_every_entrance(
    bring, un, tmp_path, import_files, make_user
):
    bring(document("UN"), tmp_path, import_files, make_user("Editors"))
    article = Article.objects.get()
    assert (article.source, article.status, article.held) == (un, "in_review", True)
    assert (un.name, Source.objects.count()) == ("United", 1)


def test_every_spelling_in_a_file_means_the_source(un, import_document):
    wrong = {}
    for spelling in SPELLINGS:
        data = document(spelling)
        stored = import_document(data).article
        article = Article.objects.for_export().get(pk=stored.pk)
        if article.source != un or article.status != "in_review":
            wrong[spelling] = article.source
        assert document_of(article) == data, spelling
        article.delete()
    assert not wrong
    for spelling in OTHERS:
        import_document(document(spelling)).article.delete()
    assert Source.objects.count() == 1 + len(OTHERS)


def test_another_spelling_in_a_file_is_no_change_of_the_story(un, import_document):
    first = import_document(document("un")).article
    respelt = import_document(document("UN"))
    assert (respelt.article.pk, respelt.conflicts, respelt.article.version) == (first.pk, (), 1)
    article = Article.objects.for_export().get()
    assert document_of(article) == document("UN")
    # Also where an editor changed something else.
    article.title = "Ours"
    article.save()
    assert document_of(article) == document("UN", "Ours")


def test_two_spellings_in_one_import_are_one_new_source(tmp_path, import_files):
    for number, key in enumerate(("UN", "un", "ＵＮ")):
        path = tmp_path / f"{number}.en.md"
        path.write_bytes(document(key).replace(b"'7'", b"'%d'" % number))
    run = import_files(tmp_path)
    assert (run.created, Source.objects.get().key) == (3, "UN")


def test_a_file_of_an_unreviewed_source_gives_it_no_address(un, import_document):
    """Readers are led there from every live article of the source."""
    data = document("un").replace(b"type: RSS", b"type: RSS, url: 'https://example.org/'")
    import_document(data)
    un.refresh_from_db()
    assert un.url == ""
    assert document_of(Article.objects.for_export().get()) == data
    Source.objects.update(trust="publish")
    import_document(data.replace(b"Talks", b"Talk"))
    un.refresh_from_db()
    assert un.url == "https://example.org/"


@pytest.mark.parametrize("typed", ["UN", "  Un ", "ＵＮ", "un\u200d"])
def test_the_form_refuses_a_second_spelling_at_its_field(client, un, make_user, typed):
    client.force_login(make_user("Editors"))
    form = {"name": "U", "key": typed, "kind": "RSS", "trust": "publish"}
    answer = client.post("/admin/articles/source/add/", form)
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["key"]
    assert "“un” of “United” is the same" in errors["key"][0]
    assert Source.objects.count() == 1


def test_the_form_of_a_stored_source_asks_for_no_other_key(client, un, make_user):
    client.force_login(make_user("Editors"))
    form = {"name": "U.N.", "kind": "RSS", "trust": "review"}
    assert client.post(f"/admin/articles/source/{un.pk}/change/", form).status_code == 302
    un.refresh_from_db()
    assert (un.name, un.key, un.folded) == ("U.N.", "un", "un")


@pytest.mark.parametrize("ending", ["", "feed.rss", "feed.atom", "feed.json"])
def test_a_source_has_one_address_and_other_spellings_lead_there(client, un, make_article, ending):
    for spelling in ("UN", "ｕｎ", "Un"):
        url = f"/en/source/{quote(spelling)}/{ending}"
        assert client.get(url).status_code == 404, "no reader sees an article of it"
    make_article(source=un)
    for spelling in ("UN", "ｕｎ", "Un", "un\u200d"):
        answer = client.get(f"/en/source/{quote(spelling)}/{ending}")
        assert (answer.status_code, answer.get("Location")) == (301, f"/en/source/un/{ending}")
    assert client.get(f"/en/source/un/{ending}").status_code == 200
    assert client.get(f"/en/source/u.n/{ending}").status_code == 404
    assert client.get(f"/uk/source/UN/{ending}").status_code == 404


def test_search_api_and_news_know_every_spelling(client, un, make_article, settings):
    make_article("Of the source", source=un, ai={"rewritten": True}, published_at=timezone.now())
    make_article("Of none")
    for spelling in ("UN", "ｕｎ", "un"):
        assert ids_by_name(Source, (spelling,)) == [un.pk]
        page = client.get("/en/search/", {"q": f"source:{spelling}"}).content.decode()
        assert "Of the source" in page
        assert "Of none" not in page
        for extra in ({}, {"q": "source"}, {"tag": "x"}):
            answer = client.get("/api/v1/articles", {"source": spelling} | extra).json()
            count = 0 if "tag" in extra else 1
            assert len(answer["items"]) == count, (spelling, extra)
        settings.NEWS_TRUSTED_SOURCES = [spelling]
        assert "of-the-source" in client.get("/news-sitemap.xml").content.decode()
    settings.NEWS_TRUSTED_SOURCES = ["u.n"]
    assert "of-the-source" not in client.get("/news-sitemap.xml").content.decode()
    assert client.get("/api/v1/articles", {"source": "u.n"}).json()["items"] == []


def test_of_two_spellings_that_are_older_than_the_rule_each_is_found_by_its_own(
    un, import_document
):
    second = Source(key="UN", name="Second", kind="RSS", folded=" second")
    second.save()
    third = Source.objects.get(pk=second.pk)
    third.full_clean()
    third.save()
    assert third.folded == " second"
    assert Source.objects.by_keys(["UN", "un", "Un"]) == {"UN": second, "un": un, "Un": un}
    for key, source in (("UN", second), ("un", un), ("Un", un)):
        assert Source.objects.called(key).get() == source
    articles = [import_document(document(key), f"{key}.en.md").article for key in ("un", "UN")]
    assert [article.source for article in articles] == [un, second]
    assert import_document(document("UN", "New"), "UN.en.md").article.pk == articles[1].pk


letters = st.characters(
    codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs", "Cn", "Co"]
)
keys = st.text(letters, min_size=1, max_size=12).filter(is_source_key)


@settings(max_examples=examples(100), suppress_health_check=list(HealthCheck))
@given(keys, st.randoms(use_true_random=False))
@example("ﬃ", None)
@example("İı", None)
def test_a_fold_is_its_own_fold_and_the_same_for_other_spellings(key, random):
    folded = folded_source_key(key)
    assert folded_source_key(folded) == folded
    assert not folded.startswith(" ")
    assert len(folded) <= 200
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert folded_source_key(unicodedata.normalize(form, key)) == folded, form
    assert folded_source_key(key.casefold()) == folded
    assert folded_source_key(f" {key}\u200d") == folded
