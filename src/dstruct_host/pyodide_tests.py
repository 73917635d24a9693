"""The bundle that tests/pyodide is served: the product's, and beside it pytest and what the unit tests import."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from dstruct_host import bundle, setup, stamps
from dstruct_host.lockfile import pruned_lock
from dstruct_host.paths import BUILD, NODE_MODULES

# Pure Python, all of them. What they require is among them, else the lock could not be made.
PACKAGES = ("hypothesis", "iniconfig", "packaging", "pluggy", "pygments", "pytest", "sortedcontainers")


def tests_bundle(flavour: bundle.Flavour) -> Path:
    """Bring the flavour's test bundle up to date and return its directory, for pytest-pyodide's `--dist-dir`."""
    product = bundle.build(flavour)
    wheels = [*product.glob("*.whl"), *_test_wheels(flavour)]
    files: dict[str, bundle.Content] = {name: product / name for name in flavour.core}
    files |= {wheel.name: wheel for wheel in wheels}
    files["pyodide-lock.json"] = pruned_lock(NODE_MODULES / flavour.package / "pyodide-lock.json", wheels)
    directory = BUILD / f"tests-{flavour.name}"
    bundle.write(files, directory)
    return directory


def _test_wheels(flavour: bundle.Flavour) -> list[Path]:
    """The wheels of PACKAGES in the versions of requirements-dev.txt, downloaded once."""
    directory = BUILD / "test-wheels"
    inputs: list[Path | str] = [setup.REQUIREMENTS, *PACKAGES]
    if not (directory.is_dir() and stamps.fresh("test-wheels", inputs)):
        stamps.forget("test-wheels")
        shutil.rmtree(directory, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
        command += ["-c", str(setup.REQUIREMENTS), "-d", str(directory), *PACKAGES]
        setup.run(command, "downloading pytest for Pyodide")
        stamps.done("test-wheels", inputs)
    return sorted(directory.glob("*.whl"))
