// Links to the pages and tables of a lesson, of all days or of one.

import { addressOf } from "../shared/address.js";
import { heldBy, make, partOf } from "../shared/element.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ person: number, name: string }} Student */
/** @typedef {{ isTeacher: boolean, days: string[], students: Student[] }} Told */

class AfterLesson {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.days = partOf(section, "#lesson-day", HTMLSelectElement);
    this.days.onchange = () => this.link();
  }

  /** @param {Told} told */
  show({ isTeacher, days, students }) {
    const chosen = this.days.value;
    const choices = days.map((day) => new Option(inWords(day), day));
    this.days.replaceChildren(new Option("all days", ""), ...choices);
    this.days.value = days.includes(chosen) ? chosen : "";
    partOf(this.section, ".which").hidden = days.length < 2;
    partOf(this.section, ".own").hidden = isTeacher;
    partOf(this.section, ".everybody").hidden = !isTeacher;
    partOf(this.section, ".none").hidden = students.length > 0;
    partOf(this.section, ".students").replaceChildren(...students.map(({ person, name }) => {
      const entry = make("li");
      const link = make("a", "as-link");
      link.target = "_blank";
      link.dataset.path = `people/${person}/lesson.html`;
      link.append(make("bdi", "", name));
      entry.append(link);
      return entry;
    }));
    this.link();
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
  const { kept, end } = heldBy(partOf(parentElement, ".after-lesson"), AfterLesson);
  kept.show(data);
  return end;
}
