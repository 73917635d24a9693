/**
 * The trampoline: what Python calls many functions written in C through, since they take fewer arguments than it gives.
 *
 * Pyodide makes it of WebAssembly where the browser can have it, and puts down its address in Python's memory before
 * anything runs. Where there is none, JavaScript does the calling, which is slower; and a program can't wait for a
 * promise (JSPI) while JavaScript lies between. A snapshot knows of no trampoline, as the one it was made with is not
 * here, and overwrites the address: so it is kept meanwhile, and put back.
 *
 * @typedef {object} Module Pyodide's `_module`: C's variables, as addresses in bytes, and the memory they are in
 * @property {Int32Array} HEAP32
 * @property {number} __PyRuntime
 * @property {number} __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET 314's: how far into __PyRuntime the address is
 * @property {number} __PyEM_EMSCRIPTEN_COUNT_ARGS_OFFSET 0.29's
 * @property {number | undefined} _PyEM_CountArgsPtr 0.29's: it keeps the address itself
 *
 * @typedef {(settings: unknown) => Promise<Module>} CreateModule what `pyodide.asm.mjs` has, which nothing else gives out
 */
export class Trampoline {
  #address = 0;

  /**
   * Make the module and keep the address, as the option `createPyodideModule`; 0.29 does not know it and never calls.
   *
   * @param {Promise<CreateModule | null>} create null for 0.29
   * @returns {CreateModule}
   */
  keptBy(create) {
    return async (settings) => {
      const make = /** @type {CreateModule} */ (await create);
      const module = await make(settings);
      this.#address = module.HEAP32[place(module)] ?? 0;
      return module;
    };
  }

  /** @param {Module} module which the snapshot has been copied into */
  putBack(module) {
    module.HEAP32[place(module)] = module._PyEM_CountArgsPtr ?? this.#address;
  }
}

/**
 * Whether there is one. Pyodide makes none on iOS, and to wait for a promise kills the interpreter then.
 *
 * @param {Module} module
 */
export function hasTrampoline(module) {
  return Boolean(module.HEAP32[place(module)]);
}

/** @param {Module} module */
function place({ HEAP32, __PyRuntime, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET, __PyEM_EMSCRIPTEN_COUNT_ARGS_OFFSET }) {
  const offset = HEAP32[(__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET ?? __PyEM_EMSCRIPTEN_COUNT_ARGS_OFFSET) / 4] ?? NaN;
  return (__PyRuntime + offset) / 4;
}
