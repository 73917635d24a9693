"""Writes `worker/versions.js`: the versions that the browser code must know before it has loaded anything.

`python -m dstruct_host.versions` writes the file; with `--check` it only compares, and exits with 1 when they differ.
The sources are the pinned npm package `pyodide` in `package.json` and the version in `pyproject.toml`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib

from dstruct_host.paths import ROOT, WORKER

TARGET = WORKER / "versions.js"

TEMPLATE = """\
// Generated from package.json and pyproject.toml by `python -m dstruct_host.versions`. Do not edit.

/** The Pyodide release this package was built and tested with. */
export const PYODIDE_VERSION = "{pyodide}";

/** The version of the harness, and of this package. */
export const WHEEL_VERSION = "{wheel}";

/** The harness's file, looked for beside the worker when Pyodide's own lock file has no `dstruct-runner`. */
export const WHEEL_FILE = "dstruct_runner-{wheel}-py3-none-any.whl";
"""


def generate() -> str:
    """Return the text of `worker/versions.js`."""
    packages = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return TEMPLATE.format(pyodide=packages["devDependencies"]["pyodide"], wheel=project["project"]["version"])


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or with `--check` compare; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dstruct_host.versions", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, exit with 1 when the file is out of date")
    text = generate()
    if not parser.parse_args(arguments).check:
        TARGET.write_text(text, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print(f"{TARGET.name} is out of date: run `python -m dstruct_host.versions`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
