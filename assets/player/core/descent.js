// The update rules and the endings, in the same order of operations as momentum_core/methods/rules.py
// and runs/ending.py, so that a preview is the core's run, for + − × ÷ √ to the last bit.
import { batches } from "./draws.js";
import { batchCoefficients, gradientAt } from "./line.js";
import { methodOf, racerOf } from "./methods.js";
import { loadProgram, runProgram } from "./program.js";

/**
 * @import { Choice, Ends, Method, Numbers, Outcome, Pair, Racer, Run, Scene, Scenery, StationaryPoint }
 *   from "../types.js"
 * @typedef {{d: number, update: Float64Array, gradient: Float64Array, mean: Float64Array, spread: Float64Array,
 *            m: Float64Array, v: Float64Array, decay: Pair, constants: number[]}} Path
 *   what a rule reads and writes: the run's own arrays, and what it keeps from step to step
 * @typedef {(path: Path, at: number, eta: number, alpha: number) => void} Step
 *   from the gradient at place "at" of the arrays to the update one place on
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

/** The steps by their rules' names, as in momentum_core/methods/rules.py. @type {Record<string, Step>} */
const STEPS = {
  momentum: heavyBall,
  // Its gradient was taken ahead.
  nesterov: heavyBall,
  adam({ d, update, gradient, mean, spread, m, v, decay, constants: [beta1, beta2, epsilon] }, at, eta) {
    decay[0] = beta1 * decay[0];
    decay[1] = beta2 * decay[1];
    for (let i = 0; i < d; i++) {
      const g = gradient[at + i];
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * (g * g);
      mean[at + i] = m[i] / (1 - decay[0]);
      spread[at + i] = Math.sqrt(v[i] / (1 - decay[1])) + epsilon;
      update[at + d + i] = (-eta * mean[at + i]) / spread[at + i];
    }
  },
  rmsprop({ d, update, gradient, spread, v, constants: [rho, epsilon] }, at, eta) {
    for (let i = 0; i < d; i++) {
      const g = gradient[at + i];
      v[i] = rho * v[i] + (1 - rho) * (g * g);
      spread[at + i] = Math.sqrt(v[i]) + epsilon;
      update[at + d + i] = (-eta * g) / spread[at + i];
    }
  },
  buffer({ d, update, gradient, m }, at, eta, alpha) {
    for (let i = 0; i < d; i++) {
      m[i] = alpha * m[i] + gradient[at + i];
      update[at + d + i] = -eta * m[i];
    }
  },
};

/** The step of a rule. @param {string} rule */
function stepOf(rule) {
  if (!Object.hasOwn(STEPS, rule)) throw new Error(`The player has no step for "${rule}".`);
  return STEPS[rule];
}

/** @type {Step} */
function heavyBall({ d, update, gradient }, at, eta, alpha) {
  for (let i = at; i < at + d; i++) update[i + d] = alpha * update[i] - eta * gradient[i];
}

/**
 * Run one ball. With `forced` positions (the core's run) each step starts where the core's did and
 * ends where the core's did; only what belongs to it is derived.
 * @param {Scene} scene @param {Choice} choice @param {Float64Array | null} forced @returns {Run}
 */
export function integrate(scene, choice, forced = null) {
  const { d, ends } = scene;
  const { alpha, method } = choice;
  const { looksAhead, etaIs, constants } = methodOf(scene, method);
  const step = stepOf(choice.step || method);
  const limit = forced ? forced.length / d - 1 : choice.steps;
  const w = new Float64Array((limit + 1) * d),
    update = new Float64Array((limit + 1) * d);
  const slope = new Float64Array((limit + 1) * d),
    loss = new Float64Array(limit + 1);
  const gradient = new Float64Array(limit * d);
  const scaled = etaIs === "length" ? limit * d : 0;
  const mean = new Float64Array(scaled),
    spread = new Float64Array(scaled);
  const drawn = miniBatches(scene, choice, limit);
  const m = new Float64Array(d),
    v = new Float64Array(d),
    ahead = new Float64Array(d);
  /** @type {Path} */
  const path = { d, update, gradient, mean, spread, m, v, decay: [1, 1], constants };
  /** @type {Outcome} */
  let outcome = "rolling";
  let k = 0;
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
      if (!drawn && still(w, update, slope, at, d, ends, eta, loss[k])) {
        outcome = "rested";
        break;
      }
    }
    if (k === limit) {
      if (drawn && !forced) outcome = "hovering";
      break;
    }
    const next = at + d;
    if (looksAhead) {
      for (let i = 0; i < d; i++) ahead[i] = w[at + i] + alpha * update[at + i];
      if (drawn) gradient.set(gradientAt(drawn.means, k, ahead), at);
      else runProgram(scene.gradient, ahead, 0, d, gradient, at);
    } else if (drawn) {
      gradient.set(gradientAt(drawn.means, k, w, at), at);
    } else {
      for (let i = 0; i < d; i++) gradient[at + i] = slope[at + i];
    }
    step(path, at, eta, alpha);
    for (let i = 0; i < d; i++) w[next + i] = forced ? forced[next + i] : w[at + i] + update[next + i];
    if (!finite(w, next, d)) {
      outcome = finite(gradient, at, d) ? "escaped" : "undefined";
      break;
    }
  }
  const point = outcome === "rested" ? nearest(scene, w, k * d, loss[k]) : null;
  if (outcome === "rested" && !(point && holds(point))) outcome = "balanced";
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
  return scene.eta[methodOf(scene, method).etaIs];
}

/**
 * The choice of somebody who runs along: settings/settings.py's Settings.racer.
 * @param {Scene} scene @param {Choice} choice @param {Racer} name @returns {Choice}
 */
export function racer(scene, choice, name) {
  const { method, alpha, step } = racerOf(scene, name);
  const same = methodOf(scene, method).etaIs === methodOf(scene, choice.method).etaIs;
  const eta = same ? choice.eta : scene.ownEta[method];
  return { ...choice, method, eta, alpha: alpha ?? choice.alpha, step };
}

/** @param {Numbers} w @param {number} at @param {number} d @param {Ends} ends */
function escaped(w, at, d, ends) {
  for (let i = 0; i < d; i++) if (Math.abs(w[at + i] - ends.centre[i]) > ends.reach) return true;
  return false;
}

/**
 * @param {Numbers} w @param {Numbers} update @param {Numbers} slope @param {number} at @param {number} d
 * @param {Ends} ends @param {number} eta @param {number} height
 */
function still(w, update, slope, at, d, ends, eta, height) {
  const speed2 = square(update, at, d);
  if (!(speed2 <= eta * ends.speed2)) return false;
  const slope2 = square(slope, at, d);
  if (slope2 <= ends.slope2 && inMinimum(w, at, ends, height)) return true;
  return speed2 <= eta * ends.strictSpeed2 && slope2 <= ends.strictSlope2;
}

/** Near a known minimum, or on a known floor. @param {Numbers} w @param {number} at @param {Ends} ends @param {number} height */
function inMinimum(w, at, ends, height) {
  return (
    ends.minima.some((p) => distance2(w, at, p) <= ends.near2) ||
    ends.floors.some(([floor, off]) => Math.abs(height - floor) <= off)
  );
}

/** Whether a ball can rest there. @param {StationaryPoint} point */
function holds(point) {
  return point.kind === "minimum" || point.kind === "floor";
}

/** @param {Scene} scene @param {Numbers} w @param {number} at @param {number} height */
function nearest(scene, w, at, height) {
  /** @type {StationaryPoint | null} */
  let best = null;
  let least = scene.ends.near2;
  for (const point of scene.points) {
    if (point.kind === "floor") continue;
    const away = distance2(w, at, point.w);
    if (away <= least && (best === null || away < least)) {
      best = point;
      least = away;
    }
  }
  if (best && holds(best)) return best;
  const floors = scene.points.filter((point) => point.kind === "floor");
  const on = scene.ends.floors.findLastIndex(([floor, off]) => Math.abs(height - floor) <= off);
  return floors[on] ?? best;
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
