"""Tracebacks: an exception as the learner should see it, an `ErrorInfo`.

`stack` is what CPython prints, with the learner's own file, lines and carets, and with the library's frames below them;
frames of the harness are left out, in chained exceptions and groups too. `line` and `column` are the place in the
learner's source: of the innermost frame of theirs, or of the syntax error.
"""

from __future__ import annotations

import difflib
import re
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, TypeGuard

from .deadline import LEARNER, DeadlineReached
from .protocol import ErrorInfo
from .values import TEXT_LIMIT, encodable, safe_repr, shallow
from .walks import class_name

_OURS = str(Path(__file__).parent)
_STACK_LIMIT = 20_000  # characters at each end of a stack that is too long to be given whole
_FRAMES = 2_000  # frames at each end of a traceback that is too deep
_DOTTED = re.compile(r"\.? Did you mean: '[^']*\.[^']*'\?")  # CPython suggesting a name of the probes'
_DEADLINE = f"{DeadlineReached.__module__}.{DeadlineReached.__qualname__}"
_PLAIN = (
    Exception,
    ValueError,
    TypeError,
    RuntimeError,
    AssertionError,
    IndexError,
)  # their text is that of what they hold
_TRACEBACK = BaseException.__dict__["__traceback__"]  # a learner's class may have attributes of its own
_NO_INPUT = "EOF when reading a line"


def describe_error(
    error: BaseException, source: str, *, message: str | None = None, input_lines: int | None = 0
) -> ErrorInfo:
    """Describe what ended a run of `source`, which was given `input_lines` lines of standard input; None: by the page.

    `message` is said instead of the error's own. The error's traceback is shortened to what the learner should see.
    """
    info: ErrorInfo = {"name": error_name(error), "message": message or _message(error, input_lines)}
    if _is_ours(error):
        return info
    _shorten(error)
    info["stack"] = _stack(error)
    line, column = _place(error, source)
    if line is not None:
        info["line"] = line
    if column is not None:
        info["column"] = column
    return info


def error_name(error: BaseException) -> str:
    """Give the name of the error's class; for one of the harness's own that of the builtin one it is a kind of."""
    kinds = type(error).__mro__ if _is_ours(error) else (type(error),)
    return class_name(next((kind for kind in kinds if kind.__module__ == "builtins"), type(error)))


def error_text(error: BaseException) -> str:
    """Give `str(error)`, capped; what happened instead where that fails."""
    try:
        only = error.args[0] if type(error) in _PLAIN and len(error.args) == 1 else None
        if isinstance(only, list | tuple | dict | set):
            return safe_repr(only)  # which is what `str` gives, but for its length, or any depth
        with shallow():
            text = str(error)
        text = str.__getitem__(text, slice(TEXT_LIMIT + 1))
    except BaseException as failure:
        return f"<str() of the exception raised {class_name(type(failure))}>"
    return encodable(text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…")


def as_ending(error: BaseException, ending: BaseException) -> BaseException:
    """Give the exception that a run's end from outside reads as, in the place where it came."""
    ending = ending.with_traceback(error.__traceback__)
    ending.__cause__ = error.__cause__
    ending.__context__ = error.__context__
    ending.__suppress_context__ = error.__suppress_context__
    return ending


def complete_syntax_error(error: BaseException, source: str) -> None:
    """Give a syntax error that the compiler's later stages found the text of its line, as a program in a file has it.

    Those stages look for the line in a file, and count columns in bytes of UTF-8.
    """
    if not _is_syntax_error(error) or error.filename != LEARNER or error.text is not None or not error.lineno:
        return
    lines = source.split("\n")
    if error.lineno <= len(lines):
        error.text = line = lines[error.lineno - 1]
        error.offset = _characters(line, error.offset)
        if error.end_lineno == error.lineno:
            error.end_offset = _characters(line, error.end_offset)


def _characters(line: str, offset: int | None) -> int | None:
    """Turn an offset (from 1) in bytes into one in characters."""
    return offset if not offset else len(line.encode()[: offset - 1].decode("utf-8", "replace")) + 1


# --- message ---------------------------------------------------------------------------------------------------------


def _message(error: BaseException, input_lines: int | None) -> str:
    text = str(error.msg) if _is_syntax_error(error) else error_text(error)
    if type(error) is ModuleNotFoundError:
        text = _missing_module(error, text)
    elif type(error) is EOFError and text == _NO_INPUT:
        text = f"{text}: {_lack_of_input(input_lines)}"
    elif type(error) is KeyboardInterrupt and not text:
        text = "the program was interrupted"
    return text


def _lack_of_input(lines: int | None) -> str:
    if lines is None:
        return "the page, asked for a line, had none left to give"
    given = "1 line" if lines == 1 else f"{lines} lines"
    return f"the program asked for more input than it was given, which is {given} (option stdin)"


def _is_syntax_error(error: BaseException) -> TypeGuard[SyntaxError]:
    return type(error) in (SyntaxError, IndentationError, TabError)


def _is_ours(error: BaseException) -> bool:
    return str(vars(type(error)).get("__module__", "")).startswith(f"{__package__}.")


def _missing_module(error: ModuleNotFoundError, text: str) -> str:
    """Say what to do about a module that is not there; a submodule's name speaks for itself."""
    name = error.name
    if not isinstance(name, str) or not name or "." in name:
        return text
    if not text.startswith("No module named") and "Pyodide" not in text:  # somebody else's words
        return text
    if name in sys.stdlib_module_names:
        return f"No module named {name!r}. It belongs to Python's standard library, but this runtime comes without it."
    close = difflib.get_close_matches(name, sys.stdlib_module_names, n=1, cutoff=0.8)
    if close:
        return f"No module named {name!r}. Did you mean {close[0]!r}?"
    return f"No module named {name!r}. This bundle has no such package: rebuild it with --with {name}."


# --- stack -----------------------------------------------------------------------------------------------------------


def _stack(error: BaseException) -> str:
    try:
        with shallow():
            described = traceback.TracebackException.from_exception(error)
        for one in _all_of(described):
            kept = [frame for frame in one.stack if not frame.filename.startswith(_OURS)]
            one.stack[:] = kept
            if not kept:
                one.stack = None  # type: ignore[assignment]  # then, as in C, no "Traceback (most recent call last):"
        text = _DOTTED.sub("", "".join(described.format())).replace(_DEADLINE, TimeoutError.__name__)
    except BaseException as failure:  # e.g. an attribute of the learner's exception that CPython asks for
        text = f"<the traceback could not be made: {class_name(type(failure))}>\n"
    if len(text) > 2 * _STACK_LIMIT:
        text = text[:_STACK_LIMIT] + "\n  …\n" + text[-_STACK_LIMIT:]
    return encodable(text)


def _all_of(described: traceback.TracebackException) -> list[traceback.TracebackException]:
    """Give a described exception and all that it is chained to or groups."""
    found: list[traceback.TracebackException] = []
    waiting: list[Any] = [described]
    while waiting:
        one = waiting.pop()
        if one is None or one in found:
            continue
        found.append(one)
        waiting.extend((one.__cause__, one.__context__, *(getattr(one, "exceptions", None) or ())))
    return found


def _shorten(error: BaseException) -> None:
    """Take from the traceback what is above the learner's first frame, and the middle where it is very deep."""
    steps = []
    step = _TRACEBACK.__get__(error)
    while step is not None:
        steps.append(step)
        step = step.tb_next
    first = next((place for place, step in enumerate(steps) if step.tb_frame.f_code.co_filename == LEARNER), None)
    steps = steps[first:] if first is not None else []
    if len(steps) > 2 * _FRAMES:
        steps = steps[:_FRAMES] + steps[-_FRAMES:]
    linked: TracebackType | None = None
    for step in reversed(steps):
        linked = TracebackType(linked, step.tb_frame, step.tb_lasti, step.tb_lineno)
    _TRACEBACK.__set__(error, linked)


# --- place -----------------------------------------------------------------------------------------------------------


def _place(error: BaseException, source: str) -> tuple[int | None, int | None]:
    """Give the line (from 1) and the column (from 0, in characters) that the error is about."""
    if _is_syntax_error(error) and error.filename == LEARNER:
        return error.lineno, max(error.offset - 1, 0) if isinstance(error.offset, int) else None
    last: TracebackType | None = None
    step = _TRACEBACK.__get__(error)
    while step is not None:
        if step.tb_frame.f_code.co_filename == LEARNER:
            last = step
        step = step.tb_next
    if last is None:
        return None, None
    positions = list(last.tb_frame.f_code.co_positions())
    line, _, column, _ = positions[last.tb_lasti // 2] if last.tb_lasti >= 0 else (None, None, None, None)
    if line is None or line != last.tb_lineno:
        return last.tb_lineno, None
    lines = source.split("\n")
    if column is None or line > len(lines):
        return line, None
    return line, len(lines[line - 1].encode("utf-8", "replace")[:column].decode("utf-8", "ignore"))
