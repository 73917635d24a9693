/**
 * How the interpreter comes to be: restored from a memory snapshot, or started where there is none that fits.
 *
 * @import { Pyodide } from "./runtime.js"
 * @import { Header } from "./snapshot.js"
 * @import { CreateModule } from "./trampoline.js"
 */
import { Runtime } from "./runtime.js";
import { openSnapshot } from "./snapshot.js";
import { Trampoline } from "./trampoline.js";
import { WHEEL_FILE, WHEEL_VERSION } from "./versions.js";

/** The harness's name in `pyodide-lock.json`. */
const PACKAGE = "dstruct-runner";

/**
 * Where everything is that is loaded; the addresses are absolute.
 *
 * @typedef {object} Place
 * @property {string} indexURL Pyodide's directory, ends with a slash
 * @property {string} ownDirectory the worker's, where the wheel may lie too, so that Pyodide may come from a CDN
 * @property {string | null} snapshotURL null: start Python the long way
 */

/**
 * Load Pyodide with the harness in it: restored from the snapshot, or started where there is none that fits.
 *
 * @param {Place} place
 * @param {import("./shared-control.js").SharedControl | null} control where memory can be shared with the page
 * @param {(value: number, stage: string) => void} progress
 */
export async function loadRuntime(place, control, progress) {
  const report = onlyUpwards(progress);
  report(5, "Loading Python");
  const files = new Files(place);
  const awake = await restored(files, place, report);
  const pyodide = awake ?? (await started(files, report));
  report(70, "Starting the runner");
  const runtime = new Runtime(pyodide, await files.wheelVersion, awake !== null, control);
  report(100, "Ready");
  return runtime;
}

/**
 * @param {Files} files
 * @param {Place} place
 * @param {(value: number, stage: string) => void} report
 * @returns {Promise<Pyodide | null>} null where that failed; the console says why
 */
async function restored(files, { snapshotURL }, report) {
  if (!snapshotURL) return null;
  const objection = files.objection();
  const snapshot = openSnapshot(snapshotURL, objection);
  const memory = snapshot.then(({ memory }) => memory);
  const filled = snapshot.then(({ filled }) => filled);
  for (const promise of [objection, memory, filled]) promise.catch(() => {}); // asked for below, or by Pyodide
  const load = await files.loadPyodide();
  const createModule = files.createModule(); // begins to load it, as Pyodide itself would now
  createModule.catch(() => {}); // Pyodide asks
  const trampoline = new Trampoline();
  try {
    const pyodide = await load({
      _loadSnapshot: memory,
      createPyodideModule: trampoline.keptBy(createModule),
      // Pyodide waits for this when it has compiled its WebAssembly, and restores only then.
      fsInit: () => filled.then(() => report(45, "Waking Python")).catch(() => {}),
    });
    trampoline.putBack(pyodide._module);
    pyodide.pyimport("dstruct_runner.snapshot").restored(`${navigator.language.replace("-", "_")}.UTF-8`);
    return pyodide;
  } catch (error) {
    const reason = await filled.then(() => error, (/** @type {unknown} */ cause) => cause);
    const text = reason instanceof Error ? reason.message : reason;
    console.warn(`Python starts slowly, since its snapshot ${snapshotURL} can't be used: ${text}.`);
    return null;
  }
}

/**
 * @param {Files} files
 * @param {(value: number, stage: string) => void} report
 */
async function started(files, report) {
  const wheel = files.wheel();
  wheel.catch(() => {}); // asked for below
  const pyodide = await (await files.loadPyodide())({});
  report(45, "Loading the runner");
  const extractDir = pyodide.pyimport("site").getsitepackages().get(0);
  pyodide.unpackArchive(await wheel, "wheel", { extractDir });
  // What Python knows of that directory; invalidate_caches() would read the standard library's archive again (45 ms).
  pyodide.pyimport("sys").path_importer_cache.pop(extractDir, undefined);
  return pyodide;
}

/** What is loaded, each file once and all of them at the same time. */
class Files {
  #place;
  #module;
  #lock;

  /** @param {Place} place */
  constructor(place) {
    this.#place = place;
    const { indexURL } = place;
    this.#module = import(/* webpackIgnore: true */ /* @vite-ignore */ `${indexURL}pyodide.mjs`);
    this.#lock = /** @type {Promise<Pyodide["lockfile"]>} */ (fetched(`${indexURL}pyodide-lock.json`, {}).then(asJson));
    for (const promise of [this.#module, this.#lock]) promise.catch(() => {}); // whoever needs them awaits them
  }

  /** The harness's entry in Pyodide's lock file, which has none where Pyodide comes from elsewhere. */
  async #entry() {
    return (await this.#lock).packages[PACKAGE];
  }

  get wheelVersion() {
    return this.#entry().then((entry) => entry?.version ?? WHEEL_VERSION);
  }

  /** `loadPyodide`, to be given what its options are besides the usual ones. */
  async loadPyodide() {
    const { indexURL } = this.#place;
    const { loadPyodide } = await this.#module;
    return (/** @type {object} */ options) =>
      /** @type {Promise<Pyodide>} */ (
        loadPyodide({ indexURL, lockFileContents: this.#lock, packageBaseUrl: indexURL, ...options })
      );
  }

  /** What makes Pyodide's module; null for 0.29, which does not take it as an option. */
  async createModule() {
    const { version } = await this.#module;
    if (version.startsWith("0.")) return null;
    const program = await import(/* webpackIgnore: true */ /* @vite-ignore */ `${this.#place.indexURL}pyodide.asm.mjs`);
    return /** @type {CreateModule} */ (program.default);
  }

  /**
   * The wheel's bytes: the one that Pyodide's lock file names, or the one that lies beside the worker.
   *
   * @throws {Error} where it can't be had
   */
  async wheel() {
    const { indexURL, ownDirectory } = this.#place;
    const entry = await this.#entry();
    if (entry) {
      const integrity = `sha256-${btoa(String.fromCharCode(...hexBytes(entry.sha256)))}`;
      return (await fetched(new URL(entry.file_name, indexURL).href, { integrity })).arrayBuffer();
    }
    const url = new URL(WHEEL_FILE, ownDirectory).href;
    const response = await fetch(url);
    if (response.ok) return response.arrayBuffer();
    throw new Error(`${PACKAGE} is neither in ${indexURL}pyodide-lock.json nor at ${url} (status ${response.status}).`);
  }

  /** What to say against a snapshot that was made of other things than those which are here. */
  async objection() {
    const { version } = await this.#module;
    const entry = await this.#entry();
    const expected = entry?.version ?? WHEEL_VERSION;
    return (/** @type {Header} */ { pyodide, wheel, wheelSha256 }) => {
      if (pyodide !== version) return `it was made with Pyodide ${pyodide}, and this is ${version}`;
      if (wheel !== expected) return `it was made with ${PACKAGE} ${wheel}, and this is ${expected}`;
      return entry && entry.sha256 !== wheelSha256 ? `it was made with another build of ${PACKAGE}` : null;
    };
  }
}

/**
 * @param {string} url
 * @param {RequestInit} options
 */
async function fetched(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url} can't be loaded: status ${response.status}.`);
  return response;
}

/** @param {Response} response */
function asJson(response) {
  return response.json();
}

/** @param {string} text */
function hexBytes(text) {
  return (text.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
}

/**
 * Progress that never goes back: what a snapshot that failed has reported already is not reported again.
 *
 * @param {(value: number, stage: string) => void} progress
 */
function onlyUpwards(progress) {
  let reached = 0;
  return (/** @type {number} */ value, /** @type {string} */ stage) => {
    if (value <= reached) return;
    reached = value;
    progress(value, stage);
  };
}
