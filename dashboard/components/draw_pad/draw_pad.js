// The pad, put together: what is drawn goes to the predict route while the pen moves. Reruns of the
// page's script leave the drawing alone, and it is still there when a person comes back from
// another page or loads this one again.

import { Pen } from "../../../mnist_core/scripts/pen.js";
import { SIDE } from "../../../mnist_core/scripts/sheet.js";
import { heldBy, isDark, partOf } from "../shared/element.js";
import { greyCanvas } from "../shared/digits/pixels.js";
import { Asking } from "./asking.js";
import { Board } from "./board.js";
import { keptDrawing } from "./kept_drawing.js";
import { Pictures } from "./picture.js";
import { Readings } from "./readings.js";
import { Replay } from "./replay.js";
import { Saving } from "./saving.js";

/** @import { Call, Report } from "../shared/element.js" */
/** @import { Answer, Question } from "./asking.js" */
/** @import { Model } from "./reading.js" */
/** @import { Content, Stroke } from "../../../mnist_core/scripts/sheet.js" */

/** @typedef {{ models: Model[], weights: string, version: unknown }} PadData */

const RAW_WORDS = "Only centred digits are saved: switch Raw resize off first.";
/** @type {("raw" | "several" | "maps")[]} */
const SWITCHES = ["raw", "several", "maps"];
const kept = keptDrawing();

class Pad {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    const button = (/** @type {string} */ name) => partOf(section, `.${name}`, HTMLButtonElement);
    this.buttons = { undo: button("undo"), redo: button("redo"), clear: button("clear"), replay: button("replay"), inside: button("inside") };
    this.brush = partOf(section, ".brush", HTMLInputElement);
    this.data = /** @type {PadData | null} */ (null);
    this.setTriggerValue = /** @type {Report} */ (() => {});
    this.told = this.names = "";
    this.replay = /** @type {Replay | null} */ (null);
    this.played = /** @type {Stroke[] | null} */ (null); // as far as a replay has come
    this.sheet = kept.sheet;
    this.board = new Board(section, (place) => this.readings.choose(place));
    this.pen = new Pen(this.board.canvas, this.sheet, {
      begin: () => this.beginAnew(), changed: () => this.changed(), moved: () => this.paint(),
      undo: () => this.undo(), redo: () => this.redo(), clear: () => this.clear(),
    });
    this.readings = new Readings(section, () => this.marks());
    this.asking = new Asking({
      question: () => this.question(), answered: (answer, question) => this.answered(answer, question),
      refused: (sentence) => this.readings.complain(sentence),
    });
    this.pictures = new Pictures(section, {
      begin: () => this.readings.complain("", "picture"), take: (picture) => this.take({ picture }),
      refuse: (sentence) => this.readings.complain(sentence, "picture"),
    });
    this.saving = new Saving(section, kept.saved, {
      shown: () => this.readings.shown, drawing: () => this.drawnDigit(), saved: () => this.marks(),
    });
    this.opened = (/** @type {Event} */ event) => this.take(/** @type {CustomEvent<Content>} */ (event).detail);
    document.addEventListener("drawing-opened", this.opened);
    this.listen();
  }

  listen() {
    this.buttons.undo.onclick = () => this.undo();
    this.buttons.redo.onclick = () => this.redo();
    this.buttons.clear.onclick = () => this.clear();
    this.buttons.replay.onclick = () => this.play();
    this.buttons.inside.onclick = () => this.lookInside();
    this.brush.value = String(this.sheet.brush);
    this.brush.oninput = () => {
      this.sheet.brush = Number(this.brush.value);
      this.changed();
    };
    for (const name of SWITCHES) {
      const box = partOf(this.section, `.${name}`, HTMLInputElement);
      box.checked = kept[name];
      box.onchange = () => {
        kept[name] = box.checked;
        this.changed();
      };
    }
  }

  /**
   * @param {PadData} data
   * @param {Report} setTriggerValue
   */
  show(data, setTriggerValue) {
    this.section.classList.toggle("dark", isDark(this.section));
    this.setTriggerValue = setTriggerValue;
    const told = JSON.stringify(data);
    if (told === this.told) return;
    const names = JSON.stringify(data.models);
    this.told = told;
    this.data = data;
    if (names !== this.names) this.readings.setModels(data.models);
    this.names = names;
    this.changed();
  }

  // -- changing the drawing -------------------------------------------------------------------

  changed() {
    this.paint();
    if (this.sheet.isBlank) this.readings.blank(kept.raw);
    this.marks();
    this.asking.changed();
  }

  // whatever a person does to the drawing, a refused picture and one on its way are over with
  beginAnew() {
    this.endReplay();
    this.pictures.forget();
    this.readings.complain("", "picture");
  }

  undo() {
    this.beginAnew();
    this.pen.lift();
    this.sheet.undo();
    this.changed();
  }

  redo() {
    this.beginAnew();
    this.pen.lift();
    this.sheet.redo();
    this.changed();
  }

  clear() {
    this.beginAnew();
    this.pen.lift();
    this.sheet.clear();
    this.changed();
  }

  /**
   * A picture, or strokes that were saved.
   * @param {Content} content
   */
  take(content) {
    this.beginAnew();
    this.pen.lift();
    this.sheet.put({ strokes: [], picture: null, ...content });
    this.brush.value = String(this.sheet.brush);
    this.changed();
    this.section.scrollIntoView({ block: "nearest" });
  }

  // -- replay ---------------------------------------------------------------------------------

  play() {
    if (this.replay) return this.endReplay();
    if (!this.sheet.strokes.length) return;
    this.buttons.replay.textContent = "Stop";
    this.replay = new Replay(this.sheet.strokes, (strokes) => this.replayed(strokes), () => this.endReplay());
  }

  /** @param {Stroke[]} strokes */
  replayed(strokes) {
    const grew = strokes.flat().length !== this.played?.flat().length;
    this.played = strokes;
    if (!grew) return;
    this.paint();
    this.asking.changed();
  }

  endReplay() {
    if (!this.replay) return;
    this.replay.destroy();
    this.replay = this.played = null;
    this.buttons.replay.textContent = "Replay";
    this.changed();
  }

  // -- showing --------------------------------------------------------------------------------

  get strokes() {
    return this.played ?? this.sheet.strokes;
  }

  paint() {
    this.board.paint(this.sheet, this.strokes, this.pen);
    const { sheet } = this;
    this.buttons.undo.disabled = !sheet.past.length;
    this.buttons.redo.disabled = !sheet.future.length;
    this.buttons.clear.disabled = sheet.isBlank;
    this.buttons.replay.disabled = !sheet.strokes.length || Boolean(sheet.picture);
  }

  marks() {
    const truths = this.saving.truths(this.readings.digits);
    this.board.mark(kept.raw ? [] : this.readings.digits, truths, this.readings.chosen, this.sheet.picture);
    this.readings.markSaved(truths);
    this.buttons.inside.disabled = !this.readings.shown;
    const is = Boolean(this.readings.shown) && !kept.raw;
    this.saving.allow(is, this.readings.shown && kept.raw ? RAW_WORDS : "");
  }

  /**
   * @param {Answer} answer
   * @param {Question} question
   */
  answered({ digits, rows, warnings, ink }, { image }) {
    const { picture } = this.sheet;
    if (picture && ink && picture.image === image && !picture.ink) {
      picture.ink = greyCanvas(ink.pixels, ink.width, ink.height);
    }
    this.board.isPage = digits.length > 1;
    if (picture) this.paint();
    const at = this.pen.isDown || this.replay ? this.strokes.at(-1)?.at(-1) : null;
    this.readings.show({ digits, rows, warnings }, kept.raw, at && [at[0] / SIDE, at[1] / SIDE]);
    this.marks();
  }

  // -- asking and telling ---------------------------------------------------------------------

  /** @returns {Question | null} */
  question() {
    if (!this.data || this.sheet.isBlank || !this.strokes.length && !this.sheet.picture) return null;
    return {
      runs: this.data.models.map(({ key }) => key), weights: this.data.weights,
      raw: kept.raw, several: kept.several, maps: kept.maps, ink: Boolean(this.sheet.picture && !this.sheet.picture.ink),
      ...this.sheet.drawing(this.strokes),
    };
  }

  drawnDigit() {
    return { ...this.sheet.drawing(), several: kept.several, place: this.readings.chosen };
  }

  lookInside() {
    this.setTriggerValue("inside", this.readings.shown?.stages.digit.pixels);
  }

  destroy() {
    this.replay?.destroy();
    for (const part of [this.asking, this.readings, this.pictures, this.saving]) part.destroy();
    document.removeEventListener("drawing-opened", this.opened);
  }
}

/** @param {Call<PadData>} call */
export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: pad, end } = heldBy(partOf(parentElement, ".pad"), Pad);
  pad.show(data, setTriggerValue);
  return end;
}
