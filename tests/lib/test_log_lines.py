"""The format of the log."""

import logging

from articles.lib.log_lines import LineFormatter


def test_nothing_in_the_log_is_an_order_to_a_terminal():
    try:
        raise ValueError("\x1b]0;title\x07")
    except ValueError as error:
        trace = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("a", logging.ERROR, "", 1, "hub %s", ("\x9b31m\u202ex",), trace)
    text = LineFormatter("%(name)s: %(message)s").format(record)
    assert text.startswith("a: hub \\x9b31m\\x202ex\nTraceback")
    assert text.endswith("ValueError: \\x1b]0;title\\x07")
    assert text.replace("\n", "").isprintable()
