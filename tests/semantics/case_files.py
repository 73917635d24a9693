"""The programs of `cases/`, one text file a topic.

A program starts with a heading, `#### name (3.12+): Sentence that says what it shows.`, and reaches to the next one.
The version is left out where every supported Python knows the syntax.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_HEADING = re.compile(r"^#### (?P<name>\w+)(?: \((?P<major>\d+)\.(?P<minor>\d+)\+\))?: (?P<sentence>\S.*\.)$")


class Case(NamedTuple):
    """One program: its name is `topic/name`, and `version` the first Python that can run it."""

    name: str
    version: tuple[int, int]
    sentence: str
    source: str


def all_cases() -> list[Case]:
    """Every case of every file, in their order. ValueError for a heading that is none, or a name given twice."""
    cases = [case for path in sorted((Path(__file__).parent / "cases").glob("*.txt")) for case in _read(path)]
    names = [case.name for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two cases of one name: {', '.join(sorted(twice))}")
    return cases


def _read(path: Path) -> list[Case]:
    first, *parts = re.split(r"^(?=####)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if first.strip():
        raise ValueError(f"{path.name} must begin with a heading")
    cases = []
    for part in parts:
        heading, _, source = part.partition("\n")
        match = _HEADING.match(heading)
        if match is None:
            raise ValueError(f"{path.name}: not a heading: {heading}")
        version = (int(match["major"]), int(match["minor"])) if match["major"] else (3, 11)
        cases.append(Case(f"{path.stem}/{match['name']}", version, match["sentence"], source.strip("\n") + "\n"))
    return cases
