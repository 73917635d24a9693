"""The built wheel as a page meets it: loaded by name from the bundle's lock file."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def harness(selenium):
    """A Pyodide that has loaded the wheel by its name."""
    selenium.load_package("dstruct-runner")
    return selenium


def test_loaded_from_the_lock(harness):
    """`loadPackage("dstruct-runner")` installs the wheel that the lock file names."""
    version, source = harness.run(
        "import importlib.metadata, dstruct_runner.protocol as p\n"
        "[importlib.metadata.version('dstruct-runner'), p.__file__]"
    )
    assert version == "0.1.0"
    assert "site-packages" in source


def test_nothing_but_python(harness):
    """Importing the harness imports neither `js` nor `pyodide`: a fresh interpreter has no more of them than before."""
    before, after = harness.run(
        """
import sys
def seam():
    return sorted(name for name in sys.modules if name.split(".")[0] in ("js", "pyodide_js", "pyodide"))
before = seam()
for name in [name for name in sys.modules if name.split(".")[0] == "dstruct_runner"]:
    del sys.modules[name]
import dstruct_runner.execute
[before, seam()]
"""
    )
    assert before == after


def test_run_json(harness):
    """`run_json` runs a program with its arguments and answers in JSON: return value, output and frames."""
    code = "def solve(nums):\n    nums.append(4)\n    print(len(nums))\n    return nums\n"
    request = json.dumps({"code": code, "args": [{"type": "array", "value": [1, 2, 3]}]})
    text = harness.run(f"from dstruct_runner.execute import run_json\nrun_json({request!r})")
    result = json.loads(text)
    assert "error" not in result
    assert result["output"] == "4\n"
    assert result["returnValue"]["json"] == [1, 2, 3, 4]
    assert [frame["args"]["value"] for frame in result["callstack"] if frame["name"] == "addArrayItem"][-1] == 4
    assert json.loads(json.dumps(result)) == result


def test_describe_json(harness):
    """`describe_json` names the function a run would call, and its parameters, without running the program."""
    request = json.dumps({"code": "print('not run')\ndef add(left, right):\n    return left + right\n", "args": 2})
    text = harness.run(f"from dstruct_runner.execute import describe_json\ndescribe_json({request!r})")
    assert json.loads(text)["entry"] == {"name": "add", "parameters": ["left", "right"]}
