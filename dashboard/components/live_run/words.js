// What is said of a run in words: the headline, the facts, and the figures for those who see no chart.

import { duration, taken } from "../shared/words/duration.js";

/** @import { Epoch, Ghost, LiveData, Message } from "./messages.js" */

/** @type {Record<string, string>} */
const STATES = {
  queued: "waiting for a free slot", running: "training", starting: "starting", testing: "testing", paused: "paused", stopped: "stopped",
  interrupted: "interrupted", finished: "finished", failed: "failed",
};

/**
 * @param {string} name
 * @param {Message} message
 */
export function headline(name, message) {
  const { state, position, num_batches: perEpoch, total } = message;
  const words = `${name} · ${message.replayed ? "replay" : STATES[message.phase ?? state] ?? STATES[state]}`;
  if (!total || state === "finished") return words;
  // an epoch whose last batch is trained is not over before it is tested
  if (message.phase === "testing") return `${words} after epoch ${Math.ceil(position / perEpoch)} of ${message.epochs_total}`;
  const epoch = Math.min(Math.floor(position / perEpoch) + 1, message.epochs_total);
  return `${words} · epoch ${epoch} of ${message.epochs_total}, batch ${position - (epoch - 1) * perEpoch} of ${perEpoch}`;
}

/**
 * @param {Message} message
 * @param {Epoch[]} measured whose time alone is what other pages tell
 */
export function facts(message, measured = []) {
  const { state, total } = message;
  const words = [
    message.digits_a_second && `${message.digits_a_second.toLocaleString("en")} digits/s`,
    total && timeLeft(message),
    message.took && timeTaken(message.took, measured),
    message.device && (message.device === "cpu" ? "CPU" : message.device.toUpperCase()),
    message.path,
    message.replayed,
    message.device_note,
    state === "queued" && `${message.place || "in the queue"}; starts by itself, you may close this page`,
    state === "running" && !total && "starting the worker",
  ].filter(Boolean).join(" · ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * @param {number} seconds
 * @param {Epoch[]} measured
 */
function timeTaken(seconds, measured) {
  const words = taken(seconds);
  const ofEpochs = taken(measured.reduce((sum, epoch) => sum + epoch.seconds, 0));
  // the rest are its start and its pauses, and nothing tells one from the other
  return `took ${words}${ofEpochs === words ? "" : `, its epochs ${ofEpochs}`}`;
}

/** @param {Message} message */
function timeLeft({ state, phase, seconds_left: seconds, left_why: why }) {
  if (seconds === null) return phase === "training" && "measuring how long it takes";
  if (state === "paused") return `${duration(Math.ceil(seconds))} to go`;
  return state === "running" && [`${duration(Math.ceil(seconds))} left`, why].filter(Boolean).join(", ");
}

/**
 * The number that a class reads from the last row, and what it is.
 * @param {Epoch[]} measured
 * @param {Message | null} message
 * @param {Pick<LiveData, "target" | "reference">} data
 * @returns {{ figure: string, words: string }}
 */
export function result(measured, message, { target, reference }) {
  const last = measured.at(-1);
  const goal = `target ${target} %`;
  if (!last) {
    const sofar = message?.train_accuracy;
    if (typeof sofar !== "number") return { figure: "", words: goal };
    return { figure: `${sofar.toFixed(1)} %`, words: `of the training digits so far, before the first test · ${goal}` };
  }
  const best = measured[(message?.best_epoch ?? 0) - 1];
  const words = [`after epoch ${last.epoch}`, against(last, reference), best && best !== last && `best ${best.test_accuracy.toFixed(2)} %`, goal];
  return { figure: `${last.test_accuracy.toFixed(2)} %`, words: words.filter(Boolean).join(" · ") };
}

/**
 * `0.11 points below the reference`, both after the same epoch.
 * @param {Epoch} last
 * @param {Ghost | null} reference
 */
export function against(last, reference) {
  const there = reference?.test_accuracy[last.epoch - 1];
  if (there === undefined) return "";
  const points = (last.test_accuracy - there).toFixed(2);
  if (Number(points) === 0) return "level with the reference";
  return `${points.replace("-", "")} points ${Number(points) < 0 ? "below" : "above"} the reference`;
}

/**
 * Said aloud once an epoch or a change of state, not ten times a second.
 * @param {string} name
 * @param {Message} message
 * @param {Epoch[]} measured
 */
export function spoken(name, message, measured) {
  const last = measured.at(-1);
  const words = `${name}: ${STATES[message.state]}`;
  return last ? `${words}. Epoch ${last.epoch} of ${message.epochs_total}: test accuracy ${last.test_accuracy.toFixed(2)} %.` : `${words}.`;
}

/**
 * The figures of the curves.
 * @param {string} name
 * @param {Epoch[]} measured
 * @param {number | null} best epoch
 * @param {LiveData} data
 */
export function chartWords(name, measured, best, data) {
  const last = measured.at(-1);
  const top = best ? measured[best - 1] : undefined;
  /** @type {(curve: Ghost | null) => string | undefined} */
  const ghost = (curve) => {
    const latest = curve?.test_accuracy.at(-1);
    return curve && latest !== undefined
      ? `${curve.label}: best test accuracy ${Math.max(...curve.test_accuracy).toFixed(2)} %, last ${latest.toFixed(2)} %.` : undefined;
  };
  return [
    `${name}: loss, accuracy and learning rate by epoch.`,
    last ? `After epoch ${last.epoch}: training loss ${last.train_loss.toFixed(4)}, test loss ${last.test_loss.toFixed(4)}, `
      + `training accuracy ${last.train_accuracy.toFixed(2)} %, test accuracy ${last.test_accuracy.toFixed(2)} %.` : "No epoch is measured yet.",
    top && `Best: ${top.test_accuracy.toFixed(2)} % after epoch ${top.epoch}.`,
    `Target ${data.target} %.`, ghost(data.published), ghost(data.reference),
  ].filter(Boolean).join(" ");
}
