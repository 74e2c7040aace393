"""Hostile values in every field of every form, in every parameter, and in every command: no answer
is a 500, nothing is stored by half, and what readers get stays well-formed."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.editorial.bulk.actions import BULK_ACTIONS
from articles.models import Category, Tag
from tests.admin_urls import address, addresses, one_of_each
from tests.hostile_values import SHARE
from tests.hostile_walk import Faults, Walker, forms_of, snapshot

# The pages are walked in so many tests, which run beside each other.
PARTS = 4

pytestmark = pytest.mark.django_db

# They end the session, change the password of the walker, or hold no form of ours.
LEFT_OUT = {"logout", "view_on_site", "jsi18n", "autocomplete"}


@pytest.fixture
def desk(tmp_path, import_files, example, client, settings):
    """A superuser at a desk with a row of everything, in a zone with summer time."""
    settings.TIME_ZONE = "Europe/Kyiv"
    things = one_of_each(tmp_path, import_files, example)
    root = User.objects.create_superuser("root", password="pw")
    client.force_login(root)
    article = things["articles_article"]
    Tag.objects.create(name="other", slug="other")
    Category.from_key("OTHER")
    return client, things, article


def pages(client, things) -> dict[str, bytes]:
    """Every page of the admin that is opened with GET, and the plan of each bulk action."""
    found = {}
    for pattern in addresses():
        if pattern.name in LEFT_OUT or (pattern.name or "").endswith("_password_change"):
            continue
        url = address(pattern, things)
        response = client.get(url)
        if response.status_code == 200 and "html" in response["Content-Type"]:
            found[url] = response.content
    for model in (Tag, Category):
        ids = "-".join(str(pk) for pk in model.objects.values_list("pk", flat=True))
        url = reverse(f"admin:articles_{model._meta.model_name}_merge") + f"?labels={ids}"
        found[url] = client.get(url).content
    plan = reverse("admin:articles_article_plan")
    article = things["articles_article"]
    for name in BULK_ACTIONS:
        response = client.post(plan, {"act": name, "story": article.pk})
        found[f"{plan}#{name}"] = response.content
    return found


def walk(desk, *, share: int, part: int = 0, parts: int = 1) -> Faults:
    """Post the forms of every page, from `part` on each one in `parts` of them."""
    client, things, article = desk
    faults = Faults()
    walker = Walker(client, faults)
    for page, content in list(pages(client, things).items())[part::parts]:
        for form in forms_of(content, page.partition("#")[0], fill=page.endswith("/add/")):
            walker.post_all(form, page, share=share)
    # Readers see it, so that it is corrected and taken back instead.
    article.refresh_from_db()
    article.submit(None)
    article.publish(None)
    walker.before = snapshot()
    changed = [
        page for page in pages(client, things).items() if f"/article/{article.pk}/" in page[0]
    ]
    for page, content in changed[part::parts]:
        for form in forms_of(content, page, fill=False):
            walker.post_all(form, page, share=share)
    faults.tell()
    return faults


@pytest.mark.thorough
def test_one_hostile_value_in_every_field_of_every_form(desk):
    faults = walk(desk, share=0)
    assert faults.posted > 200
    assert faults.stored > 20
    assert faults.rows == []


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_hostile_values_of_every_kind_in_every_field_of_every_form(desk, part):
    faults = walk(desk, share=SHARE, part=part, parts=PARTS)
    assert faults.posted > 3000 // SHARE // PARTS // 2
    assert faults.stored > 300 // SHARE // PARTS // 2
    assert faults.rows == []
