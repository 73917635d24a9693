"""What is done before a memory snapshot is taken, and after it was restored."""

from __future__ import annotations

import os
import pkgutil
import random
import sys
import time

import pytest

import dstruct_runner
from dstruct_runner import snapshot


@pytest.fixture(autouse=True)
def interpreter(monkeypatch):
    """The settings of this interpreter, put back afterwards."""
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("timezone", "altzone", "daylight", "tzname"):
        monkeypatch.setattr(time, name, getattr(time, name))


def test_prepare_imports_everything():
    """Before the snapshot all of the harness is imported, whose files it will lack, and what learners use."""
    snapshot.prepare()
    ours = {module.name for module in pkgutil.walk_packages(dstruct_runner.__path__, "dstruct_runner.")}
    assert ours | set(snapshot.LEARNERS_MODULES) <= set(sys.modules)
    assert "dstruct_runner.instrument.steps" in ours


def test_prepare_leaves_one_place_for_pyodide():
    """Pyodide puts "" on the path each time; it must not find it there already."""
    count = sys.path.count("")
    snapshot.prepare()
    assert sys.path.count("") == count - 1


def test_restored_draws_other_numbers():
    """An interpreter goes on with numbers of its own, not with the snapshot's."""
    random.seed(1)
    frozen = random.getstate()
    snapshot.restored("C.UTF-8")
    first = random.random()
    random.setstate(frozen)
    snapshot.restored("C.UTF-8")
    assert first != random.random()


def test_restored_knows_the_language():
    """LANG is the browser's, not that of the machine that made the snapshot."""
    snapshot.restored("de_DE.UTF-8")
    assert os.environ["LANG"] == "de_DE.UTF-8"


def test_restored_forgets_directories():
    """What was found out about directories was found out in another file system."""
    sys.path_importer_cache["/gone"] = None
    snapshot.restored("C.UTF-8")
    assert "/gone" not in sys.path_importer_cache


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "America/St_Johns"])
def test_restored_knows_the_time_zone(monkeypatch, zone):
    """`time.timezone` and its kin are what Python itself works out when it starts in that zone."""
    tzset = getattr(time, "tzset", lambda: None)  # Pyodide has none: its zone is the browser's
    with monkeypatch.context() as context:
        context.setenv("TZ", zone)
        tzset()
        own = (time.timezone, time.altzone, time.daylight)
        for name in ("timezone", "altzone", "daylight"):
            context.setattr(time, name, 1)
        snapshot.restored("C.UTF-8")
        found = (time.timezone, time.altzone, time.daylight)
        name = time.tzname[0]
    tzset()
    assert found == own
    hours, minutes = divmod(abs(own[0]) // 60, 60)
    assert name == f"UTC{'+' if own[0] < 0 else '-'}{hours:02d}{minutes:02d}"
