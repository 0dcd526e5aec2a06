// Gradients of mini-batches for a fitted line: momentum_core/losses/data/line.py, in the same order of
// operations, so that a preview is the core's run to the last bit.

/** @import { Numbers } from "../types.js" */

/**
 * The means of t, t², y and ty over each batch's observations, four numbers a step.
 * @param {{t: number[], y: number[]}} observations t standardised already, where it is to be
 * @param {number[][]} batches indices
 * @returns {Float64Array}
 */
export function batchCoefficients({ t, y }, batches) {
  const means = new Float64Array(4 * batches.length);
  batches.forEach((batch, k) => {
    let st = 0,
      stt = 0,
      sy = 0,
      sty = 0;
    for (const i of batch) {
      st += t[i];
      stt += t[i] * t[i];
      sy += y[i];
      sty += t[i] * y[i];
    }
    const n = batch.length;
    means.set([st / n, stt / n, sy / n, sty / n], 4 * k);
  });
  return means;
}

/**
 * The gradient of step k's batch at the line (w1, w2), read from w at an offset.
 * @param {Numbers} coefficients @param {number} k @param {Numbers} w @returns {[number, number]}
 */
export function gradientAt(coefficients, k, w, offset = 0) {
  const at = 4 * k,
    a = w[offset],
    b = w[offset + 1];
  const t = coefficients[at],
    tt = coefficients[at + 1];
  return [2 * (a + t * b - coefficients[at + 2]), 2 * (t * a + tt * b - coefficients[at + 3])];
}
