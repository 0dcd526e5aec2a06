// Where who reads a lesson is: on a new step at its heading, after an answer at what is said to it.
import { busy, find } from "./page.js";

/** @import { LessonStep } from "../types.js" */

/** So many milliseconds a step's text may take to come, and what is around it to come to rest. */
const PATIENCE = 5000,
  ARRIVING = 300;
const LOOK = 30,
  APART = 60;
const narrow = matchMedia("(max-width: 760px)");

/** On a new step its heading gets the focus, after an answer what is said to it. @param {LessonStep} step @param {HTMLElement} stage what to bring into view with a new step */
export function focusOn(step, stage, since = performance.now()) {
  const box = find(step.answered ? ".st-key-told, .st-key-explanation" : `.st-key-step-${step.key}`);
  const node = step.answered ? box : box?.querySelector("h2");
  if (!node || (step.answered && !find(`.st-key-step-${step.key}`))) {
    if (performance.now() - since < PATIENCE) setTimeout(() => focusOn(step, stage, since), LOOK);
    return;
  }
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  const reading = find(".st-key-reading");
  if (reading) reading.scrollTop = 0;
  if (narrow.matches) bring(step.answered ? node : stage);
}

/** Bring something to the top of a small screen; again, while what is around it is still coming. @param {HTMLElement} node */
function bring(node, since = performance.now()) {
  node.scrollIntoView({ block: "start" });
  const passed = performance.now() - since;
  if (passed < ARRIVING || (busy() && passed < PATIENCE)) setTimeout(() => bring(node, since), APART);
}
