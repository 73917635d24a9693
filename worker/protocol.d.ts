// Generated from src/dstruct_runner/protocol.py by `python -m dstruct_host.typescript`. Do not edit.

export type ArgumentType =
  | "binaryTree"
  | "linkedList"
  | "array"
  | "matrix"
  | "graph"
  | "set"
  | "map"
  | "object"
  | "string"
  | "number"
  | "boolean";

/** One argument of the call; `arguments.py` says which `value` each `type` takes. */
export interface SerializedPythonArg {
  type: ArgumentType;
  value: unknown;
}

/** What is recorded besides changes: `reads` (default true) and the debugger's `steps` (default false). */
export interface RecordOptions {
  reads?: boolean;
  steps?: boolean;
}

/** The options of one run, the same names everywhere. */
export interface RunOptions {
  /** "name" or "Class.method"; absent: the rules of entry.py */
  entry?: string;
  /** milliseconds of wall-clock time */
  timeout?: number;
  /** default 100,000 */
  maxFrames?: number;
  /** bytes of UTF-8, stdout and stderr each; default 1 MiB */
  maxOutput?: number;
  record?: RecordOptions | false;
  /** lines, without their newlines */
  stdin?: string[];
  /** seeds `random` before the program starts */
  seed?: number;
  isolation?: "namespace" | "interpreter";
  /** send OUTPUT and FRAMES while the program runs; default false */
  stream?: boolean;
  /** ask for input by INPUT_REQUEST when `stdin` is used up; default false */
  input?: boolean;
}

/** What ended a run. `line` (from 1) and `column` (from 0, in characters) are in the learner's own source. */
export interface ErrorInfo {
  name: string;
  message: string;
  stack?: string;
  line?: number;
  column?: number;
}

/** `text` is the capped repr (`[4, 7, null]` for a tree, `1 -> 2` for a linked list); `json` only where exact. */
export interface ReturnValue {
  text: string;
  json?: unknown;
}

/** What a limit cut off: bytes of output not kept; frames not kept, at least that many. */
export interface Truncated {
  output?: number;
  frames?: number;
}

/** The span of the learner's expression: lines from 1, columns from 0, in characters, end exclusive. */
export interface Source {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

export type FrameName =
  | "addArray"
  | "addArrayItem"
  | "setVal"
  | "deleteNode"
  | "readArrayItem"
  | "addNode"
  | "setLeftChild"
  | "setRightChild"
  | "setNextNode"
  | "setLink"
  | "blink"
  | "consoleLog"
  | "line"
  | "call"
  | "return"
  | "variable";

/** One step of the animation. Which `args` a `name` takes is written in frames.py. */
export interface Frame {
  id: string;
  timestamp: number;
  name: FrameName;
  args?: Record<string, unknown>;
  prevArgs?: Record<string, unknown>;
  treeName?: string;
  structureType?: "array" | "treeNode";
  argType?: string;
  nodeId?: string;
  source?: Source;
  group?: number;
  operation?: string;
}

/** What every run ends in. `runtime` and `startTimestamp` are milliseconds, with fractions. */
export interface ExecutionResult {
  output: string;
  callstack: Frame[];
  runtime: number;
  startTimestamp: number;
  error?: ErrorInfo;
  stderr?: string;
  returnValue?: ReturnValue;
  truncated?: Truncated;
}

/** The function a run would call: "name" or "Class.method", and its parameters in order. */
export interface EntryDescription {
  name: string;
  parameters: string[];
}

/** Load the runtime from `indexURL`; absent: the directory the worker was served from. */
export interface InitMessage {
  type: "INIT";
  indexURL?: string;
  /** whether the page wants ENDED messages; default false */
  ended?: boolean;
  /** the address of a memory snapshot, or false: start without one */
  snapshot?: string | false;
  /** a SharedArrayBuffer (shared-control.js), where the page is cross-origin isolated */
  control?: unknown;
  /** bytes that Python may use; default 512 MiB */
  memoryLimit?: number;
  /** whether programs are kept from everything but Python; default true; first INIT only */
  lockdown?: boolean;
}

/** Run `code`; answered by exactly one RUN_RESULT or ERROR with the same `requestId`. */
export interface RunMessage {
  type: "RUN";
  requestId: string;
  code: string;
  args?: SerializedPythonArg[];
  options?: RunOptions;
  /** between runner.js and worker.js: frames as packed-frames.js reads them; default false */
  packed?: boolean;
}

/** Ask which function a run of `code` would call, without running it; answered by DESCRIPTION or ERROR. */
export interface DescribeMessage {
  type: "DESCRIBE";
  requestId: string;
  code: string;
  /** how many arguments the page has */
  args?: number;
  entry?: string;
}

/** End this run with KeyboardInterrupt, where the worker can hear it (see Capabilities). No answer but the run's. */
export interface InterruptMessage {
  type: "INTERRUPT";
  requestId: string;
}

/**
 * Answer an INPUT_REQUEST: a line without its newline, or null where there is no more. No answer.
 *
 * Only to a worker whose `capabilities.input` is "jspi"; one with "shared" reads the answer from `INIT.control`.
 */
export interface InputMessage {
  type: "INPUT";
  requestId: string;
  text: string | null;
}

export type PythonWorkerInMessage = InitMessage | RunMessage | DescribeMessage | InterruptMessage | InputMessage;

/** The runtime is loaded. `capabilities` says what this browser and page allow. */
export interface ReadyMessage {
  type: "READY";
  capabilities?: Capabilities;
}

/** `pyodide` and `python` are versions; `wheel` is the harness's. `restored`: from a memory snapshot. */
export interface Capabilities {
  pyodide: string;
  python: string;
  wheel: string;
  restored: boolean;
  crossOriginIsolated: boolean;
  /** whether Python can wait for promises */
  jspi: boolean;
  /** by shared memory; by INTERRUPT; only by ending the worker */
  interrupt: "buffer" | "jspi" | "terminate";
  /** by INPUT; by shared memory; only lines that are given beforehand */
  input: "jspi" | "shared" | "lines";
  /** what the option `stream` sends while the program runs */
  streaming: ("output" | "frames")[];
}

/** `value` runs from 0 to 100; 5, 45, 70 and 100 are always sent, in that order. */
export interface ProgressMessage {
  type: "PROGRESS";
  value: number;
  stage: string;
}

/**
 * The answer to a RUN.
 *
 * `spent`: this worker should be replaced before the next run, as its memory has become large, or as the program may
 * have changed what can't be put back.
 */
export interface RunResultMessage {
  type: "RUN_RESULT";
  requestId: string;
  result: ExecutionResult;
  spent?: boolean;
}

/** Only for a run with the option `stream`: what it printed. Put together they are the result's output. */
export interface OutputMessage {
  type: "OUTPUT";
  requestId: string;
  stream: "stdout" | "stderr";
  text: string;
}

/**
 * Only for a run with the option `stream`: all frames so far, which supersede those of the message before.
 *
 * For what the program does later can change what came before, such as which classes are nodes. The first comes half
 * a second after the program began, later ones when there are more. None come of a program with methods of its own
 * that showing a value might call, such as `__repr__`. The result has them all anew, and is the same without.
 */
export interface FramesMessage {
  type: "FRAMES";
  requestId: string;
  /** a FrameColumns, whose buffers are transferred: packed-frames.js reads it */
  packed: unknown;
}

/** Only for a run with the option `input`: it waits for a line. `prompt` is the line that stdout has begun. */
export interface InputRequestMessage {
  type: "INPUT_REQUEST";
  requestId: string;
  prompt: string;
}

/**
 * Only to a page that asked for it: the program is over, by itself or not, and its result is being made.
 *
 * That may take seconds, if it has many frames: a page that kills a worker whose program goes on beyond its time
 * should wait longer now. No answer: that follows.
 */
export interface EndedMessage {
  type: "ENDED";
  requestId: string;
}

/** The answer to a DESCRIBE; `entry` is null for a script and for source that does not parse (see `error`). */
export interface DescriptionMessage {
  type: "DESCRIPTION";
  requestId: string;
  entry: EntryDescription | null;
  error?: ErrorInfo;
}

/** An error that is not a learner's. */
export interface WireError {
  name: string;
  message: string;
  stack?: string;
}

/** A message that could not be served. `requestId` is "__init__" for INIT, "" where none could be read. */
export interface ErrorMessage {
  type: "ERROR";
  requestId: string;
  error: WireError;
}

export type PythonWorkerOutMessage =
  | ReadyMessage
  | ProgressMessage
  | RunResultMessage
  | OutputMessage
  | FramesMessage
  | InputRequestMessage
  | EndedMessage
  | DescriptionMessage
  | ErrorMessage;
