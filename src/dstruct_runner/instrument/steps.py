"""What a debugger asks for: lines, calls, returns and variables, recorded among the operations."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from ..sites import Kind
from . import trees
from .statements import Statements


class Steps(Statements):
    """The visitors of statements, recording steps too. A generator's and a coroutine's calls are left out."""

    def one(self, statement: ast.stmt, position: int) -> list[ast.stmt]:
        out: list[ast.stmt] = []
        docstring = position == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not (docstring or future or isinstance(statement, (ast.Global, ast.Nonlocal))):
            out.append(self.step(Kind.LINE, statement, "line"))
        self.add(out, super().one(statement, position))
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and statement.value:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            out += self.variables((n for t in targets for n in trees.bound_names(t)), statement)
        return out

    def step(self, kind: Kind, at: ast.stmt, operation: str, name: str = "", value: ast.expr | None = None) -> ast.stmt:
        """Record one step."""
        none = trees.none(at)
        site = self.site(kind, _header(at), operation, name)
        return self.told([site, value or none, none, none], at)

    def variables(self, names: Iterable[str], at: ast.stmt) -> list[ast.stmt]:
        """Record what was just bound; a class body's names are no variables."""
        if self.scope.observed:
            return []
        return [self.step(Kind.VARIABLE, at, "variable", name, trees.name(name, at)) for name in names]

    def loop_variables(self, node: ast.For) -> list[ast.stmt]:
        return self.variables(trees.bound_names(node.target), node)

    def entered(self, node: ast.FunctionDef | ast.AsyncFunctionDef, body: list[ast.stmt]) -> list[ast.stmt]:
        names = self.survey.functions[node]
        if names.generator or isinstance(node, ast.AsyncFunctionDef):
            return body
        parameters = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        parameters += [a.arg for a in (node.args.vararg, node.args.kwarg) if a]
        called = [self.step(Kind.CALL, node, "call", node.name), *self.variables(parameters, node)]
        fell_off = self.step(Kind.RETURN, body[-1], "return")
        left = self.step(Kind.LEAVE, body[-1], "return")
        return [
            *self.guard(called, []),
            ast.Try([*body, *self.guard([fell_off], [])], [], [], self.guard([left], []), **trees.place(node)),
        ]

    def visit_Return(self, node: ast.Return) -> Any:
        value = self.visit(node.value) if node.value else trees.none(node)
        none = trees.none(node)
        site = self.site(Kind.RETURN, node, "return")
        if not self.scope.inline:
            return trees.replaced(node, value=trees.call(".was", node, site, value, none, none))
        held, again = self.capture(value)
        return trees.replaced(node, value=self.recorded([site, held, none, none], again))


def _header(node: ast.stmt) -> ast.stmt:
    """What stands for a statement: of a compound one what comes before its body, as far as that can be told."""
    if not isinstance(getattr(node, "body", None), list):
        return node
    last = getattr(node, "test", None) or getattr(node, "iter", None) or getattr(node, "subject", None)
    header = ast.Pass(**trees.place(node))
    header.end_lineno = last.end_lineno if last else node.lineno
    header.end_col_offset = last.end_col_offset if last else node.col_offset + len(_KEYWORDS.get(type(node), ""))
    return header


_KEYWORDS: dict[type, str] = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "async def",
    ast.ClassDef: "class",
    ast.With: "with",
    ast.AsyncWith: "async with",
    ast.Try: "try",
}
