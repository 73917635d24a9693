/**
 * Pyodide with the harness in it: the only place that touches Pyodide's interface.
 *
 * @import { FrameColumns } from "./packed-frames.js"
 * @import { Capabilities } from "./protocol.js"
 * @import { SharedControl } from "./shared-control.js"
 * @import { Module } from "./trampoline.js"
 */
import { InterruptBuffer } from "./interrupt-buffer.js";
import { hasTrampoline } from "./trampoline.js";

/**
 * What we use of Pyodide, the same in 0.29 and 314. Its own types aren't imported: this package has no dependencies.
 *
 * @typedef {object} Pyodide
 * @property {string} version
 * @property {{ packages: Record<string, LockEntry | undefined> }} lockfile
 * @property {(archive: ArrayBuffer, format: string, options: { extractDir: string }) => void} unpackArchive
 * @property {(name: string) => any} pyimport
 * @property {(buffer: InterruptBuffer | undefined) => void} setInterruptBuffer
 * @property {(name: string) => void} unregisterJsModule
 * @property {Module} _module
 *
 * @typedef {{ version: string, file_name: string, sha256: string }} LockEntry
 *
 * @typedef {(text: string) => string} JsonFunction JSON text to JSON text, a Python function's proxy
 *
 * @typedef {((answer: any) => void) & { copy: () => Settle, destroy: () => void }} Settle a Python function
 *
 * @typedef {(kind: string, what: any, settle?: Settle) => unknown} Sink what Python is given of the
 *   page: page_link.py tells what it calls it with, and what the answers are
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
  /** Python's way to wait for a promise; undefined where the browser has no JSPI. */
  #wait;
  /** Puts everything back that programs may have changed; says whether it could. */
  #reset = () => true;
  #sound = true;
  #interrupts;

  /**
   * @param {Pyodide} pyodide
   * @param {string} wheelVersion
   * @param {boolean} restored whether from a snapshot
   * @param {SharedControl | null} control
   */
  constructor(pyodide, wheelVersion, restored, control) {
    const jspi = "Suspending" in WebAssembly && hasTrampoline(pyodide._module);
    this.control = control;
    this.#interrupts = new InterruptBuffer(control);
    this.#wait = jspi ? pyodide.pyimport("pyodide.ffi").run_sync : undefined;
    const execute = pyodide.pyimport("dstruct_runner.execute");
    this.#pyodide = pyodide;
    this.#runPacked = execute.run_packed;
    this.#describeJson = /** @type {JsonFunction} */ (execute.describe_json);
    /** @type {Capabilities} */
    this.capabilities = {
      pyodide: pyodide.version,
      python: String(pyodide.pyimport("sys").version).split(" ")[0] ?? "",
      wheel: wheelVersion,
      restored,
      crossOriginIsolated: globalThis.crossOriginIsolated === true,
      jspi,
      interrupt: control ? "buffer" : jspi ? "jspi" : "terminate",
      input: jspi ? "jspi" : control ? "shared" : "lines",
      streaming: ["output", "frames"],
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
   * Run a program. Where Python can wait for promises, others may use this object meanwhile, but not this method.
   *
   * @param {string} text JSON of a RUN message's code, args and options
   * @param {Sink} sink
   * @returns {Promise<PackedRun>}
   */
  async run(text, sink) {
    this.control?.clear();
    this.#interrupts.arm();
    this.#pyodide.setInterruptBuffer(this.#interrupts);
    try {
      /** @type {Sink} */
      const take = (kind, what, settle) => sink(kind, typeof what === "string" ? what : copied(what), settle);
      const runPacked = this.#runPacked;
      const run = await (this.#wait ? runPacked.callPromising(text, take, this.#wait) : runPacked(text, take));
      try {
        return copied(run);
      } finally {
        run.destroy();
      }
    } finally {
      this.#interrupts.disarm();
      this.#restore();
    }
  }

  /**
   * Get ready for programs, once everything is loaded.
   *
   * @param {boolean} sealed whether Python is to be cut off from JavaScript, for good
   */
  prepare(sealed) {
    // What our own code keeps for the next time is no program's doing; a snapshot holds it.
    if (!this.capabilities.restored) this.#runPacked('{"code":""}').destroy();
    if (!sealed) {
      this.#reset = this.#pyodide.pyimport("dstruct_runner.baseline").Baseline().reset;
      return;
    }
    for (const name of ["js", "pyodide_js"]) this.#pyodide.unregisterJsModule(name);
    this.#reset = this.#pyodide.pyimport("dstruct_runner.seal").seal(() => {
      this.#sound = false;
    });
  }

  #restore() {
    try {
      if (this.#reset()) return;
    } catch (error) {
      console.error(error);
    }
    this.#sound = false;
  }

  /** False once a program may have changed what can't be put back. */
  get sound() {
    return this.#sound;
  }

  /** End the run under way with KeyboardInterrupt. */
  interrupt() {
    this.#interrupts.interrupt();
  }

  /** Whether the run under way is to be ended so. */
  get isInterrupted() {
    return this.#interrupts.isInterrupted;
  }

  /**
   * @param {string} text JSON of a DESCRIBE message's code, args and entry
   * @returns {string} JSON of `{ entry, error? }`
   */
  describe(text) {
    return this.#describeJson(text);
  }
}

/**
 * Copy a dict of Python's as an object, what is a buffer there into one of ours: a typed array of the same item size.
 *
 * @param {any} dict a proxy
 */
function copied(dict) {
  return dict.toJs({ dict_converter: Object.fromEntries });
}
