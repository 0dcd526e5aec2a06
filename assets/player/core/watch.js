// Looks at one run as it goes, and says how it ended: momentum_core/runs/run.py, in the same order of
// operations.
import { Departure, escaped, LOOK } from "./departure.js";
import { holds, placeOf, still } from "./endings.js";
import { methodOf } from "./methods.js";
import { runProgram } from "./program.js";

/**
 * @import { Choice, Outcome, Place, Scene } from "../types.js"
 * @typedef {{w: Float64Array, update: Float64Array, slope: Float64Array, loss: Float64Array}} Record
 *   what is known of each step so far
 */

export class Watch {
  /** The first of the last steps on which the ball was still; -1 for none. */
  quiet = -1;
  /** How it ended, once that is known, and after how many steps. @type {Outcome | ""} */
  outcome = "";
  steps = 0;

  /** @param {Scene} scene @param {Choice} choice @param {Record} record */
  constructor(scene, choice, record) {
    this.scene = scene;
    this.choice = choice;
    this.record = record;
    this.method = methodOf(scene, choice.method);
    const noisy = Boolean(scene.data && choice.batch);
    this.noisy = noisy;
    this.restless = noisy && !scene.data?.agrees;
    this.out = new Departure(scene.ends, this.method.etaIs, noisy, (w, at) => {
      const out = new Array(scene.d).fill(0);
      runProgram(scene.gradient, w, at, scene.d, out);
      return out;
    });
    const { drop } = choice;
    /** What η is multiplied by on the way, and after which step. */
    this.after = drop?.length && drop[0] <= choice.steps ? choice.eta * drop[1] : choice.eta;
  }

  /** @param {Outcome} outcome @param {number} steps */
  end(outcome, steps) {
    this.outcome = outcome;
    this.steps = steps;
    return true;
  }

  /** Whether no step more is to be taken after k. @param {number} k @param {number} eta */
  ended(k, eta) {
    const { scene, choice, out, record } = this;
    const { d, ends } = scene;
    const { w, loss } = record,
      at = k * d;
    if (out.since >= 0 || escaped(w, at, d, ends)) {
      const gone = out.look(k, w, at, d, eta) || (out.since >= 0 && !Number.isFinite(loss[k]));
      if (gone) return this.end("escaped", out.since);
      this.quiet = -1;
    }
    if (out.since < 0) {
      if (!Number.isFinite(loss[k]) && k <= choice.steps) return this.end("undefined", Math.max(k - 1, 0));
      if (k <= choice.steps && this.rests(k, at, eta)) return this.end("rested", k);
      if (k >= choice.steps) return this.close();
    }
    return k === choice.steps + LOOK && this.close();
  }

  /** Whether the ball is still and stays where it is. @param {number} k @param {number} at @param {number} eta */
  rests(k, at, eta) {
    const { scene, choice, method, noisy } = this;
    const { w, update, slope, loss } = this.record;
    if (this.restless || !still(w, update, slope, at, scene.d, scene.ends, eta, loss[k])) {
      this.quiet = -1;
      return false;
    }
    if (this.quiet < 0) this.quiet = k;
    return !noisy && holds(scene, method, w, update, slope, at, Math.max(eta, this.after), choice.alpha, loss[k]);
  }

  /** The step limit. */
  close() {
    if (this.quiet >= 0) return this.end("quiet", this.choice.steps);
    return this.end(this.restless ? "hovering" : "rolling", this.choice.steps);
  }

  /** The step after k had no finite end. @param {number} k @param {boolean} pushed whether its gradient was finite */
  broke(k, pushed) {
    if (this.out.since >= 0) this.end("escaped", this.out.since);
    else this.end(pushed ? "escaped" : "undefined", k);
  }

  /** How the run ended, after how many steps, and in what. @returns {{outcome: Outcome, steps: number, place: Place}} */
  found() {
    const { outcome, steps, scene } = this;
    if (outcome !== "rested" && outcome !== "quiet") return { outcome: outcome || "rolling", steps, place: "unlisted" };
    const { rests, point, ground } = placeOf(scene, this.record.w, steps * scene.d, this.record.loss[steps]);
    const place = point ? point.place : ground === "flat" ? "unlisted" : ground;
    if (outcome === "quiet") return { outcome, steps: this.quiet, place };
    return { outcome: rests ? outcome : "balanced", steps, place };
  }
}
