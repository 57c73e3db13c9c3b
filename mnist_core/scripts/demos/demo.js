// A thing to touch, in the page of a lesson, of the glossary, of the projector, or in one without a
// server that holds its data itself.

import { make } from "../dom.js";
import { sentenceOf } from "../sentence.js";
import { showAugmentation } from "./kinds/augmentation.js";
import { showBatchNorm } from "./kinds/batch_norm.js";
import { showDropout } from "./kinds/dropout.js";
import { showFilter } from "./kinds/filter.js";
import { showGlobalPooling } from "./kinds/global_pooling.js";
import { showGrowingField } from "./kinds/growing_field.js";
import { showLearningRate } from "./kinds/learning_rate.js";
import { showOneByOne } from "./kinds/one_by_one.js";
import { showParametersGap } from "./kinds/parameters_gap.js";
import { showPooling } from "./kinds/pooling.js";
import { Stage } from "./stage.js";

/** @import { Demo, DemoHost, DemoQuestion, Exhibit, Shown } from "./shown.d.ts" */

const PAUSE = 250; // milliseconds, between two questions for data that grow

/** @type {Record<string, (stage: Stage, data: any) => Exhibit | void>} */
const KINDS = {
  filter: showFilter, "growing-field": showGrowingField, pooling: showPooling, "batch-norm": showBatchNorm,
  "one-by-one": showOneByOne, dropout: showDropout, "learning-rate": showLearningRate, augmentation: showAugmentation,
  "parameters-gap": showParametersGap, "global-pooling": showGlobalPooling,
};

/**
 * Fills the place with a demo. Its `end` stops what runs and leaves the place empty.
 * @param {HTMLElement} place
 * @param {Demo} demo
 * @param {DemoHost} [host]
 * @returns {{ end: () => void }}
 */
export function showDemo(place, demo, host = {}) {
  const section = make("section", "demo");
  section.dataset.kind = demo.kind;
  const [title, network, how] = ["demo-title", "demo-network", "demo-how"].map((name) => make("p", name));
  const [told, caption, problem] = ["demo-told", "demo-caption", "demo-problem"].map((name) => make("p", name));
  const parts = make("div", "demo-stage");
  told.setAttribute("role", "status");
  problem.setAttribute("role", "alert");
  problem.hidden = told.hidden = true;
  caption.textContent = demo.caption ?? "";
  caption.hidden = !demo.caption;
  const [measuring, progress] = [make("label", "demo-measuring"), make("progress")];
  measuring.hidden = true;
  section.append(title, network, how, measuring, parts, told, caption, problem);
  place.replaceChildren(section);
  const leaving = new AbortController();
  let exhibit = /** @type {Exhibit | void} */ (undefined);

  /** @param {Shown} shown */
  const fill = (shown) => {
    const stage = new Stage(parts, told, shown, leaving.signal);
    title.textContent = stage.words("title");
    how.textContent = stage.words("how");
    // some are about more networks than one
    network.textContent = shown.words.about ?? stage.words("network", { title: shown.title });
    section.setAttribute("aria-label", stage.words("title"));
    measuring.hidden = shown.share === undefined;
    if (shown.share !== undefined) {
      progress.value = shown.share;
      measuring.replaceChildren(stage.words("measuring"), progress);
      return;
    }
    told.hidden = false;
    exhibit = KINDS[demo.kind](stage, shown.data);
    section.dataset.ready = "";
  };
  /** @returns {Promise<Shown | undefined>} */
  const whole = async () => {
    /** @type {DemoQuestion} */
    const question = { run: demo.run ?? null, settings: demo.settings ?? {}, language: demo.language ?? "en" };
    for (;;) {
      const shown = await host.ask?.(demo.kind, question, leaving.signal);
      if (shown?.share === undefined || leaving.signal.aborted) return shown;
      fill(shown);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  };
  const begin = async () => {
    try {
      if (!(demo.kind in KINDS)) throw new Error(`There is no demo ${demo.kind}.`);
      const shown = demo.shown ?? await whole();
      if (leaving.signal.aborted) return;
      if (shown) fill(shown);
      // without a server what is not in the page is left out
      else section.hidden = caption.hidden;
    } catch (error) {
      if (leaving.signal.aborted) return;
      problem.textContent = sentenceOf(error);
      problem.hidden = false;
    } finally {
      section.removeAttribute("aria-busy");
    }
  };
  section.setAttribute("aria-busy", "true");
  begin();
  return {
    end() {
      leaving.abort();
      exhibit?.end();
      section.remove();
    },
  };
}
