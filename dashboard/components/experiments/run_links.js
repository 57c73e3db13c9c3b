// A trial's runs as links to their curves.

import { onPlainClick } from "../../../mnist_core/scripts/link.js";
import { addressOf } from "../shared/address.js";
import { make } from "../shared/element.js";

/** @import { Asks } from "./experiments.js" */
/** @import { Trial } from "./messages.js" */

const MOST = 5;

/**
 * @param {Trial} trial
 * @param {Pick<Asks, "openRun">} asks
 * @returns {HTMLElement[]}
 */
export function runLinks({ runs }, asks) {
  const made = runs.flatMap((run) => (run.run !== null && run.state !== "missing" ? [{ ...run, run: run.run }] : []));
  const links = made.slice(0, MOST).map(({ run, seed, state, value }) => {
    const link = make("a", "run", `Run ${run}`);
    link.href = addressOf(`train?run=${run}`);
    link.title = `seed ${seed}, ${state}${value === null ? "" : `, ${value.toFixed(2)}`}`;
    link.dataset.state = state;
    onPlainClick(link, () => asks.openRun(run));
    return link;
  });
  return made.length > MOST ? [...links, make("span", "more", `and ${made.length - MOST} more`)] : links;
}
