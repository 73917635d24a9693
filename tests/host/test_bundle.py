"""The bundle, made of the real npm packages and the real wheel."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from dstruct_host import bundle


@pytest.fixture(params=list(bundle.FLAVOURS))
def flavour(request, tmp_path):
    """Each flavour, to be bundled in a directory of the test's own."""
    return replace(bundle.FLAVOURS[request.param], directory=tmp_path / "dist")


def contents(directory):
    """Every file below `directory` by its relative path."""
    return {path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if path.is_file()}


def test_manifest(flavour):
    """bundle.json names every other file of the bundle, with its true size and sha256, and the versions inside."""
    files = contents(bundle.build(flavour))
    manifest = json.loads(files.pop("bundle.json").read_text())
    assert manifest["files"] == {
        name: {"size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for name, path in files.items()
    }
    assert manifest["versions"]["pyodide"].startswith(flavour.name)
    assert set(manifest["versions"]) == {"abi", "dstruct-runner", "pyodide", "python"}


def test_lock(flavour):
    """The lock lists the harness wheel and nothing else, by the name and sum of the file beside it."""
    files = contents(bundle.build(flavour))
    packages = json.loads(files["pyodide-lock.json"].read_text())["packages"]
    assert list(packages) == ["dstruct-runner"]
    wheel = files[packages["dstruct-runner"]["file_name"]]
    assert packages["dstruct-runner"]["sha256"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert packages["dstruct-runner"]["imports"] == ["dstruct_runner"]


def test_deterministic(flavour, tmp_path):
    """Two bundles of the same source are the same, byte for byte."""
    first = contents(bundle.build(flavour))
    second = contents(bundle.build(replace(flavour, directory=tmp_path / "again")))
    assert {name: path.read_bytes() for name, path in first.items()} == {
        name: path.read_bytes() for name, path in second.items()
    }


def test_rebuild(flavour):
    """A second build leaves what is right untouched, repairs what was damaged and removes what does not belong."""
    directory = bundle.build(flavour)
    core, damaged = directory / flavour.core[0], directory / "bundle.json"
    before = core.stat().st_mtime_ns
    text = damaged.read_text()
    damaged.write_text("{}")
    (directory / "old").mkdir()
    (directory / "old" / "stray.js").write_text("")
    bundle.build(flavour)
    assert core.stat().st_mtime_ns == before
    assert damaged.read_text() == text
    assert not (directory / "old").exists()


def test_complete(flavour):
    """The bundle holds what a page loads: Pyodide's core, the worker, the runner, the demo page and its examples."""
    files = contents(bundle.build(flavour))
    assert {*flavour.core, "worker.js", "runner.js", "protocol.d.ts", "index.html", "editor.js"} <= set(files)
    assert any(name.startswith("examples/") for name in files)
    assert "editor.entry.js" not in files
