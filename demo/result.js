// @ts-check
/** Shows what a run came to: return value, output, error. */

import { byId } from "./dom.js";
import { count } from "./frame-text.js";

/** @typedef {import("../worker/protocol.d.ts").ExecutionResult} ExecutionResult */

/** @param {ExecutionResult} result @param {(line: number) => void} goTo brings the cursor to a line of the program */
export function showResult(result, goTo) {
  byId("result", HTMLElement).hidden = false;
  const { error, returnValue, truncated } = result;
  showText("return", "return-value", returnValue?.text);
  showText("output", "output", result.output);
  showText("stderr", "stderr", result.stderr);
  byId("runtime", HTMLElement).textContent =
    `${result.runtime.toFixed(1)} ms, ${count(result.callstack.length, "step")}`;

  byId("error", HTMLElement).hidden = error === undefined;
  byId("error-name", HTMLElement).textContent = error?.name ?? "";
  byId("error-message", HTMLElement).textContent = error?.message ?? "";
  const stack = byId("error-stack", HTMLElement);
  stack.hidden = !error?.stack;
  stack.textContent = error?.stack ?? "";
  const line = byId("error-line", HTMLButtonElement);
  line.hidden = error?.line === undefined;
  line.dataset.line = String(error?.line ?? "");
  line.textContent = `Go to line ${error?.line}`;
  line.onclick = () => goTo(error?.line ?? 1);

  const cut = [];
  if (truncated?.frames) cut.push(`at least ${count(truncated.frames, "further step")} not recorded`);
  if (truncated?.output) cut.push(`${count(truncated.output, "byte")} of output not kept`);
  const notice = byId("truncated", HTMLElement);
  notice.hidden = cut.length === 0;
  notice.textContent = `A limit was reached: ${cut.join("; ")}.`;
}

/** @param {"return" | "output" | "stderr"} row @param {string} id @param {string | undefined} text */
function showText(row, id, text) {
  byId(`${row}-row`, HTMLElement).hidden = text === undefined || text === "";
  byId(id, HTMLElement).textContent = text ?? "";
}
