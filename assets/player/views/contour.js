// The two-dimensional stage from above: Plotly draws the contours, the overlay everything that moves.

import { position } from "../core/numbers.js";
import { set, svg } from "../draw/svg.js";
import { heightScale, lossGrid } from "./heights.js";
import { Overlay } from "./overlay.js";
import { zoomable } from "./zoom.js";

/**
 * @import { Moment, Pair, PlotlyApi, Run, StationaryPoint, Weights, Words } from "../types.js"
 * @import { Grid, HeightScale } from "./heights.js"
 * @import { StartHandlers } from "./hero.js"
 * @import { Mark, RoundSeat, Rows, Seat } from "./picture.js"
 */

const MARGIN = { l: 40, r: 10, t: 8, b: 28 };
const CELLS = 120;
const LEVELS = 16;
/** Around the window lines go on over so many times its range of heights, and nowhere higher than to where
 * they would stand so many pixels apart: closer ones make patterns that aren't there. */
const OUTSIDE = 1.5;
const APART = 3.5;
/** Both axes get one scale, so that the gradient is at right angles to the lines. Only a window with
 * one side so many times as long as the other is stretched, where with one scale what is shown would
 * be so many times as long as the window. */
const LONG = 2.2;
const STRETCH = 1.7;
/** Half the length of a stroke along a valley floor. */
const STROKE = 3;
/** How wide and high the buttons at its foot are. */
const TOOLS = [150, 52];
/** In the middle of a jump a ball is so much nearer to the eye. */
const NEARER = 0.2;
/** A cross in a minimum, a slanted one on a saddle, a triangle on a hilltop, a ring on flat ground. */
const SIGNS = {
  minimum: "m-5,0h10m-5,-5v10",
  saddle: "m-4,-4l8,8m0,-8l-8,8",
  maximum: "m-5,4h10l-5,-9z",
  flat: "m-4,0a4,4 0 1 1 8,0a4,4 0 1 1 -8,0",
  floor: "",
};

export class Contour extends Overlay {
  /** The library that draws what stands still, once it is there. @type {PlotlyApi | null} */
  Plotly = null;
  /** How heights are drawn in the whole window. @type {HeightScale} */
  whole;
  /** What is to be seen, and what is shown. @type {Pair[]} */
  wanted;
  /** @type {Pair[]} */
  ranges;
  /** @type {Grid | null} */
  grid = null;
  /** Pixels a unit of each weight. @type {Pair} */
  units;
  /** @type {(w: number) => number} */
  px;
  /** @type {(w: number) => number} */
  py;
  looking = 0;

  /** @param {HTMLElement} host @param {Words} words @param {StartHandlers} handlers */
  constructor(host, words, handlers) {
    super(host, words, handlers, words.contour, true);
    // From above the arrows begin in the ball's middle, so it is smaller and they reach out of it.
    this.smaller = 0.7;
    // However short, an arrow says which way.
    this.readable = { least: 30, wanted: 40, most: Infinity };
    zoomable(this);
  }

  get able() {
    return this.Plotly !== null;
  }

  prepare() {
    this.wanted = this.scene.bounds;
    this.whole = heightScale(lossGrid(this.scene, this.scene.bounds, 61));
    const [low, high] = this.scene.bounds[0];
    set(this.hero.ball, { "aria-valuemin": low, "aria-valuemax": high });
    this.grid = null;
  }

  /** What is shown where the wanted ranges are to be seen: more of one of them, for one scale. @param {number} width @param {number} height @returns {Pair[]} */
  fitted(width, height) {
    const sizes = [width, height];
    const sides = this.wanted.map(([a, b]) => b - a);
    const scales = sizes.map((size, i) => size / sides[i]);
    const scale = Math.min(...scales);
    const long = Math.max(...sides) > LONG * Math.min(...sides);
    if (long && Math.max(...scales) > STRETCH * scale) return this.wanted;
    return this.wanted.map(([a, b], i) => {
      const more = (sizes[i] / scale - (b - a)) / 2;
      return [a - more, b + more];
    });
  }

  /** The highest level up to which lines of levels so far apart are told from each other: the middle one of the distances between them is asked. @param {(number | null)[][]} heights @param {number} size @param {number} low @param {number} high @param {Pair} cell a cell of the grid in pixels */
  clear(heights, size, low, high, [width, height]) {
    /** @type {number[][]} */
    const apart = Array.from({ length: Math.max(Math.ceil((high - low) / size), 1) }, () => []);
    for (let j = 1; j < heights.length; j++) {
      for (let i = 1; i < heights[j].length; i++) {
        const [q, left, below] = [heights[j][i], heights[j][i - 1], heights[j - 1][i]];
        if (q === null || left === null || below === null) continue;
        apart[Math.floor((q - low) / size)]?.push(size / Math.hypot((q - left) / width, (q - below) / height));
      }
    }
    let last = apart.length;
    const crowded = (/** @type {number[]} */ all) =>
      all.length > 0 && all.sort((a, b) => a - b)[Math.floor(all.length / 2)] < APART;
    while (last > LEVELS / 2 && crowded(apart[last - 1])) last--;
    return Math.min(low + last * size, high);
  }

  /** Levels and colours: those of the window; closer ones, and colours of their own, where less is seen. @param {(number | null)[][]} heights @param {Pair} cell */
  levels(heights, cell) {
    const { whole } = this,
      span = whole.high - whole.low || 1;
    const [least, most] = [whole.low - OUTSIDE * span, whole.high + OUTSIDE * span];
    const seen = heights.flat().filter((q) => q !== null);
    const low = Math.max(Math.min(...seen), least),
      high = Math.min(Math.max(...seen), most);
    const finer = high > low ? Math.max(Math.round(Math.log2(span / (high - low))), 0) : 0;
    const size = span / LEVELS / 2 ** finer;
    const first = Math.ceil((low - whole.low) / size - 0.5) || 0;
    return {
      zmin: finer ? low : whole.low,
      zmax: finer ? high : whole.high,
      contours: {
        start: whole.low + (first + 0.5) * size,
        end: this.clear(heights, size, low, high, cell),
        size,
        coloring: "heatmap",
      },
    };
  }

  still() {
    const { width, height, whole } = this;
    const margin = { ...MARGIN, l: MARGIN.l * this.type, b: MARGIN.b * this.type };
    const right = width - margin.r,
      bottom = height - margin.b;
    const ranges = this.fitted(right - margin.l, bottom - MARGIN.t);
    if (JSON.stringify(ranges) !== JSON.stringify(this.ranges)) this.grid = null;
    this.ranges = ranges;
    this.grid ??= lossGrid(this.scene, ranges, CELLS);
    const { xs, ys, z } = this.grid;
    const heights = z.map((row) => row.map((q) => (Number.isFinite(q) ? whole.up(q) : null)));
    const data = [
      {
        type: "contour",
        x: xs,
        y: ys,
        z: heights,
        hoverinfo: "skip",
        showscale: false,
        zauto: false,
        autocontour: false,
        ...this.levels(heights, [(right - margin.l) / (CELLS - 1), (bottom - MARGIN.t) / (CELLS - 1)]),
        colorscale: [
          [0, this.colour("deep")],
          [1, this.colour("high")],
        ],
        line: { color: this.colour("contour"), width: 0.9, smoothing: 0.6 },
      },
    ];
    const font = { color: this.colour("quiet"), family: this.family, size: 12 * this.type };
    const axis = {
      zeroline: false,
      showgrid: false,
      automargin: false,
      ticks: "",
      fixedrange: true,
      nticks: this.type > this.grown ? 4 : 6,
    };
    const layout = {
      width,
      height,
      margin,
      font,
      showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: { ...axis, range: ranges[0] },
      yaxis: { ...axis, range: ranges[1] },
      annotations: [
        { ...this.axisName(0), x: 0.5, y: 0, xanchor: "center", yanchor: "bottom" },
        { ...this.axisName(1), x: 0, y: 1, xanchor: "left", yanchor: "top" },
      ],
    };
    this.Plotly?.react(this.plot, data, layout, { staticPlot: true });
    this.area = { left: margin.l, right, top: MARGIN.t, bottom };
    this.reserved = [{ x0: right - TOOLS[0], x1: right, y0: bottom - TOOLS[1], y1: bottom }];
    const [[x0, x1], [y0, y1]] = ranges;
    this.units = [(right - margin.l) / (x1 - x0), (bottom - MARGIN.t) / (y1 - y0)];
    this.px = (w) => margin.l + (w - x0) * this.units[0];
    this.py = (w) => bottom - (w - y0) * this.units[1];
  }

  /** The whole window, as much as is shown of it; the pane cuts off the rest. @returns {[number, number, number, number]} */
  basinBox() {
    const [[x0, x1], [y0, y1]] = this.scene.bounds;
    return [this.px(x0), this.py(y1), this.px(x1) - this.px(x0), this.py(y0) - this.py(y1)];
  }

  /** A piece of a valley floor. @param {number[]} stroke */
  drawStroke([x, y, dx, dy]) {
    const [px, py] = this.point([x, y]);
    const [rx, ry] = this.arrow([dx, dy]);
    const half = STROKE / Math.hypot(rx, ry);
    const ends = { x1: px - half * rx, y1: py - half * ry, x2: px + half * rx, y2: py + half * ry };
    svg("line", { class: "cross floor", ...ends }, this.marks);
  }

  /** A sign of its own for every kind; where the word may stand. @param {StationaryPoint} point @returns {Mark | null} */
  drawMark(point) {
    const [x, y] = this.point(point.w);
    for (const stroke of point.along) this.drawStroke(stroke);
    const { left, right, top, bottom } = this.area;
    if (x < left || x > right || y < top || y > bottom) return null;
    const sign = svg("path", { class: `cross ${point.kind}`, d: `M${x},${y}${SIGNS[point.kind]}` }, this.marks);
    return {
      sign,
      box: { x0: x - 6, x1: x + 6, y0: y - 6, y1: y + 6 },
      places: (word) => {
        const half = this.wide(word, 12, 400) / 2;
        const down = (/** @type {number} */ pixels) => y + pixels * this.type;
        return [
          [x, down(20)],
          [x, down(-12)],
          [x + half + 12, down(4)],
          [x - half - 12, down(4)],
        ];
      },
    };
  }

  /** @param {Run} run @param {number} k @returns {Pair} */
  spot(run, k) {
    return [this.px(run.w[2 * k]), this.py(run.w[2 * k + 1])];
  }

  /** @param {Weights} w @returns {Pair} */
  point([x, y]) {
    return [this.px(x), this.py(y)];
  }

  /** @param {Weights} vector @returns {Pair} */
  arrow([x, y]) {
    return [x * this.units[0], -y * this.units[1]];
  }

  /** @param {number} x @param {number} y */
  weights(x, y) {
    return [
      this.ranges[0][0] + (x - this.area.left) / this.units[0],
      this.ranges[1][0] + (this.area.bottom - y) / this.units[1],
    ];
  }

  /** @param {Weights} w */
  spoken(w) {
    return position(w, this.scene.span, this.scene.weights);
  }

  /** A ball seen from above, or at the edge of the picture it has left. @param {Run} run @param {number} t @param {number} r @returns {Seat} */
  seat(run, t, r) {
    const { area } = this;
    const { k, w } = this.between(run, t);
    const [x, y] = this.point(w);
    const inside = x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;
    const spot = { k, w, x, y, lean: 0 };
    if (inside) return { ...spot, cx: x, cy: y, gone: false, angle: 0, text: "" };
    const [cx, cy] = [
      Math.min(Math.max(x, area.left + r), area.right - r),
      Math.min(Math.max(y, area.top + r), area.bottom - r),
    ];
    const over = w.map((v, i) => Math.max(this.ranges[i][0] - v, v - this.ranges[i][1], 0));
    return { ...spot, cx, cy, gone: true, angle: Math.atan2(y - cy, x - cx), text: this.farAway(Math.hypot(...over)) };
  }

  /**
   * Tip to tail from where the step starts.
   * @param {Run} run @param {number} k @param {Seat} _ @param {Weights} first @param {boolean} _both @param {number} common @returns {Rows}
   */
  arrangement(run, k, _, first, _both, common) {
    const [x, y] = this.spot(run, k);
    const [dx, dy] = this.arrow(first);
    set(this.guide, { x1: x, x2: x, y1: y, y2: y });
    return { sum: [x, y], first: [x, y], second: [x + dx * common, y + dy * common] };
  }

  /** From above a jump is a straight line, towards the eye and back. @param {RoundSeat} _ @param {RoundSeat} on @param {Pair} __ @param {Moment} now @returns {RoundSeat} */
  hop(_, on, __, { done, slow }) {
    return { ...on, r: on.r * (1 + slow * NEARER * Math.sin(Math.PI * done)) };
  }

  /** With Shift a drag moves the picture. @param {MouseEvent} event */
  pans(event) {
    return event.shiftKey;
  }

  /** Show these ranges; drawn once a frame. @param {Pair[]} ranges */
  look(ranges) {
    this.wanted = ranges;
    cancelAnimationFrame(this.looking);
    this.looking = requestAnimationFrame(() => this.redrawStill());
  }
}
