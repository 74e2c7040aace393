"""Where no worker runs, the server does what is urgent, and nothing else."""

import datetime as dt

import pytest
import time_machine

from articles.operations.tasks import rescue
from articles.operations.tasks.backend import urgent_task_waits
from tests.operations.tasks import example_tasks

pytestmark = pytest.mark.django_db


def test_what_no_worker_takes_up_is_run_by_the_server_if_it_is_urgent(tmp_path):
    lines = tmp_path / "lines"
    with time_machine.travel(0, tick=False) as clock:
        example_tasks.write_line.enqueue(str(lines), "no hurry")
        example_tasks.write_urgent.enqueue(str(lines))
        rescue.rescue()
        assert not lines.exists()
        clock.shift(rescue.PATIENCE + dt.timedelta(seconds=1))
        rescue.rescue()
    assert lines.read_text() == "urgent\n"


def test_a_server_hears_of_urgent_tasks_once_they_are_committed(
    django_capture_on_commit_callbacks, tmp_path
):
    heard = []

    def hear(**kwargs):
        heard.append(1)

    urgent_task_waits.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            example_tasks.write_line.enqueue("", "")
        assert not heard
        with django_capture_on_commit_callbacks(execute=True):
            example_tasks.write_urgent.enqueue("")
            assert not heard
        assert heard
    finally:
        urgent_task_waits.disconnect(hear)
