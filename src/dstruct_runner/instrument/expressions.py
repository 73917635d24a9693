"""Expressions with probes: reads, calls, containers being made, comprehensions, and what a loop walks through."""

from __future__ import annotations

import ast
from collections.abc import Callable
from operator import is_
from typing import Any

from ..sites import (
    CALM_CALLS,
    CONTAINERS,
    COPIERS,
    HARMLESS,
    HARMLESS_METHODS,
    HARMLESS_MODULES,
    METHODS,
    SPECIAL_METHODS,
    SPENDERS,
    Kind,
    Method,
)
from . import trees
from .scopes import Function, Scope
from .stacked import Stacked
from .trees import IN, IN_PLACE, LOAD, VIEWS, WALKERS, N, Slots

_MAKERS = (
    *(ast.List, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp),
    *(ast.BinOp, ast.Call, ast.Subscript, ast.Tuple),
)


_CALM = (ast.Attribute, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Tuple)
_FAILING = (ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)  # numbers may be refused: what was read before shows all the same
_CHOOSERS = frozenset({"max", "min"})  # of several arguments: of one they would walk through it


class Expressions(Stacked):
    """The visitors of expressions."""

    # --- expressions: reads ------------------------------------------------------------------------------------------

    def is_calm(self, node: Any) -> bool:
        """Whether evaluating it always takes the same steps, and runs none of the learner's code."""
        kind = node.__class__
        if kind is ast.Name or kind is ast.Constant:
            return True
        if kind is ast.Subscript:
            return not trees.has_slice(node.slice) and self.is_calm(node.value) and self.is_calm(node.slice)
        if kind is ast.Call:
            function = node.func
            if not isinstance(function, ast.Name) or function.id not in CALM_CALLS - self.survey.bound or node.keywords:
                return False
            return all(map(self.is_calm, node.args)) and (function.id not in _CHOOSERS or len(node.args) > 1)
        if kind is ast.Compare and not all(isinstance(c, (ast.Name, ast.Constant)) for c in node.comparators[1:]):
            return False  # of `a < b < c` only the first two are sure to be evaluated
        if kind in _CALM and not isinstance(getattr(node, "op", None), _FAILING):
            return all(self.is_calm(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        return False

    def held_back(self, slots: Slots, name: str, value: ast.expr) -> tuple[Slots, ast.expr]:
        """What a read gives: its slots after their site, to be recorded now or after the whole statement."""
        site, *operands = slots
        if self.pending is None:
            return [site, trees.walrus(name, value), *operands], trees.name(name, value)
        self.pending += [site, trees.name(name, value), *operands]
        return [], trees.walrus(name, value)

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
        return nodes if all(map(is_, out, nodes)) else out

    def settled(self, node: ast.expr) -> bool:
        """Whether evaluating it later gives the same and can't be observed."""
        return isinstance(node, ast.Constant) or (
            isinstance(node, ast.Name) and (node.id[0] == "." or node.id in self.scope.stable)
        )

    def receiver(self, node: ast.expr) -> ast.expr:
        """The container of an operation: fetching it (`self.items`, the row `grid[i]`) is no step of its own."""
        if isinstance(node, ast.Attribute):
            return trees.changed(node, value=self.receiver(node.value))
        if isinstance(node, ast.Subscript) and not trees.has_slice(node.slice):
            return self.recorded(*self.read_item(node, Kind.RECEIVE))
        new: ast.expr = self.visit(node)
        return new

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return self.recorded(*self.read_item(node))

    def read_item(self, node: ast.Subscript, kind: Kind = Kind.READ) -> tuple[Slots, ast.expr]:
        if not isinstance(node.ctx, ast.Load):
            return [], node
        if isinstance(node.slice, ast.Slice):
            return [], self.read_slice(node)
        if not self.reads:
            kind = Kind.RECEIVE
        if trees.has_slice(node.slice) or (kind is Kind.RECEIVE and not self.survey.defaults):
            return [], trees.changed(node, value=self.receiver(node.value), slice=self.visit(node.slice))
        operation = "read" if kind is Kind.READ else "default"
        site = self.site(kind, node, operation, label=trees.label_of(node.value))
        if not self.scope.inline:
            return [], self.stacked_item(site, node, self.receiver(node.value), self.visit(node.slice))
        container, obj = self.capture(self.receiver(node.value))
        slots, index = self.fused(node.slice)
        if slots and not self.settled(container):
            index = self.recorded(slots, index)
            slots = []
        index, key = self.capture(index)
        name = self.temporary()
        read = trees.build(ast.Subscript, node, value=container, slice=index, ctx=LOAD)
        own, result = self.held_back([site, obj, key], name, read)
        return [*slots, *own], result

    def read_slice(self, node: ast.Subscript) -> ast.expr:
        """A slice makes a container, and reads the items in it."""
        container, own = self.receiver(node.value), self.labels.get(node, "")
        if not self.reads:
            return self.made(node, trees.changed(node, value=container, slice=self.visit(node.slice)), "slice")
        site = self.site(Kind.SLICE, node, "slice", label=trees.label_of(node.value))
        if not self.scope.inline:
            read = self.stacked_slice(site, node, container, self.bounds(node))
        else:
            container, obj = self.capture(container)
            index, key = self.capture(trees.call(".range", node, *self.bounds(node)))
            name = self.temporary()
            value = trees.build(ast.Subscript, node, value=container, slice=index, ctx=LOAD)
            read = self.recorded(*self.held_back([site, obj, key], name, value))
        return trees.call(".new", node, self.site(Kind.NEW, node, "create", "slice", own), read)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.recorded(*self.read_field(node))

    def read_field(self, node: ast.Attribute) -> tuple[Slots, ast.expr]:
        if not isinstance(node.ctx, ast.Load):
            return [], node
        if (
            not self.reads
            or self.is_module(node.value)
            or node.attr.startswith("__")
            or trees.is_call_of(node.value, "super")
        ):
            return [], trees.changed(node, value=self.visit(node.value))
        if not self.scope.inline:
            value = self.visit(node.value)
            return [], self.stacked_field(self.site(Kind.READ_FIELD, node, "read", node.attr), node, value)
        slots, value = self.fused(node.value)
        if slots and not self.settled(value):
            value, slots = self.recorded(slots, value), []
        container, obj = self.capture(value)
        site = self.site(Kind.READ_FIELD, node, "read", node.attr)
        name = self.temporary()
        # a real Attribute: mangled as written
        read = trees.build(ast.Attribute, node, value=container, attr=node.attr, ctx=LOAD)
        own, result = self.held_back([site, obj, trees.none(node)], name, read)
        return [*slots, *own], result

    def is_module(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self.survey.modules

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if any(isinstance(side, ast.List | ast.ListComp) for side in (node.left, node.right)):
            return self.made(node, self.operated(node), "create")  # [0] * n
        return self.may_make(node, self.operated(node)) if isinstance(node.op, IN_PLACE) else self.operated(node)

    def operated(self, node: ast.BinOp) -> ast.BinOp:
        """`a op b`; a display that is only an operand is no container of its own."""
        sides = [node.left, node.right]
        sides = [*map(self.spent, sides)] if any(isinstance(s, ast.List) for s in sides) else self.together(sides)
        return trees.changed(node, left=sides[0], right=sides[1])

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            return self.contains(node)
        # only the first two operands are sure to be evaluated
        left, second = self.together([node.left, node.comparators[0]])
        rest = self.each(node.comparators[1:])
        comparators = [second, *rest]
        same = all(a is b for a, b in zip(comparators, node.comparators, strict=True))
        return trees.changed(node, left=left, comparators=node.comparators if same else comparators)

    def contains(self, node: ast.Compare) -> ast.expr:
        item, container = node.left, node.comparators[0]
        if isinstance(container, (ast.Tuple, ast.List, ast.Set, ast.Constant, ast.Dict)) or not self.reads:
            return trees.changed(node, left=self.visit(item))  # a literal: constant folding would be lost
        site = self.site(Kind.CONTAINS, node, "in", label=trees.label_of(container))
        item, container = self.visit(item), self.receiver(container)
        if not self.scope.inline:
            return self.stacked_contains(site, node, item, container)
        item, key = self.capture(item)
        container, obj = self.capture(container)
        name = self.temporary()
        found = trees.build(ast.Compare, node, left=item, ops=node.ops, comparators=[container])
        return self.recorded(*self.held_back([site, obj, key], name, found))

    # --- expressions: containers being made --------------------------------------------------------------------------

    def name_containers(self, target: ast.expr, value: ast.expr) -> None:
        """Note the names that the containers made by `value` are about to be bound to."""
        if isinstance(target, (ast.Tuple, ast.List)):
            if isinstance(value, (ast.Tuple, ast.List)) and len(target.elts) == len(value.elts):
                for one, its in zip(target.elts, value.elts, strict=True):
                    self.name_containers(one, its)
        elif isinstance(value, (ast.IfExp, ast.BoolOp)):
            for one in value.values if isinstance(value, ast.BoolOp) else (value.body, value.orelse):
                self.name_containers(target, one)
        elif isinstance(value, _MAKERS):
            label = trees.label_of(target)
            if label:
                self.labels[value] = label

    def made(self, node: ast.expr, new: ast.expr, detail: str, operation: str = "create") -> ast.expr:
        """A new container; its label is the name it is about to be bound to."""
        site = self.site(Kind.NEW, node, operation, detail, self.labels.get(node, ""))
        return trees.call(".new", node, site, new)

    def may_make(self, node: ast.expr, new: ast.expr) -> ast.expr:
        """The same for what may give a container (`a + b`, `f(x)`), where it is bound to what is used as one."""
        label = self.labels.get(node, "")
        used = label.rpartition(".")[2] in self.survey.containers
        return self.made(node, new, "bound") if used else new

    def visit_List(self, node: ast.List | ast.Set) -> ast.expr:
        if isinstance(node, ast.List) and not isinstance(node.ctx, ast.Load):
            return node
        return self.made(node, trees.changed(node, elts=self.together(node.elts)), "display")

    visit_Set = visit_List

    def spent(self, node: ast.expr) -> ast.expr:
        """Visit an operand of which nothing is left after the operation: a display there is no container of its own."""
        if isinstance(node, ast.List | ast.Set):
            return trees.changed(node, elts=self.together(node.elts))
        new: ast.expr = self.visit(node)
        return new

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        return self.made(node, self.generic(node), "display")

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        return trees.changed(node, elts=self.together(node.elts)) if isinstance(node.ctx, ast.Load) else node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        self.name_containers(node.target, node.value)
        return trees.changed(node, value=self.visit(node.value))

    # --- expressions: calls ------------------------------------------------------------------------------------------

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return self.call(node, wanted=True)

    def call(self, node: ast.Call, wanted: bool) -> ast.expr:
        """A call; `wanted` is false where its value is thrown away."""
        function = node.func
        if isinstance(function, ast.Attribute):
            return self.attribute_call(node, function, wanted)
        if isinstance(function, ast.Name):
            return self.name_call(node, function)
        return self.may_make(node, trees.changed(node, func=self.visit(function), **self.arguments(node)))

    def attribute_call(self, node: ast.Call, function: ast.Attribute, wanted: bool) -> ast.expr:
        name, of_module = function.attr, self.is_module(function.value)
        method = METHODS.get(name)
        direct = self.direct_method(node, function)
        if direct:
            return self.direct_call(node, function, direct)
        if method and self.is_container_call(function, method):
            return self.may_make(node, self.method_call(node, function, method, wanted))
        if name in self.mutators and (of_module or name not in self.survey.defined):
            return self.mutator_call(node)
        receiver = trees.changed(function, value=self.receiver(function.value))
        new: ast.expr = trees.changed(node, func=receiver, **self.arguments(node))
        if name in self.constructors and of_module:
            return self.made(node, new, "call", "copy" if name in COPIERS else "create")
        if name not in self.survey.defined and name not in HARMLESS_METHODS and not self.is_harmless(function.value):
            new = self.through(node, new)
        return self.may_make(node, new)

    def direct_method(self, node: ast.Call, function: ast.Attribute) -> Method | None:
        """The method that `super().append(x)`, `list.append(a, x)` or `a.__setitem__(i, x)` calls, past all others."""
        by_name = SPECIAL_METHODS.get(function.attr)
        method = METHODS.get(function.attr) or by_name
        if method is None or method.reads or any(isinstance(a, ast.Starred) for a in node.args):
            return None
        if trees.is_call_of(function.value, "super"):
            return method
        return method if self.is_builtin_class(function.value) and node.args else by_name

    def is_builtin_class(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in CONTAINERS and node.id not in self.survey.bound

    def direct_call(self, node: ast.Call, function: ast.Attribute, method: Method) -> ast.expr:
        kind = Kind.BULK if method.key == "contents" else Kind.DIRECT
        arguments, receiver = self.arguments(node), []
        if self.is_builtin_class(function.value):
            site = self.site(kind, node, function.attr, function.attr, trees.label_of(node.args[0]))
            first, *arguments["args"] = arguments["args"]
            receiver = [trees.call(".hold", first, first)]
            bound: ast.expr = function
        else:
            site = self.site(kind, node, function.attr, function.attr, trees.label_of(function.value))
            bound = trees.call(".bound", function, site, trees.changed(function, value=self.visit(function.value)))
        return self.stacked_call(site, node, bound, method, arguments, receiver)

    def name_call(self, node: ast.Call, function: ast.Name) -> ast.expr:
        name = function.id
        if name in self.mutators:
            return self.mutator_call(node)
        if name in self.survey.aliases:
            return self.stacked_alias(node, function, self.arguments(node))
        if name in SPENDERS and name not in self.survey.defined and len(node.args) == 1 and not node.keywords:
            args = [self.spent(node.args[0])]
            new: ast.expr = node if args[0] is node.args[0] else trees.replaced(node, args=args)
        else:
            new = trees.changed(node, **self.arguments(node))
        if name in self.constructors or name in self.classes:
            return self.made(node, new, "call", "copy" if name in COPIERS else "create")
        if name not in self.survey.defined and name not in HARMLESS and name not in self.survey.classes:
            new = self.through(node, new)
        return self.may_make(node, new)

    def through(self, node: ast.Call, new: ast.expr) -> ast.expr:
        """A call of what may be code without probes: what it did to the containers it was given shows afterwards."""
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        names = [arg for arg in given if isinstance(arg, ast.Name) and arg.id not in self.survey.modules]
        if not names:
            return new
        function = node.func if isinstance(node.func, ast.Name) else trees.none(node)
        operation = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "call")
        site = self.site(Kind.SYNC, node, operation)
        return trees.call(".through", node, site, new, function, *names)

    def is_harmless(self, node: ast.expr) -> bool:
        """Whether it is a module none of whose functions changes what it is given."""
        return isinstance(node, ast.Constant | ast.JoinedStr) or (
            isinstance(node, ast.Name) and node.id in HARMLESS_MODULES and node.id in self.survey.modules
        )

    def arguments(self, node: ast.Call) -> dict[str, Any]:
        args = self.together(node.args)
        keywords = self.each(node.keywords)
        return {"args": args, "keywords": keywords}

    def is_container_call(self, function: ast.Attribute, method: Method) -> bool:
        receiver = function.value
        if self.is_module(receiver) or trees.is_call_of(receiver, "super") or (method.reads and not self.reads):
            return False
        if isinstance(receiver, ast.Name) and receiver.id == "self" and function.attr in self.methods:
            return False
        return not isinstance(receiver, (ast.Constant, ast.JoinedStr))

    def method_call(self, node: ast.Call, function: ast.Attribute, method: Method, wanted: bool) -> ast.expr:
        name = function.attr
        starred = any(isinstance(a, ast.Starred) for a in node.args)
        if starred or len(node.args) not in method.arities or (node.keywords and not method.keywords):
            if method.reads or name in self.survey.defined:  # a method of the learner's
                return trees.changed(
                    node, func=trees.changed(function, value=self.receiver(function.value)), **self.arguments(node)
                )
            method = Method(method.arities, key="contents")  # whatever it does
        kind = Kind.BULK if method.key == "contents" else Kind.METHOD
        site = self.site(kind, node, name, name, trees.label_of(function.value))
        receiver = self.receiver(function.value)
        if not self.scope.inline:
            helper = ".push" if method.reads else ".hold"
            bound = trees.replaced(function, value=trees.call(helper, receiver, receiver))
            return self.stacked_call(site, node, bound, method, self.arguments(node))
        container, obj = self.capture(receiver) if method.reads else self.seen(receiver)
        arguments = self.arguments(node)
        args, keywords = list(arguments["args"]), arguments["keywords"]
        given: list[ast.expr] = []
        if args and not starred:
            args[0], key = self.capture(args[0])
            given = [key]
        else:
            key = trees.none(node)
        second: ast.expr | None = None
        if method.value == "second":
            args[1], second = self.capture(args[1])
        call: ast.expr = ast.Call(
            trees.build(ast.Attribute, function, value=container, attr=name, ctx=LOAD),
            args,
            keywords,
            **trees.place(node),
        )
        if method.key == "contents" and (starred or keywords or len(args) > 1):
            key = trees.call(".contents", node, obj)
        elif method.key == "contents":
            key = trees.call(".changed", node, site, obj, *given)
        elif method.key == "place":
            key = trees.either(self.is_a("set", obj), key, trees.call(".changed", node, site, obj, key))
        if second is not None:  # the call's own result goes first, to be thrown away or given back
            done = ast.Subscript(
                ast.Tuple([call, second], LOAD, **trees.place(node)),
                ast.Constant(1, **trees.place(node)),
                LOAD,
                **trees.place(node),
            )
            if not wanted:
                return trees.record([site, done, obj, key], node)
            result = self.temporary()
            held = ast.Tuple([trees.walrus(result, call), second], LOAD, **trees.place(node))
            done = ast.Subscript(held, ast.Constant(1, **trees.place(node)), LOAD, **trees.place(node))
            return self.recorded([site, done, obj, key], trees.name(result, node))
        if not wanted:
            return trees.record([site, call, obj, key], node)
        result = self.temporary()
        return self.recorded([site, trees.walrus(result, call), obj, key], trees.name(result, node))

    def is_a(self, kind: str, value: ast.expr) -> ast.expr:
        """`type(value) is kind`, of our own names for the two."""
        found = trees.call(".type", value, value)
        return trees.build(ast.Compare, value, left=found, ops=[ast.Is()], comparators=[trees.name(f".{kind}", value)])

    def mutator_call(self, node: ast.Call) -> ast.expr:
        """`heappush(heap, x)`, `random.shuffle(a)`: the first argument changes."""
        function = node.func
        name = self.mutators[function.id if isinstance(function, ast.Name) else function.attr]  # type: ignore[attr-defined]
        if not node.args or any(isinstance(a, ast.Starred) for a in node.args):
            return trees.changed(node, **self.arguments(node))
        label = trees.label_of(node.args[0])
        site, _heap = (self.site(kind, node, name, name, label) for kind in (Kind.PATCH, Kind.HEAP))
        args = [self.receiver(node.args[0]), *self.each(node.args[1:])]
        keywords = self.each(node.keywords)
        if self.scope.inline and isinstance(args[0], ast.Name) and not keywords:
            if name == "heappush" and len(args) == 2:
                return self.pushed(node, site, args)
            if name == "heappop" and len(args) == 1:
                return self.popped(node, site, args[0])
        return self.patched(node, site, args, keywords)

    def pushed(self, node: ast.Call, site: ast.expr, args: list[ast.expr]) -> ast.expr:
        """`pushed(site, heappush(heap, t := x), heap, t)`."""
        heap, again = self.seen(args[0])
        item, key = self.capture(args[1])
        return trees.call(".pushed", node, site, trees.replaced(node, args=[heap, item]), again, key)

    def popped(self, node: ast.Call, site: Any, heap: ast.expr) -> ast.expr:
        """`rec((site, t := heappop(heap), heap, None)) or t`, if all that is in the heap is known to be plain."""
        result = self.temporary()
        slots = [trees.constant(site.value + 1, node), trees.walrus(result, node), heap, trees.none(node)]
        plain = trees.build(
            ast.Compare, node, left=trees.call(".id", node, heap), ops=[IN], comparators=[trees.name(".plain", node)]
        )
        return trees.either(plain, self.recorded(slots, trees.name(result, node)), self.patched(node, site, [heap], []))

    # --- functions within expressions --------------------------------------------------------------------------------

    def function_scope(self, node: Function) -> Scope:
        """The scope of a function or lambda inside this one."""
        names = self.survey.functions[node]
        scope = Scope(
            inline=not (self.survey.introspective or names.looks), stable=names.stable, iterable=self.scope.iterable
        )
        scope.fixed = names.fixed
        scope.known = self.scope.known - names.stored - names.parameters - names.otherwise
        return scope

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        arguments = self.defaults(node.args)
        scope = self.function_scope(node)
        body = self.inside(scope, lambda: self.repeated(node.body, lambda: self.visit(node.body)))
        return trees.changed(node, args=arguments, body=body)

    def defaults(self, arguments: ast.arguments) -> ast.arguments:
        """Default values belong to the scope around the function; annotations are left alone."""
        kw = [d and self.visit(d) for d in arguments.kw_defaults]
        if all(a is b for a, b in zip(kw, arguments.kw_defaults, strict=True)):
            kw = arguments.kw_defaults
        return trees.changed(arguments, defaults=self.each(arguments.defaults), kw_defaults=kw)

    def comprehension(self, node: N) -> N:
        """No temporaries: they are illegal in its iterables and shared by every run of a generator expression."""
        scope = Scope(inline=False, iterable=self.scope.iterable)
        scope.observed = self.scope.observed  # its first iterable is evaluated out there
        return self.inside(scope, lambda: self.generic(node))

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return self.repeated(node, lambda: self.comprehension(node))

    def visit_ListComp(self, node: ast.expr) -> ast.expr:
        return self.made(node, self.repeated(node, lambda: self.comprehension(node)), "comprehension")

    visit_SetComp = visit_DictComp = visit_ListComp

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        outer, self.scope.iterable = self.scope.iterable, True
        new = self.visit(node.iter) if node.is_async else self.iterated(node.iter)
        self.scope.iterable = outer
        return trees.changed(node, iter=new, ifs=self.each(node.ifs))

    def unchanged(self, node: N) -> N:
        return node

    visit_TypeAlias = visit_Constant = visit_Name = unchanged

    # --- iteration ---------------------------------------------------------------------------------------------------

    def iterated(self, node: ast.expr) -> ast.expr:
        """An iterable that records each step by itself: what lies around the container's own iterator does."""
        if (
            self.reads
            and self.is_walker(node)
            and (trees.is_call_of(node, "enumerate") or trees.is_call_of(node, "zip"))
        ):
            assert isinstance(node, ast.Call)
            count = len(node.args) if trees.is_call_of(node, "zip") else 1
            args = [*map(self.iterated, node.args[:count]), *map(self.visit, node.args[count:])]
            same = all(map(is_, args, node.args))
            return trees.changed(node, args=node.args if same else args, keywords=self.each(node.keywords))
        walked = self.walked(node)
        if walked is None:
            return self.spent(node)
        source, iterable = walked
        return self.walking(node, source, lambda call: call, iterable, ".each")

    def walked(self, node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
        """(container, iterable) of a loop over `a`, `enumerate(a)`, `reversed(a)`, `d.items()`, …; None elsewhere."""
        if not self.reads:
            return None
        if isinstance(node, ast.Call) and not node.keywords:
            function = node.func
            if self.is_walker(node):
                first = node.args[0]
                if isinstance(first, ast.Name) and trees.is_call_of(node, "reversed"):
                    return first, node
                if isinstance(first, (ast.Name, ast.Attribute)) and trees.is_call_of(node, "enumerate"):
                    return first, first
            elif isinstance(function, ast.Attribute) and function.attr in VIEWS and not node.args:
                container = function.value
                if isinstance(container, ast.Name) and container.id not in self.survey.modules:
                    return container, node
            return None
        if isinstance(node, (ast.Name, ast.Attribute)) or (
            isinstance(node, ast.Subscript) and not trees.has_slice(node.slice)
        ):
            return node, node
        return None

    def is_walker(self, node: ast.expr) -> bool:
        """Whether it is a call of `enumerate`, `zip` or `reversed` that may walk through a container."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            return False
        return node.func.id in WALKERS - self.survey.bound and not isinstance(node.args[0], ast.Starred)

    def walking(
        self,
        node: ast.expr,
        source: ast.expr,
        use: Callable[[ast.expr], ast.expr],
        iterable: ast.expr,
        helper: str = ".walk",
    ) -> ast.expr:
        """`node` with its container's iteration told; `use` makes of the helper's call what is iterated over."""
        label = trees.label_of(source)
        sites = [self.site(kind, source, "iterate", label=label) for kind in (Kind.ITERATE, Kind.STEP)]
        if iterable is not source:
            return use(trees.call(helper, iterable, *sites, iterable, source))
        told = use(trees.call(helper, source, *sites, self.receiver(source)))
        if source is node:
            return told
        assert isinstance(node, ast.Call)
        return trees.replaced(node, args=[told, *self.each(node.args[1:])])
