// The loss as a surface in 3-D. Plotly draws the surface, and only when it is turned; balls and
// paths are drawn over it as SVG, at the place where its camera sees them and only as far as the
// surface doesn't hide them. So they move as lightly here as in the other views.

import { follow } from "../../draw/drag.js";
import { coloursOf, element } from "../../draw/html.js";
import { set, sizeOf, svg, typeScale } from "../../draw/svg.js";
import { heightScale, lossGrid } from "../heights.js";
import { Axes } from "./axes.js";
import { Camera, Field } from "./camera.js";
import { Solids } from "./solids.js";
import { AIR, HEIGHT, layoutOf, surfaceOf } from "./surface.js";

/**
 * @import { Colours, Frame, Pair, PlotlyApi, Scene, Weights, Words } from "../../types.js"
 * @import { Point } from "./camera.js"
 * @import { Grid, HeightScale } from "../heights.js"
 * @typedef {{x: number, y: number, z: number}} Vector
 * @typedef {{eye: Vector, center: Vector, up: Vector}} Stand where Plotly's camera stands
 * @typedef {{cameraParams?: {model: number[], view: number[], projection: number[]},
 *            onrender: (() => void) | null}} Drawing what Plotly draws a scene with
 * @typedef {HTMLElement & {_fullLayout?: {scene?: {_scene?: {glplot?: Drawing, dataScale?: Point}}}}} PlotNode
 */

const CELLS = 80;
const CAMERA = { eye: { x: -0.55, y: -1.05, z: 1.3 }, center: { x: 0.02, y: 0, z: -0.13 }, up: { x: 0, y: 0, z: 1 } };
/** Radians that the camera turns for a pixel, and how low and high it may look from. */
const TURN = 0.008,
  LOWEST = 0.17,
  HIGHEST = 1.45;

/** Whether the browser can draw 3-D at all. */
function canDraw3d() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

/** Where a camera stands, as seen from the middle: round, up and how far. @param {Stand} camera */
function angles({ eye: { x, y, z } }) {
  const far = Math.hypot(x, y, z);
  return { round: Math.atan2(y, x), up: Math.asin(z / far), far };
}

export class Relief {
  /** @type {Scene} */
  scene;
  /** @type {Grid} */
  grid;
  /** @type {HeightScale} */
  scale;
  /** The surface that may hide something. @type {Field} */
  field;
  /** @type {Colours} */
  colour;
  /** @type {PlotlyApi} */
  Plotly;
  /** @type {Frame | null} */
  frame = null;
  /** What is seen, once the surface is drawn. @type {Camera | null} */
  sight = null;
  /** The camera's numbers when that was looked at. */
  seen = "";
  size = { width: 0, height: 0 };
  camera = CAMERA;
  /** @type {Drawing | null} */
  followed = null;
  /** @type {Promise<unknown> | null} */
  drawn = null;
  waiting = 0;
  turning = 0;

  /** @param {HTMLElement} host @param {Words} words */
  constructor(host, words) {
    this.host = host;
    this.words = words;
    /** @type {PlotNode} */
    this.plot = element("div", "plot");
    this.plot.setAttribute("role", "img");
    this.plot.setAttribute("aria-label", words.relief);
    this.over = svg("svg", { class: "over", "aria-hidden": "true" });
    const defs = svg("defs", {}, this.over);
    this.axes = new Axes(this.over);
    this.solids = new Solids(this, defs);
    this.runners = this.solids.runners;
    host.append(this.plot, this.over);
    this.listen();
    this.able = canDraw3d();
    if (!this.able) host.append(element("p", "unable", words.nowebgl));
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
    this.grid = lossGrid(scene, scene.bounds, CELLS);
    this.scale = heightScale(this.grid);
    const [ux, uy, uz] = this.units();
    const rows = this.grid.z.map((row) => row.map((q) => (Number.isFinite(q) ? this.scale.up(q) / uz : NaN)));
    this.field = new Field(
      this.grid.xs.map((x) => x / ux),
      this.grid.ys.map((y) => y / uy),
      rows,
    );
    this.camera = CAMERA;
    this.redrawStill();
  }

  setTheme() {
    this.colour = coloursOf(this.host);
    this.solids.gloss.tone = "";
    this.redrawStill();
  }

  /** Draw the surface; the camera stays while the loss does. */
  redrawStill() {
    const { width, height } = sizeOf(this.host);
    if (!this.able || !this.scene || !this.colour || !this.Plotly || width < 50 || height < 50) return;
    const { scene, grid, scale } = this;
    this.sight = null;
    this.size = { width, height };
    set(this.over, { viewBox: `0 0 ${width} ${height}`, width, height });
    const surface = surfaceOf(grid, scale, this.colour);
    const layout = layoutOf(scene, scale, this.size, this.camera);
    const drawn = this.Plotly.react(this.plot, [surface], layout, {
      displayModeBar: false,
      responsive: false,
      scrollZoom: false,
    });
    this.drawn = drawn;
    drawn.then(() => {
      if (this.drawn === drawn) this.follow();
    });
  }

  /** A drag turns the surface, and never so far that one would look at it from below. */
  listen() {
    let from = { x: 0, y: 0, ...angles(this.camera) };
    // Plotly would keep every finger to itself; one that goes up or down is the page's.
    for (const kind of ["touchstart", "touchmove"])
      this.plot.addEventListener(kind, (event) => event.stopPropagation(), { capture: true, passive: true });
    follow(this.plot, {
      takes: () => Boolean(this.sight),
      direct: () => false,
      begin: (event) => {
        from = { x: event.clientX, y: event.clientY, ...angles(this.camera) };
      },
      move: (event) => {
        const up = from.up + TURN * (event.clientY - from.y);
        this.turn(from.round - TURN * (event.clientX - from.x), Math.min(Math.max(up, LOWEST), HIGHEST), from.far);
      },
      end: () => {},
    });
    this.plot.addEventListener("dblclick", () => this.look3d(CAMERA));
  }

  /** @param {number} round @param {number} up @param {number} far */
  turn(round, up, far) {
    const flat = far * Math.cos(up);
    this.look3d({
      ...this.camera,
      eye: { x: flat * Math.cos(round), y: flat * Math.sin(round), z: far * Math.sin(up) },
    });
  }

  /** Look from there; drawn once a frame. @param {Stand} camera */
  look3d(camera) {
    this.camera = camera;
    cancelAnimationFrame(this.turning);
    this.turning = requestAnimationFrame(() => this.Plotly.relayout(this.plot, { "scene.camera": this.camera }));
  }

  /** Plotly's drawing of the scene, once there is one. */
  get drawing() {
    return this.plot._fullLayout?.scene?._scene?.glplot;
  }

  /** Whenever Plotly has drawn the surface, draw over it what its camera sees now. */
  follow() {
    const { drawing } = this;
    if (drawing && drawing !== this.followed) {
      this.followed = drawing;
      const before = drawing.onrender;
      drawing.onrender = () => {
        before?.();
        this.look();
      };
    }
    this.look();
    // Plotly may have drawn before it was followed, or may still be about to draw.
    cancelAnimationFrame(this.waiting);
    if (!this.sight && this.plot.isConnected) this.waiting = requestAnimationFrame(() => this.follow());
  }

  look() {
    const cameraParams = this.drawing?.cameraParams;
    const scale = this.plot._fullLayout?.scene?._scene?.dataScale;
    if (!cameraParams?.model || !scale) return;
    const units = this.units();
    const seen = [...cameraParams.model, ...cameraParams.view, ...cameraParams.projection].join();
    if (this.sight && seen === this.seen) return;
    this.seen = seen;
    this.sight = new Camera(
      cameraParams,
      units.map((u, i) => u * scale[i]),
      this.size,
      this.field,
    );
    this.drawAxes();
    if (this.frame) this.draw(this.frame);
  }

  drawAxes() {
    const { sight, scale, scene, grid } = this;
    if (!sight) return;
    const { height, logheight } = this.words;
    this.axes.draw(sight, {
      names: [...scene.names, scale.log ? logheight : height],
      bounds: scene.bounds,
      scale,
      lowest: Math.min(...grid.z.flat().filter(Number.isFinite)),
      type: typeScale(this.host),
    });
  }

  /** Lengths of the data's axes in units of the drawn box. @returns {Point} */
  units() {
    const [x, y] = this.scene.bounds;
    const { low, high } = this.scale;
    return [x[1] - x[0], y[1] - y[0], ((high - low) * AIR) / HEIGHT || 1];
  }

  /** The point `lift` above the drawn surface, or null outside of the window. @param {Weights} w @param {number} lift */
  on(w, lift) {
    const units = this.units();
    return this.field.above(w[0] / units[0], w[1] / units[1], lift);
  }

  /** Draw one moment. @param {Frame} frame */
  draw(frame) {
    this.frame = frame;
    this.solids.draw(frame);
  }

  /** Give the graphics memory back. */
  clear() {
    cancelAnimationFrame(this.waiting);
    cancelAnimationFrame(this.turning);
    if (this.plot._fullLayout) this.Plotly.purge(this.plot);
  }
}
