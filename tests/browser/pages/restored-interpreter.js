/** A restored interpreter by itself: loads the harness's wheel into it as any package, and tells what Python finds. */
import { loadPyodide } from "/pyodide.mjs";
import { openSnapshot } from "/snapshot.js";

self.addEventListener("message", async ({ data }) => {
  const anything = Promise.resolve(() => null);
  const { memory, filled } = await openSnapshot("/snapshot.bin", anything);
  await filled;
  const pyodide = await loadPyodide({ indexURL: "/", _loadSnapshot: memory });
  const before = pyodide.runPython(data);
  await pyodide.loadPackage("dstruct-runner", { messageCallback: () => {} });
  self.postMessage({ before, after: pyodide.runPython(data) });
});
