"""All spellings of one path have one key, and different paths have different ones."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.lib.path_keys import is_site_path, key_of_request, path_key

_SEGMENTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1).filter(
        lambda segment: segment not in (".", "..")
    ),
    min_size=1,
    max_size=4,
)


@st.composite
def spellings(draw):
    """A path, and another spelling of it that RFC 3986 calls equivalent."""
    segments = draw(_SEGMENTS)
    path = "/" + "/".join("".join(f"%{byte:02X}" for byte in s.encode()) for s in segments)
    other = ""
    for segment in segments:
        other += draw(st.sampled_from(["/", "/./", "/x/../", "/%2E/", "/x/%2e%2E/"]))
        for character in segment:
            plain = character.isascii() and (character.isalnum() or character in "-._~")
            code = "".join(f"%{byte:02x}" for byte in character.encode())
            other += draw(st.sampled_from([code, code.upper(), character if plain else code]))
    return path, other + draw(st.sampled_from(["", "/"]))


@given(spellings())
def test_every_equivalent_spelling_has_one_key(pair):
    path, other = pair
    assert path_key(path) == path_key(other)


@given(st.text().map("/{}".format))
@example("/%25%32%35")
@example("/a/..%2f%2e/b//")
@example("/%E9")
@example("/%C2%A0%E2%80%AE")
def test_the_key_of_a_key_is_the_key(path):
    path = path.encode(errors="replace").decode()
    key = path_key(path)
    assert path_key(key) == key
    assert key.startswith("/")
    assert not set(key) & {*"\0\n\u00a0\u202e ?#\\"}


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "/"),
        ("/old/x/", "/old/x"),
        ("/%D1%81%D1%82%D0%B0%D1%80%D0%B5/", "/старе"),
        ("/cafe\u0301", "/café"),
        ("/a%2Fb", "/a/b"),
        ("/a%3Fb%23c%20d", "/a%3Fb%23c%20d"),
        ("/../../a", "/a"),
        ("/%00", "/%00"),
        ("/caf%e9", "/caf%25E9"),
        ("/a+b;c=d,e@f:g", "/a+b;c=d,e@f:g"),
    ],
)
def test_a_key_is_as_readers_would_write_it(path, key):
    assert path_key(path) == key


def test_different_paths_have_different_keys():
    paths = ["/a", "/A", "/a/b", "/a//b", "/a%2541", "/aA", "/b", "/a.html", "/a-"]
    assert len({path_key(path) for path in paths}) == len(paths)


def test_the_path_of_a_request_was_decoded_once():
    assert key_of_request("/a%41") == path_key("/a%2541") != path_key("/a%41")
    assert key_of_request("/старе/x/") == path_key("/%D1%81%D1%82%D0%B0%D1%80%D0%B5/x")


@pytest.mark.parametrize(
    "path",
    ["", "a", "//host/a", "/.//host", "/a?b", "/a#b", "/a b", "/a\\b", "/" + "a" * 500],
)
def test_what_is_no_path_of_this_site_is_told(path):
    assert not is_site_path(path)
