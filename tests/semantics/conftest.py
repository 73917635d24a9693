"""The interpreter that programs are run in, and how property tests run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from semantics.interpreter import Interpreter

settings.register_profile(
    "semantics",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=100,
    suppress_health_check=list(HealthCheck),
    database=None,
)
settings.load_profile("semantics")


@pytest.fixture(scope="session")
def interpreter() -> Iterator[Interpreter]:
    """One for all programs; `os.fork` is what makes each run a fresh one."""
    if not hasattr(os, "fork"):
        pytest.skip("programs are run in forked children, and this system has no os.fork")
    started = Interpreter()
    yield started
    started.close()
