"""Every list and form of the desk is headed by what it shows."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst

from articles.models import Category

pytestmark = pytest.mark.django_db

LISTS = {model._meta.label: model for model in admin.site._registry}
# Their own words say more.
OWN = {
    "articles.Article": "Stories",
    "articles.FrontEdition": "Front page",
    "articles.Image": "Pictures",
    "articles.ImportConflict": "Nothing waits for a decision",
    "articles.QuarantinedFile": "No file was refused",
}


def heading(answer) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.S)
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


@pytest.mark.parametrize("label", LISTS)
def test_a_list_is_headed_by_what_it_lists(admin_client, label):
    meta = LISTS[label]._meta
    answer = admin_client.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"))
    if answer.status_code == 302:
        pytest.skip("it has one row, to which it leads")
    assert heading(answer) == OWN.get(label, capfirst(str(meta.verbose_name_plural)))


def test_a_form_is_headed_by_the_name_of_its_row(admin_client, make_article):
    energy = Category.objects.create(key="ENERGY", name="Energy", slug="energy")
    article = make_article("Crane", tags=["PORTS"], category=energy)
    for row in (article.category, *article.tags.all()):
        page = admin_client.get(
            reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
        )
        assert heading(page) == str(row)
        assert (
            f'<p class="kind">{capfirst(str(row._meta.verbose_name))}</p>' in page.content.decode()
        )
        assert f"<title>{row} | " in page.content.decode()
