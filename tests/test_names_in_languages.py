"""A section, a source or a tag is called on each page as in the language of the page."""

import json

import pytest
from django.core.exceptions import ValidationError

from articles.models import Category, PublicChange, Source, Tag
from articles.search.name_lookup import ids_by_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(make_article, category, source):
    """One story in English, Ukrainian and Arabic, with a section, a source and a tag that have
    Ukrainian names."""
    for row, name in ((category, "Енергетика"), (source, "Провід")):
        row.names = {"uk": name}
        row.save()
    for lang in ("en", "uk", "ar"):
        make_article(
            "Harbour opens", lang=lang, slug=f"s-{lang}", category=category, source=source,
            tags=["Ports"], external_id="7",
        )  # fmt: skip
    tag = Tag.objects.get()
    tag.names = {"uk": "Порти"}
    tag.save()
    return {"category": category, "source": source, "tag": tag}


OWN = ("Energy", "The Wire", "Ports")
UKRAINIAN = ("Енергетика", "Провід", "Порти")


def shown(text: str) -> dict[str, bool]:
    return {name: name in text for name in (*OWN, *UKRAINIAN)}


@pytest.mark.parametrize("lang", ["en", "uk", "ar"])
def test_every_surface_has_the_names_of_its_language(client, named, lang):
    source = Source.objects.get()
    own = ("Energy", source.name, "Ports")
    names, others = (UKRAINIAN, own) if lang == "uk" else (own, UKRAINIAN)
    # What stands on each: section, source, tag.
    surfaces = {
        f"/{lang}/": (0, 1), f"/{lang}/articles/s-{lang}/": (0, 1, 2),
        f"/{lang}/category/energy/": (0, 1), f"/{lang}/tag/ports/": (0, 1, 2),
        f"/{lang}/source/wire/": (0, 1), f"/{lang}/feed.rss": (0, 1, 2),
        f"/{lang}/feed.atom": (0, 1, 2), f"/{lang}/feed.json": (0, 1, 2),
        f"/{lang}/tag/ports/feed.rss": (0, 1, 2), f"/api/v1/articles?lang={lang}": (0, 1, 2),
        f"/{lang}/search/?q=harbour": (0, 1),
        f"/api/v1/categories?lang={lang}": (0,), f"/api/v1/tags?lang={lang}": (2,),
        f"/api/v1/sources?lang={lang}": (1,),
    }  # fmt: skip
    wrong = []
    for path, places in surfaces.items():
        answer = client.get(path)
        text = answer.content.decode()
        text = (
            json.dumps(answer.json(), ensure_ascii=False)
            if "json" in path or "api" in path
            else text
        )
        wrong += [f"{path}: without {names[place]}" for place in places if names[place] not in text]
        wrong += [f"{path}: with {other}" for other in others if f">{other}<" in text]
        wrong += [f"{path}: with {other}" for other in others if f'"{other}"' in text]
    assert wrong == []


def test_without_a_language_programs_get_the_names_of_before(client, named):
    names = [item["name"] for item in client.get("/api/v1/categories").json()["items"]]
    assert names == ["Energy"]


def test_files_and_addresses_know_the_name_of_before(client, named):
    text = client.get("/uk/articles/s-uk.md").content
    for name, own in (("Порти", b"Ports"), ("Провід", named["source"].name.encode())):
        assert name.encode() not in text
        assert own in text
    assert client.get("/uk/tag/ports/").status_code == 200


def test_a_new_name_ends_the_pages_that_show_it(named):
    for kind, row in named.items():
        head = PublicChange.objects.head()
        row.names = {"uk": "Інакше"}
        row.save()
        assert f"{kind}:{row.pk}" in {change.key for change in PublicChange.objects.after(head)}


def test_the_names_cost_no_query(
    client, named, make_article, category, source, django_assert_num_queries
):
    with django_assert_num_queries(7):
        client.get("/uk/articles/s-uk/")
    for number in range(9):
        make_article(f"S{number}", lang="uk", category=category, source=source, tags=["Ports"])
    with django_assert_num_queries(5):
        client.get("/uk/tag/ports/")


def test_a_search_finds_a_section_by_any_of_its_names(named):
    category = named["category"]
    for name in ("енергетика", "energy", "ENERGY"):
        assert ids_by_name(Category, (name,)) == [category.pk], name


def test_what_is_no_name_is_refused(category):
    for names in ({"xx": "X"}, {"uk": 3}, {"uk": "a\u0000b"}, {"uk": "x" * 101}, ["uk"]):
        category.names = names
        with pytest.raises(ValidationError):
            category.full_clean()


@pytest.mark.parametrize("kind", ["category", "source", "tag"])
def test_editors_give_names_in_the_form(client, make_user, named, kind):
    client.force_login(make_user("Editors"))
    url = f"/admin/articles/{kind}/{named[kind].pk}/change/"
    page = client.get(url)
    form = page.context["adminform"].form
    sent = {
        bound.html_name: bound.value() or ""
        for bound in form
        if bound.name != "names" and not bound.field.disabled
    }
    assert 'name="names_uk"' in page.content.decode()
    answer = client.post(url, sent | {"names_en": "", "names_uk": "Нова", "names_ar": "جديد"})
    assert answer.status_code == 302
    named[kind].refresh_from_db()
    assert named[kind].names == {"uk": "Нова", "ar": "جديد"}
