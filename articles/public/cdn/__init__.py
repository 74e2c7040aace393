"""Tells a content delivery network which of its copies of pages are wrong.

Answers carry the keys that they depend on in a header of the network's (`networks`). What the
public change log has since the last purge is purged by a task after each commit, by the schedule of
the worker, and by `manage.py purge_cdn` (`purging`).
"""
