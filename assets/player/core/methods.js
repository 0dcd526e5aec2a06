// What the player asks a method, or somebody who runs along: their rows, as momentum_core/methods/table.py
// has them, come with the scene.

/** @import { Choice, MethodRow, Racer, RacerRow, Scene } from "../types.js" */

/** The row of a method. @param {Pick<Scene, "methods">} scene @param {string} name @returns {MethodRow} */
export function methodOf({ methods }, name) {
  return rowOf(methods, name, "method");
}

/** The row of somebody who runs along. @param {Pick<Scene, "racers">} scene @param {string} name @returns {RacerRow} */
export function racerOf({ racers }, name) {
  return rowOf(racers, name, "racer");
}

/**
 * @template Row
 * @param {Record<string, Row>} rows @param {string} name @param {string} kind @returns {Row}
 */
function rowOf(rows, name, kind) {
  if (!Object.hasOwn(rows, name))
    throw new Error(`Unknown ${kind} "${name}": choose one of ${Object.keys(rows).join(", ")}.`);
  return rows[name];
}

/**
 * Who a choice of settings is, as explain/endings.py's who: heavy ball with α = 0 is plain gradient descent.
 * @param {Pick<Scene, "methods" | "racers">} scene @param {Pick<Choice, "method" | "alpha" | "step">} choice @returns {Racer}
 */
export function whoIs(scene, { method, alpha, step }) {
  methodOf(scene, method);
  const is = (/** @type {RacerRow} */ row) => row.method === method && (step ? row.step === step : row.alpha === alpha);
  return Object.keys(scene.racers).find((name) => is(scene.racers[name])) ?? method;
}
