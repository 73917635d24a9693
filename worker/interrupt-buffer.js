/**
 * How the worker ends a program whose time is up, without shared memory and without losing the interpreter.
 *
 * Pyodide's `setInterruptBuffer` takes any object, and while Python runs the interpreter itself reads element 0 of it
 * about every 50 loop iterations or calls. So a getter is asked in the middle of `while True: pass`. Answering 2 raises
 * SIGINT in Python, whose handler (the harness's deadline.py) ends the run. Measured with an empty loop: the getter
 * costs about 10 %; reading the clock in it costs nothing measurable on top.
 */

/** Milliseconds between two interrupts of one run: the next one must not hit the handler of the one before. */
const INTERRUPT_INTERVAL = 20;

/** SIGINT, the number that Pyodide expects. */
const SIGINT = 2;

export class InterruptBuffer {
  /** On the clock of performance.now(); Infinity: never. */
  #due = Infinity;
  /** Called at the first interrupt of a run. */
  #onDue = () => {};

  /**
   * Interrupt from `timeout` milliseconds on, again and again until disarmed: a program may catch the first one.
   *
   * @param {number | undefined} timeout undefined: never
   * @param {() => void} onDue called once, when Python first hears of it
   */
  arm(timeout, onDue) {
    this.#due = timeout === undefined ? Infinity : performance.now() + timeout;
    this.#onDue = onDue;
  }

  disarm() {
    this.#due = Infinity;
  }

  /** What the interpreter asks for: the signal to raise now, or 0. */
  get 0() {
    const now = performance.now();
    if (now < this.#due) return 0;
    this.#due = now + INTERRUPT_INTERVAL;
    const onDue = this.#onDue;
    this.#onDue = () => {};
    onDue();
    return SIGINT;
  }

  /** The interpreter clears the signal it has read; there is nothing to clear. */
  set 0(_cleared) {}
}
