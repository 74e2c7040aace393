"""The messages of webhooks: what is sent about a notice, in the words of the API."""

import uuid

from django.utils import timezone

from articles.models import Notice
from articles.notices.screens import absolute, address_of

# Of a message that somebody sends to try an address.
TEST = "test"

# JSON, which a task has as an argument: `id` is sent as a header, the rest is the body.
Message = dict[str, object]


def message_of(notice: Notice) -> Message:
    """Return the message about a notice, whose article and people were loaded with it."""
    data: dict[str, object] = {"count": notice.count, "url": address_of(notice)}
    if notice.article:
        data["article"] = {
            "id": notice.article.pk,
            "title": notice.article.title,
            "lang": notice.article.lang,
            "url": absolute(notice.article.get_absolute_url()),
        }
    if notice.run_id:
        data["import"] = {"id": notice.run_id, "origin": notice.title}
    if notice.task:
        data["task"] = {"id": str(notice.task), "name": notice.title}
    if notice.feed_id:
        data["feed"] = {"id": notice.feed_id, "name": notice.title}
    if notice.reason:
        data["reason"] = notice.reason
    data["by"] = notice.by.get_username() if notice.by else None
    return _message(notice.uid, notice.event, notice.created_at.isoformat(), data)


def message_to_try() -> Message:
    """Return a message that tells nothing, to see whether an address takes any."""
    return _message(uuid.uuid4(), TEST, timezone.now().isoformat(), {"url": absolute("/")})


def _message(uid: uuid.UUID, kind: str, timestamp: str, data: dict[str, object]) -> Message:
    return {"id": f"msg_{uid.hex}", "type": kind, "timestamp": timestamp, "data": data}
