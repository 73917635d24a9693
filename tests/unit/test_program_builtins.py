"""The module `builtins` as the program finds it."""

from __future__ import annotations

import builtins

from dstruct_runner.program_builtins import ProgramBuiltins


def test_it_is_like_the_true_module():
    """Whatever a program asks of it, it answers as the true module does."""
    own = ProgramBuiltins({"TreeNode": int})
    assert repr(own) == repr(builtins)
    assert repr(type(own)) == repr(type(builtins))
    assert dir(own) == dir(builtins)
    assert own.len is len
    assert own.__doc__ == builtins.__doc__


def test_predefined_names_stand_behind():
    """They are found, and not listed unless the program has replaced them; the true builtins come first."""
    own = ProgramBuiltins({"TreeNode": int, "len": None})
    names = {"__builtins__": own}
    exec("made, size = TreeNode(5), len('abc')", names)
    assert (names["made"], names["size"]) == (5, 3)
    own.TreeNode = str
    assert set(dir(own)) == {*dir(builtins), "TreeNode"}


def test_what_a_program_does_to_it():
    """Only code that runs with it sees a change, and `restore` undoes it; helpers stay."""
    own = ProgramBuiltins()
    vars(own)[".rec"] = print
    own.len, own.extra = (lambda _: 9), 1
    del own.sum
    names = {"__builtins__": own}
    exec("seen = len('abc'), extra", names)
    assert names["seen"] == (9, 1)
    assert (len("abc"), hasattr(builtins, "extra"), sum([1])) == (3, False, 1)
    own.restore()
    exec("seen = len('abc'), sum([1])", names)
    assert names["seen"] == (3, 1)
    assert not hasattr(own, "extra")
    assert vars(own)[".rec"] is print
