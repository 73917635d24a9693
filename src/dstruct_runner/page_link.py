"""The way to the page while the program runs: what is printed goes out, lines of input come in.

Both functions are the worker's: `sink(kind, what)` takes something there and may give an answer. Where the browser can
wait for one that is not there yet (JSPI), `sink(kind, what, settle)` gives it by calling `settle`, now or later, and
`wait(reply)` waits until it has. The kinds:

    stdout, stderr   text that was printed; no answer
    frames           all frames so far, packed (packed_frames.py), which supersede those before; no answer
    pause            nothing; a moment for the worker to read its messages; the answer is whether it was interrupted
    ended            nothing: the program is over, and what comes now is our own; no answer
    input            the prompt; the answer is JSON: `{"line": text or null}` (null: there is no more),
                     `{"interrupted": true}`, or `{"missing": what it would take to wait for an answer}`
"""

from __future__ import annotations

import json
from collections.abc import Callable
from time import monotonic  # bound here: a program may replace what `time` holds
from typing import Any, NoReturn

from .deadline import Deadline
from .streams import OutputStream

Sink = Callable[..., Any]
Wait = Callable[[Any], Any]

_QUIET = 0.01  # seconds between two batches of output, in the long run: 100 a second take about 1 % of the time
_AT_ONCE = 20 * _QUIET  # that many may follow each other at once: a program that prints little waits for nothing
_BATCH = 4096  # bytes that are passed on at once


class PageLink:
    """What one run has of the page.

    Attributes:
        sink, wait: the worker's; `wait` is None where it can't
        streams: the program's, in which what it wrote may still wait; their captures tell what they keep
        pending: what was not passed on yet: (stream, text)
        size: how long it is, in bytes
        quiet_until: the moment, in seconds of `monotonic`, at which the batches so far will have had their time
        show: to be called at a beat, with what hears the page; makes frames, if it is time to, and gives them to `sink`

    """

    def __init__(self, sink: Sink, wait: Wait | None) -> None:
        self.sink = sink
        self.wait = wait
        self.streams: tuple[OutputStream, ...] = ()
        self.pending: list[tuple[str, str]] = []
        self.size = 0
        self.quiet_until = 0.0
        self.show: Callable[[Callable[[], None]], None] | None = None

    def follow(self, *streams: OutputStream) -> None:
        """Pass on what these streams keep, in the order in which it was written."""
        self.streams = streams
        for stream in streams:
            stream.capture.on_kept = self._keeper(stream.name.strip("<>"))

    def printed(self, text: str) -> None:
        """Take note that `text` was written to stdout, and pass on full lines unless many just were."""
        if "\n" in text and monotonic() >= self.quiet_until - _AT_ONCE:
            self.flush()

    def complained(self, _: str) -> None:
        """Take note that something was written to stderr: what stdout has so far came before it."""
        self.flush()

    def on_beat(self, deadline: Deadline) -> None:
        """Pass on what there is, and let the worker read its messages, one of which may be an interrupt.

        Raises:
            KeyboardInterrupt: it was.
            DeadlineReached: making frames took what was left of the time.

        """
        self.flush()
        self._hear(deadline)
        if self.show:
            self.show(lambda: self._hear(deadline))

    def ended(self) -> None:
        """Say that the program is over, and pass on what it wrote: making its frames may take a while."""
        self.flush()
        self.sink("ended", "")

    def flush(self) -> None:
        """Pass on everything that was written."""
        for stream in self.streams:
            stream.finish()
        self._send()

    def ask(self, prompt: str, deadline: Deadline) -> str | None:
        """Ask the page for a line of input and wait for it, in which time stands still; None: there is no more.

        Raises:
            EOFError: neither this browser nor this page can wait for an answer.
            KeyboardInterrupt: it was interrupted.

        """
        self.flush()
        with deadline.standing_still():
            answer = json.loads(self._answer("input", prompt))
        if answer.get("interrupted"):
            deadline.interrupted = True
            deadline.end()
        if "missing" in answer:
            raise EOFError(f"the program asked for input and can't wait for it: {answer['missing']}")
        line: str | None = answer["line"]
        return line

    def _hear(self, deadline: Deadline) -> None:
        if self._answer("pause", "") is True:
            deadline.interrupted = True
        if deadline.interrupted or deadline.is_past:
            deadline.end()

    def _answer(self, kind: str, text: str) -> Any:
        if not self.wait:
            return self.sink(kind, text)
        reply = _Reply()
        self.sink(kind, text, reply.settle)
        return self.wait(reply)

    def _keeper(self, name: str) -> Callable[[str], None]:
        def keep(text: str) -> None:
            self.pending.append((name, text))
            self.size += len(text)
            if self.size >= _BATCH:
                self._send()

        return keep

    def _send(self) -> None:
        """Pass on what is pending: neighbours of the same stream as one text."""
        pending, self.pending, self.size = self.pending, [], 0
        texts: list[str] = []
        for place, (name, text) in enumerate(pending, 1):
            texts.append(text)
            if place == len(pending) or pending[place][0] != name:
                self.sink(name, "".join(texts))
                texts.clear()
        if pending:  # a beat with nothing to pass on delays no line: what runs next may be killed with it
            self.quiet_until = max(self.quiet_until, monotonic()) + _QUIET


class _Reply:
    """An answer that may yet have to come: as much of an asyncio future as Pyodide's `run_sync` asks for.

    A true one needs an event loop to tell that it is done, and Pyodide's would have to reach JavaScript for that, which
    a program's Python must not.
    """

    _asyncio_future_blocking = False  # tells asyncio that this is a future

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.on_done: Callable[[_Reply], object] | None = None

    def settle(self, answer: Any) -> None:
        """Give the answer."""
        self.answers.append(answer)
        if self.on_done:
            self.on_done(self)

    def add_done_callback(self, on_done: Callable[[_Reply], object]) -> None:
        if self.answers:
            on_done(self)
        self.on_done = on_done

    def result(self) -> Any:
        return self.answers[0]

    def __await__(self) -> NoReturn:
        """Be something that can be awaited; nobody does it this way."""
        raise NotImplementedError
