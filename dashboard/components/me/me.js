// The Me page: all that it changes is asked of the server here, and the page need not run again for it.

import { addressOf } from "../shared/address.js";
import { answerOf, sentenceOf } from "../shared/client/client.js";
import { heldBy, make, partOf } from "../shared/element.js";

/** @import { Call } from "../shared/element.js" */

/** @typedef {{ mode: string, nickname: string, role: string }} Told */
/** @typedef {{ id: number, name: string, created: number, last_used: number | null }} Token */

class Me {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.shown = "";
    this.nickname = partOf(section, "#me-nickname", HTMLInputElement);
    this.purpose = partOf(section, "#me-token", HTMLInputElement);
    partOf(section, ".rename").onsubmit = (event) => this.rename(event);
    partOf(section, ".new-words").onclick = () => this.renewWords();
    partOf(section, ".others").onclick = () => this.signOutOthers();
    partOf(section, ".leave").onclick = () => this.leave();
    partOf(section, ".make").onsubmit = (event) => this.makeToken(event);
    partOf(section, ".copy-words").onclick = () => this.copy(".words", ".words-status");
    partOf(section, ".copy-token").onclick = () => this.copy(".token", ".make .status");
    partOf(section, ".copy-example").onclick = () => this.copy(".example", ".make .status");
    partOf(section, ".log-out", HTMLAnchorElement).href = addressOf("auth/logout");
    this.listTokens();
  }

  /** @param {Told} told */
  show({ mode, nickname, role }) {
    const isStudent = role === "student";
    partOf(this.section, ".of-a-student").hidden = mode !== "class" || !isStudent;
    partOf(this.section, ".back").textContent = isStudent
      ? "Your three words bring you back." : "The teacher's link brings you back.";
    partOf(this.section, ".of-a-class").hidden = mode !== "class";
    partOf(this.section, ".of-an-account").hidden = mode !== "login";
    if (this.shown !== nickname) this.nickname.value = nickname;
    this.shown = nickname;
  }

  /**
   * @param {string} place
   * @param {() => Promise<string>} work what it says when it is done
   */
  async say(place, work) {
    const status = partOf(this.section, place);
    status.textContent = "";
    try {
      status.textContent = await work();
    } catch (error) {
      status.textContent = sentenceOf(error);
    }
  }

  /** @param {Event} event */
  rename(event) {
    event.preventDefault();
    return this.say(".rename .status", async () => {
      const { nickname } = await answerOf("me/nickname", { body: { nickname: this.nickname.value } });
      this.nickname.value = nickname;
      // menu and lists of this page have the old one
      setTimeout(() => window.location.reload(), 600);
      return `You are ${nickname} now.`;
    });
  }

  renewWords() {
    return this.say(".words-status", async () => {
      const { words } = await answerOf("me/words", { body: {} });
      const shown = partOf(this.section, ".words");
      shown.textContent = words;
      shown.hidden = false;
      partOf(this.section, ".copy-words").hidden = false;
      return "Write them down: they are shown this once.";
    });
  }

  signOutOthers() {
    return this.say(".others-status", async () => {
      await answerOf("me/sign-out-others", { body: {} });
      // the page's connection was opened with the cookie of before
      setTimeout(() => window.location.reload(), 600);
      return "All other devices are signed out.";
    });
  }

  leave() {
    return this.say(".leave-status", async () => {
      await answerOf("leave", { body: {} });
      window.location.assign(addressOf("join"));
      return "";
    });
  }

  async listTokens() {
    await this.say(".make .status", async () => {
      this.showTokens((await answerOf("me/tokens")).tokens);
      return "";
    });
  }

  /** @param {Event} event */
  makeToken(event) {
    event.preventDefault();
    return this.say(".make .status", async () => {
      const name = this.purpose.value.trim();
      if (!name) return "Say what it is for first.";
      const { token } = await answerOf("me/tokens", { body: { name } });
      this.purpose.value = "";
      partOf(this.section, ".token").textContent = token;
      partOf(this.section, ".example").textContent = exampleWith(token);
      partOf(this.section, ".made").hidden = false;
      this.showTokens((await answerOf("me/tokens")).tokens);
      return "";
    });
  }

  /** @param {Token[]} tokens */
  showTokens(tokens) {
    partOf(this.section, ".tokens").replaceChildren(...tokens.map((token) => {
      const entry = make("li");
      const remove = make("button", "", "Delete");
      remove.type = "button";
      remove.setAttribute("aria-label", `Delete the token ${token.name}`);
      remove.onclick = () => this.say(".make .status", async () => {
        this.showTokens((await answerOf(`me/tokens/${token.id}/delete`, { body: {} })).tokens);
        return `The token ${token.name} is deleted.`;
      });
      const name = make("span", "name");
      name.append(make("bdi", "", token.name));
      entry.append(name, make("span", "used", usedWords(token)), remove);
      return entry;
    }));
  }

  /**
   * @param {string} from
   * @param {string} place where it is said
   */
  copy(from, place) {
    const text = partOf(this.section, from).textContent ?? "";
    return this.say(place, async () => {
      try {
        await navigator.clipboard.writeText(text);
        return "Copied.";
      } catch {
        // without https a browser has no clipboard for pages
        const range = document.createRange();
        range.selectNodeContents(partOf(this.section, from));
        const selection = window.getSelection();
        selection?.removeAllRanges();
        selection?.addRange(range);
        return "Marked: copy it with Ctrl+C.";
      }
    });
  }
}

/** @param {string} token */
function exampleWith(token) {
  return `curl -H "Authorization: Bearer ${token}" \\\n  -H "Content-Type: application/json" \\\n`
    + `  -d '{"step": "strategy-4"}' ${addressOf("api/runs")}`;
}

/** @param {Token} token */
function usedWords({ last_used: lastUsed }) {
  return lastUsed === null ? "never used" : `last used ${new Date(1000 * lastUsed).toLocaleString()}`;
}

/** @param {Call<Told>} call */
export default function ({ parentElement, data }) {
  const { kept, end } = heldBy(partOf(parentElement, ".me"), Me);
  kept.show(data);
  return end;
}
