"""What it costs to record everything a program does: targets of ours, measured against other ways of running programs.

All of it happens in one interpreter, in the product's own worker (page.py). What is compared runs in turn, round after
round; a ratio is taken within each round, and the median of the rounds is the figure. So a machine that is slow for a
while spoils nothing, and only ratios have targets; absolute figures stand beside them.

- *bare*: `exec`, in a Pyodide that nothing can interrupt;
- *watched*: the same, with the deadline and the interrupt buffer in force;
- *recorded*: with probes, in the sandbox, deadline and interrupt buffer in force, as the product runs a program;
- *over the cap*: the same with a log that takes nothing;
- *line tracer*: `sys.settrace`, keeping each line's number and nothing else;
- *snapshot tracer*: `sys.settrace`, copying everything that can be reached, as step-by-step visualizers do. It is so
  slow that it is broken off after some steps, and counted by the step.

The programs are in programs/, each with a `main(size)`; what runs in the interpreter is in inside/.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dstruct_host.bench.page import Ask, bench_page
from dstruct_host.bench.report import Report, Table, Target

PROGRAMS = Path(__file__).parent / "programs"

# The size of each program: 5 to 100 ms bare in Pyodide. With `quick` all is over in a moment.
SIZES = {
    "bubble_sort": 200,
    "two_sum": 4000,
    "sieve": 60_000,
    "common_subsequence": 180,
    "maze": 80,
    "search_tree": 4000,
    "reverse_list": 500,
    "shortest_paths": 2000,
    "queens": 9,
    "islands": 100,
}
QUICK_SIZES = dict.fromkeys(SIZES, 20) | {"queens": 5}

ROUNDS, QUICK_ROUNDS = 11, 1
SNAPSHOTS, QUICK_SNAPSHOTS = 300, 20  # steps
LINES, QUICK_LINES = 1000, 100  # of the program to compile

# The containers' entries, and how many times the program goes round: a few times to see what it costs to show the
# container itself, which is done once, and many times.
ENTRIES, QUICK_ENTRIES = (10, 100_000), (10, 100)
TURNS, QUICK_TURNS = (1, 8000), (1, 50)
GROWTH_ROUNDS = 5

HAND_OFF, QUICK_HAND_OFF = 11_100, 20  # turns of the program whose frames are handed over: about 100,000 frames
HAND_OFF_ROUNDS = 5
GROWN = 10  # times as many turns, and frames, to see how handing them over grows

TARGETS = (
    Target("slowdown_geomean", 4, "everything recorded, against bare: geometric mean of the programs"),
    Target("slowdown_max_vs_settrace", 1, "the same against the line tracer: the worst program"),
    Target("operation_vs_settrace_line", 0.5, "a recorded operation against a line event: the median program"),
    Target("bytes_per_operation", 48, "memory an operation while running: all programs together"),
    Target("over_cap_slowdown", 1.5, "past the frame cap, against bare: geometric mean of the programs"),
    Target("frames_100k_ratio", 1, "100,000 frames to the page as objects, against the plain way: dicts, JSON, clone"),
    Target("packed_100k_ratio", 0.4, "the same packed, to the first frame in the page, against the plain way"),
    Target("packed_bytes_per_frame", 40, "what is transferred of 100,000 packed frames"),
    Target("packed_growth_10x", 12, "ten times as many packed frames: times as long"),
    Target("compile_ratio", 8, "compiling 1,000 lines with probes, against compile()"),
    Target("dict_growth", 1.5, "an operation on 100,000 entries against one on 10, frames included: dict or set"),
)

Sample = tuple[float, float]  # what something cost, and how many events it told of
Round = dict[str, Sample]  # by way


def measure(quick: bool) -> Report:
    """Measure everything; RuntimeError if any of the programs went wrong."""
    with bench_page("instrumentation.html") as ask:
        parts = [part(ask, quick) for part in (_slowdown, _memory, _compiling, _growth, _hand_off, _end_to_end)]
    return Report(
        {key: value for part in parts for key, value in part.figures.items()},
        [table for part in parts for table in part.tables],
        {key: value for part in parts for key, value in part.details.items()},
    )


def source_of(program: str) -> str:
    """The text of one of the programs."""
    return (PROGRAMS / f"{program}.py").read_text(encoding="utf-8")


def _rounds(ask: Ask, part: str, requests: dict[str, dict[str, Any]], count: int) -> dict[str, list[Round]]:
    """Measure all requests of a part `count` times in turn, after once for nothing; the rounds of each request.

    The first time WebAssembly that has hardly been used is still being optimized.
    """
    rounds: dict[str, list[Round]] = {name: [] for name in requests}
    for number in range(-1, count):
        for name, request in requests.items():
            found = ask("inside", part, {**request, "round": number})
            if number >= 0:
                rounds[name].append(found)
    return rounds


def _median(rounds: list[Round], figure: Callable[[Round], float]) -> float:
    return statistics.median(map(figure, rounds))


# --- while the program runs ------------------------------------------------------------------------------------------


def _slowdown(ask: Ask, quick: bool) -> Report:
    """Time, against bare and against both tracers."""
    snapshots = QUICK_SNAPSHOTS if quick else SNAPSHOTS
    requests = {
        program: {"source": source_of(program), "size": size, "snapshots": snapshots}
        for program, size in (QUICK_SIZES if quick else SIZES).items()
    }
    rounds = _rounds(ask, "slowdown", requests, QUICK_ROUNDS if quick else ROUNDS)
    rows = {program: program_figures(several) for program, several in rounds.items()}
    columns = {key: [row[key] for row in rows.values()] for key in rows["bubble_sort"]}
    geomean, median = statistics.geometric_mean, statistics.median
    figures = {
        "slowdown_geomean": geomean(columns["slowdown"]),
        "slowdown_max": max(columns["slowdown"]),
        "slowdown_max_vs_settrace": max(columns["vs_settrace"]),
        "operation_vs_settrace_line": median(columns["operation_vs_line"]),
        "over_cap_slowdown": geomean(columns["over_cap"]),
        "over_cap_slowdown_max": max(columns["over_cap"]),
        "watched_slowdown_geomean": geomean(columns["watched"]),
        "settrace_slowdown_geomean": geomean(columns["settrace"]),
        "operation_us_median": median(columns["operation_us"]),
        "line_us_median": median(columns["line_us"]),
        "snapshot_us_median": median(columns["snapshot_us"]),
    }
    table = Table(
        "The programs: milliseconds bare; the rest against bare; operations recorded; microseconds an event",
        list(_COLUMNS.values()),
        [(program, [row[key] for key in _COLUMNS]) for program, row in rows.items()],
    )
    details = {f"{program}_{key}": value for program, row in rows.items() for key, value in row.items()}
    return Report(figures, [table], details)


_COLUMNS = {
    "bare_ms": "bare ms",
    "watched": "watched",
    "slowdown": "recorded",
    "over_cap": "over cap",
    "settrace": "line tracer",
    "operations": "operations",
    "operation_us": "operation µs",
    "line_us": "line µs",
    "operation_vs_line": "op. / line",
    "snapshot_us": "snapshot µs",
}


def program_figures(rounds: list[Round]) -> dict[str, float]:
    """What the rounds of one program come to: `_ms` and `_us` absolute, the rest ratios or counts."""
    each = [_round_figures(one) for one in rounds]
    return {key: statistics.median(one[key] for one in each) for key in each[0]}


def _round_figures(one: Round) -> dict[str, float]:
    bare, _ = one["bare"]
    recorded, operations = one["recorded"]
    traced, lines = one["line_traced"]
    snapshots, steps = one["snapshots"]
    operation = (recorded - bare) / operations
    line = (traced - bare) / lines
    return {
        "bare_ms": bare,
        "watched": one["watched"][0] / bare,
        "slowdown": recorded / bare,
        "over_cap": one["over_cap"][0] / bare,
        "settrace": traced / bare,
        "vs_settrace": recorded / traced,
        "operations": operations,
        "operation_us": operation * 1000,
        "line_us": line * 1000,
        "operation_vs_line": operation / line,
        "snapshot_us": snapshots / steps * 1000,
    }


def _memory(ask: Ask, quick: bool) -> Report:
    """The memory that recording takes while a program runs."""
    sizes = QUICK_SIZES if quick else SIZES
    found = {name: ask("inside", "memory", {"source": source_of(name), "size": size}) for name, size in sizes.items()}
    operations = {name: one["operations"] for name, one in found.items()}
    growth = {name: one["recorded"] - one["bare"] for name, one in found.items()}
    each = {name: growth[name] / operations[name] for name in found}
    log = {name: found[name]["log"] / operations[name] for name in found}
    figures = {
        "bytes_per_operation": sum(growth.values()) / sum(operations.values()),
        "bytes_per_operation_max": max(each.values()),
        "log_bytes_per_operation": statistics.median(log.values()),
    }
    title = "Memory: bytes an operation, by which the program's peak grows; of the log's list alone"
    table = Table(title, ["all", "log"], [(name, [each[name], log[name]]) for name in found])
    return Report(figures, [table], {f"{name}_bytes": value for name, value in each.items()})


# --- before it, and after --------------------------------------------------------------------------------------------


def _compiling(ask: Ask, quick: bool) -> Report:
    """What it takes to compile a long program with probes."""
    requests = {"long": {"source": long_program(QUICK_LINES if quick else LINES)}}
    rounds = _rounds(ask, "compiling", requests, QUICK_ROUNDS if quick else ROUNDS)["long"]
    figures = {"compile_ratio": _median(rounds, lambda one: one["probes"][0] / one["plain"][0])}
    for way in ("plain", "probes", "entry"):
        figures[f"compile_{way}_ms"] = statistics.median(one[way][0] for one in rounds)
    return Report(figures)


def long_program(lines: int) -> str:
    """The programs again and again, each time with other names, until there are that many lines."""
    text = ""
    for number, program in enumerate(itertools.cycle(SIZES)):
        if text.count("\n") >= lines:
            break
        text += _renamed(source_of(program), f"_{number}") + "\n\n"
    return text


def _renamed(source: str, suffix: str) -> str:
    """Add a suffix to the names of all functions and classes of a program's top level."""
    names = "|".join(re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE))
    return re.sub(rf"\b({names})\b", rf"\1{suffix}", source)


def _growth(ask: Ask, quick: bool) -> Report:
    """How the cost of an operation grows with its container, from its record to the text of its frames."""
    entries = QUICK_ENTRIES if quick else ENTRIES
    turns = QUICK_TURNS if quick else TURNS
    requests = {
        kind: {"source": source_of(f"{kind}_work"), "sizes": entries, "turns": turns} for kind in ("dict", "set")
    }
    figures: dict[str, float] = {}
    for kind, rounds in _rounds(ask, "growth", requests, QUICK_ROUNDS if quick else GROWTH_ROUNDS).items():
        costs = [[_operation_ms(one, size, turns) for size in entries] for one in rounds]
        figures |= {
            f"{kind}_growth": statistics.median(large / small for small, large in costs),
            f"{kind}_operation_small_us": statistics.median(small for small, _ in costs) * 1000,
            f"{kind}_operation_large_us": statistics.median(large for _, large in costs) * 1000,
            f"{kind}_large_itself_ms": statistics.median(one[f"{entries[1]} {turns[0]}"][0] for one in rounds),
        }
    figures["dict_growth"] = max(figures["dict_growth"], figures["set_growth"])
    return Report(figures)


def _operation_ms(one: Round, entries: int, turns: tuple[int, int]) -> float:
    """Milliseconds an operation: what many turns take beyond what few of them take, on a container of that size."""
    (few_ms, few), (many_ms, many) = (one[f"{entries} {turn}"] for turn in turns)
    return (many_ms - few_ms) / (many - few)


def _hand_off(ask: Ask, quick: bool) -> Report:
    """From the end of a program to its frames in the page, against the plain way of handing them over."""
    source = source_of("many_frames")
    size = QUICK_HAND_OFF if quick else HAND_OFF
    rounds: list[dict[str, dict[str, float]]] = []
    for number in range(-1, QUICK_ROUNDS if quick else HAND_OFF_ROUNDS):
        request = {"source": source, "size": size, "check": number < 0}  # first of all, whether the frames are the same
        one = {way: ask("handOff", way, request) for way in ("plain", "objects", "packed")}
        one["packed_10x"] = ask("handOff", "packed", {**request, "size": size * GROWN})
        if number >= 0:
            rounds.append(one)
    return Report(hand_off_figures(rounds))


def hand_off_figures(rounds: list[dict[str, dict[str, float]]]) -> dict[str, float]:
    """What the rounds of handing frames over come to, from `milliseconds`, `frames` and `bytes` of each way."""
    first = rounds[0]
    figures = {
        "frames_100k_ratio": _hand_off_ratio(rounds, "objects", "plain"),
        "packed_100k_ratio": _hand_off_ratio(rounds, "packed", "plain"),
        "packed_growth_10x": _hand_off_ratio(rounds, "packed_10x", "packed"),
        "packed_bytes_per_frame": first["packed"]["bytes"] / first["packed"]["frames"],
        "hand_off_100k_frames": first["packed"]["frames"],
        "hand_off_1m_frames": first["packed_10x"]["frames"],
    }
    for way in first:
        figures[f"hand_off_{way}_ms"] = statistics.median(one[way]["milliseconds"] for one in rounds)
    return figures


def _hand_off_ratio(rounds: list[dict[str, dict[str, float]]], way: str, other: str) -> float:
    return statistics.median(one[way]["milliseconds"] / one[other]["milliseconds"] for one in rounds)


def _end_to_end(ask: Ask, quick: bool) -> Report:
    """A bubble sort from `PythonRunner.run()` to its frames in the page."""
    size = (QUICK_SIZES if quick else SIZES)["bubble_sort"]
    program = f"{source_of('bubble_sort')}\n\nbubble_sort([i * 7919 % 1009 for i in range({size})])\n"
    found = ask("endToEnd", program, QUICK_ROUNDS if quick else ROUNDS)
    return Report(
        {
            "bubble_sort_to_page_ms": statistics.median(found["milliseconds"]),
            "bubble_sort_to_page_frames": found["frames"],
        }
    )
