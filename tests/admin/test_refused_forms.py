"""After any refused save the first error is in view and has the focus, also without a script."""

import pytest
from django.contrib.admin import site
from django.urls import reverse
from lxml import html

from articles.models import Article, FrontEdition, Image, ImportRun, Revision, Tag

pytestmark = pytest.mark.django_db

ADMIN = "/admin/articles/"
FORMSET = {"-TOTAL_FORMS": "1", "-INITIAL_FORMS": "0", "-MIN_NUM_FORMS": "1"}
VARIANT = {f"variants{name}": value for name, value in FORMSET.items()}


def refused_posts(live, draft, group):
    """(what is refused, address, posted values, id of the field that must have the focus)."""
    story, change = f"{ADMIN}article/{live.pk}/", f"{ADMIN}article/{draft.pk}/change/"
    typed = {"title": "T", "lang": "en", "body": "B", "sticky_weight": "0"}
    notes = {"corrections-TOTAL_FORMS": "1", "corrections-INITIAL_FORMS": "0"}
    return [
        ("a new story without a title", f"{ADMIN}article/add/", typed | {"title": ""}, "id_title"),
        ("a story without a title", change, typed | notes | {"title": ""}, "id_title"),
        ("a half-typed time", change, typed | notes | {"published_at": "06:30"}, "id_published_at"),
        ("a weight that is none", change, typed | notes | {"sticky_weight": "x"}, "id_sticky_weight"),
        ("a story's correction without text", f"{story}change/",
         typed | notes | {"corrections-0-kind": "update", "corrections-0-date": "2026-01-01T00:00"},
         "id_corrections-0-text"),
        ("corrections with another save", f"{story}change/", typed | notes | {
            "corrections-0-kind": "update", "corrections-0-text": "It.", "_step": "save"},
         "form-errors"),
        ("a correction without text", f"{story}corrections/", {"kind": "update"}, "id_text"),
        ("a correction at no time", f"{story}corrections/",
         {"kind": "update", "date": "x", "text": "It."}, "id_date"),
        ("a retraction without a reason", f"{story}retract/", {"act": "do"}, "id_reason"),
        ("a preview link for no time", f"{ADMIN}article/{draft.pk}/previews/",
         {"act": "make", "hours": "7"}, "id_hours"),
        ("a bulk pin without a weight", f"{ADMIN}article/plan/",
         {"act": "pin", "ids": live.pk, "planned": "yes", "weight": "0"}, "id_weight"),
        ("a bulk pin until no time", f"{ADMIN}article/plan/",
         {"act": "pin", "ids": live.pk, "planned": "yes", "weight": "1", "until": "x"}, "id_until"),
        ("a bulk action with a long reason", f"{ADMIN}article/do/",
         {"act": "unpin", "seen": f"{live.pk}.0", "reason": "x" * 501}, "id_reason"),
        ("a section without a name", f"{ADMIN}category/add/", {"position": "1"}, "id_name"),
        ("a tag without a name", f"{ADMIN}tag/add/", {"slug": "x"}, "id_name"),
        ("an author without a name", f"{ADMIN}author/add/", {"slug": "x"}, "id_name"),
        ("a source without a name", f"{ADMIN}source/add/", {"key": "k"}, "id_name"),
        ("a redirect without a path", f"{ADMIN}redirect/add/", {}, "id_path"),
        ("a page without a title", f"{ADMIN}page/add/", {"lang": "en", "slug": "x"}, "id_title"),
        ("a picture without a file", f"{ADMIN}image/add/", VARIANT | {"variants-0-name": "full"},
         "form-errors"),
        ("a file that is none", f"{ADMIN}importrun/add/", {}, "id_file"),
        ("a person without a name", "/admin/auth/user/add/", {}, "id_username"),
        ("a role without a name", "/admin/auth/group/add/", {}, "id_name"),
        ("a role's new name that is empty", f"/admin/auth/group/{group.pk}/change/", {}, "id_name"),
    ]  # fmt: skip


def test_the_first_error_of_every_refused_form_has_the_focus(
    client, admin_user, make_article, django_user_model
):
    client.force_login(admin_user)
    live, draft = make_article("Live"), make_article("Draft", status="draft")
    from django.contrib.auth.models import Group

    group = Group.objects.create(name="Readers")
    found = {}
    for what, address, posted, wanted in refused_posts(live, draft, group):
        response = client.post(address, posted)
        if response.status_code != 200:
            found[what] = response.status_code
            continue
        page = html.fromstring(response.content)
        focused = page.xpath("//*[@autofocus]")
        ids = [element.get("id") for element in focused]
        if ids != [wanted]:
            found[what] = ids
        elif wanted != "form-errors":
            described = (focused[0].get("aria-describedby") or "").split()
            errors = [page.get_element_by_id(one, None) for one in described]
            if focused[0].get("aria-invalid") != "true" or not any(
                one is not None and one.text_content().strip() for one in errors
            ):
                found[what] = "its error is not told with it"
    assert not found
    assert not Image.objects.exists()
    assert not ImportRun.objects.exists()


def test_the_summary_links_to_each_wrong_field(sign_in, url):
    page = html.fromstring(sign_in().post(url(), {"title": "", "lang": "xx"}).content)
    links = page.xpath("//*[@id='form-errors']//a/@href")
    assert {"#id_title", "#id_lang"} <= set(links)
    assert all(page.get_element_by_id(link[1:], None) is not None for link in links)


def spoiled(form) -> dict[str, str]:
    """The values of a form, each of them one that its field refuses."""
    values = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    for control in form.inputs:
        is_kept = control.get("type") in ("hidden", "submit", "file", "checkbox", "radio")
        if control.name and not is_kept:
            values[control.name] = "no\x01value"
    return values


def untold(page) -> list[str]:
    """What of a refused form leads to no element, and wrong fields that do not tell their error."""
    main = page.get_element_by_id("content")
    ids = set(page.xpath("//@id"))
    links = main.xpath(".//*[@id='form-errors']//a/@href")
    described = main.xpath(".//*[@aria-describedby]")
    told = [(one, set(one.get("aria-describedby").split())) for one in described]
    found = [link for link in links if link[1:] not in ids]
    found += [f"{one.get('name')}: {refs - ids}" for one, refs in told if refs - ids]
    errors = set(main.xpath(".//ul[contains(@class, 'errorlist')]/@id"))
    return found + sorted(errors.difference(*(refs for _one, refs in told)))


def test_each_error_of_each_form_is_told_at_its_field_and_led_to(client, admin_user):
    client.force_login(admin_user)
    found, refused = {}, 0
    for model in site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        address = reverse(f"admin:{name}_add")
        answer = client.get(address)
        # Some rows are never added by hand, and the front page has a form of its own.
        if answer.status_code != 200:
            assert model is FrontEdition or answer.status_code == 403, name
            continue
        forms = html.fromstring(answer.content).xpath("//*[@id='content']//form[@method='post']")
        answer = client.post(address, spoiled(forms[0]))
        page = html.fromstring(answer.content)
        refused += bool(page.xpath("//*[@id='form-errors']//a"))
        if faults := untold(page):
            found[name] = faults
    assert found == {}
    assert refused > 12


def test_a_wrong_menu_has_the_focus(client, admin_user):
    client.force_login(admin_user)
    address = reverse("admin:articles_sitesettings_add")
    form = html.fromstring(client.get(address).content).get_element_by_id("sitesettings_form")
    posted = dict(form.form_values()) | {"menu-0-place": "x", "menu-0-what": "/en/"}
    page = html.fromstring(client.post(address, posted).content)
    (group,) = page.xpath("//*[@autofocus]")
    assert (group.get("id"), group.get("role")) == ("id_menu", "group")
    assert "id_menu_error" in group.get("aria-describedby")
    # Of all rows the one input to correct is marked.
    wrong = group.xpath(".//*[@aria-invalid]")
    assert [one.get("name") for one in wrong] == ["menu-0-place"]


def test_an_error_of_a_hidden_field_is_told_too(client, admin_user):
    """Somebody else deleted the size of a picture that the form still has."""
    client.force_login(admin_user)
    image = Image.objects.create(alt="A crane")
    sizes = [
        image.variants.create(name=name, url=f"https://images.unsplash.com/{name}.jpg")
        for name in ("regular", "small")
    ]
    posted = {
        "alt": "A quay", "variants-TOTAL_FORMS": "2", "variants-INITIAL_FORMS": "2",
        "variants-MIN_NUM_FORMS": "1",
    }  # fmt: skip
    for number, size in enumerate(sizes):
        names = {"id": size.pk, "image": image.pk, "name": size.name, "url": size.url}
        posted |= {f"variants-{number}-{name}": value for name, value in names.items()}
    sizes[1].delete()
    response = client.post(f"{ADMIN}image/{image.pk}/change/", posted)
    assert response.status_code == 200
    summary = html.fromstring(response.content).get_element_by_id("form-errors")
    assert "(Hidden field id)" in summary.text_content()


def test_no_form_of_the_admin_tells_the_browser_not_to_check(client, admin_user, make_article):
    """A field that the browser cannot read would be sent as an empty one."""
    client.force_login(admin_user)
    story = make_article()
    pages = [f"{ADMIN}article/add/", f"{ADMIN}article/{story.pk}/change/", f"{ADMIN}image/add/",
             f"{ADMIN}article/{story.pk}/corrections/", f"{ADMIN}source/add/", f"{ADMIN}article/",
             f"{ADMIN}category/add/", "/admin/auth/user/add/", "/admin/"]  # fmt: skip
    for address in pages:
        forms = html.fromstring(client.get(address).content).xpath("//form[@novalidate]")
        assert not forms, address


def test_what_the_checks_found_has_the_focus_after_a_step_that_was_not_taken(
    sign_in, url, values, make_article
):
    client, article = sign_in(), make_article(status="draft", body="")
    response = client.post(
        url(article), values(client.get(url(article)), _step="publish"), follow=True
    )
    focused = html.fromstring(response.content).xpath("//*[@autofocus]")
    assert [element.getparent().getparent().get("class") for element in focused] == ["findings"]


def test_a_refused_reason_stays_typed_and_has_the_focus(client, admin_user, make_article):
    client.force_login(admin_user)
    draft, gone = make_article("Draft", status="draft"), make_article("Gone")
    gone.retract(None, "Wrong.")
    read = make_article("Read", status="in_review", ai={"rewritten": True}, body="It was 60 km.")
    tags = [Tag.objects.create(name=name, slug=name.lower()) for name in ("Port", "Ports")]
    labels = "-".join(str(tag.pk) for tag in tags)
    kept = draft.keep_revision(Revision.Action.EDIT)
    typed = "why\x01"
    for address, posted in (
        (f"{ADMIN}article/{draft.pk}/delete/", {"post": "yes", "reason": typed}),
        (f"{ADMIN}article/{gone.pk}/restore/", {"act": "do", "reason": typed}),
        (f"{ADMIN}tag/merge/", {"act": "merge", "labels": labels, "reason": typed}),
        (
            f"{ADMIN}article/{draft.pk}/put-back/",
            {"revision": kept.pk, "version": draft.version, "reason": typed},
        ),
        (
            f"{ADMIN}article/{read.pk}/review/",
            {"decision": "approve", "accept": "1", "note": typed},
        ),
    ):
        page = html.fromstring(client.post(address, posted).content)
        (focused,) = page.xpath("//*[@autofocus]")
        assert focused.name in posted, address
        assert focused.get("value").startswith("why"), address
        assert "U+0001" in page.get_element_by_id(focused.get("aria-describedby")).text_content()
        # Claims that were accepted stay so.
        assert len(page.xpath("//input[@name='accept'][@checked]")) == ("accept" in posted), address
    assert {article.status for article in Article.objects.all()} == {
        "draft", "in_review", "retracted"
    }  # fmt: skip
    assert Tag.objects.count() == 2
