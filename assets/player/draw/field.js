// A field that takes the place of a number on the page while that is typed.
import { element } from "./html.js";
import { set } from "./svg.js";

/**
 * @typedef {{opener: HTMLElement, anchor: HTMLElement, label: string, mode: string, text: string, typed: string,
 *            take: (text: string) => string, next?: () => void}} Asked
 *   opener: what was pressed, and has the focus again afterwards; anchor: the number; text: what it is,
 *   typed: what somebody has begun to type; take: uses a text, or says why not; next: what Tab asks next
 */

/** A smaller field is enlarged by a telephone, and the page with it. */
const TYPE = 16;
/** How wide a field is at least, in its own type, and how much is a number still. */
const WIDE = 5,
  LONGEST = 40;

export class Field {
  /** @type {Asked | null} */
  asked = null;

  constructor() {
    this.input = element("input", "typed");
    this.says = element("p", "refusal");
    this.says.id = "refusal";
    this.says.setAttribute("role", "alert");
    set(this.input, {
      type: "text",
      maxlength: LONGEST,
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "done",
    });
    this.input.addEventListener("input", () => this.refuse(""));
    this.input.addEventListener("blur", () => this.finish());
    this.input.addEventListener("keydown", (event) => this.press(event));
  }

  /** @param {Asked} asked */
  open(asked) {
    this.close();
    this.asked = asked;
    const { opener, label, mode, text, typed } = asked;
    set(this.input, { "aria-label": label, inputmode: mode });
    this.input.value = typed || text;
    opener.after(this.input, this.says);
    this.refuse("");
    this.place();
    opener.classList.add("asked");
    this.input.focus({ preventScroll: true });
    if (!typed) this.input.select();
  }

  /** Over its number, and within what that stands in. */
  place() {
    const { input, says } = this,
      around = input.offsetParent;
    if (!this.asked || !around) return;
    const box = around.getBoundingClientRect(),
      number = this.asked.anchor.getBoundingClientRect();
    const type = Math.max(Number.parseFloat(getComputedStyle(this.asked.anchor).fontSize), TYPE);
    const wide = Math.max(number.width, WIDE * type);
    const left = Math.min(Math.max((number.left + number.right - wide) / 2 - box.left, 0), box.width - wide);
    const middle = (number.top + number.bottom) / 2 - box.top;
    Object.assign(input.style, {
      fontSize: `${type}px`,
      left: `${left}px`,
      width: `${wide}px`,
      top: `${middle - input.offsetHeight / 2}px`,
    });
    says.style.setProperty("--at", `${left}px`);
    says.style.top = `${middle + input.offsetHeight / 2}px`;
  }

  /** Say why a text won't do; "" is nothing to say. @param {string} why */
  refuse(why) {
    if (this.says.textContent !== why) this.says.textContent = why;
    this.says.hidden = !why;
    this.input.toggleAttribute("aria-invalid", false);
    if (why) set(this.input, { "aria-invalid": "true", "aria-describedby": this.says.id });
  }

  /** Use what is typed, if it was changed; a text that won't do stays. @returns {boolean} whether the field is closed */
  finish() {
    const { asked, input } = this;
    if (!asked) return true;
    const why = input.value === asked.text ? "" : asked.take(input.value);
    if (why) this.refuse(why);
    else this.close();
    return !why;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { asked } = this;
    // What is typed here is no key of the page's.
    event.stopPropagation();
    if (!asked) return;
    const { opener, next } = asked;
    if (event.key === "Tab" && !event.shiftKey && next) {
      event.preventDefault();
      if (this.finish()) next();
    } else if (event.key === "Escape") {
      this.close();
      opener.focus({ preventScroll: true });
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (this.finish()) opener.focus({ preventScroll: true });
    }
  }

  close() {
    const { asked } = this;
    if (!asked) return;
    this.asked = null;
    asked.opener.classList.remove("asked");
    this.input.remove();
    this.says.remove();
  }
}
