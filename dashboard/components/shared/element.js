export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// The object that an element keeps from one run of the page's script to the next, and what ends it.
// Streamlit ends a call that was overtaken, and may do so after the newer call: that ends nothing.
const holdings = new WeakMap();

export function heldBy(root, Kind, ...parts) {
  if (!holdings.has(root)) holdings.set(root, { kept: new Kind(root, ...parts), numCalls: 0 });
  const entry = holdings.get(root);
  const call = (entry.numCalls += 1);
  const end = () => {
    if (call !== entry.numCalls) return;
    entry.kept.destroy?.();
    holdings.delete(root);
  };
  return { kept: entry.kept, end };
}

export function isDark(element) {
  const value = parseInt(getComputedStyle(element).getPropertyValue("--st-background-color").trim().slice(1, 7), 16);
  return ((value >> 16) * 0.3 + ((value >> 8) & 255) * 0.59 + (value & 255) * 0.11) / 255 < 0.4;
}

// one byte a pixel, in base64, as the routes send them
export function bytesOf(pixels) {
  return Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
}

// The address of a route of ours. The page's HTML says where the server is (routes/shell.py).
export function routeOf(path) {
  return new URL(path, window.__streamlit?.BACKEND_BASE_URL ?? document.baseURI).href;
}

// what elements say in the address of this page, for this run: a widget's callback writes what the
// server knows over it, which never heard of that, and with the next run it is said again
const said = new Map();
let saidAt = "";

// in the page's address, without a rerun of its script and without a step for Back; null takes it out
export function sayInAddress(parameters) {
  const isOtherRun = "run" in parameters && parameters.run !== said.get("run");
  if (window.location.pathname !== saidAt || isOtherRun) said.clear();
  saidAt = window.location.pathname;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) said.delete(name);
    else said.set(name, value);
  }
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries({ ...Object.fromEntries(said), ...parameters })) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}
