// Generated from package.json and pyproject.toml by `python -m dstruct_host.versions`. Do not edit.

/** The Pyodide release this package was built and tested with. */
export const PYODIDE_VERSION = "314.0.7";

/** The version of the harness, and of this package. */
export const WHEEL_VERSION = "0.1.0";

/** The harness's file, looked for beside the worker when Pyodide's own lock file has no `dstruct-runner`. */
export const WHEEL_FILE = "dstruct_runner-0.1.0-py3-none-any.whl";
