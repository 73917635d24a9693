"""The bundle, made of the real npm packages and the real wheel."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zipfile
from dataclasses import replace

import pytest

from dstruct_host import bundle, snapshot
from dstruct_host.headers import ISOLATION_HEADERS, POLICY_HEADERS
from dstruct_host.paths import ROOT
from dstruct_host.wheel import built_wheel


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


def test_snapshot(flavour):
    """The snapshot is of the bundle's Pyodide and of the wheel beside it, as long as it says, and names no machine."""
    files = contents(bundle.build(flavour))
    packages = json.loads(files["pyodide-lock.json"].read_text())["packages"]
    versions = json.loads(files["bundle.json"].read_text())["versions"]
    first_line, _, memory = gzip.decompress(files["snapshot.bin"].read_bytes()).partition(b"\n")
    assert json.loads(first_line) == {
        "pyodide": versions["pyodide"],
        "wheel": versions["dstruct-runner"],
        "wheelSha256": packages["dstruct-runner"]["sha256"],
        "bytes": len(memory),
    }
    assert str(ROOT).encode() not in memory
    assert b"dstruct_runner/execute.py" in memory


def test_snapshot_is_made_the_same_again(flavour, tmp_path):
    """A snapshot and a wheel with bytecode that are made anew are the same, byte for byte."""
    files = contents(bundle.build(flavour))
    snapshot.make(flavour.package, built_wheel(), tmp_path)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {built_wheel().name, "snapshot.bin"}
    for name in (built_wheel().name, "snapshot.bin"):
        assert (tmp_path / name).read_bytes() == files[name].read_bytes()


def test_wheel_holds_bytecode(flavour):
    """The bundle's wheel is the built one and the bytecode of each of its modules, entered in its list of files."""
    files = contents(bundle.build(flavour))
    with zipfile.ZipFile(files[built_wheel().name]) as wheel, zipfile.ZipFile(built_wheel()) as built:
        names = set(wheel.namelist())
        added = names - set(built.namelist())
        assert all(wheel.read(name) == built.read(name) for name in names - added if not name.endswith("/RECORD"))
        record = next(wheel.read(name).decode() for name in names if name.endswith("/RECORD"))
    assert {line.split(",")[0] for line in record.splitlines()} == names
    modules = {name for name in names if name.endswith(".py")}
    assert {re.sub(r"__pycache__/(\w+)\.cpython-\d+\.pyc", r"\1.py", name) for name in added} == modules


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
    pages = {"index.html", "editor.js", "selftest.html", "selftest/page.js", "selftest/checks.js"}
    assert {*flavour.core, *pages, "snapshot.bin", "worker.js", "runner.js", "protocol.d.ts"} <= set(files)
    assert any(name.startswith("examples/") for name in files)
    assert "editor.entry.js" not in files


def test_headers(flavour):
    """`_headers` gives every path the headers of the policy and of isolation, as the server here sends them."""
    first_line, *lines = contents(bundle.build(flavour))["_headers"].read_text().splitlines()
    assert first_line == "/*"
    assert dict(line.strip().split(": ", 1) for line in lines) == POLICY_HEADERS | ISOLATION_HEADERS
