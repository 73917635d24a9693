"""Programs that go on for ever without leaving pure Python: what tests and a benchmark stop."""

from __future__ import annotations

from textwrap import dedent

ENDLESS = {
    "while": "while True: pass",
    "while with work": "while True: a[0] += 1",
    "for": "for _ in iter(int, 1): pass",
    "comprehension": "[0 for _ in iter(int, 1)]",
    "generator": """
        def numbers():
            n = 0
            while True:
                yield n
                n += 1
        for _ in numbers(): pass
    """,
    "recursion": """
        def fib(n): return fib(n - 1) + fib(n - 2) if n > 1 else n
        fib(80)
    """,
    "except: pass": """
        while True:
            try:
                while True: pass
            except: pass
    """,
    "except BaseException": """
        while True:
            try:
                while True: a[0] += 1
            except BaseException: continue
    """,
    "finally": """
        def f():
            while True:
                try:
                    while True: pass
                finally: continue
        f()
    """,
    "with": """
        class All:
            def __enter__(self): pass
            def __exit__(self, *_): return True
        while True:
            with All():
                while True: pass
    """,
    "__del__": """
        class Rises:
            def __del__(self):
                while True: pass
        Rises()
        while True: Rises()
    """,
    "__repr__": """
        class Endless:
            def __repr__(self):
                while True: pass
        print(Endless())
    """,
    "sort": "[2, 1].sort(key=lambda n: [0 for _ in iter(int, 1)])",
    "sleep": "import time\ntime.sleep(1000)",
    "asyncio": "import asyncio\nasyncio.run(asyncio.sleep(1000))",
}
"""By what goes on; `a` is a list of one number."""

_WORKS_OFF = "print('before')\na = [0]\na[0] = 1\n"


def endless(name: str) -> str:
    """Give a program that prints "before", makes a frame or two, goes on for ever, and never prints "after"."""
    return _WORKS_OFF + dedent(ENDLESS[name]).strip() + "\nprint('after')"
