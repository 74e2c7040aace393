"""`enrich_covers`: photographers of covers, from the API or from a file."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.models import Article, AuditEntry, Image, PublicChange
from tests.unsplash_server import LIMIT, photo

pytestmark = pytest.mark.django_db


def run(*args, **options) -> str:
    out = StringIO()
    call_command("enrich_covers", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def make(document) -> str:
        path = tmp_path / "photos.json"
        text = document if isinstance(document, str) else json.dumps(document)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return make


def entry(number: int, link: str = "") -> dict:
    api = photo(number)
    link = link or f"https://unsplash.com/@ada{number}?utm_source=Other&utm_medium=referral"
    credit = {"name": f"Ada {number}", "link": link}
    return {"id": api["id"], "alt": "from the file", "urls": api["urls"], "credit": credit}


class TestFromAFile:
    def test_credit_link_and_a_missing_description_are_filled_in(self, waiting, file, settings):
        settings.UNSPLASH_APP = "harbour"
        silent, told = waiting(1, alt=""), waiting(2, alt="Our own words")
        said = run("--from", file({"post:1": entry(1), "post:2": entry(2)}))
        silent.refresh_from_db()
        told.refresh_from_db()
        assert (silent.credit, silent.alt) == ("Ada 1", "from the file")
        assert silent.credit_url == (
            "https://unsplash.com/@ada1?utm_source=harbour&utm_medium=referral"
        )
        assert (told.credit, told.alt) == ("Ada 2", "Our own words")
        assert "2 covers got a credit; 0 photos not found; 0 left" in said

    def test_readers_see_it_and_the_audit_log_says_so(self, waiting, file, make_article):
        article = make_article(cover=waiting(1))
        head = PublicChange.objects.head()
        run("--from", file([entry(1)]))
        assert Article.objects.get().content_hash != article.content_hash
        assert f"article:{article.pk}" in {row.key for row in PublicChange.objects.after(head)}
        assert AuditEntry.objects.get(action="change_image").actor is None

    def test_all_pictures_of_a_photo_get_it(self, waiting, file):
        waiting(1), waiting(1), waiting(3)
        said = run("--from", file([entry(1)]))
        assert Image.objects.filter(credit="Ada 1").count() == 2
        assert "2 covers got a credit; 1 photos not found" in said

    def test_a_dry_run_writes_nothing(self, waiting, file):
        waiting(1)
        before = list(Image.objects.values())
        assert "1 covers would get a credit" in run("--from", file([entry(1)]), "--dry-run")
        assert list(Image.objects.values()) == before

    def test_what_is_no_photo_is_left_out_and_no_json_is_an_error(self, waiting, file):
        waiting(1)
        assert "0 covers got" in run("--from", file([7, {}, None, {"urls": 3}, {"credit": {}}]))
        for bad in ("", "{", "7", '"x"'):
            with pytest.raises(CommandError, match="cannot be read"):
                run("--from", file(bad))
        with pytest.raises(CommandError):
            run("--from", "nowhere.json")


class TestByTheApi:
    def test_a_photo_is_found_by_its_id_or_by_its_description(self, waiting, unsplash):
        known, searched = waiting(1, alt="", extra={"id": "id1"}), waiting(2)
        other = waiting(9, alt="a crane number 3")
        run()
        assert [Image.objects.get(pk=one.pk).credit for one in (known, searched, other)] == [
            "Ada 1", "Ada 2", "",
        ]  # fmt: skip
        assert any(path.startswith("/photos/id1") for path in unsplash.asked())

    def test_each_photo_is_asked_for_once_also_by_later_runs(self, waiting, unsplash):
        waiting(1), waiting(1), waiting(9)
        run()
        assert len(unsplash.asked()) == 2
        assert "0 covers got a credit; 0 photos not found; 0 left" in run()
        assert len(unsplash.asked()) == 2
        run("--again")
        assert len(unsplash.asked()) == 3

    def test_the_id_of_another_photo_credits_nobody(self, waiting, unsplash):
        waiting(1, alt="", extra={"id": "id2"})
        run()
        assert Image.objects.get().credit == ""

    def test_the_picture_that_has_a_description_is_asked_for(self, waiting, unsplash):
        waiting(2), waiting(2, alt="")
        run()
        assert Image.objects.filter(credit="Ada 2").count() == 2

    def test_a_limit_ends_the_run_and_the_next_one_goes_on(self, waiting, unsplash):
        for number in range(3):
            waiting(number)
        unsplash.allowed = 2
        with pytest.raises(CommandError, match="in an hour"):
            run()
        assert Image.objects.exclude(credit="").count() == 2
        unsplash.allowed = 50
        run()
        assert Image.objects.exclude(credit="").count() == 3
        assert len(unsplash.asked()) == 3

    def test_a_limit_in_the_words_of_the_server_ends_it_too(self, waiting, unsplash):
        waiting(1)
        unsplash.script = [(403, LIMIT)]
        with pytest.raises(CommandError, match="in an hour"):
            run()
        assert Image.objects.get().credit_asked_at is None

    def test_trouble_is_waited_out(self, waiting, unsplash, no_pauses):
        waiting(1)
        unsplash.script = [(502, b""), (502, b"")]
        run()
        assert Image.objects.get().credit == "Ada 1"
        assert no_pauses == [1, 4]

    def test_a_wrong_key_ends_the_run(self, waiting, unsplash):
        waiting(1), waiting(2, extra={"id": "id2"})
        unsplash.script = [(401, b"OAuth error"), (401, b"OAuth error")]
        with pytest.raises(CommandError, match="UNSPLASH_ACCESS_KEY"):
            run()
        assert not Image.objects.exclude(credit_asked_at=None).exists()

    def test_without_a_key_it_says_what_to_do(self, settings):
        settings.UNSPLASH_ACCESS_KEY = ""
        with pytest.raises(CommandError, match="--from FILE"):
            run()
