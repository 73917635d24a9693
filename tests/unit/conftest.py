"""How property tests run: without a clock, the same examples in CI every time, and fewer inside Pyodide."""

from __future__ import annotations

import os
import sys

from hypothesis import HealthCheck, settings

settings.register_profile(
    "repository",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=20 if sys.platform == "emscripten" else 100,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("repository")
