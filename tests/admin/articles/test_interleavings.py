"""Two editors and an import over one story, in any order: no word that was taken is ever gone.

Everybody writes words that nobody wrote before. A word is taken when a save was answered with
`saved`, or when an import put it into the story. From then on it stands in the story, in the
changes that wait beside it, or in the history.

    INTERLEAVINGS=10000 make test ARGS=tests/admin/articles/test_interleavings.py
"""

import os
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from articles.admin.articles.change_form.concurrent_edits import control_value
from articles.front_matter.files import parse
from articles.import_export.originals import site_rules
from articles.import_export.read_file import IncomingFile, sha256_of
from articles.import_export.store import store
from articles.models import Article, PendingRevision, Revision, Source
from articles.workflow import Status
from tests.examples import examples

COUNT = int(os.environ.get("INTERLEAVINGS", examples(40)))
WORD = re.compile(r"\bw\d+x\b")
EDITORS = st.sampled_from([0, 1])
PLACES = st.integers(0, 5)
FIELDS = st.sampled_from(["body", "body", "description", "title"])
THEN = st.sampled_from(["", "save", "save", "update", "discard"])
FILE = """---
title: The harbour
description: {description}
publishedAt: '2026-11-10T08:30:10.125Z'
lang: en
externalId: '7'
source:
  name: The Wire
  key: wire
  type: RSS
draft: {draft}
---
{body}
"""
MANAGEMENT = {
    "corrections-TOTAL_FORMS": "0",
    "corrections-INITIAL_FORMS": "0",
    "corrections-MIN_NUM_FORMS": "0",
    "corrections-MAX_NUM_FORMS": "1000",
}


def words_of(*texts: str) -> set[str]:
    return {word for text in texts for word in WORD.findall(text)}


class Interleavings(RuleBasedStateMachine):
    """Two open forms and a file that changes; what was taken must stay somewhere."""

    def __init__(self) -> None:
        super().__init__()
        people = [User.objects.create_superuser(name) for name in ("ann", "ben")]
        self.browsers = [Client() for _ in people]
        self.requests = []
        for browser, person in zip(self.browsers, people, strict=True):
            browser.force_login(person)
            request = RequestFactory().get("/")
            request.user = person
            self.requests.append(request)
        self.forms: list[dict[str, str]] = [{}, {}]
        self.typed: list[set[str]] = [set(), set()]
        self.written = 0
        self.taken: set[str] = set()
        self.upstream = {"description": self.word(), "draft": "false"}
        self.paragraphs = [f"One {self.word()} here.", f"Two {self.word()} there.", "Three."]
        self.bring()
        for who in (0, 1):
            self._open(who)

    def word(self) -> str:
        self.written += 1
        return f"w{self.written}x"

    # --- what happens ---------------------------------------------------------------------

    @rule(who=EDITORS)
    def open(self, who):
        """Whatever was typed and not saved is this editor's to lose."""
        self._open(who)

    def _open(self, who: int) -> None:
        article = Article.objects.get()
        model_admin = admin.site.get_model_admin(Article)
        form = model_admin.get_form(self.requests[who], article, change=True)(instance=article)
        self.forms[who] = {bound.html_name: control_value(bound) for bound in form}
        self.typed[who] = set()

    @rule(who=EDITORS, place=PLACES, over=st.booleans(), field=FIELDS, then=THEN)
    def write(self, who, place, over, field, then):
        """A new word into one of the texts, or over one of its words; then perhaps a button."""
        form, word = self.forms[who], self.word()
        parts = form[field].split(" ")
        place = min(place, len(parts) - 1)
        if over:
            # Own words that are written over were never saved.
            self.typed[who] -= words_of(parts[place])
            parts[place] = word
        else:
            parts.insert(place, word)
        form[field] = " ".join(parts)
        self.typed[who].add(word)
        if then:
            self.post(who, then)

    @rule(place=PLACES, field=st.sampled_from(["body", "description"]))
    def import_again(self, place, field):
        """Upstream writes a new word into one of its paragraphs."""
        if field == "description":
            self.upstream["description"] = f"Short {self.word()} words."
        else:
            place = place % len(self.paragraphs)
            self.paragraphs[place] = f"{self.word()} {self.paragraphs[place][-40:]}"
        self.bring()

    @rule(name=st.sampled_from(["unpublish", "submit", "publish", "retract", "restore"]))
    def move(self, name):
        article = Article.objects.get()
        if article.status in {
            "unpublish": [Status.PUBLISHED], "submit": [Status.DRAFT],
            "publish": [Status.IN_REVIEW], "retract": [Status.PUBLISHED],
            "restore": [Status.RETRACTED],
        }[name]:  # fmt: skip
            getattr(article, name)(None, "why")

    # --- the law --------------------------------------------------------------------------

    @invariant()
    def no_word_that_was_taken_is_gone(self):
        assert not self.taken - self.kept(), self.taken - self.kept()

    def kept(self) -> set[str]:
        """All words that somebody can still find."""
        article = Article.objects.get()
        found = words_of(article.title, article.description, article.body)
        for pending in PendingRevision.objects.all():
            found |= words_of(*(str(value) for value in pending.values.values()))
        for body, keys in Revision.objects.values_list("body", "front_matter"):
            found |= words_of(body, str(keys))
        return found

    def teardown(self) -> None:
        Article.objects.all().delete()
        Source.objects.all().delete()
        User.objects.all().delete()

    # --- parts ----------------------------------------------------------------------------

    def bring(self) -> None:
        text = FILE.format(body="\n\n".join(self.paragraphs), **self.upstream)
        document = text.encode()
        parsed = parse(document, "the-harbour.en.md", site_rules())
        incoming = IncomingFile(
            "/in", "the-harbour.en.md", document, sha256_of(document), parsed.record, None
        )
        store([incoming])
        article = Article.objects.get()
        self.taken |= words_of(article.title, article.description, article.body)

    def post(self, who: int, step: str) -> None:
        """Save, and accept the merge that the form comes back with."""
        form = self.forms[who]
        where = f"/admin/articles/article/{Article.objects.get().pk}/change/"
        for _try in range(3):
            answer = self.browsers[who].post(
                where, MANAGEMENT | form | {"_step": step, "form_name": ""},
                headers={"accept": "application/json"},
            )  # fmt: skip
            told = answer.json()
            if told["saved"]:
                self.taken |= self.typed[who]
                self.typed[who] = set()
                if "follow" in told:
                    # The form has other fields now: the person gets a new page.
                    self._open(who)
                else:
                    self.forms[who] = {**form, **told["values"]}
                return
            if answer.status_code != 409:
                # Not valid (a title that is too long): nothing was taken, all is still typed.
                return
            form |= told["values"]
        pytest.fail("a merge that is accepted must be saved")


class InterleavingsTest(TestCase, Interleavings.TestCase):
    settings = settings(
        max_examples=COUNT,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
