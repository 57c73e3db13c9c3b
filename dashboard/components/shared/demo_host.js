// What the lab's pages do for a demo: they ask this server for its data.

import { answerOf } from "./client/client.js";

/** @import { DemoHost } from "../../../mnist_core/scripts/demos/shown.d.ts" */

/** @returns {DemoHost} */
export function demoHost() {
  return { ask: (kind, body, signal) => answerOf(`demos/${kind}`, { body, signal }) };
}
