"""Administrators see what waits, runs, failed and is done, and try again what failed."""

import datetime as dt

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from articles.models import AuditEntry, PendingRevision
from articles.models.editable_values import edited
from articles.models.queued_task import QueuedTask
from articles.operations.tasks import queue
from articles.operations.tasks.health import queue_health
from tests.operations.tasks import example_tasks

pytestmark = pytest.mark.django_db
TASKS = "/admin/articles/queuedtask/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def failed(run_tasks) -> QueuedTask:
    example_tasks.fail_for_good.enqueue()
    run_tasks()
    return QueuedTask.objects.get()


def words(response) -> str:
    return " ".join(response.content.decode().split())


def age(task: QueuedTask, by: dt.timedelta) -> None:
    QueuedTask.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - by)


def test_an_empty_queue_says_that_nothing_waits(sign_in):
    page = words(sign_in("Administrators").get(TASKS))
    assert "Nothing waits, and nothing failed." in page
    assert "Tasks wait since" not in page


def test_each_state_is_shown_with_its_reason_and_can_be_filtered(sign_in, run_tasks, tmp_path):
    example_tasks.write_line.enqueue(str(tmp_path / "lines"), "a")
    example_tasks.fail_for_good.enqueue()
    example_tasks.fail.enqueue("no route to host")
    run_tasks()
    example_tasks.hold_on.enqueue("", "")
    queue.claim("one", QueuedTask.objects.all())
    client = sign_in("Administrators")
    page = words(client.get(TASKS))
    assert "1 task failed" in page
    assert "nobody@example.org has no mailbox" in page
    assert "no route to host; Next try" in page
    for state in ("Failed (1)", "Running (1)", "Waiting (1)", "Done (1)"):
        assert state in page
    only = client.get(TASKS, {"state": "FAILED"}).context["cl"].result_list
    assert [task.label for task in only] == ["Fail for good"]
    name = "tests.operations.tasks.example_tasks.fail"
    only = client.get(TASKS, {"task": name}).context["cl"].result_list
    assert [task.task_path for task in only] == [name]


def test_what_failed_is_tried_again_and_recorded(sign_in, failed):
    client = sign_in("Administrators")
    page = words(client.get(f"{TASKS}{failed.pk}/change/"))
    assert "It failed, and is not tried again by itself." in page
    assert "NoSuchAddress" in page
    answer = client.post(f"{TASKS}{failed.pk}/try-again/", follow=True)
    assert "1 task will be tried again in a moment." in words(answer)
    assert QueuedTask.objects.get().status == "READY"
    answer = client.post(f"{TASKS}{failed.pk}/try-again/", follow=True)
    assert "somebody was quicker" in words(answer)
    assert AuditEntry.objects.filter(action="retry_tasks").count() == 1


def test_all_that_failed_is_tried_again_at_once(sign_in, run_tasks):
    for _ in range(3):
        example_tasks.fail_for_good.enqueue()
    run_tasks()
    client = sign_in("Administrators")
    assert "3 tasks will be tried" in words(client.post(f"{TASKS}try-all/", follow=True))
    assert QueuedTask.objects.waiting().count() == 3


def test_a_task_that_is_gone_and_an_address_that_is_none_lead_to_the_list(sign_in):
    client = sign_in("Administrators")
    for name in ("00000000-0000-0000-0000-000000000000", "none"):
        assert client.get(f"{TASKS}{name}/change/").status_code == 302
        assert client.post(f"{TASKS}{name}/try-again/").status_code == 302


def test_a_task_that_waits_for_minutes_is_told_to_administrators_alone(client, make_user):
    example_tasks.write_line.enqueue("", "")
    told = "and no worker begins them"
    client.force_login(make_user("Administrators"))
    assert told not in words(client.get("/admin/"))
    age(QueuedTask.objects.get(), HOUR)
    assert told in words(client.get("/admin/"))
    assert "No worker ever began one." in words(client.get(TASKS))
    client.force_login(make_user("Editors"))
    assert told not in words(client.get("/admin/"))


def test_what_failed_is_told_on_the_first_page(sign_in, failed):
    page = words(sign_in("Administrators").get("/admin/"))
    assert f'href="{TASKS}?state=FAILED">1 task failed' in page


def test_health_is_what_waits_although_a_worker_would_have_begun_it(make_article, make_user):
    def since() -> dt.datetime | None:
        return queue_health(timezone.now()).waiting_since

    assert since() is None
    # What takes minutes may wait for what takes minutes; what is tried again waits for its time.
    example_tasks.hold_on.enqueue("", "")
    age(QueuedTask.objects.get(), HOUR)
    assert since() is None
    QueuedTask.objects.all().delete()
    example_tasks.write_line.using(run_after=timezone.now() + HOUR).enqueue("", "")
    age(QueuedTask.objects.get(), HOUR)
    assert since() is None
    late = timezone.now() - HOUR
    QueuedTask.objects.update(run_after=late)
    assert since() == late
    QueuedTask.objects.all().delete()
    article = make_article()
    PendingRevision.hold(article, edited(article), make_user("Editors"), due_at=late)
    assert since() == late


def test_the_check_of_the_database_names_the_worker():
    def ids() -> list[str]:
        return [found.id for found in run_checks(tags=["database"], databases=["default"])]

    assert "articles.W002" not in ids()
    example_tasks.write_line.enqueue("", "")
    age(QueuedTask.objects.get(), HOUR)
    assert "articles.W002" in ids()


def test_the_list_costs_a_fixed_number_of_queries(sign_in, django_assert_max_num_queries):
    client = sign_in("Administrators")
    for _ in range(30):
        example_tasks.write_line.enqueue("", "")
    with django_assert_max_num_queries(16):
        assert client.get(TASKS).status_code == 200
