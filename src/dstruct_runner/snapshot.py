"""A memory snapshot of the interpreter: what is done before it is taken, and after it was restored.

The snapshot is taken when the bundle is made and holds everything that is in memory, but no files. Every interpreter
that is restored from it begins as the same one; docs/start.md lists what that freezes.
"""

from __future__ import annotations

import gc
import importlib
import locale
import os
import pkgutil
import random
import sys
import time
from contextlib import suppress

from .baseline import library
from .execute import run_packed

LEARNERS_MODULES = (
    *("abc", "array", "bisect", "calendar", "collections", "contextlib", "copy", "csv", "dataclasses", "datetime"),
    *("decimal", "enum", "fractions", "functools", "heapq", "inspect", "io", "itertools", "json", "math", "numbers"),
    *("operator", "os", "pprint", "queue", "random", "re", "statistics", "string", "textwrap", "time", "timeit"),
    *("typing", "uuid"),
)
"""What programs import most: each would take up to 50 ms in the run that does so first, and is a few KB here."""


def prepare() -> None:
    """Import all of the harness, whose files the restored interpreter will lack, and LEARNERS_MODULES.

    What else takes its time before the first program is done, too: see baseline.py.
    """
    package = importlib.import_module(__package__)
    for module in pkgutil.walk_packages(package.__path__, f"{__package__}."):
        importlib.import_module(module.name)
    for name in LEARNERS_MODULES:
        importlib.import_module(name)
    run_packed('{"code":""}')  # what our own code makes at its first run is not to be taken for a program's doing
    library()
    sys.path.remove("")  # Pyodide enters it, and does so again when the snapshot is restored
    gc.collect()


def restored(language: str) -> None:
    """Make the restored interpreter one of its own: its random numbers, its place on earth, its files.

    Args:
        language: what `LANG` says where nothing was restored, such as "de_DE.UTF-8"

    """
    random.seed()
    os.environ["LANG"] = language
    with suppress(locale.Error):  # the machine may have no such locale, though WebAssembly has them all
        locale.setlocale(locale.LC_CTYPE, "")
    _set_time_zone()
    sys.path_importer_cache.clear()  # what it knows of directories it knows of other ones


_YEAR = (365 * 24 + 6) * 60 * 60  # seconds


def _set_time_zone() -> None:
    """Work out again what `time` works out when Python starts, and as it does: from the first of January and of July.

    The offset of a single time comes from the browser as ever; its zone's name is C's, which asked for it once.
    """
    january = int(time.time()) // _YEAR * _YEAR
    standard, summer = sorted(time.localtime(then).tm_gmtoff for then in (january, january + _YEAR // 2))
    names = tuple(map(_zone_name, (standard, summer)))
    values = {"timezone": -standard, "altzone": -summer, "daylight": int(standard != summer), "tzname": names}
    vars(time).update(values)


def _zone_name(offset: int) -> str:
    """Name a zone by its offset in seconds as Emscripten's C library does: `UTC-0330`, and `UTC-0000` for none."""
    minutes = abs(offset) // 60
    return f"UTC{'+' if offset > 0 else '-'}{minutes // 60:02d}{minutes % 60:02d}"
