"""CPython's own tests, run instrumented against the same tests run plain by the same interpreter.

By default a selection of modules that are fast; `DSTRUCT_CPYTHON=all` takes every module below, and
`DSTRUCT_CPYTHON=test_set,test_json` just those. They are part of a Python built from its source, and skipped elsewhere.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from semantics import by_design


def _names(text: str) -> list[str]:
    return text.split()


# Modules of the `test` package: the language, its containers, and what learners' programs import.
FAST = _names("""
    test_augassign test_binop test_bisect test_bool test_class test_compare test_contains test_dataclasses
    test_decorators test_defaultdict test_dictcomps test_except_star test_exception_variations test_extcall
    test_funcattrs test_generator_stop test_generators test_genericclass test_genexps test_grammar test_index test_iter
    test_keywordonlyarg test_list test_listcomps test_metaclass test_named_expressions test_opcodes test_patma
    test_pep646_syntax test_positional_only_arg test_property test_raise test_reprlib test_richcmp test_scope
    test_setcomps test_slice test_string_literals test_subclassinit test_super test_type_annotations test_type_params
    test_unary test_unicode_identifiers test_unpack test_unpack_ex test_userlist test_with test_yield_from
""")

MORE = _names("""
    test_abc test_argparse test_array test_asyncgen test_baseexception test_builtin test_bytes test_call test_cmath
    test_collections test_complex test_configparser test_context test_contextlib test_contextlib_async test_copy
    test_copyreg test_coroutines test_csv test_deque test_descr test_descrtut test_dict test_dictviews test_difflib
    test_dynamic test_dynamicclassattribute test_enum test_enumerate test_exception_group test_exceptions
    test_finalization test_float test_fractions test_frame test_fstring test_functools test_gc test_genericalias
    test_global test_graphlib test_hash test_heapq test_int test_isinstance test_itertools test_json test_long test_math
    test_memoryview test_operator test_ordered_dict test_pprint test_queue test_random test_range test_set test_sort
    test_statistics test_string test_struct test_syntax test_textwrap test_tomllib test_traceback test_tuple
    test_type_aliases test_typing test_unparse test_userdict test_userstring test_weakset
""")

# Those run once more with a real log, until it is full.
RECORDED = _names("test_augassign test_class test_grammar test_list test_listcomps test_patma test_scope test_unpack")

SECONDS = 600


def _modules() -> list[str]:
    asked = os.environ.get("DSTRUCT_CPYTHON", "")
    if asked == "all":
        return sorted(FAST + MORE)
    return asked.split(",") if asked else sorted(FAST)


def _runs() -> list[tuple[str, str]]:
    return [
        (name, mode) for name in _modules() for mode in ("dropped", "recorded") if mode == "dropped" or name in RECORDED
    ]


@pytest.mark.parametrize(("name", "mode"), _runs())
def test_module(name, mode, tmp_path):
    """Every test of the module passes, fails or is skipped as in plain Python, save those listed with a reason."""
    if importlib.util.find_spec("test") is None or importlib.util.find_spec(f"test.{name}") is None:
        pytest.skip(f"this Python has no test.{name}: it came without the tests of CPython, or is of another version")
    runs = [_start(name, how, tmp_path) for how in ("plain", mode)]
    plain, instrumented = (_result(*run) for run in runs)
    found = {
        test.removeprefix(f"test.{name}."): f"{plain['outcomes'].get(test)} -> {instrumented['outcomes'].get(test)}"
        + "\n"
        + instrumented["reports"].get(test, "")[-1500:]
        for test in sorted(plain["outcomes"].keys() | instrumented["outcomes"].keys())
        if plain["outcomes"].get(test) != instrumented["outcomes"].get(test)
    }
    assert plain["outcomes"], "no test ran"
    known = by_design.CPYTHON.get(name, {})
    unexpected = {test: what for test, what in found.items() if _name(test) not in known}
    assert not unexpected, "\n\n".join(f"{test}: {what}" for test, what in unexpected.items())


def _name(test: str) -> str:
    """`Class.method` of a test's id, which in a package begins with a module and for a subtest ends with parameters."""
    return ".".join(test.split(" ")[0].split(".")[-2:])


def _start(name: str, mode: str, directory: Path) -> tuple[subprocess.Popen[str], Path]:
    result = directory / f"{mode}.json"
    place = directory / mode
    place.mkdir()
    program = Path(__file__).with_name("cpython_module.py")
    return (
        subprocess.Popen(
            [sys.executable, str(program), name, mode, str(result)],
            cwd=place,
            env={**os.environ, "PYTHONHASHSEED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ),
        result,
    )


def _result(process: subprocess.Popen[str], file: Path):
    try:
        output, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        output += f"\nended after {SECONDS} s"
    assert file.exists(), f"{' '.join(process.args[2:4])} ended with {process.returncode}:\n{output[-3000:]}"
    return json.loads(file.read_text(encoding="utf-8"))
