"""Whether anything breaks the promise of `run()`: a thousand runs in one page, well-behaved and hostile ones at random.

Each must settle once with an ExecutionResult. A well-behaved program must give its right answer, unless it was itself
interrupted, disposed of or crashed: then it must have ended so, and what it printed be the beginning of what is right.
A hostile one must end as its kind does (chaos_plan.py). There must never be more workers than the one in service and
its standby, none after the last runner was disposed of, and the page must not need more and more memory.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from selenium.webdriver import Chrome

from dstruct_host import engines, setup
from dstruct_host.bench.chaos_plan import Act, Run, plan
from dstruct_host.bench.page import asker, site_with
from dstruct_host.bench.report import Report, Table, Target
from dstruct_host.engines import Driver
from dstruct_host.paths import BUILD
from dstruct_host.serve import serving

DIRECTORY = BUILD / "bench-chaos"

RUNS, QUICK_RUNS, QUICK_SEED = 1_000, 40, 4
SETTINGS = ("runs", "seed", "engine")
MOST_WORKERS = 2
TARGETS = (
    Target("wrong", 0, "runs with another ending or answer than they should have"),
    Target("max_workers", MOST_WORKERS, "workers at once: the one in service and its standby"),
    Target("heap_growth_ratio", 1.2, "the page's memory at the end, over that after the first tenth"),
)

_PARTS = 10  # of the plan; what the page's memory is after the first is what it is at the end compared with
_FAR_FROM_SETTLED = "did not settle"

Told = dict[str, Any]  # what the page tells of one act: pages/chaos.js


def measure(quick: bool, runs: int | None = None, seed: int | None = None, engine: str = "chromium") -> Report:
    """Play the plan of `seed` (by chance, unless given) in an engine; `quick` plays a short one, always the same."""
    runs = runs or (QUICK_RUNS if quick else RUNS)
    if seed is None:
        seed = QUICK_SEED if quick else random.randrange(1 << 31)
    if engine != "chromium":
        setup.ensure_engines()
    print(f"chaos: {runs} runs of seed {seed} in {engine}", file=sys.stderr, flush=True)
    acts = plan(seed, runs)
    told: list[Told] = []
    heaps = []
    site = site_with("chaos.html", "chaos.js", directory=DIRECTORY)
    with serving(site, isolated=True) as url, engines.engine(engine) as driver:
        ask = asker(driver, f"{url}chaos.html")
        for part in _parts(acts):
            told += [ask("play", act.as_json()) for act in part]
            heaps.append(_heap(driver))
        workers, left = ask("workers"), ask("leave")
    report = judge(acts, told)
    first, last = heaps[0], heaps[-1]
    figures = {
        "max_workers": workers["all"],
        "max_workers_of_a_runner": workers["ofOne"],
        "workers_left": left,
        "heap_growth_ratio": last / first if first and last else None,
        "seed": seed,
    }
    problems = [*report.problems]
    if workers["all"] > MOST_WORKERS:
        problems.append(f"{workers['all']} workers lived at once")
    if left:
        problems.append(f"{left} workers outlived their runner")
    return replace(report, figures={**report.figures, **figures}, problems=problems)


def judge(acts: Sequence[Act], told: Sequence[Told]) -> Report:
    """Say what became of the runs of these acts: figures, a table of endings, and what is wrong."""
    problems: list[str] = []
    settled = wrong = number = 0
    kinds: dict[str, Counter[str]] = {}
    for act, seen in zip(acts, told, strict=True):
        too_many = _once_too_often(act, seen)
        wrong += len(too_many)
        problems += [f"runs {number} to {number + len(act.runs) - 1}: {problem}" for problem in too_many]
        for run, what in zip(act.runs, seen["runs"], strict=True):
            found = list(faults(run, what, act, seen))
            settled += what["settled"] == 1
            wrong += bool(found) and found != [_FAR_FROM_SETTLED]
            problems += [f"run {number} ({run.kind}, {_disturbed(act, seen)}): {fault}" for fault in found]
            kinds.setdefault(run.kind, Counter())[what.get("ending", "?") or "none"] += 1
            number += 1
    endings = sum(kinds.values(), Counter())
    table = Table(
        "How the runs of each kind ended",
        list(endings),
        [(kind, [counts[ending] or None for ending in endings]) for kind, counts in sorted(kinds.items())],
    )
    details = {f"kind.{kind}": counts.total() for kind, counts in sorted(kinds.items())}
    details |= {f"ending.{ending}": count for ending, count in endings.items()}
    return Report({"runs": number, "settled": settled, "wrong": wrong}, [table], details, problems)


def faults(run: Run, what: Told, act: Act, seen: Told) -> Iterator[str]:
    """Say what is wrong with what became of a run."""
    if what["settled"] != 1:
        yield _FAR_FROM_SETTLED if what["settled"] == 0 else f"settled {what['settled']} times"
        return
    yield from what["problems"]
    if "ending" not in what:
        return
    ending, output = what["ending"], what["output"]
    told = f"{ending or 'no error'} ({what['message']}), output {output[:80]!r}"
    if ending in _asked_for(run, act, seen):
        if not _is_beginning(output, run.output):
            yield f"what was printed until it was ended is not right: {told}"
        return
    if run.endings is not None and ending not in run.endings:
        yield f"ended in {told}"
    elif not (output == run.output if run.whole and ending != "EOFError" else _is_beginning(output, run.output)):
        yield f"printed something else: {told}"
    elif run.returned is not None and what["returned"] != run.returned:
        yield f"returned {what['returned']}, not {run.returned}"
    elif run.whole and not run.frames[0] <= what["frames"] <= run.frames[1]:
        yield f"has {what['frames']} frames, not {run.frames[0]} to {run.frames[1]}"


def _asked_for(run: Run, act: Act, seen: Told) -> set[str]:
    """Give the endings that were asked for by what was done to a run."""
    asked = set()
    if run.abort_after is not None or seen["interrupted"] or (act.disturbance == "interrupt" and seen["disturbed"]):
        asked.add("KeyboardInterrupt")
    if act.disturbance == "dispose" and seen["disturbed"]:
        asked.add("RuntimeError")
    if act.disturbance == "crash" and seen["disturbed"]:
        asked |= {"WorkerError", "InitError"}
    return asked


def _once_too_often(act: Act, seen: Told) -> list[str]:
    """Say whether more runs were ended than one by each interrupt and crash."""
    ended = [
        what.get("ending", "")
        for run, what in zip(act.runs, seen["runs"], strict=True)
        if run.endings is not None and what.get("ending", "") not in run.endings and run.abort_after is None
    ]
    disturbed = int(seen["disturbed"])
    interrupts = seen["interrupted"] + disturbed * (act.disturbance == "interrupt")
    crashes = disturbed * (act.disturbance == "crash")
    found = []
    if ended.count("KeyboardInterrupt") > interrupts:
        found.append(f"{interrupts} interrupts ended more runs than that")
    if ended.count("WorkerError") + ended.count("InitError") > crashes:
        found.append(f"{crashes} crashes ended more runs than that")
    return found


def _disturbed(act: Act, seen: Told) -> str:
    return f"{act.disturbance} after {act.after} ms" if act.disturbance and seen["disturbed"] else "undisturbed"


def _is_beginning(output: str, right: str) -> bool:
    """Say whether one is the beginning of the other: a hostile program's `right` is the beginning, too."""
    return output.startswith(right) or right.startswith(output)


def _parts(acts: list[Act]) -> list[list[Act]]:
    size = max(1, len(acts) // _PARTS)
    return [acts[start : start + size] for start in range(0, len(acts), size)]


def _heap(driver: Driver) -> float | None:
    """Give the bytes that the page's objects and buffers take, garbage collected; None where nobody can tell."""
    if not isinstance(driver, Chrome):
        return None
    driver.execute_cdp_cmd("Log.clear", {})  # what the browser keeps of the console, up to 1,000 messages
    driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
    usage = driver.execute_cdp_cmd("Runtime.getHeapUsage", {})
    return sum(float(usage.get(part, 0)) for part in ("usedSize", "embedderHeapUsedSize", "backingStorageSize"))
