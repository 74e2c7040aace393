"""Which files an import takes, and which it passes over."""

import os

from articles.import_export.discover import (
    FoundFile,
    MissingPath,
    PassedOverFile,
    discover_files,
    open_file,
)

FENCED = "---\ntitle: T\n---\n"


def write(root, *names, text=FENCED):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def taken(found) -> list[str]:
    return [f.path for f in found if isinstance(f, FoundFile)]


def test_a_directory_gives_its_articles_in_a_stable_order(tmp_path):
    write(tmp_path, "b.md", "a.md", "2026/01/c.markdown", "2026/01/d.MD", "e.txt")
    assert taken(discover_files([tmp_path])) == [
        "a.md",
        "b.md",
        "e.txt",
        "2026/01/c.markdown",
        "2026/01/d.MD",
    ]


def test_what_nobody_means_to_publish_is_passed_over_and_counted(tmp_path):
    write(
        tmp_path,
        "README.md",
        "sub/readme.markdown",
        "CHANGELOG.md",
        ".hidden.md",
        "a.jpg",
        ".git/x.md",
    )
    write(tmp_path, "plain.txt", text="no fence")
    found = list(discover_files([tmp_path]))
    assert taken(found) == []
    assert len([f for f in found if isinstance(f, PassedOverFile)]) == 6


def test_a_named_file_is_taken_whatever_its_name(tmp_path):
    write(tmp_path, "README.md", "x.data")
    assert taken(discover_files([tmp_path / "README.md", tmp_path / "x.data"])) == [
        "README.md",
        "x.data",
    ]


def test_what_is_not_there_is_told(tmp_path):
    (missing,) = discover_files([tmp_path / "nowhere"])
    assert isinstance(missing, MissingPath)
    assert missing.reason


def test_a_directory_with_the_name_of_a_file_is_a_directory(tmp_path):
    write(tmp_path, "x.md/inner.md")
    assert taken(discover_files([tmp_path])) == ["x.md/inner.md"]


def test_a_loop_of_links_ends(tmp_path):
    write(tmp_path, "a.md")
    os.symlink(tmp_path, tmp_path / "loop")
    assert taken(discover_files([tmp_path])) == ["a.md"]


def test_a_link_to_nothing_is_told(tmp_path):
    os.symlink(tmp_path / "gone", tmp_path / "x.txt")
    (found,) = discover_files([tmp_path])
    assert isinstance(found, PassedOverFile)


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    write(tmp_path, "outside.md", "in/a.md")
    os.symlink(tmp_path / "outside.md", tmp_path / "in" / "b.md")
    os.symlink(tmp_path / "in" / "a.md", tmp_path / "in" / "c.md")
    found = list(discover_files([tmp_path / "in"]))
    assert taken(found) == ["a.md", "c.md"]
    (missing,) = [f for f in found if isinstance(f, MissingPath)]
    assert (missing.path, missing.code) == ("b.md", "outside-root")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.md")
    (found,) = discover_files([tmp_path])
    assert isinstance(found, MissingPath)


def test_a_name_that_no_database_can_hold_is_refused(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text(FENCED)
    (found,) = discover_files([tmp_path])
    assert isinstance(found, MissingPath)
    assert (found.path, found.code) == ("caf\ufffd.md", "bad-path")


def test_a_path_that_is_named_twice_is_walked_once(tmp_path):
    write(tmp_path, "a.md", "README.md", "sub/b.md")
    given = [tmp_path, f"{tmp_path}/", tmp_path / "." / "a.md", tmp_path / "sub" / "b.md"]
    assert taken(discover_files(given)) == ["a.md", "sub/b.md"]
    assert taken(discover_files([tmp_path, tmp_path / "README.md"])) == [
        "a.md",
        "sub/b.md",
        "README.md",
    ]


def make_odd_entries(folder):
    """Make everything in `folder` that a disk may have instead of a readable file."""
    write(folder.parent, "outside.md", "outside/x.md")
    links = {
        "itself.md": "itself.md",
        "itself.txt": "itself.txt",
        "itself": "itself",
        "one.md": "other.md",
        "other.md": "one.md",
        "dangling.md": "nowhere/at/all.md",
        "deep.md": "/".join(["x"] * 200),
        "outside.md": "../outside.md",
        "folder": "../outside",
        "folder.md": "../outside",
        "up": "..",
        "null.md": "/dev/null",
        "proc.md": "/proc/self/mem",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "pipe.md")
    os.mkfifo(folder / "pipe.txt")
    (folder / os.fsdecode(b"latin-\xe9.md")).write_text(FENCED)
    (folder / os.fsdecode(b"latin-\xe9")).mkdir()
    (folder / os.fsdecode(b"latin-\xe9") / "inner.md").write_text(FENCED)
    long = folder
    for _ in range(6):
        long = long / ("n" * 200)
        long.mkdir()
    (long / "long.md").write_text(FENCED)
    write(folder, "a\u0301.md", "\u00e1.md")


def test_nothing_on_a_disk_ends_the_walk(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    make_odd_entries(folder)
    write(folder, "zz-good.md")
    found = list(discover_files([folder]))
    assert taken(found) == ["zz-good.md", "\u00e1.md"]
    told = {f.path: f for f in found if isinstance(f, MissingPath)}
    for name in (
        "itself.md", "one.md", "other.md", "dangling.md", "deep.md", "outside.md", "null.md",
        "proc.md", "pipe.md", "latin-\ufffd.md", "latin-\ufffd/inner.md", "a\u0301.md",
    ):  # fmt: skip
        assert name in told, name
    assert sum(name.startswith("nnn") for name in told) == 1
    for missing in told.values():
        assert missing.reason, missing
        assert missing.hint, missing
        assert len(missing.path.encode()) <= 1000


def test_a_file_opens_by_its_name_in_either_unicode_form(tmp_path):
    write(tmp_path, "cafe\u0301/re\u0301sume\u0301.md", "caf\u00e9/other.md")
    assert len(taken(discover_files([tmp_path]))) == 2
    for path in ("caf\u00e9/r\u00e9sum\u00e9.md", "cafe\u0301/other.md"):
        with open_file(str(tmp_path / path)) as stream:
            assert stream.read() == FENCED.encode()
