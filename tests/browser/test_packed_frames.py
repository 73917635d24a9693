"""Packed frames in the page: the same frames as from the worker directly, made one by one when they are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from browser_page import Page

# Lists, dicts, sets, deques, nodes of several kinds, links, output, odd texts, and a few frames of the debugger's.
PROGRAM = r"""
from collections import deque
class Door:
    def __init__(self, name): self.name, self.next, self.twin = name, None, None
def solution(nums, root):
    d = {"é": [1, None, True, 2.5], "__proto__": "😀", 7: "\ud83d"}
    d["é"][1] = {1, 2}
    nums.append(d["__proto__"])
    nums[0], nums[-1] = nums[-1], nums[0]
    queue = deque(nums, 3)
    queue.popleft()
    print("é\n😀\ud83d")
    first, second = Door("a"), Door(queue)
    first.next, second.twin = second, first
    root.left.val, root.right = 9, None
    return sorted(nums, key=str)
"""
OPTIONS = {
    "args": [{"type": "array", "value": [3, 1, 2]}, {"type": "binaryTree", "value": [1, 2, 3]}],
    "record": {"steps": True},
}

# Two columns of frames, put together by hand.
BY_HAND = """
    const { PackedFrames, withFrames } = await import("/packed-frames.js");
    const bytes = (...numbers) => new Uint8Array(numbers);
    const tables = '{"heads":[{"name":"setVal","nodeId":"","source":{"line":1}},{"name":"line"}],' +
        '"nodes":["n","m"],"args":[{},{"value":[{"deep":1}],"__proto__":{"x":1}}]}';
    const frames = new PackedFrames({
        start: 1000, end: 1001, heads: bytes(0, 1, 0), nodes: bytes(0, 0, 1), args: bytes(1, 0, 1),
        prevArgs: bytes(0, 0, 1), groups: new Uint16Array([1, 2, 300]), tables: new TextEncoder().encode(tables),
    });
"""


def test_the_same_frames_every_way(ready: Page) -> None:
    """`frames` and `callstack` hold what the worker answers to whoever asks it directly, to the order of the keys."""
    seen = ready.js(
        """
        const [code, { args, record }] = values;
        const worker = new RawWorker();
        await worker.ask({ type: "INIT", indexURL: "/" });
        const answer = await worker.ask({ type: "RUN", requestId: "1", code, args, options: { record } });
        const result = await runner.run(code, { args, record });
        // The clock has moved on between the two runs.
        const timeless = (frames) => JSON.stringify(Array.from(frames, ({ timestamp, ...frame }) => frame));
        return {
            names: [...new Set(result.callstack.map(({ name }) => name))],
            direct: timeless(answer.result.callstack),
            callstack: timeless(result.callstack),
            frames: timeless(result.frames),
            one: timeless(Array.from(result.frames, (_, place) => result.frames.at(place))),
            timed: JSON.stringify(result.callstack) === JSON.stringify([...result.frames]),
            isArray: Array.isArray(answer.result.callstack) && Array.isArray(result.callstack),
            keys: [Object.keys(answer.result).sort(), Object.keys(result).sort()],
        };
        """,
        PROGRAM,
        OPTIONS,
    )
    assert {"addArray", "addNode", "setLink", "consoleLog", "line", "call", "variable"} <= set(seen["names"])
    assert seen["direct"] == seen["callstack"] == seen["frames"] == seen["one"]
    assert seen["timed"]
    assert seen["isArray"]
    assert seen["keys"][0] == seen["keys"][1]


def test_timestamps_are_those_of_python(ready: Page) -> None:
    """A frame's time is the number that Python makes of it, to the last digit."""
    seen = ready.js("""
        const { PackedFrames } = await import("/packed-frames.js");
        const worker = new RawWorker();
        await worker.ask({ type: "INIT", indexURL: "/" });
        const code = "a = [0]\\nfor i in range(3000): a[0] = i";
        const { packed } = await worker.ask({ type: "RUN", requestId: "1", code, packed: true });
        const times = Array.from(new PackedFrames(packed), ({ timestamp }) => timestamp);
        return { times, start: packed.start, end: packed.end };
    """)
    step = (seen["end"] - seen["start"]) / 3001
    assert seen["end"] > seen["start"] > 0
    assert seen["times"] == [int((seen["start"] + step * place) * 1000 + 0.5) / 1000 for place in range(3001)]


def test_the_columns_are_transferred(page: Page) -> None:
    """What a run's answer holds of frames leaves the worker without a copy, in buffers of its own."""
    seen = page.js("""
        const watched = `
            const post = self.postMessage.bind(self);
            self.postMessage = (message, transfer = []) => {
                post(message, transfer);
                if (message.packed) post({ type: "POSTED", left: transfer.map(({ byteLength }) => byteLength) });
            };
            await import("${location.origin}/worker.js");
            post({ type: "LISTENING" });
        `;
        const worker = new RawWorker(URL.createObjectURL(new Blob([watched], { type: "text/javascript" })));
        await worker.next(({ type }) => type === "LISTENING");
        await worker.ask({ type: "INIT", indexURL: location.origin + "/" });
        const posted = worker.next(({ type }) => type === "POSTED");
        const code = "a = [*range(300)]\\nfor i in a: a[i] = 0";
        const { packed, result } = await worker.ask({ type: "RUN", requestId: "1", code, packed: true });
        const columns = Object.values(packed).filter(ArrayBuffer.isView);
        return {
            left: (await posted).left,
            sizes: columns.map((column) => [column.byteLength, column.buffer.byteLength]),
            kinds: [packed.heads, packed.groups].map((column) => column.constructor.name),
            callstack: "callstack" in result,
        };
    """)
    assert seen["left"] == [0] * 6
    assert len(seen["sizes"]) == 6
    assert all(size == whole > 0 for size, whole in seen["sizes"])
    assert seen["kinds"] == ["Uint8Array", "Uint16Array"]
    assert not seen["callstack"]


def test_nothing_is_made_before_it_is_asked_for(ready: Page) -> None:
    """A result's tables are read at the first frame that is asked for, and its callstack is made once."""
    seen = ready.js("""
        const parse = JSON.parse;
        let parsed = 0;
        JSON.parse = (...given) => { parsed += 1; return parse(...given); };
        try {
            const result = await runner.run("a = [1]\\na[0] = 2");
            const counts = [parsed, result.frames.length && parsed, result.frames.at(0) && parsed];
            const callstack = result.callstack;
            return { counts: [...counts, parsed], same: callstack === result.callstack, length: callstack.length };
        } finally {
            JSON.parse = parse;
        }
    """)
    assert seen == {"counts": [0, 0, 1, 1], "same": True, "length": 2}


@pytest.mark.parametrize(
    ("index", "place"),
    [("0", 0), ("2", 2), ("-1", 2), ("-3", 0), ("1.9", 1), ("-0.5", 0), ("'1'", 1), ("NaN", 0), ("", 0)]
    + [(index, None) for index in ("3", "-4", "Infinity", "-Infinity", "2 ** 32")],
)
def test_at(shared: Page, index: str, place: int | None) -> None:
    """`at` counts as an Array's does: from the end if negative, undefined outside."""
    seen = shared.js(f"{BY_HAND} return [frames.at({index})?.id ?? null, [...frames].at({index})?.id ?? null];")
    assert seen == [None if place is None else str(place)] * 2


def test_a_frame_is_put_together(shared: Page) -> None:
    """A frame has what its numbers stand for, and a `nodeId` only where it is about one."""
    first, second, third = shared.js(f"{BY_HAND} return [...frames].map((frame) => JSON.stringify(frame));")
    args = '{"value":[{"deep":1}],"__proto__":{"x":1}}'
    setter = '"name":"setVal","nodeId":"%s","source":{"line":1},"args":%s,"prevArgs":%s,"group":%d}'
    assert first == '{"id":"0","timestamp":1000,' + setter % ("n", args, "{}", 1)
    assert second == '{"id":"1","timestamp":1000.333,"name":"line","args":{},"prevArgs":{},"group":2}'
    assert third == '{"id":"2","timestamp":1000.667,' + setter % ("m", args, args, 300)


def test_a_frame_is_the_callers_own(shared: Page) -> None:
    """Whatever is done to a frame, or to the callstack, the next one that is asked for is as it was."""
    same = shared.js(f"""
        {BY_HAND}
        const before = JSON.stringify([...frames]);
        const result = withFrames({{}}, frames);
        for (const frame of [...frames, frames.at(0), frames.at(2), ...result.callstack]) {{
            frame.args.value?.push(1);
            Object.assign(frame.args.value?.[0] ?? {{}}, {{ deep: 2 }});
            frame.args.more = 1;
            Object.assign(frame.source ?? {{}}, {{ line: 5 }});
            frame.name = "other";
        }}
        const changed = JSON.stringify(result.callstack) !== before;
        result.callstack.length = 0;
        return [changed, before === JSON.stringify([...frames]), frames.length, Object.isFrozen(frames)];
    """)
    assert same == [True, True, 3, True]


@pytest.mark.parametrize("copy", ["structuredClone(result)", "{ ...result }", "JSON.parse(JSON.stringify(result))"])
def test_a_copy_is_plain(shared: Page, copy: str) -> None:
    """A copy of a result holds its callstack as plain data, just as the worker's plain answer, and nothing besides."""
    seen = shared.js(f"""
        {BY_HAND}
        const result = withFrames({{ output: "x" }}, frames);
        const copied = {copy};
        const {{ value }} = Object.getOwnPropertyDescriptor(copied, "callstack");
        return [Object.keys(copied), JSON.stringify(value) === JSON.stringify([...frames]), "frames" in copied];
    """)
    assert seen == [["output", "callstack"], True, False]


def test_a_result_may_be_frozen_or_changed(shared: Page) -> None:
    """A frozen result still makes its callstack, once; in another one a page may replace it."""
    seen = shared.js(f"""
        {BY_HAND}
        const result = Object.freeze(withFrames({{}}, frames)), other = withFrames({{}}, frames);
        other.callstack = [1];
        return [result.callstack.length, result.callstack === result.callstack, other.callstack, other.frames.length];
    """)
    assert seen == [3, True, [1], 3]


NO_FRAMES = (
    "return [result.error?.name, result.frames.length, result.frames.at(0) ?? null, [...result.frames],"
    " result.callstack, JSON.stringify(result.callstack)];"
)


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("TypeError", "await runner.run(5)"),
        ("TypeError", "await runner.run('1', { args: [{ type: 'number', value: 1n }] })"),
        ("TypeError", "await runner.run('1', { maxFrames: -1 })"),
        ("SyntaxError", "await runner.run('a = ')"),
        (None, "await runner.run('a = [1]', { record: false })"),
        (None, "await runner.run('')"),
        ("RuntimeError", "await (() => { const r = new PythonRunner('/'); r.dispose(); return r.run('1'); })()"),
        ("InitError", "await new PythonRunner('/nothing/there/').run('1')"),
    ],
)
def test_no_frames(ready: Page, name: str | None, run: str) -> None:
    """A run that has no frames, for whatever reason, has an empty list of them and an empty callstack."""
    assert ready.js(f"const result = {run}; {NO_FRAMES}") == [name, 0, None, [], [], "[]"]


def test_a_killed_run_has_no_frames(page: Page) -> None:
    """Nor has one whose worker was killed, and the next run has its own."""
    seen: Any = page.js(f"""
        await runner.init();
        const running = runner.run("a = [1]\\nsum(range(10**11))");
        await sleep(200);
        runner.interrupt();
        const result = await running;
        {NO_FRAMES}
    """)
    assert seen == ["KeyboardInterrupt", 0, None, [], [], "[]"]
    assert page.js("return (await runner.run('a = [1]\\na[0] = 2')).frames.length;") == 2


def test_an_interrupted_run_keeps_its_frames(ready: Page) -> None:
    """A run that ends at its limit has the frames up to there, as many as are wanted of them."""
    seen = ready.js("""
        const result = await runner.run("a = [1]\\nwhile True: a[0] = 2", { timeout: 300, maxFrames: 1000 });
        return [result.error.name, result.frames.length, result.callstack.length, result.frames.at(-1).name];
    """)
    assert seen == ["TimeoutError", 1000, 1000, "setVal"]
