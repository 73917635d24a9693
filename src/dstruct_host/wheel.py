"""Build the harness wheel with hatchling, and keep the built one (never an editable install) in an environment."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from dstruct_host import setup, stamps
from dstruct_host.paths import HARNESS, ROOT, WHEELS

# The earliest time a zip archive can hold: with it the same source gives the same bytes on any day.
_EPOCH = "315532800"


def wheel_inputs() -> list[Path]:
    """Every file the wheel's bytes depend on."""
    return stamps.files_under(HARNESS, ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "LICENSE")


def built_wheel() -> Path:
    """The wheel of the source as it is now, built only if it is not the one already there."""
    with stamps.alone("wheel"):
        inputs = wheel_inputs()
        wheels = sorted(WHEELS.glob("*.whl"))
        if len(wheels) == 1 and stamps.fresh("wheel", inputs):
            return wheels[0]
        stamps.forget("wheel")
        for old in wheels:
            old.unlink()
        setup.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(WHEELS)],
            "building the wheel",
            {**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
        )
        stamps.done("wheel", inputs)
        return next(WHEELS.glob("*.whl"))


def install_wheel(python: Path = Path(sys.executable)) -> None:
    """Have the current wheel installed for the interpreter `python`, which is one of a virtual environment."""
    wheel = built_wheel()
    environment = python.parent.parent
    name = f"wheel-in-{environment.name.lstrip('.')}"
    with stamps.alone(name):
        made = (environment / "pyvenv.cfg").stat()
        inputs: list[Path | str] = [wheel, str(environment), f"{made.st_ino} {made.st_mtime_ns}"]
        if stamps.fresh(name, inputs):
            return
        stamps.forget(name)
        options = ["--no-index", "--no-deps", "--force-reinstall"]
        setup.pip_install(environment, [*options, str(wheel)], f"installing the wheel in {environment.name}")
        stamps.done(name, inputs)
    if python == Path(sys.executable):
        importlib.invalidate_caches()
