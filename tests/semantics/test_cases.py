"""Small programs, one or a few for each construct of the language, run plain and instrumented."""

from __future__ import annotations

import sys

import pytest

from semantics import by_design
from semantics.case_files import Case, all_cases
from semantics.interpreter import MODES, differences


def _parameters():
    for case in all_cases():
        needs = ".".join(map(str, case.version))
        marks = [pytest.mark.skipif(sys.version_info < case.version, reason=f"needs Python {needs}")]
        yield pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", _parameters())
def test_case(interpreter, case: Case):
    """The program writes, raises and leaves behind the same whether or not it is recorded.

    What its author wanted to show stands in its heading. Compared are stdout, stderr, the variables left, and of every
    exception, its causes included, type, message, notes, and each traceback entry in the program with its column span.
    """
    plain = interpreter.observe(case.source, "plain")
    assert "ended by signal" not in plain, plain
    found = {mode: differences(plain, interpreter.observe(case.source, mode)) for mode in MODES}
    if case.name in by_design.CASES:
        reason = by_design.CASES[case.name]
        assert found["recorded"], f"{case.name} does not differ any more: take it from by_design.py ({reason})"
        return
    assert not {mode: what for mode, what in found.items() if what}, f"{case.name}: {case.sentence}"


def test_enough():
    """There are at least 300 cases, and every listed difference names one of them."""
    names = {case.name for case in all_cases()}
    assert len(names) >= 300
    assert by_design.CASES.keys() <= names
