// Whether a ball that is out of reach is gone for good: momentum_core/runs/departure.py, in the same order
// of operations.
import { square } from "./endings.js";

/** @import { Ends, EtaIs, Numbers } from "../types.js" */

const GOING = 8,
  MORE = 1 + 1e-4,
  FOREVER = 1e5,
  FLUNG = 1e14,
  RAY = 24;
/** A ball that is out of reach at the step limit is followed for so many steps more. */
export const LOOK = 100;

/** Whether a ball is out of reach. @param {Numbers} w @param {number} at @param {number} d @param {Ends} ends */
export function escaped(w, at, d, ends) {
  for (let i = 0; i < d; i++) if (Math.abs(w[at + i] - ends.centre[i]) > ends.reach) return true;
  return false;
}

export class Departure {
  /** The first step of the present stay out of reach; -1 for a ball within reach. */
  since = -1;
  away = 0;
  step = 0;
  swelled = 0;
  onward = 0;

  /**
   * @param {Ends} ends @param {EtaIs} pullsBy @param {boolean} noisy whether there are mini-batches
   * @param {(w: Numbers, at: number) => Numbers} slope the gradient
   */
  constructor(ends, pullsBy, noisy, slope) {
    this.ends = ends;
    this.slope = slope;
    this.pullsBy = pullsBy;
    this.noisy = noisy;
  }

  /**
   * Whether the ball is gone, as can be told after step k.
   * @param {number} k @param {Numbers} w @param {number} at @param {number} d @param {number} eta
   */
  look(k, w, at, d, eta) {
    const { centre } = this.ends;
    let away = 0;
    for (let i = 0; i < d; i++) away = Math.max(away, Math.abs(w[at + i] - centre[i]));
    const out = escaped(w, at, d, this.ends);
    const again = out && this.since >= 0;
    const step = away - this.away;
    this.swelled = again && step > this.step * MORE ? this.swelled + 1 : 0;
    this.onward = again && step >= 0 ? this.onward + 1 : 0;
    this.step = again ? step : 0;
    this.away = away;
    if (!out) this.since = -1;
    else if (this.since < 0) this.since = k;
    if (this.noisy) return again && away >= FLUNG * this.ends.reach;
    const swells = this.swelled >= GOING;
    const asked = again && this.onward >= GOING && (swells || this.onward % GOING === 0);
    return asked && this.goesOn(w, at, d, swells, eta);
  }

  /** Whether what lies ahead of the ball won't stop it. @param {Numbers} w @param {number} at @param {number} d @param {boolean} swells @param {number} eta */
  goesOn(w, at, d, swells, eta) {
    const { centre } = this.ends;
    const off = Array.from({ length: d }, (_, i) => w[at + i] - centre[i]);
    const here = square(this.slope(w, at), 0, d);
    let grows = true,
      free = true,
      before = 0;
    for (let j = 0; j < RAY; j++) {
      const far = 1 + (j * j) / 8;
      const ahead = off.map((x) => x * far);
      const g = this.slope(
        ahead.map((x, i) => centre[i] + x),
        0,
      );
      const size = square(g, 0, d);
      grows = grows && size >= ((far * far) / 4) * here && size >= before;
      before = size;
      const pull = this.pullsBy === "factor" ? eta * Math.sqrt(size) : eta;
      const inward = ahead.reduce((total, x, i) => total + g[i] * x, 0);
      free = free && (inward <= 0 || pull * FOREVER * FOREVER <= this.away * far);
    }
    return (swells && grows) || free;
  }
}
