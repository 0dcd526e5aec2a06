// Where who reads a lesson is: on a new step at its heading, after an answer at what is said to it.
import { busy, find } from "./page.js";

/** @import { LessonStep } from "../types.js" */

/** So many milliseconds a step's text may take to come: that it will not is no event. */
const PATIENCE = 5000;
/** For so many milliseconds, and while the script runs, what is around a text comes to rest; it is
 * looked at again so many apart: a place that has moved is no event. */
const ARRIVING = 300,
  APART = 60;
const COMING = { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] };
const narrow = matchMedia("(max-width: 760px)");

/** On a new step its heading gets the focus, after an answer what is said to it. @param {LessonStep} step @param {HTMLElement} stage what to bring into view with a new step */
export function focusOn(step, stage) {
  if (focused(step, stage)) return;
  const coming = new MutationObserver(() => {
    if (focused(step, stage)) leave();
  });
  const later = setTimeout(() => coming.disconnect(), PATIENCE);
  const leave = () => {
    coming.disconnect();
    clearTimeout(later);
  };
  coming.observe(document.body, COMING);
}

/** Give it the focus; false if it hasn't come yet. @param {LessonStep} step @param {HTMLElement} stage */
function focused(step, stage) {
  const box = find(step.answered ? ".st-key-told, .st-key-explanation" : `.st-key-step-${step.key}`);
  const node = step.answered ? box : box?.querySelector("h2");
  if (!node || (step.answered && !find(`.st-key-step-${step.key}`))) return false;
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  const reading = find(".st-key-reading");
  if (reading) reading.scrollTop = 0;
  if (narrow.matches) bring(step.answered ? node : stage);
  return true;
}

/** Bring something to the top of a small screen; again, while what is around it is still coming. @param {HTMLElement} node */
function bring(node, since = performance.now()) {
  node.scrollIntoView({ block: "start" });
  const passed = performance.now() - since;
  if (passed < ARRIVING || (busy() && passed < PATIENCE)) setTimeout(() => bring(node, since), APART);
}
