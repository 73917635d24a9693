// @ts-check
/**
 * What is checked, group by group. A promise that this browser, page or build can't keep is CantHere, with the reason;
 * which that is, READY's capabilities say wherever they can.
 *
 * @import { PackedFrames } from "../packed-frames.js"
 * @import { RunCallOptions } from "../runner.js"
 * @import { Check, Group, Here } from "./suite.js"
 */
import { CantHere, expect, expectMatch } from "./expect.js";
import { BUNDLE } from "./suite.js";

/** Python for: so much of the time is over that whoever could stop the program had the time to. */
const BUSY = "import time\nend = time.monotonic() + 0.4\nwhile time.monotonic() < end: pass\n";
/**
 * One call into C, in which no interrupt reaches the interpreter: only the end of its worker does. It takes some 15
 * seconds, since WebKit goes on with it all the same, and has less time for the checks that follow.
 */
const UNINTERRUPTIBLE = "print('begun')\nsum(range(3 * 10**8))";

/** Programs that never end by themselves, by what is endless. */
const ENDLESS = {
  "a while loop": "while True: pass",
  "a for loop": "import itertools\nfor _ in itertools.count(): pass",
  "a comprehension": "import itertools\n[None for _ in itertools.count() if False]",
  "a generator": "def forever():\n    while True: yield 1\nfor one in forever(): pass",
  recursion: "def down(n):\n    if n: down(n - 1)\nwhile True: down(100)",
  "a loop that catches everything": "while True:\n    try:\n        while True: pass\n    except: pass",
  "a loop that swallows BaseException": "while True:\n    try:\n        x = 1\n    except BaseException: continue",
  "a wait": "import time\nwhile True: time.sleep(0.01)",
};

/** Milliseconds in which a program has begun even on a slow machine that is busy with something else. */
const ENOUGH_TO_BEGIN = 700;

/** Arguments: the type, the value sent, and what the program's `repr` of it is. */
const ARGUMENTS = /** @type {const} */ ([
  ["array", [1, 2.5, "a", null], "[1, 2.5, 'a', None]"],
  ["array", { items: [1, 2], nodeIds: ["p", "q"], treeName: "mine" }, "[1, 2]"],
  ["matrix", [[1, 2], [3]], "[[1, 2], [3]]"],
  ["graph", [[0, 1], [1, 2]], "[[0, 1], [1, 2]]"],
  ["set", [2, 2], "{2}"],
  ["map", { a: 1 }, "{'a': 1}"],
  ["object", { a: { b: [] } }, "{'a': {'b': []}}"],
  ["string", "é\n😀", "'é\\n😀'"],
  ["number", 7, "7"],
  ["number", 0.5, "0.5"],
  ["boolean", true, "True"],
  ["binaryTree", [4, 7, 2, null, 3], "[4, 7, 2, null, 3]"],
  ["binaryTree", null, "None"],
  ["linkedList", [1, 2, 3], "1 -> 2 -> 3"],
]);

/** What run() is given that is no request. */
const NO_REQUESTS = /** @type {any[][]} */ ([
  [],
  [5],
  ["1", null],
  ["1", { args: "text" }],
  ["1", { args: [() => 1] }],
  ["1", { args: [{ type: "number", value: 1n }] }],
  ["1", { timeout: 0 }],
  ["1", { timeout: "1000" }],
  ["1", { signal: {} }],
]);

/** What a worker is posted that is no message. */
const NO_MESSAGES = [null, "RUN", {}, { type: "FOO" }, { type: "RUN", code: "1" }, { type: "INIT", indexURL: 5 }];

/** What lies beyond Python in a worker. */
const BEYOND = ["fetch", "XMLHttpRequest", "WebSocket", "indexedDB", "caches", "Worker", "postMessage", "eval"];

/** @type {Group[]} */
export const GROUPS = [
  {
    title: "Loading",
    checks: [
      {
        name: "Python loads, and says how far it is",
        seconds: 60,
        vital: true,
        async run({ runner }) {
          const told = /** @type {number[]} */ ([]);
          await runner.init({ onProgress: ({ value, stage }) => stage && told.push(value) });
          const kept = told.filter((value) => [5, 45, 70, 100].includes(value));
          expectMatch(kept, [5, 45, 70, 100], "the progress");
          expectMatch(told, [...told].sort((a, b) => a - b), "the progress");
          expect(runner.state === "ready", `the runner is ${runner.state}`);
        },
      },
      {
        name: "READY tells the versions and the abilities",
        async run({ capabilities }) {
          expectMatch(await capabilities(), {
            pyodide: (/** @type {string} */ version) => /^\d+\.\d+\.\d+/.test(version),
            python: (/** @type {string} */ version) => /^3\.\d+\.\d+/.test(version),
            wheel: (/** @type {string} */ version) => /^\d+\.\d+/.test(version),
            crossOriginIsolated: globalThis.crossOriginIsolated,
            jspi: "Suspending" in WebAssembly,
          });
        },
      },
      {
        name: "Python is restored from the snapshot",
        async run({ capabilities }) {
          if (!("DecompressionStream" in globalThis)) throw new CantHere("there is no DecompressionStream");
          expectMatch(await capabilities(), { restored: true }, "READY's capabilities");
        },
      },
      {
        name: "without the snapshot Python is started",
        seconds: 60,
        async run({ newRunner }) {
          const runner = newRunner({ snapshot: new URL("nowhere/snapshot.bin", BUNDLE) });
          expectMatch(await runner.init(), { restored: false }, "READY's capabilities");
          expectMatch(await runner.run("print(1)"), { output: "1\n", error: undefined });
        },
      },
      {
        name: "the worker by itself: a run too early, a load that fails, the next one, and a whole callstack",
        async run({ runner, newWorker }) {
          const worker = newWorker();
          const early = await worker.ask({ type: "RUN", requestId: "early", code: "1" });
          expectMatch(early, { type: "ERROR", requestId: "early", error: { name: "InitError" } }, "a RUN before INIT");
          const failed = await worker.ask({ type: "INIT", indexURL: new URL("nowhere/", BUNDLE).href });
          expectMatch(failed, { type: "ERROR", requestId: "__init__", error: { name: "InitError" } }, "the answer");
          expectMatch(await worker.ask({ type: "INIT" }), { type: "READY" }, "the answer to the next INIT");
          const code = "nums = [3, 1, 2]\nnums.sort()";
          const { result } = await worker.ask({ type: "RUN", requestId: "run", code });
          const untimed = (/** @type {any[]} */ frames) => frames.map((frame) => ({ ...frame, timestamp: 0 }));
          expectMatch(untimed(result.callstack), untimed((await runner.run(code)).callstack), "the callstack");
        },
      },
    ],
  },
  {
    title: "Runs",
    checks: [
      program("output and return value", "print('out')\ndef f(a, b): return a + b", {
        output: "out\n",
        returnValue: { text: "3", json: 3 },
        error: undefined,
      }, { args: [{ type: "number", value: 1 }, { type: "number", value: 2 }] }),
      program("error output", "import sys\nprint('to err', file=sys.stderr)", { output: "", stderr: "to err\n" }),
      program("Unicode, astral characters and lone surrogates", "print('é 漢 😀', '\\ud800', len('😀'))", {
        output: (/** @type {string} */ text) => text.startsWith("é 漢 😀 ") && text.endsWith(" 1\n"),
      }),
      program("an exception, its line, and what was printed before", "print(1)\nx = 0\nprint(1 / x)", {
        output: "1\n",
        error: { name: "ZeroDivisionError", line: 3 },
      }),
      program("a syntax error and its line", "x = 1\ndef f(:", { error: { name: "SyntaxError", line: 2 } }),
      program("an exit", "import sys\nprint(1)\nsys.exit(3)", { output: "1\n", error: { name: "SystemExit" } }),
      program("an exit without an error", "import sys\nprint(1)\nsys.exit()", { output: "1\n", error: undefined }),
      program("endless recursion, and the interpreter lives on", "def f(n): return f(n + 1)\nf(0)", {
        error: { name: "RecursionError", line: 1 },
      }),
      program("lines of input", "print(input('? ') + input())", { output: "? ab\n" }, { stdin: ["a", "b"] }),
      program("no more input", "input()", { error: { name: "EOFError" } }, { stdin: [] }),
      program("the standard library", "import json, re, heapq, math\nprint(json.dumps([math.pi > 3]))", {
        output: "[true]\n",
      }),
      program("a module that is not there", "import numpy_of_no_bundle", { error: { name: "ModuleNotFoundError" } }),
      program("asyncio", "import asyncio\nasync def f(): print(await asyncio.sleep(0.01, 5))\nasyncio.run(f())", {
        output: "5\n",
      }),
      {
        name: "chance that is seeded",
        async run({ runner }) {
          const draw = (/** @type {number} */ seed) => runner.run("import random\nprint(random.random())", { seed });
          const [first, again, other] = await Promise.all([draw(1), draw(1), draw(2)]);
          expectMatch(again, { output: first.output, error: undefined });
          expect(first.output !== other.output, "two seeds give the same number");
        },
      },
      {
        name: "the browser's clock",
        async run({ runner }) {
          const { output } = await runner.run("import time\nprint(time.time())");
          const apart = Math.abs(Number(output) - Date.now() / 1000);
          expect(apart < 60, `Python's clock is ${apart} s from the browser's`);
        },
      },
      program("more output than may be kept", "print('x' * 5_000_000)", {
        output: "x".repeat(2 ** 20),
        truncated: { output: 5_000_001 - 2 ** 20 },
      }),
      program("a limit of output that is asked for", "print('x' * 100)", {
        output: "xxxxx",
        truncated: { output: 96 },
      }, { maxOutput: 5 }),
      ...ARGUMENTS.map(([type, value, text]) =>
        program(`an argument: ${type} ${JSON.stringify(value)}`, "def f(a): return a", { returnValue: { text } }, {
          args: [{ type, value: /** @type {unknown} */ (value) }],
        }),
      ),
      program("an argument of a wrong shape", "def f(a): return a", { error: { name: "TypeError" } }, {
        args: [{ type: "binaryTree", value: "no tree" }],
      }),
      {
        name: "what is no request is a TypeError",
        async run({ runner }) {
          const results = await Promise.all(NO_REQUESTS.map((given) => runner.run(.../** @type {[any]} */ (given))));
          for (const result of results) expectMatch(result, { output: "", error: { name: "TypeError" } });
        },
      },
      {
        name: "what is no message is a TypeError",
        async run({ newWorker }) {
          const worker = newWorker();
          for (const message of NO_MESSAGES) {
            const problem = `the answer to ${JSON.stringify(message)}`;
            expectMatch(await worker.ask(message), { type: "ERROR", error: { name: "TypeError" } }, problem);
          }
        },
      },
      {
        name: "describe() names the function and its parameters",
        async run({ runner }) {
          const described = await runner.describe("def f(x, y): ...");
          expectMatch(described, { entry: { name: "f", parameters: ["x", "y"] } }, "the description");
          const wrong = await runner.describe("def f(:");
          expectMatch(wrong, { entry: null, error: { name: "SyntaxError" } }, "the description");
        },
      },
    ],
  },
  {
    title: "Frames",
    checks: [
      program("changes and reads are recorded", "nums = [3, 1]\nnums[0] += 1\nnums.append(nums[1])", {
        callstack: holding("addArray", "readArrayItem", "setVal", "addArrayItem"),
      }),
      program("steps are recorded where asked for", "def f(x):\n    y = x\n    return y\nf(1)", {
        callstack: holding("line", "call", "return", "variable"),
      }, { record: { steps: true } }),
      program("nothing is recorded where it is not wanted", "nums = [1]\nnums[0] = 2", {
        callstack: [],
      }, { record: false }),
      {
        name: "frames are made when they are asked for, and are the callstack",
        async run({ runner }) {
          const result = await runner.run("nums = [3, 1, 2]\nnums.sort()\nprint(nums[0], {'é': [1, None]})");
          expect(result.frames.length > 3, `there are ${result.frames.length} frames`);
          expect(result.frames.at(0) !== result.frames.at(0), "frames are kept");
          expect(result.callstack === result.callstack, "the callstack is made twice");
          expectMatch([...result.frames], result.callstack, "the frames");
          expectMatch(result.callstack, [...result.frames], "the callstack");
          expectMatch(structuredClone({ ...result }).callstack, result.callstack, "a copy's callstack");
        },
      },
      program("more frames than may be kept", "nums = []\nfor i in range(1000): nums.append(i)", {
        error: undefined,
        callstack: (/** @type {any[]} */ frames) => frames.length <= 100 && frames.length > 50,
        truncated: { frames: (/** @type {number} */ lost) => lost > 0 },
      }, { maxFrames: 100 }),
    ],
  },
  {
    title: "Ends",
    checks: [
      ...Object.entries(ENDLESS).map(([what, code]) => ({
        name: `${what} ends at its time limit, and the interpreter lives on`,
        run: (/** @type {Here} */ { runner }) => endsSoftly(runner, code),
      })),
      {
        name: "a run that its time ends keeps its frames",
        async run({ runner }) {
          const code = "items = []\nwhile True: items.append(1)";
          const result = await runner.run(code, { timeout: ENOUGH_TO_BEGIN, maxFrames: 200 });
          expectMatch(result, { error: { name: "TimeoutError" } });
          expect(result.frames.length > 50, `there are ${result.frames.length} frames`);
        },
      },
      {
        name: "one long call into C is killed, and the next run has a Python again",
        async run({ runner }) {
          const killed = await runner.run(UNINTERRUPTIBLE, { timeout: 200 });
          expectMatch(killed, { error: { name: "TimeoutError" } });
          expectMatch(await runner.run("print('next')"), { output: "next\n", error: undefined }, "the next result");
        },
      },
      {
        name: "whatever a stack that overflows in C does, the run ends, and the next one works",
        async run({ runner }) {
          const results = await Promise.all([
            runner.run("link = None\nfor _ in range(200_000): link = [link]\ndel link", { record: false }),
            runner.run("print('next')"),
          ]);
          expectMatch(results[1], { output: "next\n", error: undefined }, "the next result");
          const { name } = results[0].error ?? {};
          expect(name === undefined || name === "WorkerError", `the run ended with ${name}`);
        },
      },
      {
        name: "runs take their turn, and each has its own limit",
        async run({ runner }) {
          const order = /** @type {number[]} */ ([]);
          const programs = [`${BUSY}print(0)`, "print(1)", "while True: pass", "print(3)"];
          const results = await Promise.all(
            programs.map(async (code, number) => {
              const result = await runner.run(code, { timeout: number === 2 ? 100 : 5000 });
              order.push(number);
              return result.error?.name ?? result.output;
            }),
          );
          expectMatch(order, [0, 1, 2, 3], "the order");
          expectMatch(results, ["0\n", "1\n", "TimeoutError", "3\n"], "the results");
        },
      },
      {
        name: "interrupt() ends the run that has its turn, and the next one works",
        async run({ runner }) {
          expectMatch(await interrupted(runner, "while True: pass"), { error: { name: "KeyboardInterrupt" } });
          expectMatch(await runner.run("print(2)"), { output: "2\n", error: undefined }, "the next result");
        },
      },
      {
        name: "an interrupted run keeps its output, and the interpreter lives on",
        async run({ runner, capabilities }) {
          const { interrupt } = await capabilities();
          if (interrupt === "terminate") throw new CantHere("needs JSPI or cross-origin isolation");
          const result = await interrupted(runner, "print(1)\nwhile True: pass");
          expectMatch(result, { output: "1\n", error: { name: "KeyboardInterrupt" } });
          expect(runner.state === "ready", `the runner is ${runner.state}`);
        },
      },
      {
        name: "a signal that is aborted ends its run while that waits for its turn, and no other",
        async run({ runner }) {
          const [busy, aborted] = await Promise.all([
            runner.run(`${BUSY}print(1)`),
            runner.run("print(2)", { signal: AbortSignal.timeout(100) }),
          ]);
          expectMatch(busy, { output: "1\n", error: undefined });
          expectMatch(aborted, { output: "", error: { name: "KeyboardInterrupt" } }, "the aborted run's result");
        },
      },
      {
        name: "dispose() ends everything, for good",
        async run({ newRunner }) {
          const runner = newRunner();
          const running = runner.run("while True: pass");
          runner.dispose();
          const disposed = { output: "", error: { name: "RuntimeError" } };
          expectMatch(await running, disposed);
          expectMatch(await runner.run("print(1)"), disposed, "a later result");
          const error = await runner.init().then(() => null, (error) => error);
          expectMatch(error, { name: "RuntimeError" }, "what init() rejects with");
          expect(runner.state === "disposed", `the runner is ${runner.state}`);
        },
      },
    ],
  },
  {
    title: "While it runs",
    checks: [
      {
        name: "output comes while the program runs",
        async run({ runner }) {
          const heard = /** @type {string[]} */ ([]);
          const onOutput = (/** @type {{ text: string }} */ { text }) => heard.push(text);
          const running = runner.run(`print('first')\n${BUSY}${BUSY}print('last')`, { onOutput });
          const early = await Promise.race([running.then(() => "nothing"), until(() => heard[0])]);
          expect(early?.startsWith("first") ?? false, `${early} was heard while it ran`); // the newline may come later
          const { output } = await running;
          expectMatch(heard.join(""), output, "what was heard");
        },
      },
      {
        name: "frames come while the program runs",
        async run({ runner }) {
          const heard = /** @type {PackedFrames[]} */ ([]);
          const onFrames = (/** @type {PackedFrames} */ frames) => heard.push(frames);
          const running = runner.run(`a = [1]\n${BUSY}${BUSY}${BUSY}a[0] = 2`, { onFrames });
          const early = await Promise.race([running.then(() => null), until(() => heard[0])]);
          expectMatch(early?.at(0), { name: "addArray" }, "the first frame that was heard");
          expectMatch((await running).frames.at(-1), { name: "setVal" }, "the last frame");
        },
      },
      {
        name: "a program whose worker had to be killed keeps its output and frames",
        async run({ runner }) {
          const result = await runner.run(`a = [1]\n${BUSY}${BUSY}${UNINTERRUPTIBLE}`, { timeout: 3000 });
          expectMatch(result, { output: "begun\n", error: { name: "TimeoutError" } });
          expectMatch(result.callstack[0], { name: "addArray" }, "the first frame");
        },
      },
      {
        name: "a program may ask the page for input",
        async run({ runner, capabilities }) {
          const { input } = await capabilities();
          if (input === "lines") throw new CantHere("needs JSPI or cross-origin isolation");
          const onInput = async (/** @type {string} */ prompt) => `to ${prompt}: Ada`;
          expectMatch(await runner.run("print(input('name? '))", { onInput }), { output: "name? to name? : Ada\n" });
        },
      },
      {
        name: "shared memory",
        async run({ capabilities }) {
          if (!globalThis.crossOriginIsolated) throw new CantHere("the page is not cross-origin isolated");
          if (!("SharedArrayBuffer" in globalThis)) throw new CantHere("there is no SharedArrayBuffer");
          expect(new SharedArrayBuffer(8).byteLength === 8, "it has the wrong size");
          expectMatch(await capabilities(), { crossOriginIsolated: true }, "READY's capabilities");
        },
      },
      {
        name: "a second worker stands by for the one that is killed",
        async run({ newRunner }) {
          const { Worker } = globalThis;
          const workerURL = new URL("worker.js?standby", BUNDLE).href; // another check's runner may warm one of its own
          let workers = 0;
          globalThis.Worker = class extends Worker {
            /** @param {ConstructorParameters<typeof Worker>} given */
            constructor(...given) {
              super(...given);
              workers += Number(String(given[0]) === workerURL);
            }
          };
          try {
            await newRunner({ workerURL, standby: true }).init();
            const waited = sleep(2500).then(() => {
              throw new CantHere("none was warmed: little memory");
            });
            await Promise.race([until(() => workers > 1), waited]);
            await sleep(500);
            expect(workers === 2, `${workers} workers were made`);
          } finally {
            globalThis.Worker = Worker;
          }
        },
      },
    ],
  },
  {
    title: "Walls",
    checks: [
      {
        name: "a run leaves no variable and no module behind",
        async run({ runner }) {
          await runner.run("import sys\nleft = 1\nsys.argv.append('left')");
          expectMatch(await runner.run("import sys\nprint('left' in globals(), 'left' in sys.argv)"), {
            output: "False False\n",
          });
        },
      },
      {
        name: "an interpreter of its own for a run that asks for one, with a chance of its own",
        async run({ runner }) {
          const code = "import json, random, uuid\nprint(hasattr(json, 'mine'), random.random(), uuid.uuid4())";
          await runner.run("import json\njson.mine = 1");
          const [one, other] = await Promise.all([runner.run(code), runner.run(code, { isolation: "interpreter" })]);
          const [, ...numbers] = one.output.trim().split(" ");
          const [mine, ...others] = other.output.trim().split(" ");
          expect(mine === "False", "what an earlier run left is there");
          expect(new Set([...numbers, ...others]).size === 4, `the numbers are ${[...numbers, ...others]}`);
        },
      },
      {
        name: "a program reaches nothing but Python",
        async run({ runner }) {
          const attempt = "  try:\n    import js\n    getattr(js, name)\n    print(name)\n  except Exception: pass";
          const result = await runner.run(`for name in ${JSON.stringify(BEYOND)}:\n${attempt}`);
          expectMatch(result, { output: "", error: undefined });
        },
      },
      {
        name: "a program that wants too much memory gets a MemoryError, and the interpreter lives on",
        async run({ newRunner }) {
          const runner = newRunner({ memoryLimit: 128 * 2 ** 20 });
          const result = await runner.run("print(1)\nwant = bytearray(400 * 2**20)");
          expectMatch(result, { output: "1\n", error: { name: "MemoryError" } });
          expectMatch(await runner.run("print(2)"), { output: "2\n", error: undefined }, "the next result");
        },
      },
      {
        name: "all of this needs no more than a strict content security policy allows",
        run() {
          expectMatch(violations, [], "what was refused");
          let refused = false;
          try {
            new Function("");
          } catch {
            refused = true;
          }
          if (!refused) throw new CantHere("this page is served without such a policy");
        },
      },
    ],
  },
];

/** What the page's content security policy refused so far. */
const violations = /** @type {string[]} */ ([]);
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  violations.push(`${violatedDirective}: ${blockedURI}`);
});

/**
 * A program of which no more is asked than its result.
 *
 * @param {string} name
 * @param {string} code
 * @param {object} expected as expectMatch() takes it
 * @param {RunCallOptions} [options]
 * @returns {Check}
 */
function program(name, code, expected, options) {
  return {
    name,
    async run({ runner }) {
      expectMatch(await runner.run(code, options), expected);
      expect(runner.state === "ready", `the runner is ${runner.state}`);
    },
  };
}

/**
 * Whether frames of all these names are among them.
 *
 * @param {...string} names
 */
function holding(...names) {
  return (/** @type {{ name: string }[]} */ frames) =>
    names.every((wanted) => frames.some(({ name }) => name === wanted));
}

/**
 * @param {Here["runner"]} runner
 * @param {string} code a program without an end
 */
async function endsSoftly(runner, code) {
  const result = await runner.run(`print('begun')\n${code}`, { timeout: ENOUGH_TO_BEGIN, maxFrames: 1000 });
  expectMatch(result, { output: "begun\n", error: { name: "TimeoutError" } });
  expect(runner.state === "ready", `the runner is ${runner.state}`);
}

/**
 * @param {Here["runner"]} runner
 * @param {string} code a program that runs for a while
 */
async function interrupted(runner, code) {
  await runner.init();
  const running = runner.run(code);
  await sleep(300);
  expect(runner.interrupt(), "there was nothing to interrupt");
  return running;
}

/** @param {number} milliseconds */
function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Wait for what `value` gives to be true; what it is then.
 *
 * @template Value
 * @param {() => Value} value
 */
async function until(value) {
  while (!value()) await sleep(20);
  return value();
}
