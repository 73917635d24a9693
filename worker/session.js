/**
 * The life of one worker, from its creation to its end, as the page sees it.
 *
 * @import { PackedResultMessage } from "./packed-frames.js"
 * @import { Capabilities, DescribeMessage, InitMessage, PythonWorkerOutMessage, RunMessage } from "./protocol.js"
 */

/**
 * @typedef {{ value: number, stage: string }} Progress `value` from 0 to 100, `stage` a label to show
 * @typedef {(progress: Progress) => void} ProgressListener
 *
 * @typedef {object} Pending
 * @property {(answer: any) => void} resolve
 * @property {(error: Error) => void} reject
 * @property {() => void} [onOvertime]
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
  /** Why it is over: once this is set, nothing is pending and the worker is terminated. */
  #ended = /** @type {Error | null} */ (null);
  /** The requests that wait for their answers, by requestId. */
  #pending = /** @type {Map<string, Pending>} */ (new Map());
  #lastRequest = 0;
  #progress = /** @type {Progress | null} */ (null);
  #progressListeners = /** @type {Set<ProgressListener>} */ (new Set());
  #worker = /** @type {Worker | null} */ (null);
  #listeners = new AbortController();
  #onEnd;

  /**
   * Create the worker and send it INIT. Never throws: what goes wrong rejects `ready`.
   *
   * @param {() => Worker} createWorker
   * @param {() => Omit<InitMessage, "type">} initFields
   * @param {(session: WorkerSession) => void} onEnd called once, when the session is over
   */
  constructor(createWorker, initFields, onEnd) {
    this.#onEnd = onEnd;
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
      this.#worker.postMessage({ type: "INIT", overtime: true, ...initFields() });
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
    if (this.#progress) notify(listener, this.#progress);
  }

  /**
   * Send a request and wait for its answer. Rejects with an error that has one of the names a page can rely on: the
   * ERROR that came for an answer, or the reason for which the session ended.
   *
   * @param {Omit<RunMessage, "requestId"> | Omit<DescribeMessage, "requestId">} message
   * @param {() => void} onOvertime called when the program's time is up and it is being ended
   * @returns {Promise<PythonWorkerOutMessage | PackedResultMessage>}
   */
  request(message, onOvertime) {
    return new Promise((resolve, reject) => {
      if (this.#ended) throw this.#ended;
      const requestId = String(++this.#lastRequest);
      try {
        this.#worker?.postMessage({ ...message, requestId });
      } catch (error) {
        throw errorOf({ name: "TypeError", message: `The request can't be sent to the worker: ${error}` });
      }
      this.#pending.set(requestId, { resolve, reject, onOvertime });
      if (message.type === "RUN") this.used = true;
    });
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
    this.#onEnd(this);
  }

  /** @param {PythonWorkerOutMessage | null | undefined} message a program may post anything, too */
  #receive(message) {
    switch (message?.type) {
      case "PROGRESS":
        this.#progress = { value: message.value, stage: message.stage };
        for (const listener of this.#progressListeners) notify(listener, this.#progress);
        break;
      case "READY":
        this.isReady = true;
        this.#progressListeners.clear();
        this.#take(INIT_REQUEST)?.resolve(message.capabilities);
        break;
      case "OVERTIME":
        this.#pending.get(message.requestId)?.onOvertime?.();
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
 * @param {ProgressListener} listener the page's own: what it throws is the page's own error, and ends nothing of ours
 * @param {Progress} progress
 */
function notify(listener, progress) {
  try {
    listener({ ...progress });
  } catch (error) {
    reportError(error);
  }
}
