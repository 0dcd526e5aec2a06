// The surface's axes: the edges of the box's foot, what stands on its corners up to the surface, and
// numbers along the edges that are in front. Plotly's own would hang in the air, and their text would
// be drawn by WebGL.
import { ticks } from "../../core/grid.js";
import { number } from "../../core/numbers.js";
import { NOWHERE, set, svg } from "../../draw/svg.js";

/**
 * @import { Pair } from "../../types.js"
 * @import { HeightScale } from "../heights.js"
 * @import { Camera, Point } from "./camera.js"
 * @typedef {{names: string[], bounds: Pair[], scale: HeightScale, lowest: number, type: number}} Shown
 *   the axes' names, the window, how heights are drawn, and the least of them
 */

/** Into how many pieces an edge is cut, each of which is seen or not. */
const PIECES = 16;
/** How far from an edge its numbers and its name stand, and how near to each other numbers may be. */
const OFF = 13,
  NAME = 30,
  APART = 26;

/** @param {Point} a @param {Point} b @param {number} part @returns {Point} */
function between(a, b, part) {
  const at = (/** @type {0 | 1 | 2} */ i) => a[i] + part * (b[i] - a[i]);
  return [at(0), at(1), at(2)];
}

/** Round heights, and where each is between the lowest and the highest, 0 to 1. @param {HeightScale} scale @param {number} low @returns {Pair[]} */
function heights({ log, low: down, high: up, up: drawn }, low) {
  const part = (/** @type {number} */ q) => (drawn(q) - down) / (up - down);
  const tens = Array.from({ length: 40 }, (_, k) => 10 ** (k - 12));
  const values = log ? [0, ...tens].filter((q) => q >= low) : ticks(down, up, 3);
  return values.map((q) => /** @type {Pair} */ ([q, part(q)])).filter(([, p]) => p >= -1e-9 && p <= 1 + 1e-9);
}

export class Axes {
  /** @param {SVGElement} over */
  constructor(over) {
    this.edges = svg("path", { class: "edges" }, over);
    this.ticks = svg("path", { class: "edges" }, over);
    this.numbers = svg("g", {}, over);
    this.names = [0, 1, 2].map(() => svg("text", { class: "label axis" }, over));
    /** Where numbers stand already. @type {number[][]} */
    this.written = [];
  }

  /** @param {Camera} sight @param {Shown} shown */
  draw(sight, shown) {
    const { x0, x1, y0, y1, z0, top } = sight.field;
    /** @type {Point[]} */
    const corners = [
      [x0, y0, z0],
      [x1, y0, z0],
      [x1, y1, z0],
      [x0, y1, z0],
    ];
    const seen = corners.map((corner) => sight.at(corner));
    const lower = (/** @type {number[]} */ [a, b], /** @type {number[]} */ [c, d]) =>
      seen[a][1] + seen[b][1] > seen[c][1] + seen[d][1] ? [a, b] : [c, d];
    // In front are the edges that are lower on the screen; heights stand at the corner furthest left.
    const front = [lower([0, 1], [3, 2]), lower([0, 3], [1, 2])];
    const left = seen.reduce((best, [x], k) => (x < seen[best][0] ? k : best), 0);
    this.drawEdges(sight, corners, left);
    this.numbers.replaceChildren();
    this.written = [];
    let d = "";
    const middle = seen.reduce(([x, y], [px, py]) => [x + px / 4, y + py / 4], [0, 0]);
    front.forEach(([a, b], k) => {
      const [low, high] = shown.bounds[k];
      const places = ticks(low, high, 4).map((w) => /** @type {Pair} */ ([w, (w - low) / (high - low)]));
      d += this.drawAxis(sight, [corners[a], corners[b]], places, middle, shown, k);
    });
    const [x, y] = corners[left];
    const tall = shown.scale;
    const lowest = tall.log ? shown.lowest : tall.low;
    d += this.drawAxis(sight, [corners[left], [x, y, top]], heights(tall, lowest), middle, shown, 2);
    set(this.ticks, { d: d || NOWHERE });
  }

  /** The foot, and what stands on its corners, as far as the surface hides none of it. @param {Camera} sight @param {Point[]} corners @param {number} left */
  drawEdges(sight, corners, left) {
    const { field } = sight;
    let d = "";
    const line = (/** @type {Point} */ from, /** @type {Point} */ to) => {
      let open = false;
      for (let k = 0; k <= PIECES; k++) {
        const point = between(from, to, k / PIECES);
        const visible = sight.sees(point);
        if (visible) {
          const [x, y] = sight.at(point);
          d += `${open ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`;
        }
        open = visible;
      }
    };
    corners.forEach((corner, k) => {
      line(corner, corners[(k + 1) % 4]);
      const height = k === left ? field.top : field.height(corner[0], corner[1]);
      if (Number.isFinite(height)) line(corner, [corner[0], corner[1], height]);
    });
    set(this.edges, { d: d || NOWHERE });
  }

  /** Numbers along an edge, on the side that is away from the middle, and the axis's name. @param {Camera} sight @param {[Point, Point]} edge @param {Pair[]} places [value, how far along] @param {number[]} middle @param {Shown} shown @param {number} k */
  drawAxis(sight, [from, to], places, middle, { names, type }, k) {
    const [ax, ay] = sight.at(from),
      [bx, by] = sight.at(to);
    const size = Math.hypot(bx - ax, by - ay) || 1;
    let [nx, ny] = [(by - ay) / size, (ax - bx) / size];
    if (nx * ((ax + bx) / 2 - middle[0]) + ny * ((ay + by) / 2 - middle[1]) < 0) [nx, ny] = [-nx, -ny];
    let d = "";
    for (const [value, part] of places) {
      const [x, y] = sight.at(between(from, to, part));
      const place = [x + OFF * type * nx, y + OFF * type * ny];
      if (this.written.some(([px, py]) => Math.hypot(place[0] - px, place[1] - py) < APART * type)) continue;
      this.written.push(place);
      d += `M${x.toFixed(1)},${y.toFixed(1)}l${(4 * type * nx).toFixed(1)},${(4 * type * ny).toFixed(1)}`;
      const text = svg("text", { class: "tick", "text-anchor": "middle" }, this.numbers);
      this.write(text, number(value, 3), sight, place, type);
    }
    const [mx, my] = sight.at(between(from, to, k === 2 ? 1 : 0.5));
    const off = (k === 2 ? OFF : NAME) * type;
    this.write(this.names[k], names[k], sight, k === 2 ? [mx, my - off] : [mx + off * nx, my + off * ny], type);
    return d;
  }

  /** A text around a place, inside the view. @param {SVGTextElement} node @param {string} text @param {Camera} sight @param {number[]} place @param {number} type */
  write(node, text, { width, height }, [x, y], type) {
    const half = 3.6 * type * text.length;
    set(node, {
      x: Math.min(Math.max(x, half), width - half),
      y: Math.min(Math.max(y + 4 * type, 12 * type), height - 3),
    });
    node.textContent = text;
  }
}
