"""Frames while a program runs: they come early, cost little, and nothing of the program or its result tells of them."""

from __future__ import annotations

import gc
import json
import sys
from functools import partial

import pytest

from dstruct_runner import execute, frame_stream
from dstruct_runner.execute import safe_exec
from dstruct_runner.frame_stream import FrameStream, is_called_when_shown
from dstruct_runner.instrument import instrument
from dstruct_runner.packed_frames import pack
from dstruct_runner.recorder import Recorder
from dstruct_runner.structures import ListNode, TreeNode
from player_model import Player
from unit.test_packed_frames import PROGRAMS, unpacked

# Beats come upon each line of these. Each shows something that a replay has to work out.
ORDINARY = {
    "sort": """
nums = [5, 2, 9, 1]
for i in range(len(nums)):
    for j in range(len(nums) - 1 - i):
        if nums[j] > nums[j + 1]:
            nums[j], nums[j + 1] = nums[j + 1], nums[j]
print(nums)
""",
    "containers": """
from collections import deque
d, queue, seen = {}, deque([(0, [1])]), {1}
while queue:
    n, path = queue.popleft()
    d.setdefault(n % 2, []).append(path)
    seen |= {n, "x"}
    if n < 4:
        queue.append((n + 1, path + [n]))
grid = [[0] * 3 for _ in range(3)]
grid[1][2:] = [7, 8]
d[(1, 2)] = grid
del d[0]
""",
    "heap": """
heap = []
for n in [5, 1, 4, 2, 3]:
    heappush(heap, n)
while heap:
    heappop(heap)
""",
    "nodes": """
root = TreeNode(2)
root.left = TreeNode(1)
def insert(node, val):
    if node is None:
        return TreeNode(val)
    if val < node.val:
        node.left = insert(node.left, val)
    else:
        node.right = insert(node.right, val)
    return node
for n in (0, 3, 4):
    insert(root, n)
""",
}


class Clock:
    """Stands still but for what it is set forward, and for `tick` seconds each time it is asked."""

    def __init__(self, monkeypatch, tick=0.0):
        self.now = 100.0
        self.tick = tick
        monkeypatch.setattr(frame_stream, "monotonic", self)

    def __call__(self):
        self.now += self.tick
        return self.now


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def namespace():
    from heapq import heappop, heappush

    names = {"heappush": heappush, "heappop": heappop, "TreeNode": TreeNode, "ListNode": ListNode}
    return {"__name__": "__main__", **names}


def run(source, recorder, beat=None):
    """Run a program; `beat` is called at each line of it."""

    def trace(frame, event, _):
        if frame.f_code.co_filename != "<learner>":
            return None
        if event == "line" and beat:
            beat()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        instrument(source, "<learner>").run(namespace(), recorder)
    finally:
        sys.settrace(before)


def batches_of(source, clock, recorder=None):
    """What is sent of a program that has a beat at each of its lines, with a clock that always allows it."""
    sent = []
    recorder = recorder or Recorder()
    stream = FrameStream(recorder, sent.append, 0.0)

    def beat():
        clock.now += 1
        stream.beat(lambda: None)

    run(source, recorder, beat)
    return recorder, [unpacked(packed) for packed in sent]


def timeless(frames):
    return [{name: value for name, value in frame.items() if name != "timestamp"} for frame in frames]


@pytest.mark.parametrize("name", ORDINARY)
def test_they_are_the_first_of_all_frames(name, clock):
    """What is sent are all frames so far: the first ones of the result, and more each time."""
    recorder, batches = batches_of(ORDINARY[name], clock)
    frames = timeless(recorder.frames(0, 1))
    assert len(batches) > 5
    for batch in batches:
        assert timeless(batch) == frames[: len(batch)]
    lengths = [len(batch) for batch in batches]
    assert lengths == sorted(lengths)
    assert lengths[-1] > len(frames) // 2
    Player(batches[-1]).play().rewind()


@pytest.mark.parametrize("source", [*ORDINARY.values(), *PROGRAMS.values()])
def test_the_result_tells_nothing_of_it(source, clock):
    """The log, what the recorder knows and the frames at the end are the same with frames made in between."""

    def outcome(beats):
        recorder = Recorder(max_frames=30)
        try:
            if beats:
                batches_of(source, clock, recorder)
            else:
                run(source, recorder)
        except Exception as error:
            ending = repr(error)
        else:
            ending = ""
        known = len(recorder.log), len(recorder.seen), recorder.truncated, len(recorder.plain)
        frames = recorder.frames(0, 1)
        return ending, known, frames, recorder.truncated

    assert outcome(True) == outcome(False)


def test_a_node_may_turn_out_later(clock):
    """What comes later can change what came before: so each batch stands for itself, and supersedes the last one."""
    source = (
        "class Box:\n  def __init__(self, val): self.val, self.other = val, 0\na = Box(1)\nb = []\na.other = a\nc = []"
    )
    _, batches = batches_of(source, clock)
    assert [frame["name"] for frame in batches[0]] == ["addArray"]
    assert batches[-1][0]["name"] == "addNode"


def test_how_often(clock):
    """First half a second after the program began; then when there may be more, and four times what it took later."""
    recorder = Recorder()
    run("a = [1]", recorder)
    sent = []

    def send(packed):
        sent.append(round(clock.now - 100, 1))
        clock.now += 1.0  # it takes a second

    stream = FrameStream(recorder, send, 0.0)
    beat = partial(stream.beat, lambda: None)
    for moment in (0.1, 0.49, 0.5, 1.6, 5.4, 5.6, 9.0):
        clock.now = 100 + moment
        beat()
    assert sent == [0.5]  # nothing has happened since
    run("b = [2]", recorder)
    for moment in (9.1, 10.2, 14.0):
        run("b = [2]", recorder)
        clock.now = 100 + moment
        beat()
    assert sent == [0.5, 9.1]
    clock.now = 100 + 14.2
    beat()
    assert sent == [0.5, 9.1, 14.2]


def test_nothing_is_sent_of_nothing(clock):
    """As long as there are no frames none are sent."""
    assert batches_of("x = 1\nx = 2\nx = 3", clock)[1] == []


def test_the_page_is_heard_meanwhile(monkeypatch):
    """While frames are made the page is heard time and again; an interrupt ends the making and leaves all as it was."""
    clock = Clock(monkeypatch, tick=0.01)
    recorder = Recorder()
    run("a = [0]\nfor i in range(5000): a[0] = i", recorder)
    sent, heard = [], []
    stream = FrameStream(recorder, sent.append, 0.0)
    clock.now += 1

    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stream.beat(interrupt)
    assert (sent, gc.isenabled()) == ([], True)
    clock.now += 100
    stream.beat(lambda: heard.append(1))
    assert len(heard) > 5
    assert timeless(unpacked(sent[0])) == timeless(recorder.frames(0, 1))


@pytest.mark.parametrize("error", [MemoryError, RecursionError, ValueError])
def test_what_fails_is_left_for_the_next_time(error, clock):
    """Where frames can't be made the program goes on, without a trace of the failure, and the next beat tries again."""
    recorder = Recorder()
    run("a = [1]", recorder)
    tried = []

    def send(packed):
        tried.append(len(packed["heads"]))
        raise error

    stream = FrameStream(recorder, send, 0.0)
    for _ in range(2):
        clock.now += 10
        try:
            raise LookupError
        except LookupError as lookup:
            stream.beat(lambda: None)
            assert sys.exc_info()[1] is lookup
            assert lookup.__context__ is None
    assert tried == [1, 1]


def test_it_leaves_no_garbage(clock):
    """What was made is gone at once: a program that counts its own garbage, or collects none, finds none of ours."""
    recorder = Recorder()
    run(ORDINARY["nodes"] + ORDINARY["containers"], recorder)
    stream = FrameStream(recorder, lambda packed: None, 0.0)
    gc.collect()
    gc.disable()
    try:
        clock.now += 1
        stream.beat(lambda: None)
        assert stream.shown > 0
        assert gc.collect() == 0
    finally:
        gc.enable()


# --- the learner's own code ------------------------------------------------------------------------------------------

BEAT = "signal.raise_signal(signal.SIGALRM)\nx = 1\n"


def streamed(source, monkeypatch, **options):
    """Its result, the frames that were sent, and the kinds of what the sink was told, a second before each beat."""
    clock = Clock(monkeypatch)
    told = []

    def sink(kind, what):
        told.append((kind, what))
        clock.now += kind == "pause"

    result = safe_exec(source, options={"stream": True, **options}, sink=sink)
    return result, [what for kind, what in told if kind == "frames"], [kind for kind, _ in told]


SAYS_SO = "def {0}(self, *_):\n        print('{0}')\n        return {1}"
CALLED = {
    "__repr__": "class A:\n    {}\na = [A(), (A(), 1)]",
    "__hash__": "class A:\n    {}\nd = dict.fromkeys([A()], 0)\ns = {{A()}}",
    "__eq__": "class A:\n    def __hash__(self): return 1\n    {}\nd = {{}}\nd[A()] = 1\nd[A()] = 2",
    "__getattr__": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\n    {}\na = A(1)\ndel a.x\nb = [a]"
    ),
    "property": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\n"
        "class B(A):\n    @property\n    {}\n    @x.setter\n    def x(self, _): pass\nb = [B(1)]"
    ),
    "__lt__": "class A:\n    {}\na = [(Counter({{1: A(), 2: A()}}), 1)]",
    "": "class A(int):\n    {}\na = [1, 2]\na[A(-1)] = 5\na.insert(A(-1), 3)",
}
METHODS = {"property": "x", "": "__add__", "__hash__": "__hash__"}
RETURNS = {"__repr__": "'A'", "__lt__": "True", "__eq__": "False", "__hash__": "1"}


@pytest.mark.parametrize("name", CALLED)
def test_no_code_of_the_learners_is_run(name, monkeypatch):
    """A program is shown while it runs only where that runs nothing of its own: what it prints tells.

    Shown all the same it prints more, but for one whose `__add__`, of an index, is never called.
    """
    method = METHODS.get(name, name)
    source = CALLED[name].format(SAYS_SO.format(method, RETURNS.get(method, "1")))
    source += f"\nimport signal\n{BEAT}print('over')"
    plain = safe_exec(source)
    assert "error" not in plain, plain["error"]
    result, sent, _ = streamed(source, monkeypatch)
    assert (result["output"], bool(sent)) == (plain["output"], name == "")
    monkeypatch.setattr(execute, "is_called_when_shown", lambda _: False)
    result, sent, _ = streamed(source, monkeypatch)
    assert (result["output"] == plain["output"], bool(sent)) == (name == "", True)


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n  def __repr__(self): pass",
        "A.__eq__ = f",
        'setattr(A, "__hash__", f)',
        "type('A', (), dict(__getattr__=f))",
        "exec(input())",
        "@functools.cached_property\ndef f(self): pass",
        "sys.settrace(f)",
        "sys.monitoring",
        "Counter(); ListNode.__lt__ = f",
    ],
)
def test_the_text_tells_what_may_be_called(source):
    """However a method comes to a class, its name is somewhere in the text."""
    assert is_called_when_shown(source)


def test_what_is_harmless_is_not_held_against_a_program():
    """Special methods that nothing calls to show a value are no reason."""
    source = "class A:\n def __init__(self): pass\n def __lt__(self, other): return True\n def __len__(self): return 0"
    assert not is_called_when_shown(f"{source}\nif __name__ == '__main__': execute(A().__class__.__name__)")


# --- all together ----------------------------------------------------------------------------------------------------


TWO_BEATS = f"import signal\na = [1]\na[0] = 2\n{BEAT}print('b', end='')\na[0] = 3\n{BEAT}"


def test_a_run_gives_them_to_its_sink(monkeypatch):
    """Asked to stream, a run gives frames to the sink at its beats, after what it printed before, until it ends."""
    result, sent, kinds = streamed(TWO_BEATS, monkeypatch)
    assert timeless(unpacked(sent[-1])) == timeless(result["callstack"])
    assert [len(packed["heads"]) for packed in sent] == [2, 4]
    assert kinds.index("stdout") < len(kinds) - 1 - kinds[::-1].index("frames") < kinds.index("ended")
    start = result["startTimestamp"]
    assert abs(sent[0]["start"] - start) < 0.001
    assert sent[0]["end"] <= start + result["runtime"]


@pytest.mark.parametrize("options", [{"stream": False}, {"record": False}, {"maxFrames": 0}])
def test_none_are_given_unasked(options, monkeypatch):
    """Neither without the option nor where nothing is recorded."""
    assert streamed(TWO_BEATS, monkeypatch, **options)[1] == []


def test_what_is_sent_is_what_a_result_is_packed_in(clock):
    """The form is that of the result's own frames."""
    recorder, sent = Recorder(), []
    run("a = [1, 'x']\na[0] = 2", recorder)
    stream = FrameStream(recorder, sent.append, 5.0)
    clock.now += 1
    stream.beat(lambda: None)
    whole = pack(recorder.frame_rows(), 5.0, sent[0]["end"])
    assert {**sent[0], "tables": json.loads(sent[0]["tables"])} == {**whole, "tables": json.loads(whole["tables"])}
