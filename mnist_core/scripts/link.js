// Links that the page follows by itself, without a new page being loaded.

/**
 * Whether a click means this tab: a new tab or window is the browser's own business.
 * @param {MouseEvent} event
 */
export function isPlainClick({ ctrlKey, metaKey, shiftKey }) {
  return !(ctrlKey || metaKey || shiftKey);
}

/**
 * @param {HTMLElement | SVGElement} link
 * @param {() => void} act in place of what the browser would do
 */
export function onPlainClick(link, act) {
  link.onclick = (event) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    act();
  };
}
