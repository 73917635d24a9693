// @ts-check
/**
 * The page's model of data structures: applies frames forwards and backwards. Pure: no DOM, no timers.
 *
 * The frames are those of protocol.py. Going forwards `args` say what happens; going backwards `prevArgs` say what was
 * there before, an addition is taken away, and a deleted item or node comes back in the same place. A frame that does
 * not fit what stands there is a `FrameError`, and leaves everything as it was.
 */

/** @typedef {import("../worker/protocol.d.ts").Frame} Frame */
/** @typedef {import("../worker/protocol.d.ts").SerializedPythonArg} SerializedPythonArg */

/**
 * What an item or a node holds: a number or a text in `value`; or null there, and a reference to a container
 * (`childName`: its tree name) or to a node (`childId`, and in `childTreeName` the name under which it was made).
 * @typedef {{ value: unknown, childName?: string, childId?: string, childTreeName?: string }} Content
 */
/**
 * One slot of a list, dict or set. `index` is an order key, fixed for life; `key` is there in dicts.
 * @typedef {{ id: string, index: number, key?: unknown, content: Content }} Item
 */
/** @typedef {{ childId: string, childTreeName: string }} Link */
/**
 * One node; `links` holds the links that lead to a node, by field: left, right, next, or the learner's own. `held` holds
 * those that lead to a container: its tree name.
 * @typedef {{ id: string, content: Content, links: Map<string, Link>, held: Map<string, string> }} TreeNode
 */
/**
 * `initial`: it stood there before the first frame. `label` is what the learner called it.
 * @typedef {{ kind: "array", treeName: string, argType: string, label: string, initial: boolean,
 *   items: ItemList }} ArrayStructure
 * @typedef {{ kind: "nodes", treeName: string, argType: string, label: string, initial: boolean,
 *   nodes: Map<string, TreeNode>, gone: Map<string, TreeNode> }} NodeStructure
 * @typedef {ArrayStructure | NodeStructure} Structure
 */

const LINK_FIELDS = new Map([
  ["setLeftChild", "left"],
  ["setRightChild", "right"],
  ["setNextNode", "next"],
]);

/** Frames that change no structure. */
const SILENT = new Set(["readArrayItem", "blink", "consoleLog", "line", "call", "return", "variable"]);

/** A frame that does not fit what stands there: it names what is not there, or is there already. */
export class FrameError extends Error {
  /** @param {string} message @param {Frame} frame */
  constructor(message, frame) {
    super(`frame ${frame.id} (${frame.name}): ${message}`);
    this.name = "FrameError";
    this.frame = frame;
  }
}

/** The items of one list, dict or set, in the order of their keys. */
export class ItemList {
  constructor() {
    /** @type {Map<string, Item>} */
    this.byId = new Map();
    /** @type {Item[]} sorted by `index` */
    this.ordered = [];
    /** @type {Map<string, Item>} deleted ones, kept for the way back */
    this.gone = new Map();
  }

  /** The place where an item with this order key stands or would stand. @param {number} index */
  place(index) {
    const last = this.ordered.at(-1);
    if (last === undefined || last.index < index) return this.ordered.length; // nearly always: an append
    let low = 0;
    let high = this.ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {Item} */ (this.ordered[middle]).index < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {Item} item */
  insert(item) {
    this.ordered.splice(this.place(item.index), 0, item);
    this.byId.set(item.id, item);
  }

  /** @param {Item} item */
  remove(item) {
    this.ordered.splice(this.place(item.index), 1);
    this.byId.delete(item.id);
  }
}

/** All structures at one moment. */
export class Structures {
  /** @param {SerializedPythonArg[]} args the run's arguments: those sent with ids stand there from the start */
  constructor(args = []) {
    /** @type {Map<string, Structure>} by tree name, in the order in which they were made */
    this.byName = new Map();
    /** @type {Map<string, TreeNode>} by id, which is unique in a result */
    this.nodes = new Map();
    for (const arg of args) this.addArgument(arg);
  }

  /** @param {string} treeName */
  get(treeName) {
    return this.byName.get(treeName);
  }

  /** Plays one frame forwards. @param {Frame} frame */
  forward(frame) {
    const args = frame.args ?? {};
    const field = linkField(frame, args);
    if (SILENT.has(frame.name)) return;
    if (frame.name === "addArray") this.addArray(frame, args);
    else if (frame.name === "addArrayItem") this.addItem(frame, args);
    else if (frame.name === "addNode") this.addNode(frame, args);
    else if (frame.name === "deleteNode") this.remove(frame);
    else if (frame.name === "setVal") this.target(frame).content = contentOf(args);
    else if (field !== undefined) this.setLink(frame, field, args);
    else throw new FrameError("no such kind of frame", frame);
  }

  /** Takes one frame back: the one played last. @param {Frame} frame */
  backward(frame) {
    const before = frame.prevArgs ?? {};
    const field = linkField(frame, frame.args ?? {});
    if (SILENT.has(frame.name)) return;
    if (frame.name === "addArray") this.byName.delete(this.structure(frame).treeName);
    else if (frame.name === "addArrayItem") this.takeItem(frame);
    else if (frame.name === "addNode") this.takeNode(frame);
    else if (frame.name === "deleteNode") this.restore(frame);
    else if (frame.name === "setVal") this.target(frame).content = contentOf(before);
    else if (field !== undefined) this.setLink(frame, field, before);
    else throw new FrameError("no such kind of frame", frame);
  }

  /**
   * Everything as plain data, for comparing: names in alphabetical order, items by order key, nodes by id.
   * @returns {Record<string, unknown>}
   */
  snapshot() {
    const names = [...this.byName.keys()].sort();
    return Object.fromEntries(names.map((name) => [name, plain(/** @type {Structure} */ (this.byName.get(name)))]));
  }

  // --- the start -----------------------------------------------------------------------------------------------------

  /** @param {SerializedPythonArg} arg */
  addArgument(arg) {
    const value = arg.value;
    const { treeName, nodeIds } = /** @type {any} */ (value ?? {});
    if (typeof treeName !== "string" || !Array.isArray(nodeIds)) return;
    const { levelOrder, values, items } = /** @type {any} */ (value);
    if (arg.type === "binaryTree") this.addTreeArgument(treeName, levelOrder ?? [], nodeIds);
    else if (arg.type === "linkedList") this.addListArgument(treeName, values ?? [], nodeIds);
    else this.addItemsArgument(treeName, items ?? [], nodeIds);
  }

  /**
   * Level order of the pairs of children: after the root, every node that is there is followed, in turn, by its pair.
   * @param {string} treeName @param {unknown[]} values @param {(string | null)[]} ids
   */
  addTreeArgument(treeName, values, ids) {
    const nodes = this.addNodesArgument(treeName, "binaryTree", values, ids);
    const present = nodes.filter((node) => node !== null);
    nodes.slice(1).forEach((child, i) => {
      const parent = present[i >> 1];
      if (child && parent) parent.links.set(i % 2 ? "right" : "left", { childId: child.id, childTreeName: treeName });
    });
  }

  /** @param {string} treeName @param {unknown[]} values @param {(string | null)[]} ids */
  addListArgument(treeName, values, ids) {
    const nodes = this.addNodesArgument(treeName, "linkedList", values, ids);
    nodes.slice(1).forEach((child, i) => {
      if (child) nodes[i]?.links.set("next", { childId: child.id, childTreeName: treeName });
    });
  }

  /** @param {string} treeName @param {string} argType @param {unknown[]} values @param {(string | null)[]} ids */
  addNodesArgument(treeName, argType, values, ids) {
    const structure = this.newNodeStructure(treeName, argType, treeName, true);
    return values.map((value, i) => {
      const id = ids[i];
      if (typeof id !== "string") return null; // a child that is missing
      /** @type {TreeNode} */
      const node = { id, content: { value: shown(value) }, links: new Map(), held: new Map() };
      structure.nodes.set(id, node);
      this.nodes.set(id, node);
      return node;
    });
  }

  /** @param {string} treeName @param {unknown[]} items @param {unknown[]} ids */
  addItemsArgument(treeName, items, ids) {
    const list = new ItemList();
    items.forEach((value, index) => {
      /** @type {Content} */
      let content = { value: shown(value) };
      if (Array.isArray(value)) {
        const childName = `${treeName}-[${index}]`;
        const rowIds = ids[index];
        this.addItemsArgument(childName, value, Array.isArray(rowIds) ? rowIds : []);
        content = { value: null, childName };
      }
      const id = ids[index];
      // Of a matrix the page has ids for the cells; the harness counts the rows.
      list.insert({ id: typeof id === "string" ? id : `i${index}`, index, content });
    });
    this.byName.set(treeName, {
      kind: "array",
      treeName,
      argType: "array",
      label: treeName,
      initial: true,
      items: list,
    });
  }

  // --- one frame -----------------------------------------------------------------------------------------------------

  /** @param {Frame} frame @param {Record<string, any>} args */
  addArray(frame, args) {
    const treeName = String(frame.treeName);
    if (this.byName.has(treeName)) throw new FrameError(`${treeName} is there already`, frame);
    const items = new ItemList();
    const { ids = [], entities = {} } = args.arrayData ?? {};
    for (const id of ids) items.insert(itemOf(id, entities[id]));
    const label = args.options?.displayLabel ?? treeName;
    this.byName.set(treeName, {
      kind: "array",
      treeName,
      argType: frame.argType ?? "array",
      label,
      initial: false,
      items,
    });
  }

  /** @param {Frame} frame @param {Record<string, any>} args */
  addItem(frame, args) {
    const { items } = this.array(frame);
    const id = String(frame.nodeId);
    if (items.byId.has(id) || items.gone.has(id)) throw new FrameError(`item ${id} is there already`, frame);
    items.insert(itemOf(id, args));
  }

  /** @param {Frame} frame @param {Record<string, any>} args */
  addNode(frame, args) {
    const treeName = String(frame.treeName);
    const id = String(frame.nodeId);
    const found = this.byName.get(treeName);
    if (found && found.kind !== "nodes") throw new FrameError(`${treeName} holds no nodes`, frame);
    if (this.nodes.has(id) || found?.gone.has(id)) throw new FrameError(`node ${id} is there already`, frame);
    const label = args.options?.displayLabel ?? treeName;
    const structure = found ?? this.newNodeStructure(treeName, frame.argType ?? "", label, false);
    /** @type {TreeNode} */
    const node = { id, content: contentOf(args), links: new Map(), held: new Map() };
    structure.nodes.set(id, node);
    this.nodes.set(id, node);
  }

  /** @param {Frame} frame */
  remove(frame) {
    const structure = this.structure(frame);
    const target = this.target(frame);
    if (structure.kind === "array") {
      structure.items.remove(/** @type {Item} */ (target));
      structure.items.gone.set(target.id, /** @type {Item} */ (target));
    } else {
      structure.nodes.delete(target.id);
      this.nodes.delete(target.id);
      structure.gone.set(target.id, /** @type {TreeNode} */ (target));
    }
  }

  /** @param {Frame} frame */
  restore(frame) {
    const structure = this.structure(frame);
    const id = String(frame.nodeId);
    const gone = structure.kind === "array" ? structure.items.gone : structure.gone;
    const target = gone.get(id);
    if (!target) throw new FrameError(`${id} was not deleted`, frame);
    gone.delete(id);
    if (structure.kind === "array") {
      structure.items.insert(/** @type {Item} */ (target));
    } else {
      structure.nodes.set(id, /** @type {TreeNode} */ (target));
      this.nodes.set(id, /** @type {TreeNode} */ (target));
    }
  }

  /** @param {Frame} frame */
  takeItem(frame) {
    this.array(frame).items.remove(/** @type {Item} */ (this.target(frame)));
  }

  /** @param {Frame} frame */
  takeNode(frame) {
    const structure = this.structure(frame);
    if (structure.kind !== "nodes") throw new FrameError(`${frame.treeName} holds no nodes`, frame);
    const { id } = this.target(frame);
    structure.nodes.delete(id);
    this.nodes.delete(id);
    if (structure.nodes.size === 0 && structure.gone.size === 0 && !structure.initial) {
      this.byName.delete(structure.treeName); // its first node made it
    }
  }

  /** @param {Frame} frame @param {string} field @param {Record<string, any>} link */
  setLink(frame, field, link) {
    const node = this.target(frame);
    if (!("links" in node)) throw new FrameError(`${frame.nodeId} is not a node`, frame);
    const childId = link.childId ?? null;
    const { childName } = link;
    if (childName !== undefined && this.byName.get(childName)?.kind !== "array") {
      throw new FrameError(`there is no container ${childName}`, frame);
    }
    if (childId === null) {
      node.links.delete(field);
      if (childName === undefined) node.held.delete(field);
      else node.held.set(field, childName);
      return;
    }
    const childTreeName = link.childTreeName ?? frame.treeName;
    const child = this.byName.get(childTreeName);
    if (child?.kind !== "nodes" || !child.nodes.has(childId)) {
      throw new FrameError(`there is no node ${childId} in ${childTreeName}`, frame);
    }
    node.held.delete(field);
    node.links.set(field, { childId, childTreeName });
  }

  // --- what a frame is about -----------------------------------------------------------------------------------------

  /** @param {Frame} frame @returns {Structure} */
  structure(frame) {
    const structure = this.byName.get(String(frame.treeName));
    if (!structure) throw new FrameError(`there is no ${frame.treeName}`, frame);
    return structure;
  }

  /** @param {Frame} frame @returns {ArrayStructure} */
  array(frame) {
    const structure = this.structure(frame);
    if (structure.kind !== "array") throw new FrameError(`${frame.treeName} holds no items`, frame);
    return structure;
  }

  /** @param {Frame} frame @returns {Item | TreeNode} */
  target(frame) {
    const structure = this.structure(frame);
    const id = String(frame.nodeId);
    const target = structure.kind === "array" ? structure.items.byId.get(id) : structure.nodes.get(id);
    if (!target) throw new FrameError(`there is no ${id} in ${frame.treeName}`, frame);
    return target;
  }

  /** @param {string} treeName @param {string} argType @param {string} label @param {boolean} initial */
  newNodeStructure(treeName, argType, label, initial) {
    /** @type {NodeStructure} */
    const made = { kind: "nodes", treeName, argType, label, initial, nodes: new Map(), gone: new Map() };
    this.byName.set(treeName, made);
    return made;
  }
}

/** The field a frame links by, if it sets a link. @param {Frame} frame @param {Record<string, any>} args */
export function linkField(frame, args) {
  return frame.name === "setLink" ? String(args.field) : LINK_FIELDS.get(frame.name);
}

/** @param {Record<string, any>} args @returns {Content} */
function contentOf(args) {
  /** @type {Content} */
  const content = { value: args.value ?? null };
  for (const name of /** @type {const} */ (["childName", "childId", "childTreeName"])) {
    if (typeof args[name] === "string") content[name] = args[name];
  }
  return content;
}

/**
 * @param {string} id @param {Record<string, any>} from an entity of `arrayData`, or the args of addArrayItem
 * @returns {Item}
 */
function itemOf(id, from) {
  const content = contentOf(from);
  return "key" in from ? { id, index: from.index, key: from.key, content } : { id, index: from.index, content };
}

/** An argument's value as frames tell it: numbers as they are, the rest as Python writes it. @param {unknown} value */
function shown(value) {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null) return "None";
  if (typeof value !== "string") return JSON.stringify(value);
  return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll("'", "\\'")}'`;
}

/** @param {Structure} structure */
function plain(structure) {
  if (structure.kind === "array") {
    return {
      kind: "array",
      argType: structure.argType,
      label: structure.label,
      items: structuredClone(structure.items.ordered),
    };
  }
  const nodes = [...structure.nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    kind: "nodes",
    argType: structure.argType,
    label: structure.label,
    nodes: nodes.map(({ id, content, links, held }) => ({
      id,
      content: { ...content },
      links: Object.fromEntries(
        [...links, ...[...held].map(([field, childName]) => /** @type {const} */ ([field, { childName }]))].sort(
          ([a], [b]) => (a < b ? -1 : 1),
        ),
      ),
    })),
  };
}
