// @ts-check
/** The list of all steps: only the rows in sight are in the document, so a hundred thousand of them are no burden. */

import { element } from "./dom.js";

const ROW_HEIGHT = 24; // pixels; demo.css says the same
const SPARE = 8; // rows kept ready above and below what is in sight

/** A listbox whose rows are made when they come into sight. */
export class FrameList {
  /**
   * @param {HTMLElement} root the scrolling element, with role "listbox"
   * @param {{ text: (row: number) => { place: string, text: string }, onPick: (row: number) => void }} events
   */
  constructor(root, { text, onPick }) {
    this.root = root;
    this.text = text;
    this.onPick = onPick;
    this.count = 0;
    /** @type {number} the selected row, -1 for none */
    this.selected = -1;
    this.space = element("div", { class: "frames-space", role: "presentation" });
    root.append(this.space);
    root.addEventListener("scroll", () => this.render(), { passive: true });
    root.addEventListener("click", (event) => this.picked(event));
    root.addEventListener("keydown", (event) => this.moved(event));
    new ResizeObserver(() => this.render()).observe(root);
  }

  /** @param {number} count */
  reset(count) {
    this.count = count;
    this.selected = -1;
    this.space.style.height = `${this.count * ROW_HEIGHT}px`;
    this.root.scrollTop = 0;
    this.render();
  }

  /** @param {number} row -1 for none */
  select(row) {
    this.selected = Math.min(row, this.count - 1);
    const top = Math.max(0, this.selected) * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.root;
    if (top < scrollTop) this.root.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + clientHeight) this.root.scrollTop = top + ROW_HEIGHT - clientHeight;
    this.render();
  }

  render() {
    const { scrollTop, clientHeight } = this.root;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - SPARE);
    const end = Math.min(this.count, Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + SPARE);
    const rows = [];
    for (let row = first; row < end; row += 1) rows.push(this.row(row));
    this.space.replaceChildren(...rows);
    if (this.selected >= first && this.selected < end) {
      this.root.setAttribute("aria-activedescendant", `frame-${this.selected}`);
    } else {
      this.root.removeAttribute("aria-activedescendant");
    }
  }

  /** @param {number} row */
  row(row) {
    const { place, text } = this.text(row);
    const made = element(
      "div",
      {
        id: `frame-${row}`,
        class: "frame",
        role: "option",
        "aria-selected": row === this.selected ? "true" : "false",
        "aria-setsize": this.count,
        "aria-posinset": row + 1,
        "data-row": row,
      },
      element("span", { class: "frame-number" }, String(row + 1)),
      element("span", { class: "frame-text" }, text),
      element("span", { class: "frame-place" }, place),
    );
    made.style.top = `${row * ROW_HEIGHT}px`;
    return made;
  }

  /** @param {MouseEvent} event */
  picked(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-row]") : null;
    if (row instanceof HTMLElement) this.onPick(Number(row.dataset.row));
  }

  /** @param {KeyboardEvent} event */
  moved(event) {
    const page = Math.max(1, Math.floor(this.root.clientHeight / ROW_HEIGHT) - 1);
    const steps = new Map([
      ["ArrowUp", -1],
      ["ArrowDown", 1],
      ["PageUp", -page],
      ["PageDown", page],
      ["Home", -this.count],
      ["End", this.count],
    ]);
    const step = steps.get(event.key);
    if (step === undefined || this.count === 0) return;
    event.preventDefault();
    this.onPick(Math.max(0, Math.min(this.count - 1, this.selected + step)));
  }
}
