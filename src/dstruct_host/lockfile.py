"""The bundle's pyodide-lock.json: Pyodide's own facts, and of packages only those that are in the bundle."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pyodide_lock import PyodideLockSpec
from pyodide_lock.spec import InfoSpec
from pyodide_lock.utils import add_wheels_to_spec


def pruned_lock(original: Path, wheels: list[Path]) -> bytes:
    """`original` (the lock of the npm package, which lists hundreds of packages) with just `wheels` for packages.

    Each wheel is entered by its bare file name, so it is looked for beside the lock. RuntimeError if a wheel
    requires what is not among them.
    """
    lock: dict[str, Any] = json.loads(original.read_text(encoding="utf-8"))
    # The model of this pyodide-lock wants a version, which newer locks have dropped, and knows no further tables: so
    # it makes the packages' entries, and everything else stays as Pyodide wrote it.
    info = InfoSpec(**{"version": "", **lock["info"]})
    together = Path(os.path.commonpath([wheel.resolve().parent for wheel in wheels]))
    packages = add_wheels_to_spec(PyodideLockSpec(info=info, packages={}), wheels, base_path=together).packages
    for entry in packages.values():
        entry.file_name = Path(entry.file_name).name
    lock["packages"] = {name: entry.model_dump() for name, entry in packages.items()}
    return (json.dumps(lock, indent=2, sort_keys=True) + "\n").encode()
