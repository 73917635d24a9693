"""Programs written by Hypothesis, run plain and instrumented."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from program_generator import programs
from semantics.interpreter import MODES, differences

# Each example is a program run twice in processes of their own. More: DSTRUCT_GENERATED=5000 scripts/test semantics
EXAMPLES = int(os.environ.get("DSTRUCT_GENERATED", "150"))


@settings(max_examples=EXAMPLES)
@given(source=programs(), mode=st.sampled_from(MODES))
def test_generated_program(interpreter, source, mode):
    """Any program does the same, recorded or not."""
    plain = interpreter.observe(source, "plain")
    assert "ended by signal" not in plain, "generated programs end soon"
    assert not differences(plain, interpreter.observe(source, mode)), mode
