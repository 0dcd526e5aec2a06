// The terms of a step as arrows, tip to tail, with their names and amounts.
import { isTold } from "../core/clock.js";
import { etaAfter } from "../core/descent.js";
import { niceFactor } from "../core/grid.js";
import { methodOf } from "../core/methods.js";
import { fill, number } from "../core/numbers.js";
import { set, show, svg } from "../draw/svg.js";

/**
 * @import { Ball, Box, Frame, Moment, Numbers, Pair, Weights } from "../types.js"
 * @import { Overlay } from "./overlay.js"
 * @import { RoundSeat } from "./picture.js"
 * @typedef {"sum" | "momentum" | "gradient"} Term
 * @typedef {{group: SVGGElement, rim: SVGLineElement, line: SVGLineElement, head: SVGPathElement,
 *            text: SVGTextElement, drawn: boolean, x: number, y: number, ux: number, uy: number,
 *            length: number, value: Weights}} Arrow
 *   from (x, y) so many pixels along (ux, uy)
 */

/** Terms of which none is so many pixels long are drawn larger, so that the longest has "wanted"; but
 * along one axis, where a number says all, at most so many times: what is almost nothing looks it. */
export const READABLE = { least: 12, wanted: 24, most: 10 };
/** How much the axis's name takes at the right of the foot. */
const NAME = 26;
/** @type {Term[]} */
const TERMS = ["sum", "momentum", "gradient"];
/**
 * The arrows of a formula that a lesson hasn't finished, with their words where they are others.
 * @type {Record<string, Partial<Record<Term, "something" | "unscaled" | "gradient">>>}
 */
const EARLY = {
  something: { sum: "something" },
  gradient: { gradient: "unscaled" },
  eta: { gradient: "gradient" },
};

export class Arrows {
  /** @param {Overlay} view */
  constructor(view) {
    this.view = view;
    this.ahead = svg("circle", { class: "ahead", r: 5 }, view.layer("look"));
    this.landing = svg("circle", { class: "landing", r: 4.5 }, view.layer("look"));
    this.longer = svg("text", { class: "label longer" }, view.over);
    this.full = svg("line", { class: "full" }, view.layer("whole"));
    this.parts = { sum: this.make("sum"), momentum: this.make("momentum"), gradient: this.make("gradient") };
  }

  /** @param {Term} name @returns {Arrow} */
  make(name) {
    const group = svg("g", { class: `arrow ${name}` }, this.view.layer("arrows"));
    return {
      group,
      rim: svg("line", { class: "rim" }, group),
      line: svg("line", {}, group),
      head: svg("path", {}, group),
      text: svg("text", { class: "label" }, group),
      drawn: false,
      x: 0,
      y: 0,
      ux: 0,
      uy: 0,
      length: 0,
      value: [],
    };
  }

  /** What there is to see in this step, once it has been told. @type {Record<"guide" | "ahead" | "landing" | "full" | "longer" | Term, boolean>} */
  seen = {
    guide: false,
    ahead: false,
    landing: false,
    full: false,
    longer: false,
    sum: false,
    momentum: false,
    gradient: false,
  };

  /** Show what has been told of the step. @param {Moment} now */
  tell(now) {
    const { seen, view } = this;
    const told = { gradient: isTold("gradient", now), momentum: isTold("momentum", now), sum: isTold("sum", now) };
    show(view.guide, seen.guide);
    show(this.ahead, seen.ahead && told.momentum);
    show(this.landing, seen.landing && told.sum);
    show(this.full, seen.full && told.gradient);
    for (const name of TERMS) show(this.parts[name].group, seen[name] && told[name]);
    show(this.longer, seen.longer && TERMS.some((name) => seen[name] && told[name]));
  }

  /** The two terms, and their sum, at the start of the step that is shown. @param {Ball} hero @param {Frame} frame @param {RoundSeat} seat @param {Box[]} taken */
  draw({ run }, { choice, quick, told }, seat, taken) {
    const { view } = this,
      { k } = seat,
      { d } = run;
    // Where the stage waits for an answer two terms may be seen, but not what they add up to.
    const { hasAlpha, looksAhead } = methodOf(view.scene, choice.method);
    const waits = Boolean(run.waits) && k === run.steps && hasAlpha && k > 0 && choice.alpha > 0;
    const visible = !quick && !seat.gone && (k < run.steps || waits);
    const early = EARLY[told];
    const names = TERMS.filter((name) => !early || name in early);
    const { seen } = this;
    Object.assign(seen, { sum: false, momentum: false, gradient: false, longer: false, landing: visible && !waits });
    Object.assign(seen, {
      guide: visible,
      ahead: visible && looksAhead,
      full: visible && Boolean(view.scene.data && choice.batch),
    });
    if (!visible) return;
    const take = (/** @type {Numbers} */ x, /** @type {number} */ at, factor = 1) =>
      Array.from({ length: d }, (_, i) => factor * x[at * d + i]);
    const sum = take(run.update, k + 1),
      none = sum.map(() => 0);
    // Where there is no α the update is no sum of two terms.
    const momentum = hasAlpha ? take(run.update, k, choice.alpha) : none;
    const gradient = hasAlpha ? take(run.gradient, k, -etaAfter(choice, k)) : sum;
    const largest = Math.max(...[gradient, momentum, sum].map((v) => this.size(v)));
    // A look-ahead point is where it is; arrows that lead there are drawn larger only if they must.
    const { least, wanted } = looksAhead ? READABLE : view.readable;
    const common = largest >= least || largest === 0 ? 1 : Math.min(niceFactor(wanted / largest), view.readable.most);
    // As the formula is read; who looks ahead goes there first.
    const first = looksAhead ? momentum : gradient;
    const { sum: below, first: from, second } = view.arrangement(run, k, seat, first, momentum.some(Boolean), common);
    const rows = { sum: below, gradient: looksAhead ? second : from, momentum: looksAhead ? from : second };
    const terms = { sum: waits ? none : sum, momentum, gradient: hasAlpha ? gradient : none };
    // One that is alone stands next to the ball.
    for (const name of names) this.place(name, early ? rows.sum : rows[name], terms[name], common, taken);
    this.drawFull(rows.gradient, take(run.slope, k, -etaAfter(choice, k)), common);
    for (const name of names.reverse())
      this.label(name, fill(view.words.arrows[early?.[name] ?? name], { w: view.scene.weights }), taken);
    if (common > 1) this.labelLonger(rows, common, taken);
    if (seen.landing) {
      const [cx, cy] = view.spot(run, k + 1);
      seen.landing = Number.isFinite(cy) && Math.abs(cx) + Math.abs(cy) < 1e5;
      if (seen.landing) set(this.landing, { cx, cy });
    }
    if (looksAhead) {
      const look = take(run.w, k).map((w, i) => w + momentum[i]);
      const [x, y] = view.point(look);
      set(this.ahead, { cx: x, cy: y, "data-w": look.join(",") });
    }
  }

  /** The step's gradient as it would be with all data. @param {Pair} from @param {Weights} step @param {number} common */
  drawFull([x, y], step, common) {
    const [dx, dy] = this.view.arrow(step);
    set(this.full, { x1: x, y1: y, x2: x + dx * common, y2: y + dy * common });
  }

  /** The length in pixels of a vector of weights. @param {Weights} vector */
  size(vector) {
    return Math.hypot(...this.view.arrow(vector));
  }

  /** @param {Term} name @param {Pair} from @param {Weights} vector @param {number} common @param {Box[]} taken */
  place(name, [x, y], vector, common, taken) {
    const { view } = this,
      arrow = this.parts[name];
    const { group, rim, line, head } = arrow;
    const [dx, dy] = view.arrow(vector).map((v) => v * common);
    const size = Math.hypot(dx, dy);
    arrow.drawn = size > 0 && Number.isFinite(size);
    set(group, { "data-value": vector.join(","), "data-times": common });
    this.seen[name] = arrow.drawn;
    if (!arrow.drawn) return;
    // One that is much shorter than the others is almost nothing, and looks it.
    const length = Math.min(size, 4 * (view.width + view.height));
    const [ux, uy] = [dx / size, dy / size];
    const point = Math.min(9 * view.type, length),
      neck = length - point;
    const wide = Math.max((5 / 9) * point, 2 * view.type);
    const at = (/** @type {number} */ along, /** @type {number} */ side) =>
      `${x + ux * along - uy * side},${y + uy * along + ux * side}`;
    set(group, { "data-tail": `${x},${y}`, "data-tip": at(length, 0) });
    group.classList.toggle("magnified", common > 1);
    set(line, { x1: x, y1: y, x2: x + ux * neck, y2: y + uy * neck });
    set(rim, { x1: x, y1: y, x2: x + ux * neck, y2: y + uy * neck });
    set(head, { d: `M${at(length, 0)} L${at(neck, -wide)} L${at(neck, wide)} Z` });
    Object.assign(arrow, { x, y, ux, uy, length, value: vector });
    const parts = Math.min(Math.ceil(length / 14), 60);
    for (let k = 0; k <= parts; k++) {
      const px = x + (ux * length * k) / parts,
        py = y + (uy * length * k) / parts;
      taken.push({ x0: px - 5, x1: px + 5, y0: py - 5, y1: py + 5 });
    }
  }

  /** @param {Term} name @param {string} word @param {Box[]} taken */
  label(name, word, taken) {
    const { view } = this,
      arrow = this.parts[name];
    const { drawn, text, value } = arrow;
    if (!drawn) return;
    // With its amount where there is room for it; but with its name in any case.
    const long = `${word}${view.amount(value)}`;
    // In the ground the curve is everywhere: there a word at its arrow crosses it.
    view.crossing = view.below;
    const free = [long, word].some((full) => view.label(text, full, this.around(arrow, full), taken));
    view.crossing = false;
    if (!free) view.squeeze(text, word, this.around(arrow, word), taken);
  }

  /** That the arrows are longer than they are, apart from their numbers. @param {Record<Term, Pair>} rows @param {number} common @param {Box[]} taken */
  labelLonger({ sum: [x, y] }, common, taken) {
    const { view } = this,
      s = view.type;
    const word = fill(view.words.magnified, { times: number(common) });
    const half = view.wide(word, 12, 400) / 2;
    const { left, right, bottom } = view.area;
    /** @type {Pair[]} */
    const near = [0, 17, -17, 34, -51, 51, -68].flatMap((down) => [
      [x + 150 * s, y + (down + 4) * s],
      [x - 150 * s, y + (down + 4) * s],
    ]);
    const places = near.map(
      ([cx, cy]) => /** @type {Pair} */ ([Math.min(Math.max(cx, left + half), right - half), cy]),
    );
    // At the foot, but not on the axis's name.
    for (const up of [8, 26])
      places.push([left + half + 8, bottom - up * s], [right - half - 8 - NAME * s, bottom - up * s]);
    this.seen.longer = true;
    if (!view.label(this.longer, word, places, taken, 12, 400))
      view.squeeze(this.longer, word, places.slice(-4), taken);
  }

  /** Where an arrow's word may stand. @param {Arrow} arrow @param {string} full @returns {Pair[]} */
  around({ x, y, ux, uy, length }, full) {
    const half = this.view.wide(full, 13, 600) / 2;
    const s = this.view.type;
    const middle = [x + (ux * length) / 2, y + (uy * length) / 2];
    return [
      [x + ux * length + ux * (half + 8), y + uy * length + uy * 17 * s + 4 * s],
      [x - ux * (half + 8), y - uy * 17 * s + 4 * s],
      [middle[0] - uy * (half + 8), middle[1] + (ux * 14 + 4) * s],
      [middle[0] + uy * (half + 8), middle[1] - (ux * 14 - 4) * s],
      [x + ux * length, y + uy * length - 14 * s],
      [x + ux * length, y + uy * length + 22 * s],
      [middle[0] + half + 12, middle[1] + 22 * s],
      [middle[0] - half - 12, middle[1] + 22 * s],
      [middle[0] + half + 12, middle[1] - 14 * s],
      [middle[0] - half - 12, middle[1] - 14 * s],
      [x + half + 26, y + 4 * s],
      [x - half - 26, y + 4 * s],
      [x, y + 38 * s],
      [x, y - 30 * s],
    ];
  }
}
