/**
 * How the worker reaches Python while Python runs, without losing the interpreter, with or without shared memory.
 *
 * Pyodide's `setInterruptBuffer` takes any object, and while Python runs the interpreter itself reads element 0 of it
 * about every 50 loop iterations or calls. So a getter is asked in the middle of `while True: pass`, and the number it
 * answers is a signal, whose handler is the harness's deadline.py. Measured with an empty loop: the getter costs about
 * 10 %; reading the clock in it costs nothing measurable on top.
 *
 * @import { SharedControl } from "./shared-control.js"
 */

/**
 * Milliseconds between two signals: at each the harness sees whether its time is up, asks whether it was interrupted,
 * and passes on what was printed.
 */
const BEAT = 20;

/** SIGALRM, the number that the harness has a handler for. */
const SIGNAL = 14;

export class InterruptBuffer {
  #control;
  /** The next beat, on the clock of performance.now(); Infinity: none. */
  #next = Infinity;
  #interrupted = false;
  /** Whether Python has been told of that. */
  #told = false;

  /** @param {SharedControl | null} [control] the page's way to interrupt, where memory can be shared */
  constructor(control = null) {
    this.#control = control;
  }

  /** Give signals until disarmed. */
  arm() {
    this.#next = performance.now() + BEAT;
    this.#interrupted = this.#told = false;
  }

  disarm() {
    this.#next = Infinity;
    this.#told = true;
  }

  /** The page wants the run to end. */
  interrupt() {
    this.#interrupted = true;
  }

  /** Whether it does, on whichever way it said so. */
  get isInterrupted() {
    return this.#interrupted || (this.#control?.isInterrupted ?? false);
  }

  /** What the interpreter asks for: the signal to raise now, or 0. */
  get 0() {
    const now = performance.now();
    const news = !this.#told && this.isInterrupted;
    if (now < this.#next && !news) return 0;
    this.#next = now + BEAT;
    if (news) this.#told = true;
    return SIGNAL;
  }

  /** The interpreter clears the signal it has read; there is nothing to clear. */
  set 0(_cleared) {}
}
