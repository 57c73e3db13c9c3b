// Addresses: of what lies on this server, and of the page itself.

/**
 * A path below the server's root as an address. The page's HTML says where the server is
 * (routes/pages/page_html.py), so that it is right below a base path and a proxy's prefix, too.
 * @param {string} path such as `api/runs`
 */
export function addressOf(path) {
  return new URL(path, window.__streamlit?.BACKEND_BASE_URL ?? document.baseURI).href;
}

/** @typedef {Record<string, string | number | null>} Parameters of the address; null takes one out */

/**
 * What elements say in the address of this page, for the run that it shows: a widget's callback
 * writes what the server knows over it, which never heard of that, and with the next run of the
 * page's script it is said again.
 * @type {Map<string, string>}
 */
const said = new Map();
let saidAt = "";
/** @type {string | number | null | undefined} */
let shownRun;

/**
 * Says it in the page's address, without a rerun of its script and without a step for Back.
 * @param {Parameters} parameters
 */
export function sayInAddress(parameters) {
  forgetOtherPages();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) said.delete(name);
    else said.set(name, String(value));
  }
  fill(parameters);
}

/**
 * What the page's script says, with every run of it.
 * @param {Parameters} parameters
 */
export function sayForPage(parameters) {
  forgetOtherPages();
  if ("run" in parameters) {
    if (shownRun !== undefined && parameters.run !== shownRun) said.clear();
    shownRun = parameters.run;
  }
  fill({ ...Object.fromEntries(said), ...parameters });
}

function forgetOtherPages() {
  if (window.location.pathname === saidAt) return;
  said.clear();
  shownRun = undefined;
  saidAt = window.location.pathname;
}

/** @param {Parameters} parameters */
function fill(parameters) {
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, String(value));
  }
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}
