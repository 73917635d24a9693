"""The recorder: its limits, what it is told from outside, and that it lets go."""

from __future__ import annotations

import gc
import json
import textwrap
import weakref
from itertools import pairwise
from typing import Any

import pytest

from dstruct_runner.changes import Change
from dstruct_runner.instrument import instrument
from dstruct_runner.recorder import Recorder
from dstruct_runner.structures import ListNode, TreeNode
from frame_notation import record
from player_model import Player, check_frames


def run(source: str, recorder: Recorder, **names: Any) -> dict[str, Any]:
    """Run a program with a recorder; its globals."""
    namespace: dict[str, Any] = {"__name__": "__main__", "TreeNode": TreeNode, "ListNode": ListNode, **names}
    instrument(source, reads=recorder.reads, steps=recorder.steps).run(namespace, recorder)
    return namespace


WRITES = "a = [0]\nfor i in range(1000): a[0] = i\n"
READS = "a = [0]\ndef f():\n    for i in range(1000): a[0]\nf()\n"
NODES = "head = None\nfor i in range(1000): head = ListNode(i, head)\n"


@pytest.mark.parametrize("source", [WRITES, READS, NODES])
@pytest.mark.parametrize("max_frames", [0, 1, 2, 3, 10, 99, 100, 999, 1000])
def test_max_frames(source, max_frames):
    """A program that makes more frames than are wanted gives just as many, and the recorder says it dropped some."""
    recorder = Recorder(max_frames)
    run(source, recorder)
    frames = recorder.frames(0, 1)
    assert len(frames) == max_frames
    assert recorder.truncated > 0
    Player(frames).play().rewind()


@pytest.mark.parametrize("max_frames", [1001, 1002, 5000])
def test_enough_frames(max_frames):
    """A program that makes no more frames than are wanted is shown whole, to the very last one."""
    recorder = Recorder(max_frames)
    run(WRITES, recorder)
    assert len(recorder.frames(0, 1)) == 1001
    assert recorder.truncated == 0


def test_the_first_frames_are_kept():
    """What is kept are the first frames, the same as without a limit."""
    whole, cut = Recorder(), Recorder(50)
    for recorder in (whole, cut):
        run(WRITES, recorder)
    assert cut.frames(0, 0) == whole.frames(0, 0)[:50]


@pytest.mark.parametrize("in_function", [False, True])
@pytest.mark.parametrize(
    "setup",
    [
        "class C:\n    def __init__(self): self.n = 0\n    def inc(self): self.n = self.n + 1\nc = C()\n",
        "class C:\n    n = 0\n    def inc(self):\n        self.n += 1\n        return [self.n] and self.n\nc = C()\n",
    ],
)
def test_what_gives_no_frames(setup, in_function):
    """Attributes of plain objects give no frames, and don't use up the limit: they are thrown away when it is met."""
    recorder = Recorder(10)
    loop = "for _ in range(100): c.inc()\na = [1]\na[0] = 2\n"
    run(setup + (f"def f():\n{textwrap.indent(loop, '    ')}f()\n" if in_function else loop), recorder)
    assert [frame["name"] for frame in recorder.frames(0, 1)] == ["addArray", "setVal"]
    assert recorder.truncated == 0


def test_no_node_for_good():
    """A class whose attributes were thrown away is no node's, even if its instances are linked afterwards."""
    recorder = Recorder(10)
    run(
        "class C:\n    def __init__(self): self.val = 0\n"
        "def f():\n    c = C()\n    for _ in range(100): c.val += 1\n    c.next = C()\n    c.next.val = 1\nf()\n",
        recorder,
    )
    assert recorder.frames(0, 1) == []


def test_nothing_to_throw_away():
    """Where the log is full of what gives frames it is looked through once."""
    recorder = Recorder(10)
    times = 0
    make_room = recorder.make_room

    def counted() -> bool:
        nonlocal times
        times += 1
        return make_room()

    recorder.make_room = counted  # type: ignore[method-assign]
    run(WRITES, recorder)
    assert times == 1
    assert len(recorder.frames(0, 1)) == 10


@pytest.mark.parametrize("in_function", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        *("a += [i]", "a.extend([i])", "a.extend({i: 1})", "a.reverse()", "a.remove(i - 290)", "a.clear()"),
        *(
            "d.update({i: i})",
            "d |= {i: i}",
            "s |= {i}",
            "s.update([i, i + 1])",
            "q.rotate(1)",
            "q.rotate()",
            "q += (i,)",
        ),
        *("a[len(a):] = [i]", "a[5:7] = [i]", "a[::2] = range(len(a[::2]))", "del a[:2]", "del a[-3::2]"),
    ],
)
def test_memory_of_a_record(statement, in_function):
    """What a record holds does not grow with its container: a loop of additions takes no quadratic memory."""
    head = (
        "from collections import deque\n"
        "a, d, s, q = [*range(300)], dict.fromkeys(range(300)), set(range(300)), deque(range(300))\n"
    )
    loop = f"for i in range(300, 340): {statement}\n"
    recorder = Recorder()
    names = run(head + (f"def f(a, d, s, q):\n    {loop}f(a, d, s, q)\n" if in_function else loop), recorder)
    kept = 0
    for key in recorder.log[3::4]:
        parts = key.args if isinstance(key, Change) else [key] if type(key) is tuple else []
        kept += sum(len(part) for part in parts if type(part) is tuple)
    assert kept < 340 + 40 * (200 if "::2" in statement and "=" in statement else 3)
    frames = recorder.frames(0, 1)
    assert "unseen change" not in {frame.get("operation") for frame in frames}
    player = Player(frames).play()
    name = statement.removeprefix("del ")[0]
    assert player.contents(player.labelled(name)[0]) == (list(names["q"]) if name == "q" else names[name])


def test_timestamps():
    """Timestamps run evenly from the start to the end, and ids count."""
    recorder = Recorder()
    run(WRITES, recorder)
    frames = recorder.frames(100.5, 300.25)
    stamps = [frame["timestamp"] for frame in frames]
    assert stamps == sorted(stamps)
    assert stamps[0] == 100.5
    assert 299 < stamps[-1] <= 300.25
    steps = {round(b - a, 2) for a, b in pairwise(stamps)}
    assert len(steps) <= 2
    assert [frame["id"] for frame in frames] == [str(number) for number in range(len(frames))]


def test_no_frames():
    """A program without structures gives none."""
    recorder = Recorder()
    run("x = 1\nprint(x, end='')\n", recorder)
    assert recorder.frames(0, 1) == []
    assert recorder.truncated == 0


def test_frames_can_be_asked_for_again():
    """The log is replayed anew each time, with the same result."""
    recorder = Recorder()
    run("a = [[1], {'x': 2}]\na[0].append(3)\nn = ListNode(1)\nn.next = n\n", recorder)
    assert recorder.frames(0, 1) == recorder.frames(0, 1)


def test_frames_are_json():
    """Frames are plain data that JSON keeps, each a thing of its own."""
    recorder = Recorder()
    run("a = [1, None, float('nan'), '\\ud800']\nfor x in a: pass\na[0] = a\na.sort(key=str)\n", recorder)
    frames: list[Any] = list(recorder.frames(0, 1))
    assert json.loads(json.dumps(frames, allow_nan=False)) == frames
    json.dumps(frames).encode()
    frames[1]["args"]["index"] = "spoilt"
    assert all(frame["args"].get("index") != "spoilt" for frame in frames[2:])


def test_without_reads():
    """With `reads` false only changes are told."""
    source = (
        "a = [3, 1]\nx = a[0] + a[1]\nfor y in a: pass\n1 in a\nn = ListNode(1)\nn.val\n"
        "a[0] = a[1]\na[1:]\nd = {}\nd.get(1)\n"
    )
    names = {frame["name"] for frame in record(source, reads=False).frames}
    assert names == {"addArray", "addNode", "setVal"}


def test_strings_without_reads():
    """With `reads` false nothing ever happens to a string or tuple, an argument or not: it is not shown."""
    recorder = Recorder(reads=False)
    recorder.add_argument("text", "text")
    recorder.add_argument((1, [2]), "pair")
    run("s = 'ab'\ns[0]\n'a' in s\nfor c in s: pass\ns[1:]\n", recorder)
    assert recorder.frames(0, 1) == []


def test_long_strings():
    """All strings and tuples together show as many items as there may be frames; what finds no room is counted."""
    recorder = Recorder(max_frames=100)
    run("s = 'x' * 60\ns[0]\nt = (1,) * 41\nfor x in t: pass\nt[1]\nu = t[:40]\nu[5]\nv = 'a'\nv[0]\n", recorder)
    frames = recorder.frames(0, 1)
    shown = [len(frame["args"]["arrayData"]["ids"]) for frame in frames if frame["name"] == "addArray"]
    assert shown == [60, 40]
    assert recorder.truncated == 4  # the loop, `t[1]`, the slice and `v[0]`
    Player(frames).play().rewind()


def test_strings_made_one_after_the_other():
    """A string that grows costs no more than the limit, however often it is read on its way."""
    recorder = Recorder(max_frames=10_000)
    run("def f():\n    s = ''\n    for i in range(3000):\n        s += 'x'\n        s[-1]\nf()\n", recorder)
    frames = recorder.frames(0, 1)
    assert sum(len(frame["args"]["arrayData"]["ids"]) for frame in frames if frame["name"] == "addArray") <= 10_000
    assert recorder.truncated > 2000


def test_arguments_are_known_before_the_program():
    """An argument is shown as it was when it was given, whatever became of it unseen."""
    recorder = Recorder()
    nums, tree = [1, [2]], TreeNode(1, TreeNode(2))
    recorder.add_argument(nums, "nums")
    recorder.add_argument(tree, "tree")
    recorder.add_argument("text", "text")
    recorder.add_argument(None, "nothing")
    nums[1].append(3)  # type: ignore[attr-defined]
    nums.append(4)
    tree.left.val = 5  # type: ignore[union-attr]
    run("", recorder)
    player = Player(recorder.frames(0, 1))
    while not player.at_end and player.frames[player.position].get("operation") != "unseen change":
        player.forward()
    assert player.contents(player.labelled("nums")[0]) == [1, [2]]
    (root, _) = player.contents(player.labelled("tree")[0]).values()
    assert root.links["left"].value == 2
    player.play()
    assert player.contents(player.labelled("nums")[0]) == [1, [2, 3], 4]
    assert root.links["left"].value == 2
    player.rewind()


def test_helpers_take_positional_arguments_only():
    """A learner's keyword arguments never meet parameters of the helpers."""
    source = (
        "d = {}\n"
        "d.update(site=1, function=2, args=3, obj=4, value=5, self=6, key=7)\n"
        "from random import shuffle\n"
        "e = dict(site=1, value=2)\n"
        "put = d.update\n"
        "put(site=8, function=9)\n"
    )
    names = run(source, Recorder())
    assert names["d"] == {"site": 8, "function": 9, "args": 3, "obj": 4, "value": 5, "self": 6, "key": 7}
    assert names["e"] == {"site": 1, "value": 2}


class Thing:
    """Something that can be seen to die."""

    val = 1
    next = None


def test_close():
    """After `close` no object of the program is held."""
    recorder = Recorder()
    names = run("a = [Thing()]\nt = Thing()\nt.val = a\nt.next = Thing()\n", recorder, Thing=Thing)
    recorder.frames(0, 1)
    alive = [weakref.ref(thing) for thing in (names["a"][0], names["t"], names["t"].next)]
    recorder.close()
    names.clear()
    gc.collect()
    assert [ref() for ref in alive] == [None, None, None]
    assert recorder.frames(0, 1) == []


def test_after_close():
    """What the program defined runs on unrecorded after `close`."""
    recorder = Recorder()
    f = run("def f():\n    b = [Thing()]\n    b[0].val = 2\n    return b\n", recorder, Thing=Thing)["f"]
    recorder.close()
    later = weakref.ref(f()[0])
    gc.collect()
    assert recorder.log == []
    assert later() is None


def test_recorders_do_not_meet():
    """Two programs with recorders of their own are recorded apart, also when one calls the other."""
    one, two = Recorder(), Recorder()
    names = run("a = [1]\ndef f(x):\n    a.append(x)\n    return a\n", one)
    run("b = [2]\nf(b[0])\nb.append(f(5))\n", two, f=names["f"])
    for recorder, expected in ((one, [1, 2, 5]), (two, [2, [1, 2, 5]])):
        frames = recorder.frames(0, 1)
        check_frames(frames)
        player = Player(frames).play()
        label = "a" if recorder is one else "b"
        assert player.contents(player.labelled(label)[0]) == expected


# --- steps -----------------------------------------------------------------------------------------------------------


STEPS = """\
def double(n):
    r = n * 2
    return r
x = 1
for i in [1, 2]:
    x += double(i)
"""


def stepped(source: str) -> list[tuple[Any, ...]]:
    """Record with steps; each step as (name, line, args)."""
    recorder = Recorder(steps=True)
    run(source, recorder)
    frames: list[Any] = list(recorder.frames(0, 1))
    Player(frames).play().rewind()
    return [
        (frame["name"], frame["source"]["line"], frame["args"])
        for frame in frames
        if frame["name"] in ("line", "call", "return", "variable")
    ]


def test_steps():
    """With steps, lines, calls, returns and variables stand among the frames, with their depth."""
    told = stepped(STEPS)
    lines = [line for name, line, _ in told if name == "line"]
    assert lines == [1, 4, 5, 6, 2, 3, 6, 2, 3]
    calls = [(args["function"], args["depth"]) for name, _, args in told if name == "call"]
    assert calls == [("double", 1), ("double", 1)]
    assert [args["value"] for name, _, args in told if name == "return"] == [2, 4]
    variables = [(args["name"], args["value"], args["depth"]) for name, _, args in told if name == "variable"]
    assert [v for v in variables if v[0] == "x"] == [("x", 1, 0), ("x", 3, 0), ("x", 7, 0)]
    assert [v for v in variables if v[0] in "nr"] == [("n", 1, 1), ("r", 2, 1), ("n", 2, 1), ("r", 4, 1)]


def test_steps_and_errors():
    """A function left by an error is left in the steps, too."""
    told = stepped(
        "def f(n):\n    if n: f(n - 1)\n    1 / 0\ntry: f(2)\nexcept ZeroDivisionError: pass\ndef g(): pass\ng()\n"
    )
    assert [(args["function"], args["depth"]) for name, _, args in told if name == "call"] == [
        ("f", 1),
        ("f", 2),
        ("f", 3),
        ("g", 1),
    ]


def test_steps_tell_of_structures():
    """A variable that holds a structure refers to it; the structure is shown first."""
    recorder = Recorder(steps=True)
    run("a = [1]\nb = a\nn = ListNode(1)\n", recorder)
    frames: list[Any] = list(recorder.frames(0, 1))
    variables = {frame["args"]["name"]: frame["args"] for frame in frames if frame["name"] == "variable"}
    assert variables["a"]["childName"] == variables["b"]["childName"]
    assert variables["n"]["childId"] == next(frame["nodeId"] for frame in frames if frame["name"] == "addNode")


def test_steps_change_nothing():
    """A program recorded with steps does what it did."""
    source = STEPS + (
        "def gen():\n    for i in range(3):\n        yield i\n    return 5\n"
        "out = list(gen())\n"
        "class C:\n    y = 1\n    def m(self): return self.y\n"
        "out.append(C().m())\n"
        "def early(a):\n    for v in a:\n        if v: return v\n"
        "out.append(early([0, 3]))\n"
        "def fail():\n    'doc'\n    raise ValueError\n"
        "try: fail()\nexcept ValueError: out.append('x')\n"
    )
    names: dict[str, Any] = {}
    exec(compile(source, "<learner>", "exec", dont_inherit=True), names)
    recorded = run(source, Recorder(steps=True))
    assert (recorded["x"], recorded["out"]) == (names["x"], names["out"])
    assert recorded["fail"].__doc__ == "doc"
