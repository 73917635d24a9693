"""A CPython of its own in which programs are run one by one, each in a fresh child."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

MODES = ("recorded", "changes", "full")  # how `observe.py` can run a program, besides "plain"


class Interpreter:
    """The interpreter that runs this test, started once more: without pytest, and with a fixed hash of strings."""

    def __init__(self) -> None:
        # Hashes of strings give the order of sets, which is no difference between two runs worth knowing.
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "default"}
        command = [sys.executable, "-u", str(Path(__file__).with_name("observe.py"))]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, encoding="utf-8"
        )

    def observe(self, source: str, mode: str) -> dict[str, Any]:
        """Run a program; `observe.observe` says what is noted."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([source, mode]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def differences(plain: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What the second run shows otherwise than the first: for each thing noted, (plain, other)."""
    found = {key: (plain.get(key), other.get(key)) for key in plain | other if plain.get(key) != other.get(key)}
    if "names" in found:
        ours, theirs = ([tuple(name) for name in names or []] for names in found["names"])
        if set(ours) != set(theirs):  # else their order differs, and all of them tell it
            found["names"] = [n for n in ours if n not in theirs], [n for n in theirs if n not in ours]
    return found
