/**
 * The worker: loads Python when told INIT, then answers one message after the other. A module worker.
 *
 * Every message is answered once, whatever it holds, but for two that speak of a RUN under way, which has its answer:
 * INTERRUPT and INPUT. They are ignored when that RUN is over.
 *
 * | message                                   | answer                                                                |
 * |-------------------------------------------|-----------------------------------------------------------------------|
 * | INIT                                      | PROGRESS 5, 45, 70, 100 and READY, or ERROR `__init__` (InitError)    |
 * | INIT while another one is under way       | waits for that one's answer, then as below                            |
 * | INIT after READY, the same `indexURL`     | READY again; nothing is loaded                                        |
 * | INIT after READY, another `indexURL`      | ERROR `__init__` (InitError); the loaded Python stays in service      |
 * | INIT after a failed INIT                  | a new attempt, answered like the first                                |
 * | RUN, DESCRIBE                             | RUN_RESULT, DESCRIPTION                                               |
 * | RUN with `packed`                         | RUN_RESULT with `packed` (packed-frames.js) and no `result.callstack` |
 * | a RUN after which it should be replaced   | RUN_RESULT with `spent`: no more than an advice                       |
 * | RUN, DESCRIBE before READY                | ERROR (InitError)                                                     |
 * | a RUN that kills the interpreter          | ERROR (WorkerError) at once                                           |
 * | anything after the interpreter died       | ERROR (WorkerError): this worker must be replaced                     |
 * | a field missing or of a wrong type, a value JSON can't hold, an unknown type, no object | ERROR (TypeError)       |
 *
 * An ERROR's `requestId` is the message's own, "" where none could be read. When the interpreter dies between two
 * requests, by a callback that a program left behind, an ERROR (WorkerError) with the `requestId` "" says so.
 *
 * @import { PackedResultMessage } from "./packed-frames.js"
 * @import { InitMessage, PythonWorkerOutMessage, RunMessage, DescribeMessage, WireError } from "./protocol.js"
 * @import { Runtime } from "./runtime.js"
 */
import { loadRuntime } from "./load-runtime.js";
import { lockDown } from "./lockdown.js";
import { MemoryCap } from "./memory-cap.js";
import { BadMessage, INIT_REQUEST, readMessage } from "./messages.js";
import { buffersOf, PackedFrames } from "./packed-frames.js";
import { PageSink } from "./page-sink.js";
import { SharedControl } from "./shared-control.js";
import { SNAPSHOT_FILE } from "./snapshot.js";

/**
 * What this file uses of DedicatedWorkerGlobalScope: the DOM library of tsc, which the page's side needs, lacks it.
 *
 * @typedef {PythonWorkerOutMessage | PackedResultMessage} OutMessage
 *
 * @typedef {object} WorkerScope
 * @property {(message: OutMessage, transfer?: Transferable[]) => void} postMessage
 * @property {() => void} close
 * @property {Location} location
 */
const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));
const post = scope.postMessage.bind(scope);
const close = scope.close.bind(scope);
const { URL } = globalThis; // a locked worker's scope has none, and a further INIT is read then, too

// In a worker made from a blob only import.meta.url is where this file came from; in a bundled one only location is.
const ownURL = /^https?:/.test(import.meta.url) ? import.meta.url : scope.location.href;

const memory = new MemoryCap();

/** @type {Runtime | null} */
let runtime = null;
/** Where `runtime` was loaded from. */
let loadedFrom = "";
/** Whether it is ready for programs. */
let prepared = false;
/** Whether programs are to be locked in. */
let locked = true;
/** Whether the page wants ENDED messages, by the last INIT that said so. */
let endedWanted = false;
/** What the first INIT brought of memory to share. */
let control = /** @type {SharedControl | null} */ (null);
/** Settles when the last INIT received so far has been answered. */
let lastInit = Promise.resolve();
/** Settles when the last of all other messages has been answered: Python may wait while it runs. */
let lastTurn = Promise.resolve();
/** What the program that is running has of the page. */
let sink = /** @type {PageSink | null} */ (null);
/**
 * Whom the answer is owed to: the RUN or DESCRIBE being served.
 * @type {string | null}
 */
let serving = null;
/** Ends the wait for the answer to what is being served. */
let onDeath = (/** @type {Error} */ _) => {};
/**
 * Why no Python will ever run in this worker again.
 * @type {string | null}
 */
let gone = null;

self.addEventListener("message", (event) => {
  if (!event.isTrusted) return; // not the page's: a program made it
  try {
    receive(event.data);
  } catch (error) {
    const requestId = error instanceof BadMessage ? error.requestId : "";
    inTurn(() => post({ type: "ERROR", requestId, error: wireError(error) }));
  }
});

/** @param {unknown} data */
function receive(data) {
  const message = readMessage(data);
  switch (message.type) {
    case "INIT":
      endedWanted = message.ended ?? endedWanted;
      if (message.control) control ??= new SharedControl(/** @type {SharedArrayBuffer} */ (message.control));
      lastInit = lastInit.then(() => init(message));
      break;
    case "RUN":
      inTurn(() => serve(message, run));
      break;
    case "DESCRIBE":
      inTurn(() => serve(message, describe));
      break;
    case "INTERRUPT":
      if (sink?.requestId === message.requestId) sink.interrupt();
      break;
    case "INPUT":
      if (sink?.requestId === message.requestId) sink.answer(message.text);
      break;
  }
}

/** @param {() => Promise<void> | void} job which never fails */
function inTurn(job) {
  lastTurn = lastTurn.then(job);
}

/** @param {InitMessage} message */
async function init({ indexURL, snapshot, memoryLimit, lockdown = true }) {
  try {
    if (gone) throw namedError("WorkerError", gone);
    const url = new URL(indexURL?.replace(/\/?$/, "/") ?? ".", ownURL).href;
    if (runtime && url !== loadedFrom) throw new Error(`Python was already loaded from ${loadedFrom}.`);
    memory.limit = memoryLimit ?? memory.limit;
    const place = { indexURL: url, ownDirectory: new URL(".", ownURL).href, snapshotURL: snapshotURL(snapshot, url) };
    if (!runtime) {
      runtime = await loadRuntime(place, control, (value, stage) => post({ type: "PROGRESS", value, stage }));
      loadedFrom = url;
      locked = lockdown;
    }
    post({ type: "READY", capabilities: runtime.capabilities });
    inTurn(prepare); // after READY: it is done before anybody has pressed Run
  } catch (error) {
    post({ type: "ERROR", requestId: INIT_REQUEST, error: wireError(error, gone ? "WorkerError" : "InitError") });
  }
}

/** Get ready for programs, once; where that fails none will run. */
function prepare() {
  if (!runtime || prepared) return;
  prepared = true;
  try {
    runtime.prepare(locked);
    if (locked) lockDown();
  } catch (error) {
    bury(causeOfDeath(error));
  }
}

/**
 * @param {string | false | undefined} asked INIT's
 * @param {string} indexURL
 * @returns {string | null}
 */
function snapshotURL(asked, indexURL) {
  if (asked === false) return null;
  if (asked !== undefined) return new URL(asked, ownURL).href;
  // A Pyodide that is not of our own site comes without a snapshot; the one beside the worker may fit it.
  const beside = new URL(indexURL).origin === new URL(ownURL).origin ? indexURL : ownURL;
  return new URL(SNAPSHOT_FILE, beside).href;
}

/**
 * Give the one answer to a RUN or DESCRIBE.
 *
 * @template {RunMessage | DescribeMessage} Message
 * @param {Message} message
 * @param {(message: Message, runtime: Runtime) => OutMessage | Promise<OutMessage>} answer
 */
async function serve(message, answer) {
  const { requestId } = message;
  serving = requestId;
  prepare();
  try {
    if (gone) throw namedError("WorkerError", gone);
    if (!runtime) throw namedError("InitError", "Python is not loaded: send INIT and wait for READY.");
    // A call into an interpreter that dies while it waits need not come back.
    const died = new Promise((_, reject) => (onDeath = reject));
    reply(/** @type {OutMessage} */ (await Promise.race([answer(message, runtime), died])));
  } catch (error) {
    if (isFatal(error)) bury(causeOfDeath(error));
    else reply({ type: "ERROR", requestId, error: wireError(error) });
  } finally {
    sink = null;
  }
}

/**
 * @param {RunMessage} message
 * @param {Runtime} runtime
 * @returns {Promise<OutMessage>}
 */
async function run({ requestId, code, args, options, packed }, runtime) {
  memory.programBegins();
  const text = jsonText({ code, args, options });
  const pageSink = new PageSink(requestId, runtime, post, () => {
    memory.programEnded();
    if (endedWanted) post({ type: "ENDED", requestId });
  });
  sink = pageSink;
  const { result, frames } = await runtime.run(text, pageSink.take);
  const rest = JSON.parse(result);
  const spent = (!runtime.sound || memory.bytes > memory.limit / 2) && { spent: true };
  if (packed) return { type: "RUN_RESULT", requestId, result: rest, packed: frames, ...spent };
  // Quicker than to have Python make all of it: not that many objects there, and no text of 26 MB for 100,000 frames.
  return { type: "RUN_RESULT", requestId, result: { ...rest, callstack: [...new PackedFrames(frames)] }, ...spent };
}

/**
 * @param {DescribeMessage} message
 * @param {Runtime} runtime
 * @returns {PythonWorkerOutMessage}
 */
function describe({ requestId, code, args, entry }, runtime) {
  return { type: "DESCRIPTION", requestId, ...JSON.parse(runtime.describe(jsonText({ code, args, entry }))) };
}

/** @param {OutMessage} message */
function reply(message) {
  if (serving === null) return; // answered already, when the interpreter died
  serving = null;
  post(message, message.type === "RUN_RESULT" && "packed" in message ? buffersOf(message.packed) : []);
}

/**
 * Tell the page at once that no Python will run here again.
 *
 * @param {string} reason
 */
function bury(reason) {
  if (gone) return;
  gone = `${reason} This worker must be replaced.`;
  post({ type: "ERROR", requestId: serving ?? "", error: { name: "WorkerError", message: reason } });
  serving = null;
  onDeath(namedError("WorkerError", gone));
}

/**
 * Whether `error`, thrown by a call into Python, means that the interpreter can't go on. Python's own exceptions come
 * as PythonError; what else is thrown out of WebAssembly (RangeError: the stack, RuntimeError: unreachable) is fatal.
 *
 * @param {unknown} error
 */
function isFatal(error) {
  return runtime !== null && gone === null && (!runtime.alive || error instanceof WebAssembly.RuntimeError);
}

/** @param {unknown} error */
function causeOfDeath(error) {
  return `The Python interpreter died: ${wireError(error).message.replace(/\.?$/, ".")}`;
}

// What a program left behind (a timer, a promise) may fail long after its run. That is no concern of the page's, for
// which an `error` event means that the worker has crashed, unless the interpreter died of it.
for (const type of ["error", "unhandledrejection"]) {
  self.addEventListener(type, (event) => {
    const error = /** @type {any} */ (event).error ?? /** @type {any} */ (event).reason;
    if (!runtime) return;
    event.preventDefault();
    if (isFatal(error)) bury(causeOfDeath(error));
    else console.error(error);
  });
}

// A worker that closes itself does so in silence: the page would wait for its answer until the timeout.
Object.defineProperty(scope, "close", {
  configurable: true,
  value: () => {
    bury("The program closed its worker.");
    close();
  },
});

// webpack makes a classic worker of this module. Pyodide 314 refuses those, which it knows by importScripts doing its
// work; but what Pyodide does instead, import(), works in them just as well.
Object.defineProperty(scope, "importScripts", {
  configurable: true,
  value: () => {
    throw new TypeError("This worker loads nothing but modules.");
  },
});

/**
 * @param {object} value
 * @returns {string}
 * @throws {TypeError} where JSON would lose or refuse something
 */
function jsonText(value) {
  return JSON.stringify(value, (key, item) => {
    if (typeof item === "bigint") throw new TypeError(`JSON can't hold the BigInt ${item} (at "${key}").`);
    if (typeof item !== "number" || Number.isFinite(item)) return item;
    throw new TypeError(`JSON can't hold ${item} (at "${key}").`);
  });
}

/**
 * @param {string} name
 * @param {string} message
 */
function namedError(name, message) {
  return Object.assign(new Error(message), { name });
}

/**
 * @param {unknown} error
 * @param {string} [name] in place of the error's own
 * @returns {WireError}
 */
function wireError(error, name) {
  if (!(error instanceof Error)) return { name: name ?? "Error", message: String(error) };
  // A PythonError's `type` is the exception's name, its message the whole traceback.
  const pythonType = /** @type {{ type?: unknown }} */ (error).type;
  const ownName = typeof pythonType === "string" ? pythonType : error.name;
  return { name: name ?? ownName, message: error.message, ...(error.stack && { stack: error.stack }) };
}
