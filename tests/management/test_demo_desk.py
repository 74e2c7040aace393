"""What a newcomer finds beside the sample articles, made once."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Author, Category, FrontEdition, Topic

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[2] / "fixtures" / "desk.json"


@pytest.fixture
def sample(make_article):
    """A few of the stories that the example speaks of."""
    make_article("Ice road", slug="tamsin-ice-road", author_names=["Ines Calloway"])
    make_article("Quiet rooms", slug="library-of-quiet-rooms")
    for number in range(9):
        make_article(f"Harbour {number}", hours=-number - 2, tags=["HARBOURS"])


def run(file: Path = EXAMPLE) -> None:
    call_command("demo_desk", str(file))


def test_readers_find_an_author_a_topic_and_an_edition(client, sample, capsys):
    run()
    assert "the page of Ines Calloway, the topic HARBOURS, the front page in en" in (
        capsys.readouterr().out
    )
    assert "ferry ramp" in client.get("/en/author/ines-calloway/").content.decode()
    assert "Five harbours, one tide." in client.get("/en/tag/harbours/").content.decode()
    page = client.get("/en/").content.decode()
    for words in ("Harbours in a hurry", "Long read", "— <bdi>Ines Calloway</bdi>"):
        assert words in page, words


def test_sections_get_names_in_other_languages_once(capsys):
    Category.objects.create(key="CITIES", name="Cities", slug="cities")
    Category.objects.create(key="MONEY", name="Money", slug="money", names={"uk": "Фінанси"})
    run()
    assert "Made for the desk: the names of Cities, the front page in en" in capsys.readouterr().out
    names = dict(Category.objects.values_list("key", "names"))
    assert names["CITIES"] == {"uk": "Міста", "ar": "المدن"}
    assert names["MONEY"] == {"uk": "Фінанси"}
    run()
    assert "has all of it" in capsys.readouterr().out


def test_a_second_run_and_what_editors_wrote_change_nothing(sample, capsys):
    Author.objects.update(bio="Our own words.")
    FrontEdition(lang="en").copy(None)
    run()
    run()
    assert "has all of it" in capsys.readouterr().out
    assert Author.objects.get().bio == "Our own words."
    assert FrontEdition.objects.live("en", timezone.now()) is None
    assert Topic.objects.count() == 1


def test_a_site_without_these_stories_gets_an_edition_of_words_alone():
    run()
    assert not Topic.objects.exists()
    edition = FrontEdition.objects.live("en", timezone.now())
    assert edition.picks == []
    assert [line["article"] for line in edition.briefing] == [None, None, None]


@pytest.mark.parametrize(
    "values",
    [
        [], {"authors": [{}]}, {"topics": ["HARBOURS"]}, {"editions": [{"lang": "en"}]},
        {"topics": [{"tag": "HARBOURS", "words": {"xx": "Words"}}]},
    ],
)  # fmt: skip
def test_what_is_wrong_makes_nothing(tmp_path, sample, values):
    file = tmp_path / "desk.json"
    file.write_text(json.dumps(values))
    with pytest.raises(CommandError):
        run(file)
    assert not Topic.objects.exists()
    assert not FrontEdition.objects.exists()


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(CommandError):
        call_command("demo_desk", "/nonexistent/desk.json")
