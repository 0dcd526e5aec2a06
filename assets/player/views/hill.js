// The one-dimensional stage: the still hill, and over it everything that moves.

import { isTold } from "../core/clock.js";
import { lossAt } from "../core/descent.js";
import { ticks } from "../core/grid.js";
import { methodOf } from "../core/methods.js";
import { fill, number, position, signed } from "../core/numbers.js";
import { set, show, svg, textWidth } from "../draw/svg.js";
import { Overlay } from "./overlay.js";

/**
 * @import { Ball, Box, Frame, Moment, Pair, Run, StationaryPoint, Weights, Words } from "../types.js"
 * @import { StartHandlers } from "./hero.js"
 * @import { Mark, Rows, RoundSeat, Seat } from "./picture.js"
 */

const MARGIN = { l: 14, r: 14, t: 10, b: 30 };
const ROW = 17;
const SAMPLES = 1200;
const REACH = 62;
const LEVEL = 2e-3;
const STRIP = 12;
/** What is higher is drawn so many heights of the picture above it; more would be too far for a path. */
const HIGH = 50;
/** A sum as wide as they come, over the middle of the hill; its type, and how far down it reaches, usually
 * and for a projector. */
const SUM = "−0.000 − 0.000 − 0.000 = −0.000",
  USUAL = { size: 16, down: 36 },
  LARGE = { size: 26, down: 44 };
/** How wide and high the axis's name is. */
const NAME = [26, 22];
/** A jump goes so much of its length above a straight line, and so many pixels at most. */
const ARC = 0.2,
  HIGHEST = 56;

export class Hill extends Overlay {
  /** [w, loss] along the curve. @type {Pair[]} */
  curve;
  /** Where the curve is in each column of pixels. */
  columns = new Float64Array();
  /** Pixels a unit of the weight. */
  unit = 1;
  /** What is left to the sum. @type {Box} */
  sky;
  /** Whether this step has a tangent, and room for its word. */
  leans = false;
  says = false;
  /** @type {(w: number) => number} */
  px;
  /** @type {(q: number) => number} */
  py;

  /** @param {HTMLElement} host @param {Words} words @param {StartHandlers} handlers */
  constructor(host, words, handlers) {
    super(host, words, handlers, words.hill);
    this.openTop = true;
    // Of its own, so that a hill waits for no library.
    this.land = svg("svg", { class: "land", "aria-hidden": "true" }, this.plot);
    const name = `inside-${host.className.replace(/\W+/g, "-")}`;
    this.inside = svg("rect", {}, svg("clipPath", { id: name }, this.land));
    const cut = svg("g", { "clip-path": `url(#${name})` }, this.land);
    this.ground = svg("path", { class: "ground" }, cut);
    this.line = svg("path", { class: "curve" }, cut);
    this.axis = svg("g", {}, this.land);
    this.tangent = svg("line", { class: "tangent" }, this.beneath);
    this.slope = svg("text", { class: "label slope" }, this.over);
  }

  prepare() {
    const [low, high] = this.scene.bounds[0];
    this.curve = Array.from({ length: SAMPLES + 1 }, (_, k) => {
      const w = low + ((high - low) * k) / SAMPLES;
      return [w, lossAt(this.scene, [w])];
    });
    set(this.hero.ball, { "aria-valuemin": low, "aria-valuemax": high });
  }

  still() {
    const { scene, width, height } = this;
    const [low, high] = scene.bounds[0];
    const right = width - MARGIN.r,
      bottom = height - MARGIN.b * this.type;
    this.area = { left: MARGIN.l, right, top: MARGIN.t, bottom };
    const { size, down } = this.type > this.grown ? LARGE : USUAL,
      half = textWidth(SUM, size * this.grown, 650, this.family) / 2,
      [wide, tall] = NAME.map((x) => x * this.type);
    this.sky = { x0: width / 2 - half, x1: width / 2 + half, y0: 0, y1: down * this.grown };
    this.reserved = [this.sky, { x0: right - wide, x1: right, y0: bottom - tall, y1: bottom }];
    this.unit = (right - MARGIN.l) / (high - low);
    this.px = (w) => MARGIN.l + (w - low) * this.unit;
    this.py = (q) => bottom - ((q - scene.floor) / (scene.ceiling - scene.floor)) * (bottom - MARGIN.t);
    this.columns = new Float64Array(Math.ceil(width) + 1);
    for (let k = 0; k < this.columns.length; k++) {
      const w = Math.min(Math.max(low + (k - MARGIN.l) / this.unit, low), high);
      this.columns[k] = this.py(lossAt(scene, [w]));
    }
    this.drawLand();
    this.drawAxis(Math.max(Math.round(width / (110 * this.type)), 3));
  }

  /** The curve and the ground under it, piece by piece: there is none where the loss has no value. */
  drawLand() {
    const { left, right, top, bottom } = this.area;
    const far = HIGH * (bottom - top);
    const place = (/** @type {Pair} */ [w, q]) =>
      `${this.px(w).toFixed(2)},${Math.min(Math.max(this.py(q), -far), bottom + far).toFixed(2)}`;
    /** @type {Pair[][]} */
    const pieces = [];
    let begins = true;
    for (const spot of this.curve) {
      const valued = Number.isFinite(spot[1]);
      if (valued && begins) pieces.push([]);
      if (valued) pieces[pieces.length - 1].push(spot);
      begins = !valued;
    }
    const lines = pieces.map((piece) => ({ piece, d: piece.map(place).join("L") }));
    const foot = (/** @type {Pair} */ [w]) => `${this.px(w).toFixed(2)},${bottom}`;
    set(this.ground, {
      d: lines.map(({ piece, d }) => `M${foot(piece[0])}L${d}L${foot(piece[piece.length - 1])}Z`).join(""),
    });
    set(this.line, { d: lines.map(({ d }) => `M${d}`).join(""), "stroke-width": 2.5 * this.type });
    set(this.land, { viewBox: `0 0 ${this.width} ${this.height}`, width: this.width, height: this.height });
    set(this.inside, { x: left, y: top, width: right - left, height: bottom - top });
  }

  /** Round numbers along the foot, and the weight's name at its end. @param {number} count about how many */
  drawAxis(count) {
    const { right, bottom } = this.area;
    const marks = ticks(...this.scene.bounds[0], count).map((w) =>
      svg("text", { "font-size": 12 * this.type, x: this.px(w), y: bottom + 16 * this.type }, null, number(w)),
    );
    const at = { class: "weight", "font-size": 14 * this.type, x: right - 4, y: bottom - 6 * this.type };
    this.axis.replaceChildren(...marks, svg("text", at, null, this.scene.names[0]));
  }

  /** A strip along the foot of the picture. @returns {[number, number, number, number]} */
  basinBox() {
    const { left, right, bottom } = this.area;
    return [left, bottom - STRIP, right - left, STRIP];
  }

  /** A line down from a minimum, a short one at any other level place; where the word may stand. @param {StationaryPoint} point @returns {Mark} */
  drawMark(point) {
    const x = this.px(point.w[0]),
      y = this.py(point.value);
    const foot = point.kind === "minimum" ? this.area.bottom : y + 10;
    const sign = svg("line", { class: "drop", x1: x, x2: x, y1: y + 4, y2: foot }, this.marks);
    return { sign, places: () => [10, 26, 44, 5].map((down) => /** @type {Pair} */ ([x, y + down + 12 * this.type])) };
  }

  /** Off the curve, too. @param {Box} box @param {Box[]} taken */
  free(box, taken) {
    if (!super.free(box, taken)) return false;
    if (this.crossing) return true;
    for (let x = Math.floor(box.x0); x <= box.x1; x += 2) {
      const y = this.columns[x];
      if (y > box.y0 - 3 && y < box.y1 + 3) return false;
    }
    return true;
  }

  /** @param {Run} run @param {number} k @returns {Pair} */
  spot(run, k) {
    return [this.px(run.w[k]), this.py(run.loss[k])];
  }

  /** @param {Weights} w @returns {Pair} */
  point([w]) {
    return [this.px(w), this.py(lossAt(this.scene, [w]))];
  }

  /** @param {Weights} vector @returns {Pair} */
  arrow([v]) {
    return [v * this.unit, 0];
  }

  /** @param {number} x */
  weights(x) {
    return [this.scene.bounds[0][0] + (x - MARGIN.l) / this.unit];
  }

  /** @param {Weights} w */
  spoken(w) {
    return position(w, this.scene.span, this.scene.weights);
  }

  /** Seat a ball of radius r on the curve, or at the edge of the picture it has left. @param {Run} run @param {number} t @param {number} r @returns {Seat} */
  seat(run, t, r) {
    const { area } = this;
    const { k, f, w } = this.between(run, t);
    const q = f > 0 ? lossAt(this.scene, w) : run.loss[k];
    const x = this.px(w[0]),
      y = this.py(q);
    const spot = { k, w, x, y, lean: 0 };
    const [left, right, up] = [x < area.left, x > area.right, !(y >= 0)];
    if (left || right || up) {
      const [low, high] = this.scene.bounds[0];
      return {
        ...spot,
        gone: true,
        cx: Math.min(Math.max(x, area.left + r), area.right - r),
        cy: Math.min(Math.max(Number.isFinite(y) ? y : 0, area.top + r), area.bottom - r),
        angle: left ? Math.PI : right ? 0 : -Math.PI / 2,
        text:
          left || right
            ? this.farAway(left ? low - w[0] : w[0] - high)
            : fill(this.words.higher, { distance: number(q - this.scene.ceiling, 3) }),
      };
    }
    const pixel = 1 / this.unit;
    const rise = (this.py(lossAt(this.scene, [w[0] + pixel])) - this.py(lossAt(this.scene, [w[0] - pixel]))) / 2;
    const lean = Number.isFinite(rise) ? rise : 0;
    const length = Math.hypot(1, lean);
    return { ...spot, lean, cx: x + (r * lean) / length, cy: y - r / length, gone: false, angle: 0, text: "" };
  }

  /**
   * Three rows above the ball, or below it where there is no room: terms on top, sum next to it.
   * @param {Run} run @param {number} k @param {RoundSeat} ball @param {Weights} first @param {boolean} both @param {number} common @returns {Rows}
   */
  arrangement(run, k, ball, [first], both, common) {
    const { r } = ball;
    const row = ROW * this.type,
      top = both ? 2 * row : row;
    const { x0, x1, y1 } = this.sky;
    const roof = ball.cx > x0 - REACH && ball.cx < x1 + REACH ? y1 : this.area.top;
    const above = ball.cy - r - 3 * row > roof + 4;
    this.below = !above;
    const base = above ? ball.cy - r - 14 : ball.cy + r + 14 + 2 * row;
    const x = this.px(run.w[k]);
    set(this.guide, { x1: ball.x, x2: ball.x, y1: ball.cy, y2: base - top });
    return { sum: [x, base], first: [x, base - top], second: [x + first * this.unit * common, base - row] };
  }

  /** Through the air, above the ground. @param {RoundSeat} from @param {RoundSeat} on @param {Pair} to @param {Moment} now @returns {RoundSeat} */
  hop({ cx, cy }, on, [x, y], { done, slow }) {
    const [dx, dy] = [x - cx, y - cy];
    const arc = slow * Math.min(ARC * Math.hypot(dx, dy), HIGHEST) * 4 * done * (1 - done);
    return { ...on, cx: cx + done * dx, cy: Math.min(cy + done * dy, on.cy) - arc };
  }

  /** @param {Weights} vector */
  amount([value]) {
    return ` = ${signed(value, this.scene.span)}`;
  }

  /** The tangent where the gradient is taken, and which way the loss falls there. @param {Ball} hero @param {Frame} frame @param {RoundSeat} seat @param {Box[]} taken */
  drawExtra({ run }, { choice, quick, told }, seat, taken) {
    const visible = !seat.gone && !quick && told !== "something";
    this.leans = visible;
    this.says = false;
    if (!visible) return;
    const { k } = seat;
    const ahead = methodOf(this.scene, choice.method).looksAhead && k < run.steps;
    const w = ahead ? run.w[k] + choice.alpha * run.update[k] : seat.w[0];
    const slope = ahead ? run.gradient[k] : run.slope[k];
    const at = ahead ? { x: this.px(w), y: this.py(lossAt(this.scene, [w])) } : seat;
    const scale = (this.scene.ceiling - this.scene.floor) / (this.scene.bounds[0][1] - this.scene.bounds[0][0]);
    const lean = ahead
      ? -(slope / scale) * ((this.area.bottom - this.area.top) / (this.area.right - this.area.left))
      : seat.lean;
    const length = Math.hypot(1, lean);
    const dx = REACH / length,
      dy = (REACH * lean) / length;
    set(this.tangent, { x1: at.x - dx, y1: at.y - dy, x2: at.x + dx, y2: at.y + dy });
    for (let part = -1; part <= 1; part += 0.2) {
      const x = at.x + part * dx,
        y = at.y + part * dy;
      taken.push({ x0: x - 4, x1: x + 4, y0: y - 3, y1: y + 3 });
    }
    const { left, right, level } = this.words.slope;
    const flat = Math.abs(slope) < LEVEL * scale;
    const text = flat ? level : slope > 0 ? `← ${left}` : `${right} →`;
    const half = this.wide(text, 12, 600) / 2;
    const down = slope > 0 ? -1 : 1;
    /** @type {Pair[]} */
    const places = [
      [0, 26],
      [-down * (half + 8), 26],
      [down * (half + 8), 26],
      [0, 44],
      [-down * (half + 24), 44],
      [down * (half + 24), 44],
      [40 + half, 12],
      [-40 - half, 12],
    ];
    this.says = this.label(
      this.slope,
      text,
      places.map(([x, y]) => [at.x + x, at.y + y * this.type]),
      taken,
      12,
      600,
    );
  }

  /** @param {Moment} now */
  tellExtra(now) {
    const told = isTold("gradient", now);
    show(this.tangent, this.leans && told);
    show(this.slope, this.says && told);
  }
}
