"""What the functions of heapq do, worked out: the same as they do."""

from __future__ import annotations

import heapq
import random

import pytest

from dstruct_runner.heaps import HEAP_FUNCTIONS, different, is_plain, risen, sifted


def _heaps(name: str):
    """Random heaps for a function, with what it is given: many equal items, and tuples."""
    rng = random.Random(name)
    heapify = heapq.heapify_max if name.endswith("_max") else heapq.heapify
    for length in [*range(12), 50, 200]:
        for _ in range(20):
            heap = [rng.choice([rng.randrange(6), rng.random() * 6, True]) for _ in range(length)]
            given = rng.randrange(6)
            if rng.random() < 0.3:
                heap, given = [(x, rng.randrange(3)) for x in heap], (given, 1)
            heapify(heap)
            if length or name.startswith("heappush"):
                yield heap, given


@pytest.mark.parametrize("name", sorted(name for name in HEAP_FUNCTIONS if hasattr(heapq, name)))
def test_sifted(name):
    """Length and slots are those of the true heap; no slot is told that was not stored to, but for equal items."""
    for heap, given in _heaps(name):
        after = list(heap)
        getattr(heapq, name)(*([after] if "pop" in name and "push" not in name else [after, given]))
        length, changes = sifted(name, len(heap), heap.__getitem__, given)
        worked_out = [*heap[:length], *[None] * (length - len(heap))]
        for position, value in changes:
            worked_out[position] = value
        assert length == len(after)
        assert all(a is b for a, b in zip(worked_out, after, strict=True))
        assert {position for position, _ in different(heap[:length], after)} <= {position for position, _ in changes}
        assert [position for position, _ in changes] == sorted(position for position, _ in changes)


def test_not_comparable():
    """Items that can't be compared are not those that were."""
    with pytest.raises(TypeError):
        sifted("heappush", 1, [None].__getitem__, 3)


def test_risen():
    """A push may have changed the slots from the root to the last one, and no others."""
    assert risen([0]) == [(0, 0)]
    assert risen([0, 1, 2, 3, 4, 5]) == [(0, 0), (2, 2), (5, 5)]


@pytest.mark.parametrize("value", [1, 1.5, True, None, "a", b"a", (1, "a", None), ()])
def test_plain(value):
    """Scalars and tuples of them run no code when they are compared."""
    assert is_plain(value)


@pytest.mark.parametrize("value", [[1], (1, (2,)), object(), (1, object()), {1}, frozenset({1})])
def test_not_plain(value):
    """Anything else may."""
    assert not is_plain(value)
