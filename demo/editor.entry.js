// @ts-check
/**
 * The program's editor: CodeMirror with Python, a marked line for an error and a marked span for the current step.
 * The bundle's `editor.js` is made from this file and the packages it imports.
 */

import { indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { indentUnit } from "@codemirror/language";
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";

/** Lines from 1, columns from 0 in characters (not UTF-16 units), end exclusive.
 * @typedef {{ line: number, column: number, endLine: number, endColumn: number }} Span */

/** @type {import("@codemirror/state").StateEffectType<import("@codemirror/view").DecorationSet>} */
const setMarks = StateEffect.define();

const marks = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return effect.value;
    return transaction.docChanged ? Decoration.none : value; // the places are those of the text that ran
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The editor, as the page sees it. */
export class Editor {
  /** @param {HTMLElement} parent @param {{ onChange: () => void, onRun: () => void }} events */
  constructor(parent, { onChange, onRun }) {
    const run = () => {
      onRun();
      return true;
    };
    this.view = new EditorView({
      parent,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
        basicSetup,
        keymap.of([indentWithTab]),
        indentUnit.of("    "),
        python(),
        marks,
        EditorView.contentAttributes.of({ "aria-label": "Python program" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange();
        }),
      ],
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  set text(text) {
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: text },
      selection: { anchor: 0 },
    });
  }

  /** Marks a step's span and an error's line, and nothing else. @param {Span} [step] @param {number} [errorLine] */
  mark(step, errorLine) {
    const { doc } = this.view.state;
    const ranges = [];
    if (errorLine !== undefined && errorLine >= 1 && errorLine <= doc.lines) {
      const { from, to, text } = doc.line(errorLine);
      const start = from + (text.length - text.trimStart().length);
      ranges.push(Decoration.line({ class: "marked-error" }).range(from));
      if (to > start) ranges.push(Decoration.mark({ class: "marked-error-text" }).range(start, to));
    }
    if (step) {
      const from = this.offset(step.line, step.column);
      const to = this.offset(step.endLine, step.endColumn);
      ranges.push(Decoration.line({ class: "marked-line" }).range(doc.lineAt(from).from));
      if (to > from) ranges.push(Decoration.mark({ class: "marked-step" }).range(from, to));
    }
    const effects = [setMarks.of(Decoration.set(ranges, true))];
    this.view.dispatch({ effects });
  }

  /** Brings a line into sight inside the editor, without moving the page. @param {number} line */
  reveal(line) {
    const { doc } = this.view.state;
    const block = this.view.lineBlockAt(doc.line(Math.max(1, Math.min(line, doc.lines))).from);
    const { scrollDOM } = this.view;
    const above = block.top < scrollDOM.scrollTop;
    const below = block.bottom > scrollDOM.scrollTop + scrollDOM.clientHeight;
    if (above || below) scrollDOM.scrollTop = block.top - scrollDOM.clientHeight / 2;
  }

  /** Puts the cursor at the start of a line, and the editor in focus. @param {number} line */
  goTo(line) {
    this.view.dispatch({ selection: { anchor: this.offset(line, 0) }, scrollIntoView: true });
    this.view.focus();
  }

  /** The place in the text of a line and a column in characters. @param {number} line @param {number} column */
  offset(line, column) {
    const { doc } = this.view.state;
    const { from, text } = doc.line(Math.max(1, Math.min(line, doc.lines)));
    return from + [...text].slice(0, column).join("").length;
  }
}
