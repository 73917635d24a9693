"""Skipping work whose inputs have not changed."""

from __future__ import annotations

import pytest

from dstruct_host import stamps


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """An empty state directory."""
    monkeypatch.setattr(stamps, "STATE", tmp_path / "state")


def test_fresh_after_done(tmp_path):
    """Work is due until it is done, and then not due again."""
    source = tmp_path / "a.txt"
    source.write_text("one")
    assert not stamps.fresh("work", [source])
    stamps.done("work", [source])
    assert stamps.fresh("work", [source])


def test_due_after_a_change(tmp_path):
    """Work is due again when a file's content changed, an input was added, or a plain text differs."""
    source, other = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("one")
    other.write_text("two")
    stamps.done("work", [source, "3.11"])
    assert not stamps.fresh("work", [source, "3.12"])
    assert not stamps.fresh("work", [source, other, "3.11"])
    source.write_text("uno")
    assert not stamps.fresh("work", [source, "3.11"])


def test_due_after_a_broken_attempt(tmp_path):
    """Work that was begun and not finished is due."""
    stamps.done("work", ["x"])
    stamps.forget("work")
    assert not stamps.fresh("work", ["x"])


def test_files_under(tmp_path):
    """Files come in a fixed order, without caches, and a missing root gives none."""
    for name in ("b.py", "a.py", "__pycache__/a.pyc", "sub/c.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert [path.name for path in stamps.files_under(tmp_path, tmp_path / "none")] == ["a.py", "b.py", "c.py"]
