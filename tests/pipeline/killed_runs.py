"""`python -m tests.pipeline.killed_runs --kills N`: runs the chain and the worker in processes that are
killed at random moments, and says whether an item was lost or doubled, or an answer bought again.

The site is one of its own, named by DATABASE_URL and migrated. Each process is a fork that runs the
chain once and then the worker until nothing is due: feeds are polled, drafts made, rewritten and
translated. Between two processes a person accepts what the model wrote, and new items come.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from collections import Counter

import django

# New items of a round, and those that the feed still lists.
NEW, LISTED = 2, 60
# Rounds without a kill after which everything is done.
LAST = 12


def words(rng: random.Random, count: int) -> str:
    """Words that no two items share by chance, so that none is a repeat of another."""
    letters = "abdegiklmnoprstu"
    made = ("".join(rng.choices(letters, k=rng.randint(4, 9))) for _ in range(count))
    return " ".join(made).capitalize()


def item(number: int) -> dict[str, object]:
    rng = random.Random(number)
    source = {"SOURCE_KEY": "harbour", "NAME": "Harbour news"}
    body = " ".join(f"{words(rng, 9)}." for _ in range(3))
    row = {"ID": str(number), "TITLE": words(rng, 6), "BODY": body, "LANG": "EN"}
    return {**row, "SOURCE_DATA": source, "CATEGORY_DATA": [{"CATEGORY": "PORTS"}]}


def document(count: int) -> bytes:
    """The feed after so many items: the newest ones."""
    return json.dumps({"Data": [item(n) for n in range(max(0, count - LISTED), count)]}).encode()


def reply(request: dict) -> str:
    """The model: it takes a moment, so that it can be left in the middle of it."""
    time.sleep(0.03)
    asked = request["messages"][1]["content"]
    data = json.loads(asked[asked.index("{") : asked.rindex("}") + 1])
    if "blocks" in data:
        return json.dumps({"blocks": [f"Українською: {block}" for block in data["blocks"]]})
    title, body = f"Told anew: {data['title']}", f"As we hear. {data['text']}"
    return json.dumps({"title": title, "description": title, "body": body, "claims": []})


def run_once() -> None:
    """Run the chain and all that it enqueued, as a command and a worker do."""
    from articles.operations.tasks import worker
    from articles.pipeline.run import run_pipeline

    worker.POLL = 0.05
    run_pipeline()
    worker.Worker(until_idle=True).work()


def run_and_die(seconds: float | None) -> bool:
    """Run in a process of its own, which is killed after a while; whether it was quicker."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            run_once()
            status = 0
        finally:
            os._exit(status)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("A process ended with an error.")
    return not os.WIFSIGNALED(status)


def let_time_pass() -> None:
    """Let everything be due that waits for a time: leases of the killed, and next tries."""
    from django.utils import timezone

    from articles.models import Feed, ModelCall, QueuedTask
    from articles.models.queued_task import NO_TIME
    from articles.operations.tasks.queue import take_up_lost

    now = timezone.now()
    Feed.objects.update(next_poll_at=now, leased_until=None)
    ModelCall.objects.exclude(claimed_until=None).update(claimed_until=now)
    QueuedTask.objects.running().update(run_after=now)
    take_up_lost()
    QueuedTask.objects.waiting().exclude(run_after=NO_TIME).update(run_after=now)


def accept_all(editor: object) -> None:
    """Take what the model wrote, as a person does."""
    from articles.models import Suggestion
    from articles.rewriting.deciding import accept

    for suggestion in Suggestion.objects.undecided():
        accept(suggestion, editor)


def key_of(call: object) -> str:
    """The key of the request that a call makes next."""
    return f"newsroom-{call.input_sha256}-{call.turns + 1}"


def faults(count: int, requests: Counter, bought: Counter, in_flight: Counter) -> dict[str, int]:
    """What is wrong with the site after `count` items, by what it is; all 0 where nothing is."""
    from articles.models import Article, ModelCall, PipelineRun, QueuedTask, Suggestion
    from articles.models import UpstreamItem as Items

    items = set(Items.objects.values_list("external_id", flat=True))
    stories = {
        lang: Counter(Article.objects.filter(lang=lang).values_list("external_id", flat=True))
        for lang in ("en", "uk")
    }
    asked = Counter(Suggestion.objects.values_list("item__external_id", flat=True))
    answered = ModelCall.objects.filter(state=ModelCall.CallState.ANSWERED)
    return {
        "items lost": count - len(items),
        "items doubled": Items.objects.count() - len(items),
        "without a draft": len(items - set(stories["en"])),
        "drafts doubled": stories["en"].total() - len(stories["en"]),
        "without a translation": len(items - set(stories["uk"])),
        "translations doubled": stories["uk"].total() - len(stories["uk"]),
        "suggestions lost or doubled": abs(asked.total() - count) + len(items - set(asked)),
        "live": Article.objects.exclude(status="in_review").count(),
        "calls without an answer": ModelCall.objects.count() - answered.count(),
        # One for a story, one for its translation.
        "calls lost or doubled": abs(answered.count() - 2 * count),
        "answers bought again": bought.total()
        - sum(ModelCall.objects.values_list("turns", flat=True)),
        "requests repeated that were not in flight": sum(
            max(0, times - 1 - in_flight[key]) for key, times in requests.items()
        ),
        "runs going on": PipelineRun.objects.filter(state="running").count(),
        "tasks failed": QueuedTask.objects.failed().count(),
        "tasks left": QueuedTask.objects.running().count(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User

    from articles.models import Feed, IngestRules, ModelCall, PipelineRun, QueuedTask, Source
    from tests.feed_server import serving_feeds
    from tests.model_server import model_server

    rng = random.Random(options.seed)
    editor = User.objects.create_superuser("editor")
    rules = {"format": 1, "languages": {"EN": "en"}, "tagsFromCategories": True}
    IngestRules.objects.create(document=rules).switch_on(None)
    killed = ended = rounds = 0
    where: Counter[str] = Counter()
    in_flight: Counter[str] = Counter()
    with serving_feeds() as feeds, model_server(reply) as model:
        settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
        settings.REWRITE_URL = f"http://127.0.0.1:{model.port}/v1/chat/completions"
        settings.REWRITE_MODEL = "stand-in"
        settings.PIPELINE_REWRITE, settings.PIPELINE_TRANSLATE = True, ["uk"]
        source = Source.objects.create(key="harbour", name="Harbour news", kind="API")
        Feed.objects.create(name="Harbour", source=source, url=feeds.url(), terms="full")

        def begin(*, is_new: bool) -> None:
            nonlocal rounds
            rounds += is_new
            headers = {"ETag": f'"{rounds}"'}
            feeds.pages["/feed"] = (200, headers, document(NEW * rounds))
            let_time_pass()

        for _ in range(3):
            begin(is_new=True)
            began = time.monotonic()
            run_and_die(None)
            whole = time.monotonic() - began
            accept_all(editor)
        while killed < options.kills:
            begin(is_new=True)
            if run_and_die(rng.uniform(0, whole * 1.2)):
                ended += 1
            else:
                killed += 1
                is_in_chain = PipelineRun.objects.filter(state="running").exists()
                is_at_work = QueuedTask.objects.running().exists()
                place = "chain" if is_in_chain else "task" if is_at_work else "between"
                where[place] += 1
                calls = ModelCall.objects.exclude(claimed_until=None)
                in_flight.update(key_of(call) for call in calls)
            accept_all(editor)
        for _ in range(LAST):
            begin(is_new=False)
            run_and_die(None)
            accept_all(editor)
        keys = [headers["Idempotency-Key"] for _request, headers, _path in model.requests]
        requests, bought = Counter(keys), model.bought
    wrong = faults(NEW * rounds, requests, bought, in_flight)
    repeated = requests.total() - len(requests)
    print(
        f"{killed} killed ({dict(where)}), {ended} ended, {NEW * rounds} items, "
        f"{len(requests)} questions, {in_flight.total()} in flight at a kill, {repeated} repeated: "
        f"{wrong}"
    )
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    sys.exit(main())
