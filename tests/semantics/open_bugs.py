"""Differences that are bugs of ours, still open: listed so that the rest stays checked. Who mends one takes it out.

`CASES` are named as in `cases/`, `CPYTHON` as `Class.method` under the name of their module in the `test` package.
"""

from __future__ import annotations

FRAME_LOCALS = "temporaries show in a frame's f_locals, and so in locals() called by eval or under another name"
GLOBALS = "temporaries of module level show in globals(): during their statement, and for good if it raised"
HELPER_FRAMES = "a probe that calls a helper has a frame of its own: in tracebacks, stacks and a warning's stacklevel"
BUILTINS = "helpers look up builtins that the learner can replace, or stand among them"

CASES: dict[str, str] = {
    "assignment/augmented_errors": GLOBALS,
    "assignment/augmented_tuple_item": GLOBALS,
    "assignment/unpacking_partial": GLOBALS,
    "exceptions/frame_of_error": FRAME_LOCALS,
    "exceptions/module_level_augmented": GLOBALS,
    "exceptions/module_level_store": GLOBALS,
    "exceptions/module_level_swap": GLOBALS,
    "exceptions/print_exc": HELPER_FRAMES,
    "exceptions/print_exc_of_loops": HELPER_FRAMES,
    "exceptions/read_in_function": HELPER_FRAMES,
    "generators/generator_locals": FRAME_LOCALS,
    "namespaces/builtins_deleted": BUILTINS,
    "namespaces/builtins_module": BUILTINS,
    "namespaces/builtins_patched_in_function": BUILTINS,
    "namespaces/frame_locals": FRAME_LOCALS,
    "namespaces/globals_dict": GLOBALS,
    "namespaces/globals_during_statement": GLOBALS,
    "namespaces/inspect_stack_of_module": HELPER_FRAMES,
    "namespaces/locals_aliased": FRAME_LOCALS,
    "namespaces/locals_forms": FRAME_LOCALS,
    "namespaces/warnings_stacklevel": HELPER_FRAMES,
    "newer_syntax/locals_write_through": FRAME_LOCALS,
    "walrus_and_conditions/loop_targets": GLOBALS,
}

_BUILTINS = {
    "test_dynamic": "RebindBuiltinsTests.test_modify_builtins"
    " RebindBuiltinsTests.test_modify_builtins_from_leaf_function"
    " RebindBuiltinsTests.test_modify_builtins_while_generator_active",
    "test_functools": "TestLRUC.test_lru_reentrancy_with_len TestLRUPy.test_lru_reentrancy_with_len",
    "test_iter": "TestCase.test_reduce_mutating_builtins_iter",
}
_FRAME_LOCALS = {
    "test_frame": "FrameLocalsProxyMappingTests.test_bool FrameLocalsProxyMappingTests.test_copy"
    " FrameLocalsProxyMappingTests.test_items FrameLocalsProxyMappingTests.test_keys"
    " FrameLocalsProxyMappingTests.test_len FrameLocalsProxyMappingTests.test_mutatingiteration"
    " FrameLocalsProxyMappingTests.test_read FrameLocalsProxyMappingTests.test_repr"
    " FrameLocalsProxyMappingTests.test_values TestFrameLocals.test_as_dict TestFrameLocals.test_repr"
    " TestFrameLocals.test_proxy_key_stringlikes_overwrite",
    "test_inspect": "TestGetAsyncGenState.test_getasyncgenlocals TestGetGeneratorState.test_getgeneratorlocals",
    "test_traceback": "TestTracebackException.test_from_exception",
}
_OTHERS = {
    "test_inspect": "TestGetattrStatic.test_metaclass_dict_as_property",  # vars(cls) asks a metaclass's own __dict__
}

CPYTHON: dict[str, frozenset[str]] = {
    module: frozenset(" ".join(table.get(module, "") for table in (_BUILTINS, _FRAME_LOCALS, _OTHERS)).split())
    for module in {**_BUILTINS, **_FRAME_LOCALS, **_OTHERS}
}
