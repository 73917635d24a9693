/**
 * What a running program has of the page: the harness calls `take`, as src/dstruct_runner/page_link.py writes it down.
 *
 * @import { FramesMessage, InputRequestMessage, OutputMessage } from "./protocol.js"
 * @import { Runtime } from "./runtime.js"
 */
import { buffersOf } from "./packed-frames.js";

const MISSING =
  "this browser has no WebAssembly JSPI and the page is not cross-origin isolated. " +
  "Give the lines beforehand (option stdin), or serve the page with the headers of cross-origin isolation";

const INTERRUPTED = JSON.stringify({ interrupted: true });

export class PageSink {
  #runtime;
  #post;
  #onEnded;
  /** Answers the program that waits for a line. */
  #resolve = /** @type {((answer: string) => void) | null} */ (null);

  /**
   * @param {string} requestId the run's
   * @param {Runtime} runtime
   * @param {(message: OutputMessage | FramesMessage | InputRequestMessage, transfer?: Transferable[]) => void} post
   * @param {() => void} onEnded called when the program is over, before its result is made
   */
  constructor(requestId, runtime, post, onEnded) {
    this.requestId = requestId;
    this.#runtime = runtime;
    this.#post = post;
    this.#onEnded = onEnded;
  }

  /** @type {import("./runtime.js").Sink} */
  take = (kind, what, settle) => {
    switch (kind) {
      case "stdout":
      case "stderr":
        return this.#post({ type: "OUTPUT", requestId: this.requestId, stream: kind, text: what });
      case "frames":
        return this.#post({ type: "FRAMES", requestId: this.requestId, packed: what }, buffersOf(what));
      case "ended":
        return this.#onEnded();
      case "pause":
        return settle ? later(this.#pause(), settle) : this.#runtime.isInterrupted;
      case "input":
        return settle ? later(this.#ask(what), settle) : this.#askAtOnce(what);
    }
  };

  /** The page wants the run to end. */
  interrupt() {
    this.#runtime.interrupt();
    this.#resolve?.(INTERRUPTED);
  }

  /** @param {string | null} line null: there is no more */
  answer(line) {
    this.#resolve?.(JSON.stringify({ line }));
  }

  /** Let the page be heard, and answer whether it has interrupted. */
  async #pause() {
    if (!this.#runtime.control) await nextMessages();
    return this.#runtime.isInterrupted;
  }

  /**
   * Ask the page for a line and give its answer when it comes.
   *
   * @param {string} prompt
   */
  async #ask(prompt) {
    if (this.#runtime.isInterrupted) return INTERRUPTED; // which the program has swallowed
    const answer = new Promise((/** @type {(answer: string) => void} */ resolve) => (this.#resolve = resolve));
    this.#post({ type: "INPUT_REQUEST", requestId: this.requestId, prompt });
    const text = await answer;
    this.#resolve = null;
    return text;
  }

  /**
   * Ask the page for a line and wait for its answer: no message is heard meanwhile.
   *
   * @param {string} prompt
   */
  #askAtOnce(prompt) {
    const { control } = this.#runtime;
    if (!control) return JSON.stringify({ missing: MISSING });
    this.#post({ type: "INPUT_REQUEST", requestId: this.requestId, prompt });
    const line = control.waitForAnswer();
    return line === undefined ? INTERRUPTED : JSON.stringify({ line });
  }
}

/**
 * Answer Python when the answer is there. Nothing is returned: Python would make a future of a promise, which takes an
 * event loop.
 *
 * @template Answer
 * @param {Promise<Answer>} answer
 * @param {import("./runtime.js").Settle} settle
 */
function later(answer, settle) {
  const reply = settle.copy(); // Python's function lives for the time of a call, unless one has it copied
  answer.then((value) => reply(value)).finally(() => reply.destroy());
}

const { port1, port2 } = new MessageChannel();
/** Whoever waits for the next turn of the worker's event loop. */
let onTurn = () => {};
port1.onmessage = () => onTurn();

/** Resolves when the messages that have come are read. @returns {Promise<void>} */
function nextMessages() {
  return new Promise((resolve) => {
    onTurn = resolve;
    port2.postMessage(null);
  });
}
