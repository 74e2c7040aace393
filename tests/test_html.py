"""Every kind of page is valid HTML, by the checker of the W3C."""

import json
import subprocess
from pathlib import Path

import pytest

from articles.models import Article, Correction, Image, Tag, Topic
from articles.public.article_lists import PAGE_SIZE

ROOT = Path(__file__).resolve().parent.parent
JAR = ROOT / "var" / "vnu.jar"

# A story with everything a text can hold.
BODY = """\
Lead with a note[^1], `code`, ~~gone~~ and *more*.

## One

> Said.

| A | B |
|---|--:|
| 1 | 2 |

```
x = 1
```

## Two

1. A
2. B

### Three

![A crane](https://images.unsplash.com/a.jpg)

## Forecast

Up.

[^1]: A note.
"""


@pytest.mark.html
@pytest.mark.skipif(not JAR.exists(), reason="run .ci/vnu first")
@pytest.mark.django_db
def test_every_kind_of_page_is_valid(client, make_user, make_article, import_files, tmp_path):
    import_files(ROOT / "fixtures")
    everything = make_article(
        "Everything <at> once", slug="everything", body=BODY, tags=["A & B", "C"]
    )
    Correction.objects.create(article=everything, text="It was 'nine' & not <ten>.")
    harbours = Tag.objects.get(name__iexact="harbours")
    Topic.objects.create(tag=harbours, words={"en": BODY}, picture=Image.objects.earliest("pk"))
    for number in range(PAGE_SIZE):
        make_article(f"S{number}", hours=-number - 1)
    Article.objects.get(slug="s1").retract(make_user("Editors"), "Wrong & <bold>.")
    paths = ["/none/", "/en/articles/everything/", "/en/articles/s1/", "/en/source/newsroom/",
             "/en/tag/climate/", "/en/articles/tamsin-ice-road/", "/api/v1/"]  # fmt: skip
    for lang in ("en", "uk", "ar"):
        paths += [f"/{lang}/{part}" for part in (
            "", "archive/", "archive/2026/10/", "category/energy/", "sections/", "topics/", "tag/harbours/", "about/", "editorial-policy/",
            "articles/open-chip-recipe/", "articles/none/", "corrections/", "search/",
            "search/?q=harbour",
        )]  # fmt: skip
    paths.append(client.get("/en/").context["next_url"])
    for number, path in enumerate(paths):
        response = client.get(path)
        assert response.status_code in (200, 404, 410), path
        (tmp_path / f"{number:02}.html").write_bytes(response.content)
    (tmp_path / "500.html").write_bytes(broken(client))
    told = subprocess.run(
        ["java", "-jar", JAR, "--format", "json", "--exit-zero-always",
         *sorted(tmp_path.glob("*.html"))],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    found = [
        f"{Path(m['url']).name} ({m.get('lastLine')}): {m['message']} {m.get('extract', '')}"
        for m in json.loads(told)["messages"]
        if m["type"] == "error" or m.get("subType") == "warning"
    ]
    assert found == [], list(enumerate(paths))


def broken(client) -> bytes:
    """What a reader gets when the program fails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("articles.public.views.home_urls", lambda: 1 / 0)
        client.raise_request_exception = False
        return client.get("/en/").content
