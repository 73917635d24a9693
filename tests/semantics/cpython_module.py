"""Runs one test module of CPython's own, plain or instrumented: `cpython_module.py NAME MODE RESULT_FILE`.

Instrumented is whatever it imports from the `test` package (a list's tests, for one, stand in `test.list_tests` and
`test.seq_tests`), save its `support` modules. The result file is the JSON of
`{"outcomes": {test id: outcome}, "reports": {test id: traceback}, "seconds": float}`.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import json
import sys
import time
import types
import unittest
from typing import Any, ClassVar

from dstruct_runner.instrument import instrument
from dstruct_runner.program_builtins import ProgramBuiltins
from dstruct_runner.recorder import Recorder, _helpers

# How a module is run. "dropped" makes every record and keeps none, so that a module's last test is recorded like its
# first; "recorded" keeps the log until it is full.
MODES = ("plain", "dropped", "recorded")
PLAIN = ("test.support", "test.libregrtest", "test.test_support")
FRAMES = 300_000


class Dropping(list[Any]):
    """A log that takes nothing."""

    def __iadd__(self, record: Any) -> Dropping:  # type: ignore[override,misc]
        return self

    def extend(self, record: Any, /) -> None:
        """Do nothing."""


class DroppingRecorder(Recorder):
    """Makes every record and copy, and keeps none."""

    def __init__(self) -> None:
        super().__init__(10**9)
        self.log = Dropping()
        self.helpers = _helpers(self)

    def see(self, value: Any) -> Any:
        super().see(value)
        return self.seen.pop(id(value))[1]

    def see_all(self, value: Any) -> None:
        """Do nothing: without what was seen before, a circle has no end."""


class InstrumentingLoader(importlib.machinery.SourceFileLoader):
    """Executes a module with probes."""

    mode = "dropped"
    builtins: ClassVar[dict[str, types.ModuleType]] = {}

    def exec_module(self, module: types.ModuleType) -> None:
        path = self.get_filename(module.__name__)
        recorder = DroppingRecorder() if self.mode == "dropped" else Recorder(FRAMES)
        source = importlib.util.decode_source(self.get_data(path))
        # its own, since each module has its own recorder
        outer = sys.modules["builtins"]
        sys.modules["builtins"] = own = ProgramBuiltins()
        module.__dict__["__builtins__"] = vars(own)
        self.builtins[module.__name__] = own
        try:
            instrument(source, path).run(module.__dict__, recorder)
        finally:
            sys.modules["builtins"] = outer


class InstrumentingFinder(importlib.machinery.PathFinder):
    """Finds modules of the `test` package, to be loaded with probes."""

    @classmethod
    def find_spec(cls, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith("test.") or fullname.startswith(PLAIN):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is importlib.machinery.SourceFileLoader:
            spec.loader = InstrumentingLoader(fullname, spec.loader.path)
        return spec


class Outcomes(unittest.TestResult):
    """What became of each test, and the traceback of those that failed."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: dict[str, str] = {}
        self.reports: dict[str, str] = {}

    def note(self, test: Any, outcome: str, error: Any = None) -> None:
        name = str(test.id())
        self.outcomes[name] = outcome
        if error is not None:
            self.reports[name] = self._exc_info_to_string(error, test)  # type: ignore[attr-defined]

    def addSuccess(self, test: Any) -> None:
        self.note(test, "passed")

    def addError(self, test: Any, err: Any) -> None:
        self.note(test, "error", err)

    def addFailure(self, test: Any, err: Any) -> None:
        self.note(test, "failed", err)

    def addSkip(self, test: Any, reason: str) -> None:
        self.note(test, "skipped")

    def addExpectedFailure(self, test: Any, err: Any) -> None:
        self.note(test, "failed as expected")

    def addUnexpectedSuccess(self, test: Any) -> None:
        self.note(test, "passed unexpectedly")

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        if err is not None:
            self.note(subtest, "failed", err)


def run(name: str, mode: str) -> dict[str, Any]:
    """Import `test.NAME` and run its tests."""
    if mode != "plain":
        InstrumentingLoader.mode = mode
        sys.meta_path.insert(0, InstrumentingFinder)
    module = importlib.import_module(f"test.{name}")
    if mode != "plain":
        sys.modules["builtins"] = InstrumentingLoader.builtins[module.__name__]
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = Outcomes()
    begin = time.monotonic()
    suite.run(result)
    return {"outcomes": result.outcomes, "reports": result.reports, "seconds": time.monotonic() - begin}


if __name__ == "__main__":
    found = run(sys.argv[1], sys.argv[2])
    with open(sys.argv[3], "w", encoding="utf-8") as file:  # noqa: PTH123 (tests may leave the process in any directory)
        json.dump(found, file)
