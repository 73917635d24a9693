// @ts-check
/**
 * Draws nodes by their links: chains for `next`, trees for `left` and `right`; any other link is told as text.
 *
 * Nodes made in different places may be linked, so what belongs together is found by the links, not by the tree names.
 * Nothing here recurses along links, and a link back to a node already drawn is an arrow to its value.
 */

import { element, svgElement } from "./dom.js";
import { figure } from "./figure.js";
import { contentText, count } from "./frame-text.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./structures.js").TreeNode} TreeNode */
/** @typedef {import("./structures.js").NodeStructure} NodeStructure */
/** @typedef {{ node: TreeNode, structure: NodeStructure }} Placed */

const GROUPS = 40;
const NODES_OF_ONE = 150;
const SHAPING = ["left", "right", "next"];
const TEXT = 12; // characters of a value drawn in a tree

/** One figure for each chain or tree. @param {Drawing} drawing @returns {HTMLElement[]} */
export function drawNodes(drawing) {
  const all = allNodes(drawing);
  const linkedTo = new Set();
  for (const { node } of all.values()) {
    for (const field of SHAPING) {
      const childId = node.links.get(field)?.childId;
      if (childId !== undefined && childId !== node.id) linkedTo.add(childId);
    }
  }
  /** @type {Set<string>} ids */
  const drawn = new Set();
  /** @type {HTMLElement[]} */
  const figures = [];
  let left = 0;
  // Those that nothing leads to first; what is left after them is a ring, which may begin anywhere.
  const starts = [...all.keys()].filter((id) => !linkedTo.has(id));
  for (const id of [...starts, ...all.keys()]) {
    if (drawn.has(id)) continue;
    const group = groupFrom(id, all, drawn);
    for (const member of group) drawn.add(member);
    const active = group.includes(drawing.frame?.nodeId ?? "");
    if (figures.length < GROUPS || active) figures.push(drawnGroup(drawing, all, group, active));
    else left += 1;
  }
  if (left > 0) figures.push(element("p", { class: "left-out" }, `… and ${count(left, "more chain")} of nodes`));
  return figures;
}

/** @param {Drawing} drawing @returns {Map<string, Placed>} */
function allNodes(drawing) {
  /** @type {Map<string, Placed>} */
  const all = new Map();
  for (const structure of drawing.structures.byName.values()) {
    if (structure.kind !== "nodes") continue;
    for (const node of structure.nodes.values()) all.set(node.id, { node, structure });
  }
  return all;
}

/**
 * The ids of what hangs together below a node and is not drawn yet, that node first.
 * @param {string} start @param {Map<string, Placed>} all @param {Set<string>} drawn @returns {string[]}
 */
function groupFrom(start, all, drawn) {
  const group = new Set([start]);
  for (const id of group) {
    for (const field of SHAPING) {
      const childId = all.get(id)?.node.links.get(field)?.childId;
      if (childId !== undefined && all.has(childId) && !drawn.has(childId)) group.add(childId);
    }
  }
  return [...group];
}

/** @param {Drawing} drawing @param {Map<string, Placed>} all @param {string[]} group @param {boolean} active */
function drawnGroup(drawing, all, group, active) {
  const { node, structure } = /** @type {Placed} */ (all.get(/** @type {string} */ (group[0])));
  const members = group.map((id) => /** @type {Placed} */ (all.get(id)));
  const branches = members.some(({ node: { links } }) => links.has("left") || links.has("right"));
  const isTree = branches || (structure.argType === "binaryTree" && !node.links.has("next"));
  const kind = `${isTree ? "tree" : "chain"}, ${count(group.length, "node")}`;
  return figure(structure, kind, active, isTree ? tree(drawing, members) : chain(drawing, members));
}

// --- chains ----------------------------------------------------------------------------------------------------------

/** @param {Drawing} drawing @param {Placed[]} members in the order of their links */
function chain(drawing, members) {
  const list = element("ol", { class: "chain" });
  const activeAt = members.findIndex(({ node }) => node.id === drawing.frame?.nodeId);
  const from = Math.max(0, Math.min(members.length - NODES_OF_ONE, activeAt - (NODES_OF_ONE >> 1)));
  if (from > 0) list.append(element("li", { class: "left-out" }, `… ${from} more`));
  for (const { node, structure } of members.slice(from, from + NODES_OF_ONE)) {
    const mark = drawing.mark(structure.treeName, node.id);
    const attributes = { class: mark ? `node ${mark.className}` : "node", "aria-description": mark?.word };
    const box = element(
      "span",
      attributes,
      element("span", { class: "value" }, contentText(node.content, drawing.labels)),
    );
    for (const text of otherLinks(drawing, node, ["next"])) box.append(element("span", { class: "link" }, text));
    list.append(element("li", {}, box));
  }
  const after = members.length - from - NODES_OF_ONE;
  const last = members.at(-1)?.node.links.get("next");
  if (after > 0) list.append(element("li", { class: "left-out" }, `… ${after} more`));
  else list.append(element("li", { class: "chain-end" }, last ? `↩ ${valueOf(drawing, last.childId)}` : "None"));
  return list;
}

// --- trees -----------------------------------------------------------------------------------------------------------

/** @typedef {{ placed: Placed, column: number, depth: number }} Spot */

const ROW = 56;
const NODE = 30;

/** @param {Drawing} drawing @param {Placed[]} members the root first */
function tree(drawing, members) {
  const ids = new Set(members.slice(0, NODES_OF_ONE).map(({ node }) => node.id));
  const byId = new Map(members.map((placed) => [placed.node.id, placed]));
  const spots = spotsOf(members, ids, byId);
  const text = (/** @type {Placed} */ { node }) => short(contentText(node.content, drawing.labels));
  const extra = (/** @type {Placed} */ { node }) => notDrawn(drawing, node, spots);
  const width =
    Math.max(...members.map((member) => Math.max(text(member).length * 9, longest(extra(member)) * 6)), 24) + 14;
  const x = (/** @type {Spot} */ spot) => (spot.column + 0.5) * width;
  const y = (/** @type {Spot} */ spot) => spot.depth * ROW + NODE / 2 + 4;
  const all = [...spots.values()];
  const edges = all.flatMap((spot) =>
    childrenOf(spot.placed.node)
      .map(([, id]) => spots.get(id))
      .filter((child) => child?.placed !== spot.placed && child !== undefined && child.depth === spot.depth + 1)
      .map((child) => {
        const to = /** @type {Spot} */ (child);
        return svgElement("line", { class: "edge", x1: x(spot), y1: y(spot), x2: x(to), y2: y(to) });
      }),
  );
  const nodes = all.map((spot) => {
    const mark = drawing.mark(spot.placed.structure.treeName, spot.placed.node.id);
    const boxWidth = Math.max(NODE, text(spot.placed).length * 9 + 12);
    const texts = extra(spot.placed).map((line, i) =>
      svgElement("text", { class: "link", x: x(spot), y: y(spot) + NODE / 2 + 10 + i * 10 }, line),
    );
    return svgElement(
      "g",
      { class: mark ? `tree-node ${mark.className}` : "tree-node" },
      svgElement("title", {}, contentText(spot.placed.node.content, drawing.labels)),
      svgElement("rect", {
        x: x(spot) - boxWidth / 2,
        y: y(spot) - NODE / 2,
        width: boxWidth,
        height: NODE,
        rx: NODE / 2,
      }),
      svgElement("text", { x: x(spot), y: y(spot) + 5 }, text(spot.placed)),
      ...texts,
    );
  });
  const bottom = Math.max(...all.map((spot) => y(spot) + NODE / 2 + extra(spot.placed).length * 10));
  const size = { width: all.length * width, height: bottom + 6 };
  const picture = svgElement(
    "svg",
    { ...size, viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": levels(all, text) },
    ...edges,
    ...nodes,
  );
  const left = members.length - all.length;
  if (left <= 0) return picture;
  return element("div", {}, picture, element("p", { class: "left-out" }, `… and ${count(left, "more node")}`));
}

/**
 * A column for each node, in order from the left, and its depth; a link that closes a ring or shares a node is not
 * followed.
 * @param {Placed[]} members @param {Set<string>} ids those to draw @param {Map<string, Placed>} byId
 * @returns {Map<string, Spot>}
 */
function spotsOf(members, ids, byId) {
  /** @type {Map<string, Spot>} */
  const spots = new Map();
  const entered = new Set();
  let column = 0;
  /** @type {{ id: string, depth: number, leftDone: boolean }[]} */
  const open = [{ id: /** @type {Placed} */ (members[0]).node.id, depth: 0, leftDone: false }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const placed = byId.get(top.id);
    if (!placed || !ids.has(top.id)) continue;
    const { links } = placed.node;
    if (!top.leftDone) {
      if (entered.has(top.id)) continue;
      entered.add(top.id);
      open.push({ ...top, leftDone: true });
      const left = links.get("left") ?? (links.has("right") ? undefined : links.get("next"));
      if (left) open.push({ id: left.childId, depth: top.depth + 1, leftDone: false });
    } else {
      spots.set(top.id, { placed, column: column++, depth: top.depth });
      const right = links.get("right");
      if (right) open.push({ id: right.childId, depth: top.depth + 1, leftDone: false });
    }
  }
  return spots;
}

/** @param {TreeNode} node @returns {[string, string][]} field and child id */
function childrenOf(node) {
  return ["left", "right", "next"].flatMap((field) => {
    const link = node.links.get(field);
    return link ? [/** @type {[string, string]} */ ([field, link.childId])] : [];
  });
}

/**
 * The links that no line of the picture shows, as text.
 * @param {Drawing} drawing @param {TreeNode} node @param {Map<string, Spot>} spots
 */
function notDrawn(drawing, node, spots) {
  const own = spots.get(node.id);
  const shown = childrenOf(node).filter(([, id]) => own !== undefined && spots.get(id)?.depth === own.depth + 1);
  return otherLinks(
    drawing,
    node,
    shown.map(([field]) => field),
  );
}

/** @param {Spot[]} spots @param {(placed: Placed) => string} text */
function levels(spots, text) {
  /** @type {string[][]} */
  const rows = [];
  for (const spot of [...spots].sort((a, b) => a.column - b.column)) (rows[spot.depth] ??= []).push(text(spot.placed));
  return rows.map((row, depth) => `level ${depth}: ${row.join(" ")}`).join("; ");
}

// --- text ------------------------------------------------------------------------------------------------------------

/** @param {Drawing} drawing @param {TreeNode} node @param {string[]} shown the fields that are drawn */
function otherLinks(drawing, node, shown) {
  const others = [...node.links].filter(([field]) => !shown.includes(field));
  return [
    ...others.map(([field, link]) => `${field} → ${short(valueOf(drawing, link.childId))}`),
    ...[...node.held].map(([field, name]) => `${field} → ${short(drawing.labels.structures.get(name) ?? name)}`),
  ];
}

/** @param {Drawing} drawing @param {string} id */
function valueOf(drawing, id) {
  const node = drawing.structures.nodes.get(id);
  return node ? contentText(node.content, drawing.labels) : id;
}

/** @param {string} text */
function short(text) {
  return text.length <= TEXT ? text : `${text.slice(0, TEXT - 1)}…`;
}

/** @param {string[]} lines */
function longest(lines) {
  return Math.max(0, ...lines.map((line) => line.length));
}
