"""Entry point: which function a run calls, and how.

The rules, on the source alone (nothing is run to find out):

1. `options.entry`, "name" or "Class.method", if given.
2. Else the top-level function that no other top-level function or class calls and that can take the arguments; of
   several `solve`, `solution`, `run` or `main`, in this order, else the first. Functions that call each other in a
   circle are called by nobody for that matter. Without arguments, a program whose own top level calls such a function
   is a script, unless one with such a name is left uncalled.
3. Else the first public method of `class Solution` that can take them, on a fresh instance.
4. Else the program is a script, and its top level is the run. But where there are arguments, functions, none that
   takes them, and no top level that calls any, that is an error and says so.

A function is a `def`, an `async def` or a name bound to a `lambda`, also inside a top-level `if`, `try` or `with`.
A coroutine is run to its end with `asyncio.run`; a generator is returned as it is, not consumed.
"""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import CoroutineType
from typing import Any

_NAMES = ("solve", "solution", "run", "main")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class EntryError(TypeError):
    """There is no function to call: the one asked for does not exist, or none takes the arguments."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A function to call.

    Attributes:
        name: the function's, or the method's
        parameters: the names of the positional parameters in order, `self` left out; `*args` has its star
        owner: the class of a method, whose fresh instance it is called on; None for a function
        required: how many arguments it needs
        allowed: how many it takes; None: any number
        keywords: keyword-only parameters without a default; with one of these it can't be called

    """

    name: str
    parameters: tuple[str, ...] = ()
    owner: str | None = None
    required: int = 0
    allowed: int | None = None
    keywords: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Give "name" or "Class.method"."""
        return f"{self.owner}.{self.name}" if self.owner else self.name

    def takes(self, count: int | None) -> bool:
        """Say whether it can be called with `count` arguments; None: with some number of them."""
        if self.keywords:
            return False
        return count is None or (self.required <= count and (self.allowed is None or count <= self.allowed))

    def parameter(self, position: int) -> str:
        """Give the name of the parameter that takes the argument in this position (from 0)."""
        if position < len(self.parameters) and not self.parameters[position].startswith("*"):
            return self.parameters[position]
        if self.parameters and self.parameters[-1].startswith("*"):
            return f"{self.parameters[-1][1:]}[{position - len(self.parameters) + 1}]"
        return f"argument {position + 1}"


def find_entry(tree: ast.Module, arguments: int | None, wanted: str | None = None) -> Entry | None:
    """Find what a run with this many arguments calls (None: not known how many); None for a script.

    Raises:
        EntryError: `wanted` is not there, or no function takes the arguments.

    """
    program = _Program(tree)
    if wanted is not None:
        return _wanted(program, wanted)
    roots = program.uncalled()
    fitting = [name for name in roots if program.functions[name].takes(arguments)]
    named = [name for name in _NAMES if name in fitting]
    if arguments == 0 and fitting:
        called = program.called_by_top_level()
        named = [name for name in named if name not in called]
        if not named and not called.isdisjoint(fitting):
            return None
    if named or fitting:
        return program.functions[(named or fitting)[0]]
    methods = [method for method in program.methods("Solution") if not method.name.startswith("_")]
    method = next((method for method in methods if method.takes(arguments)), None)
    if method is not None:
        return method
    if arguments and program.called_by_top_level().isdisjoint(program.definitions):
        _refuse([program.functions[name] for name in roots] or methods, arguments)
    return None


def call_entry(entry: Entry, namespace: Mapping[str, Any], arguments: list[Any]) -> Any:
    """Call the entry function in the namespace that the program's top level left, and give what it returns.

    Raises:
        EntryError: the program took the name away, or bound it to something that can't be called.
        BaseException: whatever the learner's code raises.

    """
    first = entry.owner or entry.name
    if first not in namespace:
        raise EntryError(f"the program deleted {first}, which the run was to call")
    function = namespace[first]
    if entry.owner:
        function = getattr(function(), entry.name)
    if not callable(function):
        raise EntryError(f"{entry.path} is not a function any more when the run calls it")
    value = function(*arguments)
    return asyncio.run(value) if type(value) is CoroutineType else value


def _wanted(program: _Program, wanted: str) -> Entry:
    owner, _, name = wanted.rpartition(".")
    candidates = {method.name: method for method in program.methods(owner)} if owner else program.functions
    if name in candidates:
        return candidates[name]
    known = [*program.functions, *(method.path for kind in program.classes for method in program.methods(kind))]
    there = f"there are {', '.join(known)}" if known else "it defines no function"
    raise EntryError(f"options.entry: the program has no {wanted!r}; {there}")


def _refuse(candidates: list[Entry], count: int) -> None:
    """Say why the first candidate can't be called."""
    if not candidates:
        return
    entry = candidates[0]
    if entry.keywords:
        needs = f"needs {', '.join(entry.keywords)} by keyword"
    else:
        most = "any number of" if entry.allowed is None else entry.allowed
        numbers = f"{entry.required}" if entry.allowed == entry.required else f"{entry.required} to {most}"
        needs = f"takes {numbers} argument{'' if most == 1 else 's'}"
    given = f"{count} {'was' if count == 1 else 'were'} given"
    raise EntryError(f"{entry.path}({', '.join(entry.parameters)}) {needs}, but {given}")


# --- what the source says --------------------------------------------------------------------------------------------


class _Program:
    """The functions and classes of a program.

    Attributes:
        tree: the program
        functions: the top-level functions by name, in order of their first definition
        classes: the top-level classes by name
        definitions: for each of these names where it is defined, the last time

    """

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.functions: dict[str, Entry] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        self.definitions: dict[str, ast.stmt] = {}
        for statement in _statements(tree.body):
            for name, function in _functions_of(statement):
                self.functions[name] = _entry(name, function, None)
                self.definitions[name] = statement
            if isinstance(statement, ast.ClassDef):
                self.classes[statement.name] = statement
                self.definitions[statement.name] = statement

    def called_by_top_level(self) -> set[str]:
        """Give the names that running the top level calls, or hands to something that may."""
        called: set[str] = set()
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            if type(node) is ast.Name and type(node.ctx) is ast.Load:
                called.add(node.id)
            if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                waiting.extend(_children(node))
        return called

    def uncalled(self) -> list[str]:
        """Give the functions that no other one and no class calls, but for those that they call in turn.

        In terms of graphs: the members of the strongly connected components that no edge leads into.
        """
        if len(self.definitions) == 1:
            return list(self.functions)
        calls = {name: _names_used(where, self.definitions.keys()) for name, where in self.definitions.items()}
        callers: dict[str, list[str]] = {name: [] for name in calls}
        for name, others in calls.items():
            for other in others:
                callers[other].append(name)
        walked: set[str] = set()
        callers_first = [name for start in calls for name in _walk(calls, start, walked)][::-1]
        reached: set[str] = set()
        found: set[str] = set()
        for name in callers_first:
            if name not in reached:  # then nothing outside its own circle leads to it
                _walk(calls, name, reached)
                found.update(_walk(callers, name, set()))
        return [name for name in self.functions if name in found]

    def methods(self, owner: str) -> list[Entry]:
        """Give the methods of a class, in order of their first definition; none of a class that is not there."""
        if owner not in self.classes:
            return []
        found: dict[str, Entry] = {}
        for statement in _statements(self.classes[owner].body):
            for name, function in _functions_of(statement):
                found[name] = _entry(name, function, owner)
        return list(found.values())


def _walk(graph: Mapping[str, Iterable[str]], start: str, seen: set[str]) -> list[str]:
    """Give what can be reached from `start` and was not `seen` before, each name after those met from it."""
    finished: list[str] = []
    if start in seen:
        return finished
    seen.add(start)
    waiting = [(start, iter(graph[start]))]
    while waiting:
        name, others = waiting[-1]
        following = next((other for other in others if other not in seen), None)
        if following is None:
            finished.append(name)
            waiting.pop()
        else:
            seen.add(following)
            waiting.append((following, iter(graph[following])))
    return finished


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the simple statements, functions and classes of a body, those inside `if`, `try` and `with` too."""
    waiting: list[ast.AST] = [*reversed(body)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If | ast.Try | ast.TryStar | ast.With | ast.ExceptHandler):
            waiting.extend(_children(node)[::-1])
        elif isinstance(node, ast.stmt):
            yield node


def _children(node: ast.AST) -> list[ast.AST]:
    """Do what `ast.iter_child_nodes` does, three times as fast: half of the time of a run may be spent here."""
    found: list[ast.AST] = []
    for value in vars(node).values():
        if isinstance(value, ast.AST):
            found.append(value)
        elif type(value) is list:
            found += [item for item in value if isinstance(item, ast.AST)]
    return found


def _functions_of(statement: ast.stmt) -> Iterator[tuple[str, _Function]]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        yield statement.name, statement
    elif isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Lambda):
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            if isinstance(target, ast.Name):
                yield target.id, statement.value


def _entry(name: str, function: _Function, owner: str | None) -> Entry:
    spec = function.args
    names = [argument.arg for argument in (*spec.posonlyargs, *spec.args)]
    required = len(names) - len(spec.defaults)
    if owner and not _is_static(function) and names:
        del names[0]
        required -= 1
    return Entry(
        name=name,
        parameters=(*names, *([f"*{spec.vararg.arg}"] if spec.vararg else [])),
        owner=owner,
        required=max(required, 0),
        allowed=None if spec.vararg else len(names),
        keywords=tuple(
            argument.arg for argument, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if default is None
        ),
    )


def _is_static(function: _Function) -> bool:
    decorators = getattr(function, "decorator_list", [])
    return any(isinstance(decorator, ast.Name) and decorator.id == "staticmethod" for decorator in decorators)


def _names_used(definition: ast.stmt, names: Collection[str]) -> set[str]:
    """Give those of `names` that a function or class uses and does not bind itself: what it may call."""
    used: set[str] = set()
    waiting: list[tuple[ast.AST, frozenset[str]]] = [(definition, frozenset())]
    while waiting:
        node, bound = waiting.pop()
        if isinstance(node, _FUNCTIONS):
            bound |= _names_bound(node)
        elif type(node) is ast.Name and node.id in names and type(node.ctx) is ast.Load and node.id not in bound:
            used.add(node.id)
        waiting += [(child, bound) for child in _children(node)]
    return used


def _names_bound(function: _Function) -> set[str]:
    """Give the names that are a function's own: parameters, what it assigns and defines; not those it calls global."""
    bound: set[str] = set()
    outer: set[str] = set()
    waiting = _children(function)
    while waiting:
        node = waiting.pop()
        if type(node) is ast.Name:
            if type(node.ctx) is not ast.Load:
                bound.add(node.id)
        elif type(node) is ast.arg:
            bound.add(node.arg)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif not isinstance(node, ast.Lambda):
            waiting += _children(node)
    return bound - outer
