"""Streams: standard input, output and error of one run.

What a program gets as `sys.stdout` is a text stream as `open` makes it, `.buffer` included; below it the bytes are kept
up to a cap and counted beyond it.
"""

from __future__ import annotations

import codecs
import contextlib
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Listener = Callable[[str], None]


class Capture(io.RawIOBase):
    """Keeps the bytes that are written to it, up to `limit`.

    Attributes:
        limit: bytes kept
        dropped: bytes written beyond that
        muted: whether what is written now is thrown away, uncounted
        on_kept: told each text that is kept; None: nobody wants to know
        asked: where the bytes end that were there when the program last asked for input

    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.dropped = 0
        self.muted = False
        self.on_kept: Listener | None = None
        self.asked = 0
        self._kept = bytearray()
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes and give how many they were: all of them, dropped ones too."""
        size = memoryview(data).nbytes
        if self.muted:
            return size
        kept = data if not self.dropped and size <= self.limit - len(self._kept) else self._beginning(bytes(data))
        self._kept += kept
        if self.on_kept and kept:
            self.on_kept(self._decoder.decode(kept))
        return size

    def text(self) -> str:
        """Give what was kept; bytes that are not UTF-8 as escapes."""
        return bytes(self._kept).decode("utf-8", "backslashreplace")

    def prompt(self) -> str:
        """Give the unfinished line, from where this was last asked."""
        start = max(self._kept.rfind(b"\n") + 1, self.asked)
        self.asked = len(self._kept)
        return bytes(self._kept[start:]).decode("utf-8", "backslashreplace")

    def _beginning(self, data: bytes) -> bytes:
        """Give what there is still room for, without tearing a character apart; nothing once something was dropped."""
        kept = 0
        if not self.dropped:
            kept = self.limit - len(self._kept)
            while kept > 0 and data[kept] & 0xC0 == 0x80:  # a continuation byte would be the first one dropped
                kept -= 1
        self.dropped += len(data) - kept
        return data[:kept]


class OutputStream(io.TextIOWrapper):
    """A stream to be `sys.stdout` or `sys.stderr`; a lone surrogate, which UTF-8 can't hold, is written as its escape.

    Text is passed to the capture in pieces of some kilobytes (a call of ours for each `write` makes a printing loop
    three times slower), and before anything is written to `.buffer`, so that bytes keep their place among the text.

    Attributes:
        capture: where it all ends

    """

    def __init__(self, name: str, limit: int) -> None:
        self.capture = Capture(limit)
        super().__init__(self.capture, encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[arg-type]
        self.mode = "w"  # type: ignore[misc]
        self._name = name
        self._bytes = _ByteStream(self)

    @property
    def name(self) -> str:
        """Give "<stdout>" or "<stderr>"."""
        return self._name

    @property
    def buffer(self) -> _ByteStream:  # type: ignore[override]
        """Give the stream for bytes."""
        return self._bytes

    def tell_listener(self, text: str) -> None:
        """Take note of a text that is written to `.buffer`: nothing here."""

    def prompt(self) -> str:
        """Give the unfinished line that the program asks for input with, from where it last asked; it asks now."""
        self.finish()
        return self.capture.prompt()

    def finish(self) -> None:
        """Pass on what is not yet in the capture; nothing where the program closed or detached the stream."""
        with contextlib.suppress(ValueError):
            self.flush()


class ToldStream(OutputStream):
    """An output stream that tells a listener each text as it is written, whether it is kept or not."""

    def __init__(self, name: str, limit: int, listener: Listener) -> None:
        super().__init__(name, limit)
        self.listener = listener

    def write(self, text: str, /) -> int:
        """Write text, tell the listener, and give how many characters it was."""
        size = super().write(text)
        self.tell_listener(text)
        return size

    def tell_listener(self, text: str) -> None:
        """Tell it, unless nothing that is written now counts."""
        if text and not self.capture.muted:
            self.listener(text)


class _ByteStream(io.BufferedIOBase):
    """The `.buffer` of an output stream."""

    def __init__(self, text: OutputStream) -> None:
        super().__init__()
        self._text = text
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    @property
    def name(self) -> str:
        return self._text.name

    @property
    def mode(self) -> str:
        return "wb"

    @property
    def raw(self) -> Capture:
        return self._text.capture

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._text.flush()  # raises what a closed stream raises
        size = self._text.capture.write(data)
        self._text.tell_listener(self._decoder.decode(data))
        return size


class _Lines(io.RawIOBase):
    """The raw stream under `sys.stdin`: gives one line at a time, when it is read."""

    name = "<stdin>"

    def __init__(self, lines: Iterator[str]) -> None:
        super().__init__()
        self._lines = lines
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next((f"{line}\n" for line in self._lines), "").encode("utf-8", "surrogatepass")
        size = min(len(self._rest), len(buffer))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def input_stream(lines: Iterable[str]) -> io.TextIOWrapper:
    """Make a stream to be `sys.stdin`: it gives these lines, each asked for when it is read, and then ends."""
    data = io.BufferedReader(_Lines(iter(lines)))
    stream = io.TextIOWrapper(data, encoding="utf-8", errors="surrogatepass")
    stream.mode = "r"  # type: ignore[misc]
    return stream
