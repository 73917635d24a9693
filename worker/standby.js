/**
 * The worker that stands by: warmed when the page has nothing else to do, so that the run after a killed one, or one
 * that wants an interpreter of its own, need not wait for Python to load.
 *
 * @import { WorkerSession } from "./session.js"
 */

/** Milliseconds of rest after which the page is taken to be idle: a page has other things to load, too. */
const REST = 1_000;

/** Devices that report so many GiB or less get none: an interpreter takes some 50 MB. */
const LITTLE_MEMORY = 2;

export class Standby {
  #create;
  #session = /** @type {WorkerSession | null} */ (null);
  #timer = 0;

  /** @param {() => WorkerSession} create */
  constructor(create) {
    this.#create = create;
  }

  /** Whether this device has room for one. */
  static get isAffordable() {
    const { deviceMemory } = /** @type {{ deviceMemory?: number }} */ (navigator);
    return deviceMemory === undefined || deviceMemory > LITTLE_MEMORY;
  }

  /** The page is at rest: warm a worker, unless there is one or the page stirs before. */
  rest() {
    this.stir();
    if (this.#session) return;
    this.#timer = setTimeout(() => {
      const session = (this.#session = this.#create());
      session.onEnd = () => {
        if (this.#session === session) this.#session = null;
      };
    }, REST);
  }

  stir() {
    clearTimeout(this.#timer);
  }

  /** The worker that stood by, which may be loading still; null if there is none. From now on it is the caller's. */
  take() {
    const session = this.#session;
    this.#session = null;
    return session;
  }

  /** @param {Error} error */
  end(error) {
    this.stir();
    this.take()?.end(error);
  }
}
