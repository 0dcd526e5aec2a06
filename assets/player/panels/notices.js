// Lines for the visitor, over the stage, until they are dismissed or replaced.
import { button, element } from "../draw/html.js";

export class Notices {
  /** What is to be said, whether or not something else is said first. @type {string[]} */
  lines = [];
  offline = false;
  /** What was said last. */
  text = "";

  /** @param {HTMLElement} host @param {{offline: string, transport: {dismiss: string}}} words */
  constructor(host, words) {
    this.host = host;
    this.words = words;
    host.setAttribute("role", "status");
  }

  /** @param {string[]} lines */
  show(lines) {
    this.lines = lines;
    const text = (this.offline ? [this.words.offline] : lines).join(" ");
    if (this.text === text) return;
    this.text = text;
    this.host.replaceChildren();
    if (!text) return;
    const close = button("", "×", () => this.host.replaceChildren());
    close.setAttribute("aria-label", this.words.transport.dismiss);
    this.host.append(element("span", "", text), close);
  }

  /** Off-line that is said in the place of everything else. @param {boolean} offline */
  setOffline(offline) {
    this.offline = offline;
    this.show(this.lines);
  }
}
