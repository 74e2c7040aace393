"""`python -m tests.ingest.feeds.killed_polls --kills N`: polls a feed in processes that are killed at
random moments, and says whether an item was lost or doubled.

The site is one of its own, named by DATABASE_URL and migrated. Each process is a fork that polls as
the worker does; the server of the feed gets new and changed items all the time.
"""

import argparse
import json
import os
import random
import signal
import sys
import time

import django

ITEMS = 300


def document(round_number: int) -> bytes:
    """All items so far; some of each round are new, and some of them changed."""
    source = {"SOURCE_KEY": "harbour", "NAME": "Harbour news"}
    rows = [
        {
            "ID": number,
            "TITLE": f"Item {number}",
            "BODY": f"Version {round_number if number % 7 == round_number % 7 else 0}",
            "SOURCE_DATA": source,
        }
        for number in range(ITEMS + round_number)
    ]
    return json.dumps({"Data": rows}).encode()


def poll_and_die(feed_id: int, seconds: float) -> bool:
    """Poll in a process of its own, which is killed after a while; whether it was quicker."""
    from django.db import connection

    from articles.ingest.feeds.polling import poll_feed

    connection.close()
    child = os.fork()
    if child == 0:
        try:
            poll_feed(feed_id)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from articles.ingest.feeds import polling
    from articles.models import Feed, FeedPoll, Source, UpstreamItem, UpstreamVersion
    from tests.feed_server import serving_feeds

    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    rng = random.Random(options.seed)
    killed = ended = rounds = 0
    with serving_feeds() as server:
        source = Source.objects.create(key="harbour", name="Harbour news", kind="API")
        feed = Feed.objects.create(name="Harbour", source=source, url=server.url(), terms="full")

        def make_due() -> None:
            # The lease of a process that was killed runs out.
            Feed.objects.update(next_poll_at=timezone.now(), leased_until=None)

        server.pages["/feed"] = (200, {}, document(0))
        make_due()
        began = time.monotonic()
        polling.poll_feed(feed.pk)
        whole = time.monotonic() - began
        while killed < options.kills:
            rounds += 1
            server.pages["/feed"] = (200, {"ETag": f'"{rounds}"'}, document(rounds))
            make_due()
            if poll_and_die(feed.pk, rng.uniform(0, whole * 1.5)):
                ended += 1
            else:
                killed += 1
        make_due()
        polling.poll_feed(feed.pk)
    expected = ITEMS + rounds
    items, ids = UpstreamItem.objects.count(), UpstreamItem.objects.values("external_id")
    bodies = dict(UpstreamItem.objects.values_list("external_id", "body"))
    last = {str(row["ID"]): row["BODY"] for row in json.loads(document(rounds))["Data"]}
    wrong = {
        "lost": expected - len(set(bodies)),
        "doubled": items - ids.distinct().count(),
        "old": sum(bodies.get(key) != body for key, body in last.items()),
        "without a version": UpstreamItem.objects.filter(versions=None).count(),
        "new ones not counted once": expected
        - sum(FeedPoll.objects.values_list("created", flat=True)),
        "still running": FeedPoll.objects.filter(outcome="running").count(),
    }
    versions = UpstreamVersion.objects.count()
    print(f"{killed} killed, {ended} ended, {items} items, {versions} versions: {wrong}")
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    sys.exit(main())
