"""The baseline: the library as it was before the first program, put back after every run.

For an interpreter that runs programs and nothing else, such as that of a worker. What a run's sandbox puts back are the
settings that everybody may change; this is about what nobody should have changed: the modules of the library and of
this package, their classes, and the lists, dicts, sets and instances that these hold, however deep. Modules that a
program was the first to import go, so that the next one imports them anew; so do the files that it wrote.

    baseline = Baseline()
    ...                      # a program runs
    baseline.reset()
"""

from __future__ import annotations

import abc
import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import BasicContext, DefaultContext, ExtendedContext
from functools import cache
from itertools import chain
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

_IMMUTABLE_TYPE = 1 << 8  # flags of classes, see CPython's Include/object.h
_HEAP_TYPE = 1 << 9
_NOT_OURS = ("/dev", "/proc")
# Classes come to have these by being asked: they say nothing that isn't in the class already.
_LAZY = frozenset({"__annotations__", "__annotations_cache__", "__annotate_func__", "__abstractmethods__"})
_CONTEXT = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps")
_BATCH = 100
_UNSAFE = ("ctypes", "pyodide", "test", "xx")


def _import_extensions() -> None:
    """Import what is compiled in: such a module can't always be made anew, so it must not be a program that does it."""
    for name in sys.builtin_module_names:
        if not any(word in name for word in _UNSAFE):
            importlib.import_module(name)


class Library:
    """All that modules hold and that can be changed, found by going from the modules to what they hold, and so on.

    Attributes:
        known: the ids of all that was found, of which nothing goes away as long as this is there
        namespaces: the dicts and lists that modules, classes and instances are made of or hold
        classes: the classes
        sets: the sets that they hold
        dispatchers: the functions of `functools.singledispatch`, and the dict each looks into

    """

    def __init__(self) -> None:
        self.known = {id(sys.modules)}
        self.namespaces: list[Any] = []
        self.classes: list[type] = []
        self.sets: list[set[Any]] = []
        self.dispatchers: list[tuple[Any, dict[type, Any]]] = []
        self._collect()

    def _collect(self) -> None:
        todo: list[Any] = [vars(module) for module in list(sys.modules.values()) if isinstance(module, ModuleType)]
        self.namespaces += todo
        while todo:
            for thing in _held(todo.pop()):
                kind = type(thing)
                if id(thing) in self.known or (not kind.__flags__ & _HEAP_TYPE and kind not in _FOLLOWED):
                    continue
                self.known.add(id(thing))
                if issubclass(kind, type):
                    if not thing.__flags__ & _IMMUTABLE_TYPE:
                        self.classes.append(thing)
                        todo.append(vars(thing))
                elif kind is set:
                    self.sets.append(thing)
                elif kind is FunctionType:
                    self._add_dispatcher(thing)
                elif kind is dict or kind is list:
                    self.namespaces.append(thing)
                    todo.append(thing)
                elif type(names := getattr(thing, "__dict__", None)) is dict and id(names) not in self.known:
                    self.known.add(id(names))
                    self.namespaces.append(names)
                    todo.append(names)

    def _add_dispatcher(self, function: Any) -> None:
        if hasattr(function, "registry") and hasattr(function, "dispatch"):
            (registry,) = gc.get_referents(function.registry)
            self.dispatchers.append((function, registry))


@cache
def library() -> Library:
    """Find what there is: once, and a memory snapshot has it done beforehand, for it takes 100 ms in Pyodide."""
    _import_extensions()
    return Library()


class Baseline:
    """How everything was when this was made.

    Attributes:
        reset: puts everything back; says whether all could be, if not, the interpreter is to be replaced. It relies on
            nothing that a program can replace, as it begins with what it needs itself
        modules: `sys.modules`
        sets: those of the library, each with its items
        registries: abstract classes with the classes that are registered there
        dispatchers: those of the library, each with the dict it looks into and what was in that
        contexts: what `decimal` makes its contexts of, each with a copy
        files: what is in the file system

    """

    def __init__(self) -> None:
        found = library()
        self.modules = dict(sys.modules)
        self.sets = [(items, frozenset(items)) for items in found.sets]
        self.dispatchers = [(function, registry, dict(registry)) for function, registry in found.dispatchers]
        self.registries = [(kind, _registered(kind)) for kind in found.classes if isinstance(kind, abc.ABCMeta)]
        self.contexts = [(context, context.copy()) for context in (DefaultContext, BasicContext, ExtendedContext)]
        self.files = _files()
        self.reset = self._resetter(found)

    def _resetter(self, found: Library) -> Callable[[], bool]:
        mend = _mender(found.namespaces, found.classes)

        def reset() -> bool:
            mend()
            return self._restore()

        return reset

    def _restore(self) -> bool:
        """Put back everything but the namespaces; says whether all could be put back."""
        for name in sys.modules.keys() - self.modules.keys():
            del sys.modules[name]
        sys.modules.update(self.modules)
        for items, before in self.sets:
            if set(map(id, items)) != set(map(id, before)):
                items.clear()
                items.update(before)
        for function, registry, known in self.dispatchers:
            if len(registry) != len(known) or not all(map(is_, registry.values(), known.values())):
                registry.clear()
                registry.update(known)
                function._clear_cache()
        for context, copy in self.contexts:
            for name in _CONTEXT:
                setattr(context, name, getattr(copy, name))
        for kind, registered in self.registries:
            if len(_registered(kind)) != len(registered):
                abc._reset_registry(kind)  # type: ignore[attr-defined]
                for other in registered:
                    kind.register(other)
        return self._restore_files()

    def _restore_files(self) -> bool:
        now = _files()
        for path in sorted(now.keys() - self.files.keys(), reverse=True):  # what is in a directory before itself
            directory = now[path] is None
            (os.rmdir if directory else os.unlink)(path)
        return all(now.get(path, ()) == state for path, state in self.files.items())


_FOLLOWED = (type, dict, list, set, FunctionType)


def _held(namespace: Any) -> Iterable[Any]:
    return list(namespace) if type(namespace) is list else list(namespace.values())


def _registered(kind: type) -> list[type]:
    """Give the classes that were registered with an abstract one."""
    return [other for reference in abc._get_dump(kind)[0] if (other := reference())]  # type: ignore[attr-defined]


def _files() -> dict[str, tuple[int, ...] | None]:
    """Give every path of the interpreter's own file system; a host's is not ours to put back."""
    return dict(_files_under("/")) if sys.platform == "emscripten" else {}


def _files_under(directory: str) -> Iterator[tuple[str, tuple[int, ...] | None]]:
    """Give every path with what tells that a file was changed; None for a directory."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.path not in _NOT_OURS:
                    yield entry.path, None
                    yield from _files_under(entry.path)
            else:
                status = entry.stat(follow_symlinks=False)
                yield entry.path, (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _batch(owners: list[tuple[Any, type | None]]) -> tuple[list[Any], ...]:
    """Take note of some namespaces; a class is given beside its own.

    Gives each with its class and a copy; then all of them, their lengths, their values and their names.
    """
    tables = [owner for owner, _ in owners]
    keyed = [table for table in tables if type(table) is not list]
    views = [table if type(table) is list else table.values() for table in tables]
    return (
        [(owner, kind, list(owner) if type(owner) is list else dict(owner)) for owner, kind in owners],
        tables,
        [len(table) for table in tables],
        views,
        [value for view in views for value in view],
        keyed,
        [name for table in keyed for name in table],
    )


def _mender(namespaces: list[Any], classes: list[type]) -> Callable[[], None]:
    """Make the function that puts namespaces and classes back, of nothing but what is bound here.

    Nearly all of them are as they were, so it asks that first, of many at once (in Pyodide 4 ms for 37,000 names, where
    a loop over their owners takes 25).
    """
    owners: list[tuple[Any, type | None]] = [(names, None) for names in namespaces]
    owners += [(vars(kind), kind) for kind in classes]
    batches = [_batch(owners[start : start + _BATCH]) for start in range(0, len(owners), _BATCH)]
    _all, _len, _list, _map, _same, _type, chained = all, len, list, map, is_, type, chain.from_iterable
    set_attribute, delete_attribute, lazy, error = type.__setattr__, type.__delattr__, _LAZY, Exception

    def mend() -> None:
        for owned, tables, lengths, views, values, keyed, names in batches:
            if (
                _list(_map(_len, tables)) == lengths
                and _all(_map(_same, chained(views), values))
                and _all(_map(_same, chained(keyed), names))
            ):
                continue
            for owner, kind, before in owned:
                if _type(before) is _list:
                    if _len(owner) != _len(before) or not _all(_map(_same, owner, before)):
                        owner[:] = before
                    continue
                for name in _list(owner):
                    if name in before:
                        continue
                    if kind is None:
                        del owner[name]
                    elif name not in lazy:
                        delete_attribute(kind, name)
                for name, value in before.items():
                    if name in owner and owner[name] is value:
                        continue
                    if kind is None:
                        owner[name] = value
                        continue
                    try:  # noqa: SIM105  # what suppresses would be the program's to replace
                        set_attribute(kind, name, value)
                    except error:
                        pass

    return mend
