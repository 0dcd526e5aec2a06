// What a view has to say of itself, so that balls, arrows and words can be drawn over it: where
// things are. Pixels are those of the view, from its top left.

/**
 * @import { Area, Ball, Box, Frame, Moment, Pair, Run, Scene, StationaryPoint, Weights } from "../types.js"
 */

/**
 * Where a ball is at a moment: its step, its weights, the point it touches, its middle, and how the
 * ground leans there. A ball that has left the picture sits at its edge, in the direction of an angle,
 * with a text that says how far away it is.
 * @typedef {{k: number, w: Weights, x: number, y: number, cx: number, cy: number, lean: number,
 *            gone: boolean, angle: number, text: string}} Seat
 * @typedef {Seat & {r: number}} RoundSeat with the ball's radius
 * @typedef {{sign: SVGElement, box?: Box, places: (word: string) => Pair[]}} Mark
 * @typedef {{sum: Pair, first: Pair, second: Pair}} Rows where the sum's arrow begins, and those of the terms in their order
 */

/** What is left to the hill and to the contours. */
function own() {
  return new Error("each view says this of itself");
}

export class Picture {
  /** The loss that is shown; set before anything is drawn. @type {Scene} */
  scene;
  /** The plot without its axes. @type {Area} */
  area;
  /** Whether there is what draws that which stands still. */
  get able() {
    return true;
  }

  /** Get ready for another loss. */
  prepare() {
    throw own();
  }

  /** Draw the picture that everything else is drawn over, and learn its scales. */
  still() {
    throw own();
  }

  /** Where the map of starts lies: left, top, width, height. @returns {[number, number, number, number]} */
  basinBox() {
    throw own();
  }

  /** A stationary point's sign, and where its word may stand; null if it is not in the picture. @param {StationaryPoint} _point @returns {Mark | null} */
  drawMark(_point) {
    throw own();
  }

  /** Where a run is at step k. @param {Run} _run @param {number} _k @returns {Pair} */
  spot(_run, _k) {
    throw own();
  }

  /** Where some weights are. @param {Weights} _w @returns {Pair} */
  point(_w) {
    throw own();
  }

  /** A change of the weights in pixels. @param {Weights} _vector @returns {Pair} */
  arrow(_vector) {
    throw own();
  }

  /** The weights at a place. @param {number} _x @param {number} _y @returns {Weights} */
  weights(_x, _y) {
    throw own();
  }

  /** Weights for a screen reader. @param {Weights} _w @returns {string} */
  spoken(_w) {
    throw own();
  }

  /** Where a ball of radius r is. @param {Run} _run @param {number} _t @param {number} _r @returns {Seat} */
  seat(_run, _t, _r) {
    throw own();
  }

  /** Where the terms' arrows begin. @param {Run} _run @param {number} _k @param {RoundSeat} _seat @param {Weights} _first @param {boolean} _both whether a second one follows @param {number} _common @returns {Rows} */
  arrangement(_run, _k, _seat, _first, _both, _common) {
    throw own();
  }

  /** What an arrow's word says beside its name. @param {Weights} _value */
  amount(_value) {
    return "";
  }

  /** A ball on its way between two seats, `done` of it, on a straight line that it leaves upwards. @param {RoundSeat} _from @param {RoundSeat} _on @param {Pair} _to @param {Moment} _now @returns {RoundSeat} */
  hop(_from, _on, _to, _now) {
    throw own();
  }

  /** Show of a view's own words what has been told. @param {Moment} _now */
  tellExtra(_now) {}

  /** Words of a view's own. @param {Ball} _hero @param {Frame} _frame @param {RoundSeat} _seat @param {Box[]} _taken */
  drawExtra(_hero, _frame, _seat, _taken) {}

  /** Whether a press moves the picture instead of the start. @param {MouseEvent} _event */
  pans(_event) {
    return false;
  }
}
