"""Packed frames: what is taken out again is what went in, whatever the program did."""

from __future__ import annotations

import json
from array import array

import pytest

from dstruct_runner import execute, run_json
from dstruct_runner.frame_rows import FrameRows, Origin
from dstruct_runner.packed_frames import pack
from unit import frame_table

TABLES = [name for name, table in vars(frame_table).items() if name.isupper() and isinstance(table, str)]
COLUMNS = ("heads", "nodes", "args", "prevArgs", "groups")

STEPS = """
def total(items):
    result = 0
    for item in items:
        result += item
    items.append(result)
    return result
total([1, 2.5])
"""
LINKS = """
class Door:
    def __init__(self, name): self.name, self.next, self.twin = name, None, None
first, second = Door("a"), Door("b")
first.next, first.twin, second.twin = second, second, first
root = TreeNode(1, TreeNode(2), TreeNode(3))
root.left.right, root.right = root.right, None
"""
TEXTS = r"""
print("é 日 😀 \ud83d \0 \" \\ </script>")
d = {"é": "日", "😀": "\ud83d", "__proto__": {"__proto__": [None, True, 1, 1.0, "1"]}, 2.5: float("nan"), 2**70: -0.0}
d["é"] = "\udc00"
d[2**70] = float("inf")
"""
PROGRAMS = {
    "steps": STEPS,
    "links": LINKS,
    "texts": TEXTS,
    "nothing": "",
    "an error": "a = [1]\na[0] = 2\na[1]",
    "no program": "a = ",
    "many of everything": "a = [*range(300)]\nfor i in a: a[i] = [str(i)]",
}


def unpacked(packed):
    """The frames, as worker/packed-frames.js takes them out."""
    tables = json.loads(packed["tables"])
    step = (packed["end"] - packed["start"]) / (len(packed["heads"]) or 1)
    frames = []
    for place, (head, node, args, previous, group) in enumerate(zip(*(packed[name] for name in COLUMNS), strict=True)):
        time = int((packed["start"] + step * place) * 1000 + 0.5) / 1000
        frame = {"id": str(place), "timestamp": time, **tables["heads"][head]}
        if "nodeId" in frame:
            frame["nodeId"] = tables["nodes"][node]
        frame |= {"args": tables["args"][args], "prevArgs": tables["args"][previous], "group": group}
        frames.append(frame)
    return frames


def check(monkeypatch, code, **options):
    """Run a program; its frames, which are the same packed as in JSON text, to the order of their keys."""

    def both(rows, start, end):
        seen.append((rows.json(start, end), json.dumps(unpacked(pack(rows, start, end)), separators=(",", ":"))))
        return pack(rows, start, end)

    seen = []
    monkeypatch.setattr(execute, "pack", both)
    run = execute.run_packed(json.dumps({"code": code, "options": options}))
    plain, again = seen[-1]
    assert again == plain
    assert unpacked(run["frames"]) == json.loads(plain)
    return json.loads(plain)


@pytest.mark.parametrize("table", TABLES)
def test_every_frame_of_the_table(monkeypatch, table):
    """All the operations of the table give the same frames packed as in JSON text."""
    for row in frame_table.rows(getattr(frame_table, table)):
        check(monkeypatch, frame_table.program(row, "module")[0])


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("record", [{}, {"steps": True}, {"reads": False}, False], ids=str)
def test_other_programs(monkeypatch, name, record):
    """So do steps, links, odd texts, programs that fail, and no program at all."""
    frames = check(monkeypatch, PROGRAMS[name], record=record)
    assert bool(frames) == (record is not False and name not in ("nothing", "no program"))


@pytest.mark.parametrize("max_frames", [0, 1, 7])
def test_truncated_frames(monkeypatch, max_frames):
    """So does a log that was cut off."""
    assert len(check(monkeypatch, PROGRAMS["many of everything"], maxFrames=max_frames)) == max_frames


def test_the_rest_of_the_result():
    """Beside the frames everything is as in the plain result; the callstack is left out."""
    request = json.dumps({"code": "print('x')\nimport sys\nprint('y', file=sys.stderr)\n1 / 0"})
    packed, plain = json.loads(execute.run_packed(request)["result"]), json.loads(run_json(request))
    assert "callstack" not in packed
    assert packed.keys() == plain.keys() - {"callstack"}
    for key in ("output", "stderr", "error"):
        assert packed[key] == plain[key]


@pytest.mark.parametrize("request_text", ["", "[]", "{}", '{"code": 1}', '{"code": "1", "options": 5}', None])
def test_no_request(request_text):
    """What is no request is refused as in the plain form, with no frames."""
    run = execute.run_packed(request_text)
    assert json.loads(run["result"])["error"] == json.loads(run_json(request_text))["error"]
    assert unpacked(run["frames"]) == []


@pytest.mark.parametrize(("different", "size"), [(1, 1), (256, 1), (257, 2), (65_536, 2), (65_537, 4)])
def test_the_narrowest_numbers(different, size):
    """A column takes one byte a frame while that is enough, then two, then four, and loses nothing."""
    rows = FrameRows(different)
    origin = Origin("write", None)
    for number in range(different):
        rows.rows += ("setVal", None, f"i{number}", {"value": number}, {}, origin, number)
    packed = pack(rows, 0, 1)
    assert {packed[name].itemsize for name in ("nodes", "groups")} == {size}
    assert packed["args"].itemsize == (size if different not in (256, 65_536) else 2 * size)  # and one more for `{}`
    assert packed["heads"].itemsize == 1
    assert json.dumps(unpacked(packed), separators=(",", ":")) == rows.json(0, 1)


def test_what_is_shared_is_told_once():
    """Frames that share a value, a place or a node share its number; all nodes of a structure share their heads."""
    code = "n = None\nfor i in range(1000): n = ListNode(i % 10, n)\nfor _ in range(20): n.val = 5\n"
    frames = execute.run_packed(json.dumps({"code": code}))["frames"]
    tables = json.loads(frames["tables"])
    assert len(frames["heads"]) > 2000
    assert len(tables["heads"]) < 10
    assert len(tables["nodes"]) == 1000
    written = execute.run_packed(json.dumps({"code": "a = [0]\nfor i in range(1000): a[0] = i % 10\n"}))["frames"]
    assert len(written["args"]) == 1001
    assert len(json.loads(written["tables"])["args"]) == 12  # also what shows the list, and that nothing was before
    assert all(type(frames[name]) is array for name in COLUMNS)


def test_no_frames():
    """No frames are columns without numbers."""
    packed = pack(FrameRows(0), 5.0, 5.0)
    assert [len(packed[name]) for name in COLUMNS] == [0] * 5
    assert json.loads(packed["tables"]) == {"heads": [], "nodes": [], "args": []}
