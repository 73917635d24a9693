"""What a benchmark found: figures by name for machines, and the same with targets and tables for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

_DIGITS = 3  # after the point, in JSON and in tables


@dataclass(frozen=True)
class Target:
    """A figure that must not exceed `limit`; `meaning` is one line for people."""

    key: str
    limit: float
    meaning: str


@dataclass(frozen=True)
class Table:
    """Figures of several samples side by side; each row is its name and one value a column, None where it has none."""

    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[float | None]]]


@dataclass(frozen=True)
class Report:
    """What was found.

    figures: by name, the names ending in unit and statistic where they have any.
    tables: what the figures were made of, for people.
    details: the same for machines.
    """

    figures: dict[str, float]
    tables: Sequence[Table] = ()
    details: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> str:
        """Give figures and details as one JSON object; ValueError for a figure that is no number."""
        rounded = {key: round(value, _DIGITS) for key, value in (self.figures | self.details).items()}
        return json.dumps(rounded, allow_nan=False)


def render(report: Report, targets: Sequence[Target]) -> str:
    """Lay a report out for people: what has a target first, then the other figures, then the tables."""
    figures = report.figures
    blocks = [_target_lines(figures, targets)] if targets else []
    with_targets = {target.key for target in targets}
    blocks.append([f"  {key:<32} {value:12.{_DIGITS}f}" for key, value in figures.items() if key not in with_targets])
    blocks += [_table_lines(table) for table in report.tables]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _target_lines(figures: dict[str, float], targets: Sequence[Target]) -> list[str]:
    lines = [f"  {'':<26} {'measured':>9} {'at most':>8}"]
    for target in targets:
        value = figures[target.key]
        verdict = "met" if value <= target.limit else "MISSED"
        lines.append(f"  {target.key:<26} {value:9.{_DIGITS}f} {target.limit:8g}  {verdict:<6}  {target.meaning}")
    return lines


def _table_lines(table: Table) -> list[str]:
    width = max(9, *(len(column) for column in table.columns))
    lines = [table.title, f"  {'':<20}" + "".join(f"  {column:>{width}}" for column in table.columns)]
    for name, values in table.rows:
        cells = ["" if value is None else f"{value:.2f}" for value in values]
        lines.append(f"  {name:<20}" + "".join(f"  {cell:>{width}}" for cell in cells))
    return lines
