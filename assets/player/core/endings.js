// When a ball is still, what it is in, and whether it stays there for good: momentum_core/runs/ending.py, in
// the same order of operations.
import { runProgram } from "./program.js";

/**
 * @import { Ends, Ground, MethodRow, Numbers, Scene, StationaryPoint, Weights } from "../types.js"
 * @typedef {{along: Weights, mixed: number, low: number, high: number}} Bends how the ground is curved
 */

/** @param {Numbers} x @param {number} at @param {number} d */
export function square(x, at, d) {
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

/** Near a known minimum, or on a known floor. @param {Numbers} w @param {number} at @param {Ends} ends @param {number} height */
function inMinimum(w, at, ends, height) {
  return (
    ends.minima.some((p) => distance2(w, at, p) <= ends.near2) ||
    ends.floors.some(([floor, off]) => Math.abs(height - floor) <= off)
  );
}

/**
 * Whether slope and update have vanished, as far as the picture could show.
 * @param {Numbers} w @param {Numbers} update @param {Numbers} slope @param {number} at @param {number} d
 * @param {Ends} ends @param {number} eta @param {number} height
 */
export function still(w, update, slope, at, d, ends, eta, height) {
  const speed2 = square(update, at, d);
  if (!(speed2 <= eta * ends.speed2)) return false;
  const slope2 = square(slope, at, d);
  if (slope2 <= ends.slope2 && inMinimum(w, at, ends, height)) return true;
  return speed2 <= eta * ends.strictSpeed2 && slope2 <= ends.strictSlope2;
}

/** The curvatures under a ball, from the slope beside it. @param {Scene} scene @param {Numbers} w @param {number} at @returns {Bends} */
function bendsAt(scene, w, at) {
  const { d, ends } = scene;
  /** @type {number[][]} */
  const columns = [];
  for (let i = 0; i < d; i++) {
    const up = Array.from({ length: d }, (_, j) => w[at + j]),
      down = up.slice();
    up[i] = w[at + i] + ends.beside;
    down[i] = w[at + i] - ends.beside;
    const here = new Array(d).fill(0),
      there = new Array(d).fill(0);
    runProgram(scene.gradient, down, 0, d, here);
    runProgram(scene.gradient, up, 0, d, there);
    const wide = up[i] - down[i];
    columns.push(here.map((x, j) => (there[j] - x) / wide));
  }
  const a = columns[0][0];
  if (d === 1) return { along: [a], mixed: 0 * a, low: a, high: a };
  const c = columns[1][1];
  const mixed = (columns[0][1] + columns[1][0]) / 2,
    middle = (a + c) / 2,
    half = (a - c) / 2;
  const off = Math.sqrt(half * half + mixed * mixed);
  return { along: [a, c], mixed, low: middle - off, high: middle + off };
}

/**
 * Whether a ball that is still stays where it is for good; `eta` is the largest one still to come.
 * @param {Scene} scene @param {MethodRow} method @param {Numbers} w @param {Numbers} update
 * @param {Numbers} slope @param {number} at @param {number} eta @param {number} alpha
 * @param {number} height
 */
export function holds(scene, { covered, looksAhead }, w, update, slope, at, eta, alpha, height) {
  const { d, ends } = scene;
  const exact = Array.from({ length: d }, (_, i) => update[at + i] === 0 && slope[at + i] === 0);
  if (exact.every(Boolean)) return true;
  if (!covered || !(alpha < 1 || looksAhead)) return false;
  const edge = (2 * (1 + alpha)) / (looksAhead ? 1 + 2 * alpha : 1);
  const { along, mixed, low, high } = bendsAt(scene, w, at);
  const valley = low > ends.level || (inMinimum(w, at, ends, height) && low >= -ends.level);
  if (valley && eta * high < edge) return true;
  return mixed === 0 && along.every((bend, i) => exact[i] || (bend > ends.level && eta * bend < edge));
}

/**
 * What a still ball is in: whether that is a valley or a known minimum, the known stationary point, and what
 * the ground is.
 * @param {Scene} scene @param {Numbers} w @param {number} at @param {number} height
 * @returns {{rests: boolean, point: StationaryPoint | null, ground: Ground}}
 */
export function placeOf(scene, w, at, height) {
  const { level } = scene.ends;
  const { low, high } = bendsAt(scene, w, at);
  const near = nearest(scene, w, at, height);
  const listed = near !== null && canRest(near),
    valley = low > level,
    falls = low < -level && near?.kind !== "floor";
  const rests = valley || (listed && !falls);
  const ground = valley ? "valley" : falls && high > 0 ? "saddle" : falls ? "maximum" : "flat";
  return { rests, point: rests === listed ? near : null, ground };
}

/** Whether a ball can rest there. @param {StationaryPoint} point */
function canRest(point) {
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
  if (best && canRest(best)) return best;
  const floors = scene.points.filter((point) => point.kind === "floor");
  const on = scene.ends.floors.findIndex(([floor, off]) => Math.abs(height - floor) <= off);
  return floors[on] ?? best;
}
