"""The CPythons of this machine that the harness must work on, each with an environment for the unit tests."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dstruct_host import setup, stamps
from dstruct_host.paths import STATE
from dstruct_host.wheel import install_wheel

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
UNIT_PACKAGES = ("hypothesis", "pytest", "pytest-xdist")


def other_pythons() -> dict[str, Path]:
    """An interpreter for each supported version that is on PATH or in pyenv, except the version running this."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    found: dict[str, Path] = {}
    for version in SUPPORTED:
        if version != own:
            working = (path for path in _candidates(version) if _is_cpython(path, version))
            if (first := next(working, None)) is not None:
                found[version] = first
    return found


def _candidates(version: str) -> Iterator[Path]:
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield Path(on_path)
    versions = Path.home() / ".pyenv" / "versions"
    exact = re.compile(re.escape(version) + r"\.\d+")
    for folder in sorted(versions.glob(f"{version}.*"), key=lambda folder: folder.stat().st_mtime, reverse=True):
        if exact.fullmatch(folder.name):
            yield folder / "bin" / "python"


def _is_cpython(python: Path, version: str) -> bool:
    """Whether it starts (a shim of pyenv may not) and is the version its name says."""
    code = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.stdout.split() == ["cpython", version]


def unit_environment(version: str, python: Path) -> Path:
    """The interpreter of a virtual environment of `python` with the current wheel and what the unit tests import."""
    environment = STATE / "venvs" / version
    inputs: list[Path | str] = [setup.REQUIREMENTS, str(python), str(python.resolve()), *UNIT_PACKAGES]
    stamp = f"venv-{version}"
    executable = setup.venv_python(environment)
    if not (executable.exists() and stamps.fresh(stamp, inputs)):
        stamps.forget(stamp)
        setup.create_venv(python, environment)
        pinned = ["-c", str(setup.REQUIREMENTS), *UNIT_PACKAGES]
        setup.pip_install(environment, pinned, f"installing the unit tests' packages for Python {version}")
        stamps.done(stamp, inputs)
    install_wheel(executable)
    return executable
