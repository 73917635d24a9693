"""The harness wheel."""

from __future__ import annotations

import zipfile

from dstruct_host.paths import HARNESS
from dstruct_host.wheel import built_wheel


def test_only_the_harness():
    """The wheel holds every module of the harness and nothing of the host side."""
    with zipfile.ZipFile(built_wheel()) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        metadata = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
    source = {path.relative_to(HARNESS.parent).as_posix() for path in HARNESS.rglob("*.py")}
    assert set(names) == source | {"dstruct_runner/py.typed"}
    assert "Requires-Dist" not in metadata


def test_pure():
    """It is a wheel for every Python and every machine, so one file serves CPython and each Pyodide."""
    assert built_wheel().name.endswith("-py3-none-any.whl")
