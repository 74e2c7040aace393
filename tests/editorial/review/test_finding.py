"""Claims are found after a save or an import, of the present text and the present original."""

import pytest

from articles.claims.risk import FAILED, UNKNOWN
from articles.editorial.review import finding
from articles.editorial.review.approval import approve
from articles.editorial.review.finding import find_missing, find_support, keep_findings
from articles.editorial.review.queue import queue, reasons
from articles.editorial.tasks import find_claims, look_again_at_failed
from articles.ingest.run import ingest_files
from articles.models import Article, UpstreamItem
from articles.models.derive_again import derive_again
from articles.operations.health.checks import check_claims
from articles.operations.tasks.schedule import JOBS

pytestmark = pytest.mark.django_db
MACHINE = {"rewritten": True}


@pytest.fixture
def machine(make_article, source):
    return make_article(ai=MACHINE, body="It cost $5 million.", source=source, external_id="7")


def stored(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def test_a_save_finds_nothing_and_the_queue_says_so(machine):
    assert (machine.claims, machine.support, machine.risk) == ({}, None, UNKNOWN)
    (first,) = queue().stories
    assert "Not looked at yet" in reasons(first)


def test_what_is_unknown_is_read_before_what_is_known(machine, make_article):
    for number in range(3):
        make_article(
            f"Known {number}", ai=MACHINE, body="It cost $9 million, $8 million, $7 million."
        )
    known = list(Article.objects.exclude(pk=machine.pk))
    keep_findings((article, None, find_support(article, None)) for article in known)
    assert queue().stories[0].pk == machine.pk


def test_the_task_finds_the_claims_of_all(machine, make_article, make_original):
    make_original("7", body="Five million dollars.")
    by_a_person = make_article("Ours", body="It cost $9 million.")
    assert find_missing() == 1
    article = stored(machine)
    assert article.claims == {}
    assert article.support["supported"] == 1
    assert 0 < article.risk < UNKNOWN
    assert stored(by_a_person).risk == 0
    assert (article.version, article.modified_at) == (machine.version, machine.modified_at)
    assert find_missing() == 0


@pytest.fixture
def faulty(monkeypatch):
    """A fault of the program: the comparison fails for texts that say “fault”."""
    compare = finding.compare

    def fail(text, lang, original):
        if "fault" in text:
            raise ZeroDivisionError
        return compare(text, lang, original)

    monkeypatch.setattr(finding, "compare", fail)
    return monkeypatch


def test_a_text_that_cannot_be_compared_keeps_no_other_waiting(faulty, make_article, caplog):
    texts = ["One is here.", "Its fault.", "Two are here."]
    one, broken, two = (make_article(text, ai=MACHINE, body=text) for text in texts)
    with pytest.raises(ExceptionGroup) as raised:
        find_missing()
    assert [type(fault) for fault in raised.value.exceptions] == [ZeroDivisionError]
    assert [stored(article).support is None for article in (one, broken, two)] == [
        False, True, False,
    ]  # fmt: skip
    assert stored(broken).risk == FAILED
    assert find_missing() == 0
    assert f"story {broken.pk} could not" in caplog.text
    (warning,) = check_claims(databases=["default"])
    assert broken.title in warning.msg
    first = queue().stories[0]
    assert first.pk == broken.pk
    assert "Its claims could not be found: read every word" in reasons(first)


def test_the_fault_is_an_error_of_the_task_which_is_done_when_it_is_tried_again(
    faulty, make_article
):
    make_article("Broken", ai=MACHINE, body="Its fault.")
    with pytest.raises(ExceptionGroup):
        find_claims.func()
    assert find_claims.func() == 0


def test_its_review_says_that_nothing_is_marked(faulty, make_article, admin_client):
    article = make_article("Broken", ai=MACHINE, body="Its fault.")
    address = f"/admin/articles/article/{article.pk}/review/"
    with pytest.raises(ZeroDivisionError):
        admin_client.get(address)
    with pytest.raises(ExceptionGroup):
        find_missing()
    page = admin_client.get(address)
    assert "compare every word with the original yourself" in page.content.decode()


def test_it_is_looked_at_again_after_a_change_and_each_day(faulty, make_article):
    article = make_article("Broken", ai=MACHINE, body="Its fault.")
    with pytest.raises(ExceptionGroup):
        find_missing()
    faulty.undo()
    assert find_missing() == 0
    assert (look_again_at_failed.func(), find_missing()) == (1, 1)
    assert stored(article).support is not None
    assert check_claims(databases=["default"]) == []


def test_an_import_leaves_it_to_the_task(import_document, example, run_tasks):
    article = stored(import_document(example).article)
    assert (article.risk, article.support) == (UNKNOWN, None)
    assert find_missing() == 1
    assert stored(article).support is not None


def test_the_schedule_enqueues_the_task_when_a_text_waits(machine):
    (job,) = (job for job in JOBS if job.task == find_claims)
    assert job.is_due(machine.created_at)
    assert find_missing() == 1
    assert not job.is_due(machine.created_at)


@pytest.mark.parametrize(
    "columns", [{"body": "It cost $6 million."}, {"external_id": "8"}, {"source": None}]
)
def test_another_text_and_another_original_are_looked_at_anew(machine, columns):
    find_missing()
    article = stored(machine)
    for name, value in columns.items():
        setattr(article, name, value)
    article.save()
    assert stored(machine).risk == UNKNOWN
    assert find_missing() == 1


def test_what_changes_nothing_that_is_compared_keeps_what_was_found(machine, category):
    find_missing()
    article = stored(machine)
    article.category, article.sentiment = category, "NEGATIVE"
    article.save()
    after = stored(machine)
    assert after.claims == {"money": 1}
    assert after.risk > find_risk_without_sentiment(after)
    derive_again()
    assert stored(machine).support == after.support


def find_risk_without_sentiment(article: Article) -> int:
    article.sentiment = ""
    return article.risk_now()


def test_an_original_that_comes_later_is_compared(machine, tmp_path):
    find_missing()
    assert not stored(machine).support["has_original"]
    file = tmp_path / "items.json"
    item = '[{"id": 7, "title": "T", "body": "%s", "source_data": {"source_key": "wire"}}]'
    for body, claims in (("It cost $5 million.", {}), ("It cost $4 million.", {"money": 1})):
        file.write_text(item.replace("%s", body))
        ingest_files([str(file)], "items")
        assert stored(machine).risk == UNKNOWN
        find_missing()
        assert stored(machine).claims == claims
    ingest_files([str(file)], "items")
    assert stored(machine).risk < UNKNOWN


def test_what_was_found_of_another_text_or_original_is_not_kept(machine, make_original):
    old = stored(machine)
    found = [(old, None, find_support(old, None))]
    item = make_original("7")
    assert keep_findings(found) == 0
    found = [(old, item, find_support(old, item))]
    UpstreamItem.objects.filter(pk=item.pk).update(changed_at=machine.created_at)
    assert keep_findings(found) == 0
    item.refresh_from_db()
    found = [(old, item, find_support(old, item))]
    machine.body = "It cost $9 million."
    machine.save()
    assert keep_findings(found) == 0
    assert stored(machine).support is None


def test_a_text_that_somebody_approved_meanwhile_stays_so(machine, make_user):
    old = stored(machine)
    approve(machine.pk, machine.text_hash, make_user("Editors"))
    assert keep_findings([(old, None, find_support(old, None))]) == 0
    assert stored(machine).risk == 0


def test_the_cost_of_a_batch_does_not_grow(make_article, source, django_assert_max_num_queries):
    for number in range(20):
        make_article(f"S {number}", ai=MACHINE, source=source, external_id=str(number), body="$5.")
    with django_assert_max_num_queries(10):
        assert find_missing() == 20
