"""The benchmarks, as `scripts/bench` runs them."""

from __future__ import annotations

import json
import subprocess
import sys


def test_bench_run():
    """`scripts/bench run --json` prints one JSON object: the figures of a run and of the same program run bare."""
    command = [sys.executable, "-m", "dstruct_host", "bench", "run", "--json"]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert {"run_ms_median", "run_ms_p95", "bare_ms_median"} <= set(figures)
    assert all(value > 0 for value in figures.values())
    assert figures["run_ms_median"] <= figures["run_ms_p95"]
