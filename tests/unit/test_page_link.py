"""The way to the page while a program runs: output goes out in order, lines of input come in."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

from dstruct_runner.execute import run_packed, safe_exec


class Page:
    """A sink that notes what it is told, and gives lines when it is asked; then an answer of its own."""

    def __init__(self, *lines, last='{"line": null}'):
        self.told = []
        self.answers = [json.dumps({"line": line}) for line in lines]
        self.last = last

    def __call__(self, kind, text):
        self.told.append((kind, text))
        if kind == "input":
            return self.answers.pop(0) if self.answers else self.last
        return None

    def text(self, *kinds):
        return "".join(text for kind, text in self.told if kind in kinds)


@pytest.mark.parametrize("record", [True, False])
def test_output_is_passed_on_in_order(record):
    """Put together what is passed on is the output; what goes to both streams keeps its order."""
    page = Page()
    code = """
import sys
for i in range(3):
    print("out", i, end=";")
    print("err", i, end=";", file=sys.stderr)
sys.stdout.buffer.write("ä".encode()[:1])
sys.stdout.buffer.write("ä".encode()[1:])
for i in range(5000): print(i)
"""
    result = safe_exec(code, options={"stream": True, "record": record, "maxOutput": 20_000}, sink=page)
    assert page.text("stdout") == result["output"]
    assert page.text("stderr") == result["stderr"]
    assert page.text("stdout", "stderr").startswith("out 0;err 0;out 1;err 1;out 2;err 2;ä0\n")
    assert result["truncated"]["output"] > 0
    assert len(page.told) < 100


def test_a_beat_with_nothing_to_tell_delays_nothing():
    """A line is passed on at once if none was just before, also right after a beat: what comes next may be a kill."""
    page = Page()
    code = "import signal\nsignal.raise_signal(signal.SIGALRM)\nprint('a')\nprint('b')"
    safe_exec(code, options={"stream": True}, sink=page)
    assert page.told.index(("stdout", "a\n")) > 0


def test_nothing_is_passed_on_unasked():
    """Without the option `stream` nothing is, whatever sink there is."""
    page = Page()
    assert safe_exec("print(1)", sink=page)["output"] == "1\n"
    assert not page.text("stdout")


@pytest.mark.skipif(sys.platform == "emscripten", reason="the beat comes from the worker there")
def test_output_comes_while_the_program_is_busy():
    """What was printed is passed on by a beat although the program prints nothing more."""
    page = Page()
    code = "print('a')\nprint('b', end='')\nwhile not seen(): pass\nprint('c')"
    namespace = "import time, builtins\nend = time.monotonic() + 5\n"
    source = f"{namespace}def seen(): return time.monotonic() > end - 4.8\n{code}"
    safe_exec(source, options={"stream": True}, sink=page)
    assert page.told.index(("stdout", "b")) < len(page.told) - 1


def test_lines_are_asked_for_after_those_given():
    """`stdin` comes first; then each read asks with the line that stdout has begun since the last one."""
    page = Page("b", "c", "d")
    code = """
import sys
print([input("1? "), input("2? ")])
print("3? ", end="")
print([sys.stdin.readline(), sys.stdin.read()])
input()
"""
    result = safe_exec(code, options={"stdin": ["a"], "input": True}, sink=page)
    assert result["output"] == "1? 2? ['a', 'b']\n3? ['c\\n', 'd\\n']\n"
    assert [text for kind, text in page.told if kind == "input"] == ["2? ", "3? ", "", ""]
    assert result["error"]["name"] == "EOFError"
    assert "the page" in result["error"]["message"]


def test_what_is_missing_to_wait_is_said():
    """Where nobody can wait for an answer the error says what it would take."""
    result = safe_exec("input()", options={"input": True}, sink=Page(last='{"missing": "a clock"}'))
    assert result["error"]["name"] == "EOFError"
    assert result["error"]["message"].endswith("can't wait for it: a clock")


def test_an_interrupt_while_waiting_ends_the_program():
    """An interrupt that comes in place of an answer is raised there, in a program that swallows it too."""
    page = Page(last='{"interrupted": true}')
    result = safe_exec("print('before')\ninput()\nprint('after')", options={"input": True}, sink=page)
    assert (result["error"]["name"], result["output"], result["error"]["line"]) == ("KeyboardInterrupt", "before\n", 2)
    result = safe_exec("try: input()\nexcept BaseException: pass", options={"input": True}, sink=page)
    assert result["error"] == {"name": "KeyboardInterrupt", "message": "the program was interrupted"}


def test_an_answer_to_come_is_waited_for():
    """Where the sink gives its answer later, `wait` gets something to wait for: a future as asyncio knows it."""
    settled = []

    def sink(kind, _text, settle=None):
        settled.append(settle)

    def wait(reply):
        assert asyncio.ensure_future(reply) is reply
        told = []
        reply.add_done_callback(lambda done: told.append(done.result()))
        settled[-1]('{"line": "late"}')
        reply.add_done_callback(lambda done: told.append(done.result()))  # once more, too late to be told of it
        assert told == ['{"line": "late"}'] * 2
        return told[0]

    text = json.dumps({"code": "print(input())", "options": {"input": True}})
    run = run_packed(text, sink, wait)
    assert json.loads(run["result"])["output"] == "late\n"
