"""The screen of the admin that a notice is about, as an absolute address."""

from django.conf import settings
from django.urls import reverse

from articles.models import Notice


def absolute(path: str) -> str:
    """Return the address of a path of this site, by settings.SITE_URL and not by a request."""
    return f"{settings.SITE_URL}{path}"


def address_of(notice: Notice) -> str:
    """Return where a person acts on the notice; the dashboard where its row is gone."""
    return absolute(_path(notice))


def _path(notice: Notice) -> str:
    if notice.article_id:
        return reverse("admin:articles_article_change", args=[notice.article_id])
    if notice.event == Notice.Event.REVIEW_WAITING:
        return f"{reverse('admin:articles_article_changelist')}?state=in_review"
    if notice.run_id:
        return reverse("admin:articles_importrun_change", args=[notice.run_id])
    if notice.feed_id:
        return reverse("admin:articles_feed_change", args=[notice.feed_id])
    if notice.task:
        return reverse("admin:articles_queuedtask_change", args=[notice.task])
    return reverse("admin:index")
