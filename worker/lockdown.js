/**
 * Takes from this worker everything that Python is not to reach: what is not named here is gone, also what browsers will
 * have tomorrow. To be called once Python is loaded; whoever needs more afterwards must have taken hold of it before.
 *
 * What stays is the language itself, made unchangeable, so that no program can replace what our own code or Pyodide's
 * relies on, and without its ways to make code of text.
 *
 * One thing must stay that looks dangerous: the name `Function`, since Pyodide asks whether a thing is one (`instanceof`).
 * It is a function that does nothing but throw, and has the true one's `prototype`.
 */

/** The names of the language that stay. `Function` gets a value of its own. */
const LANGUAGE = [
  ...["Object", "Array", "Number", "Boolean", "String", "Symbol", "BigInt", "Date", "RegExp", "Math", "JSON", "Intl"],
  ...["Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "SuppressedError"],
  ...["TypeError", "URIError", "Promise", "Proxy", "Reflect", "Iterator", "Map", "Set", "WeakMap", "WeakSet"],
  ...["WeakRef", "FinalizationRegistry", "DisposableStack", "AsyncDisposableStack", "ArrayBuffer", "DataView"],
  ...["SharedArrayBuffer", "Atomics", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array"],
  ...["Int32Array", "Uint32Array", "BigInt64Array", "BigUint64Array", "Float16Array", "Float32Array", "Float64Array"],
  ...["WebAssembly", "globalThis", "undefined", "NaN", "Infinity", "isFinite", "isNaN", "parseFloat", "parseInt"],
  ...["decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape"],
];

/** Those of the browser. `performance` and `crypto` get values of their own. */
const BROWSER = ["self", "console", "TextDecoder", "TextEncoder"];

/**
 * Prototypes whose members things that inherit from them are given by assignment (`error.name = …`). JavaScript refuses
 * that where the inherited member can't be written; as accessors they allow it.
 */
const ASSIGNED = [
  ...[Object, Function, Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError],
  ...[WebAssembly.CompileError, WebAssembly.LinkError, WebAssembly.RuntimeError, Array, Promise],
].map(({ prototype }) => prototype);

/** Examples of the four kinds of functions. */
const FUNCTIONS = [() => {}, async () => {}, function* () {}, async function* () {}];

/** Lock this worker's global scope, for good. */
export function lockDown() {
  const inert = inertFunction();
  for (const example of FUNCTIONS) {
    Object.defineProperty(Object.getPrototypeOf(example), "constructor", { value: inert });
  }
  strip({ Function: inert, ...browserValues() });
  for (const prototype of ASSIGNED) makeAssignable(prototype);
  // Pyodide sets it while it makes an error of Python's one of JavaScript's.
  Reflect.defineProperty(Error, "stackTraceLimit", { get: () => 10, set() {} });
  // What no name leads to: the prototypes of iterators, of generators, of the functions that are not plain.
  const hidden = [...FUNCTIONS, [].values(), "".matchAll(/./g), new Map().keys(), new Set().keys(), ""[Symbol.iterator]()];
  freezeAll([...LANGUAGE, "Function", ...BROWSER, "performance", "crypto"].map((name) => Reflect.get(globalThis, name)));
  freezeAll(hidden);
}

/** What stands in for the four constructors that make functions of text. */
function inertFunction() {
  function refuse() {
    throw new TypeError("Making code of text is not allowed here.");
  }
  Object.defineProperty(refuse, "name", { value: "Function" });
  refuse.prototype = Function.prototype;
  return refuse;
}

/** The useful part of two objects of the browser that can do more. */
function browserValues() {
  const { performance, crypto } = globalThis;
  return {
    performance: { timeOrigin: performance.timeOrigin, now: performance.now.bind(performance) },
    crypto: { getRandomValues: crypto.getRandomValues.bind(crypto) },
  };
}

/**
 * Take from the global scope, and from the prototypes it inherits from, every name that is not to stay.
 *
 * @param {Record<string, unknown>} values those that get another value
 */
function strip(values) {
  for (const name of [...LANGUAGE, ...BROWSER]) {
    const value = Reflect.get(globalThis, name);
    if (value !== undefined && !(name in values)) values[name] = value;
  }
  for (const [name, value] of Object.entries(values)) {
    Reflect.defineProperty(globalThis, name, { value, writable: false, enumerable: false, configurable: false });
  }
  for (let owner = globalThis; owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const name of Reflect.ownKeys(owner)) {
      if (name === Symbol.toStringTag || (owner === globalThis && name in values)) continue;
      if (!Reflect.deleteProperty(owner, name)) Reflect.defineProperty(owner, name, { value: undefined });
    }
  }
}

/**
 * Make each member of `prototype` one that can't be changed, and that an heir can be given a value of its own for.
 *
 * @param {any} prototype
 */
function makeAssignable(prototype) {
  for (const name of Reflect.ownKeys(prototype)) {
    const property = Object.getOwnPropertyDescriptor(prototype, name);
    if (!property?.configurable || !("value" in property)) continue;
    const { value, enumerable } = property;
    Object.defineProperty(prototype, name, {
      enumerable,
      configurable: false,
      get: () => value,
      /**
       * @this {unknown}
       * @param {unknown} own
       */
      set(own) {
        if (this === prototype || Object(this) !== this) throw new TypeError(`${String(name)} can't be changed.`);
        Object.defineProperty(this, name, { value: own, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

/**
 * Freeze things, and everything that they lead to.
 *
 * @param {unknown[]} things
 */
function freezeAll(things) {
  /** @type {Set<unknown>} */
  const known = new Set([globalThis]);
  const todo = [...things];
  for (let thing = todo.pop(); thing !== undefined || todo.length > 0; thing = todo.pop()) {
    if (Object(thing) !== thing || known.has(thing)) continue;
    known.add(thing);
    if (!ArrayBuffer.isView(thing)) Object.freeze(thing);
    todo.push(Object.getPrototypeOf(thing));
    for (const { value, get, set } of Object.values(Object.getOwnPropertyDescriptors(/** @type {object} */ (thing)))) {
      todo.push(value, get, set);
    }
    for (const symbol of Object.getOwnPropertySymbols(thing)) {
      const property = Object.getOwnPropertyDescriptor(thing, symbol);
      todo.push(property?.value, property?.get, property?.set);
    }
  }
}
