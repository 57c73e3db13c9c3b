// The runs that a person has chosen, and the line of what can be done with all of them.

import { addressOf } from "../shared/address.js";
import { saveFrom } from "../shared/client/save_file.js";
import { buttonOf, make } from "../shared/element.js";
import { countOf } from "../shared/words/count.js";

/** @import { ListRequests } from "./requests.js" */
/** @import { RunRow } from "./table.js" */

const MAX_COMPARED = 8;
const MAX_TAKEN = 50;
const MAX_NAMED = 4; // more are only counted

export class ChosenRuns {
  /**
   * @param {HTMLElement} line
   * @param {ListRequests} requests
   * @param {() => void} showBoxes which rows are chosen
   */
  constructor(line, requests, showBoxes) {
    this.line = line;
    this.requests = requests;
    this.showBoxes = showBoxes;
    this.keys = /** @type {Set<string>} */ (new Set());
    this.isEvery = false; // of all that were found, also of those that are not here
    this.locked = /** @type {Set<string>} */ (new Set()); // somebody else's, as far as they were seen
    this.isMaking = false; // files that are taken home
  }

  /** @param {RunRow} row that was seen */
  see({ key, changeable, state }) {
    if (changeable || state === "reference") this.locked.delete(key);
    else this.locked.add(key);
  }

  /**
   * @param {string[]} keys
   * @param {boolean} isChosen
   * @param {boolean} [isEvery]
   */
  choose(keys, isChosen, isEvery = false) {
    for (const key of keys) {
      if (isChosen) this.keys.add(key);
      else this.keys.delete(key);
    }
    this.isEvery = isChosen && (isEvery || this.isEvery);
    this.show();
  }

  // those that somebody else deleted
  async forgetGone() {
    const own = [...this.keys].filter(isOwn);
    if (!own.length) return;
    const { runs } = await this.requests.answerTo("run-list/known", { body: { runs: own.map(Number) } });
    const known = new Set(runs.map(String));
    for (const key of own) if (!known.has(key)) this.keys.delete(key);
    this.show();
  }

  show() {
    this.showBoxes();
    const keys = [...this.keys];
    this.line.hidden = keys.length === 0;
    const names = keys.length > MAX_NAMED ? `${keys.length.toLocaleString("en")} runs`
      : keys.map((key) => (isOwn(key) ? `Run ${key}` : key)).join(", ");
    this.line.replaceChildren(make("span", "", `${names} chosen`), compareLink(keys), this.takeHomeButton(keys),
      this.moreSeedsButton(keys), this.deleteButton(keys),
      buttonOf("Choose none", () => { this.keys.clear(); this.isEvery = false; this.show(); }));
  }

  /** @param {string[]} keys */
  takeHomeButton(keys) {
    const isTooMany = keys.length > MAX_TAKEN;
    const button = buttonOf(isTooMany ? `Take home 1 to ${MAX_TAKEN}` : "Take home", () => this.takeHome(keys));
    button.disabled = isTooMany || this.isMaking;
    return button;
  }

  /** @param {string[]} keys */
  moreSeedsButton(keys) {
    const button = buttonOf("Two more seeds", () => this.moreSeeds(keys[0]));
    button.hidden = keys.length !== 1;
    button.title = "Queues two runs of the same recipe with other seeds.";
    return button;
  }

  /** @param {string[]} keys */
  deleteButton(keys) {
    const own = keys.filter(isOwn);
    const isOthers = own.some((key) => this.locked.has(key));
    const button = buttonOf("Delete", () => this.remove(own));
    button.disabled = !own.length || isOthers;
    button.title = isOthers ? "Some of these are somebody else's: only their owner or the teacher may delete them." : "";
    return button;
  }

  /** @param {string[]} keys */
  async takeHome(keys) {
    this.isMaking = true;
    this.show();
    this.requests.tell(`The files of ${countOf(keys.length, "run")} are being made.`);
    const path = keys.length > 1 ? `export.zip?runs=${keys.map(encodeURIComponent).join(",")}` : `trained/${encodeURIComponent(keys[0])}/export.zip`;
    await this.requests.attempt(async () => this.requests.tell(`${await saveFrom(path)} is in your downloads.`), false);
    this.isMaking = false;
    this.show();
  }

  /** @param {string} key */
  moreSeeds(key) {
    return this.requests.attempt(async () => {
      const { runs } = await this.requests.answerTo(`trained/${encodeURIComponent(key)}/more-seeds`, { body: {} });
      this.requests.tell(`Runs ${runs.join(" and ")} of the same recipe with other seeds are queued. Train shows how far they all lie apart.`);
    });
  }

  /** @param {string[]} own */
  remove(own) {
    return this.requests.attempt(async () => {
      const { kept } = await this.requests.answerTo("run-list/delete", { body: { runs: own.map(Number) } });
      this.keys = new Set(kept.map(String));
      this.isEvery = false;
      if (kept.length) {
        this.requests.complain(kept.length === 1 ? `Run ${kept[0]} is held by its worker and stays; stop it first.`
          : `${kept.length} runs are held by their workers and stay; stop them first.`);
      }
    });
  }
}

/** @param {string} key of a run of this lab, or of a reference run, which has a step's name in it */
function isOwn(key) {
  return !key.includes("@");
}

/** @param {string[]} keys */
function compareLink(keys) {
  const isPossible = keys.length >= 2 && keys.length <= MAX_COMPARED;
  const link = make("a", "compare", isPossible ? "Compare" : `Compare 2 to ${MAX_COMPARED}`);
  if (isPossible) link.href = addressOf(`compare?runs=${keys.join(",")}`);
  else link.setAttribute("aria-disabled", "true");
  return link;
}
