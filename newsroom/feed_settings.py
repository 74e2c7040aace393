"""Reads the tokens of feeds from the environment, which a settings file is part of."""

import os

# As in `articles/models/feed.py`: no form can name another variable.
_PREFIX = "FEED_TOKEN_"


def is_feed_token(name: str) -> bool:
    """Whether an environment variable of this name holds the token of a feed."""
    return name.startswith(_PREFIX)


def feed_tokens() -> dict[str, str]:
    """Return the tokens of feeds by the names of their variables; empty ones are left out."""
    return {
        name: value.strip()
        for name, value in os.environ.items()
        if is_feed_token(name) and value.strip()
    }
