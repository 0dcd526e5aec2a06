// Where who reads a lesson is: on a new step at its heading, after an answer at what is said to it.
import { busy, find, narrow } from "./page.js";

/** @import { LessonStep } from "../types.js" */

/** So many milliseconds a step's text may take to come: that it will not is no event. */
const PATIENCE = 5000;
/** For so many milliseconds, and while the script runs, what is around a text comes to rest; it is
 * looked at again so many apart: a place that has moved is no event. */
const ARRIVING = 300,
  APART = 60;
/** So many pixels are left above a text. */
const AIR = 10;
const COMING = { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] };

/**
 * Where the stage stays above the text, the page leaves its height free when it scrolls to anything,
 * as to an answer that Tab comes to (W3C, technique C43).
 * @param {HTMLElement} root the player's @returns {() => void} no longer
 */
export function keepClear(root) {
  const observer = new ResizeObserver(() => {
    const page = find("[data-testid=stMain]"),
      stage = find(".st-key-stage");
    if (!page || !stage) return;
    const covers = getComputedStyle(stage).position === "sticky";
    page.style.scrollPaddingTop = covers ? `${stage.offsetHeight + AIR}px` : "";
  });
  observer.observe(root);
  return () => observer.disconnect();
}

/** A step has come: its heading gets the focus, or what is said to an answer; not from who is still busy with a task. @param {LessonStep} step @param {boolean} noticed whether it is news of a task that was just done */
export function arrive(step, noticed) {
  if (arrived(step, noticed)) return;
  const coming = new MutationObserver(() => {
    if (arrived(step, noticed)) leave();
  });
  const later = setTimeout(() => coming.disconnect(), PATIENCE);
  const leave = () => {
    coming.disconnect();
    clearTimeout(later);
  };
  coming.observe(document.body, COMING);
}

/** Go there; false if it hasn't come yet. @param {LessonStep} step @param {boolean} noticed */
function arrived(step, noticed) {
  const box = find(step.answered ? ".st-key-told, .st-key-explanation" : `.st-key-step-${step.key}`);
  const node = step.answered ? box : box?.querySelector("h2");
  if (!node || (step.answered && !find(`.st-key-step-${step.key}`))) return false;
  if (!noticed) {
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    const reading = find(".st-key-reading");
    if (reading) reading.scrollTop = 0;
  }
  bring(node);
  return true;
}

/** On a small screen bring a text under the stage, or to the top beside it; again, while what is around it is still coming. @param {HTMLElement} node */
function bring(node, since = performance.now()) {
  const box = find(".st-key-lessonbox");
  if (narrow.matches) {
    // Streamlit leaves room above a heading for its own header.
    node.style.scrollMarginTop = "0";
    node.scrollIntoView({ block: "start" });
  } else if (box && getComputedStyle(box).overflowY === "auto") {
    box.scrollTop += node.getBoundingClientRect().top - box.getBoundingClientRect().top - AIR;
  }
  const passed = performance.now() - since;
  if (passed < ARRIVING || (busy() && passed < PATIENCE)) setTimeout(() => bring(node, since), APART);
}
