// @ts-check
/** The form of the arguments: a row each, with name, type and value as text. */

import { element } from "./dom.js";

/** @typedef {import("../worker/runtime-args.js").CaseArgument} CaseArgument */

/** What each type takes, for the value field's placeholder. */
const TYPES = new Map([
  ["array", "[3, 1, 2]"],
  ["matrix", "[[1, 0], [0, 1]]"],
  ["number", "42"],
  ["string", "any text"],
  ["boolean", "true or false"],
  ["binaryTree", "[4, 2, 7, 1, null]"],
  ["linkedList", "[1, 2, 3]"],
  ["graph", "[[0, 1], [1, 2]]"],
  ["set", "[1, 2, 3]"],
  ["map", '{"a": 1}'],
  ["object", '{"a": 1}'],
]);

let rowsMade = 0; // for ids

/** The rows; the page reads them with `arguments` and hears of each change. */
export class ArgumentFields {
  /** @param {HTMLElement} list @param {{ onChange: () => void }} events */
  constructor(list, { onChange }) {
    this.list = list;
    this.onChange = onChange;
    /** @type {{ row: HTMLElement, read: () => CaseArgument, name: HTMLInputElement }[]} */
    this.rows = [];
    /** @type {string[]} what the program calls its parameters */
    this.parameters = [];
  }

  /** The test case's arguments as the fields hold them. @returns {CaseArgument[]} */
  get values() {
    return this.rows.map(({ read }, order) => ({ ...read(), order }));
  }

  /** @param {CaseArgument[]} values */
  set values(values) {
    this.rows = [];
    this.list.replaceChildren();
    for (const value of [...values].sort((a, b) => a.order - b.order)) this.append(value);
  }

  /** Adds an empty row, named after the next parameter, and puts the cursor there. */
  add() {
    const order = this.rows.length;
    const name = this.parameters[order] ?? `argument${order + 1}`;
    this.append({ name, order, type: "array", input: "" });
    this.rows.at(-1)?.name.focus();
    this.onChange();
  }

  /** @param {CaseArgument} value */
  append(value) {
    rowsMade += 1;
    const id = `argument-${rowsMade}`;
    const name = element("input", {
      id: `${id}-name`,
      type: "text",
      value: value.name,
      autocomplete: "off",
      spellcheck: "false",
    });
    const type = element("select", { id: `${id}-type` });
    for (const known of TYPES.keys())
      type.append(element("option", { value: known, selected: known === value.type }, known));
    const input = element("textarea", { id: `${id}-input`, rows: 1, spellcheck: "false", autocomplete: "off" });
    input.value = value.input;
    const remove = element(
      "button",
      { type: "button", "aria-label": `Remove argument ${value.name}`, title: "Remove" },
      "×",
    );
    const row = element(
      "li",
      { class: "argument" },
      element("label", { for: name.id }, "Name"),
      name,
      element("label", { for: type.id }, "Type"),
      type,
      element("label", { for: input.id }, "Value"),
      input,
      remove,
    );
    const hint = () => {
      input.placeholder = TYPES.get(type.value) ?? "";
    };
    hint();
    // The page's ids are those of the nodes the value had; another value has other nodes.
    const read = () => {
      const { nodeData, ...rest } = value;
      const same =
        nodeData !== undefined && input.value === value.input && type.value === value.type && name.value === value.name;
      const fields = {
        ...rest,
        name: name.value,
        type: /** @type {CaseArgument["type"]} */ (type.value),
        input: input.value,
      };
      return same ? { ...fields, nodeData } : fields;
    };
    const entry = { row, read, name };
    row.addEventListener("input", () => {
      hint();
      remove.setAttribute("aria-label", `Remove argument ${name.value}`);
      this.onChange();
    });
    remove.addEventListener("click", () => {
      this.rows = this.rows.filter((other) => other !== entry);
      row.remove();
      this.onChange();
    });
    this.rows.push(entry);
    this.list.append(row);
  }
}
