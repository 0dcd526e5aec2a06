// The update rules and the endings, in the same order of operations as momentum_core/methods/rules.py
// and runs/ending.py, so that a preview is the core's run to the last bit.
import { batches } from "./draws.js";
import { batchCoefficients, gradientAt } from "./line.js";
import { loadProgram, runProgram } from "./program.js";

/**
 * @import { Choice, Ends, Method, Numbers, Outcome, Racer, Run, Scene, Scenery, StationaryPoint }
 *   from "../types.js"
 */

/** A scene ready to run: the scenery with its two programs loaded. @param {Scenery} scenery @returns {Scene} */
export function loadScene(scenery) {
  return { ...scenery, value: loadProgram(scenery.value), gradient: loadProgram(scenery.gradient) };
}

/**
 * The mini-batches of a choice: the observations of each step and the means that make their
 * gradient; null where every step uses all of them. Kept, since η and α change nothing in them.
 * @param {Scene} scene @param {Choice} choice
 */
export function miniBatches(scene, choice, steps = choice.steps) {
  const { data } = scene;
  if (!data || !choice.batch) return null;
  const key = [choice.batch, choice.seed, choice.shuffle].join();
  if (scene.drawn?.key !== key || scene.drawn.members.length < steps) {
    const members = batches(data.t.length, choice.batch, steps, choice.seed ?? 1, choice.shuffle ?? false);
    scene.drawn = { key, members, means: batchCoefficients(data, members) };
  }
  return scene.drawn;
}

/** The learning rate of the step that is taken after k others: settings/settings.py's Settings.eta_after. @param {{eta: number, drop?: number[]}} choice @param {number} k */
export function etaAfter({ eta, drop }, k) {
  return drop?.length && k >= drop[0] ? eta * drop[1] : eta;
}

/** The loss at one point. @param {Scene} scene @param {Numbers} w */
export function lossAt(scene, w) {
  const out = [0];
  runProgram(scene.value, w, 0, scene.d, out);
  return out[0];
}

/**
 * Run one ball. With `forced` positions (the core's run) each step starts where the core's did and
 * ends where the core's did; only what belongs to it is derived.
 * @param {Scene} scene @param {Choice} choice @param {Float64Array | null} forced @returns {Run}
 */
export function integrate(scene, choice, forced = null) {
  const { d, ends } = scene;
  const { alpha, method, buffered } = choice;
  const limit = forced ? forced.length / d - 1 : choice.steps;
  const w = new Float64Array((limit + 1) * d),
    update = new Float64Array((limit + 1) * d);
  const slope = new Float64Array((limit + 1) * d),
    loss = new Float64Array(limit + 1);
  const gradient = new Float64Array(limit * d);
  const [beta1, beta2, epsilon] = scene.adam;
  const adam = method === "adam" ? limit * d : 0;
  const mean = new Float64Array(adam),
    spread = new Float64Array(adam);
  const drawn = miniBatches(scene, choice, limit);
  const m = new Float64Array(d),
    v = new Float64Array(d),
    ahead = new Float64Array(d);
  /** @type {Outcome} */
  let outcome = "rolling";
  let decay1 = 1,
    decay2 = 1,
    k = 0;
  for (let i = 0; i < d; i++) w[i] = choice.start[i];

  for (; ; k++) {
    const at = k * d,
      eta = etaAfter(choice, k);
    runProgram(scene.value, w, at, d, loss, k);
    runProgram(scene.gradient, w, at, d, slope, at);
    if (!forced) {
      if (escaped(w, at, d, ends)) {
        outcome = "escaped";
        break;
      }
      if (!Number.isFinite(loss[k])) {
        outcome = "undefined";
        k = Math.max(k - 1, 0);
        break;
      }
      if (!drawn && still(w, update, slope, at, d, ends, eta)) {
        outcome = "rested";
        break;
      }
    }
    if (k === limit) {
      if (drawn && !forced) outcome = "hovering";
      break;
    }
    const next = at + d;
    if (method === "nesterov") {
      for (let i = 0; i < d; i++) ahead[i] = w[at + i] + alpha * update[at + i];
      if (drawn) gradient.set(gradientAt(drawn.means, k, ahead), at);
      else runProgram(scene.gradient, ahead, 0, d, gradient, at);
    } else if (drawn) {
      gradient.set(gradientAt(drawn.means, k, w, at), at);
    } else {
      for (let i = 0; i < d; i++) gradient[at + i] = slope[at + i];
    }
    decay1 = beta1 * decay1;
    decay2 = beta2 * decay2;
    for (let i = 0; i < d; i++) {
      const g = gradient[at + i];
      if (method === "adam") {
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * (g * g);
        mean[at + i] = m[i] / (1 - decay1);
        spread[at + i] = Math.sqrt(v[i] / (1 - decay2)) + epsilon;
        update[next + i] = (-eta * mean[at + i]) / spread[at + i];
      } else if (buffered) {
        m[i] = alpha * m[i] + g;
        update[next + i] = -eta * m[i];
      } else {
        update[next + i] = alpha * update[at + i] - eta * g;
      }
      w[next + i] = forced ? forced[next + i] : w[at + i] + update[next + i];
    }
    if (!finite(w, next, d)) {
      outcome = finite(gradient, at, d) ? "escaped" : "undefined";
      break;
    }
  }
  const point = outcome === "rested" ? nearest(scene, w, k * d) : null;
  if (outcome === "rested" && point?.kind !== "minimum") outcome = "balanced";
  return {
    d,
    steps: k,
    outcome,
    place: point ? point.place : "unlisted",
    w: w.subarray(0, (k + 1) * d),
    update: update.subarray(0, (k + 1) * d),
    slope: slope.subarray(0, (k + 1) * d),
    loss: loss.subarray(0, k + 1),
    gradient: gradient.subarray(0, k * d),
    mean,
    spread,
  };
}

/** The learning rates that a method can be set to on this loss. @param {Scene} scene @param {Method} method */
export function etaGrid(scene, method) {
  return scene.eta[method === "adam" ? "adam" : "momentum"];
}

/**
 * The choice of somebody who runs along: settings/settings.py's Settings.racer.
 * @param {Scene} scene @param {Choice} choice @param {Racer} name @returns {Choice}
 */
export function racer(scene, choice, name) {
  if (name === "plain") return { ...racer(scene, choice, "momentum"), alpha: 0 };
  if (name === "buffer") return { ...racer(scene, choice, "momentum"), buffered: true };
  const crossing = (name === "adam") !== (choice.method === "adam");
  const eta = crossing ? scene.ownEta[name === "adam" ? "adam" : "momentum"] : choice.eta;
  return { ...choice, method: name, eta };
}

/** @param {Numbers} w @param {number} at @param {number} d @param {Ends} ends */
function escaped(w, at, d, ends) {
  for (let i = 0; i < d; i++) if (Math.abs(w[at + i] - ends.centre[i]) > ends.reach) return true;
  return false;
}

/**
 * @param {Numbers} w @param {Numbers} update @param {Numbers} slope @param {number} at @param {number} d
 * @param {Ends} ends @param {number} eta
 */
function still(w, update, slope, at, d, ends, eta) {
  const speed2 = square(update, at, d);
  if (!(speed2 <= eta * ends.speed2)) return false;
  const slope2 = square(slope, at, d);
  if (slope2 <= ends.slope2 && ends.minima.some((p) => distance2(w, at, p) <= ends.near2)) return true;
  return speed2 <= eta * ends.strictSpeed2 && slope2 <= ends.strictSlope2;
}

/** @param {Scene} scene @param {Numbers} w @param {number} at */
function nearest(scene, w, at) {
  /** @type {StationaryPoint | null} */
  let best = null;
  let least = scene.ends.near2;
  for (const point of scene.points) {
    const away = distance2(w, at, point.w);
    if (away <= least && (best === null || away < least)) {
      best = point;
      least = away;
    }
  }
  return best;
}

/** @param {Numbers} x @param {number} at @param {number} d */
function square(x, at, d) {
  let total = x[at] * x[at];
  for (let i = 1; i < d; i++) total += x[at + i] * x[at + i];
  return total;
}

/** @param {Numbers} w @param {number} at @param {Numbers} point */
function distance2(w, at, point) {
  let total = 0;
  for (let i = 0; i < point.length; i++) total += (w[at + i] - point[i]) * (w[at + i] - point[i]);
  return total;
}

/** @param {Numbers} x @param {number} at @param {number} d */
function finite(x, at, d) {
  for (let i = 0; i < d; i++) if (!Number.isFinite(x[at + i])) return false;
  return true;
}
