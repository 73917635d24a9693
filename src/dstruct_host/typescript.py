"""Writes `worker/protocol.d.ts` from `dstruct_runner.protocol`, so that the wire types are written once.

`python -m dstruct_host.typescript` writes the file; with `--check` it only compares, and exits with 1 when they differ.

What it knows: TypedDicts (`NotRequired`, `total=False`), type aliases at module level, `Literal`, unions, `list`,
`dict` and the JSON scalars. Docstrings become JSDoc comments, and so do the comments that end a field's line.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NotRequired, Required, Union

from dstruct_host.paths import WORKER
from dstruct_runner import protocol

TARGET = WORKER / "protocol.d.ts"

HEADER = """\
// Generated from src/dstruct_runner/protocol.py by `python -m dstruct_host.typescript`. Do not edit.
"""

SCALARS = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}


def generate(module: types.ModuleType = protocol) -> str:
    """Return the text of the declaration file for `module`: its TypedDicts and aliases, in the order of the source.

    Raises TypeError for an annotation that has no counterpart in JSON.
    """
    source = inspect.getsource(module)
    aliases = dict(_aliases(module, source))
    comments = _field_comments(source)
    blocks = [HEADER]
    for name in _names_in_order(source):
        value = getattr(module, name)
        if typing.is_typeddict(value):
            blocks.append(_interface(value, aliases, comments.get(name, {})))
        elif name in aliases:
            others = {other: alias for other, alias in aliases.items() if other != name}
            blocks.append(_alias(name, _type(value, others)))
    return "\n".join(blocks)


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or with `--check` compare; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dstruct_host.typescript", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, exit with 1 when the file is out of date")
    text = generate()
    if not parser.parse_args(arguments).check:
        TARGET.write_text(text, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print(f"{TARGET.name} differs from protocol.py: run `python -m dstruct_host.typescript`", file=sys.stderr)
        return 1
    return 0


def _names_in_order(source: str) -> Iterator[str]:
    """Yield the names that the module's top level defines by `class` or by a plain assignment."""
    for node in ast.parse(source).body:
        match node:
            case ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                yield name


def _aliases(module: types.ModuleType, source: str) -> Iterator[tuple[str, Any]]:
    """Yield each type alias: a name of the module's own that stands for a Literal or a union."""
    for name in _names_in_order(source):
        value = getattr(module, name)
        if typing.get_origin(value) in (Literal, Union, types.UnionType):
            yield name, value


def _field_comments(source: str) -> dict[str, dict[str, str]]:
    """Return, for each class, the comments that end its fields' lines."""
    lines = source.splitlines()
    comments: dict[str, dict[str, str]] = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                rest = lines[(field.end_lineno or field.lineno) - 1][field.end_col_offset :].strip()
                if rest.startswith("#"):
                    comments.setdefault(node.name, {})[field.target.id] = rest.lstrip("# ")
    return comments


def _alias(name: str, union: str) -> str:
    line = f"export type {name} = {union};"
    return f"{line}\n" if len(line) <= 120 else f"export type {name} =\n  | {union.replace(' | ', f'{chr(10)}  | ')};\n"


def _interface(definition: type, aliases: Mapping[str, Any], comments: Mapping[str, str]) -> str:
    lines = [_jsdoc(inspect.getdoc(definition)), f"export interface {definition.__name__} {{"]
    optional_by_default = not getattr(definition, "__total__", True)
    for field, annotation in typing.get_type_hints(definition, include_extras=True).items():
        optional = optional_by_default
        if typing.get_origin(annotation) in (NotRequired, Required):
            optional = typing.get_origin(annotation) is NotRequired
            (annotation,) = typing.get_args(annotation)
        if field in comments:
            lines.append(f"  /** {comments[field]} */")
        lines.append(f"  {field}{'?' if optional else ''}: {_type(annotation, aliases)};")
    return "\n".join([*filter(None, lines), "}", ""])


def _jsdoc(text: str | None) -> str:
    if not text:
        return ""
    lines = text.replace("*/", "* /").splitlines()
    return (
        f"/** {lines[0]} */"
        if len(lines) == 1
        else "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])
    )


def _type(annotation: Any, aliases: Mapping[str, Any]) -> str:
    """Return the TypeScript for one annotation. An annotation equal to an alias is written by the alias's name."""
    for name, alias in aliases.items():
        if annotation == alias:
            return name
    if typing.is_typeddict(annotation):
        return str(annotation.__name__)
    if annotation in SCALARS:
        return SCALARS[annotation]
    arguments = typing.get_args(annotation)
    match typing.get_origin(annotation):
        case origin if origin is Literal:
            return " | ".join(_literal(value) for value in arguments)
        case origin if origin in (Union, types.UnionType):
            return " | ".join(_type(argument, aliases) for argument in arguments)
        case origin if origin is list:
            item = _type(arguments[0], aliases)
            return f"({item})[]" if "|" in item else f"{item}[]"
        case origin if origin is dict and arguments[0] is str:
            return f"Record<string, {_type(arguments[1], aliases)}>"
    raise TypeError(f"{annotation!r} has no counterpart in JSON: give {__name__} one")


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int):
        return f'"{value}"' if isinstance(value, str) else str(value)
    raise TypeError(f"Literal[{value!r}] has no counterpart in JSON")


if __name__ == "__main__":
    sys.exit(main())
