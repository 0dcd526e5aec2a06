// Streamlit's sliders report on release only, but show their value while they are dragged: the stage
// follows them, and marks those that show another value than it does.
import { read, WATCHED } from "./page.js";

/** @import { Choice } from "../types.js"
 *  @import { Conversation } from "../conversation.js" */

/** The native fields of the start show so many digits (ui/page.py). */
const DIGITS = 6;

/** Which slider an event is about. @param {EventTarget | null} target */
function slider(target) {
  return WATCHED.find((name) => target instanceof Element && target.closest(`.st-key-${name}`)) ?? null;
}

/** Follow the sliders. @param {() => Conversation | undefined} talk the player's, once something is on the stage */
export function watchSliders(talk) {
  /** @type {string | null} */
  let held = null;
  let quietly = 0;
  addEventListener(
    "pointerdown",
    (event) => {
      const name = slider(event.target);
      if (!name || event.button !== 0 || !talk()?.shown) return;
      if (held === null) talk()?.hold();
      held = name;
    },
    true,
  );
  const drop = () => {
    if (held === null) return;
    const name = held;
    held = null;
    // The slider's own last change comes with this event; look at it before letting go.
    requestAnimationFrame(() => talk()?.release(name));
  };
  addEventListener("pointerup", drop, true);
  addEventListener("pointercancel", drop, true);
  const observer = new MutationObserver((records) => {
    for (const record of records) {
      const name = slider(record.target),
        now = talk();
      if (!name || !now?.shown) continue;
      const active = held === name || (held === null && document.activeElement === record.target);
      const value = read(name);
      if (!active || value === null || value === now.choice[name]) continue;
      now.choose({ [name]: value });
      if (held === null) {
        clearTimeout(quietly);
        quietly = setTimeout(() => now.commit(name), 0);
      }
    }
  });
  observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-valuetext"] });
}

/** Mark the native sliders that show another value than the stage, while something else is dragged. @param {Choice | null} choice */
export function markBehind(choice) {
  for (const name of WATCHED) {
    const shown = choice && read(name);
    const other = choice !== null && shown !== null && shown !== choice[name];
    document.querySelector(`.st-key-${name}`)?.toggleAttribute("data-behind", other);
  }
}

/** What the native fields of the start showed before they followed the ball. @type {Map<HTMLInputElement, string>} */
const before = new Map();

/** Let the native fields of the start show where the ball is while it is dragged; afterwards what they
 * have is theirs again: the page puts new ones in their place. @param {Choice | null} choice */
export function followStart(choice) {
  if (!choice) return giveBack();
  for (const [axis, x] of choice.start.entries()) {
    const input = document.querySelector(`.st-key-start${axis} input`);
    if (!(input instanceof HTMLInputElement) || input === document.activeElement) continue;
    const text = String(Number(x.toPrecision(DIGITS)));
    if (!before.has(input)) before.set(input, input.value);
    if (input.value !== text) input.value = text;
  }
}

function giveBack() {
  for (const [input, text] of before) if (input.isConnected) input.value = text;
  before.clear();
}
