"""The module `builtins` as the program finds it: a copy, so that what a program does to it befalls no one else.

Beside the builtins it holds what stands behind them for the program alone: predefined names, and the helpers of its
probes under names with a dot. `dir()` lists neither.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from types import ModuleType
from typing import Any


class ProgramBuiltins(ModuleType):
    """A module `builtins` with `predefined` names behind the true ones.

    Code that runs with it as `__builtins__` sees what the program replaces in it; the standard library does not.
    """

    # Its class, too, is what a program expects to find: `<class 'module'>`.
    __module__ = "builtins"
    __qualname__ = "module"

    def __init__(self, predefined: Mapping[str, Any] | None = None) -> None:
        super().__init__("builtins")
        names = vars(self)
        names.update(predefined or {})
        names.update(vars(builtins))
        names[".true"] = dict(names)
        names[".private"] = True

    def __dir__(self) -> list[str]:
        """List what is seen in the true module, and what the program has put in."""
        names = vars(self)
        true, seen = names[".true"], vars(builtins)
        return [
            name for name, value in names.items() if name[:1] != "." and (name in seen or true.get(name) is not value)
        ]

    def restore(self) -> None:
        """Undo what the program did; the helpers stay, for functions of its own that may yet be called.

        A module of the standard library that the program was the first to import holds this one instead of the true.
        """
        names = vars(self)
        true = names[".true"]
        for name in [name for name in names if name[:1] != "." and name not in true]:
            del names[name]
        names.update(true)


ProgramBuiltins.__name__ = "module"
