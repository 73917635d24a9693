"""Scopes: where a visitor stands, and what is known of a function's names before it is visited."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import Any

from ..sites import METHODS, MUTATORS
from . import trees


class Scope:
    """Where the visitor stands.

    inline: temporaries are fast locals that nothing looks at, so probes may use them; elsewhere see stacked.py.
    stable: parameters that nothing can rebind in the midst of an expression.
    fixed: the same of all local names, which may be unbound yet.
    hoisted: names of this function that are snapshotted when they are bound, not at each change.
    known: those and the enclosing functions'.
    newborn: in an `__init__`, the name of the instance.
    iterable: within the iterable of a comprehension, where `:=` is illegal, in lambdas too.
    observed: in a class body, whose namespace can be the learner's own and see every load of a name.
    once: at module level, where no statement runs again before it has ended.
    temporaries: how many the current statement has used.
    records: whether the function has statements that record.
    function: the name by which a function surely can call itself; "" where there is none.
    """

    def __init__(self, inline: bool, stable: frozenset[str] = frozenset(), iterable: bool = False) -> None:
        self.inline = inline and not iterable
        self.stable = stable
        self.fixed: frozenset[str] = stable
        self.iterable = iterable
        self.hoisted: frozenset[str] = frozenset()
        self.known: frozenset[str] = frozenset()
        self.newborn = ""
        self.observed = False
        self.once = False
        self.temporaries = 0
        self.records = False
        self.function = ""


Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Names:
    """A function's names.

    parameters: without `*args` and `**kwargs`.
    stored: all that its own scope binds or deletes.
    assigned: those bound by `=` (an augmented assignment keeps the object, where it is a container).
    otherwise: those bound in any other way.
    rebound: those that something could bind in the midst of an expression, here or in a function inside.
    changed: those whose container is changed, here or in a function inside.
    declarations: its `global` and `nonlocal` statements.
    generator: whether it has a `yield`.
    looks: whether it calls `locals()`, `vars()` or `dir()`, which show its own names.
    """

    def __init__(self, arguments: ast.arguments | None = None) -> None:
        self.parameters: set[str] = set()
        self.stored: set[str] = set()
        self.assigned: set[str] = set()
        self.otherwise: set[str] = set()
        self.rebound: set[str] = set()
        self.changed: set[str] = set()
        self.declarations: list[ast.Global | ast.Nonlocal] = []
        self.generator = False
        self.looks = False
        if arguments:
            self.parameters = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
            self.otherwise = {a.arg for a in (arguments.vararg, arguments.kwarg) if a}

    @property
    def all(self) -> set[str]:
        """Every name of its own."""
        return self.parameters | self.stored | self.otherwise

    @property
    def stable(self) -> frozenset[str]:
        """Parameters that keep their value throughout any expression."""
        return frozenset(self.parameters - self.rebound)

    @property
    def fixed(self) -> frozenset[str]:
        """Local names that keep their value, if they have one, throughout any expression."""
        return frozenset(self.all - self.rebound)

    @property
    def hoisted(self) -> frozenset[str]:
        """Names whose containers are changed and that only `=` binds, so that they can be met where they are bound."""
        return frozenset((self.parameters | self.assigned) & self.changed - self.otherwise - self.rebound)


class Survey:
    """What one pass over a module finds before it is rewritten.

    functions: the names of every function and lambda.
    modules: names bound by `import` alone, whose attributes are no fields.
    imported: by its own name, what `from … import … as …` calls it here, or for a mutator `push = heapq.heappush`.
    classes: by name, whether the class fills its instances itself, in an `__init__`.
    aliases: names bound to a container's method (`push = stack.append`), with the method's.
    defined: the names of its functions and methods.
    bound: every name that it binds anywhere; variables: but for functions, classes and modules.
    containers: names and attributes that it uses as containers.
    introspective: whether it may look at the local names of a running function, other than by calling `locals()` there.
    calm: whether its operators surely run no code of its own: it defines no special methods and no properties.
    defaults: whether fetching an item may put one there: the program speaks of a `defaultdict`.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.functions: dict[ast.AST, Names] = {}
        self.modules: set[str] = set()
        self.imported: dict[str, set[str]] = {}
        self.classes: dict[str, bool] = {}
        self.aliases: dict[str, str] = {}
        self.defined: set[str] = set()
        self.containers: set[str] = set()
        self.bound: set[str] = set()
        self.variables: set[str] = set()
        self.defaults = False
        self.calm = True
        self.introspective = False
        module = Names()
        self.nodes(tree.body, module)
        for names in (module, *self.functions.values()):
            self.bound |= names.all
            self.variables |= names.parameters
        self.modules -= self.variables

    def nodes(self, nodes: Iterable[ast.AST], names: Names) -> None:
        for node in nodes:
            self.node(node, names)

    def children(self, node: ast.AST, names: Names) -> None:
        for value in node.__dict__.values():
            if value.__class__ is list:
                for part in value:
                    if isinstance(part, ast.AST):
                        self.node(part, names)
            elif isinstance(value, ast.AST):
                self.node(value, names)

    def node(self, node: Any, names: Names) -> None:
        visit = _VISITS.get(node.__class__)
        if visit:
            visit(self, node, names)
        elif node.__class__ not in _LEAVES:
            self.children(node, names)

    def function(self, node: Function, names: Names) -> None:
        inner = self.functions[node] = Names(node.args)
        if not isinstance(node, ast.Lambda):
            self.defined.add(node.name)
            self.calm = self.calm and not _is_operator(node.name)
            names.stored.add(node.name)
            names.otherwise.add(node.name)
            self.nodes(node.decorator_list, names)
        self.nodes([*node.args.defaults, *(d for d in node.args.kw_defaults if d)], names)
        self.nodes([node.body] if isinstance(node, ast.Lambda) else node.body, inner)
        names.changed |= inner.changed
        names.rebound |= inner.rebound

    def class_(self, node: ast.ClassDef, names: Names) -> None:
        names.stored.add(node.name)
        names.otherwise.add(node.name)
        self.classes[node.name] = any(isinstance(s, ast.FunctionDef) and s.name == "__init__" for s in node.body)
        inner = Names()
        self.children(node, inner)
        names.changed |= inner.changed
        names.rebound |= inner.rebound | inner.otherwise | inner.assigned

    def name(self, node: ast.Name, names: Names) -> None:
        self.defaults = self.defaults or node.id == "defaultdict"
        self.introspective = self.introspective or node.id in _LOOKS or node.id in _LOCALS
        self.calm = self.calm and node.id not in _DESCRIPTORS and not _is_operator(node.id)
        if not isinstance(node.ctx, ast.Load):
            self.variables.add(node.id)
            names.stored.add(node.id)
            names.otherwise.add(node.id)
            if isinstance(node.ctx, ast.Del):
                names.rebound.add(node.id)

    def assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, names: Names) -> None:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self.target(target, names)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            attribute, bound = node.value.attr, [t.id for t in node.targets if isinstance(t, ast.Name)]
            if attribute in METHODS:
                self.aliases.update(dict.fromkeys(bound, attribute))
            elif attribute in MUTATORS:
                self.imported.setdefault(attribute, set()).update(bound)
        if node.value:
            self.node(node.value, names)

    def target(self, node: ast.expr, names: Names) -> None:
        if isinstance(node, ast.Name):
            self.variables.add(node.id)
            names.stored.add(node.id)
            names.assigned.add(node.id)
        elif isinstance(node, (ast.Tuple, ast.List)):
            for element in node.elts:
                self.target(element, names)
        else:
            self.node(node, names)

    def named(self, node: ast.NamedExpr, names: Names) -> None:
        names.rebound.add(node.target.id)
        self.children(node, names)

    def yields(self, node: ast.Yield | ast.YieldFrom, names: Names) -> None:
        names.generator = True
        self.children(node, names)

    def declared(self, node: ast.Global | ast.Nonlocal, names: Names) -> None:
        names.declarations.append(node)
        names.rebound.update(node.names)

    def binder(self, node: Any, names: Names) -> None:
        """Bind by `import`, `except … as`, or a pattern."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            here = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
            self.introspective = self.introspective or not _LOOKS.isdisjoint(alias.name for alias in node.names)
            if isinstance(node, ast.Import):
                self.modules |= here
            else:
                for alias in node.names:
                    self.defaults = self.defaults or alias.name == "defaultdict"
                    self.imported.setdefault(alias.name, set()).add(alias.asname or alias.name)
        else:
            here = {name for name in (getattr(node, "name", None), getattr(node, "rest", None)) if name}
        names.stored |= here
        names.otherwise |= here
        self.children(node, names)

    def attribute(self, node: ast.Attribute, names: Names) -> None:
        self.defaults = self.defaults or node.attr == "defaultdict"
        self.introspective = self.introspective or node.attr in _LOOKS
        self.node(node.value, names)

    def constant(self, node: ast.Constant, names: Names) -> None:
        self.introspective = self.introspective or (isinstance(node.value, str) and bool(_CODE.search(node.value)))

    def used(self, node: ast.expr) -> None:
        """Note that `node` is used as a container."""
        if isinstance(node, ast.Name):
            self.containers.add(node.id)
        elif isinstance(node, ast.Attribute):
            self.containers.add(node.attr)

    def loop(self, node: ast.For | ast.comprehension, names: Names) -> None:
        self.used(node.iter)
        self.children(node, names)

    def compare(self, node: ast.Compare, names: Names) -> None:
        if isinstance(node.ops[0], (ast.In, ast.NotIn)):
            self.used(node.comparators[0])
        self.children(node, names)

    def subscript(self, node: ast.Subscript, names: Names) -> None:
        self.used(node.value)
        if not isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name):
            names.changed.add(node.value.id)
        self.children(node, names)

    def call(self, node: ast.Call, names: Names) -> None:
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in METHODS:
            self.used(function.value)
            if isinstance(function.value, ast.Name):
                names.changed.add(function.value.id)
        if any(keyword.arg == "capture_locals" for keyword in node.keywords):
            self.introspective = True
        if isinstance(function, ast.Name) and function.id in _LOCALS:
            names.looks = names.looks or not (node.args or node.keywords)
            self.nodes([*node.args, *node.keywords], names)
        else:
            self.children(node, names)


# What leads to a running function's local names, in a program and in text that it may evaluate.
_LOOKS = frozenset(
    {
        *("_getframe", "currentframe", "f_locals", "gi_frame", "cr_frame", "ag_frame", "tb_frame"),
        *("getgeneratorlocals", "getcoroutinelocals", "settrace", "setprofile", "breakpoint"),
        *("inspect", "pdb", "bdb", "code"),
    }
)
_LOCALS = frozenset({"locals", "vars", "dir"})
_CODE = re.compile(r"_getframe|currentframe|f_locals|_frame\b|\b(locals|vars|dir)\b")

# Special methods that no operator and no access to an item or attribute runs.
_NO_OPERATORS = frozenset({"__init__", "__new__", "__post_init__", "__repr__", "__call__", "__enter__", "__exit__"})
_NO_METHODS = frozenset({"__name__", "__file__", "__doc__", "__all__", "__slots__", "__annotations__", "__version__"})
_DESCRIPTORS = frozenset({"property", "cached_property", "setattr", "type"})


def _is_operator(name: str) -> bool:
    """Whether a definition by that name may be run by an operator."""
    return name[:2] == "__" == name[-2:] and name not in _NO_OPERATORS and name not in _NO_METHODS


_VISITS: dict[type, Any] = {
    ast.FunctionDef: Survey.function,
    ast.AsyncFunctionDef: Survey.function,
    ast.Lambda: Survey.function,
    ast.ClassDef: Survey.class_,
    ast.Name: Survey.name,
    ast.Assign: Survey.assign,
    ast.AnnAssign: Survey.assign,
    ast.AugAssign: Survey.assign,
    ast.NamedExpr: Survey.named,
    ast.Yield: Survey.yields,
    ast.YieldFrom: Survey.yields,
    ast.Global: Survey.declared,
    ast.Nonlocal: Survey.declared,
    ast.Import: Survey.binder,
    ast.ImportFrom: Survey.binder,
    ast.ExceptHandler: Survey.binder,
    ast.MatchAs: Survey.binder,
    ast.MatchStar: Survey.binder,
    ast.MatchMapping: Survey.binder,
    ast.Attribute: Survey.attribute,
    ast.Constant: Survey.constant,
    ast.Subscript: Survey.subscript,
    ast.Call: Survey.call,
    ast.For: Survey.loop,
    ast.comprehension: Survey.loop,
    ast.Compare: Survey.compare,
}
_LEAVES = frozenset(
    {ast.Load, ast.Store, ast.Del, ast.Pass, ast.Break, ast.Continue, ast.arguments}
    | set(ast.operator.__subclasses__())
    | set(ast.cmpop.__subclasses__())
    | set(ast.unaryop.__subclasses__())
    | set(ast.boolop.__subclasses__())
)


def without_declarations(body: list[ast.stmt]) -> list[ast.stmt]:
    """The body with `pass` for each `global` and `nonlocal` of its own scope."""
    out: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, (ast.Global, ast.Nonlocal)):
            out.append(ast.Pass(**trees.place(statement)))
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            out.append(statement)
            continue
        changes: dict[str, Any] = {}
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(statement, field, None)
            if inner:
                changes[field] = without_declarations(inner)
        for field in ("handlers", "cases"):
            parts = getattr(statement, field, None)
            if parts:
                changes[field] = [trees.replaced(part, body=without_declarations(part.body)) for part in parts]
        out.append(trees.replaced(statement, **changes) if changes else statement)
    return out
