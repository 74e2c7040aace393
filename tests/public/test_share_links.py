"""Links that carry a page somewhere else."""

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from articles.public.share_links import mail_link, share_links

URL = "https://news.example.org/en/articles/a/?x=1&y=2"


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_address_and_title_arrive_whole(title):
    for _name, url in share_links(URL, title):
        parts = urlsplit(url)
        assert parts.scheme == "https"
        sent = " ".join(v for values in parse_qs(parts.query).values() for v in values)
        assert URL in sent
    letter = parse_qs(urlsplit(mail_link(URL, title)).query, keep_blank_values=True)
    assert letter == {"subject": [title], "body": [URL]}
