/** Plays what chaos_plan.py has planned, and tells what became of it; judges nothing but the shape of results. */
import { PythonRunner } from "./runner.js";

/** Milliseconds after which the runs of an act that have not settled never will: KILL_GRACE is 2 s, RESULT_GRACE 30 s. */
const PATIENCE = 60_000;

/** How much of a text is told. */
const LONGEST = 4_000;

/** The fields of an ExecutionResult and of what is in it, each with what says that it is right. */
const isText = (value) => typeof value === "string";
const isNumber = Number.isFinite;
const isMaybe = (is) => (value) => value === undefined || is(value);
const hasShape = (fields) => (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).every((name) => name in fields) &&
  Object.entries(fields).every(([name, is]) => is(value[name]));
const SHAPE = {
  output: isText,
  stderr: isMaybe(isText),
  runtime: (value) => isNumber(value) && value >= 0,
  startTimestamp: isNumber,
  callstack: Array.isArray,
  error: isMaybe(
    hasShape({
      name: (value) => isText(value) && value !== "",
      message: isText,
      stack: isMaybe(isText),
      line: isMaybe(Number.isInteger),
      column: isMaybe(Number.isInteger),
    }),
  ),
  returnValue: isMaybe((value) => hasShape({ text: isText, json: () => true })(value)),
  truncated: isMaybe(hasShape({ output: isMaybe(isNumber), frames: isMaybe(isNumber) })),
};

// --- workers ---------------------------------------------------------------------------------------------------------

/** The workers that live, each with the number of its runner. */
const living = new Map();
/** The most that ever lived at once, of all runners and of one. */
const most = { all: 0, ofOne: 0 };

globalThis.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options);
    living.set(this, new URL(url).searchParams.get("runner"));
    const runners = [...living.values()];
    const ofOne = runners.filter((runner) => runner === living.get(this)).length;
    Object.assign(most, { all: Math.max(most.all, runners.length), ofOne: Math.max(most.ofOne, ofOne) });
  }

  terminate() {
    super.terminate();
    living.delete(this);
  }
};

/** @type {PythonRunner} */
let runner;
let runners = 0;
let traits;

/** Have a new runner: `options` are PythonRunner's, `shared` says whether it may take the page for an isolated one. */
function renew(wanted) {
  runner?.dispose();
  traits = wanted;
  Object.defineProperty(globalThis, "crossOriginIsolated", { configurable: true, value: traits.shared });
  runner = new PythonRunner("./", { workerURL: `./worker.js?runner=${++runners}`, ...traits.options });
}

// --- an act ----------------------------------------------------------------------------------------------------------

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What the page does to the runner; each gives whether it did anything. */
const DISTURBANCES = {
  interrupt: () => runner.interrupt(),
  dispose: () => {
    runner.dispose();
    return true;
  },
  // As a browser tells of a worker that died; `which` is a number from 0 to 1.
  crash: ({ which }) => {
    const victim = [...living.keys()][Math.floor(which * living.size)];
    victim?.dispatchEvent(new ErrorEvent("error", { message: "chaos" }));
    return victim !== undefined;
  },
};

/** Play an act; gives what became of its runs. */
window.play = async ({ renewed, runs, disturbance, pause }) => {
  if (renewed) renew(renewed);
  const interrupts = [];
  const begun = runs.map((run) => begin(run, interrupts));
  let disturbed = false;
  const timer = setTimeout(() => (disturbed = DISTURBANCES[disturbance.what](disturbance)), disturbance?.after ?? 2 ** 30);
  let giveUp;
  const patience = new Promise((resolve) => (giveUp = setTimeout(resolve, PATIENCE)));
  await Promise.race([Promise.all(begun.map(({ over }) => over)), patience]);
  clearTimeout(timer);
  clearTimeout(giveUp); // it would keep all of this for a minute
  await sleep(pause); // what is heard of a run that is over comes now
  const told = begun.map(({ told }) => ({ ...told }));
  if (runner.state === "disposed" || told.some(({ settled }) => settled === 0)) renew(traits);
  return { runs: told, disturbed, interrupted: interrupts.filter(Boolean).length };
};

/** Start a run; `told` is filled in while it lasts, `over` resolves at its end. */
function begin({ code, options, unclonable, abortAfter, answers, onOutput }, interrupts) {
  const told = { settled: 0, problems: [] };
  const abort = new AbortController();
  const heard = () => {
    if (told.settled) told.problems.push("something was heard of it after its end");
    if (onOutput === "interrupt") interrupts.push(runner.interrupt());
    if (onOutput === "throw") throw new Error("chaos: an error of the page's own");
  };
  if (abortAfter === 0) abort.abort();
  if (abortAfter > 0) setTimeout(() => abort.abort(), abortAfter);
  const given = {
    ...options,
    ...(abortAfter !== null && { signal: abort.signal }),
    ...(onOutput !== null && { onOutput: heard }),
    ...(answers !== null && { onInput: () => (answers === "" ? new Promise(() => {}) : answers) }),
    ...(unclonable && { args: [() => {}] }),
  };
  const end = (result) => {
    told.settled++;
    try {
      Object.assign(told, outcome(result));
      if (!hasShape(SHAPE)({ ...result })) told.problems.push(`no ExecutionResult: ${Object.keys({ ...result })}`);
      if (result.frames.length !== result.callstack.length) told.problems.push("frames and callstack differ");
    } catch (error) {
      told.problems.push(`no ExecutionResult: ${error}`);
    }
  };
  let promise;
  try {
    promise = runner.run(code, given);
  } catch (error) {
    told.problems.push(`run() threw: ${error}`);
    promise = Promise.resolve({});
  }
  const over = promise.then(end, (error) => {
    told.settled++;
    told.problems.push(`run() rejected: ${error}`);
  });
  return { told, over };
}

const outcome = ({ output, error, returnValue, frames }) => ({
  output: output.slice(0, LONGEST),
  ending: error?.name ?? "",
  message: error?.message.slice(0, LONGEST) ?? "",
  returned: returnValue?.text.slice(0, LONGEST) ?? null,
  frames: frames.length,
});

// --- the whole -------------------------------------------------------------------------------------------------------

// The browser's notes on every file that a worker loads, up to 250, would be counted as the page's memory.
performance.setResourceTimingBufferSize(0);

// What the runner reports of the page's own errors is part of the play.
addEventListener("error", (event) => event.message.includes("chaos") && event.preventDefault());

/** The most workers that ever lived at once. */
window.workers = async () => most;

/** End the last runner; gives how many workers live on. */
window.leave = async () => {
  runner.dispose();
  return living.size;
};
