"""Runs a learner's Python and tells what it did to its lists, dicts, sets, trees and linked lists, frame by frame.

The two calls a page needs, through the worker, are `run_json` and `describe_json`; `safe_exec` is the same for Python.
"""

from __future__ import annotations

from .execute import describe_json, run_json, safe_exec
from .structures import ListNode, TreeNode, build_list, build_tree

__all__ = ["ListNode", "TreeNode", "build_list", "build_tree", "describe_json", "run_json", "safe_exec"]
