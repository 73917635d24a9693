// @ts-check
/** The frame around one structure's drawing, with its name. */

import { element } from "./dom.js";

/**
 * @param {import("./structures.js").Structure} structure the one that gives its name
 * @param {string} kind what it is, in a few words
 * @param {boolean} active whether the current frame is about it
 * @param {Element} drawing
 */
export function figure(structure, kind, active, drawing) {
  const name = element("span", { class: "structure-name" }, structure.label);
  return element(
    "figure",
    { class: active ? "structure is-active" : "structure", "data-tree-name": structure.treeName },
    element("figcaption", {}, name, element("span", { class: "structure-kind" }, kind)),
    element("div", { class: "scroller" }, drawing),
  );
}
