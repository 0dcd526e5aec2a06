// Whoever rolls: the chosen ball and those who run along, each with how it ended in words.
import { integrate, racer } from "./core/descent.js";
import { ending } from "./panels/sentences.js";

/** @import { Answer, Ball, BallName, Choice, Run, Scene, Words } from "./types.js" */

/** The core's runs. @param {Answer} answer @param {Scene} scene @param {Words} words */
export function answered({ runs, settings }, scene, words) {
  const names = /** @type {BallName[]} */ (Object.keys(runs));
  return names.map((name) => {
    const { w, outcome, place } = runs[name];
    return ball(name, settings, scene, words, (choice) => ({ ...integrate(scene, choice, w), outcome, place }));
  });
}

/** What is being chosen, before anybody has answered. @param {Choice} draft @param {Scene} scene @param {Words} words */
export function previewed(draft, scene, words) {
  /** @type {BallName[]} */
  const names = ["ball", ...draft.race];
  return names.map((name) => ball(name, draft, scene, words, (choice) => integrate(scene, choice)));
}

/**
 * @param {BallName} name @param {Choice} chosen @param {Scene} scene @param {Words} words
 * @param {(choice: Choice) => Run} roll @returns {Ball}
 */
function ball(name, chosen, scene, words, roll) {
  const choice = name === "ball" ? chosen : racer(scene, chosen, name);
  const run = roll(choice);
  return { name, run, sentence: ending(run, choice, scene, words) };
}
