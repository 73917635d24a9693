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
/** @typedef {{ title: string, description: string, arguments: import("./argument-fields.js").CaseArgument[] }} Example */

const HERE = new URL("./", import.meta.url);
const DESCRIBE_AFTER = 300; // milliseconds without a keystroke

const picker = byId("example", HTMLSelectElement);
const runButton = byId("run", HTMLButtonElement);
const stopButton = byId("stop", HTMLButtonElement);
const progress = byId("progress", HTMLProgressElement);
const status = byId("status", HTMLElement);
const entryHint = byId("entry", HTMLElement);

const runner = new PythonRunner(HERE.href);
const editor = new Editor(byId("editor", HTMLElement), { onChange: edited, onRun: () => void run() });
const fields = new ArgumentFields(byId("arguments", HTMLElement), { onChange: describeSoon });
const player = new PlayerView(editor);

let ready = false;
let running = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let describeTimer;

byId("add-argument", HTMLButtonElement).addEventListener("click", () => fields.add());
runButton.addEventListener("click", () => void run());
stopButton.addEventListener("click", () => void runner.interrupt());
picker.addEventListener("change", () => void showExample(picker.value));
// What nobody caught is shown too: a learner has no console.
addEventListener("error", (event) => say("failed", `Something went wrong: ${event.message}`));
addEventListener("unhandledrejection", (event) => say("failed", `Something went wrong: ${event.reason}`));

void Promise.all([loadRuntime(), loadExamples()]);

/** What goes on: one sentence for people, one word for whoever watches the page. @param {string} state @param {string} text */
function say(state, text) {
  status.dataset.state = state;
  status.textContent = text;
}

async function loadRuntime() {
  say("loading", "Loading Python");
  try {
    await runner.init({
      onProgress: ({ value, stage }) => {
        progress.value = value;
        if (!running) say("loading", stage);
      },
    });
  } catch (error) {
    progress.hidden = true;
    say("failed", `Python could not be loaded: ${messageOf(error)}`);
    runButton.disabled = false; // a run tries again
    return;
  }
  progress.hidden = true;
  ready = true;
  if (running) return;
  say("ready", "Ready");
  runButton.disabled = false;
  await describe();
}

// --- examples --------------------------------------------------------------------------------------------------------

async function loadExamples() {
  try {
    const names = /** @type {string[]} */ (await (await fetched("examples/index.json")).json());
    const examples = await Promise.all(names.map(async (name) => /** @type {Promise<Example>} */ ((await fetched(`examples/${name}.json`)).json())));
    names.forEach((name, i) => picker.append(element("option", { value: name }, examples[i]?.title ?? name)));
    const wanted = decodeURIComponent(location.hash.slice(1));
    const name = names.includes(wanted) ? wanted : names[0];
    if (name !== undefined) await showExample(name);
  } catch (error) {
    byId("description", HTMLElement).textContent = `The examples could not be loaded: ${messageOf(error)}`;
  }
}

/** @param {string} name */
async function showExample(name) {
  try {
    const [example, code] = await Promise.all([
      fetched(`examples/${name}.json`).then((answer) => /** @type {Promise<Example>} */ (answer.json())),
      fetched(`examples/${name}.py`).then((answer) => answer.text()),
    ]);
    picker.value = name;
    history.replaceState(null, "", `#${name}`);
    byId("description", HTMLElement).textContent = example.description;
    byId("result", HTMLElement).hidden = true;
    player.clear();
    editor.text = code;
    fields.values = example.arguments;
    document.body.dataset.example = name;
    if (ready && !running) say("ready", "Ready");
    await describe();
  } catch (error) {
    byId("description", HTMLElement).textContent = `The example could not be loaded: ${messageOf(error)}`;
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
  if (running || runButton.disabled) return;
  const code = editor.text;
  let args;
  try {
    args = createPythonRuntimeArgs(fields.values);
  } catch (error) {
    const result = { output: "", callstack: [], runtime: 0, startTimestamp: 0, error: { name: "TypeError", message: messageOf(error) } };
    finish(result, [], code);
    return;
  }
  running = true;
  runButton.disabled = true;
  stopButton.disabled = false;
  say("running", ready ? "Running" : "Loading Python, then running");
  try {
    finish(await runner.run(code, { args }), args, code);
  } finally {
    running = false;
    runButton.disabled = false;
    stopButton.disabled = true;
  }
}

/** @param {ExecutionResult} result @param {import("../worker/protocol.d.ts").SerializedPythonArg[]} args @param {string} code */
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

async function describe() {
  clearTimeout(describeTimer);
  if (!ready || running) return;
  const { entry } = await runner.describe(editor.text, { args: fields.values.length });
  fields.parameters = entry?.parameters ?? [];
  entryHint.textContent = entry ? `The run calls ${entry.name}(${entry.parameters.join(", ")}).` : "The run goes through the program from top to bottom.";
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
