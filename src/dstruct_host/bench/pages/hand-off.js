/**
 * The time from the end of a program to its frames in the page, by several ways. What tells the end of a program is
 * Python's clock in the worker; it is translated to the page's.
 */
import { ask, init, runner, workerItself } from "./bench.js";

const PINGS = 20;

/** Milliseconds in which browsers collect the garbage of what was measured before. */
const REST = 500;

/** A cap on frames that no program here comes near, and a limit in milliseconds. */
const LIMITS = { maxFrames: 4_000_000, timeout: 600_000 };

/** What Python's clock has to be moved by to be the page's: as the quickest of several questions tells it. */
async function clockOffset() {
  let [quickest, offset] = [Infinity, 0];
  for (let ping = 0; ping < PINGS; ping++) {
    const asked = performance.now();
    const there = await ask("inside", "now", null);
    const took = performance.now() - asked;
    if (took < quickest) [quickest, offset] = [took, asked + took / 2 - there];
  }
  return offset;
}

/** Each way gives the frames, in the page, when their program ended on Python's clock, and their bytes if known. */
const WAYS = {
  /** A dict a frame, `json.dumps`, `JSON.parse`, structured clone. */
  plain: (request) => ask("inside", "hand_off", request),

  /** What the worker answers to whoever talks to it directly. */
  objects: async ({ source, size }) => {
    const result = await ownRun(programOf(source, size));
    return { end: endOf(result), frames: result.callstack };
  },

  /** What `PythonRunner` gives: columns of numbers that are transferred, read when a frame is asked for. */
  packed: async ({ source, size }) => {
    const message = nextMessage(({ type }) => type === "RUN_RESULT");
    const result = await runner.run(programOf(source, size), LIMITS);
    if (result.error) throw new Error(result.error.message);
    return { end: endOf(result), frames: result.frames, bytes: bytesOf((await message).packed) };
  },
};

/** The milliseconds that one way takes until the first frame can be read, how many frames came, and their bytes. */
export async function handOff(way, request) {
  await init();
  await ask("inside", "collect", null);
  await new Promise((resolve) => setTimeout(resolve, REST));
  const offset = await clockOffset();
  const { end, frames, bytes = 0 } = await WAYS[way](request);
  frames.at(0);
  return { milliseconds: performance.now() - (end + offset), frames: frames.length, bytes };
}

let requests = 0;

/** The result of a RUN that is sent past the runner. */
async function ownRun(code) {
  const requestId = `bench-${++requests}`;
  const answer = nextMessage(({ type, requestId: id }) => id === requestId && /^(RUN_RESULT|ERROR)$/.test(type));
  (await workerItself()).postMessage({ type: "RUN", requestId, code, options: LIMITS });
  const { result, error } = await answer;
  if (error ?? result.error) throw new Error((error ?? result.error).message);
  return result;
}

/** The next message of the worker that is wanted. */
async function nextMessage(wanted) {
  const worker = await workerItself();
  return new Promise((resolve) => {
    const listen = ({ data }) => {
      if (!wanted(data)) return;
      worker.removeEventListener("message", listen);
      resolve(data);
    };
    worker.addEventListener("message", listen);
  });
}

/** @param {string} source defines `main(size)` @param {number} size */
function programOf(source, size) {
  return `${source}\n\nmain(${size})\n`;
}

/** All that is transferred. */
function bytesOf(packed) {
  const views = Object.values(packed).filter(ArrayBuffer.isView);
  return views.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}

/** @param {{ startTimestamp: number, runtime: number }} result */
function endOf({ startTimestamp, runtime }) {
  return startTimestamp + runtime;
}
