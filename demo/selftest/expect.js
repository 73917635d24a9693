// @ts-check
/** What a check says of what it sees. */

/** This browser, page or build can't do what is checked, which is no failure; the message says what is missing. */
export class CantHere extends Error {}

/**
 * @param {unknown} condition
 * @param {string} problem what is wrong where it does not hold
 */
export function expect(condition, problem) {
  if (!condition) throw new Error(problem);
}

/**
 * Compare: `actual` must hold everything that `expected` does, and may hold more. A function in `expected` is asked
 * whether it likes the value; arrays have the same length.
 *
 * @param {any} actual
 * @param {any} expected
 * @param {string} [path] what `actual` is called
 * @throws {Error} that says where the two differ
 */
export function expectMatch(actual, expected, path = "the result") {
  if (typeof expected === "function") {
    expect(expected(actual), `${path} is ${shown(actual)}, which is not ${expected}`);
  } else if (typeof expected !== "object" || expected === null) {
    expect(Object.is(actual, expected), `${path} is ${shown(actual)}, not ${shown(expected)}`);
  } else {
    expect(typeof actual === "object" && actual !== null, `${path} is ${shown(actual)}, not ${shown(expected)}`);
    if (Array.isArray(expected)) expectMatch(actual.length, expected.length, `${path}.length`);
    for (const key of Object.keys(expected)) expectMatch(actual[key], expected[key], `${path}.${key}`);
  }
}

/** @param {unknown} value */
function shown(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
