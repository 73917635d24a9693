/**
 * Stands in for Pyodide's pyodide.mjs, which lies beside it as pyodide-core.mjs: loads it as it is and, besides, runs
 * programs bare in the same interpreter for whoever asks on the channel "bench".
 */
import { loadPyodide as load } from "./pyodide-core.mjs";

export * from "./pyodide-core.mjs";

/** @param {object} options */
export async function loadPyodide(options) {
  const pyodide = await load(options);
  const channel = new BroadcastChannel("bench");
  channel.addEventListener("message", ({ data: program }) => {
    const namespace = pyodide.globals.get("dict")();
    const start = performance.now();
    const value = pyodide.runPython(program, { globals: namespace });
    const milliseconds = performance.now() - start;
    value?.destroy?.();
    namespace.destroy();
    channel.postMessage(milliseconds);
  });
  return pyodide;
}
