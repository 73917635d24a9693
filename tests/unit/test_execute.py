"""Execute: one run from source and arguments to its result, whatever comes in and whatever the program does."""

from __future__ import annotations

import json
import sys

import pytest

from dstruct_runner import describe_json, run_json, safe_exec

needs_timer = pytest.mark.skipif(sys.platform == "emscripten", reason="the beat comes from the worker there")
BOTH = pytest.mark.parametrize("record", [None, False], ids=["recorded", "plain"])


def run(code, *arguments, **options):
    """Run a program as the worker does: JSON in, JSON out."""
    args = [{"type": kind, "value": value} for kind, value in arguments]
    return json.loads(run_json(json.dumps({"code": code, "args": args, "options": options})))


@BOTH
def test_a_function_is_called(record):
    """The entry function gets the arguments; what it prints and returns is in the result."""
    code = "def add(a, b):\n    print('adding')\n    return [a + b]"
    result = run(code, ("number", 2), ("number", 3), record=record)
    assert result["output"] == "adding\n"
    assert result["returnValue"] == {"text": "[5]", "json": [5]}
    assert result["stderr"] == ""
    assert "error" not in result
    assert "truncated" not in result


@BOTH
def test_a_script_is_run(record):
    """A script has its output and no return value."""
    result = run("if __name__ == '__main__':\n    print('x')", record=record)
    assert result["output"] == "x\n"
    assert "returnValue" not in result


def test_times():
    """The runtime and the start are milliseconds of one clock, and the frames lie between start and end."""
    result = run("import time\nx = [1]\ntime.sleep(0.02)\nx.append(2)")
    assert 20 <= result["runtime"] < 60_000
    stamps = [frame["timestamp"] for frame in result["callstack"]]
    assert stamps == sorted(stamps)
    assert result["startTimestamp"] <= stamps[0] + 0.001
    assert stamps[-1] <= result["startTimestamp"] + result["runtime"] + 0.001


def test_recording_can_be_refused():
    """With `record: false` there are no frames, and with it there are."""
    code = "x = [1]\nx.append(2)\nprint(x[0])"
    assert run(code, record=False)["callstack"] == []
    assert {frame["name"] for frame in run(code)["callstack"]} >= {"addArray", "addArrayItem", "consoleLog"}


def test_arguments_are_known_to_the_recorder():
    """A change of an argument that the page shows goes to the page's own name and id."""
    value = {"items": [1, 2], "nodeIds": ["a", "b"], "treeName": "nums"}
    frames = run("def f(nums): nums[1] = 5", ("array", value))["callstack"]
    written = [frame for frame in frames if frame["name"] == "setVal"]
    assert [(frame["treeName"], frame["nodeId"]) for frame in written] == [("nums", "b")]


@BOTH
@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise MemoryError", "MemoryError"),
        ("raise StopIteration", "StopIteration"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("def f(): f()\nf()", "RecursionError"),
        ("raise BaseExceptionGroup('g', [KeyboardInterrupt()])", "BaseExceptionGroup"),
    ],
)
def test_what_was_done_survives_every_ending(record, end, name):
    """Output and frames are kept whatever ends the program, and the error has its name and place."""
    result = run(f"x = [1]\nx.append(2)\nprint('before')\n{end}", record=record)
    assert result["output"] == "before\n"
    assert result["error"]["name"] == name
    assert result["error"]["line"] >= 4
    assert result["error"]["stack"].startswith(
        'Traceback (most recent call last):\n  File "<learner>", line'
    ) or name.endswith("Group")
    assert "dstruct_runner" not in result["error"]["stack"]
    if record is None:
        assert any(frame["name"] == "addArrayItem" for frame in result["callstack"])


@pytest.mark.parametrize(
    ("exit_", "message", "stderr"),
    [
        ("sys.exit()", None, ""),
        ("sys.exit(0)", None, ""),
        ("sys.exit(None)", None, ""),
        ("exit()", None, ""),
        ("sys.exit(2)", "exit code 2", ""),
        ("sys.exit(True)", "exit code 1", ""),
        ("sys.exit('bye é')", "exit code 1", "bye é\n"),
        ("sys.stderr.close(); sys.exit('bye')", "exit code 1", "bye\n"),
        ("sys.exit([1])", "exit code 1", "[1]\n"),
        ("raise SystemExit(1.5)", "exit code 1", "1.5\n"),
        ("sys.exit('')", "exit code 1", "\n"),
    ],
)
def test_exits(exit_, message, stderr):
    """Only a code that is not zero is an error; a text goes to stderr and means code 1, as in CPython."""
    result = run(f"import sys\nprint('x')\n{exit_}")
    assert result["output"] == "x\n"
    assert result["stderr"] == stderr
    assert result.get("error", {}).get("message") == message


@BOTH
@needs_timer
@pytest.mark.parametrize(
    "loop",
    ["while True: pass", "import time\ntime.sleep(1000)", "x = [1]\nwhile True: x[0] = 1", "while True: print(end='')"],
)
def test_the_deadline_ends_loops(record, loop):
    """A program without an end is ended by its limit; what it printed is there, and the error names the limit."""
    result = run(f"print('before')\n{loop}", timeout=100, record=record)
    assert result["output"] == "before\n"
    assert result["error"]["name"] == "TimeoutError"
    assert "100 ms" in result["error"]["message"]
    assert "soft deadline" in result["error"]["message"]
    assert result["error"]["line"] >= 2
    assert result["error"]["stack"].endswith(f"TimeoutError: {result['error']['message']}\n")


@needs_timer
@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs sys.monitoring")
def test_a_swallowed_deadline_is_still_a_timeout():
    """A program that catches everything in a loop ends as a timeout, and leaves no trace in the next run."""
    result = run("while True:\n try:\n  while True: pass\n except:\n  pass", timeout=100)
    assert result["error"]["name"] == "TimeoutError"
    assert run("1 / 0")["error"]["stack"].count("Error") == 1


@needs_timer
def test_a_program_that_ends_after_its_deadline_is_a_timeout():
    """A program that catches the deadline's exception and comes to an end is a timeout all the same."""
    result = run("try:\n while True: pass\nexcept BaseException:\n pass", timeout=100)
    assert result["error"]["name"] == "TimeoutError"
    assert "returnValue" not in result


@BOTH
def test_syntax_errors(record):
    """Source that does not compile has a SyntaxError with its place, whichever stage finds it."""
    result = run("def f(:\n    pass", record=record)
    assert (result["error"]["name"], result["error"]["line"], result["error"]["column"]) == ("SyntaxError", 1, 6)
    result = run("x = 1\nreturn x", record=record)
    assert (result["error"]["name"], result["error"]["line"], result["error"]["column"]) == ("SyntaxError", 2, 0)
    assert "    return x\n    ^^^^^^^^\n" in result["error"]["stack"]
    assert result["runtime"] == 0


@BOTH
@pytest.mark.parametrize(
    ("code", "output"),
    [
        ("", ""),
        ("   \n\n# nothing", ""),
        ("\ufeffprint(1)", "1\n"),
        ("print(1)\r\nprint(2)\r\n", "1\n2\n"),
        ("print(1)\rprint('''a\rb''')", "1\na\nb\n"),
        ("x = '''a\r\nb'''\nprint(len(x))", "3\n"),
        ("print('\\x00' == chr(0))", "True\n"),
        ("print('é😀')", "é😀\n"),
        ("x = 1\n" * 20_000 + "print(x)", "1\n"),
    ],
)
def test_odd_sources(record, code, output):
    """Empty programs, byte order marks, all line ends and long programs are what they are to CPython."""
    result = run(code, record=record)
    assert "error" not in result
    assert result["output"] == output


@pytest.mark.parametrize(
    ("code", "message", "line", "column"),
    [
        ("x = 1\ny = '\0'", "source code cannot contain null bytes", 2, 5),
        ("x = '\ud800'", "source code cannot contain lone surrogates", 1, 5),
    ],
)
def test_sources_that_no_compiler_takes(code, message, line, column):
    """Null bytes and lone surrogates are syntax errors with their place."""
    error = run(code)["error"]
    assert (error["name"], error["message"], error["line"], error["column"]) == ("SyntaxError", message, line, column)


@pytest.mark.parametrize(
    ("code", "args", "options", "message"),
    [
        (5, None, None, "code: expected text, got 5"),
        (None, None, None, "code: expected text, got None"),
        (b"x", None, None, "code: expected text, got b'x'"),
        ("", "x", None, "args: expected a list of {type, value}, got the string 'x'"),
        ("", [{"type": "array", "value": 1}], None, "argument 1 (array): expected an array"),
        ("", None, [], "options: expected an object, got []"),
        ("", None, {"timeout": "x"}, "options.timeout: expected a number of milliseconds above 0, got 'x'"),
        ("def f(a): pass", [], {"entry": "g"}, "options.entry: the program has no 'g'; there are f"),
        ("def f(a): pass", [{"type": "number", "value": 1}] * 2, None, "f(a) takes 1 argument, but 2 were given"),
    ],
)
def test_wrong_requests(code, args, options, message):
    """What can't be run is a TypeError that says what was expected; never an exception."""
    error = safe_exec(code, args, options)["error"]
    assert error["name"] == "TypeError"
    assert error["message"].startswith(message)


def test_hostile_requests():
    """Not even objects that resist being looked at make it raise."""

    class Hostile:
        def __getattribute__(self, name):
            raise SystemExit

        def __repr__(self):
            raise KeyboardInterrupt

    hostile = Hostile()
    for arguments in ((hostile,), ("", hostile), ("", None, hostile), ("", [hostile]), ("", None, {"entry": hostile})):
        assert safe_exec(*arguments)["error"]["name"] == "TypeError"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ("null", "TypeError"),
        (None, "TypeError"),
        (b"{}", "TypeError"),
        ("{}", "TypeError"),
        ("[" * 100_000, "TypeError"),
    ],
)
def test_bad_json(text, name):
    """Text that is no request is a result with an error."""
    result = json.loads(run_json(text))
    assert result["error"]["name"] == name
    assert (result["output"], result["callstack"]) == ("", [])


@pytest.mark.parametrize("depth", [400, 501, 50_000])
def test_depth_of_requests(depth):
    """Arguments may be nested some hundred levels deep; more is an error, not the end of a browser's stack."""
    code = "def f(a): return '[{' * 999 + chr(34) + '\\\\'"
    request = json.dumps({"code": code, "args": [{"type": "array", "value": "VALUE"}], "options": {"record": False}})
    result = json.loads(run_json(request.replace('"VALUE"', "[" * depth + "]" * depth)))
    if depth == 400:
        assert result["returnValue"]["json"] == "[{" * 999 + '"' + "\\"
    else:
        assert "at most 500 levels" in result["error"]["message"]


def test_numbers_of_any_length_come_in():
    """An argument of 10,000 digits arrives, whatever the interpreter's digit limit."""
    result = json.loads(
        run_json('{"code": "def f(n): return n % 10", "args": [{"type": "number", "value": ' + "7" * 10_000 + "}]}")
    )
    assert result["returnValue"]["json"] == 7


VALUES = {
    "nan": "float('nan')",
    "infinity": "float('inf')",
    "many digits": "10 ** 10_000",
    "bytes": "b'\\xff'",
    "surrogate": "'\\ud800'",
    "cycle": "[].append",
    "lambda": "lambda: 0",
    "raising repr": "type('R', (), {'__repr__': lambda self: 1 / 0})()",
    "exiting repr": "type('R', (), {'__repr__': lambda self: exit()})()",
    "odd repr": "type('R', (), {'__repr__': lambda self: None})()",
    "deep repr": "type('R', (), {'__repr__': lambda self: repr(self)})()",
    "set": "{1, (2, 3)}",
    "dataclass": "__import__('dataclasses').make_dataclass('P', ['x'])(1)",
    "complex": "1j",
    "generator": "(x for x in [1])",
    "class": "int",
    "module": "__import__('math')",
    "nested": "[[[float('nan')]]]",
    "ellipsis": "...",
}


@BOTH
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_value_loses_the_run(record, value):
    """Whatever a learner's value is, inside lists, dicts, sets and as the result, the run comes back."""
    code = f"""
def f():
    v = {value}
    box = [v, [v]]
    box[0] = v
    box.append(v)
    table = {{1: v}}
    table[2] = v
    try:
        table[v] = v
        group = {{v}}
        group.add(v)
    except TypeError:
        pass
    box.append(box)
    print("done")
    return v
"""
    result = run(code, entry="f", record=record)
    assert result["output"] == "done\n"
    assert "error" not in result
    assert isinstance(result["returnValue"]["text"], str)


def test_returned_structures_have_their_text():
    """A tree and a list read as such, also those of the learner's own classes; a cycle says where it closes."""
    assert run("def f(root): return root", ("binaryTree", [4, 7, 2, None, 3]))["returnValue"] == {
        "text": "[4, 7, 2, null, 3]"
    }
    code = "def f(head):\n    head.next.next.next = head\n    return head"
    assert run(code, ("linkedList", [1, 2, 3]))["returnValue"]["text"] == "1 -> 2 -> 3 -> (cycle)"
    code = """
class Node:
    def __init__(self, data, next):
        self.data, self.next = data, next
def f(n):
    return [Node(n, Node(2, None))]
"""
    assert run(code, ("number", 1))["returnValue"]["text"] == "[1 -> 2]"


def test_return_values_are_capped():
    """A returned list of a million items has a text of 10,000 characters and no json."""
    returned = run("def f(n): return [0] * n", ("number", 1_000_000))["returnValue"]
    assert len(returned["text"]) == 10_000
    assert "json" not in returned


def test_output_is_capped_and_counted():
    """Beyond `maxOutput` bytes output is dropped and counted, both streams together."""
    result = run("import sys\nprint('x' * 30)\nprint('y' * 5, file=sys.stderr)", maxOutput=10)
    assert result["output"] == "x" * 10
    assert result["stderr"] == "y" * 5 + "\n"
    assert result["truncated"] == {"output": 21}


def test_frames_are_capped_and_counted():
    """Beyond `maxFrames` frames the program goes on unrecorded, and the result says so."""
    result = run("x = []\nfor i in range(1000):\n    x.append(i)\nprint(len(x))", maxFrames=10)
    assert result["output"] == "1000\n"
    assert len(result["callstack"]) <= 10
    assert result["truncated"]["frames"] > 0


@pytest.mark.parametrize("last", ["", "a.append(2)", "a[0] = 2", "for each in a: each", "b(2)"])
@pytest.mark.parametrize(
    "many",
    ["for i in range(1000): print(i)", "def f(n):\n    a[0] = n\n    if n: f(n - 1)\nfor i in range(9): f(100)"],
    ids=["prints", "recursion"],
)
def test_whatever_fills_the_log(many, last):
    """No frame is dropped in silence, neither one of what filled the log nor one of what came after it."""
    result = run(f"a = [1]\nb = a.append\n{many}\n{last}", maxFrames=200)
    assert len(result["callstack"]) == 200
    assert result["truncated"]["frames"] > 0


def test_as_many_lines_as_frames():
    """A line is a frame, however many pieces it was written in."""
    result = run("for i in range(300): print(i, i, i, end=';'); print(sep='')", maxFrames=300)
    assert [frame["args"]["args"] for frame in result["callstack"]] == [[f"{i} {i} {i};"] for i in range(300)]
    assert "truncated" not in result


def test_input_and_seed():
    """Lines of standard input and the seed come from the options."""
    code = "import random\nprint(input('> '), random.randrange(10**9))\ninput()"
    first, second = (run(code, stdin=["a"], seed=4) for _ in range(2))
    assert first["output"] == second["output"]
    assert first["output"].startswith("> a ")
    assert "which is 1 line" in first["error"]["message"]


def test_coroutines_and_scripts_with_asyncio():
    """`async` entries and scripts that call `asyncio.run` work, also where there is no loop to wait for."""
    code = "import asyncio\nasync def f(n):\n    await asyncio.sleep(0.001)\n    return n"
    assert run(code, ("number", 4))["returnValue"]["json"] == 4
    code = "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    print('x')\nasyncio.run(f())"
    assert run(code)["output"] == "x\n"


def test_reprs_do_not_print_into_the_output():
    """What a learner's `__repr__` prints while the result is made is not the program's output."""
    code = "class A:\n    def __repr__(self):\n        print('repr')\n        return 'A!'\ndef f(n): return [A()]"
    result = run(code, ("number", 1))
    assert result["output"] == ""
    assert result["returnValue"]["text"] == "[A!]"


def test_a_repr_is_made_with_true_builtins():
    """A program that breaks the builtins still gets its result."""
    code = """
import builtins
def f(n):
    builtins.len = builtins.repr = builtins.isinstance = builtins.setattr = None
    return [n]
"""
    assert run(code, ("number", 1), record=False)["returnValue"]["text"] == "[1]"


@BOTH
def test_finalizers_speak_in_the_output(record):
    """What a `__del__` prints at the program's end is its output, and it finds the program's globals."""
    code = "names = ['x']\nclass A:\n    def __del__(self): print('gone', names[0])\na = A()\nprint('end')"
    assert run(code, record=record)["output"] == "end\ngone x\n"


@BOTH
def test_runs_do_not_see_each_other(record):
    """Nothing that one run defines or changes is there in the next."""
    run("import sys, builtins\nx = 1\nbuiltins.y = 2\nsys.modules['mine'] = sys\nTreeNode.z = 3", record=record)
    code = (
        "import sys\nprint('x' in globals(), hasattr(__builtins__, 'y'), 'mine' in sys.modules, hasattr(TreeNode, 'z'))"
    )
    assert run(code, record=record)["output"] == "False False False False\n"


def test_runs_inside_runs():
    """A program may itself call the harness."""
    code = "import dstruct_runner\nprint(dstruct_runner.safe_exec('print(1)')['output'] * 2)\nx = [1]"
    result = run(code)
    assert result["output"] == "1\n1\n\n"


@BOTH
def test_long_chains_end_well(record):
    """A linked list of 3,000 nodes that a program makes, and one of 20,000 that it is given, are let go of safely."""
    code = (
        "class Node:\n    def __init__(self, n): self.n = n\nh = None\nfor _ in range(3000): h = Node(h)\nprint('made')"
    )
    assert run(code, record=record)["output"] == "made\n"
    values = list(range(20_000))
    assert run("def f(head): return head.next.val", ("linkedList", values), record=record)["returnValue"]["json"] == 1
    assert run("print('alive')", record=record)["output"] == "alive\n"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"code": "def f(a, b=1, *c): pass"}, {"entry": {"name": "f", "parameters": ["a", "b"]}}),
        (
            {"code": "class Solution:\n def go(self, x): pass", "args": 1},
            {"entry": {"name": "Solution.go", "parameters": ["x"]}},
        ),
        ({"code": "def f(a): pass\ndef g(b): f(b)", "entry": "f"}, {"entry": {"name": "f", "parameters": ["a"]}}),
        ({"code": "print(1)"}, {"entry": None}),
        ({"code": "def f(): pass\nf()", "args": 0}, {"entry": None}),
        ({"code": "\ufeffdef f(): pass\r\n"}, {"entry": {"name": "f", "parameters": []}}),
    ],
)
def test_descriptions(message, expected):
    """The entry function and its parameters are found without running anything."""
    assert json.loads(describe_json(json.dumps(message))) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"code": "def f(:"}', "SyntaxError"),
        ('{"code": "def f(): pass", "entry": "g"}', "TypeError"),
        ('{"code": "def f(): pass", "args": "1"}', "TypeError"),
        ('{"code": "def f(): pass", "entry": 1}', "TypeError"),
        ('{"code": 1}', "TypeError"),
        ("{", "JSONDecodeError"),
        (None, "TypeError"),
    ],
)
def test_what_can_not_be_described(text, name):
    """What can't be described has no entry and an error."""
    described = json.loads(describe_json(text))
    assert described["entry"] is None
    assert described["error"]["name"] == name


def test_warnings_about_the_source_come_once():
    """They are given when the program runs, and not when only its entry point is asked for."""
    source = "x = 5\nif x is 1: pass\nif x is 2: pass\ndef f(a): pass"
    describe_json(json.dumps({"code": source}))  # pytest makes an error of any warning
    result = safe_exec(source, [{"type": "number", "value": 1}])
    assert result["stderr"].count("SyntaxWarning") == 2
