/**
 * A test case's arguments, as a form holds them, turned into the arguments of a RUN.
 *
 * The text of each `type`; empty text and `null` are `null`, the type's empty value (None for trees, lists and graphs):
 *
 * | type                     | text                                                                                 |
 * |--------------------------|--------------------------------------------------------------------------------------|
 * | `binaryTree`             | JSON array, level order: `[4, 2, 7, null, 3]`                                        |
 * | `linkedList`, `array`, `matrix`, `graph`, `set` | JSON array                                                    |
 * | `map`, `object`          | JSON object                                                                          |
 * | `number`                 | JSON number; `1.0` arrives as the int 1, since JavaScript has one kind of number     |
 * | `boolean`                | `true`, `false`, or as Python writes them: `True`, `False`                           |
 * | `string`                 | the text itself, spaces included; a JSON string, `"a\n"`, stands for what it says    |
 *
 * Whether the value suits the type any further is the harness's to say, with a TypeError result.
 *
 * @import { ArgumentType, SerializedPythonArg } from "./protocol.js"
 */

/**
 * The ids under which the page already shows an argument's items, so that frames address them. `ids` runs in parallel
 * with the items: nested as they are for a matrix; for a tree one for each node, in level order, with or without a
 * place for each `null`. `treeName` is the name under which the page shows the structure; absent: the argument's own.
 *
 * @typedef {{ treeName?: string, ids: NodeIds }} NodeData
 * @typedef {(string | null | NodeIds)[]} NodeIds
 *
 * @typedef {object} CaseArgument
 * @property {string} name the parameter's
 * @property {string} [label] what messages call the argument, its name unless given
 * @property {number} order arguments are passed in ascending order
 * @property {ArgumentType} type
 * @property {string} input the field's text
 * @property {NodeData} [nodeData] used for binaryTree, linkedList, array and matrix
 */

/** What a structure's items are called where ids go with them. */
const ITEMS_FIELD = new Map([
  ["binaryTree", "levelOrder"],
  ["linkedList", "values"],
  ["array", "items"],
  ["matrix", "items"],
]);

const JSON_TYPES = new Set([...ITEMS_FIELD.keys(), "graph", "set", "map", "object"]);

/**
 * @param {readonly CaseArgument[] | Readonly<Record<string, CaseArgument>>} caseArguments an object's keys mean nothing
 * @returns {SerializedPythonArg[]}
 * @throws {Error} that names the argument and says what is wrong with its text
 */
export function createPythonRuntimeArgs(caseArguments) {
  const inOrder = Object.values(caseArguments).sort((a, b) => a.order - b.order);
  return inOrder.map((argument) => {
    try {
      return { type: argument.type, value: valueOf(argument) };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new Error(`Argument "${argument.label ?? argument.name}": ${problem}`, { cause: error });
    }
  });
}

/** @param {CaseArgument} argument */
function valueOf({ name, type, input, nodeData }) {
  if (input === undefined || input === null) return null;
  if (typeof input !== "string") throw new Error(`its input must be text, not a value of type ${typeof input}.`);
  if (type === "string") return stringValue(input);
  const text = input.trim();
  if (text === "" || text === "null" || text === "None") return null;
  if (type === "number") return numberValue(text);
  if (type === "boolean") return booleanValue(text);
  if (!JSON_TYPES.has(type)) throw new Error(`unknown type "${type}".`);
  const value = jsonValue(text);
  const field = ITEMS_FIELD.get(type);
  if (!nodeData || !field || !Array.isArray(value)) return value;
  const nodeIds = type === "binaryTree" ? levelOrderIds(value, nodeData.ids) : parallelIds(value, nodeData.ids);
  return { [field]: value, nodeIds, treeName: nodeData.treeName ?? name };
}

/** @param {string} text */
function stringValue(text) {
  if (text === "") return null;
  if (!/^\s*".*"\s*$/s.test(text)) return text;
  try {
    const value = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text; // quotes that belong to the text, such as "a" and "b"
  }
}

/** @param {string} text */
function numberValue(text) {
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return jsonValue(text);
  throw new Error(`expected a number such as 42 or -1.5, got ${text}`);
}

/** @param {string} text */
function booleanValue(text) {
  if (text === "true" || text === "True") return true;
  if (text === "false" || text === "False") return false;
  throw new Error(`expected true or false, got ${text}`);
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function jsonValue(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
  checkNumbers(text);
  return value;
}

/**
 * JSON.parse rounds what a double can't hold, without a word; Python would then be given another number than was typed.
 *
 * @param {string} json valid
 */
function checkNumbers(json) {
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    if (token.startsWith('"')) continue;
    const value = Number(token);
    const exact = /^-?\d+$/.test(token) ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (!exact) throw new Error(`the number ${token} is too large to be passed exactly (the limit is 2^53 - 1).`);
  }
}

/**
 * @param {unknown[]} values
 * @param {NodeIds} ids
 * @returns {NodeIds} in parallel with `values`, null for null
 */
function levelOrderIds(values, ids) {
  const nodes = values.filter((value) => value !== null).length;
  if (ids.length === values.length) return values.map((value, place) => (value === null ? null : (ids[place] ?? null)));
  if (ids.length !== nodes) throw new Error(`nodeData has ${ids.length} ids for ${nodes} nodes.`);
  let next = 0;
  return values.map((value) => (value === null ? null : (ids[next++] ?? null)));
}

/**
 * @param {unknown[]} items
 * @param {NodeIds} ids
 * @returns {NodeIds}
 */
function parallelIds(items, ids) {
  if (ids.length !== items.length) throw new Error(`nodeData has ${ids.length} ids for ${items.length} items.`);
  items.forEach((item, place) => {
    const inner = ids[place];
    if (Array.isArray(item) && Array.isArray(inner)) parallelIds(item, inner);
  });
  return ids;
}
