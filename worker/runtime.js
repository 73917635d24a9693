/**
 * Pyodide with the harness in it: the only place that touches Pyodide's interface.
 *
 * @import { FrameColumns } from "./packed-frames.js"
 * @import { Capabilities } from "./protocol.js"
 */
import { InterruptBuffer } from "./interrupt-buffer.js";

/**
 * What we use of Pyodide, the same in 0.29 and 314. Its own types aren't imported: this package has no dependencies.
 *
 * @typedef {object} Pyodide
 * @property {string} version
 * @property {{ packages: Record<string, LockEntry | undefined> }} lockfile
 * @property {(archive: ArrayBuffer, format: string, options: { extractDir: string }) => void} unpackArchive
 * @property {(name: string) => any} pyimport
 * @property {(buffer: InterruptBuffer | undefined) => void} setInterruptBuffer
 *
 * @typedef {{ version: string, file_name: string, sha256: string }} LockEntry
 *
 * @typedef {(text: string) => string} JsonFunction JSON text to JSON text, a Python function's proxy
 *
 * @typedef {object} PackedRun
 * @property {string} result JSON of the ExecutionResult without its callstack
 * @property {FrameColumns} frames in buffers of their own
 */

/** A loaded interpreter. Once it has died (`alive` is false) nothing revives it: the worker must be replaced. */
export class Runtime {
  #pyodide;
  #runPacked;
  #describeJson;
  #interrupts = new InterruptBuffer();

  /**
   * @param {Pyodide} pyodide
   * @param {string} wheelVersion
   * @param {boolean} restored whether from a snapshot
   */
  constructor(pyodide, wheelVersion, restored) {
    const execute = pyodide.pyimport("dstruct_runner.execute");
    this.#pyodide = pyodide;
    this.#runPacked = /** @type {(text: string) => any} */ (execute.run_packed);
    this.#describeJson = /** @type {JsonFunction} */ (execute.describe_json);
    /** @type {Capabilities} */
    this.capabilities = {
      pyodide: pyodide.version,
      python: String(pyodide.pyimport("sys").version).split(" ")[0] ?? "",
      wheel: wheelVersion,
      restored,
      crossOriginIsolated: globalThis.crossOriginIsolated === true,
      jspi: "Suspending" in WebAssembly,
    };
  }

  /** False after a fatal error or an exit of the interpreter: Pyodide then makes each of its own members throw. */
  get alive() {
    try {
      return typeof this.#pyodide.pyimport === "function";
    } catch {
      return false;
    }
  }

  /**
   * @param {string} text JSON of a RUN message's code, args and options
   * @param {number | undefined} timeout milliseconds after which Python is interrupted
   * @param {() => void} onOvertime called when it is, once
   * @returns {PackedRun}
   */
  run(text, timeout, onOvertime) {
    // Python's own clock starts when it has read the text. An interrupt that comes clearly before its deadline would
    // pass for the page's; so the allowance for reading must be ample (it takes about 10 ms for a million characters).
    const reading = text.length / 20_000;
    this.#interrupts.arm(timeout && timeout + reading, onOvertime);
    this.#pyodide.setInterruptBuffer(this.#interrupts);
    let run;
    try {
      run = this.#runPacked(text);
    } finally {
      this.#interrupts.disarm();
    }
    try {
      // Copies what is a buffer in Python into one of ours, as a typed array of the same item size.
      return run.toJs({ dict_converter: Object.fromEntries });
    } finally {
      run.destroy();
    }
  }

  /**
   * @param {string} text JSON of a DESCRIBE message's code, args and entry
   * @returns {string} JSON of `{ entry, error? }`
   */
  describe(text) {
    return this.#describeJson(text);
  }
}
