// @ts-check
/** What a frame says, in a few words. Pure: no DOM. */

import { linkField } from "./structures.js";

/** @typedef {import("../worker/protocol.d.ts").Frame} Frame */

/**
 * What to call structures (what the learner called them, by tree name) and nodes (the value they began with, by id).
 * @typedef {{ structures: Map<string, string>, nodes: Map<string, string> }} Labels
 */

/**
 * @param {Frame[]} frames @param {import("./structures.js").Structures} start what stands there before the first frame
 * @returns {Labels}
 */
export function labelsOf(frames, start) {
  /** @type {Labels} */
  const labels = { structures: new Map(), nodes: new Map() };
  for (const [id, node] of start.nodes) labels.nodes.set(id, contentText(node.content, labels));
  for (const { name, treeName = "", nodeId = "", ...frame } of frames) {
    const args = argsOf(frame);
    if (name === "addArray" || name === "addNode") {
      const label = args.options?.displayLabel;
      if (typeof label === "string" && label !== "") labels.structures.set(treeName, label);
    }
    if (name === "addNode") labels.nodes.set(nodeId, contentText(args, labels));
  }
  return labels;
}

/** @param {Frame} frame @param {Labels} labels @returns {string} */
export function frameText(frame, labels) {
  const args = argsOf(frame);
  const before = frame.prevArgs ?? {};
  const name = labels.structures.get(frame.treeName ?? "") ?? frame.treeName ?? "";
  const field = linkField(frame, args);
  if (field !== undefined) {
    const held = labels.structures.get(args.childName) ?? args.childName ?? "None";
    const child = args.childId == null ? held : nodeText(args.childId, labels);
    return `${name}: ${nodeText(frame.nodeId ?? "", labels)}, ${field} → ${child}`;
  }
  switch (frame.name) {
    case "addArray":
      return `new ${name}, ${count(args.arrayData?.ids?.length ?? 0, "item")}`;
    case "addArrayItem":
      return `${name}: add ${keyText(args)}${contentText(args, labels)}`;
    case "addNode":
      return `${name}: new node ${contentText(args, labels)}`;
    case "setVal":
      return `${name}: ${contentText(before, labels)} becomes ${contentText(args, labels)}`;
    case "deleteNode":
      return `${name}: ${frame.operation ?? "remove"}, one item less`;
    case "readArrayItem":
      return `${name}: read ${placeText(args)}`;
    case "blink":
      return `${name}: read ${nodeText(frame.nodeId ?? "", labels)}`;
    case "consoleLog":
      return `print ${(args.args ?? []).join(" ").trimEnd()}`;
    case "call":
      return `call ${args.function}`;
    case "return":
      return `return ${args.value}`;
    case "variable":
      return `${args.name} = ${args.value}`;
    default:
      return frame.name;
  }
}

/** @param {Pick<Frame, "args">} frame @returns {Record<string, any>} */
function argsOf({ args }) {
  return args ?? {};
}

/** What an item or a node holds, as text. @param {Record<string, any>} content @param {Labels} labels */
export function contentText(content, labels) {
  if (typeof content.childName === "string") return labels.structures.get(content.childName) ?? content.childName;
  if (typeof content.childId === "string") return nodeText(content.childId, labels);
  return String(content.value ?? "");
}

/** @param {string} id @param {Labels} labels */
function nodeText(id, labels) {
  return `node ${labels.nodes.get(id) ?? id}`;
}

/** What a read says of its place. @param {Record<string, any>} args */
function placeText(args) {
  const place = args.key ?? args.index;
  return place === undefined ? String(args.value ?? "") : `[${place}]`;
}

/** @param {Record<string, any>} args */
function keyText(args) {
  return args.key === undefined ? "" : `${args.key}: `;
}

/** @param {number} n @param {string} noun */
export function count(n, noun) {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}
