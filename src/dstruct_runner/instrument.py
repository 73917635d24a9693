"""Source text -> a program that records what it does to its containers.

The tree is rewritten operation by operation and compiled directly, never unparsed, so every instruction keeps the
learner's own position. The learner's objects stay plain; a *probe* is an expression that does the real operation in its
real place and hands its operands to the log:

    a[i]            becomes   rec((site, t := a[i], a, i)) or t
    a[i] = v        becomes   (a if id(a) in seen else see(a))[i] = v ; rec((site, v, a, i))
    stack.append(x) becomes   rec((site, stack.append(x), stack, x))

`rec` is the `extend` of one flat list: it returns None, so `rec(…) or t` is `t`, whatever its truth value. Temporaries
and helpers have names with a dot: legal in a tree, impossible in source, never mangled.

Probes come in two styles. *Inline*, as above, wherever a temporary is a fast local (functions and lambdas). *Called*,
where it would be visible or illegal (module and class level, comprehensions): `a[i]` becomes `read(site, a, i)`.

When unsure a visitor returns the node as written: a missing frame is a flaw, a changed program is a bug. Visitors never
alter a node; they return it, or a new one. So the tree as written survives beside the tree with probes, and each
function body and loop body is compiled as `if len(log) < limit: <with probes> else: <as written>`: past the limit the
program runs on at its own speed.

Imports only `ast` and the table of sites.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Sequence
from types import CodeType
from typing import Any, Protocol, TypeVar

from .sites import CONSTRUCTORS, COPIERS, METHODS, MUTATORS, Kind, Method, Site

_LOAD, _STORE, _DEL = ast.Load(), ast.Store(), ast.Del()
_N = TypeVar("_N", bound=ast.AST)
Slots = list[ast.expr]


class Probes(Protocol):
    """What `run` needs of a recorder: the helpers, by the names the tree calls them."""

    helpers: dict[str, Any]
    sites: Sequence[Site]


class Instrumented:
    """A compiled program with probes.

    code: the instrumented code object, as `compile(source, filename, "exec")` would name it.
    plain: the same program without probes.
    sites: the table that the records point into.
    tree: the rewritten tree, for `explain`.
    """

    def __init__(self, code: CodeType, plain: CodeType, sites: list[Site], tree: ast.Module) -> None:
        self.code = code
        self.plain = plain
        self.sites = sites
        self.tree = tree

    def run(self, namespace: dict[str, Any], recorder: Probes) -> None:
        """Execute the module body in `namespace`, like `exec`; what it defines keeps recording when called later.

        The helpers go into the namespace's `__builtins__`, which becomes a private dict if it is not one already.
        """
        recorder.sites = self.sites
        found = namespace.get("__builtins__", __builtins__)
        private = found if isinstance(found, dict) else vars(found)
        if ".private" not in private:
            private = namespace["__builtins__"] = dict(private)
        private.update(recorder.helpers)
        exec(self.code, namespace)


def instrument(source: str, filename: str = "<learner>", *, reads: bool = True) -> Instrumented:
    """Compile `source` with probes.

    With `reads` false only changes are recorded. Raises SyntaxError or ValueError just as `compile` would.
    """
    plain = compile(source, filename, "exec", dont_inherit=True)
    tree = ast.parse(source, filename)
    instrumenter = Instrumenter(source, reads)
    try:
        rewritten = instrumenter.module(tree)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the plain compilation has given them already
            code = compile(rewritten, filename, "exec", dont_inherit=True)
    except RecursionError:  # nested too deep for us, though not for CPython: better unrecorded than not run
        return Instrumented(plain, plain, [], tree)
    return Instrumented(code, plain, instrumenter.sites, rewritten)


def explain(source: str) -> str:
    """The rewritten program as text, helpers and temporaries with their dots: a help for debugging, not for running."""
    return ast.unparse(instrument(source).tree)


class _Scope:
    """Where the visitor stands.

    inline: temporaries are fast locals, so probes may be inline.
    statements: stores may use temporaries (inline scopes and module level, where they are deleted again).
    stable: parameters that nothing can rebind in the midst of an expression.
    hoisted: names of this function that are snapshotted when they are bound, not at each change.
    known: those and the enclosing functions'.
    newborn: in an `__init__`, the name of the instance.
    iterable: within the iterable of a comprehension, where `:=` is illegal, in lambdas too.
    temporaries: how many the current statement has used.
    """

    def __init__(
        self, inline: bool, statements: bool, stable: frozenset[str] = frozenset(), iterable: bool = False
    ) -> None:
        self.inline = inline and not iterable
        self.statements = statements
        self.stable = stable
        self.iterable = iterable
        self.hoisted: frozenset[str] = frozenset()
        self.known: frozenset[str] = frozenset()
        self.newborn = ""
        self.temporaries = 0


class Instrumenter:
    """Rewrites one module.

    sites: the table filled on the way, in order of visit.
    scope: the innermost function, lambda, class, comprehension or module.
    modules: names bound by `import`, whose attributes are no fields.
    mutators, constructors: the names by which this program calls sites.MUTATORS, and sites.CONSTRUCTORS and COPIERS.
    classes: names of classes whose instances are filled by code without probes.
    aliases: names bound to a container's method (`push = stack.append`).
    methods: the methods of the class being visited, which `self.method(…)` surely calls.
    label: the name that a container made by the expression being visited is bound to.
    loops: how many loops enclose the place, for the names of their iterators.
    """

    def __init__(self, source: str, reads: bool) -> None:
        self.sites: list[Site] = []
        self.reads = reads
        self.scope = _Scope(inline=False, statements=True)
        self.modules: set[str] = set()
        self.classes: set[str] = {"TreeNode", "ListNode"}
        self.mutators = set(MUTATORS)
        self.constructors = set(CONSTRUCTORS | COPIERS)
        self.aliases: set[str] = set()
        self.methods: frozenset[str] = frozenset()
        self.label = ""
        self.loops = 0
        self.lines = None if source.isascii() else source.splitlines(keepends=True)
        self.visitors: dict[type, Callable[[Any], Any]] = {
            getattr(ast, name.removeprefix("visit_")): getattr(self, name)
            for name in dir(self)
            if name.startswith("visit_") and hasattr(ast, name.removeprefix("visit_"))
        }

    # --- sites and small builders ------------------------------------------------------------------------------------

    def site(self, kind: Kind, node: ast.expr | ast.stmt, operation: str, detail: str = "", label: str = "") -> ast.expr:
        """Enter a site; the constant that a record starts with."""
        columns = node.col_offset, node.end_col_offset or 0
        last = node.end_lineno or node.lineno
        if self.lines is not None:
            columns = self.characters(node.lineno, columns[0]), self.characters(last, columns[1])
        self.sites.append(Site(kind, operation, detail, label, node.lineno, columns[0], last, columns[1]))
        return ast.Constant(len(self.sites) - 1, **_at(node))

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
        return _walrus(name, value), _name(name, value)

    def seen(self, receiver: ast.expr) -> tuple[ast.expr, ast.expr]:
        """The same for a container about to change, which is snapshotted if it was never seen."""
        if isinstance(receiver, ast.Name) and receiver.id in self.scope.known:
            return receiver, receiver
        first, again = self.capture(receiver)
        return ast.IfExp(self.is_seen(first), again, _call(".see", receiver, again), **_at(receiver)), again

    def is_seen(self, value: ast.expr) -> ast.expr:
        return ast.Compare(_call(".id", value, value), [ast.In()], [_name(".seen", value)], **_at(value))

    def meet(self, names: Iterable[str], at: ast.AST) -> list[ast.stmt]:
        """`id(a) in seen or see(a)`, for names just bound."""
        return [
            ast.Expr(
                ast.BoolOp(ast.Or(), [self.is_seen(name), _call(".see", at, name)], **_at(at)),
                **_at(at),
            )
            for name in (_name(n, at) for n in names)
        ]

    def recorded(self, slots: Slots, result: ast.expr) -> ast.expr:
        """`rec(slots) or result`."""
        if not slots:
            return result
        return ast.BoolOp(ast.Or(), [_record(slots, result), result], **_at(result))

    # --- scopes and bodies -------------------------------------------------------------------------------------------

    def module(self, tree: ast.Module) -> ast.Module:
        """The whole program; `__future__` imports and the docstring stay first by staying where they are."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.modules.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    for known in (self.mutators, self.constructors):
                        if alias.name in known and alias.asname:
                            known.add(alias.asname)
            elif isinstance(node, ast.ClassDef):
                if any(isinstance(s, ast.FunctionDef) and s.name == "__init__" for s in node.body):
                    self.classes.discard(node.name)
                else:
                    self.classes.add(node.name)
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and node.value.attr in METHODS:
                self.aliases.update(t.id for t in node.targets if isinstance(t, ast.Name))
        return _with(tree, body=self.statements(tree.body))

    def statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Visit each statement; the very same list where none changed."""
        out: list[ast.stmt] = []
        changed = False
        outer = self.scope.temporaries
        for statement in body:
            self.scope.temporaries = 0
            new = self.visit(statement)
            changed = changed or new is not statement
            if isinstance(new, list):
                out.extend(self.forgetting(new, statement))
            else:
                out.append(new)
        self.scope.temporaries = outer
        return out if changed else body

    def forgetting(self, body: list[ast.stmt], at: ast.AST) -> list[ast.stmt]:
        """Outside functions temporaries would be seen in `globals()`: delete them after their statement."""
        if self.scope.inline:
            return body
        names = dict.fromkeys(
            node.id
            for statement in body
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id[0] == "."
        )
        return [*body, ast.Delete([ast.Name(n, _DEL, **_at(at)) for n in names], **_at(at))] if names else body

    def guarded(self, before: list[ast.stmt], after: list[ast.stmt], at: ast.AST) -> list[ast.stmt]:
        """`if len(log) < limit: <after> else: <before>`."""
        return before if after is before else [ast.If(self.room(at), after, before, **_at(at))]

    def guarded_value(self, before: ast.expr, after: ast.expr) -> ast.expr:
        """The same for an expression that is evaluated again and again."""
        return before if after is before else ast.IfExp(self.room(before), after, before, **_at(before))

    def room(self, at: ast.AST) -> ast.expr:
        return ast.Compare(_call(".len", at, _name(".log", at)), [ast.Lt()], [_name(".limit", at)], **_at(at))

    def inside(self, scope: _Scope, visit: Callable[[], _N]) -> _N:
        """Visit in another scope."""
        outer, self.scope = self.scope, scope
        label, self.label = self.label, ""
        try:
            return visit()
        finally:
            self.scope, self.label = outer, label

    def visit(self, node: Any) -> Any:
        """The node with probes, or the node itself; a list for a statement that became several."""
        visitor = self.visitors.get(node.__class__)
        return visitor(node) if visitor else self.generic(node)

    def generic(self, node: _N) -> _N:
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
        return _with(node, **changes) if changes else node

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        decorators = self.each(node.decorator_list)
        arguments = self.defaults(node.args)
        scope = self.function_scope(node.args, node.body)
        scope.hoisted = _hoisted(node)
        scope.known |= scope.hoisted
        if node.name == "__init__" and node.args.args and self.methods:
            scope.newborn = node.args.args[0].arg
        body = self.inside(scope, lambda: self.function_body(node))
        return _changed(node, decorator_list=decorators, args=arguments, body=body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def function_scope(self, arguments: ast.arguments, body: Iterable[ast.AST]) -> _Scope:
        """A function's scope; its stable parameters are those no `del`, `:=` or `nonlocal` can touch."""
        names = _parameters(arguments)
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.NamedExpr):
                    names.discard(node.target.id)
                elif isinstance(node, ast.Nonlocal):
                    names.difference_update(node.names)
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
                    names.discard(node.id)
        scope = _Scope(inline=True, statements=True, stable=frozenset(names), iterable=self.scope.iterable)
        own = {n.id for n in _own(body) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        scope.known = self.scope.known - own - _parameters(arguments)
        return scope

    def function_body(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
        """Docstring and declarations first, then the body in both forms."""
        loops, self.loops = self.loops, 0
        before = node.body
        head: list[ast.stmt] = []
        if ast.get_docstring(node, clean=False) is not None:
            head, before = before[:1], before[1:]
        declarations = [s for s in _own(before) if isinstance(s, (ast.Global, ast.Nonlocal))]
        if declarations:  # twice in one function would be an error
            head += declarations
            before = _without_declarations(before)
        after = self.statements(before)
        met = sorted(self.scope.hoisted & _parameters(node.args))
        if met:
            after = [*self.meet(met, before[0]), *after]
        self.loops = loops
        return node.body if after is before else head + self.guarded(before, after, before[0])

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        arguments = self.defaults(node.args)
        scope = self.function_scope(node.args, [node.body])
        body = self.inside(scope, lambda: self.visit(node.body))
        return _changed(node, args=arguments, body=self.guarded_value(node.body, body))

    def defaults(self, arguments: ast.arguments) -> ast.arguments:
        """Default values belong to the scope around the function; annotations are left alone."""
        kw = [d and self.visit(d) for d in arguments.kw_defaults]
        if all(a is b for a, b in zip(kw, arguments.kw_defaults, strict=True)):
            kw = arguments.kw_defaults
        return _changed(arguments, defaults=self.each(arguments.defaults), kw_defaults=kw)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        """Bases, keywords and type parameters are left alone; a temporary here would be an attribute."""
        decorators = self.each(node.decorator_list)
        methods = self.methods
        self.methods = frozenset(s.name for s in node.body if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef)))
        body = self.inside(_Scope(inline=False, statements=False), lambda: self.statements(node.body))  # type: ignore[type-var]
        self.methods = methods
        return _changed(node, decorator_list=decorators, body=body)

    def comprehension(self, node: _N) -> _N:
        """No temporaries: they are illegal in its iterables and shared by every run of a generator expression."""
        scope = _Scope(inline=False, statements=False, iterable=self.scope.iterable)
        return self.inside(scope, lambda: self.generic(node))

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return self.guarded_value(node, self.comprehension(node))

    def visit_ListComp(self, node: ast.expr) -> ast.expr:
        return self.made(node, self.guarded_value(node, self.comprehension(node)), "comprehension")

    visit_SetComp = visit_DictComp = visit_ListComp

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        outer, self.scope.iterable = self.scope.iterable, True
        new = self.visit(node.iter) if node.is_async else self.iterated(node.iter)
        self.scope.iterable = outer
        return _changed(node, iter=new, ifs=self.each(node.ifs))

    def unchanged(self, node: _N) -> _N:
        return node

    visit_TypeAlias = visit_Constant = visit_Name = unchanged

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        """Patterns must stay literal."""
        guard = node.guard and self.visit(node.guard)
        return _changed(node, guard=guard, body=self.statements(node.body))

    # --- expressions: reads ------------------------------------------------------------------------------------------

    def each(self, nodes: list[Any]) -> list[Any]:
        """Visit each, alone; the very same list where none changed."""
        out = [self.visit(n) for n in nodes]
        return nodes if all(a is b for a, b in zip(out, nodes, strict=True)) else out

    def fused(self, node: ast.expr) -> tuple[Slots, ast.expr]:
        """(slots, result): the records of an expression not yet given to `rec`, and what gives its value after that."""
        if isinstance(node, ast.Subscript):
            return self.read_item(node)
        if isinstance(node, ast.Attribute):
            return self.read_field(node)
        return [], self.visit(node)

    def together(self, nodes: list[ast.expr]) -> list[ast.expr]:
        """Visit operands evaluated one after the other; neighbouring reads share one `rec`, at the first one's place.

        Nothing is moved across anything that could be observed: only constants and values already read may stand
        between two reads that share.
        """
        out: list[ast.expr] = []
        host: tuple[int, Slots] | None = None
        for position, node in enumerate(nodes):
            slots, result = self.fused(node)
            out.append(result)
            if slots:
                if host:
                    host[1].extend(slots)
                else:
                    host = (position, slots)
            elif not self.settled(result) and host:
                out[host[0]] = self.recorded(host[1], out[host[0]])
                host = None
        if host:
            out[host[0]] = self.recorded(host[1], out[host[0]])
        return nodes if all(a is b for a, b in zip(out, nodes, strict=True)) else out

    def settled(self, node: ast.expr) -> bool:
        """Whether evaluating it later gives the same and can't be observed."""
        return isinstance(node, ast.Constant) or (
            isinstance(node, ast.Name) and (node.id[0] == "." or node.id in self.scope.stable)
        )

    def receiver(self, node: ast.expr) -> ast.expr:
        """The container of an operation: fetching it (`self.items`, the row `grid[i]`) is no step of its own."""
        if isinstance(node, ast.Attribute):
            return _changed(node, value=self.receiver(node.value))
        if isinstance(node, ast.Subscript) and not _has_slice(node.slice):
            return _changed(node, value=self.receiver(node.value), slice=self.visit(node.slice))
        return self.visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return self.recorded(*self.read_item(node))

    def read_item(self, node: ast.Subscript) -> tuple[Slots, ast.expr]:
        if not isinstance(node.ctx, ast.Load):
            return [], node
        if isinstance(node.slice, ast.Slice):
            return [], self.read_slice(node)
        if _has_slice(node.slice) or not self.reads:
            return [], _changed(node, value=self.receiver(node.value), slice=self.visit(node.slice))
        site = self.site(Kind.READ, node, "read", label=_label(node.value))
        if not self.scope.inline:
            return [], _call(".read", node, site, self.receiver(node.value), self.visit(node.slice))
        container, obj = self.capture(self.receiver(node.value))
        slots, index = self.fused(node.slice)
        if slots and not self.settled(container):
            index = self.recorded(slots, index)
            slots = []
        index, key = self.capture(index)
        name = self.temporary()
        read = ast.Subscript(container, index, _LOAD, **_at(node))
        return [*slots, site, _walrus(name, read), obj, key], _name(name, node)

    def read_slice(self, node: ast.Subscript) -> ast.expr:
        """A slice makes a container; `read_slice(site, obj, slice, obj[slice])` where the operands can be named."""
        if not isinstance(node.value, ast.Name) or not self.reads:
            return self.made(node, _changed(node, value=self.receiver(node.value), slice=self.visit(node.slice)), "slice")
        site = self.site(Kind.SLICE, node, "slice", label=_label(node.value))
        parts = (node.slice.lower, node.slice.upper, node.slice.step)  # type: ignore[attr-defined]
        bounds = [self.visit(part) if part else ast.Constant(None, **_at(node)) for part in parts]
        made = self.site(Kind.NEW, node, "create", "slice", self.label)
        return _call(".slice", node, site, made, node.value, *bounds)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.recorded(*self.read_field(node))

    def read_field(self, node: ast.Attribute) -> tuple[Slots, ast.expr]:
        if not isinstance(node.ctx, ast.Load):
            return [], node
        if not self.reads or self.is_module(node.value) or node.attr.startswith("__") or _is_super(node.value):
            return [], _changed(node, value=self.visit(node.value))
        if not self.scope.inline:
            if not isinstance(node.value, ast.Name):
                return [], _changed(node, value=self.visit(node.value))
            site = self.site(Kind.READ_FIELD, node, "read", node.attr)
            return [], _call(".field", node, site, node.value, node)
        slots, value = self.fused(node.value)
        if slots and not self.settled(value):
            value, slots = self.recorded(slots, value), []
        container, obj = self.capture(value)
        site = self.site(Kind.READ_FIELD, node, "read", node.attr)
        name = self.temporary()
        read = ast.Attribute(container, node.attr, _LOAD, **_at(node))  # a real Attribute: mangled as written
        return [*slots, site, _walrus(name, read), obj, ast.Constant(None, **_at(node))], _name(name, node)

    def is_module(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self.modules

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        displays = [isinstance(side, ast.List) for side in (node.left, node.right)]
        if isinstance(node.op, (ast.Mult, ast.Add)) and any(displays):  # [0] * n is one container, not two
            left, right = (
                _changed(side, elts=self.together(side.elts)) if isinstance(side, ast.List) else self.visit(side)
                for side in (node.left, node.right)
            )
            return self.made(node, _changed(node, left=left, right=right), "create")
        left, right = self.together([node.left, node.right])
        return _changed(node, left=left, right=right)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            return self.contains(node)
        # only the first two operands are sure to be evaluated
        left, second = self.together([node.left, node.comparators[0]])
        rest = self.each(node.comparators[1:])
        comparators = [second, *rest]
        same = all(a is b for a, b in zip(comparators, node.comparators, strict=True))
        return _changed(node, left=left, comparators=node.comparators if same else comparators)

    def contains(self, node: ast.Compare) -> ast.expr:
        item, container = node.left, node.comparators[0]
        if isinstance(container, (ast.Tuple, ast.List, ast.Set, ast.Constant, ast.Dict)) or not self.reads:
            return _changed(node, left=self.visit(item))  # a literal: constant folding would be lost
        site = self.site(Kind.CONTAINS, node, "in", label=_label(container))
        item, container = self.visit(item), self.receiver(container)
        if not self.scope.inline:
            found = _call(".contains", node, site, item, container)
            return found if isinstance(node.ops[0], ast.In) else ast.UnaryOp(ast.Not(), found, **_at(node))
        item, key = self.capture(item)
        container, obj = self.capture(container)
        name = self.temporary()
        found = ast.Compare(item, node.ops, [container], **_at(node))
        return self.recorded([site, _walrus(name, found), obj, key], _name(name, node))

    # --- expressions: containers being made --------------------------------------------------------------------------

    def made(self, node: ast.expr, new: ast.expr, detail: str, operation: str = "create") -> ast.expr:
        """A new container; its label is the name it is about to be bound to."""
        return _call(".new", node, self.site(Kind.NEW, node, operation, detail, self.label), new)

    def visit_List(self, node: ast.List | ast.Set) -> ast.expr:
        if isinstance(node, ast.List) and not isinstance(node.ctx, ast.Load):
            return node
        label, self.label = self.label, ""
        new = _changed(node, elts=self.together(node.elts))
        self.label = label
        return self.made(node, new, "display")

    visit_Set = visit_List

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        label, self.label = self.label, ""
        new = self.generic(node)
        self.label = label
        return self.made(node, new, "display")

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        return _changed(node, elts=self.together(node.elts)) if isinstance(node.ctx, ast.Load) else node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        label, self.label = self.label, node.target.id
        new = _changed(node, value=self.visit(node.value))
        self.label = label
        return new

    # --- expressions: calls ------------------------------------------------------------------------------------------

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return self.call(node, wanted=True)

    def call(self, node: ast.Call, wanted: bool) -> ast.expr:
        """A call; `wanted` is false where its value is thrown away."""
        label, self.label = self.label, ""
        try:
            function = node.func
            if isinstance(function, ast.Attribute):
                method = METHODS.get(function.attr)
                if method and self.is_container_call(node, function, method):
                    return self.method_call(node, function, method, wanted)
                if function.attr in self.mutators and self.is_module(function.value):
                    return self.mutator_call(node)
                new = _changed(
                    node, func=_changed(function, value=self.receiver(function.value)), **self.arguments(node)
                )
                made = function.attr in self.constructors and self.is_module(function.value)
            elif isinstance(function, ast.Name):
                if function.id in self.mutators:
                    return self.mutator_call(node)
                if function.id in ("locals", "vars", "dir") and not node.args and not node.keywords:
                    return _call(".visible", node, node) if self.scope.inline else node
                if function.id in self.aliases:
                    arguments = self.arguments(node)
                    site = self.site(Kind.SYNC, node, "call")
                    args = [site, function, *arguments["args"]]
                    return ast.Call(_name(".call", node), args, arguments["keywords"], **_at(node))
                new = _changed(node, **self.arguments(node))
                made = function.id in self.constructors or function.id in self.classes
            else:
                new, made = _changed(node, func=self.visit(function), **self.arguments(node)), False
        finally:
            self.label = label
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        return self.made(node, new, "call", "copy" if name in COPIERS else "create") if made else new

    def arguments(self, node: ast.Call) -> dict[str, Any]:
        args = self.together(node.args)
        keywords = self.each(node.keywords)
        return {"args": args, "keywords": keywords}

    def is_container_call(self, node: ast.Call, function: ast.Attribute, method: Method) -> bool:
        receiver = function.value
        if self.is_module(receiver) or _is_super(receiver) or (method.reads and not self.reads):
            return False
        if isinstance(receiver, ast.Name) and receiver.id == "self" and function.attr in self.methods:
            return False
        if isinstance(receiver, (ast.Constant, ast.JoinedStr)):
            return False
        plain = not any(isinstance(a, ast.Starred) for a in node.args)
        return plain and len(node.args) in method.arities and (method.keywords or not node.keywords)

    def method_call(self, node: ast.Call, function: ast.Attribute, method: Method, wanted: bool) -> ast.expr:
        name = function.attr
        kind = Kind.BULK if method.key == "contents" else Kind.METHOD
        site = self.site(kind, node, name, name, _label(function.value))
        receiver = self.receiver(function.value)
        if not self.scope.inline:
            bound = _changed(function, value=receiver)
            arguments = self.arguments(node)
            return ast.Call(_name(".call", node), [site, bound, *arguments["args"]], arguments["keywords"], **_at(node))
        container, obj = self.capture(receiver) if method.reads else self.seen(receiver)
        arguments = self.arguments(node)
        args, keywords = list(arguments["args"]), arguments["keywords"]
        key: ast.expr = ast.Constant(None, **_at(node))
        if method.key != "contents" and args:
            args[0], key = self.capture(args[0])
        second: ast.expr | None = None
        if method.value == "second":
            args[1], second = self.capture(args[1])
        call: ast.expr = ast.Call(ast.Attribute(container, name, _LOAD, **_at(function)), args, keywords, **_at(node))
        if method.key == "contents":
            key = _call(".contents", node, obj)
        elif method.key == "place":
            key = _call(".place", node, obj, key)
        if second is not None:  # the call's own result goes first, to be thrown away or given back
            done = ast.Subscript(ast.Tuple([call, second], _LOAD, **_at(node)), ast.Constant(1, **_at(node)), _LOAD, **_at(node))
            if not wanted:
                return _record([site, done, obj, key], node)
            result = self.temporary()
            held = ast.Tuple([_walrus(result, call), second], _LOAD, **_at(node))
            done = ast.Subscript(held, ast.Constant(1, **_at(node)), _LOAD, **_at(node))
            return self.recorded([site, done, obj, key], _name(result, node))
        if not wanted:
            return _record([site, call, obj, key], node)
        result = self.temporary()
        return self.recorded([site, _walrus(result, call), obj, key], _name(result, node))

    def mutator_call(self, node: ast.Call) -> ast.expr:
        """`heappush(heap, x)`, `random.shuffle(a)`: the first argument changes."""
        function = node.func
        name = function.id if isinstance(function, ast.Name) else function.attr  # type: ignore[attr-defined]
        if not node.args or any(isinstance(a, ast.Starred) for a in node.args):
            return _changed(node, **self.arguments(node))
        site = self.site(Kind.PATCH, node, name, name, _label(node.args[0]))
        args = [self.receiver(node.args[0]), *self.each(node.args[1:])]
        keywords = self.each(node.keywords)
        return ast.Call(_name(".mutate", node), [site, function, *args], keywords, **_at(node))

    # --- statements: stores ------------------------------------------------------------------------------------------

    def visit_Expr(self, node: ast.Expr) -> Any:
        value = self.call(node.value, wanted=False) if isinstance(node.value, ast.Call) else self.visit(node.value)
        return _changed(node, value=value)

    def visit_Return(self, node: ast.Return) -> Any:
        return _changed(node, value=node.value and self.visit(node.value))

    def visit_Assign(self, node: ast.Assign) -> Any:
        met = self.scope.hoisted.intersection(n for target in node.targets for n in _bound_names(target))
        new = self.assign(node)
        if not met:
            return new
        return [*(new if isinstance(new, list) else [new]), *self.meet(sorted(met), node)]

    def assign(self, node: ast.Assign) -> Any:
        value = self.bound(node.targets[0], node.value)
        if not self.scope.statements or not any(_stores(t) for t in node.targets):
            return _changed(node, value=value)
        if len(node.targets) == 1 and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            return self.unpack(node.targets[0], value, node)
        if any(isinstance(t, (ast.Tuple, ast.List)) and _stores(t) for t in node.targets):
            # a = b[0], c = value: one after the other, each from the same value
            name = self.temporary()
            out: list[ast.stmt] = [_assign(name, value, node)]
            for target in node.targets:
                out += self.store(target, _name(name, node), node)
            return out
        held: list[ast.expr] = []
        if isinstance(value, (ast.Constant, ast.Name)) and len(node.targets) == 1:
            again: ast.expr = value
        else:
            name = self.temporary()
            held, again = [ast.Name(name, _STORE, **_at(node))], _name(name, node)
        targets, slots = list(held), []
        for target in node.targets:
            new, record = self.target(target, again)
            targets.append(new)
            slots += record
        return [_with(node, targets=targets, value=value), ast.Expr(_record(slots, node), **_at(node))]

    def bound(self, target: ast.expr, value: ast.expr) -> ast.expr:
        """Visit a value about to be bound to `target`, after which a container made by it is named."""
        label, self.label = self.label, _label(target)
        new: ast.expr = self.visit(value)
        self.label = label
        return new

    def target(self, target: ast.expr, value: ast.expr, operation: str = "write") -> tuple[ast.expr, Slots]:
        """(the store of one target, its record), where `value` gives what was stored."""
        if isinstance(target, ast.Subscript):
            container, obj = self.seen(self.receiver(target.value))
            if _has_slice(target.slice):
                site = self.site(Kind.BULK, target, "slice assignment", "", _label(target.value))
                new = _with(target, value=container, slice=self.visit(target.slice))
                none = ast.Constant(None, **_at(target))
                return new, [site, none, obj, _call(".contents", target, obj)]
            site = self.site(Kind.WRITE, target, operation, label=_label(target.value))
            index, key = self.capture(self.visit(target.slice))
            return _with(target, value=container, slice=index), [site, value, obj, key]
        if isinstance(target, ast.Attribute):
            newborn = isinstance(target.value, ast.Name) and target.value.id == self.scope.newborn
            kind = Kind.INIT_FIELD if newborn else Kind.WRITE_FIELD
            site = self.site(kind, target, operation, target.attr, _label(target))
            container, obj = self.capture(self.visit(target.value))
            return _with(target, value=container), [site, value, obj, ast.Constant(None, **_at(target))]
        return target, []

    def store(self, target: ast.expr, value: ast.expr, at: ast.stmt) -> list[ast.stmt]:
        """`target = value`, whatever the target, where `value` can be evaluated twice."""
        if isinstance(target, (ast.Tuple, ast.List)):
            return self.unpack(target, value, at)
        new, slots = self.target(target, value)
        out: list[ast.stmt] = [ast.Assign([new], value, **_at(at))]
        if slots:
            out.append(ast.Expr(_record(slots, target), **_at(at)))
        return out

    def unpack(self, target: ast.Tuple | ast.List, value: ast.expr, at: ast.stmt) -> list[ast.stmt]:
        """Unpack into temporaries, then store strictly from left to right, as CPython does."""
        if not _stores(target):
            return [ast.Assign([target], value, **_at(at))]
        names = [self.temporary() for _ in target.elts]
        holders: list[ast.expr] = []
        for name, element in zip(names, target.elts, strict=True):
            holder: ast.expr = ast.Name(name, _STORE, **_at(element))
            if isinstance(element, ast.Starred):
                holder = ast.Starred(holder, _STORE, **_at(element))
            holders.append(holder)
        out: list[ast.stmt] = [ast.Assign([_with(target, elts=holders)], value, **_at(at))]
        elements = [e.value if isinstance(e, ast.Starred) else e for e in target.elts]
        if all(isinstance(e, ast.Subscript) and _is_simple(e.slice) for e in elements):
            # a swap: both stores, then one record of the two
            slots: Slots = []
            for name, element in zip(names, elements, strict=True):
                new, record = self.target(element, _name(name, element))
                out.append(ast.Assign([new], _name(name, element), **_at(at)))
                slots += record
            return [*out, ast.Expr(_record(slots, target), **_at(at))]
        for name, element in zip(names, elements, strict=True):
            out += self.store(element, _name(name, element), at)
        return out

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        """`a[i]: int = v`; the annotation is left alone."""
        if node.value is None:
            return node
        value = self.bound(node.target, node.value)
        if not self.scope.statements or not _stores(node.target):
            new = _changed(node, value=value)
            met = self.scope.hoisted.intersection(_bound_names(node.target))
            return [new, *self.meet(sorted(met), node)] if met else new
        held, again = self.capture(value)
        target, slots = self.target(node.target, again)
        return [_with(node, target=target, value=held), ast.Expr(_record(slots, node), **_at(node))]

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """`a[i] += v`: container and index once, load, operate in place, store; in CPython's own order."""
        value = self.visit(node.value)
        target = node.target
        if isinstance(target, ast.Name):
            return self.augmented_name(node, value)
        if not self.scope.statements:
            return _changed(node, value=value)
        if isinstance(target, ast.Subscript) and _has_slice(target.slice):
            return self.augmented_slice(node, target, value)
        receiver = self.receiver(target.value) if isinstance(target, ast.Subscript) else self.visit(target.value)
        holder = self.temporary()
        obj = _name(holder, target)
        out: list[ast.stmt] = [_assign(holder, receiver, target)]
        known = isinstance(receiver, ast.Name) and receiver.id in self.scope.known
        if isinstance(target, ast.Subscript) and not known:
            out += self.meet([holder], target)
        operation = _OPERATORS[node.op.__class__] + "="
        load: ast.expr
        store: ast.expr
        if isinstance(target, ast.Subscript):
            index = self.visit(target.slice)
            key: ast.expr
            if isinstance(index, ast.Constant):
                key = index
            else:
                key_name = self.temporary()
                out.append(_assign(key_name, index, target))
                key = _name(key_name, target)
            load = ast.Subscript(obj, key, _LOAD, **_at(target))
            store = ast.Subscript(obj, key, _STORE, **_at(target))
            site = self.site(Kind.WRITE, node, operation, label=_label(target.value))
        else:
            key = ast.Constant(None, **_at(target))
            load = ast.Attribute(obj, target.attr, _LOAD, **_at(target))
            store = ast.Attribute(obj, target.attr, _STORE, **_at(target))
            site = self.site(Kind.WRITE_FIELD, node, operation, target.attr, _label(target))
        name = self.temporary()
        out.append(_assign(name, load, target))
        out.append(ast.AugAssign(ast.Name(name, _STORE, **_at(target)), node.op, value, **_at(node)))
        out.append(ast.Assign([store], _name(name, target), **_at(node)))
        out.append(ast.Expr(_record([site, _name(name, target), obj, key], node), **_at(node)))
        if not _is_number(node.value):
            out.append(self.changed_in_place(node, _name(name, target), operation, _label(target)))
        return out

    def augmented_name(self, node: ast.AugAssign, value: ast.expr) -> Any:
        """`nums += [1]` changes a list; `total += 1` can't, and is left alone."""
        new = _changed(node, value=value)
        if not self.scope.statements or _is_number(node.value) or not isinstance(node.op, _IN_PLACE):
            return new
        assert isinstance(node.target, ast.Name)
        operation = _OPERATORS[node.op.__class__] + "="
        return [new, self.changed_in_place(node, _name(node.target.id, node), operation, node.target.id)]

    def augmented_slice(self, node: ast.AugAssign, target: ast.Subscript, value: ast.expr) -> Any:
        if not isinstance(target.value, ast.Name):
            return _changed(node, value=value)
        container, obj = self.seen(target.value)
        site = self.site(Kind.BULK, node, "slice assignment", "", _label(target.value))
        slots = [site, ast.Constant(None, **_at(node)), obj, _call(".contents", target, obj)]
        new = _with(target, value=container, slice=self.visit(target.slice))
        return [_with(node, target=new, value=value), ast.Expr(_record(slots, node), **_at(node))]

    def changed_in_place(self, at: ast.stmt, value: ast.expr, operation: str, label: str) -> ast.stmt:
        """`if type(value) in tracked: sync(site, value)`.

        The test starts with a global: right after `s += x` the load of `s` must not be merged with its store, or CPython
        loses its in-place concatenation of strings (7 -> 114 ms for 100,000, in Pyodide).
        """
        test = ast.Compare(_call(".type", at, value), [ast.In()], [_name(".tracked", at)], **_at(at))
        sync = _call(".sync", at, self.site(Kind.SYNC, at, operation, "", label), value)
        return ast.If(test, [ast.Expr(sync, **_at(at))], [], **_at(at))

    def visit_Delete(self, node: ast.Delete) -> Any:
        if not self.scope.statements or not any(_stores(t) for t in node.targets):
            return node
        out: list[ast.stmt] = []
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                container, obj = self.seen(self.receiver(target.value))
                none = ast.Constant(None, **_at(target))
                if _has_slice(target.slice):
                    site = self.site(Kind.BULK, target, "del", "", _label(target.value))
                    new: ast.expr = _with(target, value=container, slice=self.visit(target.slice))
                    slots: Slots = [site, none, obj, _call(".contents", target, obj)]
                else:
                    site = self.site(Kind.DELETE, target, "del", label=_label(target.value))
                    index, key = self.capture(self.visit(target.slice))
                    new, slots = _with(target, value=container, slice=index), [site, none, obj, key]
            elif isinstance(target, ast.Attribute):
                site = self.site(Kind.DELETE_FIELD, target, "del", target.attr)
                container, obj = self.capture(self.visit(target.value))
                none = ast.Constant(None, **_at(target))
                new, slots = _with(target, value=container), [site, none, obj, none]
            else:
                out.append(ast.Delete([target], **_at(node)))
                continue
            out += [ast.Delete([new], **_at(node)), ast.Expr(_record(slots, target), **_at(node))]
        return out

    # --- statements: loops -------------------------------------------------------------------------------------------

    def visit_For(self, node: ast.For) -> Any:
        walked = self.walked(node.iter) if self.scope.inline else None
        self.loops += 1
        name = f".loop{self.loops}"
        step: list[ast.stmt] = []
        if walked is None:
            iterable = self.iterated(node.iter)
        else:
            source, view = walked
            iterable = self.walking(
                node.iter, source, lambda *args: _walrus(name, _call(".iterate", source, *args)), view
            )
            site = self.site(Kind.STEP, node.target, "iterate", label=_label(source))
            none = ast.Constant(None, **_at(node.target))
            step = [ast.Expr(_record([site, none, _name(name, node), none], node.target), **_at(node.target))]
        target = node.target
        before: list[ast.stmt] = []
        if _stores(target) and self.scope.statements:  # for a[0] in …
            self.scope.temporaries = 0
            item = f".item{self.loops}"
            before = self.store(target, _name(item, target), node)
            if not self.scope.inline:
                before = self.forgetting([*before, _assign(item, _name(item, target), target)], target)
            target = ast.Name(item, _STORE, **_at(target))
        statements = self.statements(node.body)
        if before:
            plain = [ast.Assign([node.target], _name(item, node.target), **_at(node.target)), *node.body]
            body = self.guarded(plain, [*step, *before, *statements], node.body[0])
        elif step:
            body = self.guarded(node.body, [*step, *statements], node.body[0])
        else:
            body = self.guarded(node.body, statements, node.body[0])
        orelse = self.statements(node.orelse)
        self.loops -= 1
        return _changed(node, target=target, iter=iterable, body=body, orelse=orelse)

    def iterated(self, node: ast.expr) -> ast.expr:
        """An iterable that records each step by itself: a generator around the container's own iterator."""
        walked = self.walked(node)
        if walked is None:
            return self.visit(node)
        source, iterable = walked
        step = self.site(Kind.STEP, source, "iterate", label=_label(source))
        return self.walking(node, source, lambda site, *args: _call(".each", node, site, step, *args), iterable)

    def walked(self, node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
        """(container, iterable) of a loop over `node`: `a`, `enumerate(a)`, `zip(a, …)`, `d.items()`; None elsewhere."""
        if not self.reads:
            return None
        if isinstance(node, ast.Call) and not node.keywords:
            function = node.func
            if isinstance(function, ast.Name) and function.id in ("enumerate", "zip", "reversed") and node.args:
                first = node.args[0]
                if isinstance(first, (ast.Name, ast.Attribute)) and function.id != "reversed":
                    return first, first
            elif isinstance(function, ast.Attribute) and function.attr in _VIEWS and not node.args:
                container = function.value
                if isinstance(container, ast.Name) and container.id not in self.modules:
                    return container, node
            return None
        if isinstance(node, (ast.Name, ast.Attribute)) or (
            isinstance(node, ast.Subscript) and not _has_slice(node.slice)
        ):
            return node, node
        return None

    def walking(
        self, node: ast.expr, source: ast.expr, build: Callable[..., ast.expr], iterable: ast.expr
    ) -> ast.expr:
        """`node` with its container's iteration told: build(site, iterable) or build(site, view, container)."""
        site = self.site(Kind.ITERATE, source, "iterate", label=_label(source))
        if iterable is not source:
            return build(site, iterable, source)
        told = build(site, self.receiver(source))
        if source is node:
            return told
        assert isinstance(node, ast.Call)
        return _with(node, args=[told, *self.each(node.args[1:])])

    def visit_While(self, node: ast.While) -> Any:
        test = self.guarded_value(node.test, self.visit(node.test))
        body = self.guarded(node.body, self.statements(node.body), node.body[0])
        return _changed(node, test=test, body=body, orelse=self.statements(node.orelse))

    def visit_With(self, node: ast.With | ast.AsyncWith) -> Any:
        items, before = [], []
        for item in node.items:
            target = item.optional_vars
            new = self.visit(item.context_expr)
            if target is not None and _stores(target) and self.scope.statements and len(node.items) == 1:
                name = self.temporary()
                before = self.store(target, _name(name, target), node)
                if not self.scope.inline:
                    before = self.forgetting([*before, _assign(name, _name(name, target), target)], target)
                target = ast.Name(name, _STORE, **_at(target))
            items.append(_changed(item, context_expr=new, optional_vars=target))
        same = all(a is b for a, b in zip(items, node.items, strict=True))
        statements = self.statements(node.body)
        return _changed(node, items=node.items if same else items, body=[*before, *statements] if before else statements)

    visit_AsyncWith = visit_With


# --- tree helpers ----------------------------------------------------------------------------------------------------

_OPERATORS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.FloorDiv: "//",
}
_VIEWS = frozenset({"items", "keys", "values"})
_IN_PLACE = (ast.Add, ast.Sub, ast.Mult, ast.BitOr, ast.BitXor, ast.BitAnd)


def _at(node: Any) -> dict[str, Any]:
    return {
        "lineno": node.lineno,
        "col_offset": node.col_offset,
        "end_lineno": node.end_lineno,
        "end_col_offset": node.end_col_offset,
    }


def _name(name: str, at: ast.AST) -> ast.expr:
    return ast.Name(name, _LOAD, **_at(at))


def _walrus(name: str, value: ast.expr) -> ast.expr:
    return ast.NamedExpr(ast.Name(name, _STORE, **_at(value)), value, **_at(value))


def _call(function: str, at: ast.AST, *args: ast.expr) -> ast.expr:
    return ast.Call(_name(function, at), list(args), [], **_at(at))


def _record(slots: Slots, at: ast.AST) -> ast.expr:
    return _call(".rec", at, ast.Tuple(slots, _LOAD, **_at(at)))


def _assign(name: str, value: ast.expr, at: ast.AST) -> ast.stmt:
    return ast.Assign([ast.Name(name, _STORE, **_at(at))], value, **_at(at))


def _with(node: _N, **changes: Any) -> _N:
    """A copy of `node` with other children."""
    new = node.__class__.__new__(node.__class__)
    new.__dict__.update(node.__dict__)
    new.__dict__.update(changes)
    return new


def _changed(node: _N, **changes: Any) -> _N:
    """The same, or `node` itself where nothing is new."""
    fields = node.__dict__
    return _with(node, **changes) if any(fields[name] is not new for name, new in changes.items()) else node


def _label(node: ast.expr) -> str:
    """The learner's name for what the expression gives: `nums`, `self.items`, `graph[u]`; "" for anything longer."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = _label(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    if isinstance(node, ast.Subscript) and _is_simple(node.slice):
        owner = _label(node.value)
        return f"{owner}[{ast.unparse(node.slice)}]" if owner else ""
    return ""


def _is_simple(node: ast.expr) -> bool:
    """Names, constants and arithmetic on them: nothing that is worth a probe or could run the learner's code twice."""
    if isinstance(node, ast.BinOp):
        return _is_simple(node.left) and _is_simple(node.right)
    if isinstance(node, ast.UnaryOp):
        return _is_simple(node.operand)
    return isinstance(node, (ast.Name, ast.Constant))


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _has_slice(node: ast.expr) -> bool:
    """`a[1:2]`, and the exotic `a[1:2, ...]` and `a[*i]`."""
    if isinstance(node, ast.Tuple):
        return any(isinstance(e, (ast.Slice, ast.Starred)) for e in node.elts)
    return isinstance(node, ast.Slice)


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _stores(target: ast.expr) -> bool:
    """Whether a target holds an item or an attribute, not only names."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return any(_stores(e) for e in target.elts)
    if isinstance(target, ast.Starred):
        return _stores(target.value)
    return isinstance(target, (ast.Subscript, ast.Attribute))


def _parameters(arguments: ast.arguments) -> set[str]:
    return {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def _bound_names(target: ast.expr) -> Iterable[str]:
    """The names that a target of an assignment binds."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _bound_names(element)


def _hoisted(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The function's names whose containers are changed here or in a function inside, and that only `=` binds."""
    changed = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            receiver = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            receiver = node.func.value
        else:
            continue
        if isinstance(receiver, ast.Name):
            changed.add(receiver.id)
    if not changed:
        return frozenset()
    plain = _parameters(function.args)
    otherwise: set[str] = set()
    assigned = set()  # the Name nodes that an assignment binds
    for node in _own(function.body):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                plain.update(_bound_names(target))
                assigned.update(n for n in ast.walk(target) if isinstance(n, ast.Name))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in assigned:
            otherwise.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            otherwise.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            otherwise.add(node.name)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar, ast.ExceptHandler)) and node.name:
            otherwise.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            otherwise.add(node.rest)
        elif isinstance(node, ast.Global):
            otherwise.update(node.names)
    for node in ast.walk(function):
        if isinstance(node, ast.Nonlocal):
            otherwise.update(node.names)
    return frozenset(plain & changed - otherwise)


def _own(body: Iterable[ast.AST]) -> Iterable[ast.AST]:
    """The nodes of a function's own scope, in order."""
    for node in body:
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            yield from _own(ast.iter_child_nodes(node))


def _without_declarations(body: list[ast.stmt]) -> list[ast.stmt]:
    """The body with `pass` for each `global` and `nonlocal` of its own scope."""
    out: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, (ast.Global, ast.Nonlocal)):
            out.append(ast.Pass(**_at(statement)))
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            out.append(statement)
            continue
        changes: dict[str, Any] = {}
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(statement, field, None)
            if inner:
                changes[field] = _without_declarations(inner)
        for field in ("handlers", "cases"):
            parts = getattr(statement, field, None)
            if parts:
                changes[field] = [_with(part, body=_without_declarations(part.body)) for part in parts]
        out.append(_with(statement, **changes) if changes else statement)
    return out
