"""A task is run by one worker at a time, tried again after a while, and given up in the end."""

import datetime as dt
import logging

import pytest
import time_machine
from django.db import transaction

from articles.models.queued_task import QueuedTask
from articles.operations.tasks import queue
from articles.operations.tasks.running import run
from tests.operations.tasks import example_tasks

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
ALL = QueuedTask.objects.all

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def the_task() -> QueuedTask:
    return QueuedTask.objects.get()


def test_a_task_that_did_its_work_is_done(tmp_path, run_tasks):
    example_tasks.write_line.enqueue(str(tmp_path / "lines"), "a")
    assert run_tasks() == 1
    assert (tmp_path / "lines").read_text() == "a\n"
    assert (the_task().status, the_task().return_value) == ("SUCCESSFUL", "a")
    assert run_tasks() == 0


def test_a_task_that_was_claimed_is_nobody_elses(clock):
    example_tasks.write_line.enqueue("", "")
    assert queue.claim("one", ALL()) is not None
    assert queue.claim("two", ALL()) is None
    clock.shift(queue.LEASE - dt.timedelta(seconds=1))
    assert queue.take_up_lost() == 0


def test_an_empty_queue_costs_one_query_that_only_reads(django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        assert queue.claim("one", ALL()) is None
    assert queries.captured_queries[0]["sql"].startswith("SELECT")
    with django_assert_num_queries(1) as queries:
        assert queue.take_up_lost() == 0
    assert queries.captured_queries[0]["sql"].startswith("SELECT")


def test_a_lost_task_is_taken_up_and_the_worker_that_lost_it_writes_nothing(clock, tmp_path):
    example_tasks.write_line.enqueue(str(tmp_path / "lines"), "a")
    first = queue.claim("one", ALL())
    clock.shift(queue.LEASE)
    assert queue.take_up_lost() == 1
    assert "stopped" in the_task().reason
    clock.shift(queue.delay(1))
    clock.shift(2)
    second = queue.claim("two", ALL())
    assert second.pk == first.pk
    assert not queue.succeed(first, None)
    assert not queue.try_later(first, "x", "x")
    assert the_task().status == "RUNNING"
    assert queue.succeed(second, None)
    assert the_task().worker_ids == ["one", "two"]


def test_a_worker_that_lives_keeps_its_task(clock):
    example_tasks.write_line.enqueue("", "")
    row = queue.claim("one", ALL())
    for _ in range(5):
        clock.shift(queue.LEASE / 2)
        queue.renew([row])
        assert queue.take_up_lost() == 0
    assert queue.succeed(row, None)


def test_only_a_task_that_another_worker_has_is_told_as_lost(clock, caplog, monkeypatch):
    # The project's logger does not hand lines on to pytest's.
    monkeypatch.setattr(logging.getLogger("articles"), "propagate", True)
    example_tasks.write_line.enqueue("", "")
    row = queue.claim("one", ALL())
    queue.succeed(row, None)
    queue.renew([row])
    assert not caplog.records
    QueuedTask.objects.update(status="RUNNING", started_at=NOON + queue.LEASE)
    queue.renew([row])
    assert "by another worker" in caplog.text


def test_a_task_that_kills_every_worker_is_given_up(clock):
    example_tasks.fail.enqueue("")
    for _ in range(3):
        assert queue.claim("one", ALL())
        clock.shift(queue.LEASE)
        assert queue.take_up_lost() == 1
        clock.shift(60)
    assert the_task().status == "FAILED"
    assert queue.claim("one", ALL()) is None


def test_what_fails_is_tried_again_less_and_less_often_and_then_no_more(clock, run_tasks):
    example_tasks.fail.enqueue("no route to host")
    waits = []
    while the_task().status != "FAILED":
        assert run_tasks() == 1
        assert run_tasks() == 0
        assert the_task().reason == "no route to host"
        waits.append(the_task().run_after - dt.datetime.now(dt.UTC))
        clock.move_to(the_task().run_after)
    assert len(waits) == 3
    assert dt.timedelta(seconds=1) <= waits[0] <= dt.timedelta(seconds=2) <= waits[1] * 1.01


def test_waits_double_with_chance_up_to_a_cap():
    for attempts, longest in ((1, 2), (2, 4), (5, 32), (11, 1800), (1000, 1800)):
        waits = {queue.delay(attempts).total_seconds() for _ in range(20)}
        assert len(waits) > 1
        assert longest / 2 <= min(waits) <= max(waits) <= longest


def test_a_named_permanent_failure_is_not_tried_again(run_tasks):
    example_tasks.fail_for_good.enqueue()
    assert run_tasks() == 1
    assert the_task().status == "FAILED"
    assert the_task().exception_class_path.endswith("NoSuchAddress")
    assert the_task().reason == "nobody@example.org has no mailbox"


def test_a_failed_task_can_be_tried_again_by_hand(run_tasks):
    example_tasks.fail_for_good.enqueue()
    run_tasks()
    assert queue.try_again(the_task())
    assert not queue.try_again(the_task())
    assert (the_task().status, the_task().attempts) == ("READY", 0)
    assert run_tasks() == 1


def test_a_task_of_another_release_fails_by_name(run_tasks):
    example_tasks.write_line.enqueue("", "")
    QueuedTask.objects.update(task_path="articles.editorial.tasks.gone")
    assert run_tasks() == 1
    assert the_task().status == "FAILED"
    assert "in this release" in the_task().reason
    assert the_task().label == "articles.editorial.tasks.gone"


def test_an_urgent_task_comes_first(tmp_path, run_tasks):
    lines = tmp_path / "lines"
    example_tasks.write_line.enqueue(str(lines), "first")
    example_tasks.write_urgent.enqueue(str(lines))
    run_tasks()
    assert lines.read_text() == "urgent\nfirst\n"


def test_a_task_is_lost_with_the_transaction_that_enqueued_it():
    with transaction.atomic():
        example_tasks.write_line.enqueue("", "")
        transaction.set_rollback(True)
    assert not QueuedTask.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_that_waits_stands_for_all_with_the_same_arguments(run_tasks, tmp_path):
    one, other = str(tmp_path / "one"), str(tmp_path / "other")
    first = example_tasks.write_once.enqueue(one)
    assert example_tasks.write_once.enqueue(one).id == first.id
    assert example_tasks.write_once.enqueue(other).id != first.id
    # Running is not waiting: what came meanwhile may be missed.
    row = queue.claim("one", ALL())
    assert example_tasks.write_once.enqueue(one).id != first.id
    run(row)
    assert run_tasks() == 2


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_one_that_waits_does_not_count(tmp_path):
    """It could begin, and end, before the transaction that enqueues is committed."""
    example_tasks.write_once.enqueue("a")
    with transaction.atomic():
        example_tasks.write_once.enqueue("a")
    assert QueuedTask.objects.count() == 2
