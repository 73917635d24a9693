"""The TypeScript that is generated from the wire types."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from dstruct_host import typescript, versions

SAMPLE = '''
from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Colour = Literal["red", "green"]


class Circle(TypedDict):
    """Round. */"""

    kind: Literal["circle"]
    radius: float  # millimetres
    colour: NotRequired[Colour]
    tags: list[str | None]


class Square(TypedDict, total=False):
    """Four sides,

    all of them equal.
    """

    side: int
    inner: list[Square]
    notes: dict[str, Any]
    solid: bool | Literal[5]


Figure = Circle | Square
'''

EXPECTED = """\
// Generated from src/dstruct_runner/protocol.py by `python -m dstruct_host.typescript`. Do not edit.

export type Colour = "red" | "green";

/** Round. * / */
export interface Circle {
  kind: "circle";
  /** millimetres */
  radius: number;
  colour?: Colour;
  tags: (string | null)[];
}

/**
 * Four sides,
 *
 * all of them equal.
 */
export interface Square {
  side?: number;
  inner?: Square[];
  notes?: Record<string, unknown>;
  solid?: boolean | 5;
}

export type Figure = Circle | Square;
"""


def module_of(source: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A module whose source can be inspected, as an imported one's can."""
    path = directory / "sample_types.py"
    path.write_text(source, encoding="utf-8")
    module = types.ModuleType("sample_types")
    module.__file__ = str(path)
    monkeypatch.setitem(sys.modules, "sample_types", module)
    exec(compile(source, str(path), "exec"), module.__dict__)
    return module


def test_each_kind_of_type_has_its_counterpart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docstrings, comments, optional fields, forward references, unions, lists and aliases all arrive."""
    assert typescript.generate(module_of(SAMPLE, tmp_path, monkeypatch)) == EXPECTED


def test_a_long_union_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A union that would make a line of more than 120 characters has a line for each member."""
    names = [f"a rather long member number {n}" for n in range(5)]
    module = module_of(f"from typing import Literal\nLong = Literal{names}\n", tmp_path, monkeypatch)
    lines = typescript.generate(module).splitlines()
    assert lines[2:] == ["export type Long =", *(f'  | "{name}"' for name in names[:-1]), f'  | "{names[-1]}";']


def test_what_json_can_not_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field whose type JSON has no counterpart for is a TypeError, not a silent `any`."""
    source = "from typing import TypedDict\nclass Bad(TypedDict):\n    field: set[int]\n"
    with pytest.raises(TypeError, match=r"set\[int\]"):
        typescript.generate(module_of(source, tmp_path, monkeypatch))


@pytest.mark.parametrize("generator", [typescript, versions], ids=["protocol.d.ts", "versions.js"])
def test_the_file_in_the_repository_is_up_to_date(generator: types.ModuleType) -> None:
    """What is committed is what would be generated now."""
    assert generator.TARGET.read_text(encoding="utf-8") == generator.generate()
    assert generator.main(["--check"]) == 0


@pytest.mark.parametrize("generator", [typescript, versions], ids=["protocol.d.ts", "versions.js"])
def test_a_difference_is_found(
    generator: types.ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` exits with 1, names the remedy and changes nothing when a file is missing or differs."""
    target = tmp_path / "generated"
    monkeypatch.setattr(generator, "TARGET", target)
    assert generator.main(["--check"]) == 1
    assert not target.exists()
    generator.main([])
    assert generator.main(["--check"]) == 0
    target.write_text(target.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert generator.main(["--check"]) == 1
    assert f"python -m {generator.__name__}" in capsys.readouterr().err
