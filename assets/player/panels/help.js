// The keys: a dialog of the browser's own that names them, and what they do on the whole page.
import { button, element } from "../draw/html.js";

/**
 * @import { Words } from "../types.js"
 * @import { Clock } from "../core/clock.js"
 * @import { Lesson } from "./lesson.js"
 */

/** Whoever has a use for the arrows, the space bar and letters of its own. */
const TAKEN = [
  "input, select, textarea, [contenteditable], [role=slider], [role=combobox], [role=listbox]",
  "[role=option], [role=radio], [role=dialog]",
].join();
/** Of those, whoever has no use for these keys: there they do what they do everywhere. */
const SLIDERS = "input[type=range], .term, .ball, .spot",
  FREE = [" ", "?"];

export class Help {
  /** @param {HTMLElement} root @param {Words["help"]} words */
  constructor(root, words) {
    this.dialog = element("dialog", "help");
    const list = element("dl");
    for (const [keys, meaning] of words.keys) list.append(element("dt", "", keys), element("dd", "", meaning));
    this.dialog.setAttribute("aria-label", words.title);
    this.dialog.append(
      element("h2", "", words.title),
      list,
      button("", words.close, () => this.dialog.close()),
    );
    root.append(this.dialog);
  }

  show() {
    this.dialog.showModal();
  }
}

/**
 * Keys for the whole page, where nothing else wants them.
 * @param {KeyboardEvent} event @param {{clock: Clock, lesson: Lesson, help: Help}} parts
 */
export function onKey(event, { clock, lesson, help }) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || help.dialog.open) return;
  const [target] = event.composedPath();
  const own = (/** @type {string} */ selector) => target instanceof Element && target.closest(selector);
  const free = FREE.includes(event.key) && own(SLIDERS);
  if (!free && own(TAKEN)) return;
  if (event.key === " " && own("button, a, summary")) return;
  const action = actions({ clock, lesson, help })[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/**
 * What each key does now.
 * @param {{clock: Clock, lesson: Lesson, help: Help}} parts @returns {Record<string, (() => void) | null>}
 */
function actions({ clock, lesson, help }) {
  return {
    " ": () => (clock.playing ? clock.pause() : clock.play()),
    ArrowRight: () => clock.seek(clock.step + 1),
    ArrowLeft: () => clock.seek(clock.step - 1),
    Home: () => clock.seek(0),
    End: () => clock.seek(clock.last),
    PageDown: lesson.step && (() => lesson.turn(1)),
    PageUp: lesson.step && (() => lesson.turn(-1)),
    "?": () => help.show(),
  };
}
