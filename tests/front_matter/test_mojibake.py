"""Damage is mended where it can be proven, and nothing else is touched."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.front_matter.exceptions import RecordError
from articles.front_matter.files import SiteRules, parse
from articles.front_matter.limits import FileLimits
from articles.front_matter.mojibake import Repair, repair_text, repair_values
from articles.front_matter.patch import patch
from tests.front_matter.strategies import damage

CLEAN = [
    # French
    "L’été à Évreux : où l’on dîne, ça dépend…", "CAFÉ… NOËL… VOILÀ…", "« À bientôt », dit-elle.",
    "Œuvres complètes, 3ᵉ édition", "Garçon, l’addition !", "À l’ÉTÉ™", "ÇA VA ? – OUI…",
    "Hôtel Île-de-Ré — 45 €", "Le maïs naïf d’Haïti", "Ni Â ni Ã ne se suivent",
    # Portuguese and Spanish
    "NÃO É… SÃO JOÃO", "A ação começa às três", "Informação, edição, coração", "AVIÃO – PÃO",
    "Não há pão — só maçã", "IRMÃ ™", "¿Qué pasó? ¡Año nuevo!", "EL NIÑO… Y LA NIÑA",
    "Señal Ñandú º ª", "Ó…", "É–", "Â Ã",
    # German, Nordic, Polish, Czech, Hungarian, Romanian, Turkish
    "Straßenbahn für Köln", "GRÖẞE… ÄÖÜ", "Ångström, Ærø, Øresund", "ÅLAND… ÖST", "Zażółć gęślą jaźń",
    "Příliš žluťoučký kůň", "Árvíztűrő tükörfúrógép", "Știință și țară", "İstanbul’da çığ öncesi",
    "ÜÇ ŞİİR", "Þór og Ð", "Ýmir ™",
    # Vietnamese
    "Tiếng Việt có dấu", "HÀ NỘI… ĐÀ NẴNG", "Ấn Độ – Ầm ĩ", "Người dân ở đây", "Một nghìn ¥",
    "ÂN… ÊM… ÔM", "Đường phố ướt", "Cà phê sữa đá",
    # Cyrillic
    "Партнерство «Anchorage–Mezo» відкриває…", "Їжак, ґава й об’єкт", "Київ — столиця", "Ё и Ъ",
    "Ціна нижче $2…", "Београд™", "Минск “вчера”", "Өлгий хот",
    # Greek, Hebrew, Arabic, Persian
    "Ελλάδα… “ναι”", "Ο Έλληνας", "שלום עולם…", "ירושלים “של זהב”", "مرحبا بالعالم…", "السوق «اليوم»",
    "می‌خواهم بروم", "تهران – ایران", "پاکستان ۲۰۲۶",
    # Asia
    "日本語の文章です…", "東京“都庁”", "你好，世界！", "價格：€5", "한국어 문장…", "नमस्ते दुनिया", "สวัสดีชาวโลก",
    "ඔබට ආයුබෝවන්", "தமிழ்…", "မြန်မာ",
    # Signs and pictures
    "🏗️ crane 👩🏽‍🚒 family 👨‍👩‍👧", "5 × 3 = 15 ± 1 µm", "£5, €7, ¥9, ¢3", "§ 5 – ¶ 2", "½ ¾ ° ²",
    "“Quoted” ‘twice’ … – — •", "© 2026 ® ™", "«…»", "Ωhm Å µ", "→ ⇒ ∀ ∈", "naïve façade déjà vu",
    "Ã", "Â", "â€", "a Ã b", "ï»", "Señor Ã", "Ð", "Ñ",
]  # fmt: skip

DAMAGED = [
    ("part ofâ€¦", "part of…"),
    ("Itâ€™s here", "It’s here"),
    ("â€œYesâ€\x9d", "“Yes”"),
    ("CafÃ© crÃ¨me", "Café crème"),
    ("Ã‰cole", "École"),
    ("naÃ¯ve", "naïve"),
    ("Â£5 and â‚¬7", "£5 and €7"),
    ("2019â€“2026", "2019–2026"),
    ("a â€” b", "a — b"),
    ("Ð£ÐºÑ€Ð°Ñ—Ð½Ð° Ñ– Ð¿Ð¾Ñ€Ñ‚", "Україна і порт"),
    ("Ù…Ø±Ø­Ø¨Ø§", "مرحبا"),
    ("ðŸ˜€ ok", "😀 ok"),
    ("ÃƒÂ©tÃƒÂ©", "été"),
    ("NÃ£o Ã© aÃ§Ã£o", "Não é ação"),
    ("Teslaâ„¢", "Tesla™"),
    ("100 â‚´", "100 ₴"),
    ("â‚¿ARIKSIS", "₿ARIKSIS"),
    ("â„– 5", "№ 5"),
    ("COâ‚‚", "CO₂"),
    ("The bankâ€™s plan â€” said Nguyá»…n.", "The bank’s plan — said Nguyễn."),
    ("Nguyá»…n said so", "Nguyễn said so"),
    ("Itâ\x80\x99s here", "It’s here"),
    ("\u0422\u0430\u043a, it\u00e2\x80\x99s", "Так, it’s"),
    ("Ã¢\x80\x99", "’"),
    ("Ð¥Ñ\x82Ð¾ Ñ\x85Ð¾Ð´Ð¸Ð²", "Хто ходив"),
    ("Ãƒâ€°cole", "École"),
    ("Ã¢Â€Â™", "’"),
]
# Signs that are the only damage of a text in Latin letters.
SIGNS = "™№₿₴€£₂→←≤≥≈−…“”‘’–—•°©®§±½¼×÷µ✓★♥❤😀🚀🇺🇦ﬁ\u202f\u2009"


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_stays_as_it_is(text):
    assert repair_text(text) == text


@pytest.mark.parametrize(("before", "after"), DAMAGED)
def test_damage_is_mended(before, after):
    assert repair_text(before) == after


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_stays_clean_beside_damage(text):
    assert repair_text(f"{text} | part ofâ€¦") == f"{text} | part of…"


def sound_texts() -> list[str]:
    """Headlines in many languages, as they are written there."""
    page = Path(__file__).resolve().parents[1] / "data" / "sound-texts.txt"
    lines = page.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1] for line in lines]


SOUND = sound_texts()
SPOKEN = [text for text in SOUND if not text.isascii()]


def test_sound_text_of_every_language_stays_as_it_is():
    assert len(SOUND) > 290
    assert [text for text in SOUND if repair_text(text) != text] == []


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_damaged_text_of_every_language_is_given_back(times, encoding):
    """All but one line of signs, which nobody would read as a sentence."""
    lost = [text for text in SPOKEN if repair_text(damage(text, times, encoding)) != text]
    assert set(lost) <= {"Ωhm Å µ → ⇒ ∀ ∈"}


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "form", ["{}", "{} 5", "Tesla{}", "Tesla {}", "5{} more", "a {} b", "{}A", "A{}."]
)
def test_a_sign_that_is_the_only_damage_is_given_back_or_left(form, encoding):
    given_back = set()
    for sign in SIGNS:
        text = form.format(sign)
        for times in (1, 2):
            damaged = damage(text, times, encoding)
            found = repair_text(damaged)
            assert found in (text, damaged), (sign, times)
            if found == text:
                given_back.add(sign)
    assert given_back >= set("™№₿₴₂→≤≥≈−“‘’–✓★♥❤😀🚀")


@given(
    st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=3).map(" — ".join),
    st.integers(1, 2),
    st.sampled_from(["cp1252", "latin-1"]),
)
def test_what_is_mended_is_what_it_was_before(text, times, encoding):
    """Or it is a text of which the damage is seen, and left in part, but nothing is invented."""
    found = repair_text(damage(text, times, encoding))
    assert found == text or (encoding == "cp1252" and damaged_pieces_of(found, text))


def damaged_pieces_of(found: str, text: str) -> bool:
    """Whether `found` is `text` with some of its characters still damaged once or twice."""
    place = 0
    for char in text:
        forms = (char, damage(char), damage(char, 2))
        form = next((form for form in forms if found.startswith(form, place)), None)
        if form is None:
            return False
        place += len(form)
    return place == len(found)


@given(st.sampled_from(SOUND), st.sampled_from(SOUND))
def test_sound_text_stays_sound_in_any_company(one, other):
    assert repair_text(f"{one}, {other}") == f"{one}, {other}"


@pytest.mark.parametrize("meant", ["Ã©", "â€", "â€™", "Ð£ÐºÑ€Ð°Ñ—Ð½Ð°", "ÃƒÂ©"])
@pytest.mark.parametrize(
    "form", ["`{}`", "``{} ` ``", "see `{}\nor so`", "```\n{}\n```", "~~~ py\n{}\n~~~", "> - `{}`",
             "text\n\n    {}\n\ntext", "| `{}` |\n|-|\n"]
)  # fmt: skip
def test_code_keeps_what_it_says_beside_damage(meant, form):
    code = form.format(meant)
    assert repair_text(f"{code}\n\nItâ€™s so") == f"{code}\n\nIt’s so"


def test_a_tilde_in_a_sentence_begins_no_code():
    assert repair_text("About ~~~ 5 km of cafÃ©s") == "About ~~~ 5 km of cafés"


def test_what_is_over_a_limit_is_left_to_be_refused():
    values = {"description": "Ã©" * 60, "tags": ["Ã©"] * 4}
    assert repair_values(values, FileLimits(description=50, tags=3)) == []


@given(st.text())
def test_a_second_repair_finds_nothing_left(text):
    mended = repair_text(text)
    assert repair_text(mended) == mended


@given(st.text(st.characters(min_codepoint=0x400, max_codepoint=0x4FF), min_size=4))
def test_text_outside_cp1252_is_never_touched(text):
    assert repair_text(text) == text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_file_of_which_everything_is_damaged_is_repaired_to_the_last_letter(times, encoding):
    """Also a category of one letter, and the letters whose bytes YAML takes for a newline."""
    sound = (
        '---\ntitle: Хто їхав до Харкова\ndescription: "Ѕ «Хто» — Å «Café»: «Хіба?»"\n'
        "publishedAt: '2026-01-31T08:00:00.000Z'\ntags:\n  - ₿itcoin\n  - Хата\ncategory: Х\n---\n"
        "Хто їхав до Харкова — № 5, ₴ 100…\n"
    )
    rules = SiteRules(("en", "uk"), "uk")
    meant = parse(sound.encode(), "a.md", rules)
    parsed = parse(damage(sound, times, encoding).encode(), "a.md", rules)
    assert parsed.record == meant.record
    assert [repair.key for repair in parsed.repairs] == [
        "title", "description", "category", "tags[0]", "tags[1]", "body",
    ]  # fmt: skip
    assert patch(parsed, parsed.record, "a.md", rules) == parsed.document


def test_what_cannot_be_proven_is_refused_with_a_word_on_decoding():
    document = "---\ntitle: T\ndraft: true\n---\nA \x93quote\x94".encode()
    with pytest.raises(RecordError) as caught:
        parse(document, "a.md", SiteRules(("en",), "en"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("control-character", 5)
    assert "U+0093" in problem.message
    assert "ISO-8859-1" in problem.hint


def test_code_keeps_what_it_says():
    text = "Damage `Ã©` looks so.\n\n```\nâ€¦\n```\n\nBut ofâ€¦ is mended."
    assert repair_text(text) == "Damage `Ã©` looks so.\n\n```\nâ€¦\n```\n\nBut of… is mended."


def test_each_repaired_value_is_told():
    values = {
        "title": "Itâ€™s", "tags": ["ok", "CafÃ©"], "source": {"name": "La RÃ©publique", "key": "Ã©"},
        "coverImage": {"alt": "Ã‰cole", "raw": "https://a.org/Ã©"}, "score": None,
    }  # fmt: skip
    told = repair_values(values, FileLimits())
    assert [found.key for found in told] == ["title", "source.name", "coverImage.alt", "tags[1]"]
    assert told[0] == Repair("title", "Itâ€™s", "It’s")
    assert values["source"] == {"name": "La République", "key": "Ã©"}
    assert values["coverImage"]["raw"] == "https://a.org/Ã©"


def test_values_of_the_wrong_kind_are_left_to_the_schema():
    values = {"title": ["x"], "source": "Ã©", "tags": "Ã©", "coverImage": None}
    assert repair_values(values, FileLimits()) == []
