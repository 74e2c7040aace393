"""`load_rules` takes a file of rules, whole or not at all."""

import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import AuditEntry, IngestRules
from tests.ingest.rules.test_document import EXAMPLE

pytestmark = pytest.mark.django_db


def test_the_example_becomes_a_version_and_is_switched_on(capsys):
    call_command("load_rules", str(EXAMPLE))
    version = IngestRules.objects.get()
    assert version.document == json.loads(EXAMPLE.read_text())
    assert IngestRules.on() is None
    call_command("load_rules", str(EXAMPLE), "--on")
    assert IngestRules.on().pk == version.pk + 1
    # The same again, as `make run` does it.
    call_command("load_rules", str(EXAMPLE), "--on")
    assert IngestRules.objects.count() == 2
    assert "says the same" in capsys.readouterr().out
    assert list(AuditEntry.objects.values_list("action", flat=True)[::-1]) == [
        "add_rules", "add_rules", "rules_on",
    ]  # fmt: skip


def test_rules_that_somebody_switched_on_stay_on_if_asked(capsys):
    mine = IngestRules.objects.create(document={"format": 1})
    mine.switch_on(None)
    call_command("load_rules", str(EXAMPLE), "--on", "--unless-on")
    assert IngestRules.objects.get() == IngestRules.on() == mine
    assert "stays on" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\udc00", '{"freshDays": "x"}', "[]"])
def test_what_is_no_rules_is_told(tmp_path, text, capsys):
    file = tmp_path / "rules.json"
    file.write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(CommandError):
        call_command("load_rules", str(file))
    assert not IngestRules.objects.exists()


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_rules", "/nonexistent/rules.json")
