// A wall of digits cut from one sprite sheet; of thousands, those around what is in sight are in the
// page. The element is called again after every rerun of the page's script: what a person opened is
// kept.

import { sayInAddress } from "../shared/address.js";
import { DigitTray, whole } from "../shared/digits/digit_tray.js";
import { around, heldBy, isDark, make, partOf } from "../shared/element.js";
import { GridWindow } from "./grid_window.js";
import { SpriteSheet } from "./sprite_sheet.js";

/** @import { Details, Digit } from "../shared/digits/digit_tray.js" */
/** @import { Call, Report } from "../shared/element.js" */

/**
 * @typedef {object} WallData
 * @property {Digit[]} digits
 * @property {string} sprite a PNG of them
 * @property {number} columns of the sprite
 * @property {[name: string, read: number[]][]} others what other runs read them as
 * @property {Details | null} [details] whom to ask for all that is known of a digit
 * @property {number | null} opened to begin with
 * @property {string} empty what to say where there are no digits
 */

class Wall {
  /**
   * @param {HTMLElement} section
   * @param {WallData} data
   * @param {Report} setStateValue
   */
  constructor(section, data, setStateValue) {
    this.section = section;
    this.setStateValue = setStateValue;
    this.grid = partOf(section, ".digits");
    this.empty = partOf(section, ".empty");
    this.tray = new DigitTray(partOf(section, ".opened"), () => this.close());
    this.digits = /** @type {Digit[]} */ ([]);
    this.others = data.others;
    this.details = data.details;
    this.inPage = new GridWindow(this.grid, (place) => this.button(place));
    this.sheet = /** @type {SpriteSheet | null} */ (null);
    this.sprite = this.told = "";
    this.opened = /** @type {number | null | undefined} */ (undefined); // an index of the test set; null once a person closed it
    this.pressed = /** @type {number | null} */ (null);
    this.inTabOrder = /** @type {HTMLElement | null} */ (null);
    this.grid.onclick = (event) => {
      const button = around(event, ".digit");
      if (button) this.open(Number(button.dataset.place), true);
    };
    this.grid.onkeydown = (event) => this.move(event);
    // the tray covers the foot of the window: the wall's last row must come above it
    this.room = new ResizeObserver(() => {
      section.style.paddingBottom = this.tray.isOpen ? `${this.tray.aside.offsetHeight + 16}px` : "";
    });
    this.room.observe(this.tray.aside);
    this.reflow = new ResizeObserver(() => this.inPage.follow(true));
    this.reflow.observe(partOf(section, ".frame"));
    this.onScroll = () => this.inPage.follow(false);
    document.addEventListener("scroll", this.onScroll, { capture: true, passive: true });
  }

  /**
   * @param {WallData} data
   * @param {Report} setStateValue
   */
  async show(data, setStateValue) {
    this.setStateValue = setStateValue;
    this.section.classList.toggle("dark", isDark(this.section));
    const told = JSON.stringify([data.digits, data.others, data.details]);
    if (data.sprite === this.sprite && told === this.told) return;
    const begin = this.opened === undefined ? data.opened : this.opened;
    this.sprite = data.sprite;
    this.told = told;
    this.others = data.others;
    this.details = data.details;
    const sheet = await SpriteSheet.read(data.sprite, data.columns);
    if (this.told !== told) return sheet.close(); // a newer selection came meanwhile
    this.sheet?.close();
    this.sheet = sheet;
    this.digits = data.digits;
    this.empty.hidden = this.digits.length > 0;
    this.empty.textContent = data.empty;
    this.pressed = this.inTabOrder = null;
    this.inPage.begin(this.digits.length);
    const place = this.digits.findIndex((digit) => digit.index === begin);
    if (place >= 0) this.open(place, false);
    else if (this.details && typeof begin === "number") this.tray.open({ index: begin }, this.details);
    else this.tray.close();
    if (this.digits.length) this.focusable(Math.max(0, place));
  }

  /** @param {number} place */
  button(place) {
    const digit = this.digits[place];
    const button = make("button", "digit");
    button.type = "button";
    button.dataset.place = String(place);
    button.tabIndex = -1;
    button.setAttribute("aria-pressed", String(place === this.pressed));
    const percent = whole(digit.percent[digit.read]);
    button.setAttribute("aria-label", `${digit.what ?? "Test digit"} ${digit.index}: ${digit.true} read as ${digit.read}, ${percent}`
      + (digit.note ? `; ${digit.note}` : "") + (digit.badge ? `; label disputed, ${digit.badge}` : ""));
    const caption = make("span", "caption");
    const pair = make("span", "");
    const read = make("b", digit.true === digit.read ? "" : "read", String(digit.read));
    pair.append(make("b", "", String(digit.true)), " → ", read);
    caption.append(pair, make("span", "percent", digit.note ?? percent));
    button.append(this.sheet?.tile(place) ?? "", caption);
    if (digit.badge) {
      button.append(make("span", "dispute"));
      button.title = `Label disputed: ${digit.badge}`;
    }
    return button;
  }

  /**
   * @param {number} place
   * @param {boolean} byPerson
   */
  open(place, byPerson) {
    const digit = this.digits[place];
    this.press(place);
    const extra = this.others.length ? this.elsewhere(digit, place) : undefined;
    this.tray.open(digit, this.details, this.sheet?.picture(place), extra);
    if (!byPerson) return;
    this.focusable(place);
    this.keep(digit.index);
  }

  /**
   * The place that is open, or null.
   * @param {number | null} place
   */
  press(place) {
    this.grid.querySelector('[aria-pressed="true"]')?.setAttribute("aria-pressed", "false");
    this.pressed = place;
    if (place !== null) this.inPage.at(place).setAttribute("aria-pressed", "true");
  }

  /**
   * Where the page does not ask to be told, the address alone keeps what is opened.
   * @param {number | null} index
   */
  keep(index) {
    this.opened = index;
    if (this.details) sayInAddress({ digit: index });
    else this.setStateValue("opened", index);
  }

  /**
   * What the other runs take the same digit for.
   * @param {Digit} digit
   * @param {number} place
   */
  elsewhere(digit, place) {
    const line = make("p", "quiet", "Other runs read ");
    this.others.forEach(([name, read], number) => {
      const right = read[place] === digit.true;
      line.append(number ? ", " : "", make("b", right ? "right" : "wrong", String(read[place])), ` (${name})`);
    });
    return line;
  }

  close() {
    this.tray.close();
    if (this.pressed !== null) this.inPage.at(this.pressed).focus();
    this.press(null);
    this.keep(null);
  }

  /**
   * One digit of the wall is in the tab order; the arrow keys move from it to the others.
   * @param {number} place
   */
  focusable(place) {
    if (this.inTabOrder) this.inTabOrder.tabIndex = -1;
    this.inTabOrder = this.inPage.at(place);
    this.inTabOrder.tabIndex = 0;
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const from = Number(around(event, ".digit")?.dataset.place);
    if (Number.isNaN(from) || event.ctrlKey || event.metaKey || event.altKey) return;
    const perRow = this.inPage.perRow();
    /** @type {Record<string, number>} */
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow, Home: -from, End: this.digits.length - 1 - from };
    if (event.key === "Escape" && this.tray.isOpen) return this.close();
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    const to = from + steps[event.key];
    if (to < 0 || to >= this.digits.length) return;
    this.focusable(to);
    const button = this.inPage.at(to);
    button.focus({ preventScroll: true });
    this.reveal(button);
    // with the tray open, the keys leaf through the digits
    if (this.tray.isOpen) this.open(to, true);
  }

  /**
   * The tray covers the lower part of the window: what has the focus must be above it.
   * @param {HTMLElement} button
   */
  reveal(button) {
    button.scrollIntoView({ block: "nearest" });
    if (!this.tray.isOpen) return;
    const hidden = button.getBoundingClientRect().bottom - this.tray.aside.getBoundingClientRect().top + 8;
    if (hidden <= 0) return;
    let scroller = /** @type {Element | null} */ (/** @type {ShadowRoot} */ (this.section.getRootNode()).host);
    while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(scroller).overflowY))) {
      scroller = scroller.parentElement;
    }
    scroller?.scrollBy(0, hidden);
  }

  destroy() {
    this.tray.close();
    this.room.disconnect();
    this.reflow.disconnect();
    document.removeEventListener("scroll", this.onScroll, { capture: true });
    this.sheet?.close();
  }
}

/** @param {Call<WallData>} call */
export default function ({ parentElement, data, setStateValue }) {
  const { kept: wall, end } = heldBy(partOf(parentElement, ".wall"), Wall, data, setStateValue);
  wall.show(data, setStateValue);
  return end;
}
