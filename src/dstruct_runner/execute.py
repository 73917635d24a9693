"""Execute: one run from source text and serialized arguments to its result. The only module that knows all others.

Whatever the program does, and whatever comes in, a result comes out: what was printed and recorded until then is kept.
"""

from __future__ import annotations

import ast
import gc
import json
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextvars import Context
from functools import partial
from time import perf_counter
from typing import Any, Generic, TypedDict, TypeVar

from .arguments import Argument, build_arguments
from .collecting import no_collection
from .deadline import LEARNER, Deadline, confined
from .entry import Entry, call_entry, find_entry
from .frame_rows import FrameRows
from .frame_stream import FrameStream, is_called_when_shown
from .instrument import instrument
from .options import Options, read_options
from .packed_frames import PackedFrames, pack
from .page_link import PageLink, Sink, Wait
from .protocol import EntryDescription, ErrorInfo, ExecutionResult, ReturnValue, Truncated
from .recorder import Recorder
from .release import has_finalizers, hold, let_go
from .sandbox import Sandbox
from .tracebacks import as_ending, complete_syntax_error, describe_error, error_name, error_text
from .values import json_value, safe_repr, unmute

Frames = TypeVar("Frames")
Form = Callable[[FrameRows, float, float], Frames]  # from the rows and their first and last timestamp

_encode = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode  # a program may have replaced json.dumps
_DEPTH = 500  # of a request's JSON
_STRINGS = re.compile(r'"(?:[^"\\]+|\\.)*"', re.DOTALL)
_NOT_BRACKETS = re.compile(r"[^][{}]+")
_ONE_KIND = str.maketrans("{}", "[]")
_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")


def safe_exec(code: object, args: object = None, options: object = None, sink: Sink | None = None) -> ExecutionResult:
    """Run the program `code` and give its result; never raises.

    Args:
        code: the source text
        args: the arguments of its entry function, a list of `protocol.SerializedPythonArg`
        options: `protocol.RunOptions`
        sink: to be given output and frames while the program runs (option `stream`), and asked for input (option
            `input`); which calls there are is written in page_link.py

    """
    result, frames = _execute(code, args, options, FrameRows.json, sink and PageLink(sink, None))
    result["callstack"] = json.loads(frames)
    return result


class PackedRun(TypedDict):
    """`result` is the JSON text of an ExecutionResult without its callstack, which is in `frames`."""

    result: str
    frames: PackedFrames


def run_json(text: object, sink: Sink | None = None) -> str:
    """Run a RUN message's `{code, args?, options?}`, given as JSON, and give the result as JSON; never raises."""
    result, frames = _answer(text, FrameRows.json, sink and PageLink(sink, None))
    return f'{{"callstack":{frames},{result[1:]}'


def run_packed(text: object, sink: Sink | None = None, wait: Wait | None = None) -> PackedRun:
    """Do the same, and give the result with its frames packed; `wait` waits for what `sink` answers. Never raises."""
    result, frames = _answer(text, pack, sink and PageLink(sink, wait))
    return {"result": result, "frames": frames}


def _answer(text: object, form: Form[Frames], link: PageLink | None) -> tuple[str, Frames]:
    """Serve a RUN message; gives the JSON text of the result without the frames, which are in a form of their own."""
    try:
        message = _message(text)
    except BaseException as error:
        result, frames = _refused(error, form)
    else:
        result, frames = _execute(message.get("code"), message.get("args"), message.get("options"), form, link)
    rest: dict[str, Any] = {key: value for key, value in result.items() if key != "callstack"}
    try:
        rest_text = _encode(rest)
    except BaseException as error:  # a flaw of ours: something in the value that JSON can't hold
        rest.pop("returnValue", None)
        rest.setdefault("error", _refusal(error)["error"])
        rest_text = _encode(rest)
    return rest_text, frames


def _execute(
    code: object, args: object, options: object, form: Form[Frames], link: PageLink | None
) -> tuple[ExecutionResult, Frames]:
    """Run a program; gives its result without the frames, and these in their form."""
    try:
        settings = read_options(options)
        arguments = build_arguments(args)
        source = _source(code)
    except BaseException as error:
        return _refused(error, form)
    try:
        with Deadline(settings.timeout) as deadline:
            run = _Run(source, arguments, settings, deadline, form, link)
            return run.result(), run.frames
    except BaseException as error:  # a flaw of ours: the run is lost, but the caller is not
        return _refused(error, form)


def describe_json(text: object) -> str:
    """Say which function a run would call: from a DESCRIBE's `{code, args?, entry?}` to `{entry, error?}`, as JSON.

    `args` is how many arguments there will be; without it functions of any number of parameters are considered.
    Never raises.
    """
    source = ""
    try:
        message = _message(text)
        source = _source(message.get("code"))
        count, wanted = message.get("args"), message.get("entry")
        if count is not None and (isinstance(count, bool) or not isinstance(count, int)):
            raise TypeError(f"args: expected the number of arguments, got {safe_repr(count, 80)}")
        if wanted is not None and not isinstance(wanted, str):
            raise TypeError(f"entry: expected the name of a function, got {safe_repr(wanted, 80)}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are the run's to give
            entry = find_entry(_parsed(source), count, wanted)
    except BaseException as error:
        return json.dumps({"entry": None, "error": describe_error(error, source)})
    return json.dumps({"entry": None if entry is None else _description(entry)})


# --- what comes in ---------------------------------------------------------------------------------------------------


def _message(text: object) -> dict[str, Any]:
    if not isinstance(text, str):
        raise TypeError(f"expected JSON text, got {safe_repr(text, 80)}")
    if _is_deeper_than(_DEPTH, text):  # the decoder recurses, and a browser's stack is soon full
        raise TypeError(f"expected JSON that is nested at most {_DEPTH} levels deep")
    setting = sys.get_int_max_str_digits()
    try:
        sys.set_int_max_str_digits(0)  # arguments may be long numbers
        message = json.loads(text)
    finally:
        sys.set_int_max_str_digits(setting)
    if not isinstance(message, dict):
        raise TypeError(f"expected a JSON object, got {safe_repr(message, 80)}")
    return message


def _is_deeper_than(limit: int, text: str) -> bool:
    """Say whether JSON text is nested deeper than that, or has more brackets that nothing closes."""
    brackets = _NOT_BRACKETS.sub("", _STRINGS.sub("", text)).translate(_ONE_KIND)
    for _ in range(limit):
        inner = brackets.replace("[]", "")
        if len(inner) == len(brackets):
            return len(brackets) > limit
        brackets = inner
    return bool(brackets)


def _source(code: object) -> str:
    r"""Give the program as the compiler will see it: no byte order mark, lines ending with "\n"."""
    if not isinstance(code, str):
        raise TypeError(f"code: expected text, got {safe_repr(code, 80)}")
    return code.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _parsed(source: str) -> ast.Module:
    """Parse, and refuse what no compiler takes just as it refuses everything else.

    Raises:
        SyntaxError: also for null bytes and for what UTF-8 can't hold, which CPython reports in other ways.

    """
    found = _UNPRINTABLE.search(source)
    if found:
        start = source.rfind("\n", 0, found.start()) + 1
        line = source[start:].partition("\n")[0]
        what = "null bytes" if found[0] == "\0" else "lone surrogates"
        place = (LEARNER, source.count("\n", 0, start) + 1, found.start() - start + 1, line)
        raise SyntaxError(f"source code cannot contain {what}", place)
    return ast.parse(source, LEARNER)


def _refused(error: BaseException, form: Form[Frames]) -> tuple[ExecutionResult, Frames]:
    return _refusal(error), form(FrameRows(0), 0.0, 0.0)


def _refusal(error: BaseException) -> ExecutionResult:
    """Give the result of a run that did not take place."""
    name = error_name(error) if isinstance(error, Exception) else "TypeError"  # e.g. an exit by what should be text
    info: ErrorInfo = {"name": name, "message": error_text(error)}
    return {"output": "", "stderr": "", "callstack": [], "runtime": 0.0, "startTimestamp": _now(), "error": info}


def _description(entry: Entry) -> EntryDescription:
    return {"name": entry.path, "parameters": [name for name in entry.parameters if not name.startswith("*")]}


def _return_value(value: Any) -> ReturnValue:
    """Give the text of what was returned, and the value itself where JSON can hold it."""
    returned: ReturnValue = {"text": safe_repr(value, nodes=True)}
    exact, copy = json_value(value)
    if exact:
        returned["json"] = copy
    return returned


def _exit_text(error: SystemExit) -> str:
    try:
        return str(error.code)
    except BaseException:
        return ""


def _now() -> float:
    """Give the time in milliseconds, of the clock that `startTimestamp` and the frames are in."""
    return perf_counter() * 1000


# --- one run ---------------------------------------------------------------------------------------------------------


class _Run(Generic[Frames]):
    """One run, from a checked request to its result.

    Attributes:
        source, arguments, settings, deadline: the request
        link: to the page; None where there is nothing to be told or asked
        recorder: None where nothing is to be recorded
        sandbox: what the program finds around itself
        start, end: when the program began and ended, in milliseconds
        returned: whether an entry function returned
        value: what it returned
        error: what ended the program, None where it came to its end
        form: what is made of its frames
        frames: its frames, in that form

    """

    def __init__(
        self,
        source: str,
        arguments: list[Argument],
        settings: Options,
        deadline: Deadline,
        form: Form[Frames],
        link: PageLink | None,
    ) -> None:
        self.source = source
        self.arguments = arguments
        self.settings = settings
        self.deadline = deadline
        self.recorder = (
            Recorder(max_frames=settings.max_frames, reads=settings.reads, steps=settings.steps)
            if settings.record
            else None
        )
        self.link = link
        streaming = link if settings.stream else None
        self.sandbox = Sandbox(
            source,
            stdin=self._lines(),
            max_output=settings.max_output,
            seed=settings.seed,
            printed=self._printed if streaming else self.recorder.printed if self.recorder else None,
            complained=streaming.complained if streaming else None,
        )
        if streaming:
            streaming.follow(self.sandbox.stdout, self.sandbox.stderr)
        if link:
            deadline.beat(lambda: link.on_beat(deadline))
        self.start = self.end = 0.0
        self.returned = False
        self.value: Any = None
        self.error: BaseException | None = None
        self.form = form
        self.frames = form(FrameRows(0), 0.0, 0.0)

    def result(self) -> ExecutionResult:
        """Run the program, tell how it went, and let go of everything it made."""
        unmute()
        result: ExecutionResult | None = None
        try:
            with self.sandbox:
                self._play()
                result = self._report()
                self._release()
                self._add_output(result)
        except BaseException:  # a flaw of ours in what comes after the program
            if result is None:
                raise
        return result

    def _play(self) -> None:
        """Run the program, and catch whatever ends it."""
        self.error = confined(lambda: Context().run(self._run_program))
        self.end = _now()
        self.sandbox.restore_builtins()
        self.start = self.start or self.end  # it may not have come as far as to begin
        self.deadline.program_ended()
        self._write_exit_text()
        if self.link:
            self.link.ended()

    def _run_program(self) -> None:
        tree = _parsed(self.source)
        entry = find_entry(tree, len(self.arguments), self.settings.entry)
        namespace = self.sandbox.namespace
        if self.recorder is None:
            code = compile(tree, LEARNER, "exec", dont_inherit=True)
            self.start = _now()
            exec(code, namespace)
        else:
            program = instrument(self.source, LEARNER, reads=self.settings.reads, steps=self.settings.steps, tree=tree)
            if entry:
                self._add_arguments(entry, self.recorder)
            self.start = _now()
            if self.link and self.settings.stream and not is_called_when_shown(self.source):
                self.link.show = FrameStream(self.recorder, partial(self.link.sink, "frames"), self.start).beat
            program.run(namespace, self.recorder)
        if entry:
            self.value = call_entry(entry, namespace, [argument.value for argument in self.arguments])
            self.returned = True

    def _add_arguments(self, entry: Entry, recorder: Recorder) -> None:
        for place, argument in enumerate(self.arguments):
            recorder.add_argument(argument.value, entry.parameter(place), argument.tree_name, argument.node_ids)

    # --- its streams -------------------------------------------------------------------------------------------------

    def _lines(self) -> Iterator[str]:
        """Give the lines of standard input: those of the request, then what the page says when it is asked."""
        for given in self.settings.stdin:
            self.sandbox.stdout.prompt()
            yield given
        while self.settings.input and self.link and not self.deadline.after:
            line = self.link.ask(self.sandbox.stdout.prompt(), self.deadline)
            if line is None:
                return
            yield line

    def _printed(self, text: str) -> None:
        if self.recorder:
            self.recorder.printed(text)
        if self.link:
            self.link.printed(text)

    # --- its result --------------------------------------------------------------------------------------------------

    def _report(self) -> ExecutionResult:
        """Tell how the program went; what the learner's `__repr__`s print meanwhile is not the program's output."""
        self.sandbox.mute(True)
        result: ExecutionResult = {
            "output": "",
            "callstack": [],
            "runtime": self.end - self.start,
            "startTimestamp": self.start,
        }
        error = self._error_info()
        if error is not None:
            result["error"] = error
        if self.returned and error is None:
            result["returnValue"] = _return_value(self.value)
        try:
            if self.recorder:
                with no_collection():  # it would find nothing, at up to a tenth of the time
                    self.frames = self.form(self.recorder.frame_rows(), self.start, self.end)
        except BaseException as failure:  # a flaw of ours: the frames are lost, the result is not
            message = f"the frames could not be made: {error_name(failure)}: {error_text(failure)}"
            result.setdefault("error", {"name": "RuntimeError", "message": message})
            if self.recorder:
                self.recorder.close()  # it may be what takes all the memory, and the output still needs some
        self.sandbox.mute(False)
        return result

    def _write_exit_text(self) -> None:
        """Print what `sys.exit` was given, unless it was a code, as CPython does."""
        if isinstance(self.error, SystemExit) and not isinstance(self.error.code, int | None):
            self.sandbox.stderr.finish()
            self.sandbox.stderr.capture.write(f"{_exit_text(self.error)}\n".encode("utf-8", "backslashreplace"))

    def _error_info(self) -> ErrorInfo | None:
        error, message = self.error, None
        if self.deadline.raised:
            kind, message = self._ending()
            if error is None:  # it swallowed the exception and came to its end all the same
                return {"name": kind.__name__, "message": message}
            error = as_ending(error, kind(message))
        elif isinstance(error, SystemExit):
            if error.code is None or (isinstance(error.code, int) and error.code == 0):
                return None
            message = f"exit code {int(error.code) if isinstance(error.code, int) else 1}"
        if error is None:
            return None
        complete_syntax_error(error, self.source)
        return describe_error(
            error, self.source, message=message, input_lines=None if self.settings.input else len(self.settings.stdin)
        )

    def _ending(self) -> tuple[type[BaseException], str]:
        """Give what the run's end from outside is called, and what is said of it."""
        if self.deadline.reason is KeyboardInterrupt:
            return KeyboardInterrupt, "the program was interrupted"
        return TimeoutError, f"the program ran longer than its limit of {self.deadline.limit:g} ms (soft deadline)"

    def _add_output(self, result: ExecutionResult) -> None:
        """Add what was printed, up to the very end, and what the limits cut off."""
        streams = (self.sandbox.stdout, self.sandbox.stderr)
        for stream in streams:
            stream.finish()
        if self.link:
            self.link.flush()
        result["output"], result["stderr"] = (stream.capture.text() for stream in streams)
        truncated: Truncated = {}
        if any(stream.capture.dropped for stream in streams):
            truncated["output"] = sum(stream.capture.dropped for stream in streams)
        if self.recorder and self.recorder.truncated:
            truncated["frames"] = self.recorder.truncated
        if truncated:
            result["truncated"] = truncated

    def _release(self) -> None:
        """Let go of everything the program made; see release.py."""
        namespace = self.sandbox.namespace
        roots = [self.value, self.error, *(argument.value for argument in self.arguments)]
        if self.recorder:
            log = self.recorder.log
            roots += [self.recorder.seen, *dict(zip(map(id, log), log, strict=True)).values()]
        held = hold(roots, namespace, vars(self.sandbox.builtins))
        roots.clear()
        self.value = self.error = None
        self.arguments.clear()
        if self.recorder:
            self.recorder.close()
        if has_finalizers(held):  # a `__del__` finds the globals there, if the collector comes upon all of them at once
            del namespace
            held.clear()
            self.sandbox.abandon_module()
            gc.collect()
        else:
            namespace.clear()
            let_go(held)
