"""Tracebacks: what the learner sees of an error."""

from __future__ import annotations

import linecache
import sys
import textwrap
import traceback

import pytest

from dstruct_runner.deadline import LEARNER, DeadlineReached
from dstruct_runner.entry import EntryError
from dstruct_runner.tracebacks import as_ending, complete_syntax_error, describe_error
from dstruct_runner.values import safe_repr


def fail(source, **names):
    """Run learner's code that fails, and give its error and the text of its source."""
    source = textwrap.dedent(source).strip("\n")
    linecache.cache[LEARNER] = (len(source), None, source.splitlines(keepends=True), LEARNER)
    try:
        exec(compile(source, LEARNER, "exec"), {"__name__": "__main__", **names})
    except BaseException as error:
        return error, source
    raise AssertionError("it did not fail")


def describe(source, **options):
    return describe_error(*fail(source), **options)


def test_it_is_what_cpython_prints():
    """The stack is the traceback as CPython prints it, with lines and carets, from the learner's first frame on."""
    error, source = fail("def f(x):\n    return 1 / x\n\nprint(f(0))")
    error.__traceback__ = error.__traceback__.tb_next  # the frame of this test's own
    expected = "".join(traceback.format_exception(error))
    info = describe_error(error, source)
    assert info["stack"] == expected
    assert 'File "<learner>", line 2, in f\n    return 1 / x\n           ~~^~~\n' in expected
    assert (info["name"], info["message"], info["line"], info["column"]) == (
        "ZeroDivisionError",
        "division by zero",
        2,
        11,
    )


def test_frames_of_ours_are_left_out():
    """Frames of the harness between the learner's are not shown, and the innermost learner's frame is the place."""
    source = """
        class A:
            def __len__(self):
                return 1 / 0
        call(A())
    """
    namespace = {}
    exec(compile("def call(x):\n return len(x)", safe_repr.__code__.co_filename, "exec"), namespace)
    info = describe_error(*fail(source, call=namespace["call"]))
    assert "dstruct_runner" not in info["stack"]
    assert info["stack"].count('File "') == 2
    assert (info["line"], info["column"]) == (3, 15)


def test_frames_of_libraries_stay():
    """Frames of the library below the learner's stay; the place is the learner's call."""
    info = describe("import json\njson.loads('{')")
    assert "decoder.py" in info["stack"]
    assert (info["name"], info["line"], info["column"]) == ("JSONDecodeError", 2, 0)
    assert "json.decoder.JSONDecodeError: Expecting" in info["stack"]


def test_chains_are_shown():
    """Causes and contexts are shown as CPython shows them."""
    info = describe("try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('x') from error")
    assert "The above exception was the direct cause" in info["stack"]
    assert (info["name"], info["line"]) == ("ValueError", 4)
    info = describe("try:\n    1 / 0\nexcept ZeroDivisionError:\n    {}[1]")
    assert "During handling of the above exception" in info["stack"]
    assert (
        describe("try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise ValueError from None")["stack"].count("Error")
        == 2
    )


def test_groups_are_shown():
    """An exception group is shown with all its parts."""
    info = describe("raise ExceptionGroup('both', [ValueError(1), TypeError(2)])")
    assert info["message"] == "both (2 sub-exceptions)"
    assert "| ValueError: 1" in info["stack"]
    assert "| TypeError: 2" in info["stack"]


def test_notes_are_shown():
    """Notes are part of the stack, not of the message."""
    info = describe("error = ValueError('x')\nerror.add_note('a note')\nraise error")
    assert info["stack"].endswith("ValueError: x\na note\n")
    assert info["message"] == "x"


def test_columns_are_characters():
    """Columns count characters, not bytes."""
    assert describe("x = 'äöü😀'; y = x + 1")["column"] == 16


def test_syntax_errors():
    """A syntax error has its line, its caret and its place, and no traceback."""
    info = describe("x = 1\nä = = 2")
    assert (info["name"], info["message"], info["line"], info["column"]) == ("SyntaxError", "invalid syntax", 2, 4)
    assert info["stack"] == '  File "<learner>", line 2\n    ä = = 2\n        ^\nSyntaxError: invalid syntax\n'
    assert describe("if 1:\npass")["name"] == "IndentationError"


def test_syntax_errors_of_later_stages():
    """An error that the compiler finds after parsing has its line and caret too."""
    error, source = fail("é = 'ä'; return 5")
    complete_syntax_error(error, source)
    info = describe_error(error, source)
    assert (info["line"], info["column"]) == (1, 9)
    assert info["stack"].startswith(f'  File "<learner>", line 1\n    {source}\n             ^')


def test_syntax_errors_of_other_sources():
    """A syntax error in text that the program itself compiles is placed where the program did so."""
    info = describe("x = 1\n\nexec('1 +')")
    assert (info["name"], info["line"], info["column"]) == ("SyntaxError", 3, 0)


def test_learners_classes():
    """A learner's exception goes by its name, and one whose text fails says so."""
    info = describe("class Mine(Exception):\n    def __str__(self):\n        raise KeyError\nraise Mine")
    assert (info["name"], info["message"]) == ("Mine", "<str() of the exception raised KeyError>")
    assert info["stack"].endswith("Mine: <exception str() failed>\n")


def test_recursion_is_shortened():
    """A recursion without end is shown with a few of its frames."""
    info = describe("def f():\n    f()\nf()")
    assert info["name"] == "RecursionError"
    assert "[Previous line repeated" in info["stack"]
    assert len(info["stack"]) < 1000


def test_very_deep_and_very_long_ones_are_cut():
    """Thousands of different frames, and a message of megabytes, give a stack of bounded size."""
    source = "\n".join(f"def f{number}(): f{number + 1}()" for number in range(5_000))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(7_000)
    try:
        if sys.platform != "emscripten":
            assert len(describe(source + "\nf0()")["stack"]) < 50_000
    finally:
        sys.setrecursionlimit(limit)
    info = describe("raise ValueError('x' * 10_000_000)")
    assert len(info["message"]) == 10_000
    assert len(info["stack"]) < 50_000


def test_missing_packages_name_the_remedy():
    """A package that is not in the bundle says how it gets there."""
    info = describe("import not_a_package")
    assert info["message"] == (
        "No module named 'not_a_package'. This bundle has no such package: rebuild it with --with not_a_package."
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import colections", "No module named 'colections'. Did you mean 'collections'?"),
        ("import os.nothing", "No module named 'os.nothing'; 'os' is not a package"),
        ("import json.nothing", "No module named 'json.nothing'"),
        ("raise ModuleNotFoundError('mine')", "mine"),
        ("raise ModuleNotFoundError('mine', name='numpy')", "mine"),
        ("from os import nothing", "cannot import name 'nothing' from 'os'"),
    ],
)
def test_other_missing_modules(source, message):
    """A mistyped module is told the right name; a submodule, or somebody else's error, keeps its words."""
    assert describe(source)["message"].startswith(message)


def test_missing_parts_of_the_standard_library():
    """A module of the standard library that this runtime lacks is not called a package."""
    error = ModuleNotFoundError("No module named 'turtle'", name="turtle")
    assert "standard library" in describe_error(error, "")["message"]


def test_missing_input_says_so():
    """The end of standard input says how many lines there were."""
    assert "which is 2 lines" in describe("raise EOFError('EOF when reading a line')", input_lines=2)["message"]
    assert "which is 1 line " in describe("raise EOFError('EOF when reading a line')", input_lines=1)["message"]
    assert describe("raise EOFError('mine')")["message"] == "mine"


def test_timeouts_read_as_timeouts():
    """The deadline's exception reads as a TimeoutError in the place where it came, also as a context."""
    error, source = fail(
        "try:\n    raise late\nexcept BaseException:\n    raise late2", late=DeadlineReached(), late2=DeadlineReached()
    )
    info = describe_error(as_ending(error, TimeoutError("too long")), source)
    assert (info["name"], info["message"], info["line"]) == ("TimeoutError", "too long", 4)
    assert info["stack"].endswith("TimeoutError: too long\n")
    assert "DeadlineReached" not in info["stack"]
    assert "During handling" in info["stack"]


def test_errors_of_ours_have_the_name_of_their_kind():
    """An error of the harness goes by the name of the builtin one it is a kind of, without a stack."""
    assert describe_error(EntryError("no"), "") == {"name": "TypeError", "message": "no"}


def test_names_of_probes_are_not_suggested():
    """CPython's suggestions never name what the instrumentation added."""
    error, source = fail("print(v)", **{".v": 1})
    assert ".v" not in describe_error(error, source)["stack"]


def test_hostile_exceptions_have_a_description():
    """An exception whose attributes can't be asked still has a name."""
    source = """
        class Hostile(Exception):
            @property
            def __notes__(self):
                raise SystemExit
            def __getattribute__(self, name):
                raise KeyError(name)
        raise Hostile
    """
    info = describe(source)
    assert (info["name"], info["line"]) == ("Hostile", 7)
