"""What `scripts/bench chaos` plays: runs of many kinds, well-behaved and hostile, in acts with disturbances.

All of it is worked out beforehand from a seed; what the page does (pages/chaos.js) only takes its time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

_MIB = 1 << 20


@dataclass(frozen=True)
class Run:
    """One call of `run()`, and what may become of it.

    Attributes:
        kind: the name of what it does
        code, options: what `run()` is given
        endings: the names of the errors that it may end in, "" for none; None: any
        output: what it prints, all of it where it ends by itself, else the beginning
        whole: whether that is all it prints
        returned: the text of what it returns, None where that does not matter
        frames: how many frames it has, at least and at most
        unclonable: whether its arguments can't be sent
        abort_after: milliseconds until its signal is aborted; 0: before the call; None: never
        answers: what the page answers when it is asked for input, "": nothing ever; None: it can't be asked
        on_output: what the page does when it hears of output: "listen", "interrupt", "throw"; None: it does not listen

    """

    kind: str
    code: object
    options: dict[str, Any] = field(default_factory=dict)
    endings: frozenset[str] | None = frozenset({""})
    output: str = ""
    whole: bool = True
    returned: str | None = None
    frames: tuple[int, int] = (0, 100_000)
    unclonable: bool = False
    abort_after: float | None = None
    answers: str | None = None
    on_output: str | None = None


@dataclass(frozen=True)
class Act:
    """Some runs that are started at once, and what happens to them.

    Attributes:
        renewed: how a new runner is made before; None: it is the one of the act before
        runs: in the order of their calls
        disturbance: "interrupt", "dispose" or "crash", None for none
        after: milliseconds until it comes
        which: of the workers that live, which one crashes, from 0 to 1
        pause: milliseconds of rest afterwards

    """

    renewed: dict[str, Any] | None
    runs: tuple[Run, ...]
    disturbance: str | None = None
    after: float = 0
    which: float = 0
    pause: float = 0

    def as_json(self) -> dict[str, Any]:
        """Give what the page has to know."""
        disturbance = self.disturbance and {"what": self.disturbance, "after": self.after, "which": self.which}
        return {
            "renewed": self.renewed,
            "disturbance": disturbance,
            "pause": self.pause,
            "runs": [
                {
                    "code": run.code,
                    "options": run.options,
                    "unclonable": run.unclonable,
                    "abortAfter": run.abort_after,
                    "answers": run.answers,
                    "onOutput": run.on_output,
                }
                for run in self.runs
            ],
        }


def plan(seed: int, count: int) -> list[Act]:
    """Give acts of `count` runs together, the same for the same seed."""
    return list(_acts(random.Random(seed), count))


def _acts(chance: random.Random, count: int) -> Iterator[Act]:
    number = 0
    while number < count:
        renewed = _traits(chance) if number == 0 or chance.random() < 0.06 else None
        if renewed:
            locked = renewed["options"].get("lockdown", True)
        size = min(chance.choice((1, 1, 1, 2, 3, 5)), count - number)
        runs = tuple(_run(chance, number + place, locked=locked) for place in range(size))
        number += size
        disturbance = chance.choices((None, "interrupt", "dispose", "crash"), (70, 18, 6, 6))[0]
        rests = chance.random() < 0.08  # long enough for a standby to be warmed
        yield Act(
            renewed,
            runs,
            disturbance,
            after=round(chance.choice((0, chance.uniform(0, 30), chance.uniform(0, 400))), 1),
            which=chance.random(),
            pause=round(chance.uniform(1_200, 2_500) if rests else chance.choice((0, 0, 0, chance.uniform(0, 50)))),
        )


def _traits(chance: random.Random) -> dict[str, Any]:
    """Say how a runner is made; most as they are by default."""
    options: dict[str, Any] = {}
    if chance.random() < 0.15:
        options["standby"] = False
    if chance.random() < 0.15:
        options["lockdown"] = False
    if chance.random() < 0.2:
        options["snapshot"] = False
    if chance.random() < 0.3:
        options["memoryLimit"] = 128 * _MIB
    return {"options": options, "shared": chance.random() < 0.6}


def _run(chance: random.Random, number: int, *, locked: bool) -> Run:
    kinds = WELL_BEHAVED if chance.random() < 0.55 else HOSTILE
    if not locked and chance.random() < 0.1:
        kinds = {closes_its_worker: 1}
    run = chance.choices(list(kinds), list(kinds.values()))[0](chance, number)
    changes: dict[str, Any] = {}
    if run.abort_after is None and chance.random() < 0.1:
        changes["abort_after"] = chance.choice((0, chance.uniform(0, 400)))
    if run.on_output is None and chance.random() < 0.3:
        changes["on_output"] = chance.choices(("listen", "throw", "interrupt"), (8, 1, 1))[0]
    return Run(**{**vars(run), **changes})


# --- well-behaved ----------------------------------------------------------------------------------------------------
# Each gives an answer that is no other run's: `number` is in it.

Kind = Callable[[random.Random, int], Run]


def prints(chance: random.Random, number: int) -> Run:
    """Print a line."""
    return Run("prints", f"print({number} * 2)", output=f"{number * 2}\n")


def doubles(chance: random.Random, number: int) -> Run:
    """Change the argument and return it."""
    code = "def double(nums):\n    for i in range(len(nums)):\n        nums[i] *= 2\n    return nums"
    nums = [number, *(chance.randrange(100) for _ in range(chance.randrange(20)))]
    options = {"args": [{"type": "array", "value": nums}]}
    return Run("doubles", code, options, returned=str([2 * num for num in nums]), frames=(len(nums), 500))


def inverts(chance: random.Random, number: int) -> Run:
    """Turn a tree round, in a method of Solution."""
    code = """
        class Solution:
            def invert(self, root):
                if root:
                    root.left, root.right = self.invert(root.right), self.invert(root.left)
                return root
    """
    options = {"args": [{"type": "binaryTree", "value": [number, 1, 2, 3]}]}
    return Run("inverts", dedent(code), options, returned=f"[{number}, 2, 1, null, null, null, 3]", frames=(1, 500))


def fails(chance: random.Random, number: int) -> Run:
    """Print and raise an error of its own making."""
    code = f"print({number})\nnums = [1]\nnums[{number + 1}]"
    return Run("fails", code, endings=frozenset({"IndexError"}), output=f"{number}\n", frames=(1, 100))


def reads_lines(chance: random.Random, number: int) -> Run:
    """Read the lines that it was given."""
    return Run("reads lines", "print(input() + input())", {"stdin": ["<", f"{number}>"]}, output=f"<{number}>\n")


def asks(chance: random.Random, number: int) -> Run:
    """Ask the page for a line; where that is impossible an EOFError says so."""
    code = f"print('{number}? ', end='')\nprint(input())"
    return Run("asks", code, endings=frozenset({"", "EOFError"}), output=f"{number}? yes\n", answers="yes")


def sleeps(chance: random.Random, number: int) -> Run:
    """Take its time."""
    code = f"import time\nfor i in range(5):\n    print({number}, i)\n    time.sleep(0.02)"
    return Run("sleeps", code, output="".join(f"{number} {i}\n" for i in range(5)))


def draws(chance: random.Random, number: int) -> Run:
    """Draw numbers of a seed that it was given."""
    drawn = [random.Random(number).random()]
    return Run("draws", "import random\nprint([random.random()])", {"seed": number}, output=f"{drawn}\n")


def is_bare(chance: random.Random, number: int) -> Run:
    """Run without probes."""
    code = f"nums = [{number}]\nnums.append(1)\nprint(nums)"
    return Run("is bare", code, {"record": False}, output=f"[{number}, 1]\n", frames=(0, 0))


def is_debugged(chance: random.Random, number: int) -> Run:
    """Run with every step recorded."""
    code = f"def f(n):\n    return n + 1\nprint(f({number}))"
    return Run("is debugged", code, {"record": {"steps": True}}, output=f"{number + 1}\n", frames=(4, 100))


def is_cut_short(chance: random.Random, number: int) -> Run:
    """Make more frames and print more than is kept."""
    code = f"a = [0]\nfor i in range(2000):\n    a[0] = i\n    print('{number % 10}', end='')"
    options = {"maxFrames": 50, "maxOutput": 100}
    return Run("is cut short", code, options, output=str(number % 10) * 100, frames=(40, 60))


def makes_many_frames(chance: random.Random, number: int) -> Run:
    """Make thousands of frames."""
    code = f"a = [{number}]\nfor i in range(5000):\n    a[0] += 1\nprint(a)"
    return Run("makes many frames", code, output=f"[{number + 5000}]\n", frames=(5000, 20_000))


def leaves_marks(chance: random.Random, number: int) -> Run:
    """Look for what others like it left behind, and leave something behind."""
    code = f"""
        import builtins, math, os, sys
        print({number}, [hasattr(thing, "mark") for thing in (builtins, math, sys)], "MARK" in os.environ, end=" ")
        print(os.path.exists("/tmp/mark"), sys.getrecursionlimit() == 7777)
        builtins.mark = math.mark = sys.mark = 1
        os.environ["MARK"] = "1"
        open("/tmp/mark", "w").close()
        sys.setrecursionlimit(7777)
    """
    return Run("leaves marks", dedent(code), output=f"{number} [False, False, False] False False False\n")


def is_alone(chance: random.Random, number: int) -> Run:
    """Have an interpreter of its own."""
    return Run("is alone", f"print({number})", {"isolation": "interpreter"}, output=f"{number}\n")


def is_spent(chance: random.Random, number: int) -> Run:
    """Get at the interpreter's insides, which costs the worker, but not the run."""
    return Run("is spent", f"import ctypes\nprint({number}, ctypes.sizeof(ctypes.c_int))", output=f"{number} 4\n")


WELL_BEHAVED: dict[Kind, float] = {
    prints: 6,
    doubles: 6,
    inverts: 3,
    fails: 4,
    reads_lines: 3,
    asks: 4,
    sleeps: 4,
    draws: 2,
    is_bare: 2,
    is_debugged: 2,
    is_cut_short: 2,
    makes_many_frames: 2,
    leaves_marks: 4,
    is_alone: 1.5,
    is_spent: 1,
}


# --- hostile ---------------------------------------------------------------------------------------------------------


def _hostile(name: str, code: str, *endings: str, **others: Any) -> Kind:
    """Make a kind of run that prints its number and then does harm; no ending named: any is right."""

    def kind(chance: random.Random, number: int) -> Run:
        timeout = round(chance.uniform(100, 300))
        return Run(
            name,
            f"print('begun', {number}, flush=True)\n{dedent(code)}",
            {"timeout": timeout, **others.get("options", {})},
            frozenset(endings) or None,
            f"begun {number}\n",
            whole=False,
            answers=others.get("answers"),
            abort_after=round(chance.uniform(50, 200)) if others.get("aborted") else None,
        )

    return kind


closes_its_worker = _hostile("closes its worker", "import js\njs.close()\nwhile True: pass", "WorkerError")

HOSTILE: dict[Kind, float] = {
    _hostile("loops", "while True: pass", "TimeoutError"): 3,
    _hostile("loops, swallows", "while True:\n    try:\n        while True: pass\n    except: pass", "TimeoutError"): 3,
    _hostile("sleeps for ever", "import time\ntime.sleep(1e6)", "TimeoutError"): 2,
    _hostile("awaits for ever", "import asyncio\nasyncio.run(asyncio.sleep(1e6))", "TimeoutError"): 2,
    _hostile("recurses", "def f(): f()\nf()", "RecursionError", "TimeoutError"): 3,
    _hostile(
        "recurses, swallows",
        "def f():\n    try: f()\n    except RecursionError: f()\nf()",
        "TimeoutError",
        "RecursionError",
        "WorkerError",
    ): 1,
    _hostile(
        "recurses beyond limits",
        "import sys\nsys.setrecursionlimit(10**8)\ndef f(): f()\nf()",
        "RecursionError",
        "MemoryError",
        "TimeoutError",
        "WorkerError",
    ): 2,
    _hostile(
        "recurses in C",
        "link = []\nfor _ in range(100_000): link = [link]\nprint(link == eval('link'))\nrepr(link)",
        "RecursionError",
        "MemoryError",
        "TimeoutError",
        "WorkerError",
        "",
        options={"record": False},
    ): 2,
    # The parser asks nobody how much stack a browser has.
    _hostile("nests its source", f"x = {'(' * 5000}1{')' * 5000}", "SyntaxError", "MemoryError", "WorkerError"): 1,
    _hostile("wants too much memory", "bytearray(1 << 30)", "MemoryError"): 2,
    _hostile("eats memory", "a = []\nwhile True: a.append(bytearray(1 << 22))", "MemoryError", "TimeoutError"): 3,
    _hostile("eats small memory", "a = []\nwhile True: a = [a, a]", "MemoryError", "TimeoutError", "WorkerError"): 1,
    _hostile("floods output", "while True: print('x' * 1000)", "TimeoutError"): 3,
    _hostile("floods stderr", "import sys\nwhile True: sys.stderr.write('x')", "TimeoutError"): 2,
    _hostile("floods frames", "a = [0]\nwhile True: a[0] += 1", "TimeoutError"): 3,
    _hostile("floods steps", "n = 0\nwhile True: n += 1", "TimeoutError", options={"record": {"steps": True}}): 1,
    _hostile("exits", "import os\nos._exit(3)", "WorkerError"): 1.5,
    _hostile("aborts", "import os\nos.abort()", "WorkerError"): 1.5,
    _hostile("faults", "import ctypes\nctypes.string_at(2**32 - 64, 32)", "WorkerError"): 1.5,
    _hostile(
        "overflows the stack",
        "link = None\nfor _ in range(200_000): link = [link]\ndel link",
        "WorkerError",
        "TimeoutError",
    ): 1.5,
    _hostile("calls C for long", "sum(range(3 * 10**8))", "TimeoutError"): 1.5,
    _hostile("leaves", "import sys\nsys.exit(3)", "SystemExit"): 1,
    _hostile(
        "shows itself for ever", "class A:\n    def __repr__(self):\n        while True: pass\na = A()\nb = [a]"
    ): 1,
    _hostile("dies for ever", "class A:\n    def __del__(self):\n        while True: pass\na = A()"): 1,
    _hostile(
        "ignores signals", "import signal\nsignal.signal(14, signal.SIG_IGN)\nwhile True: pass", "TimeoutError"
    ): 1,
    _hostile("breaks builtins", "import builtins\nfor name in list(vars(builtins)): delattr(builtins, name)"): 1,
    _hostile("breaks modules", "import sys\nsys.modules.clear()\nimport json"): 1,
    _hostile("breaks streams", "import sys\nsys.stdout.close()\nsys.stdout = sys.stderr = None\nprint(1)"): 1,
    _hostile("asks in vain", "input()", "KeyboardInterrupt", "EOFError", "TimeoutError", answers="", aborted=True): 2,
    _hostile(
        "asks in vain, swallows",
        "while True:\n    try: input()\n    except BaseException: pass",
        "KeyboardInterrupt",
        "TimeoutError",
        answers="",
        aborted=True,
    ): 2,
    _hostile(
        "asks for ever",
        "while True:\n    try: input()\n    except EOFError: pass",
        "TimeoutError",
        answers="again",
    ): 2,
}


def _refused(name: str, code: object, options: dict[str, Any], *, unclonable: bool = False) -> Kind:
    """Make a kind of call that is no request."""
    run = Run(name, code, options, frozenset({"TypeError"}), unclonable=unclonable)
    return lambda chance, number: run


HOSTILE |= {
    _refused("code is no text", 5, {}): 0.5,
    _refused("arguments can't be sent", "print(1)", {}, unclonable=True): 0.5,
    _refused("no time", "print(1)", {"timeout": 0}): 0.5,
    _refused("an argument of a wrong shape", "def f(a): ...", {"args": [{"type": "array", "value": 5}]}): 0.5,
}
