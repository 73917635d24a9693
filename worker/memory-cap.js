/**
 * Keeps WebAssembly's memory from growing past a limit. The allocator of the interpreter is refused the growth then, and
 * Python raises an ordinary MemoryError.
 *
 * WebAssembly's memory never shrinks: what one program took stays the interpreter's. So whoever owns the worker may want
 * to replace it when `bytes` stays high.
 */

/** Bytes that a run may use unless INIT says otherwise. */
const DEFAULT_LIMIT = 512 * 2 ** 20;

/** Bytes beyond the limit, for the frames and the result of a program that has used up its memory. */
const RESERVE = 128 * 2 ** 20;

const PAGE = 65_536;

export class MemoryCap {
  /** In bytes, for programs; what comes after a program may take RESERVE more. */
  limit = DEFAULT_LIMIT;
  #reserve = 0;
  /** The memory that grew last: there is but one that does. */
  #memory = /** @type {WebAssembly.Memory | null} */ (null);

  /** Set the limit for every memory of this worker, from now on. To be made before Pyodide is loaded. */
  constructor() {
    const { prototype } = WebAssembly.Memory;
    const { grow } = prototype;
    const bytes = /** @type {(this: WebAssembly.Memory) => ArrayBuffer} */ (
      Object.getOwnPropertyDescriptor(prototype, "buffer")?.get
    );
    const cap = this;
    Object.defineProperty(prototype, "grow", {
      configurable: true,
      writable: true,
      /**
       * @this {WebAssembly.Memory}
       * @param {number} pages
       */
      value(pages) {
        const wanted = Reflect.apply(bytes, this, []).byteLength + pages * PAGE;
        if (wanted > cap.limit + cap.#reserve) throw new RangeError(`The memory limit of ${cap.limit} bytes is reached.`);
        cap.#memory = this;
        return Reflect.apply(grow, this, [pages]);
      },
    });
  }

  /** How large the memory has become; 0 while it has the size it was made with. */
  get bytes() {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  /** A program begins, which may not use the reserve. */
  programBegins() {
    this.#reserve = 0;
  }

  /** It is over: what is to be told about it may. */
  programEnded() {
    this.#reserve = RESERVE;
  }
}
