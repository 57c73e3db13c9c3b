// All runs in one table. Searching, sorting and choosing happen here; only deeds go to the server.

const LOOK_MS = 2000;
const STATES = ["running", "queued", "paused", "interrupted", "stopped", "finished", "failed", "reference"];
const MAX_COMPARED = 8;
const ROWS_AT_ONCE = 100; // the next come as soon as somebody scrolls to them

class RunList {
  constructor(section) {
    this.section = section;
    for (const name of ["search", "step", "state", "reference", "count", "undo", "problem", "chosen", "empty", "more"]) {
      this[name] = section.querySelector(`.${name}`);
    }
    this.table = section.querySelector("table");
    this.rows = [];
    this.elements = new Map();
    this.picked = new Set();
    this.version = "0";
    this.asks = { choose: (...those) => this.choose(...those), open: (key) => this.setTrigger("opened", key),
      rename: (key, name) => this.rename(key, name), address: (key) => this.address(key) };
    this.onKey = (event) => this.handleKey(event);
    document.addEventListener("keydown", this.onKey);
    this.limit = ROWS_AT_ONCE;
    this.more.onclick = () => this.showMore();
    this.observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.showMore());
    this.observer.observe(this.more);
    this.timer = setInterval(() => document.hidden || this.load(), LOOK_MS);
  }

  show(data, setTrigger) {
    this.setTrigger = setTrigger;
    if (this.data) return;
    this.data = data;
    this.sort = data.asked.sort || DEFAULT_SORT;
    this.search.value = data.asked.search;
    this.reference.checked = Boolean(data.asked.reference);
    fill(this.state, "Every state", STATES, data.asked.state);
    fill(this.step, "Every step", data.asked.step ? [data.asked.step] : [], data.asked.step);
    for (const input of [this.search, this.step, this.state, this.reference]) {
      input.oninput = () => {
        this.limit = ROWS_AT_ONCE;
        this.draw();
      };
    }
    this.buildHead();
    this.load();
  }

  async load() {
    try {
      const told = await this.fetch(`run-list/${this.version}`);
      // a name being typed must not lose its field; two seconds later is soon enough
      if (!told.rows || this.section.querySelector(".renaming")) return;
      this.version = told.version;
      this.rows = told.rows;
      const keys = new Set(told.rows.map((row) => row.key));
      this.picked = new Set([...this.picked].filter((key) => keys.has(key)));
      fill(this.step, "Every step", [...new Set(told.rows.map((row) => row.step))].sort(), this.step.value);
      this.showUndo(told.deleted);
      this.draw();
    } catch (error) {
      this.complain(error instanceof Refused ? error.message : "The server does not answer; this list is as it was last seen.");
    }
  }

  get filter() {
    return { search: this.search.value.trim(), step: this.step.value, state: this.state.value, reference: this.reference.checked };
  }

  draw() {
    const { filter } = this;
    const shown = sorted(this.rows.filter((row) => matches(row, filter)), this.sort);
    this.shown = shown.map((row) => row.key);
    this.table.tBodies[0].replaceChildren(...shown.slice(0, this.limit).map((row) => this.element(row)));
    this.more.hidden = shown.length <= this.limit;
    const num = this.rows.filter((row) => filter.reference || filter.state === "reference" || row.state !== "reference").length;
    const all = `${num.toLocaleString("en")} ${num === 1 ? "run" : "runs"}`;
    this.count.textContent = shown.length === num ? all : `${shown.length.toLocaleString("en")} of ${all}`;
    this.empty.hidden = shown.length > 0;
    this.table.hidden = shown.length === 0;
    this.empty.textContent = num ? "No run is like this. Search for less." : "Nothing is trained yet. Start a run on the Train page.";
    for (const head of this.table.tHead.querySelectorAll("th[data-column]")) {
      const column = this.sort.replace("-", "");
      head.setAttribute("aria-sort", head.dataset.column !== column ? "none" : this.sort.startsWith("-") ? "descending" : "ascending");
    }
    this.showPicked();
    this.tellAddress();
  }

  showMore() {
    this.limit += 2 * ROWS_AT_ONCE;
    this.draw();
  }

  // a row that did not change keeps its element
  element(row) {
    const text = JSON.stringify(row);
    const known = this.elements.get(row.key);
    if (known?.text === text) return known.element;
    const element = rowElement(row, this.data.target, this.asks);
    this.elements.set(row.key, { text, element });
    return element;
  }

  showPicked() {
    for (const row of this.table.tBodies[0].rows) {
      const isPicked = this.picked.has(row.dataset.key);
      row.classList.toggle("is-picked", isPicked);
      row.querySelector(".pick input").checked = isPicked;
    }
    const all = this.table.tHead.querySelector("input");
    const num = this.shown.filter((key) => this.picked.has(key)).length;
    all.checked = num > 0 && num === this.shown.length;
    all.indeterminate = num > 0 && num < this.shown.length;
    this.chosen.hidden = this.picked.size === 0;
    const chosen = this.rows.filter((row) => this.picked.has(row.key));
    const names = chosen.length > 4 ? `${chosen.length} runs` : chosen.map((row) => row.title).join(", ");
    const compare = make("a", "compare", chosen.length < 2 || chosen.length > MAX_COMPARED ? `Compare 2 to ${MAX_COMPARED}` : "Compare");
    if (chosen.length >= 2 && chosen.length <= MAX_COMPARED) compare.href = routeOf(`compare?runs=${chosen.map((row) => row.key).join(",")}`);
    else compare.setAttribute("aria-disabled", "true");
    const remove = action("Delete", () => this.remove(chosen));
    remove.disabled = !chosen.some((row) => row.state !== "reference");
    this.chosen.replaceChildren(make("span", "", `${names} chosen`), compare, remove,
      action("Choose none", () => { this.picked.clear(); this.showPicked(); }));
  }

  choose(key, isPicked, isRange) {
    const from = this.shown.indexOf(this.lastPicked);
    const to = this.shown.indexOf(key);
    const keys = isRange && from >= 0 ? this.shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [key];
    for (const each of keys) this.picked[isPicked ? "add" : "delete"](each);
    this.lastPicked = key;
    this.showPicked();
  }

  async remove(chosen) {
    const own = chosen.filter((row) => row.state !== "reference");
    await this.attempt(async () => {
      const { kept } = await this.fetch("run-list/delete", { runs: own.map((row) => row.number) });
      this.picked = new Set(kept.map(String));
      if (kept.length) {
        this.complain(kept.length === 1 ? `Run ${kept[0]} is held by its worker and stays; stop it first.`
          : `${kept.length} runs are held by their workers and stay; stop them first.`);
      }
    });
  }

  showUndo(deletions) {
    this.undo.hidden = deletions.length === 0;
    if (!deletions.length) return;
    const [{ runs, text }] = deletions;
    this.undo.replaceChildren(make("span", "", text), action("Undo", () => this.attempt(() => this.fetch("run-list/restore", { runs }))),
      make("span", "quiet", "for ten minutes, while the server runs"));
  }

  rename(key, name) {
    this.attempt(() => this.fetch(`runs/${key}/name`, { name }));
  }

  // what was asked shows at once, here and, two seconds later, in every other tab
  async attempt(deed) {
    this.problem.hidden = true;
    try {
      await deed();
      await this.load();
    } catch (error) {
      this.complain(error.message);
    }
  }

  async fetch(path, body) {
    const answer = await answerOf(path, { body });
    if (!this.problem.hidden && this.isAlone) this.problem.hidden = true;
    this.isAlone = false;
    return answer;
  }

  complain(sentence) {
    this.isAlone = sentence.startsWith("The server does not answer");
    this.problem.hidden = false;
    this.problem.textContent = sentence;
  }

  buildHead() {
    const all = make("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "Choose all that are shown");
    all.onclick = () => {
      for (const key of this.shown) this.picked[all.checked ? "add" : "delete"](key);
      this.showPicked();
    };
    const pick = make("td", "pick");
    pick.append(all);
    this.table.tHead.rows[0].replaceChildren(pick, ...COLUMNS.map(({ id, label, isText }) => {
      const head = make("th", isText || id === "run" ? id : `${id} number`);
      head.dataset.column = id;
      head.scope = "col";
      const button = action(label, () => {
        // figures are wanted from the highest, words from A
        const [first, second] = isText ? [id, `-${id}`] : [`-${id}`, id];
        this.sort = this.sort === first ? second : first;
        this.draw();
      });
      head.append(button);
      return head;
    }));
  }

  // the link shows the same list; the page's script need not run for it
  tellAddress() {
    const { search, step, state, reference } = this.filter;
    const asked = new URLSearchParams(Object.entries({ search, step, state, reference: reference ? "1" : "",
      sort: this.sort === DEFAULT_SORT ? "" : this.sort }).filter(([, value]) => value));
    const address = location.pathname + (asked.size ? `?${asked}` : "");
    if (address !== location.pathname + location.search) history.replaceState(history.state, "", address);
  }

  address(key) {
    return routeOf(`${key.includes("@") ? "errors" : "train"}?run=${encodeURIComponent(key)}`);
  }

  handleKey(event) {
    const target = event.composedPath()[0];
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, textarea, select")) return;
    event.preventDefault();
    this.search.focus();
  }

  destroy() {
    clearInterval(this.timer);
    this.observer.disconnect();
    document.removeEventListener("keydown", this.onKey);
  }
}

function fill(select, everything, values, chosen) {
  select.replaceChildren(new Option(everything, ""), ...values.map((value) => new Option(value, value)));
  select.value = values.includes(chosen) ? chosen : "";
}

function action(label, onclick) {
  const button = make("button", "", label);
  button.type = "button";
  button.onclick = onclick;
  return button;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const { kept: list, end } = heldBy(parentElement.querySelector(".runs"), RunList);
  list.show(data, setTriggerValue);
  return end;
}
