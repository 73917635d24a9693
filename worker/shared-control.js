/**
 * A piece of memory that page and worker share, where the page is cross-origin isolated: what the page writes there
 * reaches a worker in which Python runs, and wakes one that waits.
 */

/** Cells of 32 bits: counts the changes, for whoever waits for one; 1 once the page has interrupted; see below. */
const NEWS = 0;
const INTERRUPTED = 1;
/** How many bytes the line of input has that the page gave, or one of the two that are no lengths. */
const LENGTH = 2;

const NO_ANSWER = -1;
const NO_MORE = -2;

/** Where the line's bytes begin, in UTF-8. */
const TEXT = 12;

/** The longest line, in bytes: memory is taken when it is needed. */
const LONGEST_LINE = 1 << 24;

export class SharedControl {
  #cells;

  /** @param {SharedArrayBuffer} [buffer] the other side's; none: make one */
  constructor(buffer = growable(TEXT)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer, 0, TEXT / Int32Array.BYTES_PER_ELEMENT);
  }

  /** Whether memory can be shared here. */
  static get isPossible() {
    return globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === "function";
  }

  // --- the page's side ------------------------------------------------------------------------------------------------

  interrupt() {
    this.#change(INTERRUPTED, 1);
  }

  /**
   * Answer the worker that waits for a line of input.
   *
   * @param {string | null} line null: there is no more; the same is said of a line that is too long
   */
  answer(line) {
    const bytes = new TextEncoder().encode(line ?? "");
    const end = TEXT + bytes.length;
    if (line === null || end > LONGEST_LINE) return this.#change(LENGTH, NO_MORE);
    if (end > this.buffer.byteLength) this.buffer.grow(end);
    new Uint8Array(this.buffer, TEXT).set(bytes);
    this.#change(LENGTH, bytes.length);
  }

  // --- the worker's side ----------------------------------------------------------------------------------------------

  /** Forget what the page said to the run before. */
  clear() {
    Atomics.store(this.#cells, INTERRUPTED, 0);
    Atomics.store(this.#cells, LENGTH, NO_ANSWER);
  }

  get isInterrupted() {
    return Atomics.load(this.#cells, INTERRUPTED) === 1;
  }

  /**
   * Wait until the page has answered, or interrupted. The worker does nothing else meanwhile.
   *
   * @returns {string | null | undefined} undefined: interrupted
   */
  waitForAnswer() {
    while (!this.isInterrupted) {
      const news = Atomics.load(this.#cells, NEWS);
      const length = Atomics.exchange(this.#cells, LENGTH, NO_ANSWER);
      if (length === NO_MORE) return null;
      // A decoder takes no shared memory.
      if (length !== NO_ANSWER) return new TextDecoder().decode(new Uint8Array(this.buffer, TEXT, length).slice());
      if (!this.isInterrupted) Atomics.wait(this.#cells, NEWS, news);
    }
    return undefined;
  }

  /**
   * @param {number} cell
   * @param {number} value
   */
  #change(cell, value) {
    Atomics.store(this.#cells, cell, value);
    Atomics.add(this.#cells, NEWS, 1);
    Atomics.notify(this.#cells, NEWS);
  }
}

/** @param {number} size in bytes, to begin with */
function growable(size) {
  return new SharedArrayBuffer(size, { maxByteLength: LONGEST_LINE });
}
