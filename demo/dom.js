// @ts-check
/** Elements in one call. Text goes in as text only: nothing a learner wrote is ever read as markup. */

/** @typedef {Record<string, string | number | boolean | undefined>} Attributes */

/**
 * An HTML element; an attribute that is false or undefined is left out, one that is true is set empty.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Attributes} [attributes] @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** @param {string} tag @param {Attributes} [attributes] @param {(Node | string)[]} children */
export function svgElement(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** @template {typeof HTMLElement} Kind @param {string} id @param {Kind} kind @returns {InstanceType<Kind>} */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return /** @type {InstanceType<Kind>} */ (found);
}

/** @param {Element} target @param {Attributes} attributes */
function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) target.setAttribute(name, value === true ? "" : String(value));
  }
}
