"""Release: objects are let go of one by one, each before what it refers to."""

from __future__ import annotations

import gc
import weakref

import pytest

from dstruct_runner.deadline import LEARNER
from dstruct_runner.release import has_finalizers, hold, let_go
from dstruct_runner.structures import build_list, build_tree

LONG = 50_000  # what kills Pyodide where it is freed in one go


def play(source, **names):
    """Run a program, release what it made, and give what was held."""
    namespace = {"__name__": "__main__", "LONG": LONG, **names}
    names.clear()
    exec(compile(source, LEARNER, "exec"), namespace)
    roots = [namespace.pop("root", None)]
    held = hold(roots, namespace)
    count = len(held)
    roots.clear()
    namespace.clear()
    let_go(held)
    gc.collect()
    return count


@pytest.mark.parametrize(
    "source",
    [
        "class Node:\n def __init__(self, n): self.n = n\nh = None\nfor _ in range(LONG): h = Node(h)",
        "class Node: __slots__ = ('n',)\nh = None\nfor _ in range(LONG):\n n = Node()\n n.n = h\n h = n\ndel n",
        "h = None\nfor _ in range(LONG): h = [h]",
        "h = None\nfor _ in range(LONG): h = (h,)",
        "h = None\nfor _ in range(LONG): h = {'n': h}",
        "def link(h): return lambda: h\nh = None\nfor _ in range(LONG): h = link(h)",
        "def link(h): yield h\nh = None\nfor _ in range(LONG):\n h = link(h)\n next(h)",
        "from functools import partial\nh = None\nfor _ in range(LONG): h = partial(print, h)",
        "h = None\nfor _ in range(LONG):\n e = ValueError()\n e.__cause__ = h\n h = e\ndel e",
        "import collections\nh = None\nfor _ in range(LONG): h = collections.deque([h])",
        "class Node(list): pass\nh = None\nfor _ in range(LONG): h = Node([h])",
        "class Node: last = None\nfor _ in range(LONG): Node.last = [Node.last]",
        "def outer():\n h = None\n for _ in range(LONG): h = [h]\n def f(): return f, h\n return f\nf = outer()",
        "class A:\n def f(self): pass\na = A()\na.me = a.f\na.h = None\nfor _ in range(LONG): a.h = [a.h]",
        "def f():\n h = None\n for _ in range(LONG): h = [h]\n try: 1 / 0\n except Exception as e: return e, h\nx=f()",
        "import functools\n@functools.cache\ndef f(n): return [f(n - 1)] if n else []\nfor n in range(LONG): f(n)",
    ],
    ids=lambda source: source.split("\n")[0][:30],
)
def test_long_chains_of_any_kind(source):
    """Chains of 50,000 links of any kind are let go of, wherever they hang."""
    assert play(source) >= LONG


def test_builtins_are_passed_over():
    """What the program's functions have for their builtins is not held, and so not gone through, whatever is in it."""
    builtins = {"log": [[] for _ in range(1000)]}
    namespace = {"__name__": "__main__", "__builtins__": builtins}
    exec(compile("def f(): pass\nitems = [[], []]", LEARNER, "exec"), namespace)
    namespace["__builtins__"] = None  # a program may do that, too
    assert len(hold([], namespace)) > 1000
    held = hold([], namespace, builtins)
    assert len(held) < 10
    let_go(held)


def test_circles():
    """A circle, and a chain that is linked both ways, are taken apart before the collector comes to them."""
    ring = "class N: pass\nfirst = h = N()\nfor _ in range(LONG):\n n = N()\n n.n = h\n h = n\nfirst.n = h"
    both = "class N: pass\nh = N()\nfor _ in range(LONG):\n n = N()\n n.n = h\n h.p = n\n h = n"
    assert play(ring) > LONG
    assert play(both) > LONG


def test_our_nodes():
    """Trees and lists that hang on a root are let go of."""
    assert play("root = build(range(LONG))", build=build_list) >= LONG
    assert play("root = build([0] + [x for n in range(LONG) for x in (None, n)])", build=build_tree) >= LONG


def test_an_errors_frames():
    """What only the frames of an exception hold is found."""
    source = """
def f():
    h = None
    for _ in range(LONG): h = [h]
    1 / 0
try: f()
except Exception as error: root = error
"""
    assert play(source) > LONG


def test_everything_goes():
    """Afterwards nothing of the program is left."""
    class_reference = None

    def remember(thing):
        nonlocal class_reference
        class_reference = weakref.ref(thing)

    play("class A: pass\na = A()\na.a = a\nremember(a)", remember=remember)
    assert class_reference() is None


def test_finalizers_keep_their_attributes():
    """An object with a `__del__` is known as such, and has its attributes when that is called."""
    seen = []
    namespace = {"__name__": "__main__", "seen": seen}
    exec("class A:\n def __init__(self): self.x = 5\n def __del__(self): seen.append(self.x)\na = [A()]", namespace)
    held = hold([], namespace)
    assert has_finalizers(held)
    held.clear()
    del namespace["a"]
    assert seen == [5]
    assert not has_finalizers(hold([], {"__name__": "__main__", "a": [1]}))


def test_what_is_not_the_programs_is_left_alone():
    """Modules, classes and functions that the program merely imported keep everything."""
    import collections
    import string

    before = dict(vars(collections)), dict(vars(collections.OrderedDict)), list(string.__all__)
    play("import collections, string\nx = [collections, collections.OrderedDict, string.__all__, print]")
    assert (dict(vars(collections)), dict(vars(collections.OrderedDict)), string.__all__) == before


def test_hostile_classes():
    """Metaclasses without a hash, and attributes that can't be deleted, are no obstacle."""
    source = """
class Meta(type):
    __hash__ = None
    def __eq__(self, other): raise ValueError
    def __getattribute__(self, name): raise ValueError
class A(metaclass=Meta):
    __slots__ = ("a", "b", "__dict__")
    def __delattr__(self, name): raise ValueError
    def __getattribute__(self, name): raise ValueError
a = A()
object.__setattr__(a, "a", a)
"""
    assert play(source) >= 1
