"""The soft deadline: it ends the learner's code, whatever that does, and nothing else."""

from __future__ import annotations

import signal
import sys
import threading
import time

import pytest

from dstruct_runner import deadline as module
from dstruct_runner.deadline import LEARNER, TOOL_NAME, Deadline, DeadlineReached, confined
from dstruct_runner.sandbox import Sandbox
from dstruct_runner.values import safe_repr

needs_timer = pytest.mark.skipif(sys.platform == "emscripten", reason="the beat comes from the worker there")


def beat():
    """What the worker's buffer does every few milliseconds."""
    signal.raise_signal(signal.SIGALRM)


def interrupt():
    """What it does once the page has interrupted."""
    signal.raise_signal(signal.SIGINT)


def run(source, **names):
    """Run learner's code."""
    namespace = {"beat": beat, "interrupt": interrupt, **names}
    error = confined(lambda: exec(compile(source, LEARNER, "exec"), namespace))
    if error is not None:
        raise error
    return namespace


def test_a_beat_after_the_time_ends_the_program():
    """Once the time is past a beat raises the deadline in the learner's code."""
    with Deadline(-1) as deadline, pytest.raises(DeadlineReached):
        run("beat()\nraise AssertionError")
    assert deadline.raised == 1


def test_a_beat_before_the_time_does_what_there_is_to_do():
    """A beat that comes early only calls what was given, and only where the learner's code is running."""
    beats = []
    with Deadline(60_000) as deadline:
        deadline.beat(lambda: beats.append("beat"))
        beat()
        assert run("beat()\nx = 1")["x"] == 1
        deadline.program_ended()
        beat()
    assert beats == ["beat"]
    assert deadline.raised == 0


@pytest.mark.parametrize("limit", [60_000, None])
def test_an_interrupt_is_raised_at_once(limit):
    """With or without a limit an interrupt ends the learner's code as Ctrl-C does."""
    with Deadline(limit) as deadline, pytest.raises(KeyboardInterrupt):
        run("interrupt()\nraise AssertionError")
    assert (deadline.raised, deadline.reason) == (1, KeyboardInterrupt)


def test_an_interrupt_can_be_caught_once():
    """A program may catch an interrupt to clean up; one that goes on meets it again at the next beat."""
    with Deadline(None) as deadline:
        assert run("try:\n interrupt()\nexcept KeyboardInterrupt:\n x = 1")["x"] == 1
        with pytest.raises(KeyboardInterrupt):
            run("try:\n beat()\nfinally:\n beat()")
    assert deadline.raised >= 2  # from Python 3.12 on the third comes by the line, before the beat


def test_time_stands_still_while_a_program_waits():
    """What a program waits for does not count."""
    with Deadline(30) as deadline:
        with deadline.standing_still():
            time.sleep(0.05)
        assert run("beat()\nx = 1")["x"] == 1


def test_library_code_below_the_program_is_ended():
    """A beat that comes while a library runs for the program ends it there."""
    with Deadline(-1), pytest.raises(DeadlineReached):
        run("import functools\nfunctools.reduce(lambda a, b: beat(), [1, 2])")


def test_our_own_code_is_never_torn_apart():
    """A beat that comes while our code runs, on behalf of the program or not, waits for the next one."""
    namespace = {"signal": signal}
    source = "def helper():\n signal.raise_signal(signal.SIGALRM)\n return 1"
    exec(compile(source, module.__file__, "exec"), namespace)  # what looks like a function of the harness
    with Deadline(-1) as deadline:
        assert namespace["helper"]() == 1
        assert run("x = helper()", helper=namespace["helper"])["x"] == 1
        beat()
    assert deadline.raised == 0


def test_the_programs_code_below_ours_is_ended():
    """A learner's `__repr__` that our code calls during the program is the learner's code."""
    source = "class A:\n def __repr__(self):\n  beat()\n  return ''\nsafe_repr(A())"
    with Deadline(-1), pytest.raises(DeadlineReached):
        run(source, safe_repr=safe_repr)


def test_the_host_is_left_alone():
    """Where no learner's code is running nothing is raised."""
    with Deadline(-1) as deadline:
        beat()
    assert deadline.raised == 0


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with 3.12; before, the next beat must do")
@pytest.mark.parametrize(
    "source",
    [
        "while True:\n try:\n  beat()\n except:\n  pass",
        "while True:\n try:\n  beat()\n except BaseException:\n  continue",
        "def f():\n while True:\n  try:\n   beat()\n  finally:\n   continue\nf()",
        "def f():\n try:\n  beat()\n except BaseException:\n  f()\n  f()\nf()",
        "class A:\n def __exit__(self, *_): return True\n def __enter__(self): pass\nwhile True:\n with A():\n  beat()",
    ],
)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize(("limit", "reason"), [(-1, DeadlineReached), (None, KeyboardInterrupt)])
def test_swallowing_does_not_help(source, limit, reason):
    """A program that swallows the exception in a loop is ended all the same."""
    with Deadline(limit), pytest.raises(reason):
        run(source, beat=beat if limit else interrupt)
    with pytest.raises(ZeroDivisionError) as raised:
        run("1 / 0")
    assert raised.value.__context__ is None
    if sys.version_info >= (3, 12):
        assert all(sys.monitoring.get_tool(number) != TOOL_NAME for number in range(6))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with 3.12")
def test_who_frees_the_tool_costs_no_run():
    """A tool that somebody else has freed meanwhile is none to be freed again."""
    with Deadline(-1):
        with pytest.raises(DeadlineReached):
            run("try:\n beat()\nexcept BaseException:\n beat()")
        sys.monitoring.free_tool_id(next(n for n in range(6) if sys.monitoring.get_tool(n) == TOOL_NAME))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with 3.12")
def test_a_watch_that_comes_after_the_program_outlives_the_sandbox():
    """What the sandbox frees is the program's."""
    with Deadline(-1), Sandbox(""):
        with pytest.raises(DeadlineReached):
            run("try:\n beat()\nexcept BaseException:\n beat()")
        sys.monitoring.use_tool_id(3, "the program's")
    assert [sys.monitoring.get_tool(number) for number in (3, 4)] == [None, None]


@needs_timer
@pytest.mark.parametrize("source", ["while True: pass", "import time\ntime.sleep(1000)", "[0 for _ in iter(int, 1)]"])
def test_a_host_has_a_beat_of_its_own(source):
    """On a host the limit ends loops, sleeps and comprehensions without anybody's help."""
    with Deadline(20), pytest.raises(DeadlineReached):
        run(source)


@needs_timer
def test_an_interrupt_in_our_code_comes_a_little_later():
    """An interrupt that our own code was running for is raised once the learner's code runs again."""
    namespace = {"signal": signal}
    exec(compile("def helper():\n signal.raise_signal(signal.SIGINT)", module.__file__, "exec"), namespace)
    with Deadline(None), pytest.raises(KeyboardInterrupt):
        run("helper()\nwhile True: pass", helper=namespace["helper"])


@needs_timer
def test_after_the_program_only_long_calls_are_ended(monkeypatch):
    """After the program beats end one long call at a time, which makes its text a failing one."""
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    namespace = run("class A:\n def __repr__(self):\n  while True: pass\nclass B:\n def __repr__(self): return 'b'")
    with Deadline(1) as deadline:
        deadline.program_ended()
        shown = safe_repr([namespace["A"](), namespace["B"]()])
    assert shown == "[<A object: repr raised KeyboardInterrupt>, b]"
    assert deadline.raised == 0


@needs_timer
def test_too_many_long_calls_are_the_last(monkeypatch):
    """After some calls that took too long nothing of the program's runs any more, however many there are."""
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    monkeypatch.setattr(sys, "unraisablehook", lambda *_: None)  # pytest's would collect them
    namespace = run("class A:\n def __del__(self):\n  while True: pass\nmany = [A() for _ in range(50)]")
    start = time.monotonic()
    with Deadline(None) as deadline:
        deadline.program_ended()
        del namespace["many"]
    assert time.monotonic() - start < 50 * module._PATIENCE


@needs_timer
def test_endless_recursion_is_ended_at_its_limit():
    """A program that is at its recursion limit all the time leaves a handler of ours the room to end it."""
    start = time.monotonic()
    with Deadline(20), pytest.raises(DeadlineReached):
        run("def again():\n try: again()\n except RecursionError: again()\nagain()")
    assert time.monotonic() - start < 1


def test_handlers_are_put_back():
    """Afterwards signals are handled as before; in a browser they are taken silently, as one more beat may come."""
    before = signal.getsignal(signal.SIGINT)
    with Deadline(1000):
        assert signal.getsignal(signal.SIGINT) != before
    if sys.platform == "emscripten":
        beat()
        interrupt()
    else:
        assert signal.getsignal(signal.SIGINT) == before
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


@pytest.mark.skipif(sys.platform == "emscripten", reason="there are no threads")
def test_on_another_thread_nothing_is_armed():
    """On a thread other than the main one programs run, without a soft deadline."""
    results = []

    def work():
        with Deadline(-1):
            results.append(run("x = 1")["x"])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert results == [1]
