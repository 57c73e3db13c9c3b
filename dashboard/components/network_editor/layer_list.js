// A network as a list of tokens that can be changed, with everything that it was before.

export const TOKEN = /[^\s()]+\([^()]*\)|\S+/g;
const MAX_HISTORY = 200;
// keystrokes that come faster are one change to undo
const TYPING_MS = 700;

export class LayerList {
  /** @param {string} text */
  constructor(text) {
    this.history = [text];
    this.at = 0;
    this.typed = 0;
  }

  get text() {
    return this.history[this.at];
  }

  /** @returns {string[]} */
  get tokens() {
    return this.text.match(TOKEN) ?? [];
  }

  get canUndo() {
    return this.at > 0;
  }

  get canRedo() {
    return this.at < this.history.length - 1;
  }

  /**
   * @param {string} text
   * @param {boolean} [isTyping]
   */
  set(text, isTyping = false) {
    if (text === this.text) return;
    const now = performance.now();
    const goesOn = isTyping && now - this.typed < TYPING_MS && this.at > 0;
    this.typed = isTyping ? now : 0;
    this.history.length = goesOn ? this.at : this.at + 1;
    this.history.push(text);
    if (this.history.length > MAX_HISTORY) this.history.shift();
    this.at = this.history.length - 1;
  }

  undo() {
    if (this.canUndo) this.at -= 1;
    this.typed = 0;
  }

  redo() {
    if (this.canRedo) this.at += 1;
    this.typed = 0;
  }

  /**
   * @param {number} place
   * @param {string} token
   */
  insert(place, token) {
    this.change((tokens) => tokens.splice(place, 0, token));
  }

  /** @param {number} place */
  remove(place) {
    this.change((tokens) => tokens.splice(place, 1));
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  move(from, to) {
    this.change((tokens) => tokens.splice(to, 0, ...tokens.splice(from, 1)));
  }

  /**
   * @param {number} place
   * @param {string} token
   */
  replace(place, token) {
    this.change((tokens) => tokens.splice(place, 1, token));
  }

  /** @param {(tokens: string[]) => void} edit */
  change(edit) {
    const tokens = this.tokens;
    edit(tokens);
    this.set(tokens.join(" "));
  }

  // where each token stands in the text: [from, to]
  spans() {
    return [...this.text.matchAll(TOKEN)].map((match) => [match.index, match.index + match[0].length]);
  }
}

/**
 * The token with more or fewer outputs; null where it has no width of its own.
 * @param {string} token
 * @param {number} by
 */
export function widened(token, by) {
  const match = /^((?:conv\d+x\d+|linear)\((?:\d+(?:->|→))?)(\d+)(.*\))$/.exec(token);
  if (!match) return null;
  const groups = Number(/,g(\d+)/.exec(match[3])?.[1] ?? 1);
  const width = Math.max(groups, Number(match[2]) + by * groups);
  return `${match[1]}${width}${match[3]}`;
}
