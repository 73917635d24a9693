delete WebAssembly.Suspending;
delete WebAssembly.promising;
