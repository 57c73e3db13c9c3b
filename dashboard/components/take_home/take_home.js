// What can be taken home of a run. The server is asked which files there are when the choice is opened,
// and makes a file when somebody wants it.

import { addressOf } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { heldBy, make, partOf } from "../shared/element.js";
import { saveFrom } from "../shared/client/save_file.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ name: string, words: string, missing: string }} BundleFile */

class TakeHome {
  /** @param {HTMLDetailsElement} details */
  constructor(details) {
    this.details = details;
    this.status = partOf(details, ".status");
    this.files = partOf(details, ".files");
    this.everything = partOf(details, ".everything", HTMLButtonElement);
    this.key = "";
    this.listed = ""; // the key whose files stand in the list
    this.leaving = new AbortController();
    details.ontoggle = () => this.list();
    details.onkeydown = ({ key }) => {
      if (key === "Escape" && details.classList.contains("floats")) details.open = false;
    };
    const { signal } = this.leaving;
    document.addEventListener("pointerdown", (event) => {
      if (details.classList.contains("floats") && !event.composedPath().includes(details)) details.open = false;
    }, { signal });
    this.everything.onclick = () => this.save("export.zip");
  }

  /** @param {string} key */
  show(key) {
    if (key !== this.key) {
      this.status.textContent = this.listed = "";
      this.files.replaceChildren();
    }
    this.key = key;
    this.list();
  }

  get path() {
    return `trained/${encodeURIComponent(this.key)}`;
  }

  async list() {
    const { key } = this;
    if (!this.details.open || this.listed === key) return;
    this.listed = key;
    try {
      const { files } = await answerOf(`${this.path}/files`, { body: {}, signal: this.leaving.signal });
      if (key === this.key) this.files.replaceChildren(...files.map((/** @type {BundleFile} */ file) => this.row(file)));
    } catch (error) {
      this.listed = "";
      this.say(sentenceOf(error));
    }
  }

  /** @param {BundleFile} file */
  row({ name, words, missing }) {
    const row = make("li");
    const button = make("button", "", name);
    button.type = "button";
    button.disabled = Boolean(missing);
    button.onclick = () => this.save(`files/${encodeURIComponent(name)}`);
    row.append(button);
    if (name.endsWith(".html") && !missing) {
      const open = make("a", "", "Open");
      open.href = addressOf(`api/${this.path}/${name}`);
      open.target = "_blank";
      open.rel = "noopener";
      open.setAttribute("aria-label", `Open ${name} in a new tab`);
      row.append(open);
    }
    const said = make("span", "said");
    said.append(...withCode(missing ? `Not here: ${missing}.` : words));
    row.append(said);
    return row;
  }

  /** @param {string} file below the path of the run */
  async save(file) {
    const { signal } = this.leaving;
    this.say("The file is being made.");
    try {
      this.say(`${await saveFrom(`${this.path}/${file}`, signal)} is in your downloads.`);
    } catch (error) {
      if (!signal.aborted) this.say(sentenceOf(error));
    }
  }

  /** @param {string} sentence */
  say(sentence) {
    this.status.textContent = sentence;
  }

  destroy() {
    this.leaving.abort();
  }
}

/**
 * Text in which what stands between backticks is code.
 * @param {string} text
 */
function withCode(text) {
  return text.split("`").map((part, place) => (place % 2 ? make("code", "", part) : part));
}

/** @param {Call<{ key: string, floats: boolean }>} call */
export default function ({ parentElement, data }) {
  const { kept, end } = heldBy(partOf(parentElement, ".take-home", HTMLDetailsElement), TakeHome);
  kept.details.classList.toggle("floats", data.floats);
  kept.show(data.key);
  return end;
}
