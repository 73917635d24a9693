// @ts-check
/**
 * Runs checks one after the other, each with a time limit of its own: whatever a browser does, there is a report.
 *
 * @import { Capabilities, RunnerOptions } from "../runner.js"
 */
import { PythonRunner } from "../runner.js";
import { CantHere } from "./expect.js";
import { RawWorker } from "./raw-worker.js";

/** Where the bundle is: this file's parent directory, wherever that is served. */
export const BUNDLE = new URL("../", import.meta.url);

/** Seconds that a check may take unless it says otherwise. */
const TIME_LIMIT = 20;

/**
 * @typedef {object} Check
 * @property {string} name the promise that is checked
 * @property {(here: Here) => unknown} run throws or rejects where it is broken, with CantHere where it can't be kept
 * @property {number} [seconds] its time limit
 * @property {boolean} [vital] whether nothing after it makes sense where it fails
 *
 * @typedef {{ title: string, checks: Check[] }} Group
 *
 * @typedef {object} Outcome
 * @property {string} group
 * @property {string} name
 * @property {"passed" | "failed" | "can't here"} outcome
 * @property {string} why empty where it passed
 * @property {number} milliseconds
 *
 * @typedef {object} Report
 * @property {Outcome[]} checks
 * @property {{ passed: number, failed: number, missing: number }} total
 * @property {Capabilities | null} capabilities of READY; null where Python did not load
 * @property {string} browser its own name for itself
 * @property {number} milliseconds
 */

/** What a check has at hand. What it makes is gone when it is over. */
export class Here {
  /** The runner that all checks share. Its Python is loaded once the first of them has passed. */
  runner;
  #ends = /** @type {(() => void)[]} */ ([]);

  /** @param {PythonRunner} runner */
  constructor(runner) {
    this.runner = runner;
  }

  /** READY's. */
  capabilities = async () => /** @type {Capabilities} */ (await this.runner.init());

  /**
   * A runner of the check's own, with no second worker to take the time of other checks.
   *
   * @param {RunnerOptions} [options]
   */
  newRunner = (options) => {
    const runner = new PythonRunner(BUNDLE, { standby: false, ...options });
    this.#ends.push(() => runner.dispose());
    return runner;
  };

  /** A worker of the check's own, not yet told INIT. */
  newWorker = () => {
    const raw = new RawWorker();
    this.#ends.push(() => raw.worker.terminate());
    return raw;
  };

  /** To be called when the check is over. */
  end() {
    for (const end of this.#ends) end();
  }
}

/**
 * @param {readonly Group[]} groups
 * @param {(outcome: Outcome) => void} onOutcome told of each check when it is over
 * @returns {Promise<Report>} never rejects
 */
export async function runSuite(groups, onOutcome) {
  const begin = performance.now();
  const checks = /** @type {Outcome[]} */ ([]);
  let runner = new PythonRunner(BUNDLE);
  let hopeless = "";
  for (const { title, checks: ofGroup } of groups) {
    for (const check of ofGroup) {
      const outcome = hopeless
        ? /** @type {const} */ ({ outcome: "failed", why: hopeless, milliseconds: 0 })
        : await outcomeOf(check, runner);
      if (check.vital && outcome.outcome !== "passed") hopeless = `not tried, since this failed: ${check.name}`;
      if (outcome.outcome === "failed") {
        // Whatever state it is in now is not the next check's.
        runner.dispose();
        runner = new PythonRunner(BUNDLE);
      }
      checks.push({ group: title, name: check.name, ...outcome });
      onOutcome({ group: title, name: check.name, ...outcome });
    }
  }
  const capabilities = hopeless ? null : ((await runner.init().catch(() => null)) ?? null);
  runner.dispose();
  const count = (/** @type {Outcome["outcome"]} */ kind) => checks.filter(({ outcome }) => outcome === kind).length;
  const total = { passed: count("passed"), failed: count("failed"), missing: count("can't here") };
  return { checks, total, capabilities, browser: navigator.userAgent, milliseconds: performance.now() - begin };
}

/**
 * @param {Check} check
 * @param {PythonRunner} runner
 * @returns {Promise<Pick<Outcome, "outcome" | "why" | "milliseconds">>}
 */
async function outcomeOf({ run, seconds = TIME_LIMIT }, runner) {
  const begin = performance.now();
  const here = new Here(runner);
  let timer = 0;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not over after ${seconds} s`)), seconds * 1000);
  });
  const over = () => Math.round(performance.now() - begin);
  try {
    await Promise.race([(async () => run(here))(), limit]);
    return { outcome: "passed", why: "", milliseconds: over() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { outcome: error instanceof CantHere ? "can't here" : "failed", why, milliseconds: over() };
  } finally {
    clearTimeout(timer);
    here.end();
  }
}
