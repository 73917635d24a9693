// @ts-check
/** A recorded run that can be gone through in both directions. Pure: no DOM, no timers. */

import { Structures } from "./structures.js";

/** @typedef {import("../worker/protocol.d.ts").Frame} Frame */
/** @typedef {import("../worker/protocol.d.ts").SerializedPythonArg} SerializedPythonArg */

/** Plays a list of frames; `position` is how many of them have been played. */
export class Player {
  /** @param {Frame[]} frames @param {SerializedPythonArg[]} [args] the run's arguments */
  constructor(frames, args = []) {
    this.frames = frames;
    this.structures = new Structures(args);
    this.position = 0;
    /** @type {number} how many frames can be played; fewer than there are, once one did not fit */
    this.end = frames.length;
    /** @type {Error | undefined} why the rest can't be played */
    this.error = undefined;
  }

  /** The frame played last, none at the start. @returns {Frame | undefined} */
  get current() {
    return this.frames[this.position - 1];
  }

  /** Goes to a position, frame by frame, in whichever direction it lies. @param {number} position */
  seek(position) {
    const goal = Math.max(0, Math.min(this.end, Math.round(position)));
    while (this.position > goal) {
      this.structures.backward(/** @type {Frame} */ (this.frames[this.position - 1]));
      this.position -= 1;
    }
    while (this.position < goal && this.error === undefined) this.forward();
  }

  forward() {
    try {
      this.structures.forward(/** @type {Frame} */ (this.frames[this.position]));
      this.position += 1;
    } catch (error) {
      this.error = /** @type {Error} */ (error);
      this.end = this.position;
    }
  }

  /** The position after the frames that only set the scene: those that no line of the program caused. */
  get start() {
    const first = this.frames.findIndex((frame) => frame.source !== undefined || frame.name === "consoleLog");
    return first === -1 ? this.frames.length : first;
  }
}
