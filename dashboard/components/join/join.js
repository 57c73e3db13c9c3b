// The page on which somebody joins the class: a code and a nickname, or the three words of before.

import { addressOf } from "../shared/address.js";
import { answerOf, Refused, sentenceOf } from "../shared/client/client.js";

/** @typedef {{ nickname: string, role: string, words: string }} Joined */
/** @typedef {"known" | "forms" | "welcome"} View */

const TEACHER = "#teacher=";
// of a busy server; after too many wrong tries it takes a minute, which is said
const PATIENCE = 5; // seconds
const FIELDS = ["code", "nickname", "words"];
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

/** @param {View} view */
function show(view) {
  for (const id of ["known", "forms", "welcome"]) part(id).hidden = id !== view;
}

/** The page that was wanted before one had to join; never one of another server. */
function wantedAddress() {
  return addressOf(`./${(asked.get("to") ?? "").replace(/^[\\/]+/, "")}`);
}

function forgetProblems() {
  for (const id of FIELDS) {
    part(`${id}-problem`).textContent = "";
    field(id).removeAttribute("aria-invalid");
  }
  part("teacher-problem").textContent = "";
  part("free").hidden = true;
}

/**
 * Says what is wrong at the field that it is about.
 * @param {unknown} error
 * @param {string} id of the field, if the server names none
 */
function showProblem(error, id) {
  const { field: named = id, free = "" } = error instanceof Refused ? error.answer : {};
  part(`${named || id}-problem`).textContent = sentenceOf(error);
  if (free) {
    part("free").textContent = `Join as ${free}`;
    part("free").dataset.nickname = free;
    part("free").hidden = false;
  }
  if (!FIELDS.includes(named)) return;
  field(named).setAttribute("aria-invalid", "true");
  field(named).focus();
}

/**
 * @param {Record<string, string>} body
 * @param {string} id of the field at which it is said why not, if the server names none
 * @returns {Promise<Joined | null>}
 */
async function join(body, id) {
  if (document.body.classList.contains("waits")) return null;
  forgetProblems();
  document.body.classList.add("waits");
  try {
    return await answerOf("join", { body, patience: PATIENCE });
  } catch (error) {
    showProblem(error, id);
    return null;
  } finally {
    document.body.classList.remove("waits");
  }
}

async function joinAsTyped() {
  const joined = await join({ code: field("code").value, nickname: field("nickname").value }, "nickname");
  if (joined) welcome(joined);
}

/** @param {Joined} joined */
function welcome({ nickname, words }) {
  part("nickname-given").textContent = nickname;
  part("words-given").textContent = words;
  /** @type {HTMLAnchorElement} */ (part("go-on")).href = wantedAddress();
  show("welcome");
  part("go-on").focus();
}

function showForms() {
  show("forms");
  field("code").value = asked.get("code") ?? "";
  (field("code").value ? field("nickname") : field("code")).focus();
}

/** @param {string} nickname */
function showKnown(nickname) {
  part("nickname-known").textContent = nickname;
  /** @type {HTMLAnchorElement} */ (part("stay")).href = wantedAddress();
  show("known");
  part("stay").focus();
}

async function joinAsTeacher() {
  // behind the "#", so that the key stands in no log of any server on the way
  const key = decodeURIComponent(window.location.hash.slice(TEACHER.length));
  window.history.replaceState(null, "", window.location.pathname);
  const joined = await join({ teacher: key }, "teacher");
  if (joined) window.location.replace(wantedAddress());
  else showForms();
}

async function start() {
  if (window.location.hash.startsWith(TEACHER)) return joinAsTeacher();
  try {
    const { nickname } = await answerOf("me");
    if (nickname !== null) return showKnown(nickname);
  } catch {
    // joining says what is wrong
  }
  showForms();
}

part("join-form").addEventListener("submit", (event) => {
  event.preventDefault();
  joinAsTyped();
});

part("free").addEventListener("click", () => {
  field("nickname").value = part("free").dataset.nickname ?? "";
  joinAsTyped();
});

part("return-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const joined = await join({ words: field("words").value }, "words");
  if (joined) window.location.replace(wantedAddress());
});

part("change").addEventListener("click", async () => {
  try {
    await answerOf("leave", { body: {}, patience: PATIENCE });
    showForms();
  } catch (error) {
    showForms();
    showProblem(error, "code");
  }
});

// a page that Back brings out of memory would show the words of whoever sat here before
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
// a code that was scanned while this page was open
window.addEventListener("hashchange", () => window.location.reload());

start();
