// editor.js is made from editor.entry.js when the bundle is built.
export { Editor } from "./editor.entry.js";
