// Addresses: of what lies on this server, and of the page itself.

/**
 * A path below the server's root as an address. The page's HTML says where the server is
 * (routes/shell.py), so that it is right below a base path and a proxy's prefix, too.
 * @param {string} path such as `api/runs`
 */
export function addressOf(path) {
  return new URL(path, window.__streamlit?.BACKEND_BASE_URL ?? document.baseURI).href;
}

/**
 * What elements say in the address of this page, for this run: a widget's callback writes what the
 * server knows over it, which never heard of that, and with the next run it is said again.
 * @type {Map<string, string>}
 */
const said = new Map();
let saidAt = "";

/**
 * Says it in the page's address, without a rerun of its script and without a step for Back.
 * @param {Record<string, string | number | null>} parameters null takes one out
 */
export function sayInAddress(parameters) {
  const isOtherRun = "run" in parameters && parameters.run !== said.get("run");
  if (window.location.pathname !== saidAt || isOtherRun) said.clear();
  saidAt = window.location.pathname;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) said.delete(name);
    else said.set(name, String(value));
  }
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries({ ...Object.fromEntries(said), ...parameters })) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, String(value));
  }
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}
