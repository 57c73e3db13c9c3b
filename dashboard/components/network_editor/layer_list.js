// A network as a list of tokens that can be changed, with everything that it was before.

import { remember, remembered } from "../shared/tab_memory.js";

// as mnist_core/network/notation.py splits: capitals and spaces within a layer are forgiven
export const TOKEN = /(?:(?:conv\s*\d|drop|linear)[^\s()]*\s*|[^\s()]+)\([^()]*\)|(?:conv|maxpool|avgpool)\s+\d\S*|\S+/gi;
const MAX_HISTORY = 200;
// keystrokes that come faster are one change to undo
const TYPING_MS = 700;
// what can be undone is kept for as long as the tab is open, also while another view is shown
const KEPT = "network-editor";

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

  /** The tokens alone, as they are kept and sent. */
  get layers() {
    return this.tokens.join(" ");
  }

  get canUndo() {
    return this.at > 0;
  }

  get canRedo() {
    return this.at < this.history.length - 1;
  }

  /**
   * The list that this tab edited last, with the given layers as the newest change.
   * @param {string} text
   */
  static recalled(text) {
    const list = new LayerList(text);
    const { history, at } = remembered(KEPT) ?? {};
    if (Array.isArray(history) && typeof history[at] === "string") {
      list.history = history;
      list.at = at;
      if (list.layers !== (text.match(TOKEN) ?? []).join(" ")) list.set(text);
    }
    return list;
  }

  keep() {
    remember(KEPT, { history: this.history, at: this.at });
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

  /**
   * Takes the notation's own spelling of the network as it is, which is not a change to undo.
   * @param {string} text
   */
  respell(text) {
    this.history[this.at] = text;
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
   * @param {string} block one token or several
   */
  insert(place, block) {
    this.change((tokens) => tokens.splice(place, 0, ...(block.match(TOKEN) ?? [])));
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
 * Layers whose convolutions are as wide as the last one before their place. Those of a block also
 * pad as their neighbours do; a single layer says itself whether it pads.
 * @param {string} layers one token or several
 * @param {string[]} tokens
 * @param {number} place
 */
export function fitted(layers, tokens, place) {
  const before = tokens.slice(0, place).findLast((token) => /^conv\d+x\d+\((?:\d+(?:->|→))?\d+/.test(token));
  const width = before && /^conv\d+x\d+\((?:\d+(?:->|→))?(\d+)/.exec(before)?.[1];
  const wide = width ? layers.replace(/(conv3x3\()\d+/g, `$1${width}`) : layers;
  const isBlock = (layers.match(TOKEN) ?? []).length > 1;
  return isBlock && padsAt(tokens, place) ? wide.replace(/(conv3x3\(\d+)\)/g, "$1,p1)") : wide;
}

/**
 * Whether the convolution before this place pads, or where there is none the one behind it. One of
 * 1x1 has nothing to pad.
 * @param {string[]} tokens
 * @param {number} place
 */
export function padsAt(tokens, place) {
  const slides = (/** @type {string} */ token) => /^conv(?!1x1)\d+x\d+\(/.test(token);
  const neighbour = tokens.slice(0, place).findLast(slides) ?? tokens.slice(place).find(slides);
  return /,p[1-9]/.test(neighbour ?? "");
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
