/**
 * When a worker is killed that does not answer: a timer that can be put off, and stands still while a program waits.
 */

/** The longest delay that setTimeout takes, in milliseconds: a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

export class KillTimer {
  #kill;
  #timer = 0;
  /** When it strikes, on the clock of performance.now(). */
  #due = Infinity;
  /** What is left of its time while it stands still. */
  #left = /** @type {number | null} */ (null);
  /** What the kill is to be called. */
  #reason = /** @type {Error} */ (new Error());

  /** @param {(reason: Error) => void} kill called at most once */
  constructor(kill) {
    this.#kill = kill;
  }

  /**
   * Strike in `delay` milliseconds and not before, whatever was said earlier.
   *
   * @param {number} delay
   * @param {Error} [reason] the one given before unless given
   */
  set(delay, reason = this.#reason) {
    this.stop();
    this.#reason = reason;
    this.#due = performance.now() + delay;
    // A page that was busy itself finds timer and answer due together: the second timer lets the answer come first.
    const strike = () => (this.#timer = setTimeout(() => this.#kill(this.#reason)));
    this.#timer = setTimeout(strike, Math.min(delay, LONGEST_DELAY));
  }

  stop() {
    clearTimeout(this.#timer);
    this.#left = null;
  }

  /** Let no time pass from now on, until `proceed`. */
  pause() {
    const left = this.#left ?? this.#due - performance.now();
    this.stop();
    this.#left = left;
  }

  proceed() {
    if (this.#left !== null) this.set(this.#left);
  }
}
