"""The seal's audit hook; what it does in a worker is for tests/browser/test_escapes.py and test_leaks.py."""

from __future__ import annotations

import pytest

from dstruct_runner.seal import _watcher


def told(event, *args, known=()):
    """Say whether an event is told."""
    calls = []
    _watcher(lambda: calls.append(event), {id(thing) for thing in known})(event, args)
    return calls == [event]


def library_function():
    """A function of the library, say."""


@pytest.mark.parametrize(
    "event", ["ctypes.dlsym", "ctypes.addressof", "code.__new__", "gc.get_objects", "marshal.loads"]
)
def test_what_gets_at_the_insides_is_told(event):
    """The events of what nobody can vouch for after it."""
    assert told(event, 1)


@pytest.mark.parametrize("event", ["open", "compile", "exec", "gc.get_referents", "sys._getframe"])
def test_what_is_harmless_is_not(event):
    """Everyday events are none of them."""
    assert not told(event, 1)


def test_imports():
    """Importing what gets at the insides is told, what leads to JavaScript is refused, and the rest is free."""
    assert told("import", "ctypes")
    assert told("import", "ctypes.util")
    assert not told("import", "json")
    for name in ("js", "pyodide.code", "pyodide_js", "_pyodide_core"):
        with pytest.raises(ModuleNotFoundError, match="nothing but Python"):
            told("import", name)


def test_a_known_functions_code():
    """Replacing the code of a function of the library is told, of one of the program's own is not."""
    assert told("object.__setattr__", library_function, "__code__", None, known=[library_function])
    assert not told("object.__setattr__", library_function, "__code__", None)
    assert not told("object.__setattr__", library_function, "__module__", None, known=[library_function])
