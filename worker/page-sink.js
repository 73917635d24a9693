/**
 * What a running program has of the page: the harness calls `take`, as src/dstruct_runner/page_link.py writes it down.
 *
 * @import { InputRequestMessage, OutputMessage } from "./protocol.js"
 * @import { Runtime } from "./runtime.js"
 */

const MISSING =
  "this browser has no WebAssembly JSPI and the page is not cross-origin isolated. " +
  "Give the lines beforehand (option stdin), or serve the page with the headers of cross-origin isolation";

export class PageSink {
  #runtime;
  #post;
  #onEnded;
  #isInterrupted = false;
  /** Answers the program that waits for a line. */
  #resolve = /** @type {((answer: string) => void) | null} */ (null);

  /**
   * @param {string} requestId the run's
   * @param {Runtime} runtime
   * @param {(message: OutputMessage | InputRequestMessage) => void} post
   * @param {() => void} onEnded called when the program is over, before its result is made
   */
  constructor(requestId, runtime, post, onEnded) {
    this.requestId = requestId;
    this.#runtime = runtime;
    this.#post = post;
    this.#onEnded = onEnded;
  }

  /** @type {import("./runtime.js").Sink} */
  take = (kind, text) => {
    switch (kind) {
      case "stdout":
      case "stderr":
        return this.#post({ type: "OUTPUT", requestId: this.requestId, stream: kind, text });
      case "pause":
        return this.#pause();
      case "ended":
        return this.#onEnded();
      case "input":
        return this.#ask(text);
    }
  };

  /** The page wants the run to end. */
  interrupt() {
    this.#isInterrupted = true;
    this.#runtime.interrupt();
    this.#resolve?.(JSON.stringify({ interrupted: true }));
  }

  /** @param {string | null} line null: there is no more */
  answer(line) {
    this.#resolve?.(JSON.stringify({ line }));
  }

  /** Let the page be heard; the answer is whether it has interrupted. */
  #pause() {
    const { capabilities, control } = this.#runtime;
    if (control) return control.isInterrupted;
    return capabilities.jspi && !this.#isInterrupted ? nextMessages().then(() => this.#isInterrupted) : this.#isInterrupted;
  }

  /** @param {string} prompt */
  #ask(prompt) {
    const { capabilities, control } = this.#runtime;
    if (capabilities.input === "lines") return JSON.stringify({ missing: MISSING });
    const asked = performance.now();
    this.#post({ type: "INPUT_REQUEST", requestId: this.requestId, prompt });
    if (capabilities.input === "jspi") return this.#answered(asked);
    const line = control?.waitForAnswer();
    this.#runtime.postpone(performance.now() - asked);
    return JSON.stringify(line === undefined ? { interrupted: true } : { line });
  }

  /** @param {number} asked */
  async #answered(asked) {
    const answer = await /** @type {Promise<string>} */ (new Promise((resolve) => (this.#resolve = resolve)));
    this.#resolve = null;
    this.#runtime.postpone(performance.now() - asked);
    return answer;
  }
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
