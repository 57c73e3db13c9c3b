// The drawings that this server keeps. A click puts one back on the pad; the list follows what is
// saved there without a rerun of the page's script.

import { addressOf } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { countOf } from "../shared/words/count.js";
import { heldBy, isDark, make, partOf } from "../shared/element.js";
import { greyCanvas, pngOf } from "../shared/digits/pixels.js";
import { withoutDrawing } from "./measured.js";

/** @import { Call } from "../shared/element.js" */
/** @import { Content } from "../../../mnist_core/scripts/sheet.js" */
/** @import { Drawing, Measured, Network } from "./measured.js" */

/** @typedef {{ ladders: [id: string, title: string][], chosen: string }} GalleryData */
/** @typedef {{ num: number, drawings: Drawing[], cursor: string | null }} Drawings cursor: where the next ones begin */

const ASKED_MS = 4000;
const MOST_WRONG = 40; // shown in a row of the table; the server sends as many

class Gallery {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.find = (/** @type {string} */ name) => partOf(section, `.${name}`);
    this.which = partOf(section, ".which", HTMLSelectElement);
    this.ladder = partOf(section, ".ladder", HTMLSelectElement);
    this.measureButton = partOf(section, ".measure", HTMLButtonElement);
    this.ladders = "";
    this.cursor = /** @type {string | null} */ (null);
    this.isBusy = false;
    this.measured = /** @type {Measured | null} */ (null);
    this.follow = () => this.load();
    this.more = make("div", "more");
    this.turn = 0; // counts what was asked for: an older answer comes too late
    this.observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.loadMore());
    document.addEventListener("drawing-saved", this.follow);
    partOf(section, ".download", HTMLAnchorElement).href = addressOf("api/drawings.zip");
    this.measureButton.onclick = () => this.measure();
    const all = ["all digits", ...Array(10).keys()];
    this.which.replaceChildren(...all.map((name, place) => option(place ? String(name) : "", String(name))));
    this.which.onchange = () => this.load();
    this.load();
  }

  /** @param {GalleryData} data */
  show({ ladders, chosen }) {
    if (this.ladders === JSON.stringify(ladders)) return;
    this.ladders = JSON.stringify(ladders);
    this.ladder.replaceChildren(...ladders.map(([id, title]) => option(id, title)));
    this.ladder.value = chosen;
  }

  // from the newest on
  async load() {
    this.observer.disconnect();
    const turn = (this.turn += 1);
    const answer = await this.page(null);
    if (!answer || turn !== this.turn) return;
    this.count(answer.num);
    this.find("grid").replaceChildren(...answer.drawings.map((drawing) => this.card(drawing)));
    this.goOn(answer.cursor);
  }

  async loadMore() {
    if (this.isBusy) return;
    this.isBusy = true;
    const { cursor } = this;
    const answer = await this.page(cursor);
    this.isBusy = false;
    if (!answer || cursor !== this.cursor) return;
    this.more.before(...answer.drawings.map((drawing) => this.card(drawing)));
    this.goOn(answer.cursor);
  }

  /**
   * @param {string | null} cursor
   * @returns {Promise<Drawings | null>}
   */
  page(cursor) {
    const asked = { digit: this.which.value, cursor: cursor ?? "" };
    return this.ask(`drawings?${new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ""))}`);
  }

  /**
   * The next come as soon as somebody scrolls to the last of these.
   * @param {string | null} cursor
   */
  goOn(cursor) {
    this.cursor = cursor;
    this.observer.disconnect();
    this.more.remove();
    if (!cursor) return;
    this.find("grid").append(this.more);
    this.observer.observe(this.more);
  }

  /**
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async ask(path, body) {
    try {
      const answer = await answerOf(path, { body });
      this.complain("");
      return answer;
    } catch (error) {
      this.complain(sentenceOf(error));
      return null;
    }
  }

  /** @param {number} num */
  count(num) {
    this.find("count").textContent = num
      ? `${num.toLocaleString("en")} on this server, for everyone who uses it`
      : "None yet: draw a digit, then say what it is with “Save it as”. They stay on this server.";
    for (const name of ["some", "download", "measuring"]) this.find(name).hidden = !num;
    if (!num) this.find("result").replaceChildren();
  }

  /** @param {Drawing} drawing */
  card(drawing) {
    const card = make("div", "card");
    const open = make("button", "open");
    open.type = "button";
    open.append(thumbnail(drawing.pixels), make("span", "", String(drawing.digit)));
    open.setAttribute("aria-label", `Drawing ${drawing.id}, a ${drawing.digit}: put it on the pad`);
    open.title = "Put it on the pad";
    open.onclick = () => this.open(drawing.id);
    const remove = make("button", "remove", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", `Delete drawing ${drawing.id}, a ${drawing.digit}`);
    remove.title = "Delete";
    remove.onclick = () => {
      if (remove.classList.contains("asks")) this.remove(drawing.id, card);
      else askFirst(remove);
    };
    card.append(open, ...(drawing.changeable === false ? [] : [remove]));
    return card;
  }

  /** @param {number} id */
  async open(id) {
    const drawing = await this.ask(`drawings/${id}`);
    if (!drawing) return;
    /** @type {Content} */
    let detail = { strokes: drawing.strokes, brush: drawing.brush };
    if (drawing.picture) {
      const ink = await createImageBitmap(pngOf(drawing.picture));
      detail = { picture: { image: drawing.picture, ink, width: ink.width, height: ink.height } };
    }
    document.dispatchEvent(new CustomEvent("drawing-opened", { detail }));
  }

  /**
   * @param {number} id
   * @param {HTMLElement} card
   */
  async remove(id, card) {
    const answer = await this.ask(`drawings/${id}/delete`, {});
    if (!answer) return;
    card.remove();
    this.count(answer.num);
    this.forget(id);
  }

  async measure() {
    this.find("working").textContent = "Reading";
    this.measureButton.disabled = true;
    const answer = await this.ask(`drawings/ladders/${this.ladder.value}`, {});
    this.measureButton.disabled = false;
    this.find("working").textContent = "";
    if (!answer) return;
    this.measured = answer;
    this.find("result").replaceChildren(this.table(answer));
  }

  /**
   * A deleted drawing counts no longer in what was measured.
   * @param {number} id
   */
  forget(id) {
    if (!this.measured) return;
    this.measured = withoutDrawing(this.measured, id);
    this.find("result").replaceChildren(...(this.measured.num ? [this.table(this.measured)] : []));
  }

  /** @param {Measured} measured */
  table({ steps, num, drawings }) {
    const known = new Map(drawings.map((drawing) => [drawing.id, drawing]));
    const table = make("table");
    const head = make("tr");
    for (const title of ["Step", "Network", "Read right", "Read wrong"]) {
      const cell = make("th", "", title);
      cell.scope = "col";
      head.append(cell);
    }
    table.append(make("caption", "", `${countOf(num, "saved drawing")}, best epochs`), head);
    for (const step of steps) {
      /** @type {(Network | null)[]} */
      const networks = step.networks.length ? step.networks : [null];
      networks.forEach((network, place) => table.append(this.row(place ? "" : step.title, network, num, known)));
    }
    return table;
  }

  /**
   * @param {string} title
   * @param {Network | null} network
   * @param {number} num drawings
   * @param {Map<number, Drawing>} known
   */
  row(title, network, num, known) {
    const row = make("tr");
    row.append(make("td", "", title));
    if (!network) {
      const cell = make("td", "none", "not trained here");
      cell.colSpan = 3;
      row.append(cell);
      return row;
    }
    const wrong = make("td", "wrong");
    for (const [id, read] of network.wrong.slice(0, MOST_WRONG)) {
      const drawing = known.get(id);
      if (!drawing) continue;
      const figure = make("button", "misread");
      figure.type = "button";
      figure.title = "Put it on the pad";
      figure.setAttribute("aria-label", `Drawing ${id}: ${drawing.digit} read as ${read}`);
      figure.append(thumbnail(drawing.pixels), make("span", "", `${drawing.digit} → ${read}`));
      figure.onclick = () => this.open(id);
      wrong.append(figure);
    }
    const hidden = network.wrong.length - wrong.children.length;
    if (hidden > 0) wrong.append(make("span", "more", `and ${hidden} more`));
    row.append(make("td", "", network.label), make("td", "accuracy", `${network.accuracy.toFixed(2)} % (${num - network.wrong.length} of ${num})`), wrong);
    return row;
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.find("problem").textContent = sentence;
    this.find("problem").hidden = !sentence;
  }

  destroy() {
    this.observer.disconnect();
    document.removeEventListener("drawing-saved", this.follow);
  }
}

/**
 * @param {string} value
 * @param {string} text
 */
function option(value, text) {
  const item = make("option", "", text);
  item.value = value;
  return item;
}

/**
 * A drawing is everybody's, and gone for good: the first tap asks, the second deletes.
 * @param {HTMLButtonElement} button
 */
function askFirst(button) {
  button.textContent = "Delete?";
  button.classList.add("asks");
  setTimeout(() => {
    button.textContent = "×";
    button.classList.remove("asks");
  }, ASKED_MS);
}

/** @param {string} pixels */
function thumbnail(pixels) {
  return greyCanvas(pixels, 28, 28);
}

/** @param {Call<GalleryData>} call */
export default function ({ parentElement, data }) {
  const section = partOf(parentElement, ".saved-drawings");
  const { kept: gallery, end } = heldBy(section, Gallery);
  section.classList.toggle("dark", isDark(section));
  gallery.show(data);
  return end;
}
