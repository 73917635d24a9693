"""Source text -> a program that records what it does to its containers.

The tree is rewritten operation by operation and compiled directly, never unparsed, so every instruction keeps the
learner's own position. The learner's objects stay plain; a *probe* does the real operation in its real place and hands
its operands to the log:

    a[i] = v         becomes   a[i] = v ; .records += (site, v, a, i)
    x = a[i]         becomes   x = a[i] ; .records += (site, x, a, i)
    stack.append(x)  becomes   .records += (site, stack.append(x), stack, x)
    f() + a[i]       becomes   f() + (.rec((site, .1 := a[i], a, i)) or .1)

`.records` is the log itself, a flat list; `.rec` is its `extend`, which returns None, so `rec(…) or t` is `t`, whatever
its truth value. Temporaries and helpers have names with a dot: legal in a tree, impossible in source, never mangled.

So it is wherever a temporary is a fast local that nothing looks at: in functions and lambdas. Elsewhere (module and
class level, comprehensions) operands are remembered on a stack of the recorder's: `stacked` has the probes of that
kind.

When unsure a visitor returns the node as written: a missing frame is a flaw, a changed program is a bug. Visitors never
alter a node; they return it, or a new one. So the tree as written survives beside the tree with probes, and in
functions and loops what records is compiled as `if len(log) < limit: <with probes> else: <as written>`: past the limit
the program runs on at its own speed.

`trees` builds nodes, `records` the statements that record, `scopes` knows a function's names, `rewriter` holds the
state; `stacked`, `expressions`, `statements` and `steps` are the visitors, each the base of the next. Imports only
`ast`, the table of sites, and what keeps the collector away.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from types import CodeType
from typing import Any, Protocol

from ..collecting import no_collection
from ..sites import Site
from .scopes import Survey
from .statements import Statements
from .steps import Steps


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

        The helpers go into the namespace's `__builtins__`, which becomes a private dict if it is not one already, and
        which is the recorder's dict of helpers from then on.
        """
        recorder.sites = self.sites
        found = namespace.get("__builtins__", __builtins__)
        private = found if isinstance(found, dict) else vars(found)
        if ".private" not in private:
            private = namespace["__builtins__"] = dict(private)
        private.update(recorder.helpers)
        recorder.helpers = private
        exec(self.code, namespace)


def instrument(
    source: str,
    filename: str = "<learner>",
    *,
    reads: bool = True,
    steps: bool = False,
    tree: ast.Module | None = None,
) -> Instrumented:
    """Compile `source` with probes.

    With `reads` false only changes are recorded; with `steps` lines, calls, returns and variables are, too. `tree` is
    what `ast.parse` made of the source, where the caller has it. Raises SyntaxError or ValueError, and gives warnings,
    just as `compile` would.
    """
    with no_collection():  # a tenth of the time, for nothing
        tree = tree or ast.parse(source, filename)
        plain = compile(tree, filename, "exec", dont_inherit=True)
        try:
            rewriter = (Steps if steps else Statements)(source, Survey(tree), reads)
            rewritten = rewriter.module(tree)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the plain compilation has given them already
                code = compile(rewritten, filename, "exec", dont_inherit=True)
        except RecursionError:  # nested too deep for us, though not for CPython: better unrecorded than not run
            return Instrumented(plain, plain, [], tree)
        return Instrumented(code, plain, rewriter.sites, rewritten)


def explain(source: str, *, steps: bool = False) -> str:
    """The rewritten program as text, helpers and temporaries with their dots: a help for debugging, not for running."""
    return ast.unparse(instrument(source, steps=steps).tree)
