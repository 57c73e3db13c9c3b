// What the controls of a recipe said last. Streamlit ends an element whose call a rerun overtook, and
// calls it anew: what was typed a moment before is known nowhere else.

/** @import { Link } from "./link.js" */
/** @import { Values } from "./values.js" */

export class Spoken {
  constructor() {
    this.last = /** @type {{ place: string | null, values: Values, link: Link } | null} */ (null);
  }

  /**
   * @param {string | null} place where the controls began
   * @param {Values} values
   * @param {Link} link
   */
  say(place, values, link) {
    this.last = { place, values: { ...values }, link };
  }

  /**
   * @param {string} place
   * @returns {{ values: Values, link: Link } | null} null where they began elsewhere
   */
  at(place) {
    return this.last?.place === place ? this.last : null;
  }
}
