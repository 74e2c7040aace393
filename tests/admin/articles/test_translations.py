"""The screen of translations: what is out of date, beside what changed, and what to do about it."""

import re
from datetime import date
from decimal import Decimal

import pytest

from articles.admin.articles import translations as screen
from articles.models import Article, ModelCall, PendingRevision, TranslationBase
from articles.models.revise import Changes
from articles.rewriting.translations import tasks

pytestmark = pytest.mark.django_db

EN, UK = "# What\n\nIt opened.\n\nShips came.", "# Що\n\nВідкрили.\n\nКораблі прийшли."


@pytest.fixture
def original(make_article, source):
    return make_article(source=source, external_id="7", body=EN)


@pytest.fixture
def translation(make_article, source, original):
    article = make_article(
        "Гавань", slug="havan", lang="uk", source=source, external_id="7", body=UK,
        ai={"translatedFrom": "7", "version": 1}, status="draft",
    )  # fmt: skip
    TranslationBase.objects.create(
        article=article, original=original, original_blocks=["Harbour opens", "", *EN.split("\n\n")],
        machine_blocks=["Гавань", "", *UK.split("\n\n")],
    )  # fmt: skip
    return article


@pytest.fixture
def model(monkeypatch):
    """The site has a language model: a stand-in that writes «…» around what it gets."""

    def translate(blocks, lang_from, lang_to):
        return [f"«{block}»" for block in blocks]

    monkeypatch.setattr(tasks, "site_translator", lambda *args: translate)
    monkeypatch.setattr(screen, "why_no_model", lambda: "")


@pytest.fixture
def prices(settings):
    settings.REWRITE_PRICE_IN, settings.REWRITE_PRICE_OUT = Decimal(1), Decimal(10)


def place(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/translations/"


def edit(article: Article, **columns) -> None:
    Article.objects.get(pk=article.pk).revise(Changes(columns), None)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def body(article: Article) -> str:
    return Article.objects.get(pk=article.pk).body


def form(page, **values):
    """What a browser would send: the choices that are made, with `values` in their places."""
    data = {"seen": page.context["seen"], "step": "accept"}
    for choice in page.context["choices"]:
        chosen = [option.value for option in choice.options if option.is_chosen]
        data[f"do-{choice.block.key}"] = chosen[0]
        data[f"text-{choice.block.key}"] = choice.own
        data.setdefault("block", []).append(choice.block.key)
    return data | values


def test_a_story_alone_names_the_languages_that_are_missing(sign_in, original, settings):
    page = sign_in("Writers").get(place(original))
    words = page.content.decode()
    assert "This translation" not in words
    assert words.count("Missing") == len(settings.SITE_LANGUAGES) - 1
    # Without a model it says what to do.
    assert "REWRITE_URL" in words
    assert "into-uk" not in words


def test_the_form_leads_there(sign_in, original):
    assert (
        place(original)
        in sign_in().get(f"/admin/articles/article/{original.pk}/change/").content.decode()
    )


def test_the_form_says_what_is_out_of_date(sign_in, original, translation):
    form = f"/admin/articles/article/{translation.pk}/change/"
    browser = sign_in()
    assert "out of date" not in browser.get(form).content.decode()
    edit(original, title="Harbour closes")
    assert "1 block of this translation is out of date" in browser.get(form).content.decode()


def test_up_to_date(sign_in, translation):
    assert "Up to date" in sign_in().get(place(translation)).content.decode()


def test_a_changed_block_stands_beside_its_translation(sign_in, original, translation):
    edit(original, body=EN.replace("opened", "closed"))
    browser = sign_in()
    page = browser.get(place(translation))
    words = page.content.decode()
    assert "1 block is out of date." in words
    assert "<del>opened</del><ins>closed</ins>" in words.replace("\n", "")
    assert "Відкрили." in words
    # Nothing is decided by pressing the button alone.
    answer = browser.post(place(translation), form(page))
    assert "Nothing was changed" in messages(answer)[0]
    assert body(translation) == UK


def test_an_answer_that_comes_while_somebody_reads_decides_nothing(
    sign_in, original, translation, model, run_tasks
):
    edit(original, body=EN.replace("opened", "closed"))
    browser = sign_in()
    page = browser.get(place(translation))
    browser.post(place(translation), {"step": "ask"})
    assert run_tasks() == 1
    answer = browser.post(place(translation), form(page))
    assert "Nothing was changed" in messages(answer)[-1]
    assert "«It closed.»" in browser.get(place(translation)).content.decode()
    assert body(translation) == UK


def test_translate_and_take(sign_in, original, translation, model, run_tasks):
    edit(original, body=EN.replace("opened", "closed"))
    browser = sign_in()
    assert "Translate this block" in browser.get(place(translation)).content.decode()
    answer = browser.post(place(translation), {"step": "ask"}, follow=True)
    assert "Asked for" in messages(answer)[0]
    assert run_tasks() == 1
    page = browser.get(place(translation))
    answer = browser.post(place(translation), form(page), follow=True)
    assert messages(answer) == ["1 block is done."]
    assert body(translation) == UK.replace("Відкрили.", "«It closed.»")
    assert "Up to date" in answer.content.decode()


def test_a_persons_correction_is_a_conflict_that_must_be_chosen(
    sign_in, original, translation, model, run_tasks
):
    edit(translation, body=UK.replace("Відкрили.", "Урочисто відкрили."))
    edit(original, body=EN.replace("opened", "closed"))
    browser = sign_in()
    browser.post(place(translation), {"step": "ask"})
    run_tasks()
    page = browser.get(place(translation))
    assert "changed the same passage" in page.content.decode()
    browser.post(place(translation), form(page))
    assert "Урочисто відкрили." in body(translation)
    (choice,) = page.context["choices"]
    (machines,) = [o.value for o in choice.options if o.value.startswith("machine")]
    browser.post(place(translation), form(page, **{f"do-{choice.block.key}": machines}))
    assert "«It closed.»" in body(translation)


def test_words_that_were_typed_are_taken(sign_in, original, translation):
    edit(original, body=EN.replace("opened", "closed"))
    browser = sign_in()
    page = browser.get(place(translation))
    (choice,) = page.context["choices"]
    browser.post(place(translation), form(page, **{f"text-{choice.block.key}": "Закрили.\r\n"}))
    assert body(translation) == UK.replace("Відкрили", "Закрили")


def test_all_fine(sign_in, original, translation):
    edit(original, body=EN.replace("opened", "closed"), title="Harbour closes")
    browser = sign_in()
    page = browser.get(place(translation))
    answer = browser.post(place(translation), form(page, step="fine"), follow=True)
    assert messages(answer) == ["2 blocks are done."]
    assert "Up to date" in answer.content.decode()
    assert body(translation) == UK


def test_a_block_that_went_and_one_that_moved(sign_in, original, translation):
    edit(original, body="Ships came.\n\n# What")
    browser = sign_in()
    page = browser.get(place(translation))
    browser.post(place(translation), form(page))
    assert body(translation) == "Кораблі прийшли.\n\n# Що"


def test_a_live_translation_waits_to_be_published(sign_in, original, translation):
    Article.objects.filter(pk=translation.pk).update(status="published")
    edit(original, body=EN.replace("opened", "closed"))
    browser = sign_in()
    page = browser.get(place(translation))
    (choice,) = page.context["choices"]
    values = {f"do-{choice.block.key}": "own", f"text-{choice.block.key}": "Закрили."}
    answer = browser.post(place(translation), form(page, **values), follow=True)
    assert "waits beside the story" in messages(answer)[1]
    assert body(translation) == UK
    assert "Закрили." in PendingRevision.objects.get().values["body"]


def test_somebody_saved_meanwhile_and_nothing_typed_is_lost(sign_in, original, translation):
    edit(original, body=EN.replace("opened", "closed"))
    browser = sign_in()
    page = browser.get(place(translation))
    (choice,) = page.context["choices"]
    edit(translation, title="Порт")
    answer = browser.post(
        place(translation), form(page, **{f"text-{choice.block.key}": "Закрили."})
    )
    assert "changed while you were reading" in messages(answer)[0]
    assert "Закрили." in answer.content.decode()
    assert body(translation) == UK


def test_unknown_base(sign_in, original, translation):
    TranslationBase.objects.update(original_blocks=None)
    browser = sign_in()
    assert "Nobody knows" in browser.get(place(translation)).content.decode()
    browser.post(place(translation), {"step": "start"})
    assert "Up to date" in browser.get(place(translation)).content.decode()


def test_no_original(sign_in, original, translation):
    original.delete()
    assert "Its original is not here" in sign_in().get(place(translation)).content.decode()


def test_a_new_translation(sign_in, original, model, run_tasks):
    browser = sign_in("Writers")
    assert "Translate into Ukrainian" in browser.get(place(original)).content.decode()
    answer = browser.post(place(original), {"step": "into-uk"}, follow=True)
    assert "Asked for" in messages(answer)[0]
    assert "A translation was asked for." in answer.content.decode()
    run_tasks()
    article = Article.objects.get(lang="uk")
    assert article.status == "in_review"
    assert "Up to date" in browser.get(place(original)).content.decode()


@pytest.mark.parametrize("step", ["into-xx", "into-en", "into-"])
def test_no_other_language(sign_in, original, model, step):
    sign_in().post(place(original), {"step": step})
    assert not TranslationBase.objects.exists()


def test_a_story_without_an_id_says_what_to_do(sign_in, make_article, model):
    article = make_article("Alone")
    answer = sign_in().post(place(article), {"step": "into-uk"}, follow=True)
    assert "external id" in messages(answer)[0]


@pytest.mark.parametrize(("group", "status"), [("Writers", 403), ("Editors", 302)])
def test_who_may_not_edit_a_live_story_decides_nothing(
    sign_in, original, translation, group, status
):
    Article.objects.filter(pk=translation.pk).update(status="published")
    edit(original, body=EN.replace("opened", "closed"))
    browser = sign_in(group)
    page = browser.get(place(translation))
    assert page.status_code == 200
    assert ('name="step" value="accept"' in page.content.decode()) == (status == 302)
    for step in ("ask", "start", "fine"):
        assert browser.post(place(translation), form(page, step=step)).status_code == status
        TranslationBase.objects.update(original_blocks=["Harbour opens", "", *EN.split("\n\n")])


def test_the_page_costs_the_same_for_any_number_of_blocks(
    sign_in, original, translation, django_assert_max_num_queries
):
    edit(original, body="\n\n".join(f"Words {number}." for number in range(60)))
    browser = sign_in()
    browser.get(place(translation))
    with django_assert_max_num_queries(20):
        page = browser.get(place(translation))
    assert len(page.context["choices"]) >= 60


class TestList:
    LIST = "/admin/articles/article/"

    def titles(self, browser, value):
        return [
            row.article.title
            for row in browser.get(f"{self.LIST}?translation={value}").context["rows"]
        ]

    def test_out_of_date_missing_and_up_to_date(self, sign_in, original, translation, make_article):
        Article.objects.filter(pk=translation.pk).update(status="published")
        make_article("Alone")
        browser = sign_in()
        assert self.titles(browser, "missing-uk") == ["Alone"]
        assert sorted(self.titles(browser, "missing-ar")) == ["Alone", "Harbour opens"]
        assert self.titles(browser, "current-uk") == ["Гавань"]
        assert self.titles(browser, "outdated") == []
        edit(original, title="Harbour closes")
        assert self.titles(browser, "current-uk") == []
        assert self.titles(browser, "outdated-uk") == self.titles(browser, "outdated") == ["Гавань"]
        assert self.titles(browser, "outdated-ar") == []

    def test_it_goes_with_the_other_filters(self, sign_in, original, translation):
        edit(original, title="Harbour closes")
        browser = sign_in()
        assert self.titles(browser, "outdated&state=draft") == ["Гавань"]
        assert self.titles(browser, "outdated&state=live") == []
        assert self.titles(browser, "outdated&q=гавань") == ["Гавань"]
        page = browser.get(f"{self.LIST}?translation=outdated-uk").content.decode()
        assert "Translation: out of date in Ukrainian" in page

    @pytest.mark.parametrize("value", ["x", "missing", "missing-xx", "current-", "outdated-xx"])
    def test_what_is_no_choice_is_ignored(self, sign_in, original, value):
        assert self.titles(sign_in(), value) == ["Harbour opens"]

    def test_the_first_page_tells_of_it(self, sign_in, original, translation):
        edit(original, title="Harbour closes")
        for group in ("Writers", "Editors"):
            page = sign_in(group).get("/admin/").content.decode()
            assert "1 translation is out of date" in page
            assert "translation=outdated" in page


def test_the_cost_is_told_before_anybody_asks(
    model, prices, translation, original, sign_in, settings
):
    """Of the blocks that are missing, and of a whole story in a language that it is not in."""
    settings.SITE_LANGUAGES = ["en", "uk", "ar"]
    client = sign_in("Editors")
    edit(original, body=EN.replace("Ships came", "No ships came"))
    shown = client.get(place(translation)).content.decode()
    # What the model may write at most, 4000 tokens, and what it reads.
    assert re.search(r"Cost:\s+At most 0\.04\d\d USD", shown)
    ModelCall.objects.create(
        job="translate", lang="uk", model_name="m", input_sha256="0" * 64, state="answered",
        cost=Decimal("0.002"), day=date(2026, 7, 1), values={},
    )  # fmt: skip
    for page in (client.get(place(translation)), client.get(place(original))):
        assert "About 0.0020 USD, 0.04" in page.content.decode()


def test_without_prices_no_cost_is_told(model, translation, original, sign_in):
    edit(original, body=EN.replace("Ships came", "No ships came"))
    assert "Cost:" not in sign_in("Editors").get(place(translation)).content.decode()
