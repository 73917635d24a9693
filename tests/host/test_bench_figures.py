"""What benchmarks make of their samples, and how it is laid out."""

from __future__ import annotations

import gzip
import json
import os

import pytest

from dstruct_host.bench.chaos import judge
from dstruct_host.bench.chaos_plan import Act, Run, plan
from dstruct_host.bench.instrumentation import hand_off_figures, long_program, program_figures
from dstruct_host.bench.report import Report, Table, Target, render
from dstruct_host.bench.start import WAYS, sizes, start_figures


def one_round(bare, recorded, line_traced):
    """Milliseconds each way; 1,000 operations and 500 lines."""
    return {
        "bare": (bare, 0),
        "watched": (bare * 1.25, 0),
        "recorded": (recorded, 1000),
        "over_cap": (bare * 1.5, 0),
        "line_traced": (line_traced, 500),
        "snapshots": (30.0, 100),
    }


def test_ratios_are_taken_within_a_round():
    """A round on a machine that is ten times slower changes no ratio, and an odd round none of the medians."""
    figures = program_figures([one_round(1, 4, 6), one_round(10, 40, 60), one_round(1, 9, 6)])
    assert figures["slowdown"] == 4
    assert figures["vs_settrace"] == pytest.approx(4 / 6)
    assert figures["over_cap"] == 1.5
    assert figures["watched"] == 1.25
    assert figures["bare_ms"] == 1


def test_cost_of_an_event():
    """An operation costs what recording added, divided among the operations; a line likewise."""
    figures = program_figures([one_round(1, 4, 6)])
    assert figures["operation_us"] == pytest.approx(3)
    assert figures["line_us"] == pytest.approx(10)
    assert figures["operation_vs_line"] == pytest.approx(0.3)
    assert figures["snapshot_us"] == pytest.approx(300)


def test_handing_frames_over():
    """Each way's time is set against the plain way's of its own round; bytes are those of the packed frames."""

    def one_round(plain, slow=1):
        times = {"plain": plain, "objects": plain * 0.75, "packed": plain * 0.25, "packed_10x": plain * 2.75 * slow}
        return {way: {"milliseconds": time, "frames": 100, "bytes": 2000} for way, time in times.items()}

    figures = hand_off_figures([one_round(1000), one_round(9000), one_round(2000, slow=5)])
    assert figures["frames_100k_ratio"] == 0.75
    assert figures["packed_100k_ratio"] == 0.25
    assert figures["packed_growth_10x"] == 11
    assert figures["packed_bytes_per_frame"] == 20
    assert figures["hand_off_packed_ms"] == 500


def test_long_program():
    """The program to compile has the lines asked for, runs, and defines nothing twice."""
    source = long_program(1000)
    assert 1000 <= source.count("\n") < 1100
    namespace = {"__name__": "__main__"}
    exec(compile(source, "long", "exec"), namespace)
    defined = [line for line in source.splitlines() if line.startswith(("def ", "class "))]
    assert len(defined) == len(set(defined))
    assert namespace["main_0"](5) == [0, 0, 0, 0, 0]


def test_start_against_bare():
    """A start is compared with the bare one of its own round: a round that was slow for all changes no ratio."""
    rounds = [
        {"snapshot": 1, "plain": 5, "bare": 4, "recovery": 0.5},
        {"snapshot": 10, "plain": 50, "bare": 40, "recovery": 5},
        dict.fromkeys([*WAYS, "recovery"], 9),
    ]
    figures = start_figures(rounds)
    assert (figures["ready_ratio_snapshot"], figures["ready_ratio_plain"]) == (0.25, 1.25)
    assert (figures["ready_ms_bare"], figures["recovery_ms"]) == (9, 5)
    assert figures["recovery_ratio"] == 0.125


def test_bytes_of_a_start(tmp_path):
    """What compresses counts as a server would send it, what does not as it is; only the files asked for count."""
    for name, content in (("text", b"a" * 10_000), ("packed", gzip.compress(os.urandom(5000))), ("other", b"b")):
        (tmp_path / name).write_bytes(content)
    found = sizes(tmp_path, {"text", "packed"})
    packed = (tmp_path / "packed").stat().st_size
    assert found["raw"] == 10_000 + packed
    assert packed < found["compressed"] < packed + 200


def test_chaos_is_of_its_seed():
    """A seed always gives the same plan, of as many runs as asked for; another seed gives another one."""
    acts = plan(1, 100)
    assert sum(len(act.runs) for act in acts) == 100
    assert [act.as_json() for act in acts] == [act.as_json() for act in plan(1, 100)]
    assert [act.as_json() for act in acts] != [act.as_json() for act in plan(2, 100)]


@pytest.mark.parametrize(
    ("disturbance", "seen", "settled", "wrong"),
    [
        (None, {}, 1, 0),
        (None, {"output": "3\n"}, 1, 1),
        (None, {"problems": ["no ExecutionResult"]}, 1, 1),
        (None, {"settled": 0}, 0, 0),
        (None, {"settled": 2}, 0, 1),
        (None, {"ending": "TimeoutError", "output": ""}, 1, 1),
        ("dispose", {"ending": "RuntimeError", "output": ""}, 1, 0),
        ("interrupt", {"ending": "KeyboardInterrupt", "output": "2"}, 1, 0),
        ("interrupt", {"ending": "KeyboardInterrupt", "output": "3"}, 1, 1),
        ("crash", {"ending": "WorkerError", "output": ""}, 1, 0),
    ],
)
def test_chaos_is_judged(disturbance, seen, settled, wrong):
    """A well-behaved run is right if it gives its answer, or ends as was asked for with the answer's beginning."""
    right = {"settled": 1, "problems": [], "ending": "", "message": "", "output": "2\n", "returned": None, "frames": 0}
    act = Act(None, (Run("prints", "print(2)", output="2\n"),), disturbance)
    told = {"runs": [right | seen], "disturbed": disturbance is not None, "interrupted": 0}
    report = judge([act], [told])
    assert (report.figures["runs"], report.figures["settled"], report.figures["wrong"]) == (1, settled, wrong)
    assert bool(report.problems) == (settled != 1 or wrong > 0)


def test_one_interrupt_ends_one_run():
    """More runs that were interrupted than interrupts are wrong, though each by itself might be right."""
    run = Run("prints", "print(2)", output="2\n")
    ended = {"settled": 1, "problems": [], "ending": "KeyboardInterrupt", "message": "", "output": "", "frames": 0}
    told = {"runs": [ended, ended], "disturbed": True, "interrupted": 0}
    assert judge([Act(None, (run, run), "interrupt")], [told]).figures["wrong"] == 1


def test_json_holds_everything():
    """Machines get figures and details in one object, rounded; what is no number is refused."""
    assert json.loads(Report({"ratio": 1.23456}, details={"ms": 2}).as_json()) == {"ratio": 1.235, "ms": 2}
    with pytest.raises(ValueError):
        Report({"ratio": float("nan")}).as_json()


def test_targets_stand_beside_the_figures():
    """People see of each target whether it is met, then other figures, then tables."""
    table = Table("Sorts", ["ms"], [("bubble", [1.5]), ("none", [None])])
    report = Report({"fast": 2.0, "slow": 3.0, "other_ms": 7.0}, [table], {"hidden": 1.0})
    text = render(report, [Target("fast", 2, "quick enough"), Target("slow", 2.5, "too slow")])
    lines = {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}
    assert lines["fast"] == ["fast", "2.000", "2", "met", "quick", "enough"]
    assert lines["slow"][:4] == ["slow", "3.000", "2.5", "MISSED"]
    assert lines["other_ms"] == ["other_ms", "7.000"]
    assert lines["bubble"] == ["bubble", "1.50"]
    assert lines["none"] == ["none"]
    assert "hidden" not in text
