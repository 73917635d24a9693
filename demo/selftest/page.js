// @ts-check
/**
 * Shows the checks' outcomes while they come in, and gives the report to whoever drives the page: `window.selftest` is
 * a promise of it, and when it is there the element `report` holds it as JSON.
 *
 * @import { Outcome, Report } from "./suite.js"
 */
import { byId, element } from "../dom.js";
import { GROUPS } from "./checks.js";
import { runSuite } from "./suite.js";

/** What of READY's capabilities is a version, and no ability of the browser's. */
const VERSIONS = ["pyodide", "python", "wheel"];

const summary = byId("summary", HTMLElement);
const total = GROUPS.reduce((sum, { checks }) => sum + checks.length, 0);
let shown = 0;
let group = "";

const report = runSuite(GROUPS, show);
Object.defineProperty(window, "selftest", { value: report });
report.then(summarize);

/** @param {Outcome} outcome */
function show({ group: title, name, outcome, why, milliseconds }) {
  const rows = byId("checks", HTMLElement);
  if (title !== group) {
    rows.append(element("tr", {}, element("th", { scope: "rowgroup", colspan: 4, class: "group" }, title)));
    group = title;
  }
  rows.append(
    element(
      "tr",
      { "data-outcome": outcome },
      element("th", { scope: "row" }, name),
      element("td", {}, outcome),
      element("td", {}, why),
      element("td", { class: "number" }, String(milliseconds)),
    ),
  );
  shown += 1;
  summary.textContent = `${shown} of ${total} checks are done`;
}

/** @param {Report} report */
function summarize(report) {
  const { passed, failed, missing } = report.total;
  const seconds = (report.milliseconds / 1000).toFixed(1);
  summary.dataset.state = failed ? "failed" : "passed";
  summary.textContent = `${passed} passed, ${failed} failed, ${missing} can't be done here; ${seconds} s`;
  const entries = Object.entries(report.capabilities ?? {});
  const versions = entries.filter(([name]) => VERSIONS.includes(name));
  const abilities = entries.filter(([name]) => !VERSIONS.includes(name));
  const text = [...versions, ...abilities].map(([name, value]) => `${name}: ${value}`).join(", ");
  byId("capabilities", HTMLElement).textContent = text || "Python did not load.";
  byId("report", HTMLElement).textContent = JSON.stringify(report, null, 2);
}
