"""Instructions for a model: versions of prompts, one on for each job and language."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.model_call import ModelJob
from articles.models.text_fields import CHOOSE, LineField, LinesField


class PromptQuerySet(models.QuerySet["Prompt"]):
    """The prompts that are in use."""

    def current(self, job: str, lang: str) -> "Prompt | None":
        """The prompt of a job that is on for `lang`, or else for every language; one query."""
        # That of the language comes before that of every language.
        return self.filter(job=job, lang__in=[lang, ""], is_on=True).order_by("-lang").first()


class Prompt(models.Model):
    """One version of a prompt; its text is never edited, so that what was asked can be read again.

    `lang` is the language that the model writes; empty for every language without a prompt of its
    own.
    """

    job = models.CharField(_("job"), max_length=20, choices=ModelJob.choices)
    lang = models.CharField(_("language"), max_length=12, blank=True)
    version = models.PositiveIntegerField(_("version"))
    text = LinesField(_("instructions"))
    note = LineField(_("what is new"), max_length=200, blank=True)
    is_on = models.BooleanField(_("on"), default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = PromptQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ["job", "lang", "-version"]
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "lang", "version"],
                name="prompt_version_once",
                violation_error_message=_(
                    "Somebody wrote this version at this moment. Save yours again as the next one."
                ),
            ),
            models.UniqueConstraint(
                fields=["job", "lang"],
                condition=Q(is_on=True),
                name="one_prompt_on",
                violation_error_message=_("Another version is on. Switch that one off first."),
            ),
            models.CheckConstraint(
                condition=Q(job__in=["rewrite", "translate"]),
                name="prompt_job_known",
                violation_error_message=CHOOSE,
            ),
        ]

    def __str__(self) -> str:
        lang = self.lang or _("every language")
        return f"{self.get_job_display()}, {lang}, {self.version}"

    @classmethod
    def write(cls, job: str, lang: str, text: str, note: str, by: User | None) -> Self:
        """Store the next version of the prompt of a job and language, which is off."""
        rows = cls._default_manager.filter(job=job, lang=lang)
        with transaction.atomic():
            latest = rows.aggregate(latest=Max("version"))["latest"] or 0
            prompt = cls(
                job=job, lang=lang, version=latest + 1, text=text, note=note, created_by=by
            )
            prompt.save()
        return prompt

    def switch(self, *, on: bool) -> None:
        """Use this version from now on, in place of another one of its job and language; or not.

        Another one that is on stays on where this one is switched off.
        """
        rows = type(self)._default_manager.filter(job=self.job, lang=self.lang)
        with transaction.atomic():
            # Of two people who switch, one is first.
            list(rows.order_by("pk").select_for_update().values_list("pk"))
            if on:
                rows.filter(is_on=True).exclude(pk=self.pk).update(is_on=False)
            rows.filter(pk=self.pk).update(is_on=on)
        self.is_on = on


class HouseWord(models.Model):
    """A word of house style in one language: one that no text may have, or that the house writes
    otherwise."""

    class WordKind(models.TextChoices):
        """Whether the word is banned, or has a spelling of the house."""

        BANNED = "banned", pgettext_lazy("word", "Never")
        SPELLING = "spelling", pgettext_lazy("word", "Written otherwise")

    lang = models.CharField(_("language"), max_length=12)
    word = LineField(
        _("word"), max_length=100, help_text=_("A word, or up to five words in a row.")
    )
    kind = models.CharField(
        _("rule"), max_length=10, choices=WordKind.choices, default=WordKind.BANNED
    )
    instead = LineField(
        _("write instead"), max_length=100, blank=True, help_text=_("The spelling of the house.")
    )

    class Meta:
        ordering = ["lang", "word"]
        verbose_name = _("house word")
        verbose_name_plural = _("house words")
        constraints = [
            models.UniqueConstraint(
                fields=["lang", "word"],
                name="house_word_once",
                violation_error_message=_("This word has a rule already. Change that one."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["banned", "spelling"]),
                name="house_word_kind_known",
                violation_error_message=CHOOSE,
            ),
            models.CheckConstraint(
                condition=Q(kind="banned") | ~Q(instead=""),
                name="house_spelling_given",
                violation_error_message=_("Write how the house spells it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word} → {self.instead}" if self.instead else self.word
