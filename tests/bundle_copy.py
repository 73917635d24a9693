"""A bundle in which a test may replace files."""

from __future__ import annotations

from pathlib import Path


def linked_copy(bundle: Path, target: Path) -> Path:
    """Fill `target` with links to the bundle's files, so that replacing one there leaves the bundle as it is."""
    for path in bundle.rglob("*"):
        copy = target / path.relative_to(bundle)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(path)
    return target


def replace_text(file: Path, text: str) -> None:
    """Put a file of its own in the place of a link."""
    file.unlink()
    file.write_text(text, encoding="utf-8")
