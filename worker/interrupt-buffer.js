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
 * Milliseconds between two signals: at each the harness sees whether its time is up, asks whether it was interrupted, and
 * passes on what was printed.
 */
const BEAT = 20;

/** SIGALRM, the number that the harness has a handler for. */
const SIGNAL = 14;

export class InterruptBuffer {
  #control;
  /** The next beat, on the clock of performance.now(); Infinity: none. */
  #next = Infinity;
  /** When the run's time is up, on the same clock. */
  #due = Infinity;
  #interrupted = false;
  /** Whether Python has been told to end the run. */
  #told = false;
  /** Called when it is. */
  #onEnding = () => {};

  /** @param {SharedControl | null} [control] the page's way to interrupt, where memory can be shared */
  constructor(control = null) {
    this.#control = control;
  }

  /**
   * Give signals until disarmed.
   *
   * @param {number | undefined} timeout milliseconds until the harness ends the run; undefined: never
   * @param {() => void} onEnding called once, when Python hears that its time is up or that it was interrupted
   */
  arm(timeout, onEnding) {
    const now = performance.now();
    this.#next = now + BEAT;
    this.#due = now + (timeout ?? Infinity);
    this.#interrupted = this.#told = false;
    this.#onEnding = onEnding;
  }

  disarm() {
    this.#next = Infinity;
    this.#told = true;
  }

  /** The page wants the run to end. */
  interrupt() {
    this.#interrupted = true;
  }

  /** @param {number} milliseconds for which the program has waited, which do not count */
  postpone(milliseconds) {
    this.#due += milliseconds;
  }

  /** What the interpreter asks for: the signal to raise now, or 0. */
  get 0() {
    const now = performance.now();
    const interrupted = this.#interrupted || this.#control?.isInterrupted;
    if (now < this.#next && (this.#told || !interrupted)) return 0;
    this.#next = now + BEAT;
    if (!this.#told && (interrupted || now >= this.#due)) {
      this.#told = true;
      this.#onEnding();
    }
    return SIGNAL;
  }

  /** The interpreter clears the signal it has read; there is nothing to clear. */
  set 0(_cleared) {}
}
