// The Lessons page: the list, or the player of the lesson that the address asks for. The address is
// the truth, and each change of it is a step for Back.

import { LessonList } from "../../../mnist_core/scripts/lessons/lesson_list.js";
import { Player } from "../../../mnist_core/scripts/lessons/player.js";
import { isPlainClick } from "../../../mnist_core/scripts/link.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { around, heldBy, isDark, partOf } from "../shared/element.js";
import { DashboardHost } from "./dashboard_host.js";

/** @import { Call } from "../shared/element.js" */
/** @import { Opened } from "../../../mnist_core/scripts/lessons/messages.js" */

/** @typedef {{ lesson: string | null, language: string | null, part: string | null }} Asked */

/** This page in the menu: Streamlit would draw it again, with the lesson that the address asks for. */
const MENU = ":is([data-testid=stTopNavLink], [data-testid=stSidebarNavLink])[aria-current=page]";

class Lessons {
  /**
   * @param {HTMLElement} section
   * @param {number | null} person
   */
  constructor(section, person) {
    this.section = section;
    this.asked = /** @type {Asked | null} */ (null);
    this.player = /** @type {Player | null} */ (null);
    this.asking = new AbortController();
    this.host = new DashboardHost(
      person, (change, isNew) => this.go(change, isNew), (words) => { partOf(section, ".kept").textContent = words; });
    this.leaving = new AbortController();
    window.addEventListener("popstate", () => this.follow(), { signal: this.leaving.signal });
    document.addEventListener("click", (event) => this.clicked(event), { capture: true, signal: this.leaving.signal });
    // a teacher imported some
    window.addEventListener("lessons-changed", () => { if (this.asked?.lesson === null) this.open(this.asked, false); }, { signal: this.leaving.signal });
    // which the projector view sends, too
    window.addEventListener("resize", () => this.fit(), { signal: this.leaving.signal });
    this.fit();
  }

  /** In the projector view what one only chooses by is left out. */
  fit() {
    this.section.classList.toggle("projected", document.documentElement.classList.contains("projected"));
  }

  /** From a lesson the menu leads to the list. @param {MouseEvent} event */
  clicked(event) {
    if (!around(event, MENU) || !isPlainClick(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.host.open(null);
  }

  /**
   * Changes the address, and what is shown with it.
   * @param {Partial<Asked>} change
   * @param {boolean} isNew with a step for Back
   */
  go(change, isNew) {
    const address = new URL(window.location.href);
    for (const [name, value] of Object.entries(change)) {
      if (value === null) address.searchParams.delete(name);
      else address.searchParams.set(name, value);
    }
    if (address.href === window.location.href) return;
    if (isNew) window.history.pushState(window.history.state, "", address);
    else window.history.replaceState(window.history.state, "", address);
    // Streamlit reads the address again only when the history moves
    window.dispatchEvent(new PopStateEvent("popstate", { state: window.history.state }));
  }

  /** What the address asks for is shown. */
  follow() {
    const query = new URLSearchParams(window.location.search);
    const asked = { lesson: query.get("lesson"), language: query.get("language"), part: query.get("part") };
    const before = this.asked;
    this.asked = asked;
    if (before?.lesson === asked.lesson && before.language === asked.language) this.player?.follow(asked.part);
    else this.open(asked, before !== null);
  }

  /**
   * @param {Asked} asked
   * @param {boolean} isMove somebody was at another lesson before
   */
  async open({ lesson, language, part }, isMove) {
    this.asking.abort();
    const { signal } = this.asking = new AbortController();
    const spoken = language ? `?${new URLSearchParams({ language })}` : "";
    const path = lesson === null ? "lessons" : `lessons/${encodeURIComponent(lesson)}`;
    try {
      const answer = await answerOf(path + spoken, { signal });
      this.close();
      if (lesson === null) this.showList(answer);
      else this.showLesson(answer, part);
      // whoever came by the keyboard goes on from here
      if (isMove) partOf(this.section, "h1").focus({ preventScroll: true });
      if (isMove) this.section.scrollIntoView({ block: "start" });
    } catch (error) {
      if (signal.aborted) return;
      this.close();
      this.complain(sentenceOf(error));
    }
  }

  /** @param {any} answer */
  showList({ lessons, words }) {
    const list = partOf(this.section, ".list");
    list.hidden = false;
    new LessonList(list, lessons, words, this.host).show();
  }

  /**
   * @param {Opened} opened
   * @param {string | null} part
   */
  showLesson(opened, part) {
    const article = partOf(this.section, ".lesson");
    article.hidden = false;
    const place = this.host.placeOf(opened.lesson.key, opened.place);
    this.player = new Player(article, { ...opened, place }, this.host, part);
    // so that Back comes to the part that was seen
    this.go({ part: this.player.part }, false);
  }

  close() {
    this.player?.destroy();
    this.player = null;
    for (const name of [".list", ".lesson"]) {
      partOf(this.section, name).replaceChildren();
      partOf(this.section, name).hidden = true;
    }
    this.complain("");
  }

  /** @param {string} sentence */
  complain(sentence) {
    const problem = partOf(this.section, ".problem");
    problem.textContent = sentence;
    problem.hidden = !sentence;
  }

  destroy() {
    this.leaving.abort();
    this.asking.abort();
    this.close();
    this.host.end();
  }
}

/** @param {Call<{ person: number | null }>} call whose lessons they are */
export default function ({ parentElement, data }) {
  const section = partOf(parentElement, ".lessons");
  section.classList.toggle("dark", isDark(section));
  const { kept: lessons, end } = heldBy(section, Lessons, data.person);
  lessons.follow();
  return end;
}
