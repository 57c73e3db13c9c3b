// The page on which somebody joins the class: a code and a nickname, or the three words of before.

import { addressOf } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client.js";

/** @typedef {{ nickname: string, role: string, words: string }} Joined */

const TEACHER = "#teacher=";
const asked = new URLSearchParams(window.location.search);

/** @param {string} id */
function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/** @param {string} id */
function field(id) {
  return /** @type {HTMLInputElement} */ (part(id));
}

/** The page that was wanted before one had to join; never one of another server. */
function wantedAddress() {
  return addressOf((asked.get("to") ?? "").replace(/^[\\/]+/, "") || ".");
}

/**
 * @param {Record<string, string>} body
 * @param {HTMLElement} problem where it is said why not
 * @returns {Promise<Joined | null>}
 */
async function join(body, problem) {
  problem.textContent = "";
  document.body.classList.add("waits");
  try {
    return await answerOf("join", { body });
  } catch (error) {
    problem.textContent = sentenceOf(error);
    return null;
  } finally {
    document.body.classList.remove("waits");
  }
}

/** @param {Joined} joined */
function welcome({ nickname, words }) {
  part("nickname-given").textContent = nickname;
  part("words-given").textContent = words;
  /** @type {HTMLAnchorElement} */ (part("go-on")).href = wantedAddress();
  part("forms").hidden = true;
  part("welcome").hidden = false;
  part("go-on").focus();
}

part("join-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const joined = await join(
    { code: field("code").value, nickname: field("nickname").value }, part("join-problem"));
  if (joined) welcome(joined);
});

part("return-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const joined = await join({ words: field("words").value }, part("return-problem"));
  if (joined) window.location.replace(wantedAddress());
});

field("code").value = asked.get("code") ?? "";
if (window.location.hash.startsWith(TEACHER)) {
  // behind the "#", so that the key stands in no log of any server on the way
  const key = decodeURIComponent(window.location.hash.slice(TEACHER.length));
  join({ teacher: key }, part("join-problem")).then((joined) => {
    window.history.replaceState(null, "", window.location.pathname);
    if (joined) window.location.replace(wantedAddress());
  });
} else {
  (field("code").value ? field("nickname") : field("code")).focus();
}
