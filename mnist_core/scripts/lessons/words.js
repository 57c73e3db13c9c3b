// What the player says, in the language of the lesson: mnist_core/lessons/words/. No other text of the
// player stands in a script.

export class Words {
  /**
   * @param {Record<string, string>} texts by their names
   * @param {string} language
   */
  constructor(texts, language) {
    this.texts = texts;
    this.language = language;
    this.plurals = new Intl.PluralRules(language);
  }

  /**
   * @param {string} name such as `shell.back`
   * @param {Record<string, string | number>} [values] what is filled in
   */
  say(name, values = {}) {
    return (this.texts[name] ?? name).replace(/\{(\w+)\}/g, (hole, key) => String(values[key] ?? hole));
  }

  /**
   * Says words whose form a number chooses; the number is `{num}` in them.
   * @param {string} name
   * @param {number} num
   * @param {Record<string, string | number>} [values]
   */
  count(name, num, values = {}) {
    const form = this.plurals.select(num) === "one" ? "one" : "other";
    return this.say(`${name}.${form}`, { ...values, num: this.number(num) });
  }

  /**
   * @param {number} value
   * @param {number} [decimals]
   */
  number(value, decimals = 0) {
    return value.toLocaleString(this.language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }
}
