"""`manage.py demo_desk FILE`: what editors add beside the sample articles, made once."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from articles.lib.text import taxonomy_key
from articles.management.json_files import read_object
from articles.management.terminal import NewsroomCommand
from articles.models import Article, AuditEntry, Author, Category, FrontEdition, Tag, Topic
from articles.models.exceptions import CannotLaunch
from articles.models.front_plan import BriefingLine, Pick

_OF_AUTHOR = ("role", "bio", "links", "languages")
_OF_EDITION = ("lang", "note", "briefing_by", "focus_title", "focus_words")


class Command(NewsroomCommand):
    """Sections get names, authors a page, tags become topics, front pages an edition. What somebody
    wrote stays."""

    help = (
        "Give the sample content names of sections, pages of authors, topics and an edition of the "
        "front page, from a JSON file such as fixtures/desk.json. What is there stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")

    @transaction.atomic
    def handle(self, *args: object, **options: Any) -> None:
        values = read_object(options["file"])
        made = []
        try:
            made += [_with_names(row) for row in values.get("sections", [])]
            made += [_with_page(row) for row in values.get("authors", [])]
            made += [_topic(row) for row in values.get("topics", [])]
            made += [_edition(row) for row in values.get("editions", [])]
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except CannotLaunch as error:
            raise CommandError(str(error)) from error
        except (KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"{options['file']}: {error!r}") from error
        names = ", ".join(filter(None, made))
        self.stdout.write(f"Made for the desk: {names}." if names else "The desk has all of it.")


def _with_names(row: dict[str, Any]) -> str:
    """Name a section in other languages; empty for one that is not there, or has such names."""
    section = Category.objects.filter(key=row["key"]).first()
    if section is None or section.names:
        return ""
    section.names = row["names"]
    section.full_clean()
    section.save()
    AuditEntry.record("change_category", None, None, id=section.pk, name=str(section))
    return f"the names of {section}"


def _with_page(row: dict[str, Any]) -> str:
    """Give an author of stored articles words; empty for one whom no article names, or who has
    some."""
    author = Author.objects.filter(folded=taxonomy_key(row["name"])).first()
    if author is None or author.bio:
        return ""
    for name in _OF_AUTHOR:
        setattr(author, name, row.get(name, getattr(author, name)))
    author.full_clean()
    author.save()
    AuditEntry.record("change_author", None, None, id=author.pk, name=str(author))
    return f"the page of {author}"


def _topic(row: dict[str, Any]) -> str:
    """Make a topic of a tag; empty for a tag that is none, or a topic already."""
    tag = Tag.objects.filter(folded=taxonomy_key(row["tag"])).first()
    if tag is None or Topic.objects.filter(tag=tag).exists():
        return ""
    if not tag.names:
        tag.names = row.get("names", {})
        tag.full_clean()
        tag.save()
    topic = Topic(tag=tag, words=row.get("words", {}))
    topic.full_clean()
    topic.save()
    AuditEntry.record("add_topic", None, None, id=topic.pk, name=str(topic))
    return f"the topic {tag}"


def _edition(row: dict[str, Any]) -> str:
    """Launch an edition of a front page; empty where there was one, or a draft. What it says of
    stories that are not there is left out."""
    if FrontEdition.objects.filter(lang=row["lang"]).exists():
        return ""
    ids = dict(Article.objects.filter(lang=row["lang"]).values_list("slug", "pk"))
    edition = FrontEdition(**{name: row.get(name, "") for name in _OF_EDITION})
    edition.picks = [
        Pick(one["block"], ids[one["slug"]], kicker=one.get("kicker", "")).as_json()
        for one in row.get("picks", [])
        if one["slug"] in ids
    ]
    edition.briefing = [
        BriefingLine(one["words"], ids.get(one["slug"])).as_json() for one in row["briefing"]
    ]
    edition.focus_tag = Tag.objects.filter(folded=taxonomy_key(row["focus_tag"])).first()
    edition.focus_until = timezone.now() + dt.timedelta(days=row["focus_days"])
    edition.full_clean()
    edition.save()
    edition.launch(None)
    return f"the front page in {edition.lang}"
