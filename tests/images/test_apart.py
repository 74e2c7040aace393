"""The process that decodes pictures keeps its limits, and its end is nobody else's."""

import os
import signal
import struct
import sys

import pytest

from articles.images import apart
from articles.images.apart import encode_apart
from articles.images.encoding import encode_again
from articles.images.exceptions import BadImage
from tests.images.damaged import good_pictures

PHOTO = good_pictures()["JPEG"]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the limit")


@pytest.fixture(autouse=True)
def _own_decoder():
    apart._close()
    yield
    apart._close()


def pid() -> int:
    return apart._decoder.process.pid


def lying_avif() -> bytes:
    """An AVIF of 48 × 32 pixels by its header, whose pixels are many more."""
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (12000, 8000)).save(stream, "AVIF", speed=10)
    data = stream.getvalue()
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 48, 32) + data[at + 8 :]


def test_it_answers_for_one_picture_after_the_other():
    assert [encode_apart(data) for data in (PHOTO, PHOTO)] == [encode_again(PHOTO)] * 2
    before = pid()
    with pytest.raises(BadImage, match="not a JPEG"):
        encode_apart(b"<svg>")
    assert encode_apart(PHOTO) == encode_again(PHOTO)
    assert pid() == before


@pytest.mark.thorough
@LINUX
def test_a_picture_that_hides_its_size_is_refused():
    with pytest.raises(BadImage, match="picture is damaged or of an unusual kind"):
        encode_apart(lying_avif())
    assert encode_apart(PHOTO) == encode_again(PHOTO)


@pytest.mark.parametrize(
    ("sent", "said"),
    [(signal.SIGXCPU, "takes too long"), (signal.SIGSEGV, "broke off"), (signal.SIGKILL, "broke")],
)
def test_a_picture_that_ends_its_decoder_is_refused_and_the_next_is_taken(monkeypatch, sent, said):
    encode_apart(PHOTO)
    write = apart._Decoder._write

    def killed(self, *parts):
        # Stopped, so that no answer comes before its end.
        os.kill(pid(), signal.SIGSTOP)
        write(self, *parts)
        os.kill(pid(), sent)
        os.kill(pid(), signal.SIGCONT)

    monkeypatch.setattr(apart._Decoder, "_write", killed)
    with pytest.raises(BadImage, match=said):
        encode_apart(PHOTO)
    monkeypatch.undo()
    assert encode_apart(PHOTO) == encode_again(PHOTO)


def test_one_that_ended_while_nobody_asked_is_replaced():
    encode_apart(PHOTO)
    os.kill(pid(), signal.SIGKILL)
    apart._decoder.process.wait()
    assert encode_apart(PHOTO) == encode_again(PHOTO)


def test_an_error_of_the_program_is_no_fault_of_the_picture(monkeypatch):
    monkeypatch.setattr(apart, "_ENVIRONMENT", {"PYTHONPATH": "/nowhere", "PYTHONHOME": "/nowhere"})
    with pytest.raises(RuntimeError, match="ended with code 1"):
        encode_apart(PHOTO)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_has_one_of_its_own():
    """Import workers are forked: two that ask one decoder would get each other's answers."""
    encode_apart(PHOTO)
    before = pid()
    child = os.fork()
    if not child:
        good = encode_apart(PHOTO) == encode_again(PHOTO) and pid() != before
        apart._close()
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert encode_apart(PHOTO) == encode_again(PHOTO)
    assert pid() == before
