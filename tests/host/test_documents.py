"""The worked example of docs/instrumentation.md shows what really comes of its program."""

from __future__ import annotations

import json
import re

from click.testing import CliRunner

from dstruct_host.cli import main
from dstruct_host.paths import ROOT
from dstruct_runner.instrument import explain, instrument
from dstruct_runner.recorder import Recorder

PAGE = (ROOT / "docs" / "instrumentation.md").read_text(encoding="utf-8")
PROGRAM, PROBED = re.findall(r"^```(?:python)?\n(def largest.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def rows(title: str) -> list[list[str]]:
    """Give the cells of the table under a heading."""
    section = PAGE.partition(f"## {title}")[2].partition("\n\n\n")[0].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def recorded() -> tuple[Recorder, list[str]]:
    """Run the example; its recorder, and the kinds of its sites."""
    recorder = Recorder()
    program = instrument(PROGRAM)
    program.run({"__name__": "__main__"}, recorder)
    return recorder, [site.kind.name for site in program.sites]


def test_probes():
    """The rewritten program is the one shown."""
    assert explain(PROGRAM).strip() == PROBED.strip()


def test_log():
    """The records are those of the table, one after the other."""
    recorder, kinds = recorded()
    found = [[str(site), kinds[site]] for site in recorder.log[::4]]
    told = []
    for site, *_, kind in rows("2. The log"):
        told += [[site, kind.split()[0].rstrip(",")]] * (2 if "twice" in kind else 1)
    assert found == told


def test_frames():
    """The frames are those of the table."""
    recorder, _ = recorded()
    found = [[f["name"], f["operation"], str(f["group"])] for f in recorder.frames(0, 0)]
    assert found == [[name, operation, group] for name, *_, operation, group in rows("4. Frames")]
    index = [json.dumps(f["args"].get("index")) for f in recorder.frames(0, 0)][1:]
    assert all(f"index {number}" in row[2] for number, row in zip(index, rows("4. Frames")[1:], strict=True))


def test_explain_command():
    """`scripts/explain` prints what `explain` gives, with steps if asked to."""
    for options in ([], ["--steps"]):
        outcome = CliRunner().invoke(main, ["explain", *options, "-"], input=PROGRAM)
        assert outcome.exit_code == 0, outcome.output
        assert outcome.stdout.strip().endswith(explain(PROGRAM, steps=bool(options)).strip())
