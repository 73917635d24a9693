// @ts-check
/** The worker without PythonRunner: what a test posts, and every message that comes back. */
export class RawWorker {
  /** Every message that the worker posted, in order. */
  messages = /** @type {any[]} */ ([]);
  #waiting = /** @type {{ wanted: (data: any) => boolean, resolve: (data: any) => void }[]} */ ([]);

  /**
   * @param {string | URL} [url] the bundle's worker unless given
   * @param {WorkerType} [type]
   */
  constructor(url = new URL("../worker.js", import.meta.url), type = "module") {
    this.worker = new Worker(url, { type });
    this.worker.addEventListener("message", ({ data }) => {
      this.messages.push(data);
      this.#waiting = this.#waiting.filter(({ wanted, resolve }) => !(wanted(data) && (resolve(data), true)));
    });
  }

  /**
   * Post a message and wait for the next one that is no PROGRESS.
   *
   * @param {unknown} message
   */
  ask(message) {
    const answer = this.next((data) => data.type !== "PROGRESS");
    this.worker.postMessage(message);
    return answer;
  }

  /** @param {unknown} message */
  post(message) {
    this.worker.postMessage(message);
  }

  /**
   * The next message for which `wanted` holds.
   *
   * @param {(message: any) => boolean} wanted
   * @returns {Promise<any>}
   */
  next(wanted) {
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }

  /** Wait until the worker has dealt with everything posted so far: it answers in order. */
  async settled() {
    const requestId = `fence ${this.messages.length}`;
    const answered = this.next((data) => data.requestId === requestId);
    this.post({ type: "FENCE", requestId });
    await answered;
    this.messages = this.messages.filter((data) => data.requestId !== requestId);
  }
}
