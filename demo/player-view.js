// @ts-check
/** The part of the page that goes through a run's steps: buttons, slider, drawing, list, and the span in the editor. */

import { byId, element } from "./dom.js";
import { Drawing } from "./drawing.js";
import { FrameList } from "./frame-list.js";
import { frameText, labelsOf } from "./frame-text.js";
import { Player } from "./player.js";

/** @typedef {import("../worker/protocol.d.ts").ExecutionResult} ExecutionResult */
/** @typedef {import("../worker/protocol.d.ts").SerializedPythonArg} SerializedPythonArg */

const UNPLAYED = "Press Run, then go through the steps.";

/** Shows one run at a time. */
export class PlayerView {
  /** @param {import("./editor.entry.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.player = new Player([]);
    this.labels = labelsOf([], this.player.structures);
    /** @type {string | undefined} the text that ran */
    this.code = undefined;
    /** @type {number | undefined} */
    this.errorLine = undefined;
    this.stale = false;
    this.scheduled = false;
    this.step = byId("step", HTMLElement);
    this.stepCode = byId("step-code", HTMLElement);
    this.note = byId("player-note", HTMLElement);
    this.structures = byId("structures", HTMLElement);
    this.slider = byId("slider", HTMLInputElement);
    this.list = new FrameList(byId("frames", HTMLElement), {
      text: (row) => this.rowText(row),
      onPick: (row) => this.goTo(row + 1),
    });
    this.buttons = {
      first: this.button("first", () => 0),
      previous: this.button("previous", () => this.player.position - 1),
      next: this.button("next", () => this.player.position + 1),
      last: this.button("last", () => this.player.end),
    };
    this.slider.addEventListener("input", () => this.goTo(this.slider.valueAsNumber));
  }

  /** Shows nothing. */
  clear() {
    this.load({ callstack: [] }, [], undefined);
    this.step.textContent = UNPLAYED;
  }

  /**
   * @param {Pick<ExecutionResult, "callstack" | "error">} result @param {SerializedPythonArg[]} args
   * @param {string | undefined} code the text that ran
   */
  load({ callstack, error }, args, code) {
    this.player = new Player(callstack, args);
    this.labels = labelsOf(callstack, this.player.structures);
    this.code = code;
    this.stale = code !== undefined && code !== this.editor.text;
    this.errorLine = error?.line;
    this.list.reset(callstack.length);
    this.slider.max = String(callstack.length);
    this.player.seek(this.player.start);
    this.render();
    if (this.errorLine !== undefined) this.editor.reveal(this.errorLine);
  }

  /** The program was edited: marks stand only where they were true. @param {string} text */
  codeChanged(text) {
    if (this.code === undefined) return;
    this.stale = text !== this.code;
    this.markEditor();
    this.showNote();
  }

  /** @param {number} position */
  goTo(position) {
    this.player.seek(position);
    if (this.scheduled) return; // a dragged slider asks more often than a screen can show
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.render();
    });
  }

  render() {
    const { player } = this;
    const { position, end, current } = player;
    this.structures.replaceChildren(...new Drawing(player.structures, current, this.labels).draw());
    this.slider.value = String(position);
    this.slider.setAttribute("aria-valuetext", `step ${position} of ${player.frames.length}`);
    this.slider.disabled = end === 0;
    for (const button of Object.values(this.buttons)) button.disabled = end === 0;
    setUnavailable([this.buttons.first, this.buttons.previous], position === 0);
    setUnavailable([this.buttons.next, this.buttons.last], position === end);
    this.list.select(position - 1);
    this.step.dataset.position = String(position);
    this.step.textContent = this.stepText(position);
    this.revealMarked();
    this.showNote();
    this.markEditor();
  }

  /** Brings what the step touched into sight, without moving the page itself. */
  revealMarked() {
    const marked =
      this.structures.querySelector(".is-read, .is-new, .is-changed") ?? this.structures.querySelector(".is-active");
    const scroller = marked?.closest(".scroller");
    if (!marked) return;
    if (scroller) {
      const inner = marked.getBoundingClientRect();
      const outer = scroller.getBoundingClientRect();
      if (inner.left < outer.left || inner.right > outer.right) {
        scroller.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
      }
    }
    const outer = this.structures.getBoundingClientRect();
    const whole = (marked.closest(".structure") ?? marked).getBoundingClientRect();
    const inner = whole.height < outer.height ? whole : marked.getBoundingClientRect();
    if (inner.top < outer.top) this.structures.scrollTop -= outer.top - inner.top + 8;
    else if (inner.bottom > outer.bottom) this.structures.scrollTop += inner.bottom - outer.bottom + 8;
  }

  /** @param {number} position */
  stepText(position) {
    const total = this.player.frames.length;
    if (total === 0) return "The run recorded no steps.";
    if (this.player.current === undefined) return `Start, before the first of ${total.toLocaleString("en")} steps`;
    const { place, text } = this.rowText(position - 1);
    const number = `Step ${position.toLocaleString("en")} of ${total.toLocaleString("en")}`;
    return [number, place, text].filter((part) => part !== "").join(" · ");
  }

  /** @param {number} row */
  rowText(row) {
    const frame = this.player.frames[row];
    if (!frame) return { place: "", text: "" };
    return { place: frame.source ? `line ${frame.source.line}` : "", text: frameText(frame, this.labels) };
  }

  showNote() {
    const { error } = this.player;
    const notes = [];
    if (error) notes.push(`The steps can be played only up to here: ${error.message}`);
    if (this.stale) notes.push("The program was changed after this run, so its steps are not marked in the editor.");
    this.note.textContent = notes.join(" ");
    this.note.hidden = notes.length === 0;
  }

  /**
   * Shows the line of the step, for screens on which the editor is out of sight.
   * @param {import("./editor.entry.js").Span} [source]
   */
  showCode(source) {
    this.stepCode.hidden = source === undefined;
    if (source === undefined) return;
    const line = [...(this.code?.split("\n")[source.line - 1] ?? "")];
    const end = source.endLine === source.line ? source.endColumn : line.length;
    const marked = element("mark", {}, line.slice(source.column, end).join(""));
    this.stepCode.replaceChildren(line.slice(0, source.column).join("").trimStart(), marked, line.slice(end).join(""));
  }

  markEditor() {
    if (this.code === undefined || this.stale) {
      this.showCode();
      this.editor.mark();
      return;
    }
    const source = this.player.current?.source;
    this.editor.mark(source, this.errorLine);
    if (source) this.editor.reveal(source.line);
    this.showCode(source);
  }

  /** @param {string} id @param {() => number} position */
  button(id, position) {
    const button = byId(id, HTMLButtonElement);
    button.addEventListener("click", () => {
      this.goTo(position());
    });
    return button;
  }
}

/**
 * Says that buttons lead nowhere just now; they are not disabled, or the keyboard would lose its place.
 * @param {HTMLButtonElement[]} buttons @param {boolean} unavailable
 */
function setUnavailable(buttons, unavailable) {
  for (const button of buttons) button.setAttribute("aria-disabled", String(unavailable));
}
