"""The benchmarks, as `scripts/bench` runs them."""

from __future__ import annotations

import json
import math
import subprocess
import sys

from dstruct_host import engines
from dstruct_host.bench import start, stop
from dstruct_host.bench.instrumentation import SIZES, TARGETS


def figures_of(name):
    """What `scripts/bench NAME --json --quick` prints: one JSON object of finite numbers."""
    command = [sys.executable, "-m", "dstruct_host", "bench", name, "--json", "--quick"]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert all(isinstance(value, int | float) and math.isfinite(value) for value in figures.values())
    return figures


def test_bench_run():
    """`scripts/bench run --json` prints one JSON object: the figures of a run and of the same program run bare."""
    figures = figures_of("run")
    assert {"run_ms_median", "run_ms_p95", "bare_ms_median"} <= set(figures)
    assert all(value > 0 for value in figures.values())
    assert figures["run_ms_median"] <= figures["run_ms_p95"]


def test_bench_instrumentation():
    """`scripts/bench instrumentation --json` holds a figure for every target, and what they were made of."""
    figures = figures_of("instrumentation")
    assert {target.key for target in TARGETS} <= set(figures)
    assert {f"{program}_slowdown" for program in SIZES} <= set(figures)
    assert all(figures[f"{program}_operations"] > 0 for program in SIZES)
    assert figures["bubble_sort_to_page_frames"] > 0


def test_bench_chaos():
    """`scripts/bench chaos --json` plays runs of all sorts: each settles, rightly, with two workers at most."""
    figures = figures_of("chaos")  # which checks the exit code
    assert figures["settled"] == figures["runs"] == sum(v for k, v in figures.items() if k.startswith("kind."))
    assert (figures["wrong"], figures["workers_left"]) == (0, 0)
    assert figures["max_workers"] <= 2
    assert figures["heap_growth_ratio"] > 0


def test_bench_start():
    """`scripts/bench start --json` tells of each engine: a snapshot is sooner than a start, a standby sooner yet."""
    figures = figures_of("start")
    assert {target.key for target in start.TARGETS} <= set(figures)
    for name in engines.NAMES:
        assert 0 < figures[f"{name}.ready_ms_snapshot"] < figures[f"{name}.ready_ms_plain"]
        assert 0 < figures[f"{name}.recovery_ms"] < figures[f"{name}.ready_ms_snapshot"]
        assert figures[f"{name}.bytes_compressed"] < figures[f"{name}.bytes_raw"]


def test_bench_stop():
    """`scripts/bench stop --json` tells how late the results of programs come that had to be stopped."""
    figures = figures_of("stop")
    assert {target.key for target in stop.TARGETS} == set(figures)
    assert all(figures[f"{name}.{kind}_ms"] > 0 for name in engines.NAMES for kind in ("overshoot", "interrupt"))
    assert [figures[f"{name}.killed"] for name in engines.NAMES] == [0, 0, 0]
