// What the page chose by itself is said in its address, so that a copied link means the same
// tomorrow; and in place, since Back would come to every address that is added.

import { sayForPage } from "../shared/address.js";

/** @import { Call } from "../shared/element.js" */

/** @param {Call<{ page: string, parameters: Record<string, string | null> }>} call */
export default function ({ data }) {
  // whoever goes Back quickly is on another page already
  if (window.location.pathname.split("/").at(-1) === data.page) sayForPage(data.parameters);
}
