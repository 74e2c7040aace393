"""Reads the setting of how long items are compared with later ones."""

from django.core.exceptions import ImproperlyConfigured

# Days. A longer window would find anniversaries, and keep more than it finds.
_MOST = 60


def window_days(days: int) -> int:
    """Return the days of the window; 0 compares nothing. Raises ImproperlyConfigured."""
    if not 0 <= days <= _MOST:
        raise ImproperlyConfigured(f"CLUSTER_DAYS: choose 0 to {_MOST} days, not {days}.")
    return days
