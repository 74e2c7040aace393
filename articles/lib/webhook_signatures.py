"""Signatures of webhooks, as the Standard Webhooks specification has them (version 1.0.0).

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac


def signed_headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` of a message.

    `secret` is `whsec_` and the key in base64; `timestamp` is in seconds since 1970, of this
    attempt; `message_id` is the same at each attempt. Raises ValueError for another secret.
    """
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = b".".join([message_id.encode(), str(timestamp).encode(), body])
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
