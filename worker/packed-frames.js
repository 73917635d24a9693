/**
 * The frames of a run as they come from Python: columns of small numbers, and the tables of what these stand for. A
 * frame is made when somebody asks for it. dstruct_runner/packed_frames.py makes the columns.
 *
 * @import { ExecutionResult, Frame } from "./protocol.js"
 */

/**
 * @typedef {Uint8Array | Uint16Array | Uint32Array} Column one number a frame
 *
 * @typedef {object} FrameColumns what `PackedFrames` in packed_frames.py says
 * @property {number} start
 * @property {number} end
 * @property {Column} heads
 * @property {Column} nodes
 * @property {Column} args
 * @property {Column} prevArgs
 * @property {Column} groups
 * @property {Uint8Array} tables
 *
 * @typedef {object} PackedResultMessage the answer to a RUN with `packed`
 * @property {"RUN_RESULT"} type
 * @property {string} requestId
 * @property {Omit<ExecutionResult, "callstack">} result
 * @property {FrameColumns} packed its buffers are transferred, not copied
 * @property {boolean} [spent] as in RunResultMessage
 */

/** @type {FrameColumns} */
const NONE = {
  start: 0,
  end: 0,
  heads: new Uint8Array(),
  nodes: new Uint8Array(),
  args: new Uint8Array(),
  prevArgs: new Uint8Array(),
  groups: new Uint8Array(),
  tables: new TextEncoder().encode('{"heads":[],"nodes":[],"args":[]}'),
};

/**
 * A list of frames that can't be changed. Every frame it gives is made anew, down to the last object in it: the caller
 * may keep it and change it, and the next one asked for is as it was.
 */
export class PackedFrames {
  #columns;
  /** What the columns' numbers stand for, read when it is first needed. */
  #tables = /** @type {ReturnType<typeof readTables> | null} */ (null);

  /** @param {FrameColumns} [columns] no frames if absent */
  constructor(columns = NONE) {
    this.#columns = columns;
    // Vue leaves frozen objects alone; in the Proxy that it makes of others, private fields don't work.
    Object.freeze(this);
  }

  get length() {
    return this.#columns.heads.length;
  }

  /**
   * @param {number} index counts from the end if negative, as with an Array
   * @returns {Frame | undefined}
   */
  at(index) {
    const whole = Math.trunc(index) || 0;
    const place = whole < 0 ? whole + this.length : whole;
    return place >= 0 && place < this.length ? this.#frame(place) : undefined;
  }

  *[Symbol.iterator]() {
    for (let place = 0; place < this.length; place++) yield this.#frame(place);
  }

  /**
   * @param {number} place
   * @returns {Frame}
   */
  #frame(place) {
    const { start, end, heads, nodes, args, prevArgs, groups } = this.#columns;
    const tables = (this.#tables ??= readTables(this.#columns));
    const time = start + ((end - start) / this.length) * place;
    const frame = {
      id: String(place),
      timestamp: Math.floor(time * 1000 + 0.5) / 1000, // as frame_rows.py has it
      ...copied(entry(tables.heads, heads, place)),
    };
    if ("nodeId" in frame) frame.nodeId = entry(tables.nodes, nodes, place);
    frame.args = copied(entry(tables.args, args, place));
    frame.prevArgs = copied(entry(tables.args, prevArgs, place));
    frame.group = groups[place];
    return frame;
  }
}

/**
 * The buffers of the columns, for a transfer list.
 *
 * @param {FrameColumns} columns
 * @returns {ArrayBufferLike[]}
 */
export function buffersOf({ heads, nodes, args, prevArgs, groups, tables }) {
  return [heads, nodes, args, prevArgs, groups, tables].map(({ buffer }) => buffer);
}

/**
 * Put a run's result together: `frames`, and `callstack`, the same as a plain array, which is made when it is first
 * read and is then the caller's own.
 *
 * `frames` isn't enumerable. So whatever copies a result (JSON.stringify, structuredClone, a spread) finds what the
 * worker's plain answer holds, all of it plain data, and reads `callstack`, which makes it.
 *
 * @param {Omit<ExecutionResult, "callstack">} rest
 * @param {PackedFrames} frames
 * @returns {ExecutionResult & { readonly frames: PackedFrames }}
 */
export function withFrames(rest, frames) {
  /** @type {Frame[] | undefined} */
  let callstack; // kept here and not in the result, which a page may freeze
  const result = {
    ...rest,
    get callstack() {
      return (callstack ??= [...frames]);
    },
    set callstack(value) {
      callstack = value;
    },
  };
  return /** @type {any} */ (Object.defineProperty(result, "frames", { value: frames }));
}

/**
 * @param {FrameColumns} columns
 * @returns {{ heads: any[], nodes: string[], args: any[] }}
 */
function readTables({ tables }) {
  return JSON.parse(new TextDecoder().decode(tables));
}

/**
 * @param {any[]} table
 * @param {Column} column
 * @param {number} place
 */
function entry(table, column, place) {
  return table[/** @type {number} */ (column[place])];
}

/**
 * @param {any} value of JSON
 * @returns {any}
 */
function copied(value) {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== "object" || value === null) return value;
  const copy = { ...value }; // has a key "__proto__" too, where to assign it would not make one
  for (const key of Object.keys(copy)) copy[key] = copied(copy[key]);
  return copy;
}
