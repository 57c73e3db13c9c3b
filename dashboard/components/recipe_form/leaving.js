// A person is about to leave the page, or goes back to an earlier address of it: what was edited belongs to
// the address that is left.

export class Leaving {
  /**
   * @param {HTMLElement} section
   * @param {object} told
   * @param {() => void} told.back to another address of this page, before Streamlit asks for it
   * @param {() => void} told.away by a link. The address and the draft have what was typed: whoever
   *   leaves finds it again, and the page's script, told of it now, would run for this page again
   */
  constructor(section, { back, away }) {
    const { pathname } = window.location;
    this.over = new AbortController();
    const options = { capture: true, signal: this.over.signal };
    document.addEventListener("click", (event) => {
      const path = event.composedPath();
      if (!path.includes(section) && path.some((part) => part instanceof HTMLAnchorElement)) away();
    }, options);
    window.addEventListener("popstate", () => {
      // back to another page must not ask for this one once more
      if (window.location.pathname === pathname) back();
    }, options);
  }

  end() {
    this.over.abort();
  }
}
