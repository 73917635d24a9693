/** A worker that does nothing but `loadPyodide`, as a page would that needs Python and nothing of ours. */
self.addEventListener("message", async () => {
  const { loadPyodide } = await import("./pyodide.mjs");
  await loadPyodide({ indexURL: new URL(".", import.meta.url).href });
  self.postMessage({ type: "READY" });
});
