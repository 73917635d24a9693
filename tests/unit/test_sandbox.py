"""The sandbox: what a program finds, and that all of it is as before afterwards."""

from __future__ import annotations

import builtins
import logging
import os
import sys
import textwrap
import types
import warnings
from pathlib import Path

import pytest

from dstruct_runner.deadline import LEARNER
from dstruct_runner.sandbox import Sandbox
from dstruct_runner.structures import ListNode, TreeNode


def run(source, **options):
    """Run a program in a sandbox and give its namespace, its stdout and its stderr."""
    source = textwrap.dedent(source)
    with Sandbox(source, **options) as sandbox:
        exec(compile(source, LEARNER, "exec"), sandbox.namespace)
    sandbox.stdout.finish()
    sandbox.stderr.finish()
    return sandbox.namespace, sandbox.stdout.capture.text(), sandbox.stderr.capture.text()


def output(source, **options):
    return run(source, **options)[1]


def test_it_is_the_main_module():
    """The program is `__main__`, registered as such for as long as it runs."""
    before = sys.modules["__main__"]
    assert output("print(__name__)\nimport __main__\nprint(__main__.__dict__ is globals())") == "__main__\nTrue\n"
    assert sys.modules["__main__"] is before


def test_what_needs_the_main_module_works():
    """Pickle, dataclasses, type hints and enums of the program's own classes work."""
    source = """
        from __future__ import annotations
        import dataclasses, pickle, typing
        @dataclasses.dataclass
        class Point:
            x: int
            next: Point | None = None
        print(pickle.loads(pickle.dumps(Point(1, Point(2)))))
        print(sorted(typing.get_type_hints(Point)))
    """
    assert output(source) == "Point(x=1, next=Point(x=2, next=None))\n['next', 'x']\n"


def test_source_can_be_inspected():
    """`inspect.getsource` finds the program's functions and classes."""
    source = """
        import inspect
        class A:
            x = 1
        def f():
            return 2
        print(inspect.getsource(A), inspect.getsource(f), sep="")
    """
    assert output(source) == "class A:\n    x = 1\ndef f():\n    return 2\n\n"


def test_names_learners_expect():
    """The names of a LeetCode answer are there without an import."""
    source = """
        def f(root: Optional[TreeNode], head: ListNode, grid: List[List[int]]) -> Dict[str, Tuple[int, ...]]: ...
        print(deque([1]), defaultdict(int)[0], Counter('aa')['a'], inf, heapq.nsmallest(1, [2, 1]), bisect_left([1], 1))
        heap = [2, 1]
        heapify(heap)
        print(heappop(heap), math.gcd(4, 6), [*itertools.chain([1], [2])], reduce(max, [1, 3]))
        @lru_cache(None)
        def g(n): return n
        print(g(1), TreeNode(1), ListNode(1, ListNode(2)))
    """
    assert output(source) == "deque([1]) 0 2 inf [1] 0\n1 2 [1, 2] 3\n1 [1] 1 -> 2\n"


def test_names_do_not_get_in_the_way():
    """They are not in `globals()`, and the program may use them for something else."""
    namespace, text, _ = run(
        "print('deque' in globals())\nclass TreeNode: pass\nmath = 5\nprint(TreeNode.__module__, math)"
    )
    assert text == "False\n__main__ 5\n"
    assert not {"deque", "List", "ListNode"} & namespace.keys()


def test_whoever_writes_is_captured():
    """`print`, `sys.stdout`, `sys.__stdout__`, bytes, `pprint`, logging and warnings all go where they belong."""
    source = """
        import logging, pprint, sys, warnings
        print("print")
        sys.stdout.write("write\\n")
        print("original", file=sys.__stdout__)
        sys.stdout.buffer.write(b"bytes\\n")
        pprint.pprint("pretty")
        print("error", file=sys.stderr)
        logging.warning("logged")
        warnings.warn("warned")
    """
    _, stdout, stderr = run(source)
    assert stdout == "print\nwrite\noriginal\nbytes\n'pretty'\n"
    assert stderr.splitlines() == [
        "error",
        "WARNING:root:logged",
        "<learner>:10: UserWarning: warned",
        '  warnings.warn("warned")',
    ]


def test_printed_text_is_told():
    """A listener is told what is written to stdout, not what goes to stderr."""
    heard = []
    run("import sys\nprint('a')\nprint('b', file=sys.stderr)", printed=heard.append)
    assert "".join(heard) == "a\n"


def test_redirection_by_the_program_works():
    """A program may redirect its own output, and forget to undo it."""
    source = "import io, sys\nmine = sys.stdout = io.StringIO()\nprint('x')\nsys.__stdout__.write(mine.getvalue() * 2)"
    before = sys.stdout, sys.__stdout__
    assert output(source) == "x\nx\n"
    assert (sys.stdout, sys.__stdout__) == before


def test_input():
    """`input` prints its prompt to stdout and reads the lines of the options, then the input ends."""
    source = """
        import sys
        print(input("name? "))
        print(sys.stdin.readline())
        try:
            input("more? ")
        except EOFError as error:
            print(error)
    """
    assert output(source, stdin=("ä", "b")) == "name? ä\nb\n\nmore? EOF when reading a line\n"


def test_seed():
    """With a seed `random` gives the same numbers every time, without one it does not."""
    source = "import random\nprint(random.random())"
    assert output(source, seed=5) == output(source, seed=5) != output(source, seed=6)
    assert output(source) != output(source)


def test_syntax_warnings_go_to_stderr():
    """A warning of the compiler is the program's stderr, with its line."""
    with Sandbox("x = 1\nprint(x is 5)") as sandbox:
        compile("x = 1\nprint(x is 5)", LEARNER, "exec")
    sandbox.stderr.finish()
    assert sandbox.stderr.capture.text().startswith('<learner>:2: SyntaxWarning: "is" with')


def test_warning_filters_are_those_of_a_fresh_python():
    """Deprecations in the program itself are told once, those of libraries are not, whatever the host has set."""
    source = """
        import warnings
        for _ in range(2):
            warnings.warn("mine", DeprecationWarning)
        warnings.warn_explicit("theirs", DeprecationWarning, "lib.py", 1, module="lib")
    """
    before = list(warnings.filters)
    assert run(source)[2].count("DeprecationWarning: mine") == 1
    assert "theirs" not in run(source)[2]
    assert list(warnings.filters) == before


def test_settings_are_put_back():
    """What the program does to the interpreter's settings ends with it."""
    source = """
        import builtins, gc, logging, os, random, sys, time
        sys.setrecursionlimit(500)
        sys.set_int_max_str_digits(0)
        sys.settrace(lambda *_: None)
        sys.setprofile(lambda *_: None)
        sys.path.append("/nowhere")
        sys.argv.append("x")
        sys.excepthook = sys.displayhook = print
        gc.disable()
        os.environ["DSTRUCT_TEST"] = "1"
        os.chdir("/")
        logging.basicConfig(level=logging.DEBUG)
        builtins.print = None
        builtins.extra = 1
        del builtins.sum
        TreeNode.extra = ListNode.__repr__ = 5
        del TreeNode.__repr__
        sys.modules["mine"] = sys
        sys.modules.pop("json", None)
        import json
        json.marked = True
    """
    import json

    def state():
        return (
            sys.getrecursionlimit(),
            sys.get_int_max_str_digits(),
            sys.gettrace(),
            sys.getprofile(),
            list(sys.path),
            list(sys.argv),
            sys.excepthook,
            sys.displayhook,
            os.environ.get("DSTRUCT_TEST"),
            Path.cwd(),
            list(logging.getLogger().handlers),
            logging.getLogger().level,
            dict(vars(builtins)),
            dict(vars(TreeNode)),
            dict(vars(ListNode)),
            sys.modules.get("mine"),
            sys.modules["json"] is json,
        )

    before = state()
    run(source)
    assert state() == before
    assert not hasattr(json, "marked")


def test_modules_of_the_program_do_not_stay():
    """A module that the program made is gone for the next one; one of the standard library that it loaded stays."""
    source = """
        import sys, types
        sys.modules["made"] = types.ModuleType("made")
        sys.modules["odd"] = None
        sys.modules.pop("this_is_loaded", None)
        import tabnanny
    """
    sys.modules.pop("tabnanny", None)
    run(source)
    assert "made" not in sys.modules
    assert "odd" not in sys.modules
    assert "tabnanny" in sys.modules


def test_it_is_put_back_after_an_error():
    """An exception, even `SystemExit`, leaves everything as it was."""
    before = sys.stdout
    with pytest.raises(SystemExit):
        run("import sys\nsys.exit(1)")
    assert sys.stdout is before


def test_sandboxes_may_be_nested():
    """A program may run another one."""
    with Sandbox("") as outer:
        with Sandbox("") as inner:
            print("inner")
        print("outer")
        assert sys.modules["__main__"] is outer.module
    for sandbox, text in ((inner, "inner\n"), (outer, "outer\n")):
        sandbox.stdout.finish()
        assert sandbox.stdout.capture.text() == text


def test_muting():
    """While muted nothing that is printed counts."""
    with Sandbox("") as sandbox:
        print("a")
        sandbox.mute(True)
        print("b")
        sandbox.mute(False)
        print("c")
    sandbox.stdout.finish()
    assert sandbox.stdout.capture.text() == "a\nc\n"


def test_builtins_can_be_put_back_early():
    """What comes after the program, but before its end, finds the true builtins."""
    with Sandbox("") as sandbox:
        true = builtins.repr
        builtins.repr = None
        sandbox.restore_builtins()
        assert builtins.repr is true


def test_the_namespace_is_a_modules():
    """The namespace has what a module's has, and nothing more."""
    with Sandbox("") as sandbox:
        assert isinstance(sandbox.module, types.ModuleType)
        assert sandbox.namespace.keys() == {*vars(types.ModuleType("m")), "__file__", "__builtins__"}
