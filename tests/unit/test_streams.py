"""Streams: they behave like real ones, keep what there is room for and count the rest."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dstruct_runner.streams import OutputStream, ToldStream, input_stream


def output(limit=1000):
    return OutputStream("<stdout>", limit)


def kept(stream):
    stream.finish()
    return stream.capture.text()


def test_it_is_a_text_stream():
    """It has what programs ask of a standard stream."""
    stream = output()
    assert stream.write("héé") == 3
    assert (stream.name, stream.mode, stream.encoding, stream.errors) == ("<stdout>", "w", "utf-8", "backslashreplace")
    assert (stream.writable(), stream.readable(), stream.isatty(), stream.closed) == (True, False, False, False)
    assert stream.buffer.writable()
    assert stream.buffer.mode == "wb"
    stream.flush()
    stream.writelines(["a", "b\n"])
    print("c", file=stream)
    assert kept(stream) == "hééab\nc\n"
    with pytest.raises(io.UnsupportedOperation):
        stream.fileno()
    with pytest.raises(TypeError):
        stream.write(b"x")


def test_bytes_keep_their_place():
    """What is written to `.buffer` stands between the text before and after it."""
    stream = output()
    print("a", end="", file=stream)
    assert stream.buffer.write("é".encode()) == 2
    stream.buffer.flush()
    print("b", end="", file=stream)
    assert kept(stream) == "aéb"


def test_nothing_is_lost_to_encoding():
    """Lone surrogates, and bytes that are not UTF-8, come as escapes."""
    stream = output()
    stream.write("\ud800")
    stream.buffer.write(b"\xff")
    assert kept(stream) == "\\ud800\\xff"


def test_newlines_stay():
    r"""Line ends of any kind stay as they were written."""
    stream = output()
    stream.write("a\r\nb\rc\n")
    assert kept(stream) == "a\r\nb\rc\n"


def test_closing_loses_nothing():
    """A program that closes or detaches its stdout keeps what it has written, and gets the usual error afterwards."""
    closed, detached = output(), output()
    for stream in (closed, detached):
        stream.write("a")
    closed.close()
    detached.detach()
    assert kept(closed) == kept(detached) == "a"
    with pytest.raises(ValueError, match="closed"):
        closed.write("b")
    with pytest.raises(ValueError, match="closed"):
        closed.buffer.write(b"b")


@given(st.lists(st.text(max_size=8)), st.integers(0, 30))
def test_the_cap_is_in_bytes_and_counts_the_rest(texts, limit):
    """The beginning is kept, whole characters only, and kept and dropped bytes add up."""
    stream = output(limit)
    for text in texts:
        stream.write(text)
        stream.flush()
    whole = "".join(texts).encode("utf-8", "backslashreplace").decode()
    text = kept(stream)
    assert whole.startswith(text)
    assert len(text.encode()) <= limit
    assert len(text.encode()) + stream.capture.dropped == len(whole.encode())
    assert stream.capture.dropped == 0 or limit - len(text.encode()) < 4


def test_nothing_after_a_drop():
    """What follows a dropped piece is dropped too, small as it may be: the output has no holes."""
    stream = output(3)
    for text in ("ab", "éé", "c"):
        stream.write(text)
        stream.flush()
    assert kept(stream) == "ab"
    assert stream.capture.dropped == 5


def test_muted():
    """What is written while it is muted is thrown away and not counted."""
    stream = output()
    stream.write("a")
    stream.finish()
    stream.capture.muted = True
    stream.write("b")
    stream.finish()
    stream.capture.muted = False
    stream.write("c")
    assert kept(stream) == "ac"
    assert stream.capture.dropped == 0


def test_a_listener_is_told_each_write():
    """A listener hears each text in its order, bytes decoded, dropped ones too, muted and empty ones not."""
    heard = []
    stream = ToldStream("<stdout>", 2, heard.append)
    print("a", "b", sep="", file=stream)
    stream.buffer.write("é".encode()[:1])
    stream.buffer.write("é".encode()[1:])
    stream.write("")
    stream.capture.muted = True
    stream.write("c")
    assert "".join(heard) == "ab\né"
    assert heard[-1] == "é"


def test_input():
    """Standard input gives its lines and then ends, however it is read."""
    assert input_stream(("a", "", "é\ud800")).readlines() == ["a\n", "\n", "é\ud800\n"]
    assert input_stream(()).read() == ""
    assert input_stream(("a", "b")).readline() == "a\n"
    assert input_stream(("é",)).buffer.read() == "é\n".encode()
    stream = input_stream(("a",))
    assert [*stream] == ["a\n"]
    assert stream.readline() == ""
    assert (stream.name, stream.mode) == ("<stdin>", "r")
