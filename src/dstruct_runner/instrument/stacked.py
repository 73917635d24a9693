"""Probes where a temporary would be seen: at module and class level, in comprehensions, where frames are looked at.

The operation stands as written. Its operands are remembered on the recorder's stack as they are evaluated, and what
comes after it takes them off again:

    f(x)[k]          becomes   took(site, push(f(x))[push(k)])
    f(x)[k] = v      becomes   hold(f(x))[push(k)] = v ; stores(site)

`push` and `hold` give back what they are given (`hold` snapshots a container that is about to change), so values reach
the operation the way they always did, whatever becomes of the stack: a program can't be changed by it. A name is as a
rule simply loaded again: `a[i]` becomes `was(site, a[i], a, i)`.
"""

from __future__ import annotations

import ast
from typing import Any

from ..sites import METHODS, Kind, Method
from . import trees
from .rewriter import Rewriter
from .trees import Slots


class Stacked(Rewriter):
    """Builders of probes without temporaries; the operands they get are visited already."""

    def receiver(self, node: ast.expr) -> ast.expr:
        """Visit the container of an operation."""
        raise NotImplementedError

    def reloads(self, *nodes: ast.expr) -> bool:
        """Whether they are names and constants that no one notices being loaded twice."""
        return not self.scope.observed and all(isinstance(node, (ast.Name, ast.Constant)) for node in nodes)

    def push(self, node: ast.expr) -> ast.expr:
        return trees.call(".push", node, node)

    # --- reads -------------------------------------------------------------------------------------------------------

    def stacked_item(self, site: ast.expr, node: ast.Subscript, container: ast.expr, index: ast.expr) -> ast.expr:
        if self.reloads(container, index):
            return trees.call(".was", node, site, node, container, index)
        return trees.call(".took", node, site, self.item_of(node, self.push(container), self.push(index)))

    def stacked_slice(
        self, site: ast.expr, node: ast.Subscript, container: ast.expr, bounds: list[ast.expr]
    ) -> ast.expr:
        index = trees.call(".bounds", node, *bounds)
        return trees.call(".took", node, site, self.item_of(node, self.push(container), index))

    def item_of(self, node: ast.Subscript, container: ast.expr, index: ast.expr) -> ast.expr:
        return trees.build(ast.Subscript, node, value=container, slice=index, ctx=node.ctx)

    def stacked_field(self, site: ast.expr, node: ast.Attribute, value: ast.expr) -> ast.expr:
        if self.reloads(value):
            return trees.call(".was", node, site, node, value, trees.none(node))
        return trees.call(".had", node, site, trees.replaced(node, value=self.push(value)))

    def stacked_contains(self, site: ast.expr, node: ast.Compare, item: ast.expr, container: ast.expr) -> ast.expr:
        if self.reloads(item, container):
            return trees.call(".was", node, site, node, container, item)
        pushed = trees.replaced(node, left=self.push(item), comparators=[self.push(container)])
        return trees.call(".found", node, site, pushed)

    # --- calls -------------------------------------------------------------------------------------------------------

    def stacked_call(
        self,
        site: ast.expr,
        node: ast.Call,
        function: ast.expr,
        method: Method,
        arguments: dict[str, Any],
        receiver: Slots | None = None,
    ) -> ast.expr:
        """A call of a container's method; `function` fetches it, or `receiver` gives it, and remembers which."""
        args, keywords = list(arguments["args"]), arguments["keywords"]
        count = min(len(args), 2 if method.value == "second" else 1)
        if any(isinstance(arg, ast.Starred) for arg in args) or (method.key == "contents" and (keywords or args[1:])):
            count = -1
        elif count:
            args[:count] = [self.push(arg) for arg in args[:count]]
        call = trees.replaced(node, func=function, args=[*(receiver or ()), *args], keywords=keywords)
        return trees.call(".did", node, site, trees.constant(count, node), call)

    def stacked_alias(self, node: ast.Call, function: ast.Name, arguments: dict[str, Any]) -> ast.expr:
        """`push(x)` after `push = stack.append`."""
        name = self.survey.aliases[function.id]
        method = METHODS[name]
        if any(isinstance(a, ast.Starred) for a in node.args) or len(node.args) not in method.arities:
            method = Method(method.arities, key="contents")
        site = self.site(Kind.BULK if method.key == "contents" else Kind.METHOD, node, name, name)
        bound = trees.call(".bound", function, site, function)
        return self.stacked_call(site, node, bound, method, arguments)

    def patched(self, node: ast.Call, site: ast.expr, args: list[ast.expr], keywords: list[ast.keyword]) -> ast.expr:
        """`heappush(heap, x)`: the first argument changes."""
        first, *rest = args
        if rest:
            rest[0] = trees.call(".given", rest[0], site, rest[0])
            first = trees.call(".hold", first, first)
        else:
            first = trees.call(".alone", first, site, first)
        return trees.call(".after", node, site, trees.replaced(node, args=[first, *rest], keywords=keywords))

    # --- stores ------------------------------------------------------------------------------------------------------

    def stacked_targets(
        self, targets: list[ast.expr], at: ast.stmt, operation: str = "write", *, repeated: bool = False
    ) -> tuple[list[ast.expr], list[ast.stmt]]:
        """(targets of a store or deletion that remember their operands, what records them all afterwards).

        `repeated` where the target is stored to without the record too: it must remember nothing then, so where a name
        can't simply be loaded again the targets stay as written, and nothing records them.
        """
        parts = [part for part in trees.flat(targets) if isinstance(part, (ast.Subscript, ast.Attribute))]
        operands = [self.operands(part) for part in parts]
        bound = {name for target in targets for name in trees.bound_names(target)}
        loaded = {node.id for those in operands for node in those if isinstance(node, ast.Name)}
        reloads = bound.isdisjoint(loaded) and all(self.reloads(*those) for those in operands)
        if not parts or (repeated and not reloads):
            return targets, []
        sites = [self.store_site(part, at, operation) for part in parts]
        new: dict[ast.expr, ast.expr] = {}
        after: list[ast.stmt] = []
        for part, those, site in zip(parts, operands, sites, strict=True):
            new[part] = self.stacked_target(part, those, reloads)
            if reloads:
                after.append(trees.statement(trees.call(".stored", part, site, *those[:2]), at))
        if not reloads:
            after.append(trees.statement(trees.call(".stores", at, *sites), at))
        return [trees.with_parts(target, new) for target in targets], after

    def sliced(self, target: ast.Subscript, operation: str, value: list[ast.expr]) -> tuple[ast.expr, ast.stmt]:
        """(a slice as a target that remembers its operands, what records what was stored to it, or deleted)."""
        site = self.site(Kind.BULK, target, operation, "", trees.label_of(target.value))
        container = self.receiver(target.value)
        index = trees.call(".bounds", target, *self.bounds(target))
        new = trees.replaced(target, value=trees.call(".hold", container, container), slice=index)
        return new, trees.statement(trees.call(".sliced", target, site, *value), target)

    def bounds(self, node: ast.Subscript) -> list[ast.expr]:
        """The visited bounds of a slice, None for those left out."""
        parts = (node.slice.lower, node.slice.upper, node.slice.step)  # type: ignore[attr-defined]
        return [self.visit(part) if part else trees.none(node) for part in parts]

    def operands(self, part: ast.Subscript | ast.Attribute) -> list[ast.expr]:
        """The visited operands of a target: its container and index, or its object."""
        if isinstance(part, ast.Attribute):
            return [self.visit(part.value)]
        container: ast.expr = self.receiver(part.value)
        return [container] if trees.has_slice(part.slice) else [container, self.visit(part.slice)]

    def stacked_target(self, part: ast.Subscript | ast.Attribute, operands: list[ast.expr], reloads: bool) -> ast.expr:
        container, *index = operands
        if isinstance(part, ast.Attribute):
            return trees.replaced(part, value=container if reloads else self.push(container))
        if not index:
            index = [self.visit(part.slice)]
        elif not reloads:
            index = [self.push(index[0])]
        held = self.seen_name(container) if reloads else trees.call(".hold", container, container)
        return trees.replaced(part, value=held, slice=index[0])

    def seen_name(self, node: ast.expr) -> ast.expr:
        """A name that gives a container about to change, which is snapshotted if it was never seen."""
        if not isinstance(node, ast.Name) or node.id in self.scope.known:
            return node
        return trees.either(self.is_seen(node), node, trees.call(".see", node, node))

    def store_site(self, part: ast.Subscript | ast.Attribute, at: ast.stmt, operation: str) -> ast.expr:
        """The site of a store or deletion, and behind it those for what else it may turn out to have done."""
        deletes = isinstance(part.ctx, ast.Del)
        place = at if isinstance(at, ast.AugAssign) else part
        detail, container, label = "", trees.label_of(part.value), trees.label_of(part)
        if isinstance(part, ast.Attribute):
            newborn = isinstance(part.value, ast.Name) and part.value.id == self.scope.newborn
            kind = Kind.DELETE_FIELD if deletes else Kind.INIT_FIELD if newborn else Kind.WRITE_FIELD
            detail, container = part.attr, label
        elif trees.has_slice(part.slice):
            kind, operation = Kind.BULK, operation if deletes else "slice assignment"
        else:
            kind = Kind.DELETE if deletes else Kind.WRITE
        site = self.site(kind, place, operation, detail, container)
        self.site(Kind.SYNC, place, operation, "", container)  # of a store whose item can't be looked up
        self.site(Kind.SYNC, place, operation, "", label)  # of what `+=` may have changed in place
        return site
