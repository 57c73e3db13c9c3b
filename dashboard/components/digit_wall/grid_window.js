// Of a grid of thousands of buttons those around what is in sight, the only ones in the page; the grid is
// as high as if all were.

const WINDOW = 600; // in the page at a time, some screens full
const EDGE = 2; // pixels of padding, so that no outline is cut

export class GridWindow {
  /**
   * @param {HTMLElement} grid
   * @param {(place: number) => HTMLElement} button makes one; its `data-place` is the place
   */
  constructor(grid, button) {
    this.grid = grid;
    this.button = button;
    this.num = 0;
    this.first = this.past = 0; // the part of them that is in the page
  }

  /** @param {number} num of other buttons than before */
  begin(num) {
    this.num = num;
    this.grid.replaceChildren();
    this.arrange(0);
  }

  /**
   * Put the digits from this one on into the page; what is there already stays as it is.
   * @param {number} wanted the first of them
   */
  arrange(wanted) {
    const { num } = this;
    const perRow = this.perRow();
    const furthest = Math.max(0, num - WINDOW);
    this.first = Math.floor(Math.min(Math.max(0, wanted), furthest + perRow - 1) / perRow) * perRow;
    this.past = Math.min(num, this.first + WINDOW + perRow);
    const stand = this.inPage.map((button) => ({ button, place: Number(button.dataset.place) }));
    const stay = stand.filter(({ place }) => place >= this.first && place < this.past);
    for (const { button, place } of stand) if (place < this.first || place >= this.past) button.remove();
    const from = stay.at(0)?.place ?? this.past;
    const to = (stay.at(-1)?.place ?? this.past - 1) + 1;
    this.grid.prepend(...this.buttons(this.first, from));
    this.grid.append(...this.buttons(to, this.past));
    const rows = (/** @type {number} */ count) => Math.ceil(count / perRow) * this.rowHeight();
    this.grid.style.paddingTop = `${EDGE + rows(this.first)}px`;
    this.grid.style.paddingBottom = `${EDGE + rows(num) - rows(this.past)}px`;
  }

  /**
   * Arrange anew when what is in sight nears the end of what is in the page, or rows have changed.
   * @param {boolean} isReflown
   */
  follow(isReflown) {
    if (this.num <= WINDOW) return;
    const rowHeight = this.rowHeight();
    const perRow = this.perRow();
    const inSight = Math.max(0, Math.floor(-this.grid.getBoundingClientRect().top / rowHeight)) * perRow;
    const screen = Math.ceil(window.innerHeight / rowHeight) * perRow;
    const isNearEdge = (inSight - screen < this.first && this.first > 0)
      || (inSight + 2 * screen > this.past && this.past < this.num);
    if (isReflown || isNearEdge) this.arrange(inSight - (WINDOW - screen) / 2);
  }

  get inPage() {
    return /** @type {HTMLElement[]} */ ([...this.grid.children]);
  }

  perRow() {
    return getComputedStyle(this.grid).gridTemplateColumns.split(" ").length;
  }

  rowHeight() {
    const button = /** @type {HTMLElement | null} */ (this.grid.firstElementChild);
    return button ? button.offsetHeight + parseFloat(getComputedStyle(this.grid).rowGap) : 0;
  }

  /** @param {number} place */
  at(place) {
    if (place < this.first || place >= this.past) this.arrange(place - WINDOW / 2);
    return this.inPage[place - this.first];
  }

  /**
   * @param {number} from
   * @param {number} end
   */
  buttons(from, end) {
    return Array.from({ length: Math.max(0, end - from) }, (_, offset) => this.button(from + offset));
  }
}
