"""Signatures of webhooks are those of the Standard Webhooks specification."""

import pytest

from articles.lib.webhook_signatures import signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_a_message_is_signed_as_the_libraries_of_the_specification_do():
    """The example of their own tests."""
    headers = signed_headers(
        SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_part_of_a_message_is_signed():
    signed = {
        signed_headers(SECRET, *parts)["webhook-signature"]
        for parts in (("a", 1, b"x"), ("b", 1, b"x"), ("a", 2, b"x"), ("a", 1, b"y"))
    }
    assert len(signed) == 4


def test_what_is_no_secret_is_refused():
    with pytest.raises(ValueError, match="ASCII"):
        signed_headers("whsec_é", "a", 1, b"")
