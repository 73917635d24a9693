"""What a benchmark found: figures by name for machines, and the same with targets and tables for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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
        None is a figure that could not be measured here.
    tables: what the figures were made of, for people.
    details: the same for machines.
    problems: what must not be, in words; a benchmark that finds any fails.
    """

    figures: Mapping[str, float | None]
    tables: Sequence[Table] = ()
    details: Mapping[str, float] = field(default_factory=dict)
    problems: Sequence[str] = ()

    def as_json(self) -> str:
        """Give figures and details as one JSON object; ValueError for a figure that is no number."""
        everything = {**self.figures, **self.details}
        rounded = {key: None if value is None else round(value, _DIGITS) for key, value in everything.items()}
        return json.dumps(rounded, allow_nan=False)


def render(report: Report, targets: Sequence[Target]) -> str:
    """Lay a report out for people: what has a target first, then the other figures, then the tables."""
    figures = report.figures
    blocks = [_target_lines(figures, targets)] if targets else []
    with_targets = {target.key for target in targets}
    blocks.append([f"  {key:<32} {_figure(value):>12}" for key, value in figures.items() if key not in with_targets])
    blocks += [_table_lines(table) for table in report.tables]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _target_lines(figures: Mapping[str, float | None], targets: Sequence[Target]) -> list[str]:
    lines = [f"  {'':<31} {'measured':>9} {'at most':>8}"]
    for target in targets:
        value = figures[target.key]
        verdict = "" if value is None else "met" if value <= target.limit else "MISSED"
        lines.append(f"  {target.key:<31} {_figure(value):>9} {target.limit:8g}  {verdict:<6}  {target.meaning}")
    return lines


def _figure(value: float | None) -> str:
    return "unknown" if value is None else str(value) if isinstance(value, int) else f"{value:.{_DIGITS}f}"


def _table_lines(table: Table) -> list[str]:
    width = max(9, *(len(column) for column in table.columns))
    lines = [table.title, f"  {'':<20}" + "".join(f"  {column:>{width}}" for column in table.columns)]
    for name, values in table.rows:
        cells = ["" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}" for value in values]
        lines.append(f"  {name:<20}" + "".join(f"  {cell:>{width}}" for cell in cells))
    return lines
