"""A setting that cannot be read is named, with what to write."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.environment import NamedEnv


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [("bool", ["flase", "", "2"], ["true", "No", "1"]), ("int", ["x", "", "-1", "1.5", "1 0"], ["0", " 7 "])],
)  # fmt: skip
def test_a_value_that_is_no_such_thing_is_refused_by_name(monkeypatch, kind, wrong, right):
    read = getattr(NamedEnv(), kind)
    for text in right:
        monkeypatch.setenv("A_SETTING", text)
        read("A_SETTING")
    for text in wrong:
        monkeypatch.setenv("A_SETTING", text)
        with pytest.raises(ImproperlyConfigured, match=r"^A_SETTING: write "):
            read("A_SETTING")


def test_names_that_nobody_reads_are_found_in_the_file(tmp_path):
    env = NamedEnv()
    env.str("SITE_URL", default="")
    (tmp_path / ".env").write_text("# SITE_NAME=\nSITE_URL=a\nexport SITE_ULR=b\n")
    assert env.unknown_names(str(tmp_path / ".env")) == ["SITE_ULR"]
    assert env.unknown_names(str(tmp_path / "none")) == []
