/**
 * Reads what the page posted: a well-formed message, or what is wrong with it. Nothing about it is taken on trust, for
 * a worker that throws in its listener, or ignores a message, leaves a page waiting for ever.
 *
 * @import { DescribeMessage, InitMessage, InputMessage, InterruptMessage, PythonWorkerInMessage, RunMessage } from "./protocol.js"
 */

/** The `requestId` of the answers to INIT, which carries none. */
export const INIT_REQUEST = "__init__";

/** A message that can't be served; `requestId` is what its ERROR is addressed to. */
export class BadMessage extends TypeError {
  /**
   * @param {string} requestId
   * @param {string} problem
   */
  constructor(requestId, problem) {
    super(problem);
    this.name = "TypeError";
    this.requestId = requestId;
  }
}

/**
 * @param {unknown} data what the page posted
 * @returns {PythonWorkerInMessage}
 * @throws {BadMessage}
 */
export function readMessage(data) {
  if (!isRecord(data)) throw new BadMessage("", `A message must be an object with a "type", not ${kind(data)}.`);
  switch (data.type) {
    case "INIT":
      return readInit(data);
    case "RUN":
      return readRun(data);
    case "DESCRIBE":
      return readDescribe(data);
    case "INTERRUPT":
      return readInterrupt(data);
    case "INPUT":
      return readInput(data);
    default: {
      const type = typeof data.type === "string" ? `"${data.type}"` : kind(data.type);
      throw new BadMessage(requestIdOf(data), `Unknown message type ${type}. Known are INIT, RUN, DESCRIBE, INTERRUPT and INPUT.`);
    }
  }
}

/**
 * @param {Record<string, unknown>} data
 * @returns {InitMessage}
 */
function readInit({ indexURL, ended, snapshot, control, memoryLimit, lockdown }) {
  if (indexURL !== undefined && typeof indexURL !== "string") {
    throw new BadMessage(INIT_REQUEST, `INIT.indexURL must be text, not ${kind(indexURL)}.`);
  }
  if (ended !== undefined && typeof ended !== "boolean") {
    throw new BadMessage(INIT_REQUEST, `INIT.ended must be true or false, not ${kind(ended)}.`);
  }
  if (snapshot !== undefined && snapshot !== false && typeof snapshot !== "string") {
    throw new BadMessage(INIT_REQUEST, `INIT.snapshot must be an address or false, not ${kind(snapshot)}.`);
  }
  if (control !== undefined && Object.prototype.toString.call(control) !== "[object SharedArrayBuffer]") {
    throw new BadMessage(INIT_REQUEST, `INIT.control must be a SharedArrayBuffer, not ${kind(control)}.`);
  }
  if (lockdown !== undefined && typeof lockdown !== "boolean") {
    throw new BadMessage(INIT_REQUEST, `INIT.lockdown must be true or false, not ${kind(lockdown)}.`);
  }
  if (memoryLimit !== undefined && !isPositive(memoryLimit)) {
    const problem = `INIT.memoryLimit must be a number of bytes above 0, not ${show(memoryLimit)}.`;
    throw new BadMessage(INIT_REQUEST, problem);
  }
  return {
    type: "INIT",
    ...(indexURL !== undefined && { indexURL }),
    ...(ended !== undefined && { ended }),
    ...(snapshot !== undefined && { snapshot }),
    ...(control !== undefined && { control }),
    ...(memoryLimit !== undefined && { memoryLimit: Number(memoryLimit) }),
    ...(lockdown !== undefined && { lockdown }),
  };
}

/**
 * @param {Record<string, unknown>} data
 * @returns {RunMessage}
 */
function readRun(data) {
  const requestId = requiredRequestId(data);
  const { code, args, options, packed } = data;
  if (typeof code !== "string") throw new BadMessage(requestId, `RUN.code must be text, not ${kind(code)}.`);
  if (args !== undefined && !Array.isArray(args)) {
    throw new BadMessage(requestId, `RUN.args must be an array of { type, value }, not ${kind(args)}.`);
  }
  if (options !== undefined && !isRecord(options)) {
    throw new BadMessage(requestId, `RUN.options must be an object, not ${kind(options)}.`);
  }
  if (packed !== undefined && typeof packed !== "boolean") {
    throw new BadMessage(requestId, `RUN.packed must be true or false, not ${kind(packed)}.`);
  }
  for (const name of ["stream", "input"]) {
    const value = options?.[name];
    if (value === undefined || typeof value === "boolean") continue;
    throw new BadMessage(requestId, `RUN.options.${name} must be true or false, not ${kind(value)}.`);
  }
  const timeout = options?.timeout;
  if (timeout !== undefined && !isPositive(timeout)) {
    const problem = `RUN.options.timeout must be a number of milliseconds above 0, not ${show(timeout)}.`;
    throw new BadMessage(requestId, problem);
  }
  return { type: "RUN", requestId, code, ...(args && { args }), ...(options && { options }), ...(packed && { packed }) };
}

/**
 * @param {Record<string, unknown>} data
 * @returns {DescribeMessage}
 */
function readDescribe(data) {
  const requestId = requiredRequestId(data);
  const { code, args, entry } = data;
  if (typeof code !== "string") throw new BadMessage(requestId, `DESCRIBE.code must be text, not ${kind(code)}.`);
  if (args !== undefined && !(Number.isInteger(args) && Number(args) >= 0)) {
    throw new BadMessage(requestId, `DESCRIBE.args must be a number of arguments, not ${show(args)}.`);
  }
  if (entry !== undefined && typeof entry !== "string") {
    throw new BadMessage(requestId, `DESCRIBE.entry must be text, not ${kind(entry)}.`);
  }
  return {
    type: "DESCRIBE",
    requestId,
    code,
    ...(args !== undefined && { args: Number(args) }),
    ...(entry !== undefined && { entry }),
  };
}

/**
 * @param {Record<string, unknown>} data
 * @returns {InterruptMessage}
 */
function readInterrupt(data) {
  return { type: "INTERRUPT", requestId: requiredRequestId(data) };
}

/**
 * @param {Record<string, unknown>} data
 * @returns {InputMessage}
 */
function readInput(data) {
  const requestId = requiredRequestId(data);
  const { text } = data;
  if (text === null || typeof text === "string") return { type: "INPUT", requestId, text };
  throw new BadMessage(requestId, `INPUT.text must be text, or null where there is no more, not ${kind(text)}.`);
}

/** @param {Record<string, unknown>} data */
function requiredRequestId(data) {
  const requestId = requestIdOf(data);
  if (requestId) return requestId;
  throw new BadMessage("", `${data.type}.requestId must be text that isn't empty, not ${show(data.requestId)}.`);
}

/** @param {Record<string, unknown>} data */
function requestIdOf({ requestId }) {
  return typeof requestId === "string" ? requestId : "";
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
function isPositive(value) {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

/** @param {unknown} value */
function show(value) {
  return typeof value === "number" || value === "" ? JSON.stringify(String(value)) : kind(value);
}

/** @param {unknown} value */
function kind(value) {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
