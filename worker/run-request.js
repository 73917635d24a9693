/**
 * Reads what the page gave `run()`: nothing about it is taken on trust, since `run()` never throws. Everything is read
 * once and copied at once, so that what the page does to its objects while the run waits its turn changes nothing.
 *
 * @import { PackedFrames } from "./packed-frames.js"
 * @import { RunOptions, SerializedPythonArg } from "./protocol.js"
 * @import { Output } from "./session.js"
 */

/** Milliseconds a run may take unless it says otherwise. */
export const DEFAULT_TIMEOUT = 30_000;

/** The options that travel to the harness. The rest of RunCallOptions is the page's side's own. */
const WIRE_OPTIONS = /** @type {const} */ ([
  "entry",
  "timeout",
  "maxFrames",
  "maxOutput",
  "record",
  "stdin",
  "seed",
  "isolation",
  "stream",
]);

/**
 * @typedef {object} PageOptions
 * @property {SerializedPythonArg[]} [args] the call's arguments
 * @property {AbortSignal} [signal] aborting it ends the run with KeyboardInterrupt
 * @property {(output: Output) => unknown} [onOutput] told what the program prints, in order, while it runs
 * @property {(frames: PackedFrames) => unknown} [onFrames] told all frames so far, now and then while it runs; what was
 *   told before may have become another: the result's are the ones that count
 * @property {(prompt: string) => string | null | Promise<string | null>} [onInput] asked for a line when `stdin` is used
 *   up, with what stands before it on the line; null: there is no more. The program waits, and its time stands still
 *
 * @typedef {Omit<RunOptions, "input"> & PageOptions} RunCallOptions
 *
 * @typedef {object} RunRequest
 * @property {{ code: string, args?: SerializedPythonArg[], options: RunOptions }} message the RUN message's fields
 * @property {number} timeout milliseconds
 * @property {Omit<PageOptions, "args">} page
 */

/**
 * @param {unknown} code
 * @param {unknown} options a RunCallOptions
 * @returns {RunRequest}
 * @throws whatever a getter of the caller's throws, and TypeError for what is no request
 */
export function readRunRequest(code, options = {}) {
  if (typeof code !== "string") throw new TypeError(`code must be text, not ${kind(code)}.`);
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`The options of run() must be an object, not ${kind(options)}.`);
  }
  const given = /** @type {Record<string, unknown>} */ (options);
  const { args, signal, onOutput, onFrames, onInput } = given;
  if (args !== undefined && !Array.isArray(args)) {
    throw new TypeError(`args must be an array of { type, value }, not ${kind(args)}.`);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`signal must be an AbortSignal, not ${kind(signal)}.`);
  }
  for (const [name, listener] of Object.entries({ onOutput, onFrames, onInput })) {
    if (listener === undefined || typeof listener === "function") continue;
    throw new TypeError(`${name} must be a function, not ${kind(listener)}.`);
  }
  /** @type {Record<string, unknown>} output and frames are streamed unless unwanted: a kill can't take them along */
  const wireOptions = { stream: true, input: onInput !== undefined };
  for (const name of WIRE_OPTIONS) {
    const value = given[name];
    if (value !== undefined) wireOptions[name] = value;
  }
  const { timeout = DEFAULT_TIMEOUT } = wireOptions;
  if (typeof timeout !== "number" || !Number.isFinite(timeout) || timeout <= 0) {
    throw new TypeError(`timeout must be a number of milliseconds above 0, not ${timeout}.`);
  }
  const fields = { code, ...(args && { args }), options: { ...wireOptions, timeout } };
  return { message: cloned(fields), timeout, page: /** @type {PageOptions} */ ({ signal, onOutput, onFrames, onInput }) };
}

/**
 * @param {any} fields
 * @throws {TypeError} where something in it can't be sent to a worker: a function, a DOM node
 */
function cloned(fields) {
  try {
    return structuredClone(fields);
  } catch (error) {
    throw new TypeError(`The arguments or options can't be sent to the worker: ${messageOf(error)}`);
  }
}

/**
 * @param {unknown} error anything that was thrown, which need not be an Error
 * @returns {string}
 */
export function messageOf(error) {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return "something was thrown that can't be shown";
  }
}

/** @param {unknown} value */
function kind(value) {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
