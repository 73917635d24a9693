"""What lets a bundle start fast, made in Node (make.mjs): the wheel with bytecode in it, and the memory snapshot."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dstruct_host import stamps
from dstruct_host.paths import BUILD, NODE_MODULES

_HERE = Path(__file__).parent
_INSIDE = _HERE / "inside.py"
_MAKE = _HERE / "make.mjs"


@dataclass(frozen=True)
class FastStart:
    """`wheel`: the harness with bytecode for one Pyodide. `snapshot`: an interpreter of it that has it imported."""

    wheel: Path
    snapshot: Path


def fast_start(package: str, wheel: Path) -> FastStart:
    """Make both for an npm package of Pyodide, unless they were made of the same Pyodide, wheel and code before.

    subprocess.CalledProcessError if that fails; Node has said why on stderr.
    """
    pyodide = NODE_MODULES / package
    made = FastStart(wheel=BUILD / package / wheel.name, snapshot=BUILD / package / "snapshot.bin")
    inputs: list[Path | str] = [pyodide / "package.json", wheel, _MAKE, _INSIDE]
    with stamps.alone(package):
        if made.wheel.is_file() and made.snapshot.is_file() and stamps.fresh(package, inputs):
            return made
        stamps.forget(package)
        shutil.rmtree(BUILD / package, ignore_errors=True)
        (BUILD / package).mkdir(parents=True)
        make(package, wheel, BUILD / package)
        stamps.done(package, inputs)
    return made


def make(package: str, wheel: Path, directory: Path) -> None:
    """Write both files to a directory; the same inputs give the same bytes, on any machine."""
    command = ["node", str(_MAKE), str(NODE_MODULES / package), str(wheel), str(_INSIDE), str(directory)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
