"""`load_site` gives a new site its menu, and leaves the settings of an old one alone."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import AuditEntry, Category, SiteSettings, Tag

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[2] / "fixtures" / "site.json"


def test_the_example_is_taken_without_what_the_site_has_not(capsys):
    Category.from_key("ENERGY")
    Tag.for_words(["HARBOURS"])
    call_command("load_site", str(EXAMPLE))
    site = SiteSettings.newest()
    assert [entry.kind for entry in site.menu_entries] == ["category", "tag"]
    assert site.menu_entries[0].label_in("uk")
    for lang in ("en", "uk", "ar"):
        assert set(site.calls_in(lang)) == {"story", "front", "footer"}
    assert AuditEntry.objects.get().action == "add_sitesettings"
    assert "has its settings" in capsys.readouterr().out


def test_a_site_with_settings_keeps_them(capsys):
    SiteSettings.objects.create(title="The Tide")
    call_command("load_site", str(EXAMPLE))
    assert SiteSettings.objects.get().title == "The Tide"
    assert "Nothing was changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "values",
    [
        [], {"menu": [{"kind": "nothing"}]}, {"contact": "nobody"}, {"title": "x" * 99},
        {"menu": [{"kind": "address", "what": "javascript:alert(1)"}]},
        {"links": [{"label": "Elsewhere", "url": "javascript:alert(1)"}]}, {"calls": [{}]},
        {"calls": {"places": []}}, {"calls": [{"places": ["sky"], "shown": True, "words": {}}]},
    ],
)  # fmt: skip
def test_what_is_wrong_stores_nothing(tmp_path, values):
    file = tmp_path / "site.json"
    file.write_text(json.dumps(values))
    with pytest.raises(CommandError):
        call_command("load_site", str(file))
    assert not SiteSettings.objects.exists()


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(CommandError):
        call_command("load_site", "/nonexistent/site.json")
