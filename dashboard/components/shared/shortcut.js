// Keys of the page that do what its buttons do.

/**
 * A bare key, pressed where nobody is typing.
 * @param {KeyboardEvent} event
 */
export function isShortcut(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false;
  const [target] = event.composedPath();
  return !(target instanceof Element && target.closest("input, textarea, select, [contenteditable=true], [role=slider], [role=combobox]"));
}
