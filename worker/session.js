/**
 * The life of one worker, from its creation to its end, as the page sees it.
 *
 * @import { FrameColumns, PackedResultMessage } from "./packed-frames.js"
 * @import { Capabilities, DescribeMessage, InitMessage, PythonWorkerOutMessage, RunMessage } from "./protocol.js"
 */
import { SharedControl } from "./shared-control.js";

/**
 * @typedef {{ value: number, stage: string }} Progress `value` from 0 to 100, `stage` a label to show
 * @typedef {(progress: Progress) => void} ProgressListener
 *
 * @typedef {object} Pending
 * @property {(answer: any) => void} resolve
 * @property {(error: Error) => void} reject
 * @property {Partial<Listeners>} [listeners]
 *
 * @typedef {object} Listeners
 * @property {() => void} onEnded the program is over, and its result is being made
 * @property {(output: Output) => void} onOutput
 * @property {(packed: FrameColumns) => void} onFrames all frames so far
 * @property {(prompt: string) => void} onInputRequest the program waits for `answer()`
 *
 * @typedef {{ stream: "stdout" | "stderr", text: string }} Output
 */

/** The `requestId` of the answers to INIT. */
const INIT_REQUEST = "__init__";

/** @param {{ name: string, message: string, stack?: string }} error */
export function errorOf({ name, message, stack }) {
  // An own stack is the worker's or Python's; the page's own says nothing about a program.
  return Object.assign(new Error(message), { name, stack: stack ?? "" });
}

export class WorkerSession {
  /** Whether READY has come. */
  isReady = false;
  /** Whether a program was sent to it. */
  used = false;
  /** Called once, when the session is over; its owner's to set. */
  onEnd = () => {};
  /** Why it is over: once this is set, nothing is pending and the worker is terminated. */
  #ended = /** @type {Error | null} */ (null);
  /** The requests that wait for their answers, by requestId. */
  #pending = /** @type {Map<string, Pending>} */ (new Map());
  #lastRequest = 0;
  /** The requestId of the RUN that was sent last. */
  #lastRun = "";
  #control = SharedControl.isPossible ? new SharedControl() : null;
  /** What READY said. */
  #capabilities = /** @type {Capabilities | undefined} */ (undefined);
  #progress = /** @type {Progress | null} */ (null);
  #progressListeners = /** @type {Set<ProgressListener>} */ (new Set());
  #worker = /** @type {Worker | null} */ (null);
  #listeners = new AbortController();

  /**
   * Create the worker and send it INIT. Never throws: what goes wrong rejects `ready`.
   *
   * @param {() => Worker} createWorker
   * @param {() => Omit<InitMessage, "type">} initFields
   */
  constructor(createWorker, initFields) {
    /**
     * Resolves on READY, rejects if the session ends before. Rejections that nobody waits for aren't reported.
     * @type {Promise<Capabilities | undefined>}
     */
    this.ready = new Promise((resolve, reject) => this.#pending.set(INIT_REQUEST, { resolve, reject }));
    this.ready.catch(() => {});
    try {
      this.#worker = createWorker();
      const { signal } = this.#listeners;
      this.#worker.addEventListener("message", (event) => this.#receive(event.data), { signal });
      this.#worker.addEventListener("error", (event) => this.#crash(event.message), { signal });
      this.#worker.addEventListener("messageerror", () => this.#crash("an answer could not be read"), { signal });
      this.#worker.postMessage({
        type: "INIT",
        ended: true,
        ...initFields(),
        ...(this.#control && { control: this.#control.buffer }),
      });
    } catch (error) {
      // Not at once: the caller has not got hold of the session yet.
      queueMicrotask(() => this.end(errorOf({ name: "InitError", message: String(error) })));
    }
  }

  /**
   * Tell `listener` of the progress of loading, beginning with what was last heard.
   *
   * @param {ProgressListener} listener
   */
  onProgress(listener) {
    if (!this.isReady) this.#progressListeners.add(listener);
    if (this.#progress) notify(listener, { ...this.#progress });
  }

  /**
   * Send a request and wait for its answer. Rejects with an error that has one of the names a page can rely on: the
   * ERROR that came for an answer, or the reason for which the session ended.
   *
   * @param {Omit<RunMessage, "requestId"> | Omit<DescribeMessage, "requestId">} message
   * @param {Partial<Listeners>} listeners
   * @returns {Promise<PythonWorkerOutMessage | PackedResultMessage>}
   */
  request(message, listeners) {
    return new Promise((resolve, reject) => {
      if (this.#ended) throw this.#ended;
      const requestId = String(++this.#lastRequest);
      try {
        this.#worker?.postMessage({ ...message, requestId });
      } catch (error) {
        throw errorOf({ name: "TypeError", message: `The request can't be sent to the worker: ${error}` });
      }
      this.#pending.set(requestId, { resolve, reject, listeners });
      if (message.type !== "RUN") return;
      this.used = true;
      this.#lastRun = requestId;
    });
  }

  /**
   * Ask the worker to end the program that it runs.
   *
   * @returns {boolean} whether there is one that can hear it
   */
  interrupt() {
    const reachable = this.#capabilities?.interrupt ?? "terminate";
    if (reachable === "terminate" || !this.#pending.has(this.#lastRun)) return false;
    this.#control?.interrupt();
    this.#worker?.postMessage({ type: "INTERRUPT", requestId: this.#lastRun });
    return true;
  }

  /**
   * Answer the program that waits for a line of input.
   *
   * @param {string | null} text null: there is no more
   */
  answer(text) {
    if (this.#capabilities?.input === "shared") this.#control?.answer(text);
    else this.#worker?.postMessage({ type: "INPUT", requestId: this.#lastRun, text });
  }

  /**
   * Terminate the worker and let everything pending fail with `error`. The first call counts.
   *
   * @param {Error} error
   */
  end(error) {
    if (this.#ended) return;
    this.#ended = error;
    this.isReady = false;
    this.#listeners.abort();
    this.#worker?.terminate();
    this.#progressListeners.clear();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
    this.onEnd();
  }

  /** @param {PythonWorkerOutMessage | null | undefined} message a program may post anything, too */
  #receive(message) {
    switch (message?.type) {
      case "PROGRESS":
        this.#progress = { value: message.value, stage: message.stage };
        for (const listener of this.#progressListeners) notify(listener, { ...this.#progress });
        break;
      case "READY":
        this.isReady = true;
        this.#capabilities = message.capabilities;
        this.#progressListeners.clear();
        this.#take(INIT_REQUEST)?.resolve(message.capabilities);
        break;
      case "ENDED":
        this.#pending.get(message.requestId)?.listeners?.onEnded?.();
        break;
      case "OUTPUT":
        this.#pending.get(message.requestId)?.listeners?.onOutput?.({ stream: message.stream, text: message.text });
        break;
      case "FRAMES":
        this.#pending.get(message.requestId)?.listeners?.onFrames?.(/** @type {FrameColumns} */ (message.packed));
        break;
      case "INPUT_REQUEST":
        this.#pending.get(message.requestId)?.listeners?.onInputRequest?.(message.prompt);
        break;
      case "RUN_RESULT":
      case "DESCRIPTION":
        this.#take(message.requestId)?.resolve(message);
        break;
      case "ERROR": {
        const error = errorOf(message.error);
        // After these two the worker is of no use, whichever request they came for.
        if (message.requestId === INIT_REQUEST || error.name === "WorkerError") this.end(error);
        else this.#take(message.requestId)?.reject(error);
        break;
      }
    }
  }

  /** @param {string | undefined} reason absent where the worker's own file could not be loaded */
  #crash(reason) {
    if (this.isReady) this.end(errorOf({ name: "WorkerError", message: `The worker crashed: ${reason}.` }));
    else this.end(errorOf({ name: "InitError", message: `The worker could not start: ${reason ?? "not loaded"}.` }));
  }

  /** @param {string} requestId */
  #take(requestId) {
    const pending = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    return pending;
  }
}

/**
 * Tell a listener of the page's: what it throws is the page's own error, and ends nothing of ours.
 *
 * @template Event
 * @param {((event: Event) => unknown) | undefined} listener
 * @param {Event} event
 */
export function notify(listener, event) {
  try {
    listener?.(event);
  } catch (error) {
    reportError(error);
  }
}
