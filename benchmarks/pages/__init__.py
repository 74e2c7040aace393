"""Measures what readers get, beside a bare Django view and nginx: `python -m benchmarks.pages`."""
