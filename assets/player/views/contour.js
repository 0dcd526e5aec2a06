// The two-dimensional stage from above: Plotly draws the contours, the overlay everything that moves.
import { Overlay } from "./overlay.js";
import { coordinate } from "../core/numbers.js";
import { runProgram } from "../core/program.js";
import { follow } from "../draw/drag.js";
import { set, svg } from "../draw/svg.js";

const MARGIN = { l: 40, r: 10, t: 8, b: 28 };
const CELLS = 120;
const LEVELS = 16;
const SKEW = 0.12;
const ZOOM = 1.5;
const CLOSEST = 200;
/** Around the window lines go on over so many times its range of heights. */
const OUTSIDE = 1.5;
/** Both axes get one scale, so that the gradient is at right angles to the lines, unless one of them
 * would be so many times as long as its window. */
const STRETCH = 1.7;
/** A cross in a minimum, a slanted one on a saddle, a triangle on a hilltop, a ring on flat ground. */
const SIGNS = {
  minimum: "m-5,0h10m-5,-5v10", saddle: "m-4,-4l8,8m0,-8l-8,8",
  maximum: "m-5,4h10l-5,-9z", flat: "m-4,0a4,4 0 1 1 8,0a4,4 0 1 1 -8,0",
};

/** The loss on a grid of n × n points over a window: rows of y, columns of x. */
export function lossGrid(scene, [[x0, x1], [y0, y1]], n) {
  const out = [0];
  const xs = Array.from({ length: n }, (_, k) => x0 + ((x1 - x0) * k) / (n - 1));
  const ys = Array.from({ length: n }, (_, k) => y0 + ((y1 - y0) * k) / (n - 1));
  const z = ys.map((y) => xs.map((x) => {
    runProgram(scene.value, [x, y], 0, 2, out);
    return out[0];
  }));
  return { xs, ys, z };
}

/**
 * How the loss is turned into height and colour. Where most of the window lies close to the bottom
 * (a banana), evenly spaced levels would leave the valley blank, so levels go with its logarithm.
 */
export function heightScale({ z }) {
  const all = z.flat().filter(Number.isFinite).sort((a, b) => a - b);
  const low = all[0], high = all[all.length - 1];
  const range = high - low || 1;
  const middle = (all[Math.floor(all.length / 2)] - low) / range;
  if (middle > SKEW) return { log: false, low, high, up: (q) => q };
  const small = Math.max((all[Math.floor(all.length / 50)] - low), range * 1e-5);
  const up = (q) => Math.log10(Math.max(q - low, 0) / small + 1);
  return { log: true, low: 0, high: up(high), up };
}

export class Contour extends Overlay {
  constructor(host, words, handlers) {
    super(host, words, handlers, words.contour);
    this.joined = true;
    // From above the arrows begin in the ball's middle, so it is smaller and they reach out of it.
    this.smaller = 0.7;
    this.readable = { least: 30, wanted: 40 };
    this.listenZoom();
  }

  prepare() {
    this.wanted = this.scene.bounds.map((b) => [...b]);
    this.whole = heightScale(lossGrid(this.scene, this.scene.bounds, 61));
    const [low, high] = this.scene.bounds[0];
    set(this.ball, { "aria-valuemin": low, "aria-valuemax": high });
    this.grid = null;
  }

  /** What is shown where the wanted ranges are to be seen: more of one of them, for one scale. */
  fitted(width, height) {
    const sizes = [width, height];
    const scales = this.wanted.map(([a, b], i) => sizes[i] / (b - a));
    const scale = Math.min(...scales);
    if (Math.max(...scales) > STRETCH * scale) return this.wanted;
    return this.wanted.map(([a, b], i) => {
      const more = (sizes[i] / scale - (b - a)) / 2;
      return [a - more, b + more];
    });
  }

  /** Levels and colours: those of the window; closer ones, and colours of their own, where less is seen. */
  levels(heights) {
    const { whole } = this, span = whole.high - whole.low || 1;
    const [least, most] = [whole.low - OUTSIDE * span, whole.high + OUTSIDE * span];
    const seen = heights.flat().filter((q) => q !== null);
    const low = Math.max(Math.min(...seen), least), high = Math.min(Math.max(...seen), most);
    const finer = high > low ? Math.max(Math.round(Math.log2(span / (high - low))), 0) : 0;
    const size = span / LEVELS / 2 ** finer;
    const first = Math.ceil((low - whole.low) / size - 0.5) || 0;
    return {
      zmin: finer ? low : whole.low, zmax: finer ? high : whole.high,
      contours: { start: whole.low + (first + 0.5) * size, end: high, size, coloring: "heatmap" },
    };
  }

  still() {
    const { width, height, whole } = this;
    const margin = { ...MARGIN, l: MARGIN.l * this.type, b: MARGIN.b * this.type };
    const right = width - margin.r, bottom = height - margin.b;
    const ranges = this.fitted(right - margin.l, bottom - MARGIN.t);
    if (JSON.stringify(ranges) !== JSON.stringify(this.ranges)) this.grid = null;
    this.ranges = ranges;
    this.grid ??= lossGrid(this.scene, ranges, CELLS);
    const { xs, ys, z } = this.grid;
    const heights = z.map((row) => row.map((q) => (Number.isFinite(q) ? whole.up(q) : null)));
    const data = [{
      type: "contour", x: xs, y: ys, z: heights, hoverinfo: "skip", showscale: false,
      zauto: false, autocontour: false, ...this.levels(heights),
      colorscale: [[0, this.colour("deep")], [1, this.colour("high")]],
      line: { color: this.colour("contour"), width: 0.9, smoothing: 0.6 },
    }];
    const font = { color: this.colour("quiet"), family: this.family, size: 12 * this.type };
    const axis = { zeroline: false, showgrid: false, automargin: false, ticks: "", fixedrange: true, nticks: this.type > 1 ? 4 : 6 };
    const layout = {
      width, height, margin, font, showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: { ...axis, range: ranges[0] }, yaxis: { ...axis, range: ranges[1] },
    };
    this.Plotly.react(this.plot, data, layout, { staticPlot: true });
    this.area = { left: margin.l, right, top: MARGIN.t, bottom };
    const [[x0, x1], [y0, y1]] = ranges;
    this.units = [(right - margin.l) / (x1 - x0), (bottom - MARGIN.t) / (y1 - y0)];
    this.px = (w) => margin.l + (w - x0) * this.units[0];
    this.py = (w) => bottom - (w - y0) * this.units[1];
  }

  /** The whole window, as much as is shown of it; the pane cuts off the rest. */
  basinBox() {
    const [[x0, x1], [y0, y1]] = this.scene.bounds;
    return [this.px(x0), this.py(y1), this.px(x1) - this.px(x0), this.py(y0) - this.py(y1)];
  }

  /** A sign of its own for every kind; where the word may stand. */
  drawMark(point) {
    const [x, y] = this.point(point.w);
    const { left, right, top, bottom } = this.area;
    if (x < left || x > right || y < top || y > bottom) return null;
    const sign = svg("path", { class: `cross ${point.kind}`, d: `M${x},${y}${SIGNS[point.kind]}` }, this.marks);
    return {
      sign,
      box: { x0: x - 6, x1: x + 6, y0: y - 6, y1: y + 6 },
      places: (word) => {
        const half = this.wide(word, 12, 400) / 2;
        return [[0, 20], [0, -12], [half + 12, 4], [-half - 12, 4]].map(([dx, dy]) => [x + dx, y + dy * this.type]);
      },
    };
  }

  spot(run, k) {
    return [this.px(run.w[2 * k]), this.py(run.w[2 * k + 1])];
  }

  point([x, y]) {
    return [this.px(x), this.py(y)];
  }

  arrow([x, y]) {
    return [x * this.units[0], -y * this.units[1]];
  }

  weights(x, y) {
    return [
      this.ranges[0][0] + (x - this.area.left) / this.units[0],
      this.ranges[1][0] + (this.area.bottom - y) / this.units[1],
    ];
  }

  spoken(w) {
    return `w = (${w.map((x) => coordinate(x, this.scene.span)).join(", ")})`;
  }

  /** A ball seen from above, or at the edge of the picture it has left. */
  seat(run, t, r) {
    const { area } = this;
    const { k, w } = this.between(run, t);
    const [x, y] = this.point(w);
    const inside = x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;
    if (inside) return { k, w, x, y, cx: x, cy: y, gone: false };
    const [cx, cy] = [Math.min(Math.max(x, area.left + r), area.right - r), Math.min(Math.max(y, area.top + r), area.bottom - r)];
    const over = w.map((v, i) => Math.max(this.ranges[i][0] - v, v - this.ranges[i][1], 0));
    return { k, w, x, y, cx, cy, gone: true, angle: Math.atan2(y - cy, x - cx), text: this.farAway(Math.hypot(...over)) };
  }

  /** Tip to tail from where the step starts. */
  arrangement(run, k, _, momentum, common) {
    const [x, y] = this.spot(run, k);
    const [dx, dy] = this.arrow(momentum);
    set(this.guide, { x1: x, x2: x, y1: y, y2: y });
    return { sum: [x, y], momentum: [x, y], gradient: [x + dx * common, y + dy * common] };
  }

  // Zoom and pan: buttons, Ctrl and the wheel or two fingers, Shift and a drag.

  listenZoom() {
    const tools = document.createElement("div");
    tools.className = "tools";
    for (const [text, name, action] of [
      ["+", "zoomIn", () => this.zoom(1 / ZOOM)], ["−", "zoomOut", () => this.zoom(ZOOM)], ["⤢", "zoomAll", () => this.zoomAll()],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.title = this.words.zoom[name];
      button.setAttribute("aria-label", this.words.zoom[name]);
      button.addEventListener("click", action);
      tools.append(button);
    }
    this.host.append(tools);
    this.over.addEventListener("wheel", (event) => {
      if (!event.ctrlKey || !this.area) return;
      event.preventDefault();
      const box = this.over.getBoundingClientRect();
      this.zoom(Math.exp(event.deltaY / 300), this.weights(event.clientX - box.left, event.clientY - box.top));
    }, { passive: false });
    let from = null;
    follow(this.over, {
      takes: (event) => this.pans(event),
      begin: (event) => { from = { x: event.clientX, y: event.clientY, ranges: this.ranges }; },
      move: (event) => {
        const dx = (event.clientX - from.x) / this.units[0], dy = (event.clientY - from.y) / this.units[1];
        const [[x0, x1], [y0, y1]] = from.ranges;
        this.look([[x0 - dx, x1 - dx], [y0 + dy, y1 + dy]]);
      },
      end: () => {},
    });
  }

  pans(event) {
    return event.shiftKey;
  }

  zoom(factor, around = this.centre()) {
    const span = (this.ranges[0][1] - this.ranges[0][0]) * factor;
    const whole = this.scene.bounds[0][1] - this.scene.bounds[0][0];
    if (span < whole / CLOSEST || span > whole * 4) return;
    this.look(this.ranges.map(([a, b], i) => [around[i] + (a - around[i]) * factor, around[i] + (b - around[i]) * factor]));
  }

  /** What the zoom's buttons keep in its place: the ball where it is seen, else the middle. */
  centre() {
    const { w } = this.between(this.frame.balls[0].run, this.frame.t);
    const seen = w.every((x, i) => x >= this.ranges[i][0] && x <= this.ranges[i][1]);
    return seen ? w : this.ranges.map(([a, b]) => (a + b) / 2);
  }

  zoomAll() {
    this.look(this.scene.bounds.map((b) => [...b]));
  }

  /** Show these ranges; drawn once a frame. */
  look(ranges) {
    this.wanted = ranges;
    cancelAnimationFrame(this.looking);
    this.looking = requestAnimationFrame(() => this.redrawStill());
  }
}
