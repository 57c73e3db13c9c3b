// Over a page whose browser is signed in as somebody else by now, such as after they joined in another tab:
// nothing behind it can be pressed, so that nobody acts as another by accident.

import { buttonOf, make } from "../element.js";

const ID = "whose-browser";
const STYLE = "max-width: 30rem; padding: 1rem 1.4rem 1.2rem; border: 1px solid #8A8F98; border-radius: 6px;"
  + "font: 16px/1.5 'Source Sans', sans-serif";
const BUTTON = "min-height: 44px; padding: .4rem .9rem; border: 1px solid currentColor; border-radius: 6px; font: inherit";

/**
 * Says so once, however many questions are refused.
 * @param {string} sentence
 * @param {string} nickname of whoever is signed in
 */
export function sayWhoseBrowser(sentence, nickname) {
  if (document.getElementById(ID)) return;
  const dialog = make("dialog");
  dialog.id = ID;
  dialog.style.cssText = STYLE;
  // there is no way back to what lies behind it
  dialog.oncancel = (event) => event.preventDefault();
  const goOn = buttonOf(`Go on as ${nickname}`, () => window.location.reload());
  goOn.style.cssText = BUTTON;
  dialog.append(make("p", "", sentence), goOn);
  document.body.append(dialog);
  dialog.showModal();
}
