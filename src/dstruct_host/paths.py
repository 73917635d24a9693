"""Where things are in the repository. Standard library only: the set-up imports this before anything is installed."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
HARNESS = SRC / "dstruct_runner"
WORKER = ROOT / "worker"
DEMO = ROOT / "demo"
EXAMPLES = ROOT / "examples"
TESTS = ROOT / "tests"

STATE = ROOT / ".state"
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
BUILD = ROOT / "build"
DIST = ROOT / "dist"
DIST_029 = BUILD / "dist-0.29"
WHEELS = BUILD / "wheels"
