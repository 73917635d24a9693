"""Programs written by Hypothesis, run plain and instrumented."""

from __future__ import annotations

import os

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from program_generator import programs
from semantics.interpreter import MODES, differences

# Each example is a program run twice in processes of their own. To look for bugs: DSTRUCT_GENERATED=5000, which also
# shortens the program found, and that takes minutes.
EXAMPLES = os.environ.get("DSTRUCT_GENERATED")
PHASES = (Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,)


@settings(max_examples=int(EXAMPLES or 80), phases=PHASES)
@given(source=programs(), mode=st.sampled_from(MODES))
def test_generated_program(interpreter, source, mode):
    """Any program does the same, recorded or not."""
    plain, other = (interpreter.observe(source, how) for how in ("plain", mode))
    assert "ended by signal" not in plain, "generated programs end soon"
    assert not differences(plain, other), f"{mode}:\n{source}"
