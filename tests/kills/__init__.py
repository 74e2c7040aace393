"""Kills processes of a busy site at random, and compares what is left with what was accepted.

`python -m tests.kills` runs for minutes, so it belongs to no suite; `--help` lists its options.
"""
