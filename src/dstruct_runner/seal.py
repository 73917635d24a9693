"""The seal: cuts programs off from what is around the interpreter, and tells when one got at its insides.

In a worker the modules `js` and `pyodide_js` lead from Python to JavaScript. Once sealed, an interpreter has neither,
nor anything else that makes objects of the other language.

What a program can't be kept from without taking it from those who use it well (`ctypes`, `gc`, made-up bytecode) is
told instead: after it nobody can vouch for the interpreter, so its owner replaces it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import BuiltinFunctionType, ModuleType
from typing import Any

from .baseline import Baseline, library

_CORE = "_pyodide_core"
_BRIDGE = frozenset({"js", "pyodide_js", "pyodide", "_pyodide", _CORE})
_TELLING_MODULES = frozenset({"ctypes", "_ctypes", "_interpreters", "_testcapi", "_testinternalcapi"})
_TELLING_EVENTS = frozenset({"code.__new__", "gc.get_objects", "gc.get_referrers", "marshal.loads", "sys.addaudithook"})
# Attributes that no namespace holds; they are told of where it is the library's things that they are set of.
_TELLING_ATTRIBUTES = frozenset({"__bases__", "__class__", "__code__", "__defaults__", "__kwdefaults__"})


def seal(tell: Callable[[], object]) -> Callable[[], bool]:
    """Seal the interpreter, for good, and give what puts it back to how it is now: see `Baseline.reset`.

    `tell` is called whenever a program has got at the interpreter's insides.
    """
    _cut_bridge()
    baseline = Baseline()
    sys.addaudithook(_watcher(tell, library().known))
    return baseline.reset


def _cut_bridge() -> None:
    """Take from all modules what leads out of Python."""
    proxy: Any = getattr(sys.modules.get("_pyodide._core_docs"), "JsProxy", ())
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] not in _BRIDGE:
            continue
        if not isinstance(module, ModuleType) or name == _CORE:
            del sys.modules[name]  # `js` and `pyodide_js` are no modules but objects of JavaScript
        for key, value in list(vars(module).items()) if isinstance(module, ModuleType) else ():
            if isinstance(value, proxy) or (isinstance(value, BuiltinFunctionType) and value.__module__ == _CORE):
                setattr(module, key, None)
    _guard_builtin_modules()
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "JsFinder"]


def _guard_builtin_modules() -> None:
    """Have no module made that is compiled in and makes objects of JavaScript, nor one that could make it.

    `_imp` makes them, and tells no audit hook.
    """
    imp: Any = sys.modules["_imp"]
    create, guarded, missing, make_spec = imp.create_builtin, (_CORE, "_imp"), ModuleNotFoundError, ModuleSpec
    kind, text = type, str

    def create_builtin(spec: Any) -> ModuleType:
        name = spec.name  # asked once, and no text with ways of its own
        if kind(name) is not text or name in guarded:
            raise missing(f"No module named {name!r}: a program reaches nothing but Python here.")
        module: ModuleType = create(make_spec(name, None))
        return module

    imp.create_builtin = create_builtin


def _watcher(tell: Callable[[], object], known: set[int]) -> Callable[[str, tuple[Any, ...]], None]:
    """Make the audit hook, of nothing that a program can replace."""
    bridge, modules, events, attributes = _BRIDGE, _TELLING_MODULES, _TELLING_EVENTS, _TELLING_ATTRIBUTES
    missing, identity = ModuleNotFoundError, id

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event in events or event[:7] == "ctypes.":
            tell()
        elif event == "import":
            name = args[0].partition(".")[0]
            if name in modules:
                tell()
            elif name in bridge:
                raise missing(f"No module named {name!r}: a program reaches nothing but Python here.", name=name)
        elif event == "object.__setattr__" and args[1] in attributes and identity(args[0]) in known:
            tell()

    return watch
