// What the page chose by itself is said in its address, so that a copied link means the same
// tomorrow; and in place, since Back would come to every address that is added.

import { sayForPage } from "../shared/address.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ page: string, parameters: Record<string, string | null>, run: number, arrived: boolean }} Said */

let arrivedAt = -1; // the last run of the script that was an arrival
let shownPage = ""; // as of the run before

/** @param {Call<Said>} call */
export default function ({ data }) {
  // whoever goes Back quickly is on another page already
  if (window.location.pathname.split("/").at(-1) !== data.page) return;
  const isNew = data.page !== shownPage;
  shownPage = data.page;
  sayForPage(data.parameters);
  if (!data.arrived || data.run === arrivedAt) return;
  arrivedAt = data.run;
  // a button far down opened another page; some pages scroll to what was asked for themselves
  if (isNew && !document.querySelector(".st-key-into_view")) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  // Streamlit reads the address again only when the history moves, and sends its older one till then
  window.dispatchEvent(new PopStateEvent("popstate", { state: window.history.state }));
}
