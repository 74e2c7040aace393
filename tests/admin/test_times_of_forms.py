"""Every day and time in the admin's forms is read by one field, also while an hour is repeated."""

import datetime as dt

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.contrib.auth.models import User
from django.utils import timezone

from articles.admin.articles.bulk.forms import BulkActionForm
from articles.admin.articles.change_form.corrections import CorrectionForm
from articles.editorial.bulk.actions import BULK_ACTIONS
from articles.lib import moments
from articles.lib.moment_field import MomentField
from articles.models import Article, Correction, ImportConflict, PendingRevision

pytestmark = pytest.mark.django_db

# In Kyiv both are 03:30 on 25 October.
FIRST = dt.datetime(2026, 10, 25, 0, 30, 15, 123456, tzinfo=dt.UTC)
SECOND = FIRST + dt.timedelta(hours=1)


@pytest.fixture(params=[FIRST, SECOND], ids=["first", "second"])
def repeated(request, settings, monkeypatch):
    """The time of now, in one of the two equal hours."""
    settings.TIME_ZONE = "Europe/Kyiv"
    for module in (timezone, moments):
        monkeypatch.setattr(module, "now", lambda: request.param)
    with timezone.override("Europe/Kyiv"):
        yield request.param


def test_every_time_of_the_admin_is_a_moment_field(rf):
    request = rf.get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    found, others = [], []
    fieldsets = [BulkActionForm(action).fields for action in BULK_ACTIONS.values()]
    fieldsets.append(CorrectionForm().fields)
    for model, model_admin in admin.site._registry.items():
        if model is ImportConflict:
            # It is decided on a page of its own.
            continue
        for obj in (None, model_admin.model(pk=1)):
            if model_admin.has_change_permission(request, obj):
                form = model_admin.get_form(request, obj, change=obj is not None)
                fieldsets.append(form.base_fields)
        for inline in model_admin.get_inline_instances(request, model_admin.model(pk=1)):
            fieldsets.append(inline.get_formset(request).form.base_fields)
    for fields in fieldsets:
        for name, field in fields.items():
            times = (
                forms.DateTimeField,
                forms.SplitDateTimeField,
                forms.DateField,
                forms.TimeField,
            )
            if isinstance(field, MomentField):
                found.append(name)
            elif isinstance(field, times) or isinstance(field.widget, AdminSplitDateTime):
                others.append(name)
    # The last day of a picture is a day of the site's calendar, and no moment.
    assert set(others) == {"rights_until"}
    assert {"published_at", "sticky_until", "update_at", "until", "date"} <= set(found)


def test_an_edit_keeps_times_of_the_repeated_hour(repeated, sign_in, url, values, make_article):
    client = sign_in()
    live = make_article("Live", published_at=repeated, sticky_weight=1, sticky_until=repeated)
    draft = make_article("Draft", published_at=repeated, sticky_until=repeated, status="draft")
    for article in (live, draft):
        opened = client.get(url(article))
        sent = values(opened, _step="update" if article is live else "save", body="Another text.")
        response = client.post(url(article), sent)
        assert response.status_code == 302, response.context["errors"]
        article.refresh_from_db()
        assert (article.body, article.published_at) == ("Another text.", repeated)
        assert article.sticky_until == repeated
    assert not PendingRevision.objects.exists()


def test_what_somebody_else_set_meanwhile_does_not_make_an_untouched_time_a_typed_one(
    repeated, sign_in, url, values, make_article
):
    client = sign_in()
    draft = make_article("Draft", published_at=repeated, status="draft")
    opened = client.get(url(draft))
    other = repeated + dt.timedelta(days=1)
    Article.objects.filter(pk=draft.pk).update(published_at=other, version=5)
    response = client.post(url(draft), values(opened, body="Another text."))
    assert response.context["adminform"].form.merge.taken[0].field == "published_at"
    assert not response.context["adminform"].form.merge.overlaps


def test_a_correction_is_of_now_unless_it_says_when(repeated, sign_in, make_article):
    client, article = sign_in(), make_article(published_at=repeated - dt.timedelta(days=1))
    address = f"/admin/articles/article/{article.pk}/corrections/"
    shown = client.get(address).context["form"]["date"].value()
    assert not shown
    sent = {"kind": "update", "date": "", "text": "It is ten.", "act": "publish"}
    assert client.post(address, sent).status_code == 302
    assert Correction.objects.get().date == repeated


def test_a_kept_correction_keeps_its_time(repeated, sign_in, url, values, make_article):
    client, article = sign_in(), make_article(published_at=repeated - dt.timedelta(days=1))
    note = Correction.objects.create(article=article, text="It was nine.", date=repeated)
    opened = client.get(url(article))
    control = opened.context["inline_admin_formsets"][0].formset.forms[0]["date"]
    sent = values(opened, _step="update", **{
        "corrections-0-text": "It was ten.",
        "corrections-0-date": control.field.widget.format_value(control.value()),
    })  # fmt: skip
    response = client.post(url(article), sent)
    assert response.status_code == 302, response.context["errors"]
    note.refresh_from_db()
    assert (note.text, note.date) == ("It was ten.", repeated)
    # Emptied, it is still the time that readers were told.
    opened = client.get(url(article))
    sent = values(opened, _step="update", **{"corrections-0-text": "11.", "corrections-0-date": ""})
    assert client.post(url(article), sent).status_code == 302
    note.refresh_from_db()
    assert (note.text, note.date) == ("11.", repeated)


def test_a_planned_update_keeps_its_time(repeated, sign_in, url, values, make_article):
    client, article = sign_in(), make_article(published_at=repeated - dt.timedelta(days=1))
    due = repeated + dt.timedelta(minutes=20)
    opened = client.get(url(article))
    local = moments.localtime(due).replace(tzinfo=None).isoformat(timespec="seconds")
    assert (
        client.post(url(article), values(opened, body="New.", update_at=local)).status_code == 302
    )
    assert PendingRevision.objects.get().due_at == due.replace(microsecond=0)
    response = client.post(url(article), values(client.get(url(article)), body="Newer."))
    assert response.status_code == 302, response.context["errors"]
    assert PendingRevision.objects.get().due_at == due.replace(microsecond=0)
