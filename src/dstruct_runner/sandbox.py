"""The sandbox: what one run finds around itself, and what is put back after it.

A run has a fresh module `__main__`, captured streams, standard input from its options, and the interpreter's settings
as a program started alone would find them. When it is over everything of that is as it was before, whatever the
program did to it. What a program changes *inside* modules of the standard library is not undone here: see
baseline.py.
"""

from __future__ import annotations

import atexit
import bisect
import builtins
import codecs
import collections
import functools
import gc
import heapq
import itertools
import linecache
import locale
import logging
import math
import os
import random
import signal
import string
import sys
import threading
import time
import typing
import warnings
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from functools import partial
from types import ModuleType
from typing import Any, Self, TextIO

from . import eventloop
from .deadline import LEARNER, TOOL_NAME
from .program_builtins import ProgramBuiltins
from .streams import Listener, OutputStream, ToldStream, input_stream
from .structures import ListNode, TreeNode

PREDEFINED: dict[str, Any] = {
    "TreeNode": TreeNode,
    "ListNode": ListNode,
    **{
        name: getattr(typing, name)
        for name in (
            *("Any", "Callable", "DefaultDict", "Deque", "Dict", "FrozenSet", "Generator", "Iterable", "Iterator"),
            *("List", "Mapping", "Optional", "Sequence", "Set", "Tuple", "TypeVar", "Union"),
        )
    },
    **{name: getattr(collections, name) for name in ("Counter", "OrderedDict", "defaultdict", "deque", "namedtuple")},
    **{name: getattr(functools, name) for name in ("cache", "cmp_to_key", "lru_cache", "reduce")},
    **{name: getattr(heapq, name) for name in ("heapify", "heappop", "heappush", "heappushpop", "heapreplace")},
    **{name: getattr(heapq, name) for name in ("nlargest", "nsmallest")},
    **{name: getattr(bisect, name) for name in ("bisect_left", "bisect_right", "insort")},
    **{name: getattr(itertools, name) for name in ("accumulate", "combinations", "permutations", "product")},
    **{name: getattr(math, name) for name in ("ceil", "comb", "floor", "gcd", "inf", "sqrt")},
    **{
        module.__name__: module
        for module in (bisect, collections, functools, heapq, itertools, math, random, string, typing)
    },
}
"""Names a LeetCode learner expects to be there. They stand behind the builtins: `globals()` does not show them, and a
program may use each of these names for something else."""


class Sandbox:
    """The surroundings of one run; a context manager.

    Attributes:
        stdout, stderr: the captured streams
        module: the fresh `__main__`
        namespace: its dict, in which the program runs
        builtins: the program's own `builtins`

    """

    def __init__(
        self,
        source: str,
        *,
        stdin: Iterable[str] = (),
        max_output: int = 1 << 20,
        seed: int | None = None,
        printed: Listener | None = None,
        complained: Listener | None = None,
    ) -> None:
        """Prepare a run of `source`; `printed` is told each text that is written to stdout, `complained` to stderr."""
        self.stdout = _stream("<stdout>", max_output, printed)
        self.stderr = _stream("<stderr>", max_output, complained)
        self.module = ModuleType("__main__")
        self.namespace: dict[str, Any] = self.module.__dict__
        self.namespace["__file__"] = LEARNER
        self.builtins = ProgramBuiltins(PREDEFINED)
        self.namespace["__builtins__"] = self.builtins
        self._source = source
        self._stdin = stdin
        self._seed = seed
        self._undo = ExitStack()
        self._previous = sys.modules["__main__"]

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            _restore_modules(undo)
            _restore_settings(undo)
            for owner in (TreeNode, ListNode):
                undo.callback(_attributes_of(owner))
            undo.callback(self.builtins.restore)
            undo.callback(_module(builtins))  # a program can reach them still; before all others, which rely on it
            undo.enter_context(warnings.catch_warnings())
            self._undo = undo.pop_all()
        try:
            self._arrange()
        except BaseException:
            self._undo.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def mute(self, muted: bool) -> None:
        """Throw away what is printed from now on, or cease to."""
        for stream in (self.stdout, self.stderr):
            stream.finish()
            stream.capture.muted = muted

    def restore_builtins(self) -> None:
        """Undo what the program did to `builtins`, its own and the true ones: what comes after it relies on them."""
        self._builtins()
        self.builtins.restore()

    def abandon_module(self) -> None:
        """Forget the program's module: from now on only what it made itself holds it."""
        sys.modules["__main__"] = self._previous
        self.module = self._previous
        self.namespace = {}

    def _arrange(self) -> None:
        """Set everything as a program that is started alone finds it."""
        self._builtins = _module(builtins)
        sys.modules["__main__"] = self.module
        sys.modules["builtins"] = self.builtins
        sys.stdout = sys.__stdout__ = self.stdout  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = self.stderr  # type: ignore[misc]
        sys.stdin = sys.__stdin__ = input_stream(self._stdin)  # type: ignore[misc]
        sys.argv = [LEARNER]
        linecache.cache[LEARNER] = (len(self._source), None, _lines(self._source), LEARNER)
        warnings.showwarning = _show_warning  # the host may collect its own
        warnings.resetwarnings()  # and then Python's own defaults, last one first
        for action, category in _WARNING_FILTERS:
            warnings.simplefilter(action, category)
        warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
        logging.getLogger().handlers.clear()
        logging.getLogger().setLevel(logging.WARNING)
        random.seed(self._seed)
        if sys.platform == "emscripten":
            self._undo.callback(eventloop.install())


_WARNING_FILTERS: tuple[tuple[typing.Literal["ignore"], type[Warning]], ...] = (
    ("ignore", ResourceWarning),
    ("ignore", ImportWarning),
    ("ignore", PendingDeprecationWarning),
    ("ignore", DeprecationWarning),
)
_SYS_NAMES = (
    *("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__", "argv", "path"),
    *("excepthook", "displayhook", "unraisablehook", "breakpointhook", "meta_path", "path_hooks"),
)
_Undo = Callable[[], object]


def _stream(name: str, limit: int, listener: Listener | None) -> OutputStream:
    return ToldStream(name, limit, listener) if listener else OutputStream(name, limit)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Write a warning to stderr, as `warnings` does by itself."""
    with suppress(OSError, AttributeError):
        (file or sys.stderr).write(warnings.formatwarning(message, category, filename, lineno, line))


def _restore_settings(undo: ExitStack) -> None:
    """Have the settings of the interpreter put back."""
    for name in _SYS_NAMES:
        undo.callback(setattr, sys, name, getattr(sys, name))
    undo.callback(sys.setrecursionlimit, sys.getrecursionlimit())
    undo.callback(sys.set_int_max_str_digits, sys.get_int_max_str_digits())
    undo.callback(sys.setswitchinterval, sys.getswitchinterval())
    undo.callback(sys.settrace, sys.gettrace())
    undo.callback(sys.setprofile, sys.getprofile())
    undo.callback(gc.enable if gc.isenabled() else gc.disable)
    undo.callback(gc.set_threshold, *gc.get_threshold())
    undo.callback(gc.set_debug, gc.get_debug())
    undo.callback(sys.set_asyncgen_hooks, *sys.get_asyncgen_hooks())
    undo.callback(sys.set_coroutine_origin_tracking_depth, sys.get_coroutine_origin_tracking_depth())
    undo.callback(_set_locale, locale.setlocale(locale.LC_ALL))
    undo.callback(os.umask, _umask())
    _restore_monitoring(undo)
    _restore_signals(undo)
    _restore_registrations(undo)
    undo.callback(setattr, warnings, "showwarning", warnings.showwarning)
    undo.callback(linecache.cache.pop, LEARNER, None)
    root = logging.getLogger()
    undo.callback(root.setLevel, root.level)
    for values in (root.handlers, sys.path, sys.meta_path, sys.path_hooks, gc.callbacks):
        undo.callback(_list(values))
    undo.callback(_environment())


def _umask() -> int:
    """Give the mask of new files' permissions, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _set_locale(name: str) -> None:
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, name)


def _restore_monitoring(undo: ExitStack) -> None:
    """Have the tools of `sys.monitoring` freed that the program takes."""
    if sys.version_info < (3, 12):
        return
    free = [tool for tool in range(6) if sys.monitoring.get_tool(tool) is None]

    def restore() -> None:
        for tool in free:
            if sys.monitoring.get_tool(tool) not in (None, TOOL_NAME):
                sys.monitoring.set_events(tool, 0)
                sys.monitoring.free_tool_id(tool)

    undo.callback(restore)


def _restore_signals(undo: ExitStack) -> None:
    """Have signal handlers put back, where they can be set at all."""
    if threading.current_thread() is not threading.main_thread():
        return
    before = {number: signal.getsignal(number) for number in signal.valid_signals()}

    def restore() -> None:
        for number, handler in before.items():
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)

    undo.callback(restore)


def _restore_registrations(undo: ExitStack) -> None:
    """Have forgotten what the program registers where nothing tells afterwards what is registered."""
    for owner, name, forget in (
        (atexit, "register", lambda function, *_: partial(atexit.unregister, function)),
        (codecs, "register", lambda search: partial(codecs.unregister, search)),
        (codecs, "register_error", lambda name, _: partial(codecs.register_error, name, _error_handler(name))),
    ):
        _wrap(owner, name, forget, undo)


def _wrap(owner: ModuleType, name: str, forget: Callable[..., _Undo], undo: ExitStack) -> None:
    """Replace a function that registers something by one that notes, before it does, what will undo it."""
    register = getattr(owner, name)
    todo: list[_Undo] = []

    @functools.wraps(register)
    def wrapper(*args: Any, **named: Any) -> Any:
        todo.append(forget(*args))
        return register(*args, **named)

    def restore() -> None:
        setattr(owner, name, register)
        for forget_one in reversed(todo):
            with suppress(Exception):
                forget_one()

    setattr(owner, name, wrapper)
    undo.callback(restore)


def _error_handler(name: str) -> Callable[[UnicodeError], tuple[str | bytes, int]]:
    """Give the codecs' error handler of that name, or one that says that there is none: none can be taken away."""
    with suppress(LookupError):
        return codecs.lookup_error(name)

    def unknown(error: UnicodeError) -> tuple[str, int]:
        raise LookupError(f"unknown error handler name {name!r}")

    return unknown


def _restore_modules(undo: ExitStack) -> None:
    """Have `sys.modules` put back; modules of the standard library and of packages that were loaded may stay."""
    before = dict(sys.modules)

    def restore() -> None:
        for name, module in list(sys.modules.items()):
            if name not in before and not _is_installed(name, module):
                del sys.modules[name]
        sys.modules.update(before)

    undo.callback(restore)


def _is_installed(name: str, module: ModuleType | None) -> bool:
    """Say whether a module comes with the interpreter or from an installed package, not from the program."""
    spec = getattr(module, "__spec__", None)
    origin = getattr(spec, "origin", None)
    if not isinstance(origin, str) or getattr(spec, "name", None) != name:
        return False
    return origin in ("built-in", "frozen") or origin.startswith(_INSTALLED)


_INSTALLED = tuple(
    {
        os.path.dirname(os.__file__),  # noqa: PTH120  # the standard library, a zip file in Pyodide
        os.path.join(sys.prefix, "lib"),  # noqa: PTH118
        os.path.join(sys.base_prefix, "lib"),  # noqa: PTH118
    }
)


def _module(module: ModuleType) -> _Undo:
    """Give what undoes all changes of a module's names, without help of any builtin function."""
    names = vars(module)
    before = dict(names)

    def restore() -> None:
        names.update(before)
        for name in names.keys() - before.keys():
            del names[name]

    return restore


def _attributes_of(owner: type) -> _Undo:
    """Give what undoes all changes of a class's attributes."""
    before = dict(vars(owner))

    def restore() -> None:
        for name, value in list(vars(owner).items()):
            if name not in before:
                delattr(owner, name)
            elif value is not before[name]:
                setattr(owner, name, before[name])
        for name in before.keys() - vars(owner).keys():
            setattr(owner, name, before[name])

    return restore


def _list(values: list[Any]) -> _Undo:
    """Give what undoes all changes of a list."""
    before = list(values)

    def restore() -> None:
        values[:] = before

    return restore


def _environment() -> _Undo:
    """Give what undoes all changes of the environment's variables and of the working directory."""
    before = dict(os.environ)
    with suppress(OSError):  # a host's directory may be gone
        directory = os.getcwd()  # noqa: PTH109

    def restore() -> None:
        if dict(os.environ) != before:
            os.environ.clear()
            os.environ.update(before)
            if hasattr(time, "tzset"):  # not on Windows
                time.tzset()
        with suppress(OSError, NameError):
            os.chdir(directory)

    return restore


def _lines(source: str) -> list[str]:
    r"""Give the lines with their ends, divided as the compiler divides them: at "\n" only."""
    lines = source.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1] + "\n"] if lines[-1] else [])
