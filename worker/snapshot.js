/**
 * The memory snapshot of the bundle: an interpreter that has everything imported, to be restored instead of started.
 *
 * The file is one gzip stream, made by src/dstruct_host/snapshot/make.mjs: a line of JSON that says what it was made of
 * (Header), then what Pyodide's `_loadSnapshot` takes. gzip ends in a checksum and a length, so the browser itself finds
 * out what is truncated or damaged while it unpacks, in any context and at no further cost; the memory's BUILD_ID is
 * compared by Pyodide before it restores anything.
 */

/** The snapshot's name, beside Pyodide or beside the worker. */
export const SNAPSHOT_FILE = "snapshot.bin";

const NEWLINE = "\n".charCodeAt(0);

/** The first line is shorter than this, in bytes. */
const LONGEST_HEADER = 1000;

/** Milliseconds without a single byte until the download is given up: a page must not hang for want of a short cut. */
const LONGEST_SILENCE = 20_000;

/**
 * What a snapshot was made of.
 *
 * @typedef {object} Header
 * @property {string} pyodide version
 * @property {string} wheel the harness's version
 * @property {string} wheelSha256 of the wheel's file, in hexadecimal
 * @property {number} bytes the length of what follows
 *
 * @typedef {(header: Header) => string | null} Objection why a snapshot does not fit, null if it does
 */

/**
 * A snapshot that is still being unpacked into `memory`, which has its full length already. If that fails, `filled`
 * rejects, and the memory is one that Pyodide refuses.
 *
 * @typedef {{ memory: Uint8Array, filled: Promise<void> }} Snapshot
 */

/**
 * Begin to download and unpack a snapshot, both at once; resolves as soon as it is known to fit.
 *
 * @param {string} url
 * @param {Promise<Objection>} objection
 * @returns {Promise<Snapshot>}
 * @throws {Error} which says why the snapshot can't be used
 */
export async function openSnapshot(url, objection) {
  const download = new Download();
  try {
    const response = await fetch(url, { signal: download.signal });
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    const reader = response.body.pipeThrough(new DecompressionStream("gzip")).getReader();
    const { header, rest } = await readHeader(reader, download);
    const reason = (await objection)(header);
    if (reason) throw new Error(reason);
    const memory = new Uint8Array(header.bytes);
    const filled = fill(memory, rest, reader, download);
    filled.catch(() => {}); // whoever uses the memory asks
    return { memory, filled };
  } catch (error) {
    download.end();
    throw error;
  }
}

/** A download that is given up when nothing has come for LONGEST_SILENCE. */
class Download {
  #controller = new AbortController();
  #timer = 0;
  signal = this.#controller.signal;

  constructor() {
    this.heard();
  }

  /** Something has come. */
  heard() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new Error("the download stands still")), LONGEST_SILENCE);
  }

  /** Nothing more is wanted, whether or not more would come. */
  end() {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}

/**
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {Download} download
 * @returns {Promise<{ header: Header, rest: Uint8Array }>} `rest`: what came with the header and is memory already
 */
async function readHeader(reader, download) {
  let start = new Uint8Array();
  for (;;) {
    const { value } = await reader.read();
    if (!value || start.length > LONGEST_HEADER) throw new Error("it has no header");
    download.heard();
    start = concatenated(start, value);
    const end = start.indexOf(NEWLINE);
    if (end < 0) continue;
    const header = JSON.parse(new TextDecoder().decode(start.subarray(0, end)));
    return { header, rest: start.subarray(end + 1) };
  }
}

/**
 * @param {Uint8Array} memory
 * @param {Uint8Array} rest
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {Download} download
 */
async function fill(memory, rest, reader, download) {
  let length = 0;
  try {
    for (let piece = /** @type {Uint8Array | undefined} */ (rest); piece; piece = (await reader.read()).value) {
      download.heard();
      memory.set(piece, length); // throws a RangeError where there is more than was announced
      length += piece.length;
    }
    if (length !== memory.length) throw new Error(`it has ${length} bytes of ${memory.length}`);
  } catch (error) {
    memory[0] = 255; // it begins with a magic number
    throw error;
  } finally {
    download.end();
  }
}

/**
 * @param {Uint8Array} first
 * @param {Uint8Array} second
 */
function concatenated(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
