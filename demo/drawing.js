// @ts-check
/**
 * Draws all structures of one moment: lists as rows of boxes, lists of lists as rows below each other, dicts as
 * tables, sets as loose boxes, nodes by node-drawing.js. What the current frame touches is marked.
 *
 * The page must stay quick whatever a program builds, so a moment's drawing has limits; what is left out is counted.
 */

import { element } from "./dom.js";
import { figure } from "./figure.js";
import { contentText, count } from "./frame-text.js";
import { drawNodes } from "./node-drawing.js";

/** @typedef {import("../worker/protocol.d.ts").Frame} Frame */
/** @typedef {import("./structures.js").ArrayStructure} ArrayStructure */
/** @typedef {import("./structures.js").Item} Item */
/** @typedef {import("./structures.js").Structures} Structures */
/** @typedef {import("./frame-text.js").Labels} Labels */

const BOXES_OF_ONE = 100; // items drawn of one structure
const STRUCTURES = 40; // structures drawn that are not inside another
const BOXES = 3000; // boxes in all: about 20 ms to lay out
const DEPTH = 6;

const KINDS = new Map([
  ["array", "list"],
  ["matrix", "list"],
  ["set", "set"],
  ["map", "dict"],
  ["object", "dict"],
  ["string", "str"],
]);

/** How the current frame's target is marked: the CSS class, and the word for those who can't see it. */
const MARKS = new Map([
  ["readArrayItem", { className: "is-read", word: "read" }],
  ["blink", { className: "is-read", word: "read" }],
  ["addArrayItem", { className: "is-new", word: "new" }],
  ["addNode", { className: "is-new", word: "new" }],
]);
const CHANGED = { className: "is-changed", word: "changed" };

/** What one drawing needs to know on the way down. */
export class Drawing {
  /** @param {Structures} structures @param {Frame | undefined} frame the frame played last @param {Labels} labels */
  constructor(structures, frame, labels) {
    this.structures = structures;
    this.frame = frame;
    this.labels = labels;
    this.boxes = 0;
    /** @type {Set<string>} tree names */
    this.drawn = new Set();
  }

  /** @returns {HTMLElement[]} */
  draw() {
    const inside = insideOthers(this.structures);
    const arrays = [...this.structures.byName.values()].filter((structure) => structure.kind === "array");
    const top = this.chosen(arrays.filter(({ treeName }) => !inside.has(treeName)));
    const figures = top.map((structure) => this.figure(structure));
    // What contains itself is inside another and yet on its own.
    const looped = arrays.filter(
      (structure) => !this.drawn.has(structure.treeName) && inLoop(this.structures, structure),
    );
    for (const structure of looped.slice(0, STRUCTURES)) {
      if (!this.drawn.has(structure.treeName)) figures.push(this.figure(structure));
    }
    figures.push(...drawNodes(this));
    const left = arrays.filter(({ treeName }) => !inside.has(treeName)).length - top.length;
    if (left > 0) figures.push(element("p", { class: "left-out" }, `… and ${count(left, "more structure")}`));
    return figures;
  }

  /** How an item or a node is marked, if the current frame is about it. @param {string} treeName @param {string} id */
  mark(treeName, id) {
    if (this.frame?.treeName !== treeName || this.frame.nodeId !== id) return undefined;
    return MARKS.get(this.frame.name) ?? CHANGED;
  }

  /** The first few, the latest, and the one the current frame is about. @param {ArrayStructure[]} structures */
  chosen(structures) {
    if (structures.length <= STRUCTURES) return structures;
    const kept = new Set([...structures.slice(0, 10), ...structures.slice(10 - STRUCTURES + 1)]);
    return structures.filter((structure) => kept.has(structure) || structure.treeName === this.frame?.treeName);
  }

  /** @param {ArrayStructure} structure */
  figure(structure) {
    const active = this.frame?.treeName === structure.treeName;
    const size = count(structure.items.ordered.length, "item");
    const kind = KINDS.get(structure.argType) ?? structure.argType;
    return figure(structure, `${kind}, ${size}`, active, this.container(structure, []));
  }

  /** @param {ArrayStructure} structure @param {string[]} path the tree names around it @returns {HTMLElement} */
  container(structure, path) {
    this.drawn.add(structure.treeName);
    const inner = [...path, structure.treeName];
    const { ordered } = structure.items;
    const activeId = this.frame?.treeName === structure.treeName ? this.frame.nodeId : undefined;
    const view = windowOf(ordered, BOXES_OF_ONE, (item) => item.id === activeId);
    if (structure.argType === "map" || structure.argType === "object") return this.pairs(structure, view, inner);
    const rows = view.items.length > 0 && view.items.every((item) => this.child(item) !== undefined);
    const isSet = structure.argType === "set";
    const list = element(isSet ? "ul" : "ol", { class: rows ? "rows" : isSet ? "boxes is-set" : "boxes" });
    if (view.before > 0) list.append(leftOut(view.before));
    view.items.forEach((item, i) => {
      const index = isSet ? [] : [element("span", { class: "index" }, String(view.before + i))];
      list.append(element("li", this.boxAttributes(structure, item, "box"), ...index, this.value(item, inner)));
    });
    if (view.after > 0) list.append(leftOut(view.after));
    if (ordered.length === 0) list.append(element("li", { class: "left-out" }, "empty"));
    return list;
  }

  /** @param {ArrayStructure} structure @param {Window<Item>} view @param {string[]} path */
  pairs(structure, view, path) {
    const body = element("tbody");
    if (view.before > 0) body.append(element("tr", {}, element("td", {}, `… ${view.before} more`)));
    for (const item of view.items) {
      const key = element("th", { scope: "row" }, String(item.key ?? ""));
      const value = element("td", {}, this.value(item, path));
      body.append(element("tr", this.boxAttributes(structure, item, "pair"), key, value));
    }
    if (view.after > 0) body.append(element("tr", {}, element("td", {}, `… ${view.after} more`)));
    if (view.items.length === 0) body.append(element("tr", {}, element("td", { class: "left-out" }, "empty")));
    return element("table", { class: "pairs" }, body);
  }

  /** @param {ArrayStructure} structure @param {Item} item @param {string} base */
  boxAttributes(structure, item, base) {
    this.boxes += 1;
    const mark = this.mark(structure.treeName, item.id);
    return { class: mark ? `${base} ${mark.className}` : base, "aria-description": mark?.word };
  }

  /** What is inside a box: a text, or the container it holds. @param {Item} item @param {string[]} path */
  value(item, path) {
    const child = this.child(item);
    if (child === undefined) return element("span", { class: "value" }, contentText(item.content, this.labels));
    if (path.includes(child.treeName)) return element("span", { class: "value" }, `↩ ${child.label}`);
    if (path.length >= DEPTH || this.boxes >= BOXES) {
      this.drawn.add(child.treeName);
      return element("span", { class: "value" }, `… ${count(child.items.ordered.length, "item")}`);
    }
    return this.container(child, path);
  }

  /** The list, dict or set that an item holds. @param {Item} item */
  child(item) {
    const child = this.structures.get(item.content.childName ?? "");
    return child?.kind === "array" ? child : undefined;
  }
}

/** @template T @typedef {{ before: number, items: T[], after: number }} Window */

/**
 * As many items as there is room for, around the one that matters, and how many are left out on either side.
 * @template T @param {T[]} items @param {number} room @param {(item: T) => boolean} matters @returns {Window<T>}
 */
export function windowOf(items, room, matters) {
  if (items.length <= room) return { before: 0, items, after: 0 };
  const active = Math.max(0, items.findIndex(matters));
  const before = Math.max(0, Math.min(items.length - room, active - (room >> 1)));
  return { before, items: items.slice(before, before + room), after: items.length - before - room };
}

/** @param {number} n */
function leftOut(n) {
  return element("li", { class: "left-out" }, `… ${n.toLocaleString("en")} more`);
}

/** The tree names of all containers that another one holds. @param {Structures} structures @returns {Set<string>} */
function insideOthers(structures) {
  /** @type {Set<string>} */
  const inside = new Set();
  for (const structure of structures.byName.values()) {
    if (structure.kind !== "array") continue;
    for (const item of structure.items.ordered) if (item.content.childName) inside.add(item.content.childName);
  }
  return inside;
}

/** Whether a container is found again inside itself. @param {Structures} structures @param {ArrayStructure} start */
function inLoop(structures, start) {
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {ArrayStructure[]} */
  const open = [start];
  for (let structure = open.pop(); structure !== undefined; structure = open.pop()) {
    for (const item of structure.items.ordered) {
      const name = item.content.childName;
      if (name === start.treeName) return true;
      const child = structures.get(name ?? "");
      if (child?.kind !== "array" || seen.has(child.treeName)) continue;
      seen.add(child.treeName);
      open.push(child);
    }
  }
  return false;
}
