/**
 * Stands in for Pyodide's pyodide.mjs, which lies beside it as pyodide-core.mjs: loads it as it is and, besides, hands
 * the page a port on which it serves what the product has no message for. It answers `[name, ...arguments]` with
 * `{ value }` or `{ error }`.
 */
import { InterruptBuffer } from "./interrupt-buffer.js";
import { loadPyodide as load } from "./pyodide-core.mjs";

export * from "./pyodide-core.mjs";

/** @param {object} options */
export async function loadPyodide(options) {
  const pyodide = await load(options);
  const archive = await fetch(new URL("inside.zip", import.meta.url));
  pyodide.unpackArchive(await archive.arrayBuffer(), "zip");
  const { port1, port2 } = new MessageChannel();
  const services = { bare: (program) => bare(pyodide, program), inside: measurer(pyodide) };
  port1.addEventListener("message", ({ data: [name, ...values] }) => {
    try {
      port1.postMessage({ value: services[name](...values) });
    } catch (error) {
      port1.postMessage({ error: String(error) });
    }
  });
  port1.start();
  self.postMessage({ bench: port2 }, [port2]);
  return pyodide;
}

/** The milliseconds of one bare runPython. */
function bare(pyodide, program) {
  const namespace = pyodide.globals.get("dict")();
  const start = performance.now();
  const value = pyodide.runPython(program, { globals: namespace });
  const milliseconds = performance.now() - start;
  value?.destroy?.();
  namespace.destroy();
  return milliseconds;
}

/**
 * Gives what calls a function of the Python package `inside` with a request and returns its answer. Python is handed
 * `arm()` and `disarm()`: with them it puts the product's interrupt buffer in force, as the worker does for
 * a run, and away again, as it is in a Pyodide that nobody can interrupt.
 */
function measurer(pyodide) {
  const interrupts = new InterruptBuffer();
  const arm = () => {
    interrupts.arm();
    pyodide.setInterruptBuffer(interrupts);
  };
  const disarm = () => {
    interrupts.disarm();
    pyodide.setInterruptBuffer(undefined);
  };
  let answer = null;
  return (part, request) => {
    answer ??= pyodide.pyimport("inside").answer;
    disarm();
    try {
      return JSON.parse(answer(part, JSON.stringify(request), arm, disarm));
    } finally {
      disarm();
    }
  };
}
