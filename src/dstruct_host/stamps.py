"""Skip work whose inputs have not changed: a digest of the inputs, kept under `.state/`. Standard library only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dstruct_host.paths import STATE

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


def files_under(*roots: Path) -> list[Path]:
    """Every file at or below `roots` in a fixed order, without caches; a root that is not there gives none."""
    found: set[Path] = set()
    for root in roots:
        if root.is_file():
            found.add(root)
        elif root.is_dir():
            found.update(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(found)


def digest(inputs: Iterable[Path | str]) -> str:
    """The sha256 of paths (their names and contents) and plain texts, in the order given."""
    sha = hashlib.sha256()
    for item in inputs:
        sha.update(b"\0" + str(item).encode())
        if isinstance(item, Path):
            sha.update(b"\0" + hashlib.sha256(item.read_bytes()).digest())
    return sha.hexdigest()


def fresh(name: str, inputs: Iterable[Path | str]) -> bool:
    """Whether the work `name` was last done with exactly these inputs."""
    stamp = STATE / name
    return stamp.is_file() and stamp.read_text() == digest(inputs)


def done(name: str, inputs: Iterable[Path | str]) -> None:
    """Remember that the work `name` was done with these inputs."""
    STATE.mkdir(parents=True, exist_ok=True)
    (STATE / name).write_text(digest(inputs))


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process at a time do the work `name`; the others wait (two scripts may be started at once)."""
    if fcntl is None:
        yield
        return
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def forget(name: str) -> None:
    """Make the work `name` due again; to be called before starting it, so that a broken attempt is repeated."""
    (STATE / name).unlink(missing_ok=True)
