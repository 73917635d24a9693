/**
 * PythonRunner: the page's handle on Python.
 *
 *     const runner = new PythonRunner("/python/");           // the directory that holds Pyodide
 *     await runner.init({ onProgress: ({ value, stage }) => … }); // optional: run() does it too
 *     const result = await runner.run("print(1 + 1)");
 *
 * @import { DescriptionMessage, ErrorInfo } from "./protocol.js"
 */
import { KillTimer } from "./kill-timer.js";
import { PackedFrames, withFrames } from "./packed-frames.js";
import { DEFAULT_TIMEOUT, messageOf, readRunRequest } from "./run-request.js";
import { errorOf, notify, WorkerSession } from "./session.js";
import { Standby } from "./standby.js";
import { PYODIDE_VERSION } from "./versions.js";

/** The public copy of the Pyodide release that this package was built with. */
export const DEFAULT_INDEX_URL = `https://cdn.jsdelivr.net/pyodide/v${PYODIDE_VERSION}/full/`;

/**
 * Milliseconds between the time limit, at which the harness ends the program, and the end of a worker whose program
 * goes on: one long call into C, such as `sum(range(10**11))`, hears nothing.
 */
export const KILL_GRACE = 2_000;

/** Milliseconds from the end of the program to its result: making 100,000 frames can take seconds. */
export const RESULT_GRACE = 30_000;

/** Milliseconds between an interrupt and the end of a worker whose program goes on. */
export const INTERRUPT_GRACE = 1_000;

/** Why a worker ends that another one replaces; nothing waits for it, so no page sees this. */
const REPLACED = { name: "WorkerError", message: "The worker was replaced." };

/**
 * The types of a page's side, for whoever imports this file.
 *
 * @typedef {import("./protocol.js").Capabilities} Capabilities
 * @typedef {import("./protocol.js").ExecutionResult} ExecutionResult
 * @typedef {ExecutionResult & { readonly frames: PackedFrames }} RunResult
 * @typedef {import("./protocol.js").SerializedPythonArg} SerializedPythonArg
 * @typedef {import("./run-request.js").RunCallOptions} RunCallOptions
 * @typedef {import("./session.js").ProgressListener} ProgressListener
 *
 * @typedef {object} RunnerOptions
 * @property {string | URL} [workerURL] where worker.js is served, if not beside this file; may be of another origin
 * @property {string | URL | false} [snapshot] the memory snapshot to start from, if not the one of the bundle; false
 *   starts Python without one, which takes several times as long and loads half as much
 * @property {number} [memoryLimit] bytes that Python may use, 512 MiB unless given; a program that wants more gets a
 *   MemoryError
 * @property {boolean} [lockdown] whether programs are kept from everything but Python, true unless given
 * @property {ProgressListener} [onProgress] told of every load: the first, and those after a worker was replaced
 * @property {boolean} [standby] whether a second worker is warmed when the page is idle, to take over from one that was
 *   killed; true unless given, but for devices with little memory
 *
 * @typedef {"idle" | "initializing" | "ready" | "running" | "disposed"} RunnerState
 *
 * @typedef {Pick<DescriptionMessage, "entry" | "error">} Description
 */

export class PythonRunner {
  #indexURL;
  #options;
  /** The worker in service; null before the first use, and after it was killed or crashed. */
  #session = /** @type {WorkerSession | null} */ (null);
  /** Every call of run() and describe() that has not settled. */
  #tasks = /** @type {Set<Task<any>>} */ (new Set());
  /** The one of them that has its turn. */
  #current = /** @type {Task<any> | null} */ (null);
  /** Settles when the last call so far is done with the worker. */
  #tail = Promise.resolve();
  #disposed = false;
  #standby = new Standby(() => this.#create());

  /**
   * Nothing is loaded before init() or run().
   *
   * @param {string | URL} [indexURL] the directory that holds Pyodide, relative to the page
   * @param {RunnerOptions} [options]
   */
  constructor(indexURL = DEFAULT_INDEX_URL, options = {}) {
    this.#indexURL = indexURL;
    this.#options = options;
  }

  /** @returns {RunnerState} */
  get state() {
    if (this.#disposed) return "disposed";
    if (!this.#session) return "idle";
    if (!this.#session.isReady) return "initializing";
    return this.#current ? "running" : "ready";
  }

  /**
   * Load Python, unless it is loaded or loading. Calls made meanwhile share the load.
   *
   * @param {{ onProgress?: ProgressListener }} [options] `onProgress` hears at least `{ value: 100 }`
   * @returns {Promise<Capabilities | undefined>} what the browser and the page allow. Rejects with an InitError if
   *   loading fails (the next run() or init() tries again), with a RuntimeError if the runner is disposed
   */
  async init({ onProgress } = {}) {
    if (this.#disposed) throw disposedError();
    const session = this.#open();
    if (onProgress) session.onProgress(onProgress);
    return session.ready;
  }

  /**
   * Run a program. Calls are served one after the other, in their order.
   *
   * Never throws and never rejects: whatever happens is in `result.error`. At the time limit the program is
   * interrupted, which keeps its output and frames; if that does not end it, the worker is killed (KILL_GRACE), which
   * keeps what was streamed of them. The limit counts from the moment the program is sent to the worker: neither waiting
   * for the turn nor loading count, nor what the program waits for `onInput`.
   *
   * Every result has its frames twice: `frames` (a PackedFrames: `length`, `at(index)`, iterable) makes one when it is
   * asked for it, `callstack` is a plain array that is made when it is first read.
   *
   * @param {string} code
   * @param {RunCallOptions} [options] `timeout` in milliseconds, 30,000 unless given
   * @returns {Promise<RunResult>}
   */
  run(code, options) {
    const task = new Task(failedResult);
    try {
      const { message, timeout, page } = readRunRequest(code, options);
      const { signal } = page;
      const abort = () => this.#interrupt(task, "the signal was aborted");
      signal?.addEventListener("abort", abort, { signal: task.over });
      this.#enqueue(task, async (session) => {
        const request = /** @type {const} */ ({ type: "RUN", ...message, packed: true });
        const answer = await this.#limited(session, timeout, request, task, page);
        if (answer.type !== "RUN_RESULT" || !("packed" in answer)) return failedResult(unexpected(answer), task);
        if (answer.spent) this.#replace(session);
        return withFrames(answer.result, new PackedFrames(answer.packed));
      }, message.options.isolation === "interpreter");
      if (signal?.aborted) abort();
    } catch (error) {
      task.fail(errorOf({ name: "TypeError", message: messageOf(error) }));
    }
    return task.promise;
  }

  /**
   * Ask which function a run of `code` would call, without running it. Takes its turn among the runs, and like run()
   * never throws and never rejects.
   *
   * @param {string} code
   * @param {{ args?: number, entry?: string }} [options] `args`: how many arguments the page has; `entry`: as in run()
   * @returns {Promise<Description>} `entry` is null for a script, and where there is an `error`
   */
  describe(code, options) {
    const task = new Task(failedDescription);
    try {
      const { args, entry } = options ?? {};
      const fields = { code, ...(args !== undefined && { args }), ...(entry !== undefined && { entry }) };
      this.#enqueue(task, async (session) => {
        const answer = await this.#limited(session, DEFAULT_TIMEOUT, { type: "DESCRIBE", ...fields }, task);
        if (answer.type !== "DESCRIPTION") return failedDescription(unexpected(answer));
        return { entry: answer.entry, ...(answer.error && { error: answer.error }) };
      });
    } catch (error) {
      task.fail(errorOf({ name: "TypeError", message: messageOf(error) }));
    }
    return task.promise;
  }

  /**
   * End the run that has its turn, if any, with KeyboardInterrupt; those that wait go on. Its output and frames are
   * kept and so is the interpreter, unless neither shared memory nor JSPI is there to reach it (READY.capabilities), or
   * it does not hear (INTERRUPT_GRACE): then the worker is killed, and what was streamed is kept.
   *
   * @returns {boolean} whether there was one
   */
  interrupt() {
    if (!this.#current) return false;
    this.#interrupt(this.#current, "interrupted");
    return true;
  }

  /** End everything, for good: each call that has not settled fails with RuntimeError. */
  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#session?.end(disposedError());
    this.#standby.end(disposedError());
    for (const task of this.#tasks) task.fail(disposedError());
  }

  /**
   * End a worker that should run no more programs, and have the next one load meanwhile.
   *
   * @param {WorkerSession} session
   */
  #replace(session) {
    session.end(errorOf(REPLACED));
    if (!this.#disposed) this.#open();
  }

  /** The worker in service, or the one that stood by, or a new one. */
  #open() {
    if (this.#session) return this.#session;
    const session = this.#standby.take() ?? this.#create();
    session.onEnd = () => {
      if (this.#session === session) this.#session = null;
    };
    if (this.#options.onProgress) session.onProgress(this.#options.onProgress);
    this.#session = session;
    session.ready.then(() => this.#rest(), () => {});
    return session;
  }

  #create() {
    return new WorkerSession(
      () => createWorker(this.#options.workerURL),
      () => initFields(this.#indexURL, this.#options),
    );
  }

  /** If nothing is to be done, this may be the moment to warm a second worker. */
  #rest() {
    const wanted = (this.#options.standby ?? true) && Standby.isAffordable;
    if (wanted && !this.#disposed && !this.#current && this.#session?.isReady) this.#standby.rest();
  }

  /**
   * Give `task` its place in the queue, and when its turn comes a worker that is ready.
   *
   * @template Result
   * @param {Task<Result>} task
   * @param {(session: WorkerSession) => Promise<Result>} work
   * @param {boolean} [freshWorker] whether it must be one that has run no program
   */
  #enqueue(task, work, freshWorker = false) {
    if (this.#disposed) return task.fail(disposedError());
    this.#tasks.add(task);
    // Join the queue first and wait then; waiting first would let several through at once.
    this.#tail = this.#tail.then(async () => {
      if (task.isOver) return;
      this.#current = task;
      this.#standby.stir();
      try {
        if (freshWorker && this.#session?.used) this.#session.end(errorOf(REPLACED));
        const session = this.#open();
        await Promise.race([session.ready, task.promise]);
        if (task.isOver) return;
        task.restartClock();
        task.settle(await work(session));
      } catch (error) {
        task.fail(/** @type {Error} */ (error));
      } finally {
        this.#current = null;
        this.#rest();
      }
    });
    task.over.addEventListener("abort", () => this.#tasks.delete(task));
  }

  /**
   * Send a request that may hold the worker for `timeout` milliseconds and a grace; then the worker is killed.
   *
   * @param {WorkerSession} session
   * @param {number} timeout
   * @param {Parameters<WorkerSession["request"]>[0]} message
   * @param {Task<any>} task
   * @param {Pick<RunCallOptions, "onOutput" | "onFrames" | "onInput">} [page]
   */
  async #limited(session, timeout, message, task, { onOutput, onFrames, onInput } = {}) {
    const problem = `took longer than its limit of ${timeout} ms, could not be interrupted and was killed`;
    const timer = new KillTimer((reason) => session.end(reason));
    task.killTimer = timer;
    let asked = 0;
    const answer = session.request(message, {
      onEnded: () => timer.set(RESULT_GRACE),
      onOutput: (output) => {
        if (task.isOver) return;
        task.printed[output.stream] += output.text;
        notify(onOutput, output);
      },
      onFrames: (packed) => {
        if (task.isOver) return;
        task.frames = new PackedFrames(packed);
        notify(onFrames, task.frames);
      },
      onInputRequest: async (prompt) => {
        if (task.isInterrupted) return; // the two crossed
        const number = ++asked;
        timer.pause();
        const line = await lineFrom(onInput, prompt);
        // The program may be over by now, or ask for another line, having been interrupted.
        if (task.isOver || task.isInterrupted || number !== asked) return;
        timer.proceed();
        session.answer(line);
      },
    });
    timer.set(timeout + KILL_GRACE, errorOf({ name: "TimeoutError", message: `The program ${problem}.` }));
    try {
      return await answer;
    } finally {
      timer.stop();
      task.killTimer = null;
    }
  }

  /**
   * @param {Task<any>} task
   * @param {string} reason
   */
  #interrupt(task, reason) {
    const error = errorOf({ name: "KeyboardInterrupt", message: `The run was ended: ${reason}.` });
    if (task !== this.#current || !this.#session?.isReady) return task.fail(error); // a worker that loads is spared
    if (task.isInterrupted) return;
    task.isInterrupted = true;
    if (task.killTimer && this.#session.interrupt()) task.killTimer.set(INTERRUPT_GRACE, error);
    else this.#session.end(error);
  }
}

/**
 * One call of run() or describe(): it settles once, whoever comes first.
 *
 * @template Result
 */
class Task {
  /** When it began, on the clock of performance.now(). */
  started = performance.now();
  /** What was streamed of its output. */
  printed = { stdout: "", stderr: "" };
  /** What was streamed of its frames. */
  frames = new PackedFrames();
  /** Kills its worker; null while that has nothing to do for it. */
  killTimer = /** @type {KillTimer | null} */ (null);
  isInterrupted = false;
  #toResult;
  #resolve = /** @type {(result: Result) => void} */ (() => {});
  #over = new AbortController();
  /** @type {Promise<Result>} never rejects */
  promise = new Promise((resolve) => (this.#resolve = resolve));

  /** @param {(error: Error, task: Task<Result>) => Result} toResult what a failure looks like */
  constructor(toResult) {
    this.#toResult = toResult;
  }

  /** Aborted when the task has settled. */
  get over() {
    return this.#over.signal;
  }

  get isOver() {
    return this.#over.signal.aborted;
  }

  /** Its program is sent now: neither waiting nor loading count. */
  restartClock() {
    this.started = performance.now();
  }

  /** @param {Result} result */
  settle(result) {
    if (this.isOver) return;
    this.#resolve(result);
    this.#over.abort();
  }

  /** @param {Error} error */
  fail(error) {
    this.settle(this.#toResult(error, this));
  }
}

/**
 * What a run ends in that has no result of Python's: what was streamed, in the worker's own time if there are frames.
 *
 * @param {Error} error
 * @param {Task<RunResult>} task
 * @returns {RunResult}
 */
function failedResult(error, { started, printed: { stdout: output, stderr }, frames }) {
  const runtime = performance.now() - started;
  const startTimestamp = frames.at(0)?.timestamp ?? started;
  return withFrames({ output, stderr, runtime, startTimestamp, error: errorInfo(error) }, frames);
}

/**
 * @param {Error} error
 * @returns {Description}
 */
function failedDescription(error) {
  return { entry: null, error: errorInfo(error) };
}

/**
 * @param {Error} error
 * @returns {ErrorInfo}
 */
function errorInfo({ name, message, stack }) {
  return { name, message, ...(stack && { stack }) };
}

/**
 * @param {RunCallOptions["onInput"]} onInput
 * @param {string} prompt
 * @returns {Promise<string | null>} never rejects: an error of the page's own is reported as such, and ends the input
 */
async function lineFrom(onInput, prompt) {
  try {
    const line = await onInput?.(prompt);
    return line === undefined || line === null ? null : String(line);
  } catch (error) {
    reportError(error);
    return null;
  }
}

/** @param {{ type: string }} answer */
function unexpected(answer) {
  return errorOf({ name: "WorkerError", message: `The worker answered with ${answer.type}.` });
}

function disposedError() {
  return errorOf({ name: "RuntimeError", message: "The runner was disposed." });
}

/**
 * @param {string | URL | undefined} workerURL
 * @returns {Worker}
 */
function createWorker(workerURL) {
  // Written in full, since webpack and Vite look for exactly this.
  if (workerURL === undefined) return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const url = new URL(workerURL, pageURL());
  if (url.origin === location.origin) return new Worker(url, { type: "module" });
  // A worker's own script must be of the page's origin; what that script imports need not be.
  const shim = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" }));
  const worker = new Worker(shim, { type: "module" });
  worker.addEventListener("message", () => URL.revokeObjectURL(shim), { once: true });
  return worker;
}

/**
 * @param {string | URL} indexURL
 * @param {RunnerOptions} options
 */
function initFields(indexURL, { snapshot, memoryLimit, lockdown }) {
  return {
    indexURL: directoryURL(indexURL),
    ...(snapshot !== undefined && { snapshot: snapshot && new URL(snapshot, pageURL()).href }),
    ...(memoryLimit !== undefined && { memoryLimit }),
    ...(lockdown !== undefined && { lockdown }),
  };
}

/**
 * @param {string | URL} indexURL
 * @returns {string} absolute, for a worker would resolve it against its own address
 */
function directoryURL(indexURL) {
  return new URL(String(indexURL).replace(/\/?$/, "/"), pageURL()).href;
}

/** What the page's relative addresses are relative to. */
function pageURL() {
  return globalThis.document?.baseURI ?? location.href;
}
