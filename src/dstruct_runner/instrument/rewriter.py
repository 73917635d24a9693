"""The rewriter's state and its small builders: what every visitor uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from operator import is_
from typing import Any, TypeVar

from ..sites import CONSTRUCTORS, COPIERS, MUTATORS, Kind, Site
from . import trees
from .scopes import Scope, Survey
from .trees import AND, IN, LESS, OR, N, Slots

T = TypeVar("T")

# As the tokenizer divides lines: `str.splitlines` also does at form feeds and others.
_LINE_END = re.compile(r"\r\n|\r|\n")

# What is recorded by helpers that look at the limit themselves, once for a loop or a new container.
_CAREFUL = frozenset({Kind.NEW, Kind.ITERATE, Kind.STEP})


class Rewriter:
    """Rewrites one module.

    sites: the table filled on the way, in order of visit.
    scope: the innermost function, lambda, class, comprehension or module.
    survey: what is known of the module's names.
    mutators: by the name that this program calls one of sites.MUTATORS by, its own.
    constructors: the names by which this program calls sites.CONSTRUCTORS and COPIERS.
    classes: names of classes whose instances are filled by code without probes.
    methods: the methods of the class being visited, which `self.method(…)` surely calls.
    labels: by node as written, the name that a container made by it is about to be bound to.
    loops: how many loops enclose the place, for the names of their iterators.
    unguarded: how many probes of what is being visited would go on recording past the limit.
    guards: how many looks at the limit there are in loops and functions so far.
    kept: how many places in `.kept` hold values of statements at module level.
    pending: within a calm statement, the slots of its reads, to be recorded together after it; None elsewhere.
    """

    def __init__(self, source: str, survey: Survey, reads: bool) -> None:
        self.sites: list[Site] = []
        self.reads = reads
        self.scope = Scope(inline=False)
        self.scope.once = True
        self.survey = survey
        imported, makers = survey.imported, CONSTRUCTORS | COPIERS
        called = {alias: name for name in MUTATORS for alias in (name, *imported.get(name, ()))}
        self.mutators = {alias: name for alias, name in called.items() if alias not in survey.defined}
        self.constructors = makers.union(*(imported.get(name, ()) for name in makers)) - survey.defined
        own = survey.classes
        self.classes = {name for name in ("TreeNode", "ListNode", *own) if not own.get(name, False)}
        self.methods: frozenset[str] = frozenset()
        self.labels: dict[ast.expr, str] = {}
        self.loops = 0
        self.unguarded = 0
        self.guards = 0
        self.kept = 0
        self.pending: Slots | None = None
        self.lines = None if source.isascii() else _LINE_END.split(source)
        self.visitors: dict[type, Callable[[Any], Any]] = {
            getattr(ast, name.removeprefix("visit_")): getattr(self, name)
            for name in dir(self)
            if name.startswith("visit_") and hasattr(ast, name.removeprefix("visit_"))
        }

    # --- visiting ----------------------------------------------------------------------------------------------------

    def inside(self, scope: Scope, visit: Callable[[], T]) -> T:
        """Visit in another scope."""
        outer, self.scope = self.scope, scope
        try:
            return visit()
        finally:
            self.scope = outer

    def visit(self, node: Any) -> Any:
        """The node with probes, or the node itself; a list for a statement that became several."""
        visitor = self.visitors.get(node.__class__)
        return visitor(node) if visitor else self.generic(node)

    def generic(self, node: N) -> N:
        """Visit the children in their order; a new node only where one of them changed."""
        changes: dict[str, Any] = {}
        for field in node._fields:
            old = getattr(node, field, None)
            if isinstance(old, list):
                new: Any = old
                if old and isinstance(old[0], ast.stmt):
                    new = self.statements(old)
                elif old:
                    visited = [self.visit(x) if isinstance(x, ast.AST) else x for x in old]
                    if any(a is not b for a, b in zip(visited, old, strict=True)):
                        new = visited
            elif isinstance(old, ast.AST):
                new = self.visit(old)
            else:
                continue
            if new is not old:
                changes[field] = new
        return trees.replaced(node, **changes) if changes else node

    def statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Visit a body."""
        raise NotImplementedError

    def each(self, nodes: list[Any]) -> list[Any]:
        """Visit each, alone; the very same list where none changed."""
        out = [self.visit(n) for n in nodes]
        return nodes if all(map(is_, out, nodes)) else out

    # --- sites and small builders ------------------------------------------------------------------------------------

    def site(
        self, kind: Kind, node: ast.expr | ast.stmt, operation: str, detail: str = "", label: str = ""
    ) -> ast.expr:
        """Enter a site; the constant that a record starts with."""
        columns = node.col_offset, node.end_col_offset or 0
        last = node.end_lineno or node.lineno
        if self.lines is not None:
            columns = self.characters(node.lineno, columns[0]), self.characters(last, columns[1])
        if kind not in _CAREFUL:
            self.unguarded += 1
        self.sites.append(Site(kind, operation, detail, label, node.lineno, columns[0], last, columns[1]))
        return trees.constant(len(self.sites) - 1, node)

    def characters(self, line: int, offset: int) -> int:
        """The column in characters of an offset in UTF-8 bytes, which is what `ast` counts in."""
        assert self.lines is not None
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return offset if text.isascii() else len(text.encode(errors="surrogatepass")[:offset].decode(errors="replace"))

    def temporary(self) -> str:
        self.scope.temporaries += 1
        return f".{self.scope.temporaries}"

    def capture(self, value: ast.expr) -> tuple[ast.expr, ast.expr]:
        """(an expression that evaluates `value` and remembers it, an expression that gives it again)."""
        if isinstance(value, (ast.Name, ast.Constant)):
            return value, value
        name = self.temporary()
        return trees.walrus(name, value), trees.name(name, value)

    def seen(self, receiver: ast.expr) -> tuple[ast.expr, ast.expr]:
        """The same for a container about to change, which is snapshotted if it was never seen."""
        if isinstance(receiver, ast.Name) and receiver.id in self.scope.known:
            return receiver, receiver
        first, again = self.capture(receiver)
        return trees.either(self.is_seen(first), again, trees.call(".see", receiver, again)), again

    def is_seen(self, value: ast.expr) -> ast.expr:
        seen = trees.name(".seen", value)
        return trees.build(ast.Compare, value, left=trees.call(".id", value, value), ops=[IN], comparators=[seen])

    def meet(self, names: Iterable[str], at: ast.AST) -> list[ast.stmt]:
        """`id(a) in seen or see(a)`, for names just bound."""
        return [trees.statement(self.met(trees.name(name, at)), at) for name in names]

    def met(self, name: ast.expr) -> ast.expr:
        return trees.build(ast.BoolOp, name, op=OR, values=[self.is_seen(name), trees.call(".see", name, name)])

    def recorded(self, slots: Slots, result: ast.expr) -> ast.expr:
        """`rec(slots) or result`."""
        if not slots:
            return result
        return trees.build(ast.BoolOp, result, op=OR, values=[trees.record(slots, result), result])

    def repeated(self, before: ast.expr, visit: Callable[[], ast.expr], *, loops: bool = False) -> ast.expr:
        """`<with probes> if len(log) < limit else <before>`, for an expression that is evaluated again and again."""
        after, records = self.counted(visit)
        if not records:
            return after
        self.guards += loops
        return trees.either(self.room(before, loops), after, before)

    def counted(self, visit: Callable[[], T]) -> tuple[T, bool]:
        """(what a visit gives, whether there are probes in it that would go on recording past the limit)."""
        outer, self.unguarded = self.unguarded, 0
        new = visit()
        records, self.unguarded = self.unguarded > 0, outer
        return new, records

    def room(self, at: ast.AST, loops: bool) -> ast.expr:
        """`open and len(log) < limit`, in a loop `open and (len(log) < limit or more())`.

        Where the log is full, room may be made; in a loop alone, since the call would fail where a recursion has come
        as deep as it may. Once the log is closed, a look at `open` costs next to nothing.
        """
        length, limit = trees.call(".len", at, trees.name(".log", at)), trees.name(".limit", at)
        free: ast.expr = trees.build(ast.Compare, at, left=length, ops=[LESS], comparators=[limit])
        if loops:
            free = trees.build(ast.BoolOp, at, op=OR, values=[free, trees.call(".more", at)])
        return trees.build(ast.BoolOp, at, op=AND, values=[trees.name(".open", at), free])

    def is_room(self, test: ast.expr) -> bool:
        """Whether it is what `room` gave."""
        first = test.values[0] if isinstance(test, ast.BoolOp) else None
        return isinstance(first, ast.Name) and first.id == ".open"
