"""Every address of the admin, asked by every role: who may go there, and that nobody else changes
a thing by asking.

A new address makes the walk fail until the table says who it is for.
"""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import serializers

from tests.admin_urls import address, addresses, one_of_each

pytestmark = pytest.mark.django_db

# From the least to the most. A role may what the roles before it may.
ROLES = ["anybody", "staff", "Writers", "Editors", "Administrators", "superuser", "nobody"]

# Of each model the least role that may look at, add, change and delete it.
MODELS = {
    "articles.article": ("Writers", "Writers", "Writers", "Administrators"),
    "articles.auditentry": ("Editors", "nobody", "nobody", "nobody"),
    "articles.category": ("Writers", "Editors", "Editors", "Administrators"),
    "articles.feed": ("Editors", "Administrators", "Administrators", "Administrators"),
    # A page that is read leads to its button.
    "articles.frontedition": ("Editors",) * 4,
    # An event is read, by whatever method.
    "articles.cluster": ("Editors", "nobody", "Editors", "nobody"),
    "articles.image": ("Writers", "Writers", "Writers", "Administrators"),
    "articles.importconflict": ("Editors", "nobody", "Editors", "nobody"),
    # A run log is read, by whatever method.
    "articles.importrun": ("Editors", "Editors", "Editors", "nobody"),
    # A writer writes drafts; tests/admin/test_pages.py asks who may what.
    "articles.page": ("Writers", "Writers", "Editors", "Administrators"),
    "articles.redirect": ("Administrators",) * 4,
    "articles.quarantinedfile": ("Editors", "nobody", "Editors", "Editors"),
    "articles.queuedtask": ("Administrators", "nobody", "Administrators", "nobody"),
    "articles.revision": ("Editors", "nobody", "nobody", "nobody"),
    "articles.source": ("Writers", "Editors", "Editors", "Administrators"),
    "articles.author": ("Writers", "Editors", "Editors", "Administrators"),
    "articles.tag": ("Writers", "Editors", "Editors", "Administrators"),
    "articles.topic": ("Writers", "Editors", "Editors", "Administrators"),
    # Evidence is read, by whatever method.
    "articles.upstreamitem": ("Editors", "nobody", "Editors", "nobody"),
    "articles.pipelinerun": ("Editors", "nobody", "Editors", "nobody"),
    # A version is read, by whatever method; who may, writes the next one.
    "articles.ingestrules": ("Editors", "Administrators", "Editors", "nobody"),
    "articles.sitesettings": ("Editors", "Administrators", "nobody", "nobody"),
    # The page of one is read, by whatever method.
    "articles.suggestion": ("Editors", "nobody", "Editors", "nobody"),
    "articles.prompt": ("Editors", "Administrators", "Editors", "nobody"),
    "articles.houseword": ("Editors",) * 4,
    "articles.webhook": ("Administrators",) * 4,
    "auth.group": ("Administrators", "superuser", "superuser", "superuser"),
    "auth.user": ("Administrators", "Administrators", "Administrators", "superuser"),
}
# All other addresses, by their names.
ADDRESSES = {
    "index": "staff",
    "app_list": "Writers",
    "login": "anybody",
    "logout": "anybody",
    "password_change": "staff",
    "password_change_done": "staff",
    "autocomplete": "Writers",
    "jsi18n": "staff",
    "health": "Administrators",
    "view_on_site": "staff",
    "auth_user_password_change": "Administrators",
    "auth_user_help": "Administrators",
    "second_step": "anybody",
    "account": "staff",
    "layout": "staff",
    "second_factor": "staff",
    "password_reset": "anybody",
    "password_reset_done": "anybody",
    "password_reset_confirm": "anybody",
    "password_reset_complete": "anybody",
    "articles_article_markdown": "Writers",
    "articles_article_original": "Writers",
    # Which act it is decides more; tests/admin/articles/test_change_list.py asks as whom.
    "articles_article_plan": "Writers",
    "articles_article_do": "Writers",
    "articles_article_undo": "Editors",
    "articles_article_weights": "Editors",
    "articles_article_pins": "Editors",
    # For the program of the story's page.
    "articles_article_autosave": "Writers",
    "articles_article_forget": "Writers",
    "articles_article_picture": "Writers",
    "articles_article_presence": "Writers",
    "articles_article_preview": "Writers",
    "articles_article_repair": "Writers",
    "articles_article_review_queue": "Editors",
    "articles_article_review": "Editors",
    "articles_article_versions": "Editors",
    "articles_article_compare": "Editors",
    "articles_article_origin": "Editors",
    "articles_article_put_back": "Editors",
    "articles_article_previews": "Editors",
    "articles_article_corrections": "Editors",
    # Who may only look gets no button; tests/admin/articles/test_translations.py asks who may what.
    "articles_article_translations": "Writers",
    "articles_article_retract": "Editors",
    "articles_article_restore": "Editors",
    # Whose picture readers see decides more; tests/admin/images/ asks as whom.
    "articles_image_upload": "Writers",
    "articles_image_choose": "Writers",
    "articles_image_chosen": "Writers",
    "articles_image_unsplash": "Writers",
    "articles_image_unsplash_take": "Writers",
    "articles_image_replace": "Writers",
    "articles_tag_tidy": "Writers",
    "articles_tag_merge": "Editors",
    "articles_author_merge": "Editors",
    "articles_category_merge": "Editors",
    "articles_revision_markdown": "Editors",
    "articles_quarantinedfile_try_all": "Editors",
    "articles_quarantinedfile_file": "Editors",
    "articles_queuedtask_try_all": "Administrators",
    "articles_queuedtask_try": "Administrators",
    "articles_upstreamitem_draft": "Editors",
    "articles_pipelinerun_start": "Administrators",
    "articles_ingestrules_test": "Editors",
    "articles_ingestrules_switch": "Administrators",
    "articles_sitesettings_restore": "Administrators",
    "articles_frontedition_itself": "Editors",
    "articles_frontedition_put": "Editors",
    "articles_frontedition_launch": "Editors",
    "articles_frontedition_call_back": "Editors",
    "articles_frontedition_preview": "Editors",
    "articles_suggestion_rewrite": "Editors",
    "articles_suggestion_decide": "Editors",
    "articles_prompt_try": "Administrators",
    "articles_prompt_switch": "Administrators",
    "articles_feed_poll": "Administrators",
    "articles_upstreamitem_keep": "Editors",
    "articles_webhook_secret": "Administrators",
    "articles_webhook_test": "Administrators",
}
STANDARD = {"changelist": 0, "history": 0, "add": 1, "change": 2, "delete": 3}


def least(name: str, method: str) -> str:
    """The least role that may send `method` there."""
    if name in ADDRESSES:
        return ADDRESSES[name]
    label, _, act = name.rpartition("_")
    rights = MODELS.get(label.replace("_", ".", 1))
    if rights is None or act not in STANDARD:
        pytest.fail(f"Who may go to {name}? Say it in ADDRESSES.")
    # A page that may not be changed may still be read.
    return rights[0 if (act, method) == ("change", "GET") else STANDARD[act]]


def everything() -> dict[str, str]:
    """What is stored, table by table."""
    passing = {"sessions.Session"}
    return {
        model._meta.label: serializers.serialize("json", model._default_manager.order_by("pk"))
        for model in apps.get_models()
        if model._meta.label not in passing
    }


def somebody(role: str, person) -> User | None:
    match role:
        case "anybody":
            return None
        case "staff":
            return User.objects.create_user("staff", is_staff=True)
        case "superuser":
            return User.objects.create_superuser("root")
        case _:
            return person(role)


@pytest.fixture
def things(tmp_path, import_files, example):
    return one_of_each(tmp_path, import_files, example)


# The role with the fewest rights every day; all others, a minute in all, where CI runs.
@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=[] if role == "Writers" else pytest.mark.thorough)
        for role in ROLES
        if role != "nobody"
    ],
)
def test_every_address_is_open_to_its_roles_and_closed_to_all_others(
    client, make_user, things, role
):
    user = somebody(role, make_user)
    open_to, closed_to = [], []
    for pattern in addresses():
        for method in ("GET", "POST"):
            allowed = ROLES.index(role) >= ROLES.index(least(pattern.name or "", method))
            found = open_to if allowed else closed_to
            found.append((method, pattern.name, address(pattern, things)))

    def ask(method: str, where: str) -> int:
        """The status; one of the 400s also for the way to the login page."""
        session = client.cookies.get(settings.SESSION_COOKIE_NAME)
        if user and not (session and session.value):
            # Logging out is an address, too.
            client.force_login(user)
        answer = client.generic(method, where)
        to_login = answer.status_code == 302 and "/login/" in answer.headers["Location"]
        return 401 if to_login else answer.status_code

    if user:
        client.force_login(user)
        user.refresh_from_db()
    before = everything()
    wrong = [f"{method} {name}" for method, name, where in closed_to if ask(method, where) < 400]
    assert not wrong, f"{role} got in"
    after = everything()
    before.pop("auth.User")
    after.pop("auth.User")
    assert after == before
    wrong = [
        f"{method} {name}"
        for method, name, where in open_to
        if ask(method, where) in (401, 403, 404)
    ]
    assert not wrong, f"{role} was kept out"


def test_the_table_names_nothing_that_is_gone():
    names = {pattern.name for pattern in addresses()}
    assert not set(ADDRESSES) - names
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert set(MODELS) == registered
