/** The worker as a browser has it that knows no JSPI. Imports are evaluated in their order. */
import "./no-jspi.js";
import "/worker.js";
