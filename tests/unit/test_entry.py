"""Entry point: which function a run calls, rule by rule."""

from __future__ import annotations

import ast
import sys
import textwrap

import pytest

from dstruct_runner import eventloop
from dstruct_runner.entry import EntryError, call_entry, find_entry


def find(source, arguments=None, wanted=None):
    return find_entry(ast.parse(textwrap.dedent(source)), arguments, wanted)


def path(source, arguments=None, wanted=None):
    entry = find(source, arguments, wanted)
    return entry and entry.path


def call(source, *arguments, wanted=None):
    namespace = {"__name__": "__main__"}
    exec(textwrap.dedent(source), namespace)
    return call_entry(find(source, len(arguments), wanted), namespace, list(arguments))


def test_the_only_function():
    """A single top-level function is called."""
    assert path("def two_sum(nums, target): pass", 2) == "two_sum"


def test_not_what_another_function_calls():
    """A helper that another function calls is not the entry, wherever it stands."""
    source = """
        def helper(x): return x
        def work(x): return helper(x)
        def other(x): return work(sorted(x, key=helper))
    """
    assert path(source, 1) == "other"


def test_not_what_a_class_or_a_decorator_uses():
    """A function that a class calls, or that decorates another, is a helper."""
    assert path("def helper(x): pass\nclass Solution:\n def go(self, x): return helper(x)", 1) == "Solution.go"
    assert path("def timed(f): return f\n@timed\ndef work(x): pass", 1) == "work"


def test_recursion_is_no_call_by_another():
    """A function that calls itself may be the entry, and so may two that call each other."""
    assert path("def fib(n): return fib(n - 1)", 1) == "fib"
    assert path("def even(n): return odd(n - 1)\ndef odd(n): return even(n - 1)", 1) == "even"


def test_a_parameter_of_the_same_name_is_no_call():
    """A local name that happens to be another function's is not a call of that function."""
    assert path("def count(x): pass\ndef go(x, count=1): return count", 1) == "count"
    assert path("def a(x): pass\ndef b(x):\n  a = 1\n  return a", 1) == "a"


def test_a_global_statement_makes_it_a_call():
    """A name declared global is the other function after all."""
    assert path("def a(x): pass\ndef b(x):\n  global a\n  return a(x)", 1) == "b"


@pytest.mark.parametrize(
    ("signature", "accepted"),
    [
        ("a, b", {2}),
        ("a, b=1", {1, 2}),
        ("*a", {0, 1, 2, 3}),
        ("a, *b", {1, 2, 3}),
        ("a, /, b=1", {1, 2}),
        ("a, *, k=1", {1}),
        ("**k", {0}),
        ("a, *, k", set()),
    ],
)
def test_only_what_can_take_the_arguments(signature, accepted):
    """Defaults, `*args` and keyword-only parameters decide how many arguments a function takes."""
    source = f"def f({signature}): pass\ndef g(a, b, c, d, e): pass\n"
    assert {count for count in range(4) if path(f"{source}g.x = 1", count) == "f"} == accepted


def test_ties_go_by_name_then_by_order():
    """Of several candidates `solve`, `solution`, `run`, `main`, in this order, then the first."""
    assert path("def b(x): pass\ndef a(x): pass", 1) == "b"
    assert path("def b(x): pass\ndef main(x): pass\ndef run(x): pass", 1) == "run"
    assert path("def run(x): pass\ndef solution(x): pass\ndef solve(x): pass", 1) == "solve"


def test_a_redefined_function_counts_as_its_last():
    """Of two definitions of one name the later one decides."""
    assert path("def f(): pass\ndef f(x): pass", 1) == "f"
    assert find("def f(): pass\ndef f(x): pass", 1).parameters == ("x",)


def test_functions_in_blocks_and_lambdas():
    """A function inside a top-level `if` or `try`, a coroutine and a named lambda are functions."""
    assert path("if True:\n def f(x): pass", 1) == "f"
    assert path("try:\n import x\nexcept ImportError:\n def f(x): pass", 1) == "f"
    assert path("async def f(x): pass", 1) == "f"
    assert path("f = lambda x: x", 1) == "f"
    assert path("f: object = lambda x: x", 1) == "f"


def test_solution_class():
    """Without a function, the first public method of `class Solution` that takes the arguments."""
    source = """
        class Helper:
            def run(self, x): pass
        class Solution:
            def __init__(self): pass
            def _private(self, x): pass
            def first(self, x, y): pass
            def second(self, x): pass
    """
    assert path(source, 2) == "Solution.first"
    assert path(source, 1) == "Solution.second"


def test_a_function_goes_before_solution():
    """A function that nobody calls and that takes the arguments goes before the class."""
    assert path("class Solution:\n def go(self, x): pass\ndef f(x): pass", 1) == "f"
    assert path("class Solution:\n def go(self, x): pass\ndef f(): pass", 1) == "Solution.go"


def test_scripts():
    """A program without functions, or whose functions need arguments there are none of, is a script."""
    assert path("print(1)", 0) is None
    assert path("print(1)", 2) is None
    assert path("def f(x): pass", 0) is None
    assert path("", 0) is None
    assert path("class Node: pass", 0) is None


def test_a_program_that_calls_its_function_is_a_script():
    """Without arguments, a program whose top level calls its function is a script; with arguments it is not."""
    assert path("def f(): pass\nf()", 0) is None
    assert path("def main(): pass\nif __name__ == '__main__':\n main()", 0) is None
    assert path("def f(x=1): pass\nprint(f())", 1) == "f"
    assert path("def unused(): pass\ndef go(): pass\ngo()", 0) is None


def test_a_known_name_left_uncalled_is_still_the_entry():
    """A top level that only prepares something does not make `solve` a script."""
    assert path("def table(): pass\nTABLE = table()\ndef solve(): pass", 0) == "solve"


def test_without_a_number_of_arguments():
    """Where it is not known how many arguments there are, any number will do."""
    assert path("def f(a, b): pass") == "f"
    assert path("def f(a, b): pass\nprint(f(1, 2))") == "f"


def test_wanted():
    """A given entry is called whatever else there is."""
    source = "def a(x): pass\ndef solve(x): a(x)\nclass Tool:\n def use(self, x): pass"
    assert path(source, 1, "a") == "a"
    assert path(source, 1, "Tool.use") == "Tool.use"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("b", "options.entry: the program has no 'b'; there are a, Tool.use"),
        ("Tool.b", "options.entry: the program has no 'Tool.b'; there are a, Tool.use"),
        ("Tool", "options.entry: the program has no 'Tool'; there are a, Tool.use"),
        ("", "options.entry: the program has no ''; there are a, Tool.use"),
    ],
)
def test_wanted_but_not_there(wanted, message):
    """An entry that does not exist is an error that names what does."""
    with pytest.raises(EntryError) as raised:
        find("def a(x): pass\nclass Tool:\n def use(self): pass", 1, wanted)
    assert str(raised.value) == message


def test_wanted_where_there_is_nothing():
    """In a program without functions the error says so."""
    with pytest.raises(EntryError, match="it defines no function"):
        find("x = 1", 1, "f")


@pytest.mark.parametrize(
    ("source", "count", "message"),
    [
        ("def f(a, b): pass", 1, r"f(a, b) takes 2 arguments, but 1 was given"),
        ("def f(): pass", 2, r"f() takes 0 arguments, but 2 were given"),
        ("def f(a, b=1): pass", 3, r"f(a, b) takes 1 to 2 arguments, but 3 were given"),
        ("def f(a): pass", 3, r"f(a) takes 1 argument, but 3 were given"),
        ("def f(a, b, *c): pass", 1, r"f(a, b, *c) takes 2 to any number of arguments, but 1 was given"),
        ("def f(a, *, k): pass", 1, r"f(a) needs k by keyword, but 1 was given"),
        ("class Solution:\n def go(self): pass", 1, r"Solution.go() takes 0 arguments, but 1 was given"),
    ],
)
def test_arguments_that_nothing_takes(source, count, message):
    """Arguments that no function takes are an error that says what the function takes, not silently left out."""
    with pytest.raises(EntryError) as raised:
        find(source, count)
    assert str(raised.value) == message


def test_parameters():
    """Parameters are named in order, without `self`; each argument's name can be told."""
    entry = find("class Solution:\n def go(self, a, b=1, *rest): pass", 4)
    assert entry.parameters == ("a", "b", "*rest")
    assert [entry.parameter(place) for place in range(4)] == ["a", "b", "rest[0]", "rest[1]"]
    assert find("class Solution:\n @staticmethod\n def go(a): pass", 1).parameters == ("a",)
    assert find("class Solution:\n @classmethod\n def go(cls, a): pass", 1).parameters == ("a",)


def test_calls():
    """Functions, methods on a fresh instance, static and class methods and lambdas are called with the arguments."""
    assert call("def f(a, b): return a - b", 5, 3) == 2
    assert call("class Solution:\n def __init__(self): self.x = 1\n def go(self, a): return self.x + a", 5) == 6
    assert call("class Solution:\n @staticmethod\n def go(a): return a", 5) == 5
    assert call("class Solution:\n @classmethod\n def go(cls, a): return cls.__name__, a", 5) == ("Solution", 5)
    assert call("f = lambda *a: sum(a)", 1, 2, 3) == 6
    assert call("def f(a): return 1\nclass T:\n def f(self, a): return 2", 0, wanted="T.f") == 2


def test_coroutines_are_run():
    """An entry that is a coroutine function is run to its end."""
    undo = eventloop.install()  # as in a browser
    try:
        assert call("import asyncio\nasync def f(a):\n await asyncio.sleep(0)\n return a", 5) == 5
    finally:
        undo()


def test_generators_are_not_consumed():
    """A generator is returned as it is."""
    generator = call("def f(a):\n print(1 / 0)\n yield a", 5)
    assert type(generator).__name__ == "generator"


def test_what_the_program_did_to_its_entry():
    """An entry that the program deleted or replaced by something else is a clear error."""
    with pytest.raises(EntryError, match="deleted f"):
        call("def f(a): pass\ndel f", 1)
    with pytest.raises(EntryError, match="f is not a function any more"):
        call("def f(a): pass\nf = 5", 1)


def test_deep_programs():
    """A function behind a thousand `elif`s is found."""
    source = "if 0: pass\n" + "elif 0: pass\n" * 1_000 + "else:\n def f(x): pass"
    if sys.platform != "emscripten":  # where parsing this overflows the stack
        assert path(source, 1) == "f"


def test_long_programs():
    """A program of 5,000 functions is surveyed."""
    source = "\n".join(f"def f{number}(): return f{number + 1}()" for number in range(5_000))
    assert path(source, 0) == "f0"
