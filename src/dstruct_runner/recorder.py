"""What the probes call: the log of operations, its limit, and the helpers behind the dotted names.

While the program runs nothing is worked out: a record is four raw references in one flat list,
`[site, value, obj, key]`, appended by the list's own `extend`. Identity, names, previous values and frames are worked
out afterwards by `Replay`, which is why everything the log speaks of is kept alive until `close`.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from types import BuiltinMethodType, FunctionType, MethodType, MethodWrapperType
from typing import Any

from .changes import change
from .contents import READ_ONLY, TRACKED, contents, fields, forget_classes, kind_of, stored_names
from .frame_rows import FrameRows
from .frames import BACKWARDS, Replay
from .heaps import HEAP_FUNCTIONS, SCALARS, different, is_plain, risen
from .protocol import Frame
from .shapes import NodeShape, node_shapes, without_frames
from .sites import FIELDS, ITEMS, METHODS, SPECIAL_METHODS, Kind, Site

_SLOTS = 4
_LINE = 4_096  # characters from which on more of the same line is a record of its own: to add to it takes longer
_DEEP = 1_000  # operands on the stack: more than any expression can have
_VIEWS: frozenset[type] = frozenset({type({}.items()), type({}.keys()), type({}.values())})
_METHODS = frozenset({BuiltinMethodType, MethodType, MethodWrapperType, type(array("i").extend)})
_WALKED: frozenset[type] = TRACKED | READ_ONLY | _VIEWS | BACKWARDS


class Recorder:
    """Records one run.

    max_frames: how many frames `frames` gives at most.
    log: the records, four slots each.
    limit: the length of the log at which recording stops.
    seen: by id, each object known before its first recorded change: the object (so that its id stays its own) and its
        contents or fields at that moment.
    stack: operands of the operations under way, where the program may have no temporaries.
    kept: values in the midst of an assignment at module level, likewise.
    arguments: what the page sent: (value, name, tree_name, node_ids) each.
    field_names: the attributes that the program stores or reads, set with the sites.
    stored: by class, those of them that its instances store.
    plain: the classes whose instances are no nodes for good, since what was recorded of them was thrown away.
    helpers: what the tree's dotted names stand for; once the program runs, all its builtins.
    truncated: how many frames were dropped, as far as known; 0 before `frames` was called.
    """

    def __init__(self, max_frames: int = 100_000, reads: bool = True, steps: bool = False) -> None:
        self.max_frames = max_frames
        self.reads = reads
        self.steps = steps
        self.log: list[Any] = []
        self.seen: dict[int, tuple[Any, Any]] = {}
        self.stack: list[Any] = []
        self.kept: dict[int, Any] = {}
        self.arguments: list[tuple[Any, str, str | None, Any]] = []
        self.field_names: frozenset[str] = frozenset({"val", "left", "right", "next"})
        self.truncated = 0
        self.plain: set[type] = set()
        # Some records give no frame of their own, so the log holds a few more of them than frames are asked for.
        self.limit = _SLOTS * (max_frames + max_frames // 2 + 1) if max_frames > 0 else 0
        self.stored: dict[type, tuple[str, ...]] = {}
        self._sites: list[Site] = []
        self.helpers: dict[str, Any] = _helpers(self)

    @property
    def sites(self) -> Sequence[Site]:
        """The program's table of sites; set when it starts."""
        return self._sites

    @sites.setter
    def sites(self, sites: Sequence[Site]) -> None:
        self._sites[:] = sites
        self.field_names |= {site.detail for site in sites if site.kind in FIELDS}

    def add_argument(self, value: Any, name: str, tree_name: str | None = None, node_ids: Any = None) -> None:
        """Make an argument known before the program's first statement.

        With `node_ids` the page shows it already, as the structure `tree_name`: for trees and linked lists a list of
        `(node, id)`, for arrays and matrices ids in parallel with the items. Without, frames will create it; a string
        or tuple only where reads are recorded, since nothing else happens to it.
        """
        if self.reads or type(value) not in READ_ONLY:
            self.arguments.append((value, name, tree_name, node_ids))
        self.see_all(value)

    def see_all(self, value: Any) -> None:
        """Snapshot a value and all the containers and instances in it that were never seen."""
        waiting = [value]
        while waiting:
            here = waiting.pop()
            if id(here) in self.seen or type(here) in SCALARS:
                continue
            known = self.see(here)
            if isinstance(known, dict):
                waiting.extend(known.values())
            elif kind_of(here) == "dict":
                waiting.extend(part for pair in known for part in pair)
            else:
                waiting.extend(here if type(here) is tuple else known)

    def see(self, value: Any) -> Any:
        """Snapshot a value that was never seen; gives its contents or fields."""
        if kind_of(value):
            known: Any = contents(value)
        else:
            cls = type(value)
            names = self.stored.get(cls)
            if names is None:
                names = self.stored[cls] = stored_names(cls, self.field_names)
            known = fields(value, names)
        self.seen[id(value)] = (value, known)
        return known

    def stored_fields(self, value: Any) -> dict[str, Any]:
        """Give the attributes that are stored in an instance, of those the program uses."""
        return fields(value, stored_names(type(value), self.field_names))

    def shapes(self) -> dict[type, NodeShape]:
        """Which classes are nodes, as far as the log tells by now."""
        found = node_shapes(self.log, self.sites, self.seen)
        return {cls: shape for cls, shape in found.items() if cls not in self.plain}

    def make_room(self) -> bool:
        """Throw away what gives no frames: attributes of objects that are no nodes. Whether that was worth the time."""
        kept, plain = without_frames(self.log, self.sites, self.shapes())
        self.plain |= plain
        self.log[:] = kept
        return len(self.log) < 3 * self.limit // 4

    def printed(self, text: str) -> None:
        """Record what was written to stdout, in its place among the operations; a line is one record, not too long."""
        log = self.log
        if log and log[-4] is None and len(log[-3]) < _LINE and log[-3][-1:] != "\n":
            log[-3] += text  # `print` writes the end of the line by itself
        elif len(log) < self.limit:
            log.extend((None, text, None, None))

    def replay(self) -> Replay:
        """Give what expands the log, as it is now, into frames."""
        return Replay(
            self.log, self.sites, self.seen, self.arguments, self.shapes(), self.stored_fields, self.max_frames
        )

    def frame_rows(self) -> FrameRows:
        """Expand the log into frames. Sets `truncated`."""
        full = len(self.log) >= self.limit  # what was dropped then, if anything, is not counted
        replay = self.replay()
        frames = replay.run(complete=not full)
        self.truncated = replay.dropped + full
        replay.close()
        return frames

    def frames_json(self, start: float, end: float) -> str:
        """Expand the log into frames, as JSON text; timestamps run evenly from `start` to `end` (milliseconds)."""
        return self.frame_rows().json(start, end)

    def frames(self, start: float, end: float) -> list[Frame]:
        """Give the same as objects."""
        frames: list[Frame] = json.loads(self.frames_json(start, end))
        return frames

    def close(self) -> None:
        """Let go of every object; those that form long chains must be held elsewhere (release.py says why)."""
        self.log.clear()
        self.seen.clear()
        self.stack.clear()
        self.kept.clear()
        self.arguments.clear()
        self.stored.clear()
        self.plain.clear()
        forget_classes()
        self.limit = 0
        self.helpers[".stop"]()  # what the program left behind may run on


def is_learners(function: Any) -> bool:
    """Whether a function is the learner's own, so that probes tell what it does."""
    if type(function) is MethodType:
        function = function.__func__
    return type(function) is FunctionType and function.__globals__.get("__name__") == "__main__"


def _helpers(recorder: Recorder) -> dict[str, Any]:
    """The functions that probes call. Closures over plain locals: this is the hot path.

    Parameters are positional only, or a learner's keyword argument could meet one of the same name.
    """
    log, seen, limit, stack, sites = recorder.log, recorder.seen, recorder.limit, recorder.stack, recorder._sites
    plain_heaps: set[int] = set()  # the ids of heaps that hold plain values alone
    rec = log.extend

    def stop() -> None:
        nonlocal limit
        limit = recorder.helpers[".limit"] = 0
        recorder.helpers[".open"] = False

    def more() -> bool:
        """Make room in a full log; where there is little to throw away, it is closed for good."""
        try:
            if recorder.helpers[".open"] and recorder.make_room():
                return True
            recorder.helpers[".open"] = False
        except RecursionError:  # no depth is left: none of the program's concern
            pass
        return False

    def see(value: Any, /) -> Any:
        if len(log) < limit or more():
            recorder.see(value)
        return value

    def known(value: Any) -> None:
        if id(value) not in seen:
            recorder.see(value)

    def new(site: int, value: Any, /) -> Any:
        """A container or an instance that was just made; one without a name is shown when it is first used."""
        if (len(log) < limit or more()) and id(value) not in seen:
            _, operation, detail, label, *_ = sites[site]
            cls = type(value)
            container = cls in TRACKED
            told = container or (detail == "call" and cls not in SCALARS)
            if operation == "copy":
                recorder.see_all(value)
            elif container and not value:
                seen[id(value)] = value, ()
            elif told:
                recorder.see(value)
            if told and (label or not container):
                rec((site, value, value, None))
        return value

    def was(site: int, value: Any, obj: Any, key: Any, /) -> Any:
        """What an operation gave that stands in the program itself, so that its errors are raised there."""
        if len(log) < limit:
            rec((site, value, obj, key))
        return value

    def push(value: Any, /) -> Any:
        stack.append(value)
        return value

    def hold(value: Any, /) -> Any:
        if len(stack) > _DEEP:  # what failed before it was recorded left its operands here
            del stack[: _DEEP // 2]
        stack.append(value)
        if type(value) in TRACKED and len(log) < limit:
            known(value)
        return value

    def bounds(lower: Any, upper: Any, step: Any, /) -> slice:
        key = slice(lower, upper, step)
        stack.append(key)
        return key

    def bound(site: int, function: Any, /) -> Any:
        """What fetches a container's method under another name; the container is held."""
        learners = type(function) is MethodType and sites[site].kind is Kind.DIRECT  # it tells by itself
        obj = function.__self__ if type(function) in _METHODS and not learners else None
        if obj is not None and (not kind_of(obj) or function.__name__ != sites[site].detail):
            obj = None
        hold(obj)
        return function

    def pop() -> Any:
        return stack.pop() if stack else None

    def took(site: int, value: Any, /) -> Any:
        key, obj = pop(), pop()
        return was(site, value, obj, key)

    def had(site: int, value: Any, /) -> Any:
        return was(site, value, pop(), None)

    def found(site: int, value: Any, /) -> Any:
        obj, item = pop(), pop()
        return was(site, value, obj, item)

    def did(site: int, count: int, result: Any, /) -> Any:
        """What a container's method gave; the stack holds the container and the first `count` arguments.

        A `count` of -1 says that it is not known what else was given.
        """
        args = [pop() for _ in range(count)][::-1]
        obj = pop()
        if (kind_of(obj) or type(obj) in READ_ONLY) and len(log) < limit:
            detail = sites[site].detail
            method = METHODS.get(detail) or SPECIAL_METHODS[detail]
            if count < 0:
                rec((site, result, obj, contents(obj)))
            elif sites[site].kind is Kind.BULK or method.key == "place":
                rec((site, result, obj, changed(site, obj, *args)))
            else:
                rec((site, args[1] if method.value == "second" else result, obj, args[0] if args else None))
        return result

    def stores(*numbers: int) -> None:
        """Records of what a statement stored or deleted; the stack holds the operands of each target."""
        operands = []
        for site in reversed(numbers):
            key = pop() if sites[site].kind in ITEMS else None
            operands.append((site, pop(), key))
        for site, obj, key in reversed(operands):
            stored(site, obj, key)

    def sliced(site: int, /, *value: Any) -> None:
        """Record that `value` was stored to a slice, or that it was deleted; the stack holds container and slice."""
        key, obj = pop(), pop()
        if len(log) < limit and kind_of(obj):
            rec((site, None, obj, changed(site, obj, (key, *value) if value else key)))

    def stored(site: int, obj: Any, key: Any = None, /) -> None:
        """Record what was stored or deleted, where it can be looked up without running any code of the learner's."""
        if len(log) >= limit:
            return
        kind, operation = sites[site].kind, sites[site].operation
        value = None
        if kind in ITEMS:
            if not kind_of(obj):
                return
            if type(obj) not in TRACKED or not is_plain(key):
                known(obj)
                rec((site + 1, None, obj, contents(obj)))
                return
            if kind is Kind.WRITE:
                value = obj[key]
        elif kind is Kind.BULK:
            if kind_of(obj):
                rec((site, None, obj, contents(obj)))
            return
        elif kind is not Kind.DELETE_FIELD:
            name = sites[site].detail
            now = fields(obj, stored_names(type(obj), (name,)))
            if name not in now:
                return
            value = now[name]
        if operation not in ("write", "del") and type(value) in TRACKED:
            known(value)
            rec((site + 2, None, value, contents(value)))
        rec((site, value, obj, key))

    def walk(site: int, step: int, iterable: Any, obj: Any = None, /) -> tuple[Any, tuple[Any, ...]]:
        """(what a loop walks through, the record of one step: empty where it is no container)."""
        if type(iterable) not in _WALKED or len(log) >= limit:
            return iterable, ()
        if obj is None:
            obj = iterable
        iterator = iter(iterable)
        rec((site, iterator, obj, contents(obj) if type(obj) is set else None))
        return iterator, (step, None, iterator, None)

    def each(site: int, step: int, iterable: Any, obj: Any = None, /) -> Any:
        """The same for what can't hold on to the record: an iterator that records its steps itself.

        No generator, whose frame would show in a traceback.
        """
        iterator, record = walk(site, step, iterable, obj)
        if not record:
            return iterator

        def tick(item: Any, /) -> Any:
            if len(log) < limit:
                rec(record)
            return item

        return map(tick, iterator)

    def through(site: int, result: Any, function: Any, /, *objs: Any) -> Any:
        """What a call of code without probes has done to the containers it was given."""
        if len(log) < limit and not is_learners(function):
            for obj in objs:
                if type(obj) in TRACKED:
                    known(obj)
                    rec((site, None, obj, contents(obj)))
        return result

    def changed(site: int, obj: Any, *given: Any) -> Any:
        """What a record says of a change of many items, or of one whose place is not known."""
        if kind_of(obj) == "set" and sites[site].detail == "remove":
            return given[0]
        return change(sites[site].operation, obj, *given)

    def alone(site: int, obj: Any, /) -> Any:
        """The only argument of a function that is about to change it."""
        hold(obj)
        prepare(site, obj, None)
        return obj

    def given(site: int, item: Any, /) -> Any:
        """The second argument of a function that is about to change the first, which is held."""
        prepare(site, stack[-1] if stack else None, item)
        return item

    def prepare(site: int, obj: Any, item: Any) -> None:
        """Remember the argument, and a copy to find the changed slots by where they can't be worked out."""
        stack.append(item)
        if type(obj) is not list or len(log) >= limit or is_worked_out(sites[site].detail, obj, item):
            stack.append(None)
        else:
            stack.append(obj.copy())

    def is_worked_out(function: str, heap: list[Any], item: Any) -> bool:
        """Whether a function is of a heap whose items, and what it is given, run no code of the learner's.

        The items are looked at only the first time; what else may have been put there since is none, in a heap.
        """
        if function in HEAP_FUNCTIONS and is_plain(item) and (id(heap) in plain_heaps or all(map(is_plain, heap))):
            plain_heaps.add(id(heap))
            return True
        plain_heaps.discard(id(heap))
        return False

    def after(site: int, result: Any, /) -> Any:
        """Record the slots that a function changed in its first argument; in a heap these are worked out later."""
        copied, item, obj = pop(), pop(), pop()
        if type(obj) is not list or len(log) >= limit:
            return result
        if copied is None:
            rec((site + 1, result, obj, item))
        elif sites[site].detail.startswith("insort"):
            rec((site, None, obj, next(iter(different(copied, obj)), None)))
        else:
            rec((site, None, obj, (len(obj), different(copied, obj))))
        return result

    def pushed(site: int, result: Any, heap: Any, item: Any, /) -> Any:
        """Record what `heappush` did, which no copy is needed for."""
        if type(heap) is list and len(log) < limit:
            if (id(heap) in plain_heaps and is_plain(item)) or is_worked_out("heappush", heap, item):
                rec((site + 1, result, heap, item))
            else:
                rec((site, result, heap, (len(heap), risen(heap))))
        return result

    def sync(site: int, value: Any, /, *given: Any) -> None:
        """What an operator such as `+=` has done to a container in place, and what it was given."""
        if len(log) < limit:
            new = id(value) not in seen
            known(value)  # as it is now, if it is new
            rec((site, None, value, contents(value) if new else changed(site, value, *given)))

    def grown(site: int, value: Any, /) -> None:
        """The same of a value that may be no container; the stack holds what it was given."""
        given = pop()
        if type(value) in TRACKED:
            sync(site, value, given)

    return {
        ".rec": rec,
        ".log": log,
        ".limit": limit,
        ".stop": stop,
        ".open": limit > 0,
        ".more": more,
        ".len": len,
        ".id": id,
        ".type": type,
        ".tracked": TRACKED,
        ".seen": seen,
        ".see": see,
        ".new": new,
        ".was": was,
        ".push": push,
        ".hold": hold,
        ".bounds": bounds,
        ".bound": bound,
        ".range": slice,
        ".kept": recorder.kept,
        ".took": took,
        ".had": had,
        ".found": found,
        ".did": did,
        ".stores": stores,
        ".stored": stored,
        ".sliced": sliced,
        ".walk": walk,
        ".each": each,
        ".through": through,
        ".alone": alone,
        ".given": given,
        ".pushed": pushed,
        ".plain": plain_heaps,
        ".after": after,
        ".contents": contents,
        ".changed": changed,
        ".set": set,
        ".sync": sync,
        ".grown": grown,
        ".private": True,
    }
