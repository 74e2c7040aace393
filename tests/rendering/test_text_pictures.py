"""Pictures in a text get their sizes when its page is made."""

from articles.lib.srcset import FormatSource, ImageSources
from articles.rendering.links import SiteHosts
from articles.rendering.markdown import render
from articles.rendering.sanitize import trusted
from articles.rendering.text_pictures import (
    ShownPicture,
    pictured_files,
    shown_files,
    with_pictures,
    without_pictures,
)

IMAGE = '<img src="/media/covers/a.jpg" alt="A “crane”" loading="lazy" decoding="async">'
HTML = trusted(f"<p>One {IMAGE} two</p>")
SOURCES = ImageSources(
    "/media/covers/a-640.jpg", "/media/covers/a-320.jpg 320w, /media/covers/a-640.jpg 640w",
    640, 360, (FormatSource("image/avif", "/media/covers/a-320.avif 320w"),),
)  # fmt: skip


def test_the_files_of_a_text_are_named_once_each():
    html = f"{IMAGE}{IMAGE}" + '<img src="https://images.unsplash.com/b" alt="">'
    assert pictured_files(html) == ["covers/a.jpg"]
    assert pictured_files("<p>no picture</p>") == []
    assert pictured_files('<img src="/media/covers/a%00b.jpg" alt="">') == []


def test_each_gets_its_formats_and_pixels_and_keeps_its_words():
    text = with_pictures(HTML, {"covers/a.jpg": ShownPicture(SOURCES, "tone-123")})
    assert '<picture><source type="image/avif" srcset="/media/covers/a-320.avif 320w"' in text
    assert 'src="/media/covers/a-640.jpg" alt="A “crane”" loading="lazy"' in text
    assert 'width="640" height="360" class="tone-123"></picture>' in text
    assert text.startswith("<p>One <picture>")
    assert text.endswith("</picture> two</p>")


def test_one_of_a_single_size_has_no_choice():
    one = ImageSources("/media/covers/a.jpg", "", 100, 50)
    text = with_pictures(HTML, {"covers/a.jpg": ShownPicture(one)})
    assert "srcset" not in text
    assert "<picture>" not in text
    assert 'width="100" height="50"' in text


def test_others_stay_as_they_are():
    assert with_pictures(HTML, {}) == HTML
    assert with_pictures(HTML, {"covers/b.jpg": ShownPicture(SOURCES)}) == HTML


def test_what_an_address_says_opens_no_attribute():
    odd = ImageSources('/media/a"><script>.jpg', "", None, None)
    assert "<script>" not in with_pictures(HTML, {"covers/a.jpg": ShownPicture(odd)})


def test_a_text_that_is_not_rendered_names_the_same_files():
    hosts = SiteHosts("site.example.org", ("images.unsplash.com",), {"a b.png": "covers/b.png"})
    body = """
![One](/media/covers/a.jpg) and ![again](/media/covers/a.jpg)

[![Two](a%20b.png "Title")](https://example.org) ![Three][three] ![Four](/media/covers/c.jpg?x=1)

    ![Code](/media/covers/code.jpg)

![Five](https://site.example.org/media/covers/e.jpg) ![Six](https://images.unsplash.com/x)
![Seven](/media/covers/f%C3%A9.jpg) ![Lost](lost.png)

[three]: /media/covers/d.jpg
"""
    hosts = hosts._replace(files={"a%20b.png": "covers/b.png"})
    expected = ["a.jpg", "b.png", "d.jpg", "e.jpg", "fé.jpg"]
    assert shown_files(body, hosts) == [f"covers/{name}" for name in expected]
    assert pictured_files(render(body, hosts=hosts).html) == shown_files(body, hosts)
    assert shown_files("no picture", hosts) == []


def test_a_title_is_the_caption_of_a_picture_that_the_library_says_nothing_of():
    far = SiteHosts("site.example.org", ("images.unsplash.com",))
    body = "![A crane](https://images.unsplash.com/a \"The <last> “crane” & its 'keeper'\")"
    text = with_pictures(render(body, hosts=far).html, {})
    assert text.count("<figure>") == 1
    assert (
        "<figcaption>The &lt;last&gt; “crane” &amp; its &#x27;keeper&#x27;</figcaption>" in text
        or "<figcaption>The “crane”" in text
    )
    assert " title=" not in text
    # Among words it stays what it was, and so does one without a title.
    among = render(f"One {body} two", hosts=far).html
    assert "<figure>" not in with_pictures(among, {})
    assert "<figure>" not in with_pictures(render("![A](/media/covers/a.jpg)").html, {})
    # What the library says of a picture of our own comes first.
    own = render('![A crane](/media/covers/a.jpg "Title")').html
    captioned = ShownPicture(SOURCES, caption=trusted("From the library"))
    assert "<figcaption>From the library</figcaption>" in with_pictures(
        own, {"covers/a.jpg": captioned}
    )
    bare = with_pictures(own, {"covers/a.jpg": ShownPicture(SOURCES)})
    assert "<figcaption>Title</figcaption>" in bare


def test_one_whose_rights_have_ended_leaves_no_empty_paragraph():
    html = trusted(f"<p>Text</p><p>{IMAGE}</p><p>One {IMAGE} two</p>")
    assert without_pictures(html, {"covers/a.jpg"}) == "<p>Text</p><p>One  two</p>"
    assert without_pictures(html, set()) is html


def test_a_picture_in_a_link_keeps_it_beside_its_caption():
    html = trusted(f'<p><a href="/x">{IMAGE}</a></p>')
    text = with_pictures(html, {"covers/a.jpg": ShownPicture(SOURCES, "", trusted("By Ada"))})
    assert text.startswith('<figure><a href="/x"><picture>')
    assert text.endswith("</picture></a><figcaption>By Ada</figcaption></figure>")
