// The part of the Lessons page for whoever writes lessons. Files are checked by the server before it
// writes any of them; what is wrong is told by file and line, and nothing is replaced unasked.

import { addressOf } from "../shared/address.js";
import { answerOf, replyOf, sentenceOf } from "../shared/client/client.js";
import { buttonOf, heldBy, make, partOf } from "../shared/element.js";
import { countOf } from "../shared/words/count.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ lesson: string, language: string, title: string }} Known */
/** @typedef {{ place: string, lesson: string | null, language: string, title: string | null, mistakes: string[] }} Own */
/** @typedef {{ imported: Known[], mistakes: Record<string, string[]>, replaced: string[] }} Imported */

/** Said to the page's list of lessons, which reads them anew. */
const CHANGED = "lessons-changed";

class OwnLessons {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.from = partOf(section, ".from", HTMLSelectElement);
    this.language = partOf(section, ".language", HTMLInputElement);
    this.said = partOf(section, ".said");
    this.from.onchange = () => this.link();
    const file = partOf(section, ".file", HTMLInputElement);
    file.onchange = async () => {
      const files = [...(file.files ?? [])];
      file.value = "";
      this.said.replaceChildren();
      for (const one of files) await this.import(one);
    };
    partOf(section, ".import").onsubmit = (event) => event.preventDefault();
    partOf(section, ".home", HTMLAnchorElement).href = addressOf("api/own-lessons.zip");
    this.read();
  }

  /** @param {{ lessons: Known[], languages: string[] }} told */
  show({ lessons, languages }) {
    const from = this.from.value;
    this.from.replaceChildren(...lessons.map((one) => new Option(
      languages.length > 1 ? `${one.title} (${one.language})` : one.title, `${one.language}/${one.lesson}`)));
    partOf(this.section, "datalist").replaceChildren(...languages.map((one) => new Option(one, one)));
    if (from) this.from.value = from;
    this.link();
  }

  link() {
    const [language, lesson] = this.from.value.split("/");
    partOf(this.section, ".save", HTMLAnchorElement).href = addressOf(`api/own-lessons/copy?${new URLSearchParams({ lesson, language })}`);
  }

  async read() {
    try {
      this.list((await answerOf("own-lessons")).lessons);
    } catch (error) {
      this.tell(sentenceOf(error));
    }
  }

  /** @param {Own[]} lessons */
  list(lessons) {
    partOf(this.section, ".home").hidden = !lessons.length;
    partOf(this.section, ".files").replaceChildren(...lessons.map((own) => this.entry(own)));
  }

  /** @param {Own} own */
  entry(own) {
    const entry = make("li");
    const { place, lesson, language, title } = own;
    const name = lesson === null ? make("span", "name", place) : this.opener({ lesson, language, title: title ?? lesson });
    const row = make("div", "row");
    row.append(name, make("span", "place", lesson === null ? "not shown" : place), buttonOf("Delete", () => this.askToDelete(row, own)));
    entry.append(row, ...mistakeList(own.mistakes));
    return entry;
  }

  /** @param {Known} known */
  opener({ lesson, language, title }) {
    const link = make("a", "name");
    link.href = addressOf(`lessons?${new URLSearchParams({ lesson, language })}`);
    link.append(make("bdi", "", title));
    return link;
  }

  /**
   * @param {HTMLElement} row
   * @param {Own} own
   */
  askToDelete(row, own) {
    const shown = [...row.childNodes];
    const sure = buttonOf("Delete it", async () => {
      try {
        this.list((await answerOf("own-lessons/delete", { body: { place: own.place } })).lessons);
        window.dispatchEvent(new Event(CHANGED));
      } catch (error) {
        row.replaceChildren(...shown);
        this.tell(sentenceOf(error));
      }
    });
    const keep = buttonOf("Keep it", () => row.replaceChildren(...shown));
    const asked = make("span", "asked");
    asked.append("Delete ", make("bdi", "", own.title ?? own.place), " from this lab for good?");
    row.replaceChildren(asked, sure, keep);
    keep.focus();
  }

  /**
   * @param {File} file
   * @param {boolean} replace
   */
  async import(file, replace = false) {
    const asked = new URLSearchParams({
      name: file.name, language: this.language.value.trim(), chapter: partOf(this.section, ".chapter", HTMLInputElement).value.trim(),
      replace: String(replace) });
    try {
      const reply = await replyOf(`own-lessons/import?${asked}`, { body: file });
      this.hear(file, await reply.json());
    } catch (error) {
      this.tell(`${file.name}: ${sentenceOf(error)}`);
    }
  }

  /**
   * @param {File} file
   * @param {Imported} told
   */
  hear(file, { imported, mistakes, replaced }) {
    const wrong = Object.entries(mistakes);
    if (wrong.length) {
      this.tell(`Nothing of ${file.name} was imported. Fix this, then import it again:`);
      for (const [place, sentences] of wrong) this.said.append(make("p", "place", place), ...mistakeList(sentences));
    } else if (replaced.length && !imported.length) {
      const question = make("p", "", `${replaced.join(", ")}: there is such a file already, and it is another one. `);
      question.append(buttonOf("Replace it", () => { question.remove(); this.import(file, true); }), buttonOf("Keep the old one", () => question.remove()));
      this.said.append(question);
    } else {
      const words = make("p", "", `Imported ${countOf(imported.length, "lesson")}: `);
      words.append(...imported.flatMap((known, order) => [...(order ? [", "] : []), this.opener(known)]));
      this.said.append(words);
      window.dispatchEvent(new Event(CHANGED));
      this.read();
    }
  }

  /** @param {string} sentence */
  tell(sentence) {
    this.said.append(make("p", "", sentence));
  }
}

/** @param {string[]} sentences */
function mistakeList(sentences) {
  if (!sentences.length) return [];
  const list = make("ul", "mistakes");
  list.append(...sentences.map((sentence) => make("li", "", sentence)));
  return [list];
}

/** @param {Call<{ lessons: Known[], languages: string[] }>} call */
export default function ({ parentElement, data }) {
  const { kept, end } = heldBy(partOf(parentElement, ".own-lessons"), OwnLessons);
  kept.show(data);
  return end;
}
