/**
 * An interpreter loaded as the worker loads it, restored or not: has Python wait for promises, and tells what came of it.
 *
 * `program` puts its function `wait` among the worker's globals.
 */
import { loadRuntime } from "/load-runtime.js";

const later = (value, milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds, value));

self.addEventListener("message", async ({ data: { program, snapshotURL } }) => {
  self.postMessage(await seen(program, snapshotURL).catch((error) => ({ error: String(error) })));
});

async function seen(program, snapshotURL) {
  const directory = new URL("/", location).href;
  const runtime = await loadRuntime({ indexURL: directory, ownDirectory: directory, snapshotURL }, null, () => {});
  const run = async (code) => {
    const { result } = await runtime.run(JSON.stringify({ code }), notInterrupted);
    if (JSON.parse(result).error) throw new Error(result);
  };
  await run(program);
  const { restored, jspi } = runtime.capabilities;
  const call = jspi ? self.wait.callPromising.bind(self.wait) : self.wait;
  const waited = [];
  for (const promise of [() => later("first", 30), () => Promise.reject(new Error()), () => later("second", 10)]) {
    try {
      waited.push(await call(promise()));
    } catch (error) {
      waited.push(String(error).trim().split("\n").at(-1).split(":")[0]);
    }
  }
  await run("from js import globalThis\nglobalThis.after = 'alive'");
  return { restored, jspi, waited, after: self.after };
}

/** The sink: whether the program was interrupted is all that is asked here, and given both ways. */
function notInterrupted(_kind, _what, settle) {
  settle?.(false);
  return false;
}
