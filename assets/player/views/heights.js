// The loss over a window, and how it is turned into height and colour.
import { runProgram } from "../core/program.js";

/**
 * @import { Pair, Scene } from "../types.js"
 * @typedef {{xs: number[], ys: number[], z: number[][]}} Grid
 * @typedef {{log: boolean, low: number, high: number, up: (q: number) => number}} HeightScale
 *   the drawn height of a loss, whether it is a logarithm, and the least and most of it
 */

/** Where most of the window is lower than this part of its range, heights are logarithms. */
const SKEW = 0.12;

/**
 * The loss on a grid of n × n points over a window: rows of y, columns of x.
 * @param {Scene} scene @param {Pair[]} window @param {number} n @returns {Grid}
 */
export function lossGrid(scene, [[x0, x1], [y0, y1]], n) {
  const out = [0];
  const xs = Array.from({ length: n }, (_, k) => x0 + ((x1 - x0) * k) / (n - 1));
  const ys = Array.from({ length: n }, (_, k) => y0 + ((y1 - y0) * k) / (n - 1));
  const z = ys.map((y) =>
    xs.map((x) => {
      runProgram(scene.value, [x, y], 0, 2, out);
      return out[0];
    }),
  );
  return { xs, ys, z };
}

/**
 * How the loss is turned into height and colour. Where most of the window lies close to the bottom
 * (a banana), evenly spaced levels would leave the valley blank, so levels go with its logarithm.
 * @param {Grid} grid @returns {HeightScale}
 */
export function heightScale({ z }) {
  const all = z
    .flat()
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const low = all[0],
    high = all[all.length - 1];
  const range = high - low || 1;
  const middle = (all[Math.floor(all.length / 2)] - low) / range;
  if (middle > SKEW) return { log: false, low, high, up: (q) => q };
  const small = Math.max(all[Math.floor(all.length / 50)] - low, range * 1e-5);
  const up = (/** @type {number} */ q) => Math.log10(Math.max(q - low, 0) / small + 1);
  return { log: true, low: 0, high: up(high), up };
}
