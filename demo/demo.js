// @ts-check
/** The demo page: joins editor, argument fields, runner, result and player. */

import { ArgumentFields } from "./argument-fields.js";
import { byId, element } from "./dom.js";
import { Editor } from "./editor.js";
import { PlayerView } from "./player-view.js";
import { showResult } from "./result.js";
import { PythonRunner } from "./runner.js";
import { createPythonRuntimeArgs } from "./runtime-args.js";

/** @typedef {import("../worker/protocol.d.ts").ExecutionResult} ExecutionResult */
/** @typedef {import("../worker/protocol.d.ts").SerializedPythonArg} SerializedPythonArg */
/** @typedef {import("./argument-fields.js").CaseArgument} CaseArgument */
/** @typedef {{ title: string, description: string, arguments: CaseArgument[] }} Example */

const HERE = new URL("./", import.meta.url);
const DESCRIBE_AFTER = 300; // milliseconds without a keystroke

const picker = byId("example", HTMLSelectElement);
const runButton = byId("run", HTMLButtonElement);
const stopButton = byId("stop", HTMLButtonElement);
const progress = byId("progress", HTMLProgressElement);
const status = byId("status", HTMLElement);
const description = byId("description", HTMLElement);
const entryHint = byId("entry", HTMLElement);

const runner = new PythonRunner(HERE.href, { onProgress: showProgress });
const editor = new Editor(byId("editor", HTMLElement), { onChange: edited, onRun: () => void run() });
const fields = new ArgumentFields(byId("arguments", HTMLElement), { onChange: describeSoon });
const player = new PlayerView(editor);

/** @type {Map<string, Example>} by name, in the order of the picker */
const examples = new Map();
let running = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let describeTimer;

byId("add-argument", HTMLButtonElement).addEventListener("click", () => fields.add());
runButton.addEventListener("click", () => void run());
addEventListener("keydown", (event) => {
  // In the editor it is a key of the editor's, which has handled it.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) void run();
});
stopButton.addEventListener("click", () => void runner.interrupt());
picker.addEventListener("change", () => void showExample());
// What nobody caught is shown too: a learner has no console.
addEventListener("error", (event) => say("failed", `Something went wrong: ${event.message}`));
addEventListener("unhandledrejection", (event) => say("failed", `Something went wrong: ${event.reason}`));

void Promise.all([loadRuntime(), loadExamples()]);

/**
 * What goes on: one sentence for people, one word for whoever watches the page.
 * @param {string} state @param {string} text
 */
function say(state, text) {
  status.dataset.state = state;
  status.textContent = text;
}

/** @param {{ value: number, stage: string }} load every load is told: the first, and that after a run was stopped */
function showProgress({ value, stage }) {
  progress.value = value;
  progress.hidden = value >= 100;
  progress.title = stage;
  if (status.dataset.state === "loading") say("loading", stage);
}

/** Loads Python ahead of the next run. */
async function loadRuntime() {
  try {
    await runner.init();
  } catch (error) {
    progress.hidden = true;
    say("failed", `Python could not be loaded: ${messageOf(error)} The next run tries again.`);
    return;
  }
  if (status.dataset.state === "loading") say("ready", "Ready");
  await describe();
}

// --- examples --------------------------------------------------------------------------------------------------------

async function loadExamples() {
  try {
    const names = /** @type {string[]} */ (await (await fetched("examples/index.json")).json());
    const loaded = names.map(
      async (name) => /** @type {Example} */ (await (await fetched(`examples/${name}.json`)).json()),
    );
    for (const [i, example] of (await Promise.all(loaded)).entries()) {
      const name = /** @type {string} */ (names[i]);
      examples.set(name, example);
      picker.append(element("option", { value: name }, example.title));
    }
    const wanted = decodeURIComponent(location.hash.slice(1));
    picker.value = examples.has(wanted) ? wanted : (names[0] ?? "");
    await showExample();
  } catch (error) {
    description.textContent = `The examples could not be loaded: ${messageOf(error)}`;
  }
}

/** Shows the example that is picked. */
async function showExample() {
  const name = picker.value;
  const example = examples.get(name);
  if (!example) return;
  try {
    const code = await (await fetched(`examples/${name}.py`)).text();
    if (picker.value !== name) return; // another one was picked meanwhile
    history.replaceState(null, "", `#${name}`);
    description.textContent = example.description;
    byId("result", HTMLElement).hidden = true;
    player.clear();
    editor.text = code;
    fields.values = example.arguments;
    document.body.dataset.example = name;
    if (!running && runner.state === "ready") say("ready", "Ready");
    await describe();
  } catch (error) {
    description.textContent = `The example could not be loaded: ${messageOf(error)}`;
  }
}

/** @param {string} path */
async function fetched(path) {
  const answer = await fetch(new URL(path, HERE));
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${answer.statusText}`);
  return answer;
}

// --- a run -----------------------------------------------------------------------------------------------------------

async function run() {
  if (running) return;
  const code = editor.text;
  let args;
  try {
    args = createPythonRuntimeArgs(fields.values);
  } catch (error) {
    const result = {
      output: "",
      callstack: [],
      runtime: 0,
      startTimestamp: 0,
      error: { name: "TypeError", message: messageOf(error) },
    };
    finish(result, [], code);
    return;
  }
  running = true;
  runButton.disabled = true;
  stopButton.disabled = false;
  say("running", runner.state === "ready" ? "Running" : "Loading Python, then running");
  const result = await runner.run(code, { args });
  running = false;
  runButton.disabled = false;
  stopButton.disabled = true;
  finish(result, args, code);
  // A run that was stopped took its worker along.
  if (runner.state === "idle" && result.error?.name !== "InitError") await loadRuntime();
  else await describe(); // there may have been edits during the run
}

/** @param {ExecutionResult} result @param {SerializedPythonArg[]} args @param {string} code */
function finish(result, args, code) {
  showResult(result, (line) => editor.goTo(line));
  player.load(result, args, code);
  if (result.error) say("error", `Ended with ${result.error.name}`);
  else say("done", "Done");
}

// --- what the run would call -----------------------------------------------------------------------------------------

function edited() {
  player.codeChanged(editor.text);
  describeSoon();
}

function describeSoon() {
  clearTimeout(describeTimer);
  describeTimer = setTimeout(() => void describe(), DESCRIBE_AFTER);
}

/** Tells what a run would call; the names of its parameters go to the fields. */
async function describe() {
  clearTimeout(describeTimer);
  if (running || runner.state !== "ready") return;
  const code = editor.text;
  const { entry, error } = await runner.describe(code, { args: fields.values.length });
  // What no function takes may be too few yet: the names of its parameters are wanted all the same.
  const parameters = entry?.parameters ?? (await runner.describe(code)).entry?.parameters;
  fields.parameters = parameters ?? [];
  if (error) entryHint.textContent = `As it stands the program can't be run: ${error.message}`;
  else if (entry) entryHint.textContent = `The run calls ${entry.name}(${entry.parameters.join(", ")}).`;
  else entryHint.textContent = "The run goes through the program from top to bottom.";
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
