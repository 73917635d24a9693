"""Statements with probes: bodies in both forms, stores, deletions and loops."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from operator import is_
from typing import Any

from ..sites import FIELDS, HARMLESS_BUILTINS, Kind
from . import records, trees
from .expressions import Expressions
from .scopes import Scope, without_declarations
from .trees import IN_PLACE, LOAD, OPERATORS, STORE, Slots


class Statements(Expressions):
    """The visitors of statements, and of the whole module."""

    # --- bodies ------------------------------------------------------------------------------------------------------

    def module(self, tree: ast.Module) -> ast.Module:
        """The whole program; `__future__` imports and the docstring stay first by staying where they are."""
        return trees.replaced(tree, body=self.statements(tree.body))

    def statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Visit each statement; the very same list where none changed."""
        out: list[ast.stmt] = []
        changed = False
        outer = self.scope.temporaries
        for position, statement in enumerate(body):
            new = self.one(statement, position)
            changed = changed or new is not statement
            self.add(out, new)
        self.scope.temporaries = outer
        return out if changed else body

    def one(self, statement: ast.stmt, position: int) -> ast.stmt | list[ast.stmt]:
        """Visit the statement at a position of a body."""
        self.scope.temporaries = 0
        new: ast.stmt | list[ast.stmt] = self.visit(statement)
        return new

    def add(self, out: list[ast.stmt], new: ast.stmt | list[ast.stmt]) -> None:
        """Put what became of a statement behind others, its record into theirs where that is the same."""
        if not isinstance(new, list):
            out.append(new)
        elif not (self.survey.calm and records.joined(out, new, self.tells_field, self.scope.fixed)):
            out.extend(new)

    def guarded(
        self, body: list[ast.stmt], first: list[ast.stmt], before: list[ast.stmt], *, loops: bool = False
    ) -> list[ast.stmt]:
        """Visit a body that runs again and again: past the limit it runs as written.

        Neighbours that record become one `if len(log) < limit: <with probes> else: <as written>`. What contains a loop
        stands outside, and looks at the limit in there. `first` comes first with probes, `before` as written.
        """
        out: list[ast.stmt] = []
        probed, written, needs = first, before, bool(first)
        for position, statement in enumerate(body):
            guards = self.guards
            new, tells = self.counted(partial(self.one, statement, position))
            if self.guards > guards and not tells:
                out += self.guard(probed, written, loops) if needs else probed
                self.add(out, new)
                probed, written, needs = [], [], False
            else:
                self.add(probed, new)
                written = [*written, statement]
                needs = needs or tells
        return out + (self.guard(probed, written, loops) if needs else probed)

    def guard(self, probed: list[ast.stmt], written: list[ast.stmt], loops: bool = False) -> list[ast.stmt]:
        """`if len(log) < limit: <probed> else: <written>`."""
        self.guards += 1
        return [trees.build(ast.If, probed[0], test=self.room(probed[0], loops), body=probed, orelse=written)]

    def tells_field(self, site: Any) -> bool:
        """Whether the site of a record is that of an attribute."""
        return self.sites[site.value].kind in FIELDS

    def told(self, slots: Slots, at: ast.AST) -> ast.stmt:
        """A record as a statement, with the reads held back until now."""
        if self.pending:
            slots, self.pending = [*self.pending, *slots], []
        return self.stated(trees.record(slots, at))

    def stated(self, value: ast.expr) -> ast.stmt:
        """An expression as a statement, in the form that takes least time."""
        statement = records.as_statement(value) if self.scope.inline else None
        if statement is None:
            return trees.statement(value, value)
        self.scope.records = True
        return statement

    def unfolded(self, value: ast.expr) -> tuple[list[ast.stmt], ast.expr]:
        """(statements, what gives the value after them): the record that an expression begins with goes before it.

        It begins with what is evaluated first, but for what gives the same later and can't fail.
        """
        if not self.scope.inline:
            return [], value
        out, result = records.unfolded(value)
        if out:
            self.scope.records = True
            return out, result
        field, first = self.first_evaluated(value)
        if first is None:
            return [], value
        out, result = self.unfolded(first)
        if not out:
            return [], value
        old = getattr(value, field)
        return out, trees.replaced(value, **{field: [result, *old[1:]] if isinstance(old, list) else result})

    def tested(self, node: ast.expr) -> tuple[list[ast.stmt], ast.expr]:
        """(statements, the test after them), where a test's reads are recorded before anything is done upon it."""
        if not (self.is_calm_place() and self.is_calm(node)) or self.begins_with_read(node):
            return self.unfolded(self.visit(node))

        def visit() -> tuple[list[ast.stmt], ast.expr]:
            test = self.visit(node)
            if not self.pending:
                return [], test
            name = self.temporary()
            return [trees.assign(name, test, node), self.told([], node)], trees.name(name, node)

        told: tuple[list[ast.stmt], ast.expr] = self.together_with(visit)
        return told

    def begins_with_read(self, node: ast.expr) -> bool:
        """Whether what is evaluated first is an item or an attribute, whose record can go before the rest."""
        first: ast.expr | None = node
        while first is not None:
            if isinstance(first, (ast.Subscript, ast.Attribute)):
                return True
            _, first = self.first_evaluated(first)
        return False

    def first_evaluated(self, node: Any) -> tuple[str, ast.expr | None]:
        """(field, operand) that evaluating an expression begins with; of several the first."""
        match node:
            case ast.Compare():
                return ("comparators", node.comparators[0]) if self.settled(node.left) else ("left", node.left)
            case ast.BinOp():
                return ("right", node.right) if self.settled(node.left) else ("left", node.left)
            case ast.UnaryOp():
                return "operand", node.operand
            case ast.BoolOp():
                return "values", node.values[0]
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if self.is_surely_bound(name):
                return "args", first
        return "", None

    def is_surely_bound(self, name: str) -> bool:
        """Whether loading it can't fail: a builtin, or the function that is running."""
        return name == self.scope.function or (name in HARMLESS_BUILTINS and name not in self.survey.bound)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        decorators = self.each(node.decorator_list)
        arguments = self.defaults(node.args)
        scope = self.function_scope(node)
        if not self.scope.observed and node.name not in self.survey.functions[node].all:
            scope.function = node.name
        scope.hoisted = self.survey.functions[node].hoisted
        scope.known |= scope.hoisted
        if node.name == "__init__" and node.args.args and self.methods:
            scope.newborn = node.args.args[0].arg
        body = self.inside(scope, lambda: self.function_body(node))
        return trees.changed(node, decorator_list=decorators, args=arguments, body=body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def function_body(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
        """Docstring and declarations first, then the body in both forms."""
        loops, self.loops = self.loops, 0
        before = node.body
        head: list[ast.stmt] = []
        if ast.get_docstring(node, clean=False) is not None:
            head, before = before[:1], before[1:]
        declarations = self.survey.functions[node].declarations
        if declarations:  # twice in one function would be an error
            head += declarations
            before = without_declarations(before)
        met = sorted(self.scope.hoisted & self.survey.functions[node].parameters)
        after = self.guarded(before, self.meet(met, node.body[0]), [])
        if len(after) == len(before) and all(map(is_, after, before)):
            after = before
        else:
            self.guards += 1  # past the limit it runs as written already
            after = self.entered(node, after)
        if self.scope.records:
            head.append(records.opened(node.body[0]))
        self.loops = loops
        return node.body if after is before else head + after

    def entered(self, node: ast.FunctionDef | ast.AsyncFunctionDef, body: list[ast.stmt]) -> list[ast.stmt]:
        """What records that a function is entered and left, around its body."""
        return body

    def loop_variables(self, node: ast.For) -> list[ast.stmt]:
        """What records the variables that a loop has just bound."""
        return []

    def visit_If(self, node: ast.If) -> Any:
        before, test = self.tested(node.test)
        new = trees.changed(node, test=test, body=self.statements(node.body), orelse=self.statements(node.orelse))
        return [*before, new] if before else new

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        """Bases, keywords and type parameters are left alone; a temporary here would be an attribute."""
        decorators = self.each(node.decorator_list)
        methods = self.methods
        self.methods = frozenset(s.name for s in node.body if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef)))
        scope = Scope(inline=False)
        scope.observed = True
        body = self.inside(scope, lambda: self.statements(node.body))
        self.methods = methods
        return trees.changed(node, decorator_list=decorators, body=body)

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        """Patterns must stay literal."""
        guard = node.guard and self.visit(node.guard)
        return trees.changed(node, guard=guard, body=self.statements(node.body))

    # --- statements: stores ------------------------------------------------------------------------------------------

    def visit_Expr(self, node: ast.Expr) -> Any:
        value = self.call(node.value, wanted=False) if isinstance(node.value, ast.Call) else self.visit(node.value)
        if value is node.value:
            return node
        before, value = self.unfolded(value)
        if not before:
            return self.stated(value)
        return before if isinstance(value, ast.Name) else [*before, self.stated(value)]

    def visit_Return(self, node: ast.Return) -> Any:
        if node.value is None:
            return node
        before, value = self.unfolded(self.visit(node.value))
        new = trees.changed(node, value=value)
        return [*before, new] if before else new

    def visit_Assign(self, node: ast.Assign) -> Any:
        met = self.scope.hoisted.intersection(n for target in node.targets for n in trees.bound_names(target))
        new = self.assign(node)
        if not met:
            return new
        return [*(new if isinstance(new, list) else [new]), *self.meet(sorted(met), node)]

    def is_calm_store(self, targets: list[ast.expr], value: ast.expr) -> bool:
        """Whether the reads of a statement may be recorded after it: it binds no name, and runs no learner's code."""
        parts = [*trees.flat(targets)]
        return (
            self.is_calm_place()
            and all(isinstance(part, (ast.Subscript, ast.Attribute)) and self.is_calm(part) for part in parts)
            and self.is_calm(value)
            and not any(isinstance(target, ast.Starred) for target in parts)
        )

    def is_calm_place(self) -> bool:
        """Whether reads may be recorded later than they are done.

        Not where fetching an item may put one there, which must show even if what follows fails.
        """
        calm = self.scope.inline and self.reads and self.survey.calm and not self.survey.defaults
        return calm and self.pending is None

    def together_with(self, visit: Callable[[], Any]) -> Any:
        """Visit a calm statement, whose reads are recorded together with its stores."""
        self.pending = []
        try:
            return visit()
        finally:
            self.pending = None

    def assign(self, node: ast.Assign) -> Any:
        if self.is_calm_store(node.targets, node.value):
            return self.together_with(lambda: self.assigned(node))
        return self.assigned(node)

    def assigned(self, node: ast.Assign) -> Any:
        value = self.bound(node.targets[0], node.value)
        if not any(trees.stores(t) for t in node.targets):
            return self.named(node, value)
        unpacks = isinstance(node.targets[0], (ast.Tuple, ast.List))
        several = unpacks or len(node.targets) > 1
        if not self.scope.inline:
            several = several or isinstance(getattr(node.targets[0], "slice", None), ast.Slice)
        if not self.scope.inline and not (several and self.scope.once):
            targets, after = self.stacked_targets(node.targets, node)
            return [trees.replaced(node, targets=targets, value=value), *after]
        if unpacks and len(node.targets) == 1:
            return self.unpack(node.targets[0], value, node)
        parts = all(isinstance(target, (ast.Subscript, ast.Attribute)) for target in node.targets)
        if several and not (parts and self.scope.inline):
            # a = b[0], c = value: one after the other, each from the same value
            holder, again = self.holder(node)
            out: list[ast.stmt] = [trees.store(holder, value, node)]
            for target in node.targets:
                out += self.store(target, again, node)
            return out
        held: list[ast.expr] = []
        if isinstance(value, (ast.Constant, ast.Name)) and len(node.targets) == 1:
            again = value
        else:
            holder, again = self.holder(node)
            held = [holder]
        targets, slots = list(held), []
        for target in node.targets:
            new, record = self.target(target, again)
            targets.append(new)
            slots += record
        return [trees.replaced(node, targets=targets, value=value), self.told(slots, node)]

    def named(self, node: ast.Assign, value: ast.expr) -> Any:
        """Names are bound to a visited value, or to its items."""
        before, value = self.unfolded(value)
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Tuple | ast.List):
            value, after = self.unpacked(node, target, value)
        else:
            after = []
            directly = before and len(node.targets) == 1 and records.bound_directly(before, target, value)
            if directly:
                return directly
        new = trees.changed(node, value=value)
        return [*before, new, *after] if before or after else new

    def unpacked(self, node: ast.Assign, target: ast.expr, value: ast.expr) -> tuple[ast.expr, list[ast.stmt]]:
        """(the value, what records that its items were read), where it may be a container that has a name."""
        if not self.reads or not isinstance(node.value, ast.Name | ast.Attribute | ast.Subscript):
            return value, []
        if isinstance(value, ast.Name) and value.id not in trees.bound_names(target):
            again: ast.expr = value
        elif self.scope.inline:
            value, again = trees.walrus(name := self.temporary(), value), trees.name(name, value)
        else:
            return value, []
        site, none = self.site(Kind.UNPACK, node.value, "unpack", "", trees.label_of(node.value)), trees.none(node)
        if self.scope.inline:
            return value, [self.told([site, none, again, none], node)]
        return value, [trees.statement(trees.call(".was", node, site, none, again, none), node)]

    def bound(self, target: ast.expr, value: ast.expr) -> ast.expr:
        """Visit a value about to be bound to `target`, after which a container made by it is named."""
        self.name_containers(target, value)
        new: ast.expr = self.visit(value)
        return new

    def target(self, target: ast.expr, value: ast.expr, operation: str = "write") -> tuple[ast.expr, Slots]:
        """(the store of one target, its record), where `value` gives what was stored."""
        if isinstance(target, ast.Subscript):
            container, obj = self.seen(self.receiver(target.value))
            if trees.has_slice(target.slice):
                site = self.site(Kind.BULK, target, "slice assignment", "", trees.label_of(target.value))
                index, key = self.slice(target)
                new = trees.replaced(target, value=container, slice=index)
                given = [trees.build(ast.Tuple, target, elts=[key, value], ctx=LOAD)] if key else []
                return new, [site, trees.none(target), obj, trees.call(".changed", target, site, obj, *given)]
            site = self.site(Kind.WRITE, target, operation, label=trees.label_of(target.value))
            index, key = self.capture(self.visit(target.slice))
            return trees.replaced(target, value=container, slice=index), [site, value, obj, key]
        if isinstance(target, ast.Attribute):
            newborn = isinstance(target.value, ast.Name) and target.value.id == self.scope.newborn
            kind = Kind.INIT_FIELD if newborn else Kind.WRITE_FIELD
            site = self.site(kind, target, operation, target.attr, trees.label_of(target))
            container, obj = self.capture(self.visit(target.value))
            return trees.replaced(target, value=container), [
                site,
                value,
                obj,
                trees.none(target),
            ]
        return target, []

    def slice(self, target: ast.Subscript) -> tuple[ast.expr, ast.expr | None]:
        """(the visited index of a target with a slice in it, what gives the slice again, if it is nothing but one)."""
        if isinstance(target.slice, ast.Slice):
            return self.capture(trees.call(".range", target, *self.bounds(target)))
        return self.visit(target.slice), None

    def store(self, target: ast.expr, value: ast.expr, at: ast.stmt) -> list[ast.stmt]:
        """`target = value`, whatever the target, where `value` can be evaluated twice."""
        if isinstance(target, (ast.Tuple, ast.List)):
            return self.unpack(target, value, at)
        if not self.scope.inline and isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
            new, told = self.sliced(target, "slice assignment", [value])
            return [trees.store(new, value, at), told]
        if not self.scope.inline:
            targets, after = self.stacked_targets([target], at)
            return [trees.store(targets[0], value, at), *after]
        new, slots = self.target(target, value)
        out: list[ast.stmt] = [trees.store(new, value, at)]
        if slots:
            out.append(self.told(slots, target))
        return out

    def unpack(self, target: Any, value: ast.expr, at: ast.stmt) -> list[ast.stmt]:
        """Unpack into temporaries, then store strictly from left to right, as CPython does."""
        if not trees.stores(target):
            return [trees.store(target, value, at)]
        values, out = self.spread(target, value, at)
        elements = [e.value if isinstance(e, ast.Starred) else e for e in target.elts]
        if self.scope.inline and all(self.is_plain_store(e) for e in elements):
            # a swap: both stores, then one record of the two
            slots: Slots = []
            for part, element in zip(values, elements, strict=True):
                new, record = self.target(element, part)
                out.append(trees.store(new, part, at))
                slots += record
            return [*out, self.told(slots, target)]
        for part, element in zip(values, elements, strict=True):
            out += self.store(element, part, at)
        return out

    def is_plain_store(self, target: ast.expr) -> bool:
        """Whether nothing is recorded between a store and what follows it."""
        if isinstance(target, ast.Attribute):
            return self.pending is not None and isinstance(target.value, ast.Name)
        return isinstance(target, ast.Subscript) and trees.is_simple(target.slice)

    def spread(self, target: ast.Tuple | ast.List, value: Any, at: ast.stmt) -> tuple[list[Any], list[ast.stmt]]:
        """(what gives the parts of a value, what unpacks it)."""
        if self.scope.inline and trees.match_part_by_part(target, value):
            # each part into a temporary of its own, if it has none yet
            parts: list[Any] = [e if trees.is_held(e) else trees.walrus(self.temporary(), e) for e in value.elts]
            names = [trees.name(p.target.id, e) for p, e in zip(parts, target.elts, strict=True)]
            return names, [trees.assign(p.target.id, p.value, p) for p in parts]
        held = [self.holder(element) for element in target.elts]
        holders: list[ast.expr] = [
            trees.build(ast.Starred, element, value=holder, ctx=STORE) if isinstance(element, ast.Starred) else holder
            for (holder, _), element in zip(held, target.elts, strict=True)
        ]
        return [again for _, again in held], [trees.store(trees.replaced(target, elts=holders), value, at)]

    def holder(self, at: ast.AST) -> tuple[ast.expr, ast.expr]:
        """(a target that holds a value during the statement, what gives it again)."""
        if self.scope.inline:
            name = self.temporary()
            return trees.target(name, at), trees.name(name, at)
        self.kept += 1
        again = trees.item(trees.name(".kept", at), self.kept)
        return trees.replaced(again, ctx=STORE), again

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        """`a[i]: int = v`; the annotation is left alone."""
        if node.value is None:
            return node
        value = self.bound(node.target, node.value)
        if not trees.stores(node.target):
            new = trees.changed(node, value=value)
            met = self.scope.hoisted.intersection(trees.bound_names(node.target))
            return [new, *self.meet(sorted(met), node)] if met else new
        if not self.scope.inline:
            targets, after = self.stacked_targets([node.target], node)
            return [trees.replaced(node, target=targets[0], value=value), *after]
        held, again = self.capture(value)
        target, slots = self.target(node.target, again)
        return [
            trees.replaced(node, target=target, value=held),
            self.told(slots, node),
        ]

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """`a[i] += v`: container and index once, load, operate in place, store; in CPython's own order."""
        target = node.target
        if isinstance(target, (ast.Subscript, ast.Attribute)) and self.is_calm_store([target], node.value):
            return self.together_with(lambda: self.augmented(node, target, self.visit(node.value)))
        value = self.visit(node.value)
        if isinstance(target, ast.Name):
            return self.augmented_name(node, value)
        operation = OPERATORS[node.op.__class__] + "="
        if not self.scope.inline:
            targets, after = self.stacked_targets([target], node, operation)
            return [trees.replaced(node, target=targets[0], value=value), *after]
        if isinstance(target, ast.Subscript) and trees.has_slice(target.slice):
            return self.augmented_slice(node, target, value)
        return self.augmented(node, target, value)

    def augmented(self, node: ast.AugAssign, target: ast.Subscript | ast.Attribute, value: ast.expr) -> Any:
        """`x = a[i]; x += v; a[i] = x; rec((site, x, a, i))`."""
        operation = OPERATORS[node.op.__class__] + "="
        out: list[ast.stmt] = []
        new: ast.Subscript | ast.Attribute
        if isinstance(target, ast.Subscript):
            obj = self.fixed(self.receiver(target.value), out)
            if not (isinstance(obj, ast.Name) and obj.id in self.scope.known):
                out += self.meet([obj.id], target)
            key = self.fixed(self.visit(target.slice), out)
            new = trees.replaced(target, value=obj, slice=key)
            site = self.site(Kind.WRITE, node, operation, label=trees.label_of(target.value))
        else:
            obj, key = self.fixed(self.visit(target.value), out), trees.none(target)
            new = trees.replaced(target, value=obj)
            site = self.site(Kind.WRITE_FIELD, node, operation, target.attr, trees.label_of(target))
        name = self.temporary()
        held = trees.name(name, target)
        arithmetic = _is_arithmetic(node)
        value, given = (value, []) if arithmetic else self.remembered(node, value)
        out += [
            trees.assign(name, trees.replaced(new, ctx=LOAD), target),
            ast.AugAssign(trees.target(name, target), node.op, value, **trees.place(node)),
            trees.store(new, held, node),
        ]
        if not arithmetic:  # told in the order in which it is done: what is stored may be the container itself
            out.append(self.changed_in_place(node, held, operation, trees.label_of(target), given))
        return [*out, self.told([site, held, obj, key], node)]

    def fixed(self, value: ast.expr, out: list[ast.stmt]) -> Any:
        """What gives the same value throughout the statement: a name or constant; `out` gets what evaluates it."""
        if isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id in self.scope.fixed):
            return value
        name = self.temporary()
        out.append(trees.assign(name, value, value))
        return trees.name(name, value)

    def augmented_name(self, node: ast.AugAssign, value: ast.expr) -> Any:
        """`nums += [1]` changes a list; `total += 1` can't, and is left alone."""
        if _is_arithmetic(node):
            return trees.changed(node, value=value)
        assert isinstance(node.target, ast.Name)
        name, operation = node.target.id, OPERATORS[node.op.__class__] + "="
        value, given = self.remembered(node, value)
        changed = self.changed_in_place(node, trees.name(name, node), operation, name, given)
        return [trees.changed(node, value=value), changed]

    def remembered(self, node: ast.AugAssign, value: ast.expr) -> tuple[ast.expr, list[ast.expr] | None]:
        """(the operand of an augmented assignment, what gives it again); None where the stack gives it."""
        if not isinstance(node.op, (ast.Add, ast.BitOr)):
            return value, []
        if isinstance(value, (ast.Name, ast.Constant)) and not self.scope.observed:
            return value, [value]
        if not self.scope.inline:
            return self.push(value), None
        if isinstance(value, ast.BoolOp) and trees.is_temporary(value.values[-1]):
            return value, [value.values[-1]]
        value, again = self.capture(value)
        return value, [again]

    def augmented_slice(self, node: ast.AugAssign, target: ast.Subscript, value: ast.expr) -> Any:
        if not isinstance(target.value, ast.Name):
            return trees.changed(node, value=value)
        container, obj = self.seen(target.value)
        site = self.site(Kind.BULK, node, "slice assignment", "", trees.label_of(target.value))
        slots = [site, trees.none(node), obj, trees.call(".contents", target, obj)]
        new = trees.replaced(target, value=container, slice=self.visit(target.slice))
        return [trees.replaced(node, target=new, value=value), self.told(slots, node)]

    def changed_in_place(
        self, at: ast.stmt, value: ast.expr, operation: str, label: str, given: list[ast.expr] | None
    ) -> ast.stmt:
        """`if type(value) in tracked: sync(site, value, given)`; where the stack holds that, `grown(site, value)`.

        The test starts with a global: right after `s += x` the load of `s` must not be merged with its store, or
        CPython loses its in-place concatenation of strings (7 -> 114 ms for 100,000, in Pyodide).
        """
        site = self.site(Kind.SYNC, at, operation, "", label)
        if given is None:
            return trees.statement(trees.call(".grown", at, site, value), at)
        test = ast.Compare(trees.call(".type", at, value), [ast.In()], [trees.name(".tracked", at)], **trees.place(at))
        sync = trees.call(".sync", at, site, value, *given)
        return ast.If(test, [trees.statement(sync, at)], [], **trees.place(at))

    def visit_Delete(self, node: ast.Delete) -> Any:
        if not any(trees.stores(t) for t in node.targets):
            return node
        out: list[ast.stmt] = []
        if not self.scope.inline:
            for target in trees.flat(node.targets):
                if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
                    sliced, told = self.sliced(target, "del", [])
                    out += [trees.build(ast.Delete, node, targets=[sliced]), told]
                else:
                    targets, after = self.stacked_targets([target], node, "del")
                    out += [trees.build(ast.Delete, node, targets=targets), *after]
            return out
        for target in trees.flat(node.targets):
            if isinstance(target, ast.Subscript):
                container, obj = self.seen(self.receiver(target.value))
                none = trees.none(target)
                if trees.has_slice(target.slice):
                    site = self.site(Kind.BULK, target, "del", "", trees.label_of(target.value))
                    index, bounds = self.slice(target)
                    new: ast.expr = trees.replaced(target, value=container, slice=index)
                    given = [bounds] if bounds else []
                    slots: Slots = [site, none, obj, trees.call(".changed", target, site, obj, *given)]
                else:
                    site = self.site(Kind.DELETE, target, "del", label=trees.label_of(target.value))
                    index, key = self.capture(self.visit(target.slice))
                    new, slots = trees.replaced(target, value=container, slice=index), [site, none, obj, key]
            elif isinstance(target, ast.Attribute):
                site = self.site(Kind.DELETE_FIELD, target, "del", target.attr, trees.label_of(target))
                container, obj = self.capture(self.visit(target.value))
                none = trees.none(target)
                new, slots = trees.replaced(target, value=container), [site, none, obj, none]
            else:
                out.append(ast.Delete([target], **trees.place(node)))
                continue
            out += [ast.Delete([new], **trees.place(node)), self.told(slots, target)]
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
            loop = trees.name(name, source)
            iterable = self.walking(node.iter, source, lambda call: trees.item(trees.walrus(name, call), 0), view)
            step = [records.record(trees.item(loop, 1), node.target)]
            self.scope.records = True
        target = node.target
        before: list[ast.stmt] = []
        plain: list[ast.stmt] = []
        if trees.stores(target) and (self.scope.inline or self.scope.once):  # for a[0] in …
            self.scope.temporaries = 0
            item = f".item{self.loops}"  # it lives as long as the body
            inline = trees.target(item, target), trees.name(item, target)
            holder, again = inline if self.scope.inline else self.holder(target)
            before = self.store(target, again, node)
            plain = [trees.store(target, again, target)]
            target = holder
        elif trees.stores(target):
            (target,), before = self.stacked_targets([target], node, repeated=True)

        body = self.guarded(node.body, [*step, *before, *self.loop_variables(node)], plain, loops=True)
        orelse = self.statements(node.orelse)
        self.loops -= 1
        return trees.changed(node, target=target, iter=iterable, body=body, orelse=orelse)

    def visit_While(self, node: ast.While) -> Any:
        test: Any = self.repeated(node.test, lambda: self.visit(node.test), loops=True)
        body = self.guarded(node.body, [], [], loops=True)
        looks = isinstance(test, ast.IfExp) and test.orelse is node.test
        if looks and self.scope.inline and isinstance(body[0], ast.If) and self.is_room(body[0].test):
            # one look at the log for both: `while (test with probes if (.roomN := room) else test): if .roomN: …`
            room = f".room{self.loops}"
            test = trees.replaced(test, test=trees.walrus(room, test.test))
            body[0] = trees.replaced(body[0], test=trees.name(room, node.test))
        return trees.changed(node, test=test, body=body, orelse=self.statements(node.orelse))

    def visit_With(self, node: ast.With | ast.AsyncWith) -> Any:
        items, before = [], []
        for item in node.items:
            target = item.optional_vars
            new = self.visit(item.context_expr)
            if target is not None and trees.stores(target):
                if self.scope.inline and len(node.items) == 1:
                    name = self.temporary()
                    before = self.store(target, trees.name(name, target), node)
                    target = trees.target(name, target)
                else:
                    (target,), after = self.stacked_targets([target], node)
                    before += after
            items.append(trees.changed(item, context_expr=new, optional_vars=target))
        same = all(a is b for a, b in zip(items, node.items, strict=True))
        statements = self.statements(node.body)
        return trees.changed(
            node, items=node.items if same else items, body=[*before, *statements] if before else statements
        )

    visit_AsyncWith = visit_With


def _is_arithmetic(node: ast.AugAssign) -> bool:
    """Say whether `x += 1` and the like surely change no container; `x *= 2` may."""
    return not isinstance(node.op, IN_PLACE) or (trees.is_number(node.value) and not isinstance(node.op, ast.Mult))
