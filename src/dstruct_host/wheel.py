"""Build the harness wheel with hatchling, and keep the built wheel (never an editable install) in a virtual environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dstruct_host import stamps
from dstruct_host.paths import HARNESS, ROOT, STATE, WHEELS

# The earliest time a zip archive can hold: with it the same source gives the same bytes on any day.
_EPOCH = "315532800"


def wheel_inputs() -> list[Path]:
    """Every file the wheel's bytes depend on."""
    return stamps.files_under(HARNESS, ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "LICENSE")


def built_wheel() -> Path:
    """The wheel of the source as it is now, built only if it is not the one already there."""
    inputs = wheel_inputs()
    wheels = sorted(WHEELS.glob("*.whl"))
    if len(wheels) == 1 and stamps.fresh("wheel", inputs):
        return wheels[0]
    stamps.forget("wheel")
    for old in wheels:
        old.unlink()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(WHEELS)],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
        check=True,
        capture_output=True,
    )
    stamps.done("wheel", inputs)
    return next(WHEELS.glob("*.whl"))


def install_wheel(python: Path = Path(sys.executable)) -> None:
    """Have the current wheel installed for the interpreter `python`, which is one of a virtual environment."""
    wheel = built_wheel()
    environment = python.parent.parent
    stamp = f"wheel-in-{environment.name.lstrip('.')}"
    inputs: list[Path | str] = [wheel, str(environment), str((environment / "pyvenv.cfg").stat().st_ino)]
    if stamps.fresh(stamp, inputs):
        return
    stamps.forget(stamp)
    STATE.mkdir(exist_ok=True)
    subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--force-reinstall", str(wheel)],
        check=True,
    )
    stamps.done(stamp, inputs)
