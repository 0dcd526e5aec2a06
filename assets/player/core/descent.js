// The update rules, in the same order of operations as momentum_core/methods/rules.py, so that a preview
// is the core's run, for + − × ÷ √ to the last bit.
import { LOOK } from "./departure.js";
import { batches } from "./draws.js";
import { batchCoefficients, gradientAt } from "./line.js";
import { methodOf, racerOf } from "./methods.js";
import { loadProgram, runProgram } from "./program.js";
import { Watch } from "./watch.js";

/**
 * @import { Choice, Method, Numbers, Outcome, Pair, Place, Racer, Run, Scene, Scenery } from "../types.js"
 * @typedef {{d: number, update: Float64Array, gradient: Float64Array, mean: Float64Array, spread: Float64Array,
 *            m: Float64Array, v: Float64Array, decay: Pair, constants: number[]}} Path
 *   what a rule reads and writes: the run's own arrays, and what it keeps from step to step
 * @typedef {(path: Path, at: number, eta: number, alpha: number) => void} Step
 *   from the gradient at place "at" of the arrays to the update one place on
 */

/** Of a run whose end the core tells. @type {Outcome} */
const ROLLING = "rolling";
/** @type {Place} */
const UNLISTED = "unlisted";

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
  const { d } = scene;
  const { alpha, method } = choice;
  const { looksAhead, etaIs, constants } = methodOf(scene, method);
  const step = stepOf(choice.step || method);
  const limit = forced ? forced.length / d - 1 : choice.steps + LOOK;
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
  const watch = forced ? null : new Watch(scene, choice, { w, update, slope, loss });
  let k = 0;
  for (let i = 0; i < d; i++) w[i] = choice.start[i];

  for (; ; k++) {
    const at = k * d,
      eta = etaAfter(choice, k);
    runProgram(scene.value, w, at, d, loss, k);
    runProgram(scene.gradient, w, at, d, slope, at);
    if (watch?.ended(k, eta) || k === limit) break;
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
      watch?.broke(k, finite(gradient, at, d));
      break;
    }
  }
  const { steps, outcome, place } = watch ? watch.found() : { steps: k, outcome: ROLLING, place: UNLISTED };
  return {
    d,
    steps,
    outcome,
    place,
    w: w.subarray(0, (steps + 1) * d),
    update: update.subarray(0, (steps + 1) * d),
    slope: slope.subarray(0, (steps + 1) * d),
    loss: loss.subarray(0, steps + 1),
    gradient: gradient.subarray(0, steps * d),
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

/** @param {Numbers} x @param {number} at @param {number} d */
function finite(x, at, d) {
  for (let i = 0; i < d; i++) if (!Number.isFinite(x[at + i])) return false;
  return true;
}
