// Links to the pages and tables of the class report, of all days or of one; and the end of a class.

import { addressOf } from "../shared/address.js";
import { answerOf, ofPerson, sentenceOf } from "../shared/client/client.js";
import { heldBy, make, partOf } from "../shared/element.js";
import { countOf } from "../shared/words/count.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ person: number, name: string }} Student */
/** @typedef {{ code: string, fixed: string, students: Student[] }} LedClass */
/** @typedef {{ days: string[], led: LedClass | null }} Told */

const READ_MS = 2500; // until the page is that of the next class

class ClassReport {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.days = partOf(section, "#report-day", HTMLSelectElement);
    this.days.onchange = () => this.link();
    this.typed = partOf(section, "#class-code", HTMLInputElement);
    partOf(section, ".begin").onsubmit = (event) => this.begin(event);
    partOf(section, ".delete").onsubmit = (event) => this.delete(event);
  }

  /** @param {Told} told */
  show({ days, led }) {
    const chosen = this.days.value;
    const choices = days.map((day) => new Option(inWords(day), day));
    this.days.replaceChildren(new Option("all days", ""), ...choices);
    this.days.value = days.includes(chosen) ? chosen : "";
    partOf(this.section, ".which").hidden = days.length < 2;
    partOf(this.section, ".own").hidden = led !== null;
    partOf(this.section, ".everybody").hidden = led === null;
    if (led) this.lead(led);
    this.link();
  }

  /** @param {LedClass} led */
  lead({ code, fixed, students }) {
    partOf(this.section, ".code").textContent = code;
    partOf(this.section, ".setting").textContent = `MNIST_CLASS_CODE=${code}`;
    partOf(this.section, ".begin").hidden = fixed !== "";
    partOf(this.section, ".fixed").hidden = fixed === "";
    partOf(this.section, ".fixed").textContent = fixed;
    partOf(this.section, ".none").hidden = students.length > 0;
    partOf(this.section, ".students").replaceChildren(...students.map(({ person, name }) => {
      const entry = make("li");
      const link = make("a", "as-link");
      link.target = "_blank";
      link.dataset.path = `people/${person}/report.html`;
      link.append(make("bdi", "", name));
      entry.append(link);
      return entry;
    }));
  }

  /** @param {Event} event */
  begin(event) {
    event.preventDefault();
    return this.ask(".begin-status", "class/new", {}, ({ code }) => `The code of the new class is ${code}.`);
  }

  /** @param {Event} event */
  delete(event) {
    event.preventDefault();
    return this.ask(".delete-status", "class/delete", { code: this.typed.value }, ({ people, runs, drawings, code }) =>
      `Deleted: ${people === 1 ? "1 person" : `${people} people`}, ${countOf(runs, "run")}, ${countOf(drawings, "drawing")}. The class is ${code} now.`);
  }

  /**
   * @param {string} place where it is said
   * @param {string} path
   * @param {object} body
   * @param {(answer: any) => string} words
   */
  async ask(place, path, body, words) {
    const status = partOf(this.section, place);
    status.textContent = "";
    // the answer signs this browser in as the teacher of another class; who asks in between is nobody
    const before = ofPerson(null);
    try {
      status.textContent = words(await answerOf(path, { body }));
      // this tab was opened as the teacher of the class of before
      setTimeout(() => window.location.reload(), READ_MS);
    } catch (error) {
      ofPerson(before);
      status.textContent = sentenceOf(error);
    }
  }

  link() {
    for (const link of this.section.querySelectorAll("a")) {
      const { path, each } = link.dataset;
      const asked = new URLSearchParams({ ...(each && { each }), ...(this.days.value && { day: this.days.value }) });
      link.href = addressOf(`api/${path}${asked.size ? `?${asked}` : ""}`);
    }
  }
}

/** @param {string} day such as `2026-11-29` */
function inWords(day) {
  return new Date(`${day}T12:00`).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** @param {Call<Told>} call */
export default function ({ parentElement, data }) {
  const { kept, end } = heldBy(partOf(parentElement, ".class-report"), ClassReport);
  kept.show(data);
  return end;
}
