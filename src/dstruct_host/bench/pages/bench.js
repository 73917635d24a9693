/** What the pages of the benchmarks have in common: the product's runner, and the port behind its back. */
import { PythonRunner } from "./runner.js";

/** Settles when the runner's worker has loaded Pyodide: the port on which pyodide.mjs serves. */
let resolvePort;
const port = new Promise((resolve) => (resolvePort = resolve));

const NativeWorker = Worker;

globalThis.Worker = class extends NativeWorker {
  constructor(url, options) {
    super(url, options);
    this.addEventListener("message", ({ data }) => {
      if (!data?.bench) return;
      data.bench.start();
      resolvePort(data.bench);
    });
  }
};

export const runner = new PythonRunner("./");

/** Load everything. */
export async function init() {
  if (!crossOriginIsolated) throw new Error("The page is not cross-origin isolated: its clock is too coarse.");
  await runner.init();
}

/** The value of one service of pyodide.mjs. */
export async function ask(name, ...values) {
  const channel = await port;
  const answer = new Promise((resolve) => channel.addEventListener("message", resolve, { once: true }));
  channel.postMessage([name, ...values]);
  const { value, error } = (await answer).data;
  if (error) throw new Error(error);
  return value;
}

/** Run a program through the product; gives the milliseconds from the call to its result, and the result. */
export async function timedRun(code, options) {
  const start = performance.now();
  const result = await runner.run(code, options);
  const milliseconds = performance.now() - start;
  if (result.error) throw new Error(`${result.error.name}: ${result.error.message}`);
  return { milliseconds, result };
}
