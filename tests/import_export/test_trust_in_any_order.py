"""A file of a source that is always reviewed first, editors and the clock, in any order: no word of
it is public that nobody with the right read first, and no word is lost.

Every file has words that nobody wrote before. A word may be public from the moment on when it was
imported while its source was trusted, or when an editor sent the form or the decision that showed
it to readers.

    TRUST_WALKS=1000 make thorough ARGS=tests/import_export/test_trust_in_any_order.py
"""

import datetime as dt
import json
import os
import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from articles.front_matter.files import parse
from articles.import_export.conflicts import record_conflicts
from articles.import_export.exporter import document_of
from articles.import_export.originals import site_rules
from articles.import_export.read_file import IncomingFile, sha256_of
from articles.import_export.store import store
from articles.models import (
    Article,
    ImportConflict,
    ImportRun,
    PendingRevision,
    Redirect,
    Revision,
    Source,
)
from articles.models.pending_revision import publish_due
from tests.conftest import form_of

COUNT = int(os.environ.get("TRUST_WALKS", 15))
WORD = re.compile(r"w\d+x")
SPELLINGS = st.sampled_from(["wire", "WIRE", "ｗｉｒｅ", "Wi\u200dre"])
PARTS = (
    "title",
    "description",
    "body",
    "tags",
    "category",
    "cta",
    "alias",
    "alt",
    "name",
    "unseen",
)
FILE = """---
title: The {title} harbour
description: About {description}.
publishedAt: '2026-11-10T08:30:10.125Z'
lang: en
externalId: '7'
source:
  name: The Wire
  key: {key}
  type: RSS
category: Section {category}
tags: [One, Tag {tags}]
draft: {draft}
coverImage:
  raw: https://images.unsplash.com/a?w=1
  alt: Alt {alt}
cta: [Call {cta}]
aliases: [/old/{alias}]
unseen: {unseen}
---
Text {body} of it.
"""


class Trust(RuleBasedStateMachine):
    """One article of one source, from its first file on."""

    def __init__(self) -> None:
        super().__init__()
        self.reader, self.browser = Client(), Client()
        self.editor = User.objects.create_user("ann", is_staff=True)
        self.editor.groups.add(Group.objects.get(name="Editors"))
        self.browser.force_login(self.editor)
        self.source = Source.objects.create(key="wire", name="W", kind="RSS", trust="review")
        self.written = 0
        self.allowed: set[str] = set()
        self.brought: set[str] = set()
        self.typed: set[str] = set()
        self.values = {part: self.word() for part in PARTS} | {"draft": "false", "key": "wire"}
        self.form: dict[str, str] = {}
        self.shown: set[str] = set()
        self.last = b""
        self.desk_changed = False
        self.bring()

    def word(self) -> str:
        self.written += 1
        return f"w{self.written}x"

    @property
    def article(self) -> Article:
        return Article.objects.for_export().get()

    @property
    def url_of_readers(self) -> str:
        return Article.objects.get().get_absolute_url()

    @property
    def url(self) -> str:
        return f"/admin/articles/article/{self.article.pk}/change/"

    # --- files ----------------------------------------------------------------------------

    @rule(parts=st.lists(st.sampled_from(PARTS), min_size=1, max_size=3), spelling=SPELLINGS)
    def import_new_words(self, parts, spelling):
        self.values |= {part: self.word() for part in parts} | {"key": spelling}
        self.bring()

    @rule()
    def import_the_same(self):
        self.bring(expect="unchanged")

    @rule(draft=st.sampled_from(["true", "false"]))
    def import_another_draft(self, draft):
        self.values["draft"] = draft
        self.bring()

    def bring(self, expect: str = "") -> None:
        document = FILE.format(**self.values).encode()
        path = f"crane-{self.values['name']}.en.md"
        parsed = parse(document, path, site_rules())
        run = ImportRun.objects.create(origin="in", state="finished")
        incoming = IncomingFile("/in", path, document, sha256_of(document), parsed.record, None)
        (stored,) = store([incoming])
        record_conflicts([stored], run)
        assert not stored.problems
        if expect:
            assert stored.outcome == expect
        self.last = document
        self.brought |= words_in(document.decode())
        if stored.outcome == "waiting":
            return
        if Source.objects.get().trust == "publish":
            # It was imported while its source was trusted.
            self.allowed |= words_in(document.decode(), path) - words_in(
                *(str(one.theirs) for one in ImportConflict.objects.filter(choice=""))
            )

    @rule(trust=st.sampled_from(["review", "publish"]))
    def trust(self, trust):
        Source.objects.update(trust=trust)

    # --- people ---------------------------------------------------------------------------

    @rule()
    def open(self):
        page = self.browser.get(self.url)
        self.form = form_of(page)
        self.shown = words_in(unescape(page.content.decode()))

    @precondition(lambda self: self.form)
    @rule(field=st.sampled_from(["title", "description", "body"]))
    def write(self, field):
        word = self.word()
        self.form[field] = f"{self.form[field]} {word}"
        self.shown.add(word)

    @precondition(lambda self: self.form)
    @rule(step=st.sampled_from(
        ["save", "save", "update", "update", "publish", "discard", "unpublish", "now", "later"]
    ))  # fmt: skip
    def press(self, step):
        """What the form showed may be public, if it was sent and taken."""
        data = dict(self.form)
        if step == "later":
            moment = timezone.localtime() + dt.timedelta(hours=1)
            data["update_at"], step = moment.strftime("%Y-%m-%dT%H:%M:%S"), "save"
        panel = self.browser.get(self.url).context["panel"]
        data |= {"_step": step, "_confirmed": panel.confirmed}
        self.desk_changed = True
        # Checked before: what it shows counts only if this very state is taken.
        before = self.allowed
        self.allowed = self.allowed | self.shown
        answer = self.browser.post(self.url, data)
        if answer.status_code == 200:
            self.allowed = before
        else:
            self.typed |= words_in(*(data[name] for name in ("title", "description", "body")))
        self.form = {}

    @rule(
        name=st.sampled_from(["publish", "unpublish", "submit", "retract", "restore", "send_back"])
    )
    def move(self, name):
        """A transition publishes the text that its list or page shows, in the version seen."""
        article = self.article
        permitted = {
            "publish": "in_review", "unpublish": "published", "submit": "draft",
            "retract": "published", "restore": "retracted", "send_back": "in_review",
        }[name]  # fmt: skip
        if article.status != permitted or (name == "retract" and not article.is_live):
            return
        self.desk_changed = True
        if name == "publish":
            self.allowed |= words_of(article)
        getattr(article, name)(self.editor, "why")

    @precondition(lambda self: ImportConflict.objects.filter(choice="").exists())
    @rule(choice=st.sampled_from(["ours", "theirs"]))
    def decide(self, choice):
        conflict = ImportConflict.objects.filter(choice="").first()
        url = f"/admin/articles/importconflict/{conflict.pk}/change/"
        seen = self.browser.get(url).context["seen"]
        self.desk_changed = True
        if choice == "theirs":
            self.allowed |= words_in(str(conflict.theirs))
        self.browser.post(url, {"choice": choice, "seen": seen})

    @rule()
    def clock(self):
        """A scheduled update comes: what its author saved."""
        for pending in PendingRevision.objects.filter(due_at__isnull=False):
            assert not pending.by_import
        publish_due(timezone.now() + dt.timedelta(hours=2))

    # --- the laws -------------------------------------------------------------------------

    @invariant()
    def nothing_is_public_that_nobody_read(self):
        cache.clear()
        article = self.article
        paths = [
            "/en/",
            "/en/feed.json",
            "/api/v1/articles",
            "/en/corrections/",
            self.url_of_readers,
        ]
        if article.is_live:
            paths.append(f"/en/articles/{article.slug}.md")
        answers = [self.reader.get(path) for path in paths]
        public = words_in(
            *(one.content.decode() for one in answers if one.status_code in (200, 410)),
            *(one.get("Location", "") for one in answers),
        )
        # Who reads nothing of a former address of the story itself is not told of it.
        for redirect in Redirect.objects.filter(path__startswith="/old/"):
            if self.reader.get(redirect.path, follow=True).status_code != 404:
                public |= words_in(redirect.path)
        assert public <= self.allowed, public - self.allowed

    @invariant()
    def no_word_is_lost(self):
        article = self.article
        documents = [document_of(article).decode(), str(article.audit.values_list("detail"))]
        documents.append(bytes(article.original.data).decode() + article.original.path)
        documents += [str(row) for row in Revision.objects.values_list("body", "front_matter")]
        for row in PendingRevision.objects.all():
            documents += [json.dumps(row.values), str(row.document(article, row.values).category)]
        documents += [str(row) for row in ImportConflict.objects.values_list("theirs", "ours")]
        kept = words_in(*documents) | words_of(article)
        # Files of which nothing was stored are replaced by the next one of the same words.
        lost = {word for word in self.typed if word not in kept}
        assert not lost, lost

    @invariant()
    def an_untouched_file_is_exported_as_it_came(self):
        if not self.desk_changed and self.values["draft"] == "false":
            assert document_of(self.article) == self.last

    @invariant()
    def one_source_whatever_its_spelling(self):
        assert Source.objects.count() == 1

    def teardown(self) -> None:
        Article.objects.all().delete()
        Source.objects.all().delete()
        User.objects.all().delete()


def words_in(*texts: str) -> set[str]:
    return {word for text in texts for word in WORD.findall(text)}


def words_of(article: Article) -> set[str]:
    """Every word that readers may see of an article, and its address."""
    alt = article.cover.alt if article.cover else ""
    tags = " ".join(tag.name for tag in article.tag_list)
    related = f"{article.category} {article.cta} {article.aliases} {alt} {tags} {article.slug}"
    return words_in(article.title, article.description, article.body, related)


FEW = settings(max_examples=4, stateful_step_count=10, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=COUNT, stateful_step_count=20)


class TrustTest(TestCase, Trust.TestCase):
    settings = FEW


@pytest.mark.thorough
class LongTrustTest(TestCase, Trust.TestCase):
    settings = MANY
