"""Runs one program, plain or instrumented, and notes all that a learner could notice of it.

Started as a program this file is an interpreter for many: it reads requests as lines of JSON, `[source, mode]`, and
forks a child for each, so that every program meets the same fresh interpreter; the child's observation goes back as a
line of JSON. Needs nothing but the standard library and the installed wheel.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import io
import json
import linecache
import os
import re
import signal
import sys
import traceback
import types
from collections.abc import Iterator
from typing import Any

from dstruct_runner.instrument import instrument
from dstruct_runner.program_builtins import ProgramBuiltins
from dstruct_runner.recorder import Recorder

FILENAME = "<learner>"
SECONDS = 20  # a program that takes longer is killed, and its observation says so

# What programs import: loaded once, instead of in each child.
PRELOADED = (
    *("array", "ast", "asyncio", "bisect", "collections.abc", "contextlib", "copy", "dataclasses", "doctest", "enum"),
    *(
        "functools",
        "heapq",
        "inspect",
        "itertools",
        "logging",
        "pickle",
        "pprint",
        "random",
        "re",
        "string",
        "textwrap",
    ),
    *("threading", "typing", "unittest", "warnings", "weakref"),
)

# How a program is run: the options of its Recorder, and whether reads are recorded; None: without one.
MODES: dict[str, dict[str, Any] | None] = {
    "plain": None,
    "recorded": {},
    "changes": {"reads": False},
    "full": {"max_frames": 3},  # the log is full soon, and from then on the program runs without probes
}

Observation = dict[str, Any]


def observe(source: str, mode: str) -> Observation:
    """Run `source` as `__main__` in this interpreter.

    Gives what was written (`stdout`, `stderr`), how it ended (`exception`: None or a description, see `_exception`),
    the variables it left (`names`: in their order, each with its type and repr), and whether the recorder could make
    frames of it (`frames`: the error if not). Addresses are replaced, since they differ from run to run.
    """
    module = types.ModuleType("__main__")
    linecache.cache[FILENAME] = (len(source), None, source.splitlines(keepends=True), FILENAME)
    error, recorder = None, None
    options = MODES[mode]
    found = builtins if options is None else ProgramBuiltins()
    module.__dict__["__builtins__"] = found  # as a script finds it
    with _world(module, found) as (stdout, stderr):
        try:
            if options is None:
                _run_plain(source, module.__dict__)
            else:
                recorder = Recorder(**options)
                instrument(source, FILENAME, reads=options.get("reads", True)).run(module.__dict__, recorder)
        except BaseException as raised:
            error = raised
    return {
        "stdout": _without_addresses(stdout.getvalue().decode()),
        "stderr": _without_addresses(stderr.getvalue().decode()),
        "exception": error and _exception(error, set()),
        "names": [
            [name, type(value).__name__, _without_addresses(_without_version(_repr(value)))]
            for name, value in _variables(module.__dict__).items()
        ],
        "frames": recorder and _frames_error(recorder),
    }


@contextlib.contextmanager
def _world(module: types.ModuleType, found: types.ModuleType) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Let the program be `__main__`, read two lines and write to (stdout, stderr), and undo what it does to Python."""
    outer = sys.modules["__main__"], sys.stdout, sys.stderr, sys.stdin
    limit, before = sys.getrecursionlimit(), dict(vars(builtins))
    written = io.BytesIO(), io.BytesIO()
    sys.modules["__main__"], sys.modules["builtins"] = module, found
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", write_through=True) for stream in written
    )
    sys.stdin = io.StringIO("first line\nsecond line\n")
    streams = sys.stdout, sys.stderr  # held, or they would close what they write to
    try:
        yield written
    finally:
        vars(builtins).update(before)
        sys.settrace(None)
        sys.setrecursionlimit(limit)
        for stream in streams:
            stream.detach()
        sys.modules["__main__"], sys.stdout, sys.stderr, sys.stdin = outer
        sys.modules["builtins"] = builtins


def _variables(namespace: dict[str, Any]) -> dict[str, Any]:
    """Without `__builtins__`, which `exec` adds to every namespace that has none, here and in a learner's own."""
    return {
        name: _variables(value) if type(value) is dict and "__builtins__" in value else value
        for name, value in namespace.items()
        if name != "__builtins__"
    }


def _run_plain(source: str, namespace: dict[str, Any]) -> None:
    """As deep in the stack as `Instrumented.run`."""
    exec(compile(source, FILENAME, "exec", dont_inherit=True), namespace)


def _frames_error(recorder: Recorder) -> str | None:
    try:
        recorder.frames(0, 1)
        recorder.close()
    except BaseException:
        return traceback.format_exc()
    return None


def _exception(error: BaseException, met: set[int]) -> Any:
    """Type, message, notes, exit code, what it was raised from, and its traceback entries in learner code."""
    if id(error) in met:
        return "(met before)"
    met.add(id(error))
    return {
        "type": type(error).__qualname__,
        "message": _without_addresses(_str(error)),
        "args": _without_addresses(_repr(error.args)),
        "notes": getattr(error, "__notes__", None),
        "code": repr(error.code) if isinstance(error, SystemExit) else None,
        "where": [getattr(error, name, None) for name in ("lineno", "offset", "end_lineno", "end_offset")]
        if isinstance(error, SyntaxError)
        else None,
        "entries": _entries(error.__traceback__),
        "cause": error.__cause__ and _exception(error.__cause__, met),
        "context": error.__context__ and _exception(error.__context__, met),
        "suppress": error.__suppress_context__,
        "group": [_exception(e, met) for e in error.exceptions] if isinstance(error, BaseExceptionGroup) else None,
    }


def _entries(tb: types.TracebackType | None) -> list[list[Any]]:
    """(function, line, column span) of each entry in learner code."""
    entries = []
    while tb is not None:
        code = tb.tb_frame.f_code
        if code.co_filename == FILENAME:
            positions = list(code.co_positions())[tb.tb_lasti // 2]
            entries.append([code.co_qualname, tb.tb_lineno, *positions])
        tb = tb.tb_next
    return entries


def _without_version(text: str) -> str:
    """Without what a `__warningregistry__` says of how often the filters have been set."""
    return re.sub(r"^\{'version': \d+", "{'version': 0", text)


def _repr(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:
        return f"(repr raised {type(error).__name__})"


def _str(value: object) -> str:
    try:
        return str(value)
    except Exception as error:
        return f"(str raised {type(error).__name__})"


def _without_addresses(text: str) -> str:
    return re.sub(r"\b0x[0-9a-fA-F]{6,}\b", "0x…", text)


# --- an interpreter for many programs --------------------------------------------------------------------------------


def serve() -> None:
    """Answer requests until the input ends."""
    for module in PRELOADED:
        __import__(module)
    gc.freeze()  # or each child's first collection would copy every page
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    for line in requests:
        source, mode = json.loads(line)
        answers.write(json.dumps(_in_child(source, mode)) + "\n")
        answers.flush()


def _in_child(source: str, mode: str) -> Observation:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(SECONDS)
        try:
            text = json.dumps(observe(source, mode))
        except BaseException:
            text = json.dumps({"observing failed": traceback.format_exc()})
        with os.fdopen(writing, "w", encoding="utf-8") as answer:
            answer.write(text)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        text = answer.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return json.loads(text) if text else {"ended by signal": -status}  # type: ignore[no-any-return]


if __name__ == "__main__":
    serve()
