"""Options: what a run was asked for, checked, with its defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .values import safe_repr


class OptionError(TypeError):
    """An option has a wrong type; the message says which, what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one run, as `protocol.RunOptions` names them.

    Attributes:
        entry: "name" or "Class.method" of the function to call; None: the rules of entry.py
        timeout: milliseconds of wall-clock time; None: no soft deadline
        max_frames: how many frames are recorded
        max_output: how many bytes of UTF-8 are kept, stdout and stderr each
        record: whether anything is recorded
        reads: whether reads are recorded
        steps: whether lines, calls and variables are recorded
        stdin: the lines of standard input, without newlines
        input: whether more lines may be asked for while the program runs
        stream: whether output and frames are passed on while the program runs
        seed: seeds `random` before the program starts; None: it is seeded by chance

    """

    entry: str | None = None
    timeout: float | None = None
    max_frames: int = 100_000
    max_output: int = 1 << 20
    record: bool = True
    reads: bool = True
    steps: bool = False
    stdin: tuple[str, ...] = ()
    input: bool = False
    stream: bool = False
    seed: int | None = None


def read_options(options: object) -> Options:
    """Check the options of a RUN; what is null or not there has its default, what is unknown is left alone.

    Raises:
        OptionError: one has a wrong type.

    """
    if options is None:
        return Options()
    if not isinstance(options, dict):
        raise OptionError(f"options: expected an object, got {safe_repr(options, 80)}")
    record = _one(options, "record", bool | dict, "{ reads, steps } or false")
    details = record if isinstance(record, dict) else {}
    stdin = _one(options, "stdin", list | tuple, "an array of lines")
    if stdin is not None and not all(isinstance(line, str) for line in stdin):
        raise _wrong("stdin", "an array of lines", options["stdin"])
    default = Options()
    return Options(
        entry=_one(options, "entry", str, 'the name of a function, "name" or "Class.method"'),
        timeout=_positive(options, "timeout", "a number of milliseconds above 0"),
        max_frames=_count(options, "maxFrames", default.max_frames),
        max_output=_count(options, "maxOutput", default.max_output),
        record=record is not False,
        reads=_flag(details, "record.reads", default.reads),
        steps=_flag(details, "record.steps", default.steps),
        stdin=tuple(stdin or ()),
        input=_flag(options, "input", default.input),
        stream=_flag(options, "stream", default.stream),
        seed=_whole(options, "seed"),
    )


def _wrong(name: str, expected: str, came: object) -> OptionError:
    return OptionError(f"options.{name}: expected {expected}, got {safe_repr(came, 80)}")


def _one(options: dict[Any, Any], name: str, kinds: Any, expected: str) -> Any:
    value = options.get(name.rpartition(".")[2])
    if value is not None and not isinstance(value, kinds):
        raise _wrong(name, expected, value)
    return value


def _flag(options: dict[Any, Any], name: str, default: bool) -> bool:
    value = _one(options, name, bool, "true or false")
    return default if value is None else bool(value)


def _positive(options: dict[Any, Any], name: str, expected: str) -> float | None:
    value = _one(options, name, int | float, expected)
    if value is None:
        return None
    if isinstance(value, bool) or not value > 0:
        raise _wrong(name, expected, value)
    return None if value > 1e12 else float(value)  # tens of years, or infinite: no limit


def _whole(options: dict[Any, Any], name: str) -> int | None:
    value = _one(options, name, int | float, "a whole number")
    if value is None:
        return None
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise _wrong(name, "a whole number", value)
    return int(value)


def _count(options: dict[Any, Any], name: str, default: int) -> int:
    value = _whole(options, name)
    if value is None:
        return default
    if value < 0:
        raise _wrong(name, "a whole number of 0 or more", value)
    return value
