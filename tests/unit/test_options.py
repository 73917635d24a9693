"""Options: defaults, and a clear error for each wrong type."""

from __future__ import annotations

import pytest

from dstruct_runner.options import OptionError, Options, read_options


@pytest.mark.parametrize("sent", [None, {}, {"entry": None, "timeout": None, "record": None, "stdin": None}])
def test_defaults(sent):
    """What is missing or null has its default."""
    assert read_options(sent) == Options()
    assert Options().max_frames == 100_000
    assert Options().max_output == 1024 * 1024


def test_everything_given():
    """Every option is read under its name."""
    sent = {
        "entry": "Solution.go",
        "timeout": 1500,
        "maxFrames": 10,
        "maxOutput": 20,
        "record": {"reads": False, "steps": True},
        "stdin": ["a", "b"],
        "seed": 7,
        "isolation": "namespace",
        "stream": True,
        "input": True,
    }
    assert read_options(sent) == Options("Solution.go", 1500.0, 10, 20, True, False, True, ("a", "b"), True, True, 7)


@pytest.mark.parametrize(
    ("sent", "recorded"),
    [(False, (False, True, False)), (True, (True, True, False)), ({}, (True, True, False))],
)
def test_record(sent, recorded):
    """`record: false` records nothing; an object says what."""
    options = read_options({"record": sent})
    assert (options.record, options.reads, options.steps) == recorded


def test_numbers_of_javascript():
    """A whole number that comes with a decimal point is whole, a seed may be of any size, no end is no limit."""
    assert read_options({"maxFrames": 10.0, "seed": -(10**400)}).max_frames == 10
    assert read_options({"timeout": float("inf")}).timeout is None


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ([], "options: expected an object, got []"),
        ({"entry": 5}, "options.entry: expected the name of a function"),
        ({"timeout": "1s"}, "options.timeout: expected a number of milliseconds above 0, got '1s'"),
        ({"timeout": 0}, "options.timeout: expected a number of milliseconds above 0, got 0"),
        ({"timeout": True}, "options.timeout: expected"),
        ({"timeout": float("nan")}, "options.timeout: expected"),
        ({"maxFrames": -1}, "options.maxFrames: expected a whole number of 0 or more, got -1"),
        ({"maxFrames": 1.5}, "options.maxFrames: expected a whole number, got 1.5"),
        ({"maxOutput": "1"}, "options.maxOutput: expected a whole number, got '1'"),
        ({"maxOutput": float("inf")}, "options.maxOutput: expected a whole number, got inf"),
        ({"record": 1}, "options.record: expected { reads, steps } or false, got 1"),
        ({"record": {"reads": 1}}, "options.record.reads: expected true or false"),
        ({"stdin": "abc"}, "options.stdin: expected an array of lines, got 'abc'"),
        ({"stdin": ["a", 1]}, "options.stdin: expected an array of lines, got ['a', 1]"),
        ({"seed": "x"}, "options.seed: expected a whole number, got 'x'"),
        ({"seed": True}, "options.seed: expected a whole number, got True"),
    ],
)
def test_wrong_types(sent, message):
    """A wrong type says which option, what was expected and what came."""
    with pytest.raises(OptionError) as raised:
        read_options(sent)
    assert str(raised.value).startswith(message)
