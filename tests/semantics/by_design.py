"""Where an instrumented run differs from a plain one by design, each with its reason. Nothing else may differ.

`CASES` are named as in `cases/`, `CPYTHON` as `Class.method` under the name of their module in the `test` package.
"""

from __future__ import annotations

import sys

LIFETIME = (
    "the log holds every object it speaks of until the run is over, and so do a function's temporaries until it returns"
)
DEPTH = "a helper needs a few frames of its own, and so the very last calls before a RecursionError fail earlier"
BUILTINS = "`vars(builtins)` holds the helpers of the probes, under names with a dot that `dir` does not list"
CODE = "looks into a code object, which holds the probes too"

CASES: dict[str, str] = {
    "copies_and_identity/lifetime_del": LIFETIME,
    "copies_and_identity/lifetime_gc": LIFETIME,
    "copies_and_identity/lifetime_refcount": LIFETIME,
    "copies_and_identity/lifetime_reused_id": LIFETIME,
    "copies_and_identity/lifetime_weakref": LIFETIME,
    "exceptions/unraisable": LIFETIME,
    "namespaces/builtins_deleted": BUILTINS,
    "functions/recursion_depth_in_comprehension": DEPTH,
}
if sys.version_info < (3, 12):  # where calls of C functions count as depth too, those in probes among them
    CASES |= {
        "functions/recursion_depth": DEPTH,
        "functions/recursion_error": DEPTH,
    }

_LIFETIME: dict[str, str] = {
    "test_class": "ClassTests.testDel",
    "test_context": "HamtTest.test_hamt_gc_1",
    "test_contextlib": "ContextManagerTestCase.test_nokeepref",
    "test_copy": "TestCopy.test_copy_weakkeydict TestCopy.test_copy_weakvaluedict TestCopy.test_deepcopy_weakkeydict"
    " TestCopy.test_deepcopy_weakvaluedict",
    "test_coroutines": "CoroutineTest.test_bpo_45813_1 CoroutineTest.test_fatal_coro_warning",
    "test_deque": "TestBasic.test_container_iterator TestSubclass.test_weakref",
    "test_descr": "ClassPropertiesAndMethods.test_cycle_through_dict ClassPropertiesAndMethods.test_delete_hook"
    " ClassPropertiesAndMethods.test_remove_subclass ClassPropertiesAndMethods.test_slots"
    " ClassPropertiesAndMethods.test_subtype_resurrection ClassPropertiesAndMethods.test_weakrefs",
    "test_dict": "DictTest.test_container_iterator DictTest.test_oob_indexing_dictiter_iternextitem",
    "test_exceptions": "ExceptionTests.testExceptionCleanupState ExceptionTests.test_3114"
    " ExceptionTests.test_generator_close_cleanup_exc_state ExceptionTests.test_generator_del_cleanup_exc_state"
    " ExceptionTests.test_generator_next_cleanup_exc_state ExceptionTests.test_generator_send_cleanup_exc_state"
    " ExceptionTests.test_generator_throw_cleanup_exc_state ExceptionTests.test_memory_error_cleanup"
    " ExceptionTests.test_recursion_error_cleanup ExceptionTests.test_unraisable",
    "test_finalization": "CycleChainFinalizationTest.test_heterogenous_resurrect_one"
    " CycleChainFinalizationTest.test_heterogenous_resurrect_three"
    " CycleChainFinalizationTest.test_heterogenous_resurrect_two"
    " CycleChainFinalizationTest.test_heterogenous_suicidal_one"
    " CycleChainFinalizationTest.test_heterogenous_suicidal_two CycleChainFinalizationTest.test_homogenous"
    " CycleChainFinalizationTest.test_homogenous_resurrect CycleChainFinalizationTest.test_homogenous_suicidal"
    " LegacyFinalizationTest.test_legacy LegacyFinalizationTest.test_legacy_resurrect"
    " LegacyFinalizationTest.test_legacy_self_cycle SelfCycleFinalizationTest.test_simple"
    " SelfCycleFinalizationTest.test_simple_resurrect SelfCycleFinalizationTest.test_simple_suicide"
    " SimpleFinalizationTest.test_non_gc SimpleFinalizationTest.test_non_gc_resurrect"
    " SimpleFinalizationTest.test_simple SimpleFinalizationTest.test_simple_resurrect",
    "test_frame": "ClearTest.test_clear_locals ClearTest.test_clear_locals_after_f_locals_access"
    " ClearTest.test_clear_refcycles"
    " TestIncompleteFrameAreInvisible.test_entry_frames_are_invisible_during_teardown"
    " TestIncompleteFrameAreInvisible.test_sneaky_frame_object_teardown",
    "test_functools": "TestLRUC.test_lru_cache_weakrefable TestLRUPy.test_lru_cache_weakrefable",
    "test_gc": "GCTests.test_boom GCTests.test_bug1055820b GCTests.test_dict GCTests.test_function"
    " GCTests.test_instance GCTests.test_is_finalized GCTests.test_legacy_finalizer"
    " GCTests.test_legacy_finalizer_newclass GCTests.test_list"
    " GCTests.test_method GCTests.test_newinstance"
    " GCTests.test_resurrection_does_not_block_cleanup_of_other_objects GCTests.test_resurrection_is_transitive"
    " GCTests.test_resurrection_only_happens_once_per_object GCTests.test_saveall GCTests.test_trashcan_threads"
    " GCTests.test_tuple GCTogglingTests.test_bug1055820d",
    "test_generators": "GeneratorCloseTest.test_close_releases_frame_locals",
    "test_inspect": "TestGetattrStatic.test_cache_does_not_cause_classes_to_persist",
    "test_iter": "TestCase.test_ref_counting_behavior",
    "test_memoryview": "ArrayMemorySliceSliceTest.test_getitem ArrayMemorySliceSliceTest.test_setitem_writable"
    " ArrayMemorySliceTest.test_getitem ArrayMemorySliceTest.test_refs ArrayMemorySliceTest.test_setitem_writable"
    " ArrayMemorySliceTest.test_weakref ArrayMemoryviewTest.test_setitem_writable BytesMemorySliceSliceTest.test_gc"
    " BytesMemorySliceSliceTest.test_getbuffer BytesMemorySliceSliceTest.test_getitem"
    " BytesMemorySliceSliceTest.test_setitem_readonly BytesMemorySliceSliceTest.test_setitem_writable"
    " BytesMemorySliceTest.test_gc BytesMemorySliceTest.test_getbuffer BytesMemorySliceTest.test_getitem"
    " BytesMemorySliceTest.test_refs BytesMemorySliceTest.test_setitem_readonly"
    " BytesMemorySliceTest.test_setitem_writable BytesMemorySliceTest.test_weakref BytesMemoryviewTest.test_gc"
    " BytesMemoryviewTest.test_getitem BytesMemoryviewTest.test_setitem_readonly"
    " BytesMemoryviewTest.test_setitem_writable OtherTest.test_buffer_reference_loop"
    " OtherTest.test_picklebuffer_reference_loop",
    "test_ordered_dict": "CPythonBuiltinDictTests.test_highly_nested_subclass"
    " CPythonOrderedDictSubclassTests.test_highly_nested_subclass CPythonOrderedDictSubclassTests.test_reference_loop"
    " CPythonOrderedDictTests.test_highly_nested_subclass CPythonOrderedDictTests.test_reference_loop"
    " PurePythonOrderedDictSubclassTests.test_highly_nested_subclass"
    " PurePythonOrderedDictSubclassTests.test_reference_loop"
    " PurePythonOrderedDictTests.test_highly_nested_subclass PurePythonOrderedDictTests.test_reference_loop",
    "test_queue": "CSimpleQueueTest.test_references PySimpleQueueTest.test_references",
    "test_raise": "TestContext.test_3611",
    "test_scope": "ScopeTests.testCellLeak",
    "test_set": "TestFrozenSet.test_container_iterator TestFrozenSetSubclass.test_container_iterator"
    " TestSet.test_container_iterator TestSetSubclass.test_container_iterator",
    "test_slice": "SliceTest.test_cycle",
    "test_weakset": "TestWeakSet.test_add TestWeakSet.test_weak_destroy_and_mutate_while_iterating",
}

_CODE: dict[str, str] = {
    "test_inspect": "TestSignatureBind.test_signature_bind_implicit_arg",
}

_BUILTINS: dict[str, str] = {
    "test_argparse": "TestFileTypeOpenArgs.test_open_args",
    "test_dataclasses": "TestCase.test_field_named_like_builtin TestCase.test_field_named_like_builtin_frozen",
}

CPYTHON: dict[str, dict[str, str]] = {
    module: {
        test: reason
        for table, reason in ((_LIFETIME, LIFETIME), (_CODE, CODE), (_BUILTINS, BUILTINS))
        for test in table.get(module, "").split()
    }
    for module in {**_LIFETIME, **_CODE, **_BUILTINS}
}
