"""Originals, the feeds that they come from, and the chain that makes drafts of them."""

import os

from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.environment import env
from newsroom.settings.site import SITE_LANGUAGES

# The most that one file of `ingest_items` may hold.
INGEST_MAX_BYTES = env.int("INGEST_MAX_BYTES", default=64 * 1024 * 1024)

# Days after which an original is deleted of which nobody made a story; 0 keeps all.
UPSTREAM_DAYS = env.int("UPSTREAM_DAYS", default=0)
# Days within which originals can tell the same event; 0 compares none.
CLUSTER_DAYS = env.int("CLUSTER_DAYS", default=14)
# A longer window would find anniversaries, and keep more than it finds.
if not 0 <= CLUSTER_DAYS <= 60:
    raise ImproperlyConfigured(f"CLUSTER_DAYS: choose 0 to 60 days, not {CLUSTER_DAYS}.")


def is_feed_token(name: str) -> bool:
    """Whether an environment variable of this name holds the token of a feed."""
    # As in `articles/models/feed.py`: no form can name another variable.
    return name.startswith("FEED_TOKEN_")


# Tokens of feeds by the names of their variables; empty ones are left out.
FEED_TOKENS = {
    name: value.strip()
    for name, value in os.environ.items()
    if is_feed_token(name) and value.strip()
}
# Seconds that a feed may take to answer, all redirects included, and the most that it may send.
FEED_TIMEOUT = env.int("FEED_TIMEOUT", default=30)
FEED_MAX_BYTES = env.int("FEED_MAX_BYTES", default=10 * 1024 * 1024)
# Days after which the log forgets a poll.
FEED_POLL_DAYS = env.int("FEED_POLL_DAYS", default=30)

# Minutes between two runs by the clock; 0: it runs by command and button alone.
PIPELINE_MINUTES = env.int("PIPELINE_MINUTES", default=0)
if PIPELINE_MINUTES > 7 * 24 * 60:
    raise ImproperlyConfigured("PIPELINE_MINUTES: choose from 0 (never) to 10080 minutes (a week).")
# Whether it asks the language model, which costs money: to rewrite new drafts, and to translate
# what a person accepted into these languages.
PIPELINE_REWRITE = env.bool("PIPELINE_REWRITE", default=False)
PIPELINE_TRANSLATE = list(dict.fromkeys(env.list("PIPELINE_TRANSLATE", default=[])))
if unknown := [code for code in PIPELINE_TRANSLATE if code not in SITE_LANGUAGES]:
    raise ImproperlyConfigured(
        f"PIPELINE_TRANSLATE: {', '.join(unknown)} is no language of this site. Choose of "
        f"SITE_LANGUAGES: {','.join(SITE_LANGUAGES)}."
    )
# Who chooses covers for its drafts: a person, or chance, of Unsplash's photos or the library.
PIPELINE_COVERS = env.str("PIPELINE_COVERS", default="person")
if PIPELINE_COVERS not in ("person", "random", "library"):
    raise ImproperlyConfigured(
        f"PIPELINE_COVERS: choose person, random or library, not “{PIPELINE_COVERS}”."
    )
