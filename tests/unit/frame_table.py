"""What frames each operation on each container gives: one row an operation, written from the frames' description.

A section starts with `== setup`, a program; each row is an operation after it and the frames it must give:

    == a = [3, 1, 2]
    >>> a[1] = 9
    setVal a[1] 9, was 1 | write | a[1]

Lines of frames are as `frame_notation` tells them: the frame, the operation, the text of its source span. `|` alone at
the end stands for the operation before it and the whole statement or expression (`setVal … | append |`). A row without
frames must give none.

    ! class: reason            in this context the row is known to fail
    ! reason                   in each context
    @ module function          the contexts where the row makes sense; without it module and function, and for an
                               expression all of them
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

CONTEXTS = ("module", "function", "class", "lambda", "comprehension")


@dataclass
class Row:
    """One operation.

    Attributes:
        setup, code: the program before it, and the operation itself
        frames: the lines it must give
        contexts: where it is run
        failing: by context ("" for each), why the row is known to fail there

    """

    setup: str
    code: str = ""
    frames: list[str] = field(default_factory=list)
    contexts: tuple[str, ...] = ()
    failing: dict[str, str] = field(default_factory=dict)


def rows(table: str) -> list[Row]:
    """Read a table."""
    found: list[Row] = []
    setup: list[str] = []
    for line in table.splitlines():
        if not line:
            continue
        mark, _, rest = line.partition(" ")
        if mark == "==":
            setup = [rest]
        elif mark == "=":
            setup.append(rest)
        elif mark == ">>>":
            found.append(Row("\n".join(setup), rest))
        elif mark == "...":
            found[-1].code += f"\n{rest}"
        elif mark == "@":
            found[-1].contexts = tuple(rest.split())
        elif mark == "!":
            context, _, reason = rest.partition(": ")
            found[-1].failing |= {context: reason} if context in CONTEXTS else {"": rest}
        else:
            found[-1].frames.append(f"{line} {found[-1].code}" if line.endswith("|") else line)
    for row in found:
        if not row.contexts:
            row.contexts = CONTEXTS if is_expression(row.code) else ("module", "function")
    return found


def is_expression(code: str) -> bool:
    """Whether the operation may stand in a lambda or comprehension."""
    try:
        ast.parse(code, mode="eval")
    except SyntaxError:
        return False
    return True


def program(row: Row, context: str) -> tuple[str, int, int]:
    """Give (the program of a row in a context, the lines between which the operation stands, both inclusive)."""
    if context == "module":
        lines = [*row.setup.splitlines(), *row.code.splitlines()]
        return _joined(lines), len(lines) - row.code.count("\n"), len(lines)
    if context == "function":
        lines = ["def f():", *_indented(row.setup), *_indented(row.code), "f()"]
        return _joined(lines), len(lines) - 1 - row.code.count("\n"), len(lines) - 1
    if context == "class":
        lines = [*row.setup.splitlines(), "class C:", *_indented(row.code)]
        return _joined(lines), len(lines) - row.code.count("\n"), len(lines)
    line = f"(lambda: {row.code})()" if context == "lambda" else f"[{row.code} for _ in 'x']"
    lines = [*row.setup.splitlines(), line]
    return _joined(lines), len(lines), len(lines)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _indented(code: str) -> list[str]:
    return [f"    {line}" for line in code.splitlines()]


LIST = """
== a = [3, 1, 2]
>>> a[1] = 9
setVal a[1] 9, was 1 | write | a[1]
>>> a[-1] = 9
setVal a[2] 9, was 2 | write | a[-1]
>>> a[True] = 9
setVal a[1] 9, was 1 | write | a[True]
>>> a[1]
readArrayItem a[1] | read |
>>> a[-3]
readArrayItem a[0] | read |
>>> a[a[1]]
readArrayItem a[1] | read | a[1]
readArrayItem a[1] | read | a[a[1]]
>>> a[1] += 5
setVal a[1] 6, was 1 | += |
>>> a[1] = a[0] + a[2] * 10
readArrayItem a[0] | read | a[0]
readArrayItem a[2] | read | a[2]
setVal a[1] 23, was 1 | write | a[1]
>>> a[0] = a[2] = 5
setVal a[0] 5, was 3 | write | a[0]
setVal a[2] 5, was 2 | write | a[2]
>>> a[0]: int = 5
setVal a[0] 5, was 3 | write | a[0]
>>> del a[1]
deleteNode a[1] | del | a[1]
>>> del a[-1], a[0]
deleteNode a[2] | del | a[-1]
deleteNode a[0] | del | a[0]
>>> del (a[-1], [a[0]])
deleteNode a[2] | del | a[-1]
deleteNode a[0] | del | a[0]
>>> del a[1:]
deleteNode a[2] | del | a[1:]
deleteNode a[1] | del | a[1:]
>>> del a[::2]
deleteNode a[2] | del | a[::2]
deleteNode a[0] | del | a[::2]
>>> a.append(4)
addArrayItem a[3] 4 | append |
>>> a.append(a[0])
readArrayItem a[0] | read | a[0]
addArrayItem a[3] 3 | append |
>>> a.extend([7, 8])
addArrayItem a[3] 7 | extend |
addArrayItem a[4] 8 | extend |
>>> a.extend(a)
addArrayItem a[3] 3 | extend |
addArrayItem a[4] 1 | extend |
addArrayItem a[5] 2 | extend |
>>> a += [7]
addArrayItem a[3] 7 | += |
>>> a *= 2
addArrayItem a[3] 3 | *= |
addArrayItem a[4] 1 | *= |
addArrayItem a[5] 2 | *= |
>>> a *= 0
deleteNode a[2] | *= |
deleteNode a[1] | *= |
deleteNode a[0] | *= |
>>> a.insert(0, 9)
addArrayItem a[0] 9 | insert |
>>> a.insert(1, 9)
addArrayItem a[1] 9 | insert |
>>> a.insert(-1, 9)
addArrayItem a[2] 9 | insert |
>>> a.insert(99, 9)
addArrayItem a[3] 9 | insert |
>>> a.insert(-99, 9)
addArrayItem a[0] 9 | insert |
>>> a.pop()
deleteNode a[2] | pop |
>>> a.pop(0)
deleteNode a[0] | pop |
>>> a.pop(-2)
deleteNode a[1] | pop |
>>> a.remove(1)
deleteNode a[1] | remove |
>>> a.remove(3.0)
deleteNode a[0] | remove |
>>> a.clear()
deleteNode a[2] | clear |
deleteNode a[1] | clear |
deleteNode a[0] | clear |
>>> a.sort()
setVal a[0] 1, was 3 | sort |
setVal a[1] 2, was 1 | sort |
setVal a[2] 3, was 2 | sort |
>>> a.sort(key=lambda x: -x)
setVal a[1] 2, was 1 | sort |
setVal a[2] 1, was 2 | sort |
>>> a.sort(reverse=True)
setVal a[1] 2, was 1 | sort |
setVal a[2] 1, was 2 | sort |
>>> a.reverse()
setVal a[0] 2, was 3 | reverse |
setVal a[2] 3, was 2 | reverse |
>>> a[:] = [1]
setVal a[0] 1, was 3 | slice assignment | a[:]
deleteNode a[2] | slice assignment | a[:]
deleteNode a[1] | slice assignment | a[:]
>>> a[1:2] = [7, 8]
setVal a[1] 7, was 1 | slice assignment | a[1:2]
addArrayItem a[2] 8 | slice assignment | a[1:2]
>>> a[1:1] = [7, 8]
addArrayItem a[1] 7 | slice assignment | a[1:1]
addArrayItem a[2] 8 | slice assignment | a[1:1]
>>> a[::2] = [7, 8]
setVal a[0] 7, was 3 | slice assignment | a[::2]
setVal a[2] 8, was 2 | slice assignment | a[::2]
>>> a[:2] = []
deleteNode a[1] | slice assignment | a[:2]
deleteNode a[0] | slice assignment | a[:2]
>>> a[1:] += [7]
addArrayItem a[3] 7 | slice assignment |
>>> a.count(1)
>>> a.index(2)
readArrayItem a[2] | index |
>>> 1 in a
readArrayItem a[1] | in |
>>> 7 not in a
>>> p = [(0, 1), (1, 0)]; (1, 0) in p; (2, 2) in p
addArray p [(0, 1), (1, 0)] | create | [(0, 1), (1, 0)]
readArrayItem p[1] | in | (1, 0) in p
>>> a[1:]
readArrayItem a[1] | slice |
readArrayItem a[2] | slice |
@ module function class lambda
>>> a[0], a[2] = a[2], a[0]
readArrayItem a[2] | read | a[2]
readArrayItem a[0] | read | a[0]
setVal a[0] 2, was 3 | write | a[0]
setVal a[2] 3, was 2 | write | a[2]
>>> [a[0], (x, a[1])] = 5, (6, 7)
setVal a[0] 5, was 3 | write | a[0]
setVal a[1] 7, was 1 | write | a[1]
>>> i, a[i] = 1, 9
setVal a[1] 9, was 1 | write | a[i]
>>> a[0], *a[1:], a[-1] = 7, 8, 9
setVal a[0] 7, was 3 | write | a[0]
setVal a[1] 8, was 1 | slice assignment | a[1:]
deleteNode a[2] | slice assignment | a[1:]
setVal a[1] 9, was 8 | write | a[-1]
>>> x = a[0] = 5
setVal a[0] 5, was 3 | write | a[0]
>>> (a[0], x), a[1] = y = (5, 6), 7
setVal a[0] 5, was 3 | write | a[0]
setVal a[1] 7, was 1 | write | a[1]
>>> i = 0; a[i] = i = 2
setVal a[0] 2, was 3 | write | a[i]
>>> b = a; a[0] = a = 5
setVal a[0] 5, was 3 | write | a[0]
>>> i = a[i] = 2
setVal a[2] 2, was 2 | write | a[i]
>>> for a[1] in (7, 8): pass
setVal a[1] 7, was 1 | write | a[1]
setVal a[1] 8, was 7 | write | a[1]
>>> for i, a[i] in enumerate("xy"): pass
setVal a[0] 'x', was 3 | write | a[i]
setVal a[1] 'y', was 1 | write | a[i]
>>> a[a.pop() - 1] = a.pop() * 10
deleteNode a[2] | pop | a.pop()
deleteNode a[1] | pop | a.pop()
setVal a[0] 20, was 3 | write | a[a.pop() - 1]
>>> a[0] if a[1] > 5 else a[2]
readArrayItem a[1] | read | a[1]
readArrayItem a[2] | read | a[2]
>>> a[0] > a[1] > a[2]
readArrayItem a[0] | read | a[0]
readArrayItem a[1] | read | a[1]
readArrayItem a[2] | read | a[2]
>>> a[0] < a[1] < a[2]
readArrayItem a[0] | read | a[0]
readArrayItem a[1] | read | a[1]
>>> a[0] or a[1]
readArrayItem a[0] | read | a[0]
>>> f"{a[0]} {a[1]!r:>{a[2]}}"
readArrayItem a[0] | read | a[0]
readArrayItem a[1] | read | a[1]
readArrayItem a[2] | read | a[2]
>>> max(a[0], *[a[1]], key=lambda x: -x)
readArrayItem a[0] | read | a[0]
readArrayItem a[1] | read | a[1]
>>> for x in a: pass
readArrayItem a[0] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[2] | iterate | a
>>> for i, x in enumerate(a, 1): pass
readArrayItem a[0] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[2] | iterate | a
>>> for x in reversed(a): pass
readArrayItem a[2] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[0] | iterate | a
>>> for x, y in zip(a, reversed(a)): pass
readArrayItem a[0] | iterate | a
readArrayItem a[2] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[2] | iterate | a
readArrayItem a[0] | iterate | a
>>> for i, (x, y) in enumerate(zip(a, a)): pass
readArrayItem a[0] | iterate | a
readArrayItem a[0] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[2] | iterate | a
readArrayItem a[2] | iterate | a
>>> for x in a[1:]: pass
readArrayItem a[1] | slice | a[1:]
readArrayItem a[2] | slice | a[1:]
>>> x, y, z = a
readArrayItem a[0] | unpack | a
readArrayItem a[1] | unpack | a
readArrayItem a[2] | unpack | a
>>> for x, y in zip(a, 'xyz'): pass
readArrayItem a[0] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[2] | iterate | a
>>> for x in a:
...     if x == 3: a.remove(3)
readArrayItem a[0] | iterate | a
deleteNode a[0] | remove | a.remove(3)
readArrayItem a[1] | iterate | a
>>> sum(x for x in a)
readArrayItem a[0] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[2] | iterate | a
@ module function lambda
"""

MADE = """
== n = 2
= b = [3, 1]
= d = {'x': 1}
>>> a = []
addArray a [] | create | []
>>> a = [1, 'x', None]
addArray a [1, 'x', None] | create | [1, 'x', None]
>>> a = [0] * n
addArray a [0, 0] | create | [0] * n
>>> a = n * [0]
addArray a [0, 0] | create | n * [0]
>>> a = [1] + [2]
addArray a [1, 2] | create | [1] + [2]
>>> a = b + [2]
addArray a [3, 1, 2] | create | b + [2]
>>> a = b + b
addArray a [3, 1, 3, 1] | create | b + b
! a container made by anything but a display or a known constructor is shown only at its first use
>>> a = b * 2
addArray a [3, 1, 3, 1] | create | b * 2
! a container made by anything but a display or a known constructor is shown only at its first use
>>> a = [*b, 2]
addArray a [3, 1, 2] | create | [*b, 2]
>>> a = b[:]
readArrayItem b[0] | slice | b[:]
readArrayItem b[1] | slice | b[:]
addArray a [3, 1] | create | b[:]
>>> a = b.copy()
addArray a [3, 1] | create | b.copy()
! a container made by anything but a display or a known constructor is shown only at its first use
>>> a = list(b)
addArray a [3, 1] | create | list(b)
>>> a = list()
addArray a [] | create | list()
>>> a = sorted(b)
addArray a [1, 3] | create | sorted(b)
>>> a = "x y".split()
addArray a ['x', 'y'] | create | "x y".split()
! a container made by anything but a display or a known constructor is shown only at its first use
>>> a = [x + 1 for x in range(2)]
addArray a [1, 2] | create | [x + 1 for x in range(2)]
>>> a = b2 = [1]
addArray a [1] | create | [1]
>>> (a := [1]).append(2)
addArray a [1] | create | [1]
addArrayItem a[1] 2 | append | (a := [1]).append(2)
@ module function lambda
>>> a, c = [1], [2]
addArray a [1] | create | [1]
addArray c [2] | create | [2]
>>> a: list[int] = [1]
addArray a [1] | create | [1]
>>> a = [1] if n else [2]
addArray a [1] | create | [1]
>>> a = None or [1]
addArray a [1] | create | [1]
>>> a = [[1], [2, 3]]
addArray a[0] [1] | create | [[1], [2, 3]]
addArray a[1] [2, 3] | create | [[1], [2, 3]]
addArray a [<a[0]>, <a[1]>] | create | [[1], [2, 3]]
>>> a = [[0] * 2 for _ in range(2)]
addArray a[0] [0, 0] | create | [[0] * 2 for _ in range(2)]
addArray a[1] [0, 0] | create | [[0] * 2 for _ in range(2)]
addArray a [<a[0]>, <a[1]>] | create | [[0] * 2 for _ in range(2)]
>>> a = [[0]] * 2
addArray a[0] [0] | create | [[0]] * 2
addArray a [<a[0]>, <a[0]>] | create | [[0]] * 2
>>> a = [b, b]
addArray a [<b>, <b>] | create | [b, b]
>>> a = {}
addArray a {} | create | {}
>>> a = {'x': [1], 2: 'y'}
addArray a['x'] [1] | create | {'x': [1], 2: 'y'}
addArray a {'x': <a['x']>, 2: 'y'} | create | {'x': [1], 2: 'y'}
>>> a = dict(x=1)
addArray a {'x': 1} | create | dict(x=1)
>>> a = dict(zip('xy', b))
addArray a {'x': 3, 'y': 1} | create | dict(zip('xy', b))
>>> a = dict.fromkeys('xy', 0)
addArray a {'x': 0, 'y': 0} | create | dict.fromkeys('xy', 0)
! a container made by anything but a display or a known constructor is shown only at its first use
>>> a = {k: 1 for k in 'xy'}
addArray a {'x': 1, 'y': 1} | create | {k: 1 for k in 'xy'}
>>> a = {**d, 'y': 2}
addArray a {'x': 1, 'y': 2} | create | {**d, 'y': 2}
>>> a = d | {'y': 2}
addArray a {'x': 1, 'y': 2} | create | d | {'y': 2}
! a container made by anything but a display or a known constructor is shown only at its first use
>>> a = {1}
addArray a {1} | create | {1}
>>> a = set()
addArray a {} | create | set()
>>> a = {x for x in (1, 1)}
addArray a {1} | create | {x for x in (1, 1)}
>>> a = {1} | {1}
addArray a {1} | create | {1} | {1}
! the label of the whole is given to its operands
== from collections import Counter, OrderedDict, defaultdict, deque
= from array import array
= import collections as co
>>> a = deque([1, 2], maxlen=2)
addArray a [1, 2] | create | deque([1, 2], maxlen=2)
>>> a = co.deque('x')
addArray a ['x'] | create | co.deque('x')
>>> a = defaultdict(list, x=1)
addArray a {'x': 1} | create | defaultdict(list, x=1)
>>> a = Counter('xyx')
addArray a {'x': 2, 'y': 1} | create | Counter('xyx')
>>> a = OrderedDict(x=1)
addArray a {'x': 1} | create | OrderedDict(x=1)
>>> a = bytearray(b'xy')
addArray a [120, 121] | create | bytearray(b'xy')
! a container made by anything but a display or a known constructor is shown only at its first use
>>> a = array('i', [1, 2])
addArray a [1, 2] | create | array('i', [1, 2])
! a container made by anything but a display or a known constructor is shown only at its first use
>>> a = array('d', [0.5])
addArray a [0.5] | create | array('d', [0.5])
! a container made by anything but a display or a known constructor is shown only at its first use
== class S: pass
= s = S()
>>> s.items = [1]
addArray s.items [1] | create | [1]
>>> s.items = s.other = {}
addArray s.items {} | create | {}
== def f(x): return x
>>> f([1])
>>> f([1]).append(2)
addArray x [1] | create | f([1]).append(2)
addArrayItem x[1] 2 | append | f([1]).append(2)
! a parameter is no label
@ module function
"""

DICT = """
== d = {'x': 1, 'y': 2}
>>> d['x'] = 5
setVal d['x'] 5, was 1 | write | d['x']
>>> d['z'] = 3
addArrayItem d['z'] 3 | write | d['z']
>>> d[1, 2] = 3
addArrayItem d[(1, 2)] 3 | write | d[1, 2]
>>> d[None] = d['x']
readArrayItem d['x'] | read | d['x']
addArrayItem d[None] 1 | write | d[None]
>>> d['x'] += 1
setVal d['x'] 2, was 1 | += |
>>> d['x']
readArrayItem d['x'] | read |
>>> d.get('x')
readArrayItem d['x'] | get |
>>> d.get('z', 0)
>>> d['z'] = d.get('z', 0) + 1
addArrayItem d['z'] 1 | write | d['z']
>>> 'x' in d
readArrayItem d['x'] | in |
>>> 'z' in d
>>> del d['x']
deleteNode d['x'] | del | d['x']
>>> del d['x']; d['x'] = 1
deleteNode d['x'] | del | d['x']
addArrayItem d['x'] 1 | write | d['x']
>>> d.pop('x')
deleteNode d['x'] | pop |
>>> d.pop('z', 9)
>>> d.popitem()
deleteNode d['y'] | popitem |
>>> d.setdefault('x', 9)
readArrayItem d['x'] | setdefault |
>>> d.setdefault('z', 9)
addArrayItem d['z'] 9 | setdefault |
>>> d.setdefault('z')
addArrayItem d['z'] None | setdefault |
>>> d.setdefault('z', []).append(1)
addArray list-2 [] | create | d.setdefault('z', [])
addArrayItem d['z'] <list-2> | setdefault | d.setdefault('z', [])
addArrayItem list-2[0] 1 | append |
>>> d.update(z=3, x=7)
setVal d['x'] 7, was 1 | update |
addArrayItem d['z'] 3 | update |
>>> d.update({'x': 8}, z=1)
setVal d['x'] 8, was 1 | update |
addArrayItem d['z'] 1 | update |
>>> d.update([('x', 8)])
setVal d['x'] 8, was 1 | update |
>>> d |= {'z': 3}
addArrayItem d['z'] 3 | |= |
>>> d.clear()
deleteNode d['x'] | clear |
deleteNode d['y'] | clear |
>>> d['x'], d['y'] = d['y'], d['x']
readArrayItem d['y'] | read | d['y']
readArrayItem d['x'] | read | d['x']
setVal d['x'] 2, was 1 | write | d['x']
setVal d['y'] 1, was 2 | write | d['y']
>>> for k in d: pass
readArrayItem d['x'] | iterate | d
readArrayItem d['y'] | iterate | d
>>> for k, v in d.items(): pass
readArrayItem d['x'] | iterate | d
readArrayItem d['y'] | iterate | d
>>> for v in d.values(): d['x'] += v
readArrayItem d['x'] | iterate | d
setVal d['x'] 2, was 1 | += | d['x'] += v
readArrayItem d['y'] | iterate | d
setVal d['x'] 4, was 2 | += | d['x'] += v
>>> for d['x'] in (7,): pass
setVal d['x'] 7, was 1 | write | d['x']
== d = {'k': [1], 'm': {'n': 2}}
>>> d['k'].append(2)
addArrayItem d['k'][1] 2 | append |
>>> d['m']['n'] += 1
setVal d['m']['n'] 3, was 2 | += |
>>> d['m']['o'] = d['k']
readArrayItem d['k'] | read | d['k']
addArrayItem d['m']['o'] <d['k']> | write | d['m']['o']
>>> d['k'] += [5]
addArrayItem d['k'][1] 5 | += |
setVal d['k'] <d['k']>, was <d['k']> | += |
== from collections import Counter, OrderedDict, defaultdict, deque
= d = defaultdict(list, x=[1])
>>> d['x'].append(2)
addArrayItem d['x'][1] 2 | append |
>>> d['y'].append(2)
addArray list-3 [] | create | d['y']
addArrayItem d['y'] <list-3> | default | d['y']
addArrayItem list-3[0] 2 | append |
>>> d['y']
addArray list-3 [] | create |
addArrayItem d['y'] <list-3> | read |
readArrayItem d['y'] | read |
>>> d['y'] += [3]
addArray d['y'] [3] | create |
addArrayItem d['y'] <d['y']> | += |
>>> 'y' in d
>>> d.get('y')
== from collections import Counter, OrderedDict, defaultdict, deque
= d = defaultdict(int)
>>> d['y'] += 1
addArrayItem d['y'] 1 | += |
>>> d['y']
addArrayItem d['y'] 0 | read |
readArrayItem d['y'] | read |
== from collections import Counter, OrderedDict, defaultdict, deque
= d = defaultdict(lambda: defaultdict(int))
>>> d['x']['y'] = 3
addArray dict-2 {} | create | d['x']
addArrayItem d['x'] <dict-2> | default | d['x']
addArrayItem dict-2['y'] 3 | write | d['x']['y']
== from collections import Counter, OrderedDict, defaultdict, deque
= d = Counter('xyx')
>>> d['x'] += 1
setVal d['x'] 3, was 2 | += |
>>> d['z'] += 1
addArrayItem d['z'] 1 | += |
>>> d['z']
>>> del d['z']
>>> del d['x']
deleteNode d['x'] | del | d['x']
>>> d.update('xz')
setVal d['x'] 3, was 2 | update |
addArrayItem d['z'] 1 | update |
>>> d.subtract('xx')
setVal d['x'] 0, was 2 | subtract |
>>> d += Counter('z')
addArrayItem d['z'] 1 | += |
>>> d -= Counter('y')
deleteNode d['y'] | -= |
>>> d |= Counter('zz')
addArrayItem d['z'] 2 | |= |
>>> d &= Counter('x')
deleteNode d['y'] | &= |
setVal d['x'] 1, was 2 | &= |
>>> d.most_common(1)
== from collections import Counter, OrderedDict, defaultdict, deque
= d = OrderedDict(x=1, y=2)
>>> d.move_to_end('x')
deleteNode d['x'] | move_to_end |
addArrayItem d['x'] 1 | move_to_end |
>>> d.move_to_end('y', last=False)
deleteNode d['x'] | move_to_end |
addArrayItem d['x'] 1 | move_to_end |
>>> d.popitem(last=False)
deleteNode d['x'] | popitem |
>>> d['x'] = 2
setVal d['x'] 2, was 1 | write | d['x']
>>> d |= {'x': 3}
setVal d['x'] 3, was 1 | |= |
"""

SET = """
== s = {1, 2}
>>> s.add(3)
addArrayItem s 3 | add |
>>> s.add(2)
>>> s.add(True)
>>> s.discard(1)
deleteNode s 1 | discard |
>>> s.discard(7)
>>> s.remove(2)
deleteNode s 2 | remove |
>>> s.remove(2.0)
deleteNode s 2 | remove |
>>> s.pop()
deleteNode s 1 | pop |
>>> s.clear()
deleteNode s 1 | clear |
deleteNode s 2 | clear |
>>> s.update([3], (2, 4))
addArrayItem s 3 | update |
addArrayItem s 4 | update |
>>> s |= {3}
addArrayItem s 3 | |= |
>>> s &= {1}
deleteNode s 2 | &= |
>>> s -= {1}
deleteNode s 1 | -= |
>>> s ^= {1, 3}
deleteNode s 1 | ^= |
addArrayItem s 3 | ^= |
>>> s.difference_update({1})
deleteNode s 1 | difference_update |
>>> s.intersection_update({1})
deleteNode s 2 | intersection_update |
>>> s.symmetric_difference_update({1, 3})
deleteNode s 1 | symmetric_difference_update |
addArrayItem s 3 | symmetric_difference_update |
>>> 1 in s
readArrayItem s 1 | in |
>>> 1 not in s
readArrayItem s 1 | in |
>>> 7 in s
>>> for x in s: pass
readArrayItem s 1 | iterate | s
readArrayItem s 2 | iterate | s
>>> s.union({5})
"""

STRING = """
== s = 'hello'
>>> s[1]
addArray s 'hello' | create |
readArrayItem s[1] | read |
>>> s[-1]
addArray s 'hello' | create |
readArrayItem s[4] | read |
>>> s[1:3]
addArray s 'hello' | create |
readArrayItem s[1] | slice |
readArrayItem s[2] | slice |
>>> s[0] == s[-1]
addArray s 'hello' | create | s[0]
readArrayItem s[0] | read | s[0]
readArrayItem s[4] | read | s[-1]
>>> for c in s: pass
addArray s 'hello' | create | s
readArrayItem s[0] | iterate | s
readArrayItem s[1] | iterate | s
readArrayItem s[2] | iterate | s
readArrayItem s[3] | iterate | s
readArrayItem s[4] | iterate | s
>>> 'e' in s
addArray s 'hello' | create |
readArrayItem s[1] | in |
>>> 'll' in s
addArray s 'hello' | create |
readArrayItem s[2] | in |
readArrayItem s[3] | in |
>>> 'x' not in s
addArray s 'hello' | create |
>>> '' in s
addArray s 'hello' | create |
>>> s.index('lo')
addArray s 'hello' | create |
readArrayItem s[3] | index |
readArrayItem s[4] | index |
>>> s.index('l', 3)
addArray s 'hello' | create |
readArrayItem s[3] | index |
>>> s.upper().index('L')
>>> s.upper()[0]
>>> 'e' in s.upper()
>>> 'hello'[0]
>>> 'e' in 'hello'
>>> len(s) + s.count('l')
>>> t = s + '!'
>>> try: s[9]
... except IndexError: pass
>>> try: s[0] = 'j'
... except TypeError: pass
>>> try: 5 in s
... except TypeError: pass
== s = 'ab'
= t = 'ab'
>>> s[0] + t[1]
addArray s 'ab' | create | s[0]
readArrayItem s[0] | read | s[0]
addArray t 'ab' | create | t[1]
readArrayItem t[1] | read | t[1]
>>> x, y = s
addArray s 'ab' | create | s
readArrayItem s[0] | unpack | s
readArrayItem s[1] | unpack | s
>>> for i, c in enumerate(s): pass
addArray s 'ab' | create | s
readArrayItem s[0] | iterate | s
readArrayItem s[1] | iterate | s
>>> for c in reversed(s): pass
addArray s 'ab' | create | s
readArrayItem s[1] | iterate | s
readArrayItem s[0] | iterate | s
>>> for c, d in zip(s, 'xy'): pass
addArray s 'ab' | create | s
readArrayItem s[0] | iterate | s
readArrayItem s[1] | iterate | s
>>> sum(c == 'a' for c in s)
addArray s 'ab' | create | s
readArrayItem s[0] | iterate | s
readArrayItem s[1] | iterate | s
@ module function lambda
>>> for c in s: s += c; s[0]
addArray s 'ab' | create | s
readArrayItem s[0] | iterate | s
addArray s 'aba' | create | s[0]
readArrayItem s[0] | read | s[0]
readArrayItem s[1] | iterate | s
addArray s 'abab' | create | s[0]
readArrayItem s[0] | read | s[0]
== s = 'äλ\\n'
>>> s[0] < s[1]
addArray s 'äλ\\n' | create | s[0]
readArrayItem s[0] | read | s[0]
readArrayItem s[1] | read | s[1]
== words = ['ab', 'ab']
= d = {'k': 'ab'}
>>> words[0]
readArrayItem words[0] | read |
>>> words[0][1]
addArray words[0] 'ab' | create |
readArrayItem words[0][1] | read |
>>> [w[0] for w in words]
readArrayItem words[0] | iterate | words
addArray w 'ab' | create | w[0]
readArrayItem w[0] | read | w[0]
readArrayItem words[1] | iterate | words
readArrayItem w[0] | read | w[0]
@ lambda
>>> 'a' in d['k']
addArray d['k'] 'ab' | create |
readArrayItem d['k'][0] | in |
== class S:
=     def __init__(self): self.text = 'ab'
= s = S()
>>> s.text[0]
addArray s.text 'ab' | create |
readArrayItem s.text[0] | read |
>>> for c in s.text: pass
addArray s.text 'ab' | create | s.text
readArrayItem s.text[0] | iterate | s.text
readArrayItem s.text[1] | iterate | s.text
>>> def f(x): return x[0]
... f('ab')
addArray x 'ab' | create | x[0]
readArrayItem x[0] | read | x[0]
"""

TUPLE = """
== t = (3, 'x', 3)
>>> t[1]
addArray t [3, 'x', 3] | create |
readArrayItem t[1] | read |
>>> t[-2:]
addArray t [3, 'x', 3] | create |
readArrayItem t[1] | slice |
readArrayItem t[2] | slice |
>>> t[0] == t[True]
addArray t [3, 'x', 3] | create | t[0]
readArrayItem t[0] | read | t[0]
readArrayItem t[1] | read | t[True]
>>> for x in t: pass
addArray t [3, 'x', 3] | create | t
readArrayItem t[0] | iterate | t
readArrayItem t[1] | iterate | t
readArrayItem t[2] | iterate | t
>>> for x in reversed(t): pass
addArray t [3, 'x', 3] | create | t
readArrayItem t[2] | iterate | t
readArrayItem t[1] | iterate | t
readArrayItem t[0] | iterate | t
>>> [x for i, x in enumerate(t)]
addArray t [3, 'x', 3] | create | t
readArrayItem t[0] | iterate | t
readArrayItem t[1] | iterate | t
readArrayItem t[2] | iterate | t
@ lambda
>>> 'x' in t
addArray t [3, 'x', 3] | create |
readArrayItem t[1] | in |
>>> 7 in t
addArray t [3, 'x', 3] | create |
>>> t.index(3, 1)
addArray t [3, 'x', 3] | create |
readArrayItem t[2] | index |
>>> x, *y = t
addArray t [3, 'x', 3] | create | t
readArrayItem t[0] | unpack | t
readArrayItem t[1] | unpack | t
readArrayItem t[2] | unpack | t
>>> x, y = 1, 2; x, y = y, x
>>> x, y = divmod(7, 2)
>>> t.count(3)
>>> (3, 4)[0]
>>> for x in (7, 8): pass
>>> for dx, dy in ((0, 1), (1, 0)): pass
>>> for x, y in zip((1, 2), [3, 4]): pass
>>> try: t[0] = 1
... except TypeError: pass
>>> t += (1,); t[3]
addArray t [3, 'x', 3, 1] | create | t[3]
readArrayItem t[3] | read | t[3]
== t = ([1], {'k': 2}, (4, 5), 'xy')
>>> t[3]
addArray t[0] [1] | create |
addArray t[1] {'k': 2} | create |
addArray t [<t[0]>, <t[1]>, (4, 5), 'xy'] | create |
readArrayItem t[3] | read |
>>> t[2][1]
addArray t[2] [4, 5] | create |
readArrayItem t[2][1] | read |
>>> x = t[0]; x.append(7)
addArray t[0] [1] | create | t[0]
addArray t[1] {'k': 2} | create | t[0]
addArray t [<t[0]>, <t[1]>, (4, 5), 'xy'] | create | t[0]
readArrayItem t[0] | read | t[0]
addArrayItem t[0][1] 7 | append | x.append(7)
>>> t[0].append(t[3])
addArray t[0] [1] | create | t[3]
addArray t[1] {'k': 2} | create | t[3]
addArray t [<t[0]>, <t[1]>, (4, 5), 'xy'] | create | t[3]
readArrayItem t[3] | read | t[3]
addArrayItem t[0][1] 'xy' | append |
== n = ListNode(1)
= t = (n, 2)
>>> t[0].val = 5
addArray t [<ListNode(1)>, 2] | create | t[0]
readArrayItem t[0] | read | t[0]
setVal ListNode(1) 5, was 1 | write | t[0].val
== moves = [(0, 1), (1, 0)]
>>> for move in moves: move[0]
readArrayItem moves[0] | iterate | moves
addArray move [0, 1] | create | move[0]
readArrayItem move[0] | read | move[0]
readArrayItem moves[1] | iterate | moves
addArray move [1, 0] | create | move[0]
readArrayItem move[0] | read | move[0]
"""

DEQUE = """
== from collections import deque
= q = deque([3, 1, 2])
>>> q.append(4)
addArrayItem q[3] 4 | append |
>>> q.appendleft(4)
addArrayItem q[0] 4 | appendleft |
>>> q.pop()
deleteNode q[2] | pop |
>>> q.popleft()
deleteNode q[0] | popleft |
>>> q.extend([4, 5])
addArrayItem q[3] 4 | extend |
addArrayItem q[4] 5 | extend |
>>> q.extendleft([4, 5])
addArrayItem q[0] 5 | extendleft |
addArrayItem q[1] 4 | extendleft |
>>> q.rotate(1)
setVal q[0] 2, was 3 | rotate |
setVal q[1] 3, was 1 | rotate |
setVal q[2] 1, was 2 | rotate |
>>> q.rotate()
setVal q[0] 2, was 3 | rotate |
setVal q[1] 3, was 1 | rotate |
setVal q[2] 1, was 2 | rotate |
>>> q.reverse()
setVal q[0] 2, was 3 | reverse |
setVal q[2] 3, was 2 | reverse |
>>> q.insert(1, 9)
addArrayItem q[1] 9 | insert |
>>> q.remove(1)
deleteNode q[1] | remove |
>>> q.clear()
deleteNode q[2] | clear |
deleteNode q[1] | clear |
deleteNode q[0] | clear |
>>> q[1] = 9
setVal q[1] 9, was 1 | write | q[1]
>>> q[-1] += 9
setVal q[2] 11, was 2 | += |
>>> del q[0]
deleteNode q[0] | del | q[0]
>>> q[0]
readArrayItem q[0] | read |
>>> 1 in q
readArrayItem q[1] | in |
>>> q += [4]
addArrayItem q[3] 4 | += |
>>> q *= 2
addArrayItem q[3] 3 | *= |
addArrayItem q[4] 1 | *= |
addArrayItem q[5] 2 | *= |
>>> for x in q: pass
readArrayItem q[0] | iterate | q
readArrayItem q[1] | iterate | q
readArrayItem q[2] | iterate | q
>>> for x in reversed(q): pass
readArrayItem q[2] | iterate | q
readArrayItem q[1] | iterate | q
readArrayItem q[0] | iterate | q
== from collections import deque
= q = deque([1, 2], 2)
>>> q.append(3)
deleteNode q[0] | append |
addArrayItem q[1] 3 | append |
>>> q.appendleft(3)
deleteNode q[1] | appendleft |
addArrayItem q[0] 3 | appendleft |
>>> q.extend([3])
setVal q[0] 2, was 1 | extend |
setVal q[1] 3, was 2 | extend |
== from collections import deque
= q = deque(maxlen=0)
>>> q.append(3)
"""

RAW = """
== b = bytearray(b'abc')
= b[0] = 97
>>> b[0] = 5
setVal b[0] 5, was 97 | write | b[0]
>>> b[0] += 1
setVal b[0] 98, was 97 | += |
>>> b[-1]
readArrayItem b[2] | read |
>>> del b[0]
deleteNode b[0] | del | b[0]
>>> b[1:2] = b'zz'
setVal b[1] 122, was 98 | slice assignment | b[1:2]
addArrayItem b[2] 122 | slice assignment | b[1:2]
>>> b.append(7)
addArrayItem b[3] 7 | append |
>>> b.extend(b'z')
addArrayItem b[3] 122 | extend |
>>> b += b'z'
addArrayItem b[3] 122 | += |
>>> b.insert(0, 7)
addArrayItem b[0] 7 | insert |
>>> b.pop()
deleteNode b[2] | pop |
>>> b.remove(98)
deleteNode b[1] | remove |
>>> b.reverse()
setVal b[0] 99, was 97 | reverse |
setVal b[2] 97, was 99 | reverse |
>>> b.clear()
deleteNode b[2] | clear |
deleteNode b[1] | clear |
deleteNode b[0] | clear |
>>> 98 in b
readArrayItem b[1] | in |
== from array import array
= r = array('d', [0.5, 1])
= r[0] = 0.5
>>> r[0] = 7
setVal r[0] 7.0, was 0.5 | write | r[0]
>>> r.append(2)
addArrayItem r[2] 2.0 | append |
>>> r.insert(0, True)
addArrayItem r[0] 1.0 | insert |
>>> r.pop()
deleteNode r[1] | pop |
>>> r.remove(1)
deleteNode r[1] | remove |
>>> r.extend([2])
addArrayItem r[2] 2.0 | extend |
>>> r.fromlist([2])
addArrayItem r[2] 2.0 | fromlist |
>>> r.frombytes(bytes(8))
addArrayItem r[2] 0.0 | frombytes |
>>> r.reverse()
setVal r[0] 1.0, was 0.5 | reverse |
setVal r[1] 0.5, was 1.0 | reverse |
>>> del r[:1]
deleteNode r[0] | del | r[:1]
>>> r += array('d', [3])
addArrayItem r[2] 3.0 | += |
== from array import array
= r = array('B', [1, 2])
= r[0] = 1
>>> r[0] = True
setVal r[0] 1, was 1 | write | r[0]
>>> r[0] -= 1
setVal r[0] 0, was 1 | -= |
"""

NESTED = """
== g = [[1, 2], [3]]
>>> g[0][1] = 5
setVal g[0][1] 5, was 2 | write | g[0][1]
>>> g[0][1]
readArrayItem g[0][1] | read |
>>> g[1]
readArrayItem g[1] | read |
>>> g[1].append(g[0][0])
readArrayItem g[0][0] | read | g[0][0]
addArrayItem g[1][1] 1 | append |
>>> g[0], g[1] = g[1], g[0]
readArrayItem g[1] | read | g[1]
readArrayItem g[0] | read | g[0]
setVal g[0] <g[1]>, was <g[0]> | write | g[0]
setVal g[1] <g[0]>, was <g[1]> | write | g[1]
>>> g.reverse()
setVal g[0] <g[1]>, was <g[0]> | reverse |
setVal g[1] <g[0]>, was <g[1]> | reverse |
>>> g.sort(reverse=True)
setVal g[0] <g[1]>, was <g[0]> | sort |
setVal g[1] <g[0]>, was <g[1]> | sort |
>>> g[0][0], g[1][0] = g[1][0], g[0][0]
readArrayItem g[1][0] | read | g[1][0]
readArrayItem g[0][0] | read | g[0][0]
setVal g[0][0] 3, was 1 | write | g[0][0]
setVal g[1][0] 1, was 3 | write | g[1][0]
>>> g[1] = g[0]
readArrayItem g[0] | read | g[0]
setVal g[1] <g[0]>, was <g[1]> | write | g[1]
>>> r = g[0]; r.append(9); g[0][2] += 1
readArrayItem g[0] | read | g[0]
addArrayItem g[0][2] 9 | append | r.append(9)
setVal g[0][2] 10, was 9 | += | g[0][2] += 1
>>> g.append([5])
addArray list-4 [5] | create |
addArrayItem g[2] <list-4> | append |
>>> g += [[5]]
addArray list-4 [5] | create |
addArrayItem g[2] <list-4> | += |
>>> g[0] += [5]
addArrayItem g[0][2] 5 | += |
setVal g[0] <g[0]>, was <g[0]> | += |
>>> g[0][:1] = []
deleteNode g[0][0] | slice assignment | g[0][:1]
>>> del g[0][0], g[1]
deleteNode g[0][0] | del | g[0][0]
deleteNode g[1] | del | g[1]
>>> g.pop().append(7)
deleteNode g[1] | pop | g.pop()
addArrayItem g[1][1] 7 | append |
>>> g.append(g)
addArrayItem g[2] <g> | append |
>>> for row in g: row[0] += 1
readArrayItem g[0] | iterate | g
setVal g[0][0] 2, was 1 | += | row[0] += 1
readArrayItem g[1] | iterate | g
setVal g[1][0] 4, was 3 | += | row[0] += 1
>>> for row in g:
...     for x in row: pass
readArrayItem g[0] | iterate | g
readArrayItem g[0][0] | iterate | row
readArrayItem g[0][1] | iterate | row
readArrayItem g[1] | iterate | g
readArrayItem g[1][0] | iterate | row
>>> for x in g[0]: pass
readArrayItem g[0][0] | iterate | g[0]
readArrayItem g[0][1] | iterate | g[0]
>>> for i in range(len(g[0])): g[0][i] *= 2
readArrayItem g[0] | read | g[0]
setVal g[0][0] 2, was 1 | *= | g[0][i] *= 2
setVal g[0][1] 4, was 2 | *= | g[0][i] *= 2
== a = [1, {2}, {'k': [3]}, (4, [5])]
>>> a[1].add(7)
addArrayItem a[1] 7 | add |
>>> a[2]['k'][0] = 9
setVal a[2]['k'][0] 9, was 3 | write | a[2]['k'][0]
>>> a[3][1].append(6)
addArray a[3][1] [5] | create |
addArrayItem a[3][1][1] 6 | append |
== t = ([1], [2])
>>> t[0].append(3)
addArray t[0] [1] | create |
addArrayItem t[0][1] 3 | append |
"""

CALLS = """
== from bisect import insort, insort_left
= import bisect
= s = [1, 3, 3]
>>> insort(s, 2)
addArrayItem s[1] 2 | insort |
>>> insort(s, 9)
addArrayItem s[3] 9 | insort |
>>> insort(s, 3)
addArrayItem s[3] 3 | insort |
>>> bisect.insort_right(s, 0)
addArrayItem s[0] 0 | insort_right |
>>> insort_left(s, 3)
addArrayItem s[1] 3 | insort_left |
>>> insort_left(s, 1)
addArrayItem s[0] 1 | insort_left |
>>> insort_left(s, 4)
addArrayItem s[3] 4 | insort_left |
>>> bisect.insort(s, 0, 1, 2)
addArrayItem s[1] 0 | insort |
>>> bisect.insort(a=s, x=0)
addArrayItem s[0] 0 | insort |
! a container given by keyword is not seen to change
== import random
= s = [1, 2]
>>> random.seed(1); random.shuffle(s)
setVal s[0] 2, was 1 | shuffle | random.shuffle(s)
setVal s[1] 1, was 2 | shuffle | random.shuffle(s)
>>> r = random.Random(1); r.shuffle(s)
setVal s[0] 2, was 1 | shuffle | r.shuffle(s)
setVal s[1] 1, was 2 | shuffle | r.shuffle(s)
== a = [1]
= push = a.append
>>> push(2)
addArrayItem a[1] 2 | append |
>>> b = a; b.append(2)
addArrayItem a[1] 2 | append | b.append(2)
== import heapq
= a = [1]
= push = heapq.heappush
>>> push(a, 2)
addArrayItem a[1] 2 | heappush |
== d = {'x': 1}
= s = set()
= put, add = d.update, s.add
>>> put(y=2); add(1)
addArrayItem d['y'] 2 | update | put(y=2)
addArrayItem s 1 | add | add(1)
! methods bound by unpacking are not seen
== a = [1]
>>> list.append(a, 2)
addArrayItem a[1] 2 | append |
>>> a.__setitem__(0, 5)
setVal a[0] 5, was 1 | __setitem__ |
>>> a.__iadd__([5])
addArrayItem a[1] 5 | __iadd__ |
>>> import operator; operator.setitem(a, 0, 5)
setVal a[0] 5, was 1 | setitem | operator.setitem(a, 0, 5)
>>> import operator; operator.iadd(a, [5])
addArrayItem a[1] 5 | iadd | operator.iadd(a, [5])
>>> list(map(a.append, [5]))
addArrayItem a[1] 5 | append | list(map(a.append, [5]))
! a method handed to a function of C is seen to have changed something only afterwards
>>> getattr(a, 'append')(5)
addArrayItem a[1] 5 | append |
! a method fetched with getattr is seen only afterwards
>>> a.append(*[5])
addArrayItem a[1] 5 | append |
>>> a.extend(*[[5]])
addArrayItem a[1] 5 | extend |
== d = {'x': 1}
>>> d.update(**{'y': 2})
addArrayItem d['y'] 2 | update |
>>> d.setdefault(*('y', 2))
addArrayItem d['y'] 2 | setdefault |
"""

PLACES = """
== class S:
=     def __init__(self):
=         self.items = [1]
=         self.map = {}
= s = S()
>>> s.items.append(2)
addArrayItem self.items[1] 2 | append |
>>> s.items[0] += 1
setVal self.items[0] 2, was 1 | += |
>>> s.items += [3]
addArrayItem self.items[1] 3 | += |
>>> s.map['k'] = s.items[0]
readArrayItem self.items[0] | read | s.items[0]
addArrayItem self.map['k'] 1 | write | s.map['k']
>>> del s.map; s.items.pop()
deleteNode self.items[0] | pop | s.items.pop()
>>> for x in s.items: pass
readArrayItem self.items[0] | iterate | s.items
>>> s.items[0], s.other = 5, s.items
setVal self.items[0] 5, was 1 | write | s.items[0]
== a = [1, 2]
>>> def f(x): x.append(3)
... f(a)
addArrayItem a[2] 3 | append | x.append(3)
>>> def f():
...     yield a[0]
...     a[0] = 7
... for x in f(): pass
readArrayItem a[0] | read | a[0]
setVal a[0] 7, was 1 | write | a[0]
>>> def f(x=[]): x.append(1)
... f(); f()
addArray x [] | create | x.append(1)
addArrayItem x[0] 1 | append | x.append(1)
addArrayItem x[1] 1 | append | x.append(1)
>>> def f():
...     def g():
...         a.append(3)
...     g()
... f()
addArrayItem a[2] 3 | append | a.append(3)
>>> async def f():
...     a[0] = a.pop()
... try: f().send(None)
... except StopIteration: pass
deleteNode a[1] | pop | a.pop()
setVal a[0] 2, was 1 | write | a[0]
>>> (lambda i: a[i])(1)
readArrayItem a[1] | read | a[i]
>>> [a.append(x) for x in (7, 8)]
addArrayItem a[2] 7 | append | a.append(x)
addArrayItem a[3] 8 | append | a.append(x)
@ lambda
>>> {x: a[x] for x in (0, 1)}
readArrayItem a[0] | read | a[x]
readArrayItem a[1] | read | a[x]
@ lambda
>>> list(x for a[0] in (7, 8) for x in 'z')
setVal a[0] 7, was 1 | write | a[0]
setVal a[0] 8, was 7 | write | a[0]
! an item as target in a comprehension is not seen
@ lambda
>>> [x for x in a if x > a[0]]
readArrayItem a[0] | iterate | a
readArrayItem a[0] | read | a[0]
readArrayItem a[1] | iterate | a
readArrayItem a[0] | read | a[0]
@ lambda
>>> import contextlib
... with contextlib.nullcontext(9) as a[0]: pass
setVal a[0] 9, was 1 | write | a[0]
>>> import contextlib
... with contextlib.nullcontext(9) as a[0], contextlib.nullcontext(a[0]) as a[1]: pass
setVal a[0] 9, was 1 | write | a[0]
readArrayItem a[0] | read | a[0]
setVal a[1] 9, was 2 | write | a[1]
! items as targets of a `with` with several parts are not seen
>>> try: a[0] = 1 / (a[0] - 1)
... except ZeroDivisionError: a[0] = 8
... else: a[0] = 9
... finally: a[1] = 7
readArrayItem a[0] | read | a[0]
setVal a[0] 8, was 1 | write | a[0]
setVal a[1] 7, was 2 | write | a[1]
>>> match a[0]:
...     case 1 if a[1]: a[0] = 5
readArrayItem a[0] | read | a[0]
readArrayItem a[1] | read | a[1]
setVal a[0] 5, was 1 | write | a[0]
>>> i = 0
... while i < 2: a[i] = i; i += 1
... else: a[0] = 9
setVal a[0] 0, was 1 | write | a[i]
setVal a[1] 1, was 2 | write | a[i]
setVal a[0] 9, was 0 | write | a[0]
>>> for x in 'x': a[0] = 5
... else: a[1] = 6
setVal a[0] 5, was 1 | write | a[0]
setVal a[1] 6, was 2 | write | a[1]
>>> if a[0]: a[0] = 5
... elif a[1]: pass
readArrayItem a[0] | read | a[0]
setVal a[0] 5, was 1 | write | a[0]
>>> assert a[0] == 1, a[1]
readArrayItem a[0] | read | a[0]
>>> b = a; b = b + [3]; a[0] = 4
addArray b [1, 2, 3] | create | b + [3]
setVal a[0] 4, was 1 | write | a[0]
>>> def f(n):
...     if n: a.append(n); f(n - 1); a.pop()
... f(2)
addArrayItem a[2] 2 | append | a.append(n)
addArrayItem a[3] 1 | append | a.append(n)
deleteNode a[3] | pop | a.pop()
deleteNode a[2] | pop | a.pop()
>>> class K:
...     def add(self, x): a.append(x)
... k = K(); k.add(5)
addArrayItem a[2] 5 | append | a.append(x)
>>> a[0:1], a[-1] = [8, 9], 7
setVal a[0] 8, was 1 | slice assignment | a[0:1]
addArrayItem a[1] 9 | slice assignment | a[0:1]
setVal a[2] 7, was 2 | write | a[-1]
>>> print(a[0], end='')
... a[0] = 5
readArrayItem a[0] | read | a[0]
setVal a[0] 5, was 1 | write | a[0]
"""

MOMENTS = """
== a = "x y".split()
>>> for x in a: pass
... a += ['z']
addArray a ['x', 'y'] | create | a
readArrayItem a[0] | iterate | a
readArrayItem a[1] | iterate | a
addArrayItem a[2] 'z' | += | a += ['z']
! a container that is read before its first change is shown as it was after that, if it was made by an unknown call
== class P:
=     def __init__(self, x): self.x = x
=     def __repr__(self): return f'P({self.x})'
= p = P(1)
>>> a = [p]; p.x = 2
addArray a [P(1)] | create | [p]
! the text of an object is that at the end of the run
== t = ([1], 2)
>>> d = {'t': t}; t[0].append(5)
addArray d {'t': ([1], 2)} | create | {'t': t}
addArray t[0] [1] | create | t[0].append(5)
addArrayItem t[0][1] 5 | append | t[0].append(5)
>>> a = [t]; t[0].append(5); a.append(t)
addArray a [([1], 2)] | create | [t]
addArray t[0] [1] | create | t[0].append(5)
addArrayItem t[0][1] 5 | append | t[0].append(5)
addArrayItem a[1] ([1, 5], 2) | append | a.append(t)
== import types
= def make(): return types.SimpleNamespace(val=1, next=None)
>>> a = [make()]; a[0].val = 2
addArray a [namespace(val=1, next=None)] | create | [make()]
readArrayItem a[0] | read | a[0]
! the text of an object is that at the end of the run
"""

UNKNOWN = """
== from dataclasses import dataclass
= @dataclass
= class Data:
=     val: int
=     next: object = None
= make = Data
>>> n = make(1); n.val = 5
addNode Data(1) | create | n.val
setVal Data(1) 5, was 1 | write | n.val
! what an object held whose making was not seen is not known where it is overwritten
>>> n = make(1); n.next = make(2)
addNode Data(1) | create | n.next
addNode Data(2) | create | n.next
setNextNode Data(1) Data(2), was None | write | n.next
! of a class whose making was never seen only the attributes that the program stores are known
>>> m = make(7); m.val = 8; n = make(1); n.next = n; n.next = None
addNode Data(8) | create | m.val
addNode Data(1) | create | n.next
setNextNode Data(1) Data(1), was None | write | n.next
setNextNode Data(1) None, was Data(1) | write | n.next
== import queue
= queue = [1]
>>> queue.append(2)
addArrayItem queue[1] 2 | append |
"""

FAILURES = """
== a = [3, 1, 2]
= bad = (1 // x for x in (1, 0))
>>> try: a[0], a[9] = 7, 8
... except IndexError: pass
setVal a[0] 7, was 3 | write | a[0]
! function: the changes an operation made before it failed are seen only afterwards
>>> try: a[0] = a[9] = 7
... except IndexError: pass
setVal a[0] 7, was 3 | write | a[0]
! function: the changes an operation made before it failed are seen only afterwards
>>> try: a[1:] = bad
... except ZeroDivisionError: pass
>>> try: a.extend(bad)
... except ZeroDivisionError: pass
addArrayItem a[3] 1 | extend | a.extend(bad)
! the changes an operation made before it failed are seen only afterwards
>>> try: a += bad
... except ZeroDivisionError: pass
addArrayItem a[3] 1 | += | a += bad
! the changes an operation made before it failed are seen only afterwards
>>> try: a[3]
... except IndexError: pass
>>> try: a.remove(9)
... except ValueError: pass
>>> try: del a[0], a[9]
... except IndexError: pass
deleteNode a[0] | del | a[0]
>>> try: a[0] + a[9]
... except IndexError: pass
readArrayItem a[0] | read | a[0]
! function: reads that share a record are lost where a later one fails
... except TypeError: pass
>>> try: a.sort(key=lambda x: 1 // (x - 1))
... except ZeroDivisionError: pass
>>> try: a[0].foo
... except AttributeError: pass
readArrayItem a[0] | read | a[0]
! function: reads that share a record are lost where a later one fails
== d = {'x': 1}
>>> try: d.update([('y', 2), 3])
... except TypeError: pass
addArrayItem d['y'] 2 | update | d.update([('y', 2), 3])
! the changes an operation made before it failed are seen only afterwards
>>> try: d[[]] = 1
... except TypeError: pass
>>> try: del d['z']
... except KeyError: pass
>>> try: d['z']
... except KeyError: pass
== s = {1}
>>> try: s.update([2, []])
... except TypeError: pass
addArrayItem s 2 | update | s.update([2, []])
! the changes an operation made before it failed are seen only afterwards
>>> try: s.remove(7)
... except KeyError: pass
== t = ([1],)
>>> try: t[0] += [2]
... except TypeError: pass
addArray t[0] [1] | create | t[0] += [2]
addArrayItem t[0][1] 2 | += | t[0] += [2]
! the changes an operation made before it failed are seen only afterwards
"""

CLASS = """
== a = [3, 1, 2]
>>> a[1] = 9
setVal a[1] 9, was 1 | write | a[1]
@ class
>>> a[1] += 9
setVal a[1] 10, was 1 | += |
@ class
>>> a += [9]
addArrayItem a[3] 9 | += |
@ class
>>> del a[1]
deleteNode a[1] | del | a[1]
@ class
>>> for x in a: pass
readArrayItem a[0] | iterate | a
readArrayItem a[1] | iterate | a
readArrayItem a[2] | iterate | a
@ class
>>> b = [a[0]]; b.append(1)
readArrayItem a[0] | read | a[0]
addArray b [3] | create | [a[0]]
addArrayItem b[1] 1 | append | b.append(1)
@ class
"""

NODES = """
== t = TreeNode(1, TreeNode(2), TreeNode(3))
>>> t.val = 5
setVal TreeNode(1) 5, was 1 | write | t.val
>>> t.val += 5
setVal TreeNode(1) 6, was 1 | += |
>>> t.val
blink TreeNode(1) | read |
>>> t.left
blink TreeNode(1) | read |
>>> t.left.val
blink TreeNode(1) | read | t.left
blink TreeNode(2) | read | t.left.val
>>> t.left.val = 7
blink TreeNode(1) | read | t.left
setVal TreeNode(2) 7, was 2 | write | t.left.val
>>> t.left = None
setLeftChild TreeNode(1) None, was TreeNode(2) | write | t.left
>>> t.left.right = TreeNode(4)
addNode TreeNode(4) | create | TreeNode(4)
blink TreeNode(1) | read | t.left
setRightChild TreeNode(2) TreeNode(4), was None | write | t.left.right
>>> t.left, t.right = t.right, t.left
blink TreeNode(1) | read | t.right
blink TreeNode(1) | read | t.left
setLeftChild TreeNode(1) TreeNode(3), was TreeNode(2) | write | t.left
setRightChild TreeNode(1) TreeNode(2), was TreeNode(3) | write | t.right
>>> t.left = t.right
blink TreeNode(1) | read | t.right
setLeftChild TreeNode(1) TreeNode(3), was TreeNode(2) | write | t.left
>>> t.left.left = t
blink TreeNode(1) | read | t.left
setLeftChild TreeNode(2) TreeNode(1), was None | write | t.left.left
>>> t.parent = t.left.parent = None
blink TreeNode(1) | read | t.left
>>> t.parent, t.left.parent = None, t
blink TreeNode(1) | read | t.left
setLink TreeNode(2).parent TreeNode(1), was None | write | t.left.parent
>>> del t.right
setRightChild TreeNode(1) None, was TreeNode(3) | del | t.right
>>> x = y = TreeNode(8)
addNode TreeNode(8) | create | TreeNode(8)
>>> TreeNode()
addNode TreeNode(0) | create |
>>> TreeNode(val='x', right=t)
addNode TreeNode('x') | create |
setRightChild TreeNode('x') TreeNode(1), was None | create |
>>> [t, t.left]
blink TreeNode(1) | read | t.left
@ lambda
>>> a = [t, t.left]
blink TreeNode(1) | read | t.left
addArray a [<TreeNode(1)>, <TreeNode(2)>] | create | [t, t.left]
>>> d = {'x': t}; d['x'].val = 9
addArray d {'x': <TreeNode(1)>} | create | {'x': t}
readArrayItem d['x'] | read | d['x']
setVal TreeNode(1) 9, was 1 | write | d['x'].val
>>> t.val, t.left.val = t.left.val, t.val
blink TreeNode(1) | read | t.left
blink TreeNode(2) | read | t.left.val
blink TreeNode(1) | read | t.val
setVal TreeNode(1) 2, was 1 | write | t.val
blink TreeNode(2) | read | t.left
setVal TreeNode(2) 1, was 2 | write | t.left.val
>>> for t.val in (7, 8): pass
setVal TreeNode(1) 7, was 1 | write | t.val
setVal TreeNode(7) 8, was 7 | write | t.val
>>> t.left.val: int = 4
blink TreeNode(1) | read | t.left
setVal TreeNode(2) 4, was 2 | write | t.left.val
>>> setattr(t, 'val', 9)
setVal TreeNode(1) 9, was 1 | setattr |
! setattr is seen only afterwards
>>> t.__dict__['val'] = 9
setVal TreeNode(1) 9, was 1 | write | t.__dict__['val']
! a store into `__dict__` is seen only afterwards
>>> t.left is None
blink TreeNode(1) | read | t.left
>>> if not t.left: pass
blink TreeNode(1) | read | t.left
>>> t.val = [1]; t.val.append(2)
addArray t.val [1] | create | [1]
setVal TreeNode(1) <t.val>, was 1 | write | t.val
addArrayItem t.val[1] 2 | append | t.val.append(2)
== n = ListNode(1, ListNode(2))
>>> n.next = None
setNextNode ListNode(1) None, was ListNode(2) | write | n.next
>>> n.next.next = n
blink ListNode(1) | read | n.next
setNextNode ListNode(2) ListNode(1), was None | write | n.next.next
>>> n = ListNode(0, n)
addNode ListNode(0) | create | ListNode(0, n)
setNextNode ListNode(0) ListNode(1), was None | create | ListNode(0, n)
>>> prev = None; m = n.next; n.next = prev; m.next = n
blink ListNode(1) | read | n.next
setNextNode ListNode(1) None, was ListNode(2) | write | n.next
setNextNode ListNode(2) ListNode(1), was None | write | m.next
>>> n.next, n = None, n.next
blink ListNode(1) | read | n.next
setNextNode ListNode(1) None, was ListNode(2) | write | n.next
>>> while n: n = n.next
blink ListNode(1) | read | n.next
blink ListNode(2) | read | n.next
>>> n.next = n = ListNode(9)
addNode ListNode(9) | create | ListNode(9)
setNextNode ListNode(1) ListNode(9), was ListNode(2) | write | n.next
>>> n.next = n.next.next
blink ListNode(1) | read | n.next
blink ListNode(2) | read | n.next.next
setNextNode ListNode(1) None, was ListNode(2) | write | n.next
== class Node:
=     def __init__(self, val):
=         self.val = val
=         self.next = None
=         self.prev = None
= a = Node(1)
= b = Node(2)
>>> a.next = b; b.prev = a
setNextNode Node(1) Node(2), was None | write | a.next
setLink Node(2).prev Node(1), was None | write | b.prev
>>> a.next, b.prev = b, a
setNextNode Node(1) Node(2), was None | write | a.next
setLink Node(2).prev Node(1), was None | write | b.prev
>>> a.next = a
setNextNode Node(1) Node(1), was None | write | a.next
>>> a.friend = b
setLink Node(1).friend Node(2), was None | write | a.friend
>>> a.val = None
setVal Node(1) None, was 1 | write | a.val
>>> a.other = 5
>>> a.next = 5
== from dataclasses import dataclass, field
= @dataclass
= class Item:
=     data: int
=     next: 'Item | None' = None
= a = Item(1)
>>> a.next = Item(2)
addNode Item(2) | create | Item(2)
setNextNode Item(1) Item(2), was None | write | a.next
>>> a.data += 1
setVal Item(1) 2, was 1 | += |
>>> Item(5, a)
addNode Item(5) | create |
setNextNode Item(5) Item(1), was None | create |
== from dataclasses import dataclass
= @dataclass(slots=True)
= class Item:
=     data: int
=     next: 'Item | None' = None
= a = Item(1)
>>> a.next = Item(2)
addNode Item(2) | create | Item(2)
setNextNode Item(1) Item(2), was None | write | a.next
== class Slot:
=     __slots__ = ('key', 'left', 'right')
=     def __init__(self, key, left=None, right=None):
=         self.key, self.left, self.right = key, left, right
= a = Slot(1)
>>> a.left = a
setLeftChild Slot(1) Slot(1), was None | write | a.left
>>> a.key -= 1
setVal Slot(1) 0, was 1 | -= |
>>> a.left, a.right = a, None
setLeftChild Slot(1) Slot(1), was None | write | a.left
== class G:
=     def __init__(self, v):
=         self.v = v
=         self.children = []
= a = G(1)
= b = G(2)
>>> a.children.append(b)
addArrayItem self.children[0] <G(2)> | append |
>>> a.children = [b]
addArray a.children [<G(2)>] | create | [b]
setLink G(1).children <a.children>, was <self.children> | write | a.children
>>> a.children = b.children
setLink G(1).children <self.children>, was <self.children> | write | a.children
>>> a.children = None
setLink G(1).children None, was <self.children> | write | a.children
>>> del a.children
setLink G(1).children None, was <self.children> | del | a.children
== class Trie:
=     def __init__(self):
=         self.children = {}
=         self.end = False
= r = Trie()
= s = Trie()
>>> r.children['x'] = s
addArrayItem self.children['x'] <Trie(False)> | write | r.children['x']
>>> r.end = True
setVal Trie(False) True, was False | write | r.end
== class Base:
=     def __init__(self, v):
=         self.value = v
=         self.next = None
= class Sub(Base):
=     pass
= a = Base(1)
= b = Sub(2)
>>> a.next = b
setNextNode Base(1) Sub(2), was None | write | a.next
"""
