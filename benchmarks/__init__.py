"""Measurements: each script says what it measured, in one run, and how it grows."""
