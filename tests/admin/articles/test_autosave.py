"""What is typed and never saved comes back; who else has the story open is said."""

import json

import pytest

from articles.models import Autosave, Correction, Presence

pytestmark = pytest.mark.django_db

AUTOSAVE = "/admin/articles/article/autosave/"


def test_what_is_typed_is_kept_invalid_or_not_and_offered_back(sign_in, make_article, url, values):
    article = make_article("Old", status="draft", body="Old text.")
    browser = sign_in()
    page = browser.get(url(article))
    typed = values(page, title="", body="Half a sent") | {"form_name": str(article.pk)}
    assert browser.post(AUTOSAVE, typed).status_code == 200
    page = browser.get(url(article))
    found = page.context["recovery"]
    assert {one.field for one in found.differences} == {"title", "body"}
    assert "Put it back into the form" in page.content.decode()
    back = browser.get(f"{url(article)}?restore={article.pk}")
    form = back.context["adminform"].form
    assert (form["title"].value(), form["body"].value()) == ("", "Half a sent")
    assert article.__class__.objects.get().title == "Old"


def test_what_came_back_meets_what_others_saved_meanwhile(sign_in, make_article, url, values):
    article = make_article("Old", status="draft", body="One. Two.")
    browser = sign_in()
    typed = values(browser.get(url(article)), body="One. Two, changed.")
    browser.post(AUTOSAVE, typed | {"form_name": str(article.pk)})
    other = article.__class__.objects.get()
    other.title = "Theirs"
    other.save()
    back = browser.get(f"{url(article)}?restore={article.pk}")
    answer = browser.post(url(article), values(back))
    assert answer.context["adminform"].form.merge
    assert browser.post(url(article), values(answer)).status_code == 302
    stored = article.__class__.objects.get()
    assert (stored.title, stored.body) == ("Theirs", "One. Two, changed.")


def test_new_stories_are_kept_and_offered_back_too(sign_in, url, values):
    browser = sign_in("Writers")
    typed = values(browser.get(url()), title="Unborn", body="x") | {"form_name": "new-abc"}
    browser.post(AUTOSAVE, typed)
    page = browser.get(url())
    assert page.context["recovery"].form == "new-abc"
    back = browser.get(f"{url()}?restore=new-abc")
    assert back.context["adminform"].form["title"].value() == "Unborn"


def test_nothing_is_offered_where_nothing_differs(sign_in, make_article, url, values):
    article = make_article(status="draft")
    browser = sign_in()
    browser.post(AUTOSAVE, values(browser.get(url(article))) | {"form_name": str(article.pk)})
    assert browser.get(url(article)).context["recovery"] is None


def begun(page, values, article) -> dict[str, str]:
    """A form with one correction changed, and another one begun that has no date yet."""
    kept = Correction.objects.create(article=article, text="It was eight.")
    return values(page) | {
        "form_name": str(article.pk),
        "corrections-TOTAL_FORMS": "2", "corrections-INITIAL_FORMS": "1",
        "corrections-0-id": str(kept.pk), "corrections-0-article": str(article.pk),
        "corrections-0-kind": "correction", "corrections-0-date": "2026-11-20T10:00",
        "corrections-0-text": "It was seven.",
        "corrections-1-id": "", "corrections-1-article": str(article.pk),
        "corrections-1-kind": "update", "corrections-1-date": "",
        "corrections-1-text": "It was nine.",
    }  # fmt: skip


def test_corrections_come_back_into_their_fields(sign_in, make_article, url, values):
    article = make_article()
    browser = sign_in()
    browser.post(AUTOSAVE, begun(browser.get(url(article)), values, article))
    page = browser.get(url(article))
    texts = {one.mine for one in page.context["recovery"].differences}
    assert texts == {"It was seven.", "It was nine."}
    (plain,) = page.context["inline_admin_formsets"]
    assert [form["text"].value() for form in plain.formset.forms] == ["It was eight."]
    back = browser.get(f"{url(article)}?restore={article.pk}")
    assert back.context["recovery"] is None
    (inline,) = back.context["inline_admin_formsets"]
    rows = [(form["kind"].value(), form["text"].value()) for form in inline.formset.forms]
    assert rows == [("correction", "It was seven."), ("update", "It was nine.")]
    assert Correction.objects.get().text == "It was eight."
    sent = values(back, _step="update") | {
        name: value for form in inline.formset.forms
        for name, value in ((b.html_name, b.value() or "") for b in form)
    } | {"corrections-TOTAL_FORMS": "2", "corrections-1-date": "2026-11-21T10:00"}  # fmt: skip
    assert browser.post(url(article), sent).status_code == 302
    said = set(Correction.objects.values_list("text", flat=True))
    assert said == {"It was seven.", "It was nine."}


def test_corrections_that_somebody_else_changed_meanwhile_are_offered_to_copy(
    sign_in, make_article, url, values
):
    article = make_article()
    browser = sign_in()
    browser.post(AUTOSAVE, begun(browser.get(url(article)), values, article))
    Correction.objects.create(article=article, text="Another one.")
    back = browser.get(f"{url(article)}?restore={article.pk}")
    assert back.context["recovery"].is_rest
    assert "It was nine." in back.content.decode()
    (inline,) = back.context["inline_admin_formsets"]
    texts = {form["text"].value() for form in inline.formset.forms}
    assert texts == {"It was eight.", "Another one."}


def test_a_correction_in_other_words_by_now_is_not_written_over(sign_in, make_article, url, values):
    article = make_article()
    browser = sign_in()
    typed = begun(browser.get(url(article)), values, article)
    browser.post(AUTOSAVE, typed | {"initial-corrections-0-text": "It was eight."})
    Correction.objects.update(text="Their words.")
    back = browser.get(f"{url(article)}?restore={article.pk}")
    assert back.context["recovery"].is_rest
    (inline,) = back.context["inline_admin_formsets"]
    assert [form["text"].value() for form in inline.formset.forms] == ["Their words."]


def test_a_copy_is_its_persons_alone(client, make_user, make_article, url, values):
    article = make_article(status="draft", body="Old.")
    client.force_login(make_user("Writers"))
    typed = values(client.get(url(article)), body="Secret thoughts")
    client.post(AUTOSAVE, typed | {"form_name": str(article.pk)})
    client.force_login(make_user("Editors"))
    page = client.get(url(article))
    assert "Secret thoughts" not in page.content.decode()
    client.post("/admin/articles/article/forget/", {"form_name": str(article.pk)})
    assert Autosave.objects.exists()


def test_a_browsers_own_copy_is_compared(sign_in, make_article, url, values):
    article = make_article(status="draft", body="Old text.")
    browser = sign_in()
    typed = values(browser.get(url(article)), body="New text.") | {"form_name": str(article.pk)}
    answer = browser.post(f"{AUTOSAVE}?compare", typed).json()
    assert "<ins>New</ins>" in answer["recovery"]
    typed |= {"form_name": "new-abc", "title": "Unborn"}
    assert "Unborn" in browser.post(f"{AUTOSAVE}?compare", typed).json()["recovery"]


@pytest.mark.parametrize(
    ("role", "status", "allowed"),
    [("Writers", "draft", 200), ("Writers", "published", 403), ("Editors", "published", 200)],
)
def test_only_who_could_save_keeps_copies(sign_in, make_article, role, status, allowed):
    article = make_article(status=status)
    answer = sign_in(role).post(AUTOSAVE, {"form_name": str(article.pk), "title": "x"})
    assert answer.status_code == allowed
    assert Autosave.objects.exists() == (allowed == 200)


@pytest.mark.parametrize("name", ["", "new-", "new-" + "x" * 50, "../1", "9" * 30])
def test_a_form_of_no_name_is_not_kept(sign_in, name):
    assert sign_in().post(AUTOSAVE, {"form_name": name}).status_code == 400
    assert not Autosave.objects.exists()


def test_a_copy_has_an_end(sign_in, make_article):
    typed = {"form_name": str(make_article().pk), "body": "x" * 2_400_000, "title": "y" * 2_700_000}
    assert sign_in().post(AUTOSAVE, typed).status_code in (400, 413)
    assert not Autosave.objects.exists()


def test_two_people_hear_of_each_other(
    client, make_user, make_article, url, django_assert_max_num_queries
):
    article = make_article(status="draft")
    where = f"/admin/articles/article/{article.pk}/presence/"
    client.force_login(make_user("Writers", "wanda"))
    assert client.post(where).json()["others"] == []
    client.force_login(make_user("Editors", "ed"))
    with django_assert_max_num_queries(8):
        answer = client.post(where).json()
    assert answer == {"others": ["wanda"], "article": article.version, "pending": 0}
    assert "Also open by wanda" in client.get(url(article)).content.decode()
    client.post(where, {"leaving": "1"})
    client.force_login(make_user("Editors", "eve"))
    assert client.post(where).json()["others"] == ["wanda"]


def test_a_story_that_is_not_there_is_nobodys(sign_in):
    assert sign_in().post("/admin/articles/article/77/presence/").status_code == 403
    assert not Presence.objects.exists()


def test_the_forms_memory_is_in_the_page(sign_in, make_article, url):
    article = make_article(tags=["A"])
    form = sign_in().get(url(article)).context["adminform"].form
    kept = json.loads(form["opened_on"].value())
    assert (kept["article"], kept["values"]["tags"]) == (article.version, ["A"])
