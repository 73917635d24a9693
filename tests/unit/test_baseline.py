"""The baseline's means of putting namespaces and classes back; the whole of it is for tests/browser/test_leaks.py."""

from __future__ import annotations

from dstruct_runner.baseline import _mender


class Owner:
    """A class of the library, say."""

    kept = [1]  # noqa: RUF012  # what it is for

    def method(self):
        return "true"


def test_names_are_put_back():
    """Names that were changed, added or taken away are as they were, whatever else has the same values."""
    names = {"changed": 1, "gone": 2, "same": 3}
    mend = _mender([names], [])
    names.update(changed=5, added=6)
    del names["gone"]
    mend()
    assert names == {"changed": 1, "gone": 2, "same": 3}


def test_a_renamed_name_is_put_back():
    """A value under another name, in the same place, is not taken for the same."""
    names = {"first": 1, "last": 2}
    mend = _mender([names], [])
    names["other"] = names.pop("last")
    mend()
    assert names == {"first": 1, "last": 2}


def test_lists_are_put_back():
    """So are lists, those of the same length included."""
    items, others = [1, 2], [3]
    mend = _mender([items, others], [])
    items[0] = 9
    others.append(4)
    mend()
    assert (items, others) == ([1, 2], [3])


def test_classes_are_put_back():
    """So are the attributes of classes."""
    mend = _mender([Owner.kept], [Owner])
    Owner.method = lambda self: "false"
    Owner.added = 1
    Owner.kept.append(2)
    mend()
    assert (Owner().method(), hasattr(Owner, "added"), Owner.kept) == ("true", False, [1])


def test_it_relies_on_nothing_that_can_be_replaced(monkeypatch):
    """It works though the names in its own module are gone."""
    names = {"a": 1}
    mend = _mender([names], [])
    for name in ("is_", "chain", "_LAZY"):
        monkeypatch.delitem(mend.__globals__, name)
    names["a"] = 2
    mend()
    assert names == {"a": 1}


def test_many_namespaces_are_put_back():
    """One of many is found, wherever it is."""
    tables = [{"number": number} for number in range(1000)]
    mend = _mender(tables, [])
    tables[777]["number"] = "changed"
    mend()
    assert tables == [{"number": number} for number in range(1000)]
