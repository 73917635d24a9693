/** A worker in which Python still has its bridge to JavaScript, and only lockdown.js stands in its way. */
import { loadPyodide } from "/pyodide.mjs";
import { lockDown } from "/lockdown.js";

const post = self.postMessage.bind(self);
const pyodide = await loadPyodide({ indexURL: "/" });
self.addEventListener("message", ({ data, isTrusted }) => {
  if (isTrusted) post(pyodide.runPython(data));
});
lockDown();
post("ready");
