/** The product's worker with a console that the page can hear, in every browser. */
import "./telling-console.js";
import "/worker.js";
