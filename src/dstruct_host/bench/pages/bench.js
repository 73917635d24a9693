/** What the pages of the benchmarks have in common: the product's runner, and the port behind its back. */
import { PythonRunner } from "./runner.js";

/** Settles when the runner's worker has loaded Pyodide: that worker, and the port on which its pyodide.mjs serves. */
let resolveLoaded;
const loaded = new Promise((resolve) => (resolveLoaded = resolve));

const NativeWorker = Worker;

globalThis.Worker = class extends NativeWorker {
  constructor(url, options) {
    super(url, options);
    this.addEventListener("message", ({ data }) => {
      if (!data?.bench) return;
      data.bench.start();
      resolveLoaded({ worker: this, port: data.bench });
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
  const { port } = await loaded;
  const answer = new Promise((resolve) => port.addEventListener("message", resolve, { once: true }));
  port.postMessage([name, ...values]);
  const { value, error } = (await answer).data;
  if (error) throw new Error(error);
  return value;
}

/** The worker, for whoever talks to it past the runner. */
export async function workerItself() {
  return (await loaded).worker;
}

/** Run a program through the product; gives the milliseconds from the call to its result, and the result. */
export async function timedRun(code, options) {
  const start = performance.now();
  const result = await runner.run(code, options);
  const milliseconds = performance.now() - start;
  if (result.error) throw new Error(`${result.error.name}: ${result.error.message}`);
  return { milliseconds, result };
}
