"""What editors work with: covers, history, and what readers are told of reviewers."""

from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.environment import env

# Editors are told where a cover stands on two stories of one language within so many days.
COVER_REPEAT_DAYS = env.int("COVER_REPEAT_DAYS", default=7)
# Whether readers see no cover that does not say who made it.
HIDE_UNCREDITED_COVERS = env.bool("HIDE_UNCREDITED_COVERS", default=False)
# The key of the API of Unsplash; without one nobody searches there. Links say that they come from
# the application of this name, which is the one that the key was made for.
UNSPLASH_ACCESS_KEY = env.str("UNSPLASH_ACCESS_KEY", default="")
UNSPLASH_APP = env.str("UNSPLASH_APP", default="newsroom")
UNSPLASH_API = env.str("UNSPLASH_API", default="https://api.unsplash.com")

# `prune_history` deletes revisions older than so many days; 0 keeps them. First, last and published
# ones always stay.
HISTORY_DAYS = env.int("HISTORY_DAYS", default=0)

# What readers are told of who approved a machine's text.
REVIEWER_SHOWN = env.str("REVIEWER_SHOWN", default="role")
if REVIEWER_SHOWN not in ("role", "name"):
    raise ImproperlyConfigured("REVIEWER_SHOWN: choose role or name.")

# What readers are told of who wrote a correction; empty for nothing.
CORRECTOR_SHOWN = env.str("CORRECTOR_SHOWN", default="")
if CORRECTOR_SHOWN not in ("", "role", "name"):
    raise ImproperlyConfigured("CORRECTOR_SHOWN: choose role or name, or leave it empty.")
