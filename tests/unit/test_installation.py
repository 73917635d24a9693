"""What the tests run against."""

from __future__ import annotations

from pathlib import Path

import dstruct_runner.protocol


def test_installed_wheel():
    """The harness under test is the built wheel, installed, and not the source tree."""
    assert "site-packages" in Path(dstruct_runner.protocol.__file__).parts
