/** Tells the page what goes to the worker's console; a module of its own, so that it is evaluated before the worker's. */
for (const level of ["warn", "error"]) {
  console[level] = (...values) => self.postMessage({ type: "CONSOLE", level, text: values.map(String).join(" ") });
}
for (const level of ["error", "unhandledrejection"]) {
  self.addEventListener(level, ({ reason, error }) => {
    self.postMessage({ type: "CONSOLE", level, text: String(reason ?? error) });
  });
}
