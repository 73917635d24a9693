/**
 * Makes what lets a bundle start fast, in Node: `node make.mjs PYODIDE WHEEL INSIDE OUTPUT`.
 *
 * PYODIDE is the directory of the npm package, WHEEL the harness, INSIDE the Python file beside this one. OUTPUT gets the
 * wheel with bytecode, under the wheel's name, and `snapshot.bin`.
 *
 * The same inputs give the same bytes, on any machine and in any Node: clocks stand still, what should be random is a
 * fixed pattern, and Python itself, in WebAssembly, does the compressing.
 */
import nodeCrypto from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodidePath, wheelPath, insidePath, output] = process.argv.slice(2);
process.argv.length = 1; // Pyodide would hand them to Python as sys.argv, and the path of this file as its own

process.env.TZ = "UTC";
Object.defineProperty(globalThis, "navigator", { value: undefined }); // newer Nodes have one, which has a language
const noon = Date.UTC(2000, 0, 1, 12);
Date.now = () => noon;
performance.now = () => 1000;
crypto.getRandomValues = nodeCrypto.randomFillSync = (view) => {
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).forEach((_, i, bytes) => (bytes[i] = 31 * i + 7));
  return view;
};
// Python puts down in its memory, once, whether it can wait for a promise (JSPI). The snapshot's says that it can, in any
// Node, though nothing waits here: where the browser can't, Pyodide finds that out anew when it is asked to wait.
WebAssembly.Suspending = WebAssembly.promising = function (unchanged) {
  return unchanged;
};

const { loadPyodide, version } = await import(pathToFileURL(join(pyodidePath, "pyodide.mjs")).href);
const options = { indexURL: pyodidePath };

const tools = await loadPyodide({ ...options });
tools.runPython(readFileSync(insidePath, "utf8"));
const wheel = bytesOf(tools.globals.get("with_bytecode")(new Uint8Array(readFileSync(wheelPath))));
writeFileSync(join(output, basename(wheelPath)), wheel);

const pyodide = await loadPyodide({ ...options, _makeSnapshot: true });
pyodide.unpackArchive(wheel, "wheel", { extractDir: pyodide.pyimport("site").getsitepackages().get(0) });
pyodide.pyimport("importlib").invalidate_caches();
pyodide.pyimport("dstruct_runner.snapshot").prepare();
clearFreeMemory(pyodide._module);
clearTrampoline(pyodide._module);
const memory = pyodide.makeMemorySnapshot();

const header = {
  pyodide: version,
  wheel: basename(wheelPath).split("-")[1],
  wheelSha256: nodeCrypto.createHash("sha256").update(wheel).digest("hex"),
  bytes: memory.length,
};
const file = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), memory]);
writeFileSync(join(output, "snapshot.bin"), bytesOf(tools.globals.get("compressed")(new Uint8Array(file))));

/** The bytes of a Python `bytes`. */
function bytesOf(proxy) {
  const bytes = proxy.toJs();
  proxy.destroy();
  return bytes;
}

/**
 * Say that there is no trampoline (worker/trampoline.js), as there is none in Node 20 and some browsers: newer Nodes make
 * one, whose address is of no use elsewhere.
 */
function clearTrampoline(module) {
  const { HEAP32, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET, __PyEM_EMSCRIPTEN_COUNT_ARGS_OFFSET } = module;
  const offset = HEAP32[(__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET ?? __PyEM_EMSCRIPTEN_COUNT_ARGS_OFFSET) / 4];
  HEAP32[(module.__PyRuntime + offset) / 4] = 0;
}

/**
 * Fill with zeros what `malloc` has to give away: the snapshot would carry whatever was freed there.
 *
 * Measured: of 7.5 MB compressed it takes away one.
 */
function clearFreeMemory(module) {
  const { _emscripten_builtin_malloc: malloc, _emscripten_builtin_free: free, _sbrk: sbrk } = module;
  const end = sbrk(0);
  const blocks = [];
  // From large to small; what lies beyond the end was not there before, so there was nothing of that size left.
  for (let size = 1 << 20; size >= 32; size /= 2) {
    for (;;) {
      const block = malloc(size);
      if (block + size > end) {
        free(block);
        break;
      }
      module.HEAPU8.fill(0, block, block + size);
      blocks.push(block);
    }
  }
  blocks.forEach((block) => free(block));
}
