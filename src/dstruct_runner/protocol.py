"""The wire types: every message, argument, frame and result, written once.

`worker/protocol.d.ts` is generated from this file (`scripts/build --types`), and a test fails when the two differ, so
a field is added here and nowhere else. Field names are the JSON names; `NotRequired` marks what may be absent.

This module holds types only and imports nothing of ours.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

# --- arguments and options -------------------------------------------------------------------------------------------

ArgumentType = Literal[
    "binaryTree",
    "linkedList",
    "array",
    "matrix",
    "graph",
    "set",
    "map",
    "object",
    "string",
    "number",
    "boolean",
]


class SerializedPythonArg(TypedDict):
    """One argument of the call; `arguments.py` says which `value` each `type` takes."""

    type: ArgumentType
    value: Any


class RecordOptions(TypedDict, total=False):
    """What is recorded besides changes: `reads` (default true) and the debugger's `steps` (default false)."""

    reads: bool
    steps: bool


class RunOptions(TypedDict, total=False):
    """The options of one run, the same names everywhere."""

    entry: str  # "name" or "Class.method"; absent: the rules of entry.py
    timeout: float  # milliseconds of wall-clock time
    maxFrames: int  # default 100,000
    maxOutput: int  # bytes of UTF-8, stdout and stderr each; default 1 MiB
    record: RecordOptions | Literal[False]
    stdin: list[str]  # lines, without their newlines
    seed: int  # seeds `random` before the program starts
    isolation: Literal["namespace", "interpreter"]
    stream: bool  # send OUTPUT and FRAMES while the program runs; default false
    input: bool  # ask for input by INPUT_REQUEST when `stdin` is used up; default false


# --- the result ------------------------------------------------------------------------------------------------------


class ErrorInfo(TypedDict):
    """What ended a run. `line` (from 1) and `column` (from 0, in characters) are in the learner's own source."""

    name: str
    message: str
    stack: NotRequired[str]
    line: NotRequired[int]
    column: NotRequired[int]


class ReturnValue(TypedDict):
    """`text` is the capped repr (`[4, 7, null]` for a tree, `1 -> 2` for a linked list); `json` only where exact."""

    text: str
    json: NotRequired[Any]


class Truncated(TypedDict, total=False):
    """What a limit cut off: bytes of output not kept; frames not kept, at least that many."""

    output: int
    frames: int


class Source(TypedDict):
    """The span of the learner's expression: lines from 1, columns from 0, in characters, end exclusive."""

    line: int
    column: int
    endLine: int
    endColumn: int


FrameName = Literal[
    "addArray",
    "addArrayItem",
    "setVal",
    "deleteNode",
    "readArrayItem",
    "addNode",
    "setLeftChild",
    "setRightChild",
    "setNextNode",
    "setLink",
    "blink",
    "consoleLog",
    "line",
    "call",
    "return",
    "variable",
]


class Frame(TypedDict):
    """One step of the animation. Which `args` a `name` takes is written in frames.py."""

    id: str
    timestamp: float
    name: FrameName
    args: NotRequired[dict[str, Any]]
    prevArgs: NotRequired[dict[str, Any]]
    treeName: NotRequired[str]
    structureType: NotRequired[Literal["array", "treeNode"]]
    argType: NotRequired[str]
    nodeId: NotRequired[str]
    source: NotRequired[Source]
    group: NotRequired[int]
    operation: NotRequired[str]


class ExecutionResult(TypedDict):
    """What every run ends in. `runtime` and `startTimestamp` are milliseconds, with fractions."""

    output: str
    callstack: list[Frame]
    runtime: float
    startTimestamp: float
    error: NotRequired[ErrorInfo]
    stderr: NotRequired[str]
    returnValue: NotRequired[ReturnValue]
    truncated: NotRequired[Truncated]


class EntryDescription(TypedDict):
    """The function a run would call: "name" or "Class.method", and its parameters in order."""

    name: str
    parameters: list[str]


# --- page to worker --------------------------------------------------------------------------------------------------


class InitMessage(TypedDict):
    """Load the runtime from `indexURL`; absent: the directory the worker was served from."""

    type: Literal["INIT"]
    indexURL: NotRequired[str]
    ended: NotRequired[bool]  # whether the page wants ENDED messages; default false
    snapshot: NotRequired[str | Literal[False]]  # the address of a memory snapshot, or false: start without one
    control: NotRequired[Any]  # a SharedArrayBuffer (shared-control.js), where the page is cross-origin isolated
    memoryLimit: NotRequired[float]  # bytes that Python may use; default 512 MiB
    lockdown: NotRequired[bool]  # whether programs are kept from everything but Python; default true; first INIT only


class RunMessage(TypedDict):
    """Run `code`; answered by exactly one RUN_RESULT or ERROR with the same `requestId`."""

    type: Literal["RUN"]
    requestId: str
    code: str
    args: NotRequired[list[SerializedPythonArg]]
    options: NotRequired[RunOptions]
    packed: NotRequired[bool]  # between runner.js and worker.js: frames as packed-frames.js reads them; default false


class DescribeMessage(TypedDict):
    """Ask which function a run of `code` would call, without running it; answered by DESCRIPTION or ERROR."""

    type: Literal["DESCRIBE"]
    requestId: str
    code: str
    args: NotRequired[int]  # how many arguments the page has
    entry: NotRequired[str]


class InterruptMessage(TypedDict):
    """End this run with KeyboardInterrupt, where the worker can hear it (see Capabilities). No answer but the run's."""

    type: Literal["INTERRUPT"]
    requestId: str


class InputMessage(TypedDict):
    """Answer an INPUT_REQUEST: a line without its newline, or null where there is no more. No answer.

    Only to a worker whose `capabilities.input` is "jspi"; one with "shared" reads the answer from `INIT.control`.
    """

    type: Literal["INPUT"]
    requestId: str
    text: str | None


PythonWorkerInMessage = InitMessage | RunMessage | DescribeMessage | InterruptMessage | InputMessage


# --- worker to page --------------------------------------------------------------------------------------------------


class ReadyMessage(TypedDict):
    """The runtime is loaded. `capabilities` says what this browser and page allow."""

    type: Literal["READY"]
    capabilities: NotRequired[Capabilities]


class Capabilities(TypedDict):
    """`pyodide` and `python` are versions; `wheel` is the harness's. `restored`: from a memory snapshot."""

    pyodide: str
    python: str
    wheel: str
    restored: bool
    crossOriginIsolated: bool
    jspi: bool  # whether Python can wait for promises
    interrupt: Literal["buffer", "jspi", "terminate"]  # by shared memory; by INTERRUPT; only by ending the worker
    input: Literal["jspi", "shared", "lines"]  # by INPUT; by shared memory; only lines that are given beforehand
    streaming: list[Literal["output", "frames"]]  # what the option `stream` sends while the program runs


class ProgressMessage(TypedDict):
    """`value` runs from 0 to 100; 5, 45, 70 and 100 are always sent, in that order."""

    type: Literal["PROGRESS"]
    value: float
    stage: str


class RunResultMessage(TypedDict):
    """The answer to a RUN.

    `spent`: this worker should be replaced before the next run, as its memory has become large, or as the program may
    have changed what can't be put back.
    """

    type: Literal["RUN_RESULT"]
    requestId: str
    result: ExecutionResult
    spent: NotRequired[bool]


class OutputMessage(TypedDict):
    """Only for a run with the option `stream`: what it printed. Put together they are the result's output."""

    type: Literal["OUTPUT"]
    requestId: str
    stream: Literal["stdout", "stderr"]
    text: str


class FramesMessage(TypedDict):
    """Only for a run with the option `stream`: all frames so far, which supersede those of the message before.

    For what the program does later can change what came before, such as which classes are nodes. The first comes half
    a second after the program began, later ones when there are more. None come of a program with methods of its own
    that showing a value might call, such as `__repr__`. The result has them all anew, and is the same without.
    """

    type: Literal["FRAMES"]
    requestId: str
    packed: Any  # a FrameColumns, whose buffers are transferred: packed-frames.js reads it


class InputRequestMessage(TypedDict):
    """Only for a run with the option `input`: it waits for a line. `prompt` is the line that stdout has begun."""

    type: Literal["INPUT_REQUEST"]
    requestId: str
    prompt: str


class EndedMessage(TypedDict):
    """Only to a page that asked for it: the program is over, by itself or not, and its result is being made.

    That may take seconds, if it has many frames: a page that kills a worker whose program goes on beyond its time
    should wait longer now. No answer: that follows.
    """

    type: Literal["ENDED"]
    requestId: str


class DescriptionMessage(TypedDict):
    """The answer to a DESCRIBE; `entry` is null for a script and for source that does not parse (see `error`)."""

    type: Literal["DESCRIPTION"]
    requestId: str
    entry: EntryDescription | None
    error: NotRequired[ErrorInfo]


class WireError(TypedDict):
    """An error that is not a learner's."""

    name: str
    message: str
    stack: NotRequired[str]


class ErrorMessage(TypedDict):
    """A message that could not be served. `requestId` is "__init__" for INIT, "" where none could be read."""

    type: Literal["ERROR"]
    requestId: str
    error: WireError


PythonWorkerOutMessage = (
    ReadyMessage
    | ProgressMessage
    | RunResultMessage
    | OutputMessage
    | FramesMessage
    | InputRequestMessage
    | EndedMessage
    | DescriptionMessage
    | ErrorMessage
)
