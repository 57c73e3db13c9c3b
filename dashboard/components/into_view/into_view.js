// Scrolls the page to what was opened below the fold, where nobody would see it. An element, because
// the page's security policy runs no script that stands in its HTML.

/** @import { Call } from "../shared/element.js" */

/** @param {Call<{ target: string }>} call */
export default function ({ data }) {
  const quick = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.querySelector(data.target)?.scrollIntoView({ behavior: quick ? "auto" : "smooth", block: "start" });
}
