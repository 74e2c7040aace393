"""Changes of a picture that stands on articles: each of them is revised with it."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article, AuditEntry, Image
from articles.models.revise import Changes


def covered_articles(picture: Image) -> list[Article]:
    """The articles with this cover as they stand, locked: to be read before a change of it."""
    covered = Article.objects.for_revision().select_for_update(of=("self",))
    return list(covered.filter(cover=picture.pk)) if picture.pk else []


def revise_covered(picture: Image, articles: Iterable[Article], by: User | None) -> None:
    """Derive the columns of a changed picture, and revise those of `articles` for which it changed.

    `articles` are those that `covered_articles()` read before the change, in this transaction.
    """
    picture.sign()
    for article in articles:
        if article.cover and article.cover.signature != picture.signature:
            article.revise(Changes({"cover": picture}), by, audit_action="edit_cover")


def change_picture(picture: Image, values: Mapping[str, object], by: User | None) -> list[str]:
    """Write the columns `values` of a stored picture; return the names of those that changed.

    Articles that it covers are revised, and the audit log says what changed.
    """
    changed = [name for name, value in values.items() if getattr(picture, name) != value]
    if not changed:
        return []
    with transaction.atomic():
        articles = covered_articles(picture)
        for name in changed:
            setattr(picture, name, values[name])
        picture.save(update_fields=changed)
        revise_covered(picture, articles, by)
        fields = [{"changed": {"fields": changed}}]
        AuditEntry.record(
            "change_image", by, None, id=picture.pk, name=str(picture), changes=fields
        )
    return changed
