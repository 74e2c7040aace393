"""A zip is a stranger's word: nothing of it is believed, and nothing leaves its folder."""

import io
import stat
import struct
import zipfile

import pytest

from articles.import_export.exceptions import ZipRefused
from articles.import_export.unzip import ZipLimits, unzip
from tests.images.damaged import good_pictures

LIMITS = ZipLimits(
    bytes=10_000_000, files=20, file_bytes=3_000_000, unpacked_bytes=5_000_000, ratio=100
)


@pytest.fixture
def zipped():
    """`zipped({name: data}, …)` or `zipped([(name or ZipInfo, data)])`: an open zip."""

    def make(entries, kind=zipfile.ZIP_DEFLATED) -> io.BytesIO:
        stream = io.BytesIO()
        pairs = entries.items() if isinstance(entries, dict) else entries
        with zipfile.ZipFile(stream, "w", kind) as archive:
            for name, data in pairs:
                archive.writestr(name, data)
        return stream

    return make


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    return made


def found(folder) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_articles_and_images_come_out_and_of_other_files_the_first_bytes(zipped, folder):
    """Whatever an article names as its cover is found, and what it is says its first bytes."""
    jpeg, html = good_pictures()["JPEG"], b"<html><script>marker()</script>"
    given = {
        "a.md": b"A", "2026/b.markdown": b"B", "./2026//c.txt": b"C", "covers/a.JPG": jpeg,
        "nested.zip": b"PK\3\4" * 90, "__MACOSX/a.md": b"x", ".hidden.md": b"x", ".git/b.md": b"x",
        "page.html": jpeg, "photo.jpg": html, "empty/": b"", "film.mp4": bytes(4_000_000),
    }  # fmt: skip
    left_out = unzip(zipped(given), folder, LIMITS)
    assert found(folder) == {
        "a.md": b"A", "2026/b.markdown": b"B", "2026/c.txt": b"C", "covers/a.JPG": jpeg,
        "nested.zip": b"PK\3\4" * 4, "page.html": jpeg, "photo.jpg": html[:16],
        "film.mp4": bytes(16),
    }  # fmt: skip
    assert sorted(left_out) == [".git/b.md", ".hidden.md", "__MACOSX/a.md"]


@pytest.mark.parametrize(
    "name",
    [
        "../a.md", "x/../../a.md", "/etc/a.md", "C:/a.md", "c:a.md", "..\\a.md", "\\a.md",
        "..\\..\\a.md", "C:\\a.md", "x/..",
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(zipped, folder, name, tmp_path):
    entry = zipfile.ZipInfo("a.md")
    entry.filename = name
    with pytest.raises(ZipRefused, match="outside its folder"):
        unzip(zipped([(entry, b"x")]), folder, LIMITS)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["a\nb.md", "a\x7f.md", "a\x00b.md"])
def test_a_control_character_in_a_name_is_told_as_such(zipped, folder, name):
    entry = zipfile.ZipInfo("a.md")
    entry.filename = name
    stream = zipped([(entry, b"x")])
    with pytest.raises(ZipRefused, match="control character"):
        unzip(stream, folder, LIMITS)


def test_a_zip_of_windows_with_backslashes_is_as_good_as_any(zipped, folder):
    given = []
    for name, data in (("posts\\", b""), ("posts\\a.md", b"A"), ("posts\\x\\b.md", b"B")):
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        given.append((entry, data))
    assert unzip(zipped(given), folder, LIMITS) == []
    assert found(folder) == {"posts/a.md": b"A", "posts/x/b.md": b"B"}


def test_a_zip_with_any_damaged_byte_is_unpacked_or_refused(zipped, tmp_path):
    """The decoder raises a dozen kinds of exceptions; no other than ZipRefused comes out."""
    data = zipped({"a.md": b"some text " * 9, "b/caf\u00e9.md": b"more"}).getvalue()
    refused = 0
    for position in range(len(data)):
        # A set: the time in the zip makes two of the three values the same now and then.
        for value in {0, 0xFF, data[position] ^ 0x10}:
            damaged = data[:position] + bytes([value]) + data[position + 1 :]
            folder = tmp_path / f"{position}-{value}"
            folder.mkdir()
            try:
                unzip(io.BytesIO(damaged), folder, LIMITS)
            except ZipRefused:
                refused += 1
    assert refused > len(data)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(zipped, folder, kind):
    entry = zipfile.ZipInfo("a.md")
    entry.create_system = 3
    entry.external_attr = (kind | 0o777) << 16
    with pytest.raises(ZipRefused, match="link or a device"):
        unzip(zipped([(entry, b"/etc/passwd")]), folder, LIMITS)
    assert found(folder) == {}


def test_a_bomb_is_refused_before_anything_is_written(zipped, folder):
    with pytest.raises(ZipRefused, match="UPLOAD_MAX_RATIO"):
        unzip(zipped({"a.md": bytes(2_000_000)}), folder, LIMITS)
    assert found(folder) == {}


@pytest.mark.parametrize(
    ("sizes", "setting"),
    [
        ([3_000_001], "UPLOAD_MAX_FILE_BYTES"),
        ([2_000_000, 2_000_000, 1_000_001], "UPLOAD_MAX_UNPACKED_BYTES"),
        ([1] * 21, "UPLOAD_MAX_FILES"),
    ],
)
def test_each_limit_is_held_and_named(zipped, folder, sizes, setting):
    given = {f"{number}.md": bytes(size) for number, size in enumerate(sizes)}
    with pytest.raises(ZipRefused, match=setting):
        unzip(zipped(given, zipfile.ZIP_STORED), folder, LIMITS)
    assert found(folder) == {}


def test_other_files_count_as_files(zipped, folder):
    with pytest.raises(ZipRefused, match="UPLOAD_MAX_FILES"):
        unzip(zipped({f"{number}.exe": b"" for number in range(21)}), folder, LIMITS)


def test_a_directory_too_large_to_look_at_is_refused_unread(zipped, folder, monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", None)
    stream = io.BytesIO(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 2**31, 0, 0))
    with pytest.raises(ZipRefused, match="UPLOAD_MAX_FILES"):
        unzip(stream, folder, LIMITS)


def test_a_file_that_is_larger_than_it_says_is_never_written_whole(zipped, folder):
    data = zipped({"a.md": b"x" * 1000}, zipfile.ZIP_STORED).getvalue()
    # The size unpacked, in the directory; then the packed one would not be believed either.
    lie = data.replace(struct.pack("<LL", 1000, 1000), struct.pack("<LL", 1000, 10))
    assert lie != data
    with pytest.raises(ZipRefused, match="damaged"):
        unzip(io.BytesIO(lie), folder, LIMITS)
    assert all(len(text) <= 10 for text in found(folder).values())


def test_two_files_of_one_name_are_refused(zipped, folder):
    with pytest.warns(UserWarning, match="Duplicate"):
        stream = zipped([("a.md", b"1"), ("a.md", b"2")])
    with pytest.raises(ZipRefused, match="two files of one name"):
        unzip(stream, folder, LIMITS)
    with pytest.raises(ZipRefused, match="two files of one name"):
        unzip(zipped({"a.md": b"1", "./a.md": b"2"}), folder, LIMITS)
    with pytest.raises(ZipRefused, match="two files of one name"):
        unzip(zipped({"b.md": b"1", "b.md/c.md": b"2"}), folder, LIMITS)


@pytest.mark.parametrize("cut", [0, 10, 60, -1, -30])
def test_a_damaged_zip_is_refused(zipped, folder, cut):
    data = zipped({"a.md": b"some text, and more of it"}).getvalue()
    with pytest.raises(ZipRefused):
        unzip(io.BytesIO(data[:cut]), folder, LIMITS)


def test_wrong_bytes_are_found_by_their_checksum(zipped, folder):
    data = zipped({"a.md": b"The harbour opened."}, zipfile.ZIP_STORED).getvalue()
    with pytest.raises(ZipRefused, match="damaged"):
        unzip(io.BytesIO(data.replace(b"harbour", b"airport")), folder, LIMITS)


def test_what_is_no_zip_is_refused(folder):
    with pytest.raises(ZipRefused, match="not a zip"):
        unzip(io.BytesIO(b"%PDF-1.7" * 100), folder, LIMITS)


def test_a_password_is_told(zipped, folder):
    data = bytearray(zipped({"a.md": b"x"}).getvalue())
    for sign, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(sign) + flags] |= 1
    with pytest.raises(ZipRefused, match="password"):
        unzip(io.BytesIO(bytes(data)), folder, LIMITS)


def test_an_unusual_packing_is_refused(zipped, folder):
    with pytest.raises(ZipRefused, match="unusual"):
        unzip(zipped({"a.md": b"x"}, zipfile.ZIP_LZMA), folder, LIMITS)


def test_names_are_utf_8_whether_the_zip_says_so_or_not(zipped, folder):
    unzip(zipped({"Київ.md": b"1"}), folder, LIMITS)
    # As macOS writes it: UTF-8 in the bytes, and no flag.
    data = zipped({"caf\u00e9.md": b"2"}).getvalue()
    for sign, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.index(sign) + flags
        data = data[:place] + b"\0\0" + data[place + 2 :]
    unzip(io.BytesIO(data), folder, LIMITS)
    assert found(folder) == {"Київ.md": b"1", "caf\u00e9.md": b"2"}


def test_a_name_in_another_encoding_is_refused(zipped, folder):
    data = zipped({"zz.md": b"1"}).getvalue().replace(b"zz.md", b"\x84z.md")
    with pytest.raises(ZipRefused, match="not UTF-8"):
        unzip(io.BytesIO(data), folder, LIMITS)


def test_a_name_too_long_for_a_disk_is_refused(zipped, folder):
    with pytest.raises(ZipRefused, match="too long"):
        unzip(zipped({"x" * 256 + ".md": b"1"}), folder, LIMITS)
