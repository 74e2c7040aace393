"""The rules for originals at the desk: versions, the form in words, the test, the switch."""

import json

import pytest
from lxml import html

from articles.admin.rules.rules_form import IngestRulesForm, initial_of
from articles.ingest.rules.document import RuleDocument, read_rules
from articles.models import AuditEntry, Category, IngestRules, UpstreamItem
from tests.ingest.rules.test_document import EXAMPLE

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/ingestrules/"
RULES = json.loads(EXAMPLE.read_text())


@pytest.fixture
def version():
    return IngestRules.objects.create(document=RULES, note="As the files")


def of(version: IngestRules, act: str = "change") -> str:
    return f"{LIST}{version.pk}/{act}/"


def typed(**changes) -> dict[str, str]:
    """What a browser sends of the form with the example's values, and changes."""
    values = initial_of(RuleDocument.model_validate(RULES)) | changes
    return {name: str(value) for name, value in values.items() if value is not False}


def test_the_form_gives_back_the_rules_that_it_was_given():
    form = IngestRulesForm(typed())
    assert form.is_valid(), form.errors
    assert form.document == RULES
    sources = [
        {"host": "a.example", "key": "a", "name": "A & B", "type": "RSS", "trust": "publish"}
    ]
    document, _problems = read_rules(RULES | {"sources": sources, "aliases": {"A": "B"}})
    form = IngestRulesForm({k: str(v) for k, v in initial_of(document).items() if v is not False})
    assert form.is_valid(), form.errors
    assert form.document == document.as_json()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("aliases", "ETHER ETH"),
        ("aliases", "A = B\nB = C"),
        ("languages", "= en"),
        ("sources", "wire"),
        ("sources", "no host | wire | The Wire"),
        ("drop_title", "$$"),
        ("fresh_days", "-1"),
        ("fresh_days", ""),
        ("left_out", "x" * 101),
        ("slug_length", "3"),
        ("default_language", "xx"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(field, value):
    form = IngestRulesForm(typed(**{field: value}))
    assert not form.is_valid()
    assert set(form.errors) == {field}


def test_an_empty_list_asks_for_the_first_version(sign_in):
    text = sign_in("Administrators").get(LIST).content.decode()
    assert "None are written yet" in text
    assert f"{LIST}add/" in text


def test_a_version_is_written_tested_and_switched_on_and_the_log_says_so(sign_in, version):
    client = sign_in("Administrators")
    version.switch_on(None)
    page = html.fromstring(client.get(f"{LIST}add/").content.decode())
    assert page.get_element_by_id("id_left_out").value.split() == ["CRYPTOCURRENCY", "SPONSORED"]
    answer = client.post(f"{LIST}add/", typed(fresh_days="9", note="Longer"), follow=True)
    new = IngestRules.objects.first()
    assert answer.redirect_chain[-1][0] == of(new, "test")
    assert (new.document["freshDays"], new.note, new.based_on) == (9, "Longer", version)
    assert new.created_by.username
    assert IngestRules.on() == version
    client.post(of(new, "switch"), {"act": "on"})
    assert IngestRules.on() == new
    # And back.
    client.post(of(version, "switch"), {"act": "on"})
    assert IngestRules.on() == version
    client.post(of(version, "switch"), {"act": "off"})
    assert IngestRules.on() is None
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["rules_on", "add_rules", "rules_on", "rules_on", "rules_off"]
    assert AuditEntry.objects.filter(actor=None).count() == 1


def test_the_next_version_is_made_of_the_one_that_is_asked_for(sign_in, version):
    other = IngestRules.objects.create(document={"freshDays": 77})
    other.switch_on(None)
    client = sign_in("Administrators")
    page = html.fromstring(client.get(f"{LIST}add/?from={version.pk}").content.decode())
    assert page.get_element_by_id("id_fresh_days").value == "3"
    page = html.fromstring(client.get(f"{LIST}add/?from=nonsense").content.decode())
    assert page.get_element_by_id("id_fresh_days").value == "77"


def test_a_refused_form_keeps_what_was_typed(sign_in):
    data = typed(aliases="ETHER ETH", left_out="MINE")
    text = sign_in("Administrators").post(f"{LIST}add/", data).content.decode()
    assert "Not saved: one thing must be corrected." in text
    assert "MINE" in text
    assert not IngestRules.objects.exists()


def test_a_version_is_shown_in_words_and_nobody_changes_it(sign_in, version):
    client = sign_in("Administrators")
    text = client.get(of(version)).content.decode()
    assert "As the files" in text
    assert "CRYPTOCURRENCY<br>SPONSORED" in text
    client.post(of(version), typed(fresh_days="9"))
    assert client.post(of(version, "delete"), {"post": "yes"}).status_code == 403
    version.refresh_from_db()
    assert version.document == RULES


def test_editors_read_and_test_but_do_not_switch(sign_in, version):
    client = sign_in("Editors")
    assert of(version) in client.get(LIST).content.decode()
    assert "Switch on" not in client.get(of(version, "test")).content.decode()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(of(version, "switch"), {"act": "on"}).status_code == 403
    assert IngestRules.on() is None


def test_the_test_lists_what_would_change_before_and_after(sign_in, version, make_original):
    make_original("1", categories=["BTC", "FIAT"], title="Coin <b>one</b>", lang="en")
    make_original("2", categories=["SPONSORED"], lang="en")
    make_original("3", categories=["PORTS"], lang="en")
    version.switch_on(None)
    changed = RULES | {"categoryPriority": ["FIAT"], "drop": {}}
    other = IngestRules.objects.create(document=changed)
    text = sign_in("Administrators").get(of(other, "test")).content.decode()
    assert "It would have decided otherwise about these 2" in text
    assert "1 story would have another section" in text
    assert "Coin &lt;b&gt;one&lt;/b&gt;" in text
    page = html.fromstring(text)
    pairs = {
        (li.find(".//del").text_content(), li.find(".//ins").text_content())
        for li in page.xpath("//ol[@class='rule-changes']//ul/li")
    }
    assert pairs == {
        ("BTC", "FIAT"),
        ("Dropped. “SPONSORED” is one of its sections.", "Becomes a draft"),
    }
    # The test changed nothing.
    assert IngestRules.on() == version


def test_without_rules_the_test_compares_with_the_stories(
    sign_in, version, make_original, make_article, source
):
    make_original("1", categories=["BTC"], lang="en")
    make_original("2", categories=["FIAT"], lang="en")
    make_article(
        "One", source=source, external_id="1", category=Category.from_key("BTC"), tags=["btc"]
    )
    make_article(
        "Two", source=source, external_id="2", category=Category.from_key("ETH"), tags=["FIAT"]
    )
    text = sign_in("Administrators").get(of(version, "test")).content.decode()
    assert "Compared with the stories" in text
    assert "It would have decided otherwise about this one" in text
    assert "1 story would have another section" in text
    assert "0 stories would have other tags" in text


def test_the_test_is_bounded(sign_in, version, make_original, django_assert_max_num_queries):
    first = make_original("0")
    UpstreamItem.objects.bulk_create(
        UpstreamItem(
            source_id=first.source_id, external_id=str(n), title=f"T {n}", body="Words. " * 3000,
            first_seen_at=first.first_seen_at, changed_at=first.changed_at, categories=["SPONSORED"],
        )
        for n in range(1, 520)
    )  # fmt: skip
    client = sign_in("Administrators")
    with django_assert_max_num_queries(15):
        text = client.get(of(version, "test")).content.decode()
    assert "newest 500 originals" in text
    assert "400 more are not listed" in text


def test_rules_that_the_program_refuses_are_told_and_not_switched_on(sign_in):
    bad = IngestRules.objects.create(document={"unheard": 1})
    client = sign_in("Administrators")
    assert "This program refuses these rules" in client.get(of(bad)).content.decode()
    assert "unheard" in client.get(of(bad, "test"), follow=True).content.decode()
    client.post(of(bad, "switch"), {"act": "on"})
    assert IngestRules.on() is None


def test_the_switch_is_no_link(sign_in, version):
    assert sign_in("Administrators").get(of(version, "switch")).status_code == 405
