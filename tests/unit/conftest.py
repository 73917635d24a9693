"""How property tests run: without a clock, the same examples in CI every time, fewer where time is short."""

from __future__ import annotations

import os
import sys

from hypothesis import HealthCheck, settings

# Inside Pyodide, which is slow, and in `scripts/test --fast`.
SHORT = sys.platform == "emscripten" or "DSTRUCT_TEST_FAST" in os.environ

settings.register_profile(
    "repository",
    deadline=None,
    derandomize="CI" in os.environ or sys.platform == "emscripten",
    max_examples=20 if SHORT else 100,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("repository")
