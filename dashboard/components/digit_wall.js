// A wall of digits cut from one sprite sheet, and below it the opened one, which stays in sight.
// The element is called again after every rerun of the page's script: what a person opened is kept.

const SIZE = 28;
const walls = new WeakMap();

class Wall {
  constructor(section) {
    this.section = section;
    this.grid = section.querySelector(".digits");
    this.panel = section.querySelector(".opened");
    this.empty = section.querySelector(".empty");
    this.digits = [];
    this.opened = undefined; // an index of the test set; null once a person closed it
    this.grid.onclick = (event) => {
      const button = event.target.closest(".digit");
      if (button) this.open(Number(button.dataset.place), true);
    };
    this.grid.onkeydown = (event) => this.move(event);
  }

  async show(data, setStateValue) {
    this.setStateValue = setStateValue;
    this.section.classList.toggle("dark", isDark(this.section));
    const told = JSON.stringify([data.digits, data.others]);
    if (data.sprite === this.sprite && told === this.told) return;
    const begin = this.opened === undefined ? data.opened : this.opened;
    this.sprite = data.sprite;
    this.told = told;
    this.others = data.others;
    this.digits = data.digits;
    this.columns = data.columns;
    this.empty.hidden = this.digits.length > 0;
    this.empty.textContent = data.empty;
    const sheet = await decoded(data.sprite);
    if (this.sprite !== data.sprite) return sheet.close(); // a newer selection came meanwhile
    this.sheet?.close();
    this.sheet = sheet;
    this.grid.replaceChildren(...this.digits.map((digit, place) => this.button(digit, place)));
    const place = this.digits.findIndex((digit) => digit.index === begin);
    if (this.opened === null || !this.digits.length) this.panel.hidden = true;
    else this.open(Math.max(0, place), false);
    this.focusable(Math.max(0, place));
  }

  button(digit, place) {
    const button = make("button", "digit");
    button.type = "button";
    button.dataset.place = place;
    button.tabIndex = -1;
    button.setAttribute("aria-pressed", "false");
    const percent = digit.percent[digit.read];
    button.setAttribute("aria-label", `Test digit ${digit.index}: ${digit.true} read as ${digit.read}, ${whole(percent)}`
      + (digit.badge ? `; label disputed, ${digit.badge}` : ""));
    const caption = make("span", "caption");
    const pair = make("span", "");
    const read = make("b", digit.true === digit.read ? "" : "read", String(digit.read));
    pair.append(make("b", "", String(digit.true)), " → ", read);
    caption.append(pair, make("span", "percent", whole(percent)));
    button.append(this.picture(place), caption);
    if (digit.badge) {
      button.append(make("span", "dispute"));
      button.title = `Label disputed: ${digit.badge}`;
    }
    return button;
  }

  picture(place) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    const left = (place % this.columns) * SIZE;
    const top = Math.floor(place / this.columns) * SIZE;
    canvas.getContext("2d").drawImage(this.sheet, left, top, SIZE, SIZE, 0, 0, SIZE, SIZE);
    return canvas;
  }

  open(place, byPerson) {
    const digit = this.digits[place];
    for (const button of this.grid.children) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.place) === place));
    }
    const facts = make("div", "facts");
    const right = digit.true === digit.read;
    facts.setAttribute("role", "status");
    facts.append(
      make("p", "verdict", right ? `${digit.true}, read right` : `${digit.true} read as ${digit.read}`),
      make("p", "quiet", `${whole(digit.percent[digit.read])} sure`
        + (right ? "" : `, ${whole(digit.percent[digit.true])} for the ${digit.true}`)),
      make("p", "quiet", `loss ${digit.loss.toFixed(2)} · test digit ${digit.index}`));
    if (digit.badge) facts.append(make("p", "badge", `Label disputed: ${digit.badge}`), make("p", "quiet", digit.votes));
    if (this.others.length) facts.append(this.elsewhere(digit, place));
    const close = make("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Close the opened digit");
    close.onclick = () => this.close();
    this.panel.replaceChildren(this.picture(place), facts, bars(digit), close);
    this.panel.hidden = false;
    if (!byPerson) return;
    this.opened = digit.index;
    this.focusable(place);
    this.setStateValue("opened", digit.index);
  }

  // what the other runs take the same digit for
  elsewhere(digit, place) {
    const line = make("p", "quiet", "Other runs read ");
    this.others.forEach(([name, read], number) => {
      const right = read[place] === digit.true;
      line.append(number ? ", " : "", make("b", right ? "right" : "wrong", String(read[place])), ` (${name})`);
    });
    return line;
  }

  close() {
    this.panel.hidden = true;
    const pressed = this.grid.querySelector('[aria-pressed="true"]');
    pressed?.setAttribute("aria-pressed", "false");
    pressed?.focus();
    this.opened = null;
    this.setStateValue("opened", null);
  }

  // one digit of the wall is in the tab order; the arrow keys move from it to the others
  focusable(place) {
    for (const button of this.grid.children) button.tabIndex = Number(button.dataset.place) === place ? 0 : -1;
  }

  move(event) {
    const from = Number(event.target.closest(".digit")?.dataset.place);
    if (Number.isNaN(from) || event.ctrlKey || event.metaKey || event.altKey) return;
    const perRow = getComputedStyle(this.grid).gridTemplateColumns.split(" ").length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow, Home: -from, End: this.digits.length - 1 - from };
    if (event.key === "Escape" && !this.panel.hidden) return this.close();
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    const to = from + steps[event.key];
    if (to < 0 || to >= this.digits.length) return;
    this.focusable(to);
    const button = this.grid.children[to];
    button.focus({ preventScroll: true });
    this.reveal(button);
  }

  // the opened digit covers the lower part of the window: what has the focus must be above it
  reveal(button) {
    button.scrollIntoView({ block: "nearest" });
    const hidden = this.panel.hidden ? 0 : button.getBoundingClientRect().bottom - this.panel.getBoundingClientRect().top + 8;
    if (hidden > 0 && this.panel.getBoundingClientRect().bottom > button.getBoundingClientRect().top) {
      let scroller = this.section.getRootNode().host;
      while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(scroller).overflowY))) {
        scroller = scroller.parentElement;
      }
      scroller?.scrollBy(0, hidden);
    }
  }
}

function bars(digit) {
  const list = make("ol", "bars");
  list.setAttribute("aria-label", "Probability of each class");
  digit.percent.forEach((percent, name) => {
    const item = document.createElement("li");
    item.classList.toggle("is-true", name === digit.true);
    item.classList.toggle("is-read", name === digit.read);
    const track = make("span", "track");
    const fill = make("span", "fill");
    fill.style.height = `${percent}%`;
    track.append(fill);
    item.append(make("span", "value", percent < 0.5 ? "" : String(Math.round(percent))), track, make("span", "name", String(name)));
    item.setAttribute("aria-label", `${name}: ${whole(percent)}`);
    list.append(item);
  });
  return list;
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function whole(percent) {
  return percent > 0 && percent < 0.5 ? "<1 %" : `${Math.round(percent)} %`;
}

async function decoded(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: "image/png" }));
}

function isDark(element) {
  const value = parseInt(getComputedStyle(element).getPropertyValue("--st-background-color").trim().slice(1, 7), 16);
  return ((value >> 16) * 0.3 + ((value >> 8) & 255) * 0.59 + (value & 255) * 0.11) / 255 < 0.4;
}

export default function ({ parentElement, data, setStateValue }) {
  const section = parentElement.querySelector(".wall");
  let wall = walls.get(section);
  if (!wall) {
    wall = new Wall(section);
    walls.set(section, wall);
  }
  wall.show(data, setStateValue);
  return () => {
    wall.sheet?.close();
    walls.delete(section);
  };
}
