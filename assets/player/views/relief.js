// The loss as a surface in 3-D. Plotly draws the surface, and only when it is turned; balls and
// paths are drawn over it as SVG, at the place where its camera sees them and only as far as the
// surface doesn't hide them. So they move as lightly here as in the other views.
import { Camera, Field } from "./camera.js";
import { heightScale, lossGrid } from "./contour.js";
import { whoIs } from "../choice.js";
import { gloss, outline } from "../draw/ball.js";
import { follow } from "../draw/drag.js";
import { set, show, sizeOf, svg, typeScale } from "../draw/svg.js";

const CELLS = 80;
const HEIGHT = 0.5;
const AIR = 1.06;
const LIFT = 0.008;
const BALL = 0.05;
const GHOST = 0.03;
const PIECE = 0.03;
const MOST_PIECES = 2000;
const FINE = 1.5;
const CAMERA = { eye: { x: -0.47, y: -0.9, z: 1.23 }, center: { x: 0.02, y: 0, z: -0.13 }, up: { x: 0, y: 0, z: 1 } };
/** Radians that the camera turns for a pixel, and how low and high it may look from. */
const TURN = 0.008, LOWEST = 0.17, HIGHEST = 1.45;

/** Whether the browser can draw 3-D at all. */
export function canDraw3d() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

/** Where a camera stands, as seen from the middle: round, up and how far. */
function angles({ eye: { x, y, z } }) {
  const far = Math.hypot(x, y, z);
  return { round: Math.atan2(y, x), up: Math.asin(z / far), far };
}

export class Relief {
  /** @param {HTMLElement} host @param {object} words */
  constructor(host, words) {
    this.host = host;
    this.words = words;
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.plot.setAttribute("role", "img");
    this.plot.setAttribute("aria-label", words.relief);
    this.over = svg("svg", { class: "over", "aria-hidden": "true" });
    this.defs = svg("defs", {}, this.over);
    this.stops = gloss.stops("gloss-relief", this.defs);
    this.names = [0, 1, 2].map(() => svg("text", { class: "label axis" }, this.over));
    this.trails = svg("g", {}, this.over);
    this.balls = svg("g", {}, this.over);
    host.append(this.plot, this.over);
    this.listen();
    this.runners = new Map();
    this.able = canDraw3d();
    if (!this.able) {
      const line = document.createElement("p");
      line.className = "unable";
      line.textContent = words.nowebgl;
      host.append(line);
    }
  }

  setScene(scene) {
    this.scene = scene;
    this.grid = lossGrid(scene, scene.bounds, CELLS);
    this.scale = heightScale(this.grid);
    const [ux, uy, uz] = this.units();
    const rows = this.grid.z.map((row) => row.map((q) => (Number.isFinite(q) ? this.scale.up(q) / uz : NaN)));
    this.field = new Field(this.grid.xs.map((x) => x / ux), this.grid.ys.map((y) => y / uy), rows);
    this.camera = CAMERA;
    this.redrawStill();
  }

  setTheme() {
    const style = getComputedStyle(this.host);
    this.colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.tone = null;
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
    const z = grid.z.map((row) => row.map((q) => (Number.isFinite(q) ? scale.up(q) : null)));
    const colorscale = [[0, this.colour("deep")], [1, this.colour("high")]];
    const size = (scale.high - scale.low) / 14 || 1;
    const surface = {
      type: "surface", x: grid.xs, y: grid.ys, z, showscale: false, hoverinfo: "skip", colorscale,
      cmin: scale.low, cmax: scale.high, opacity: 1,
      contours: { z: { show: true, start: scale.low, end: scale.high, size, color: this.colour("contour"), width: 1 } },
      lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.05, roughness: 0.9 },
    };
    // No text of the axes' own: WebGL text reads canvases back, and the browser complains of it.
    const axis = (range) => ({
      title: { text: "" }, range, showgrid: false, zeroline: false, showbackground: false,
      showspikes: false, showticklabels: false, tickvals: [], showline: true, linecolor: this.colour("line"),
    });
    const [x, y] = scene.bounds;
    const { low, high } = scale;
    const layout = {
      width, height, margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)", uirevision: scene.key,
      scene: {
        xaxis: axis(x), yaxis: axis(y), zaxis: axis([low, low + AIR * (high - low)]),
        aspectmode: "manual", aspectratio: { x: 1, y: 1, z: HEIGHT }, uirevision: scene.key,
        camera: this.camera, dragmode: false,
      },
    };
    const drawn = this.Plotly.react(this.plot, [surface], layout, {
      displayModeBar: false, responsive: false, scrollZoom: false,
    });
    this.drawn = drawn;
    drawn.then(() => { if (this.drawn === drawn) this.follow(); });
  }

  /** A drag turns the surface, and never so far that one would look at it from below. */
  listen() {
    let from = null;
    follow(this.plot, {
      takes: () => Boolean(this.sight),
      begin: (event) => { from = { x: event.clientX, y: event.clientY, ...angles(this.camera) }; },
      move: (event) => {
        const up = from.up + TURN * (event.clientY - from.y);
        this.turn(from.round - TURN * (event.clientX - from.x), Math.min(Math.max(up, LOWEST), HIGHEST), from.far);
      },
      end: () => {},
    });
    this.plot.addEventListener("dblclick", () => this.look3d(CAMERA));
  }

  turn(round, up, far) {
    const flat = far * Math.cos(up);
    this.look3d({ ...this.camera, eye: { x: flat * Math.cos(round), y: flat * Math.sin(round), z: far * Math.sin(up) } });
  }

  /** Look from there; drawn once a frame. */
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
    this.sight = new Camera(cameraParams, units.map((u, i) => u * scale[i]), this.size, this.field);
    this.drawNames();
    if (this.frame) this.draw(this.frame);
  }

  /** The axes' names, beside the middle of the near edges and over a far corner. */
  drawNames() {
    const { field: { x0, x1, y0, y1, z0, top }, words: { axes, logheight } } = this;
    const places = [[(x0 + x1) / 2, y0 - 0.06, z0], [x0 - 0.06, (y0 + y1) / 2, z0], [x0, y1, top + 0.04]];
    const texts = [axes[0], axes[1], this.scale.log ? logheight : axes[2]];
    this.names.forEach((node, k) => {
      const [x, y] = this.sight.at(places[k]);
      const { width, height } = this.size;
      const half = 4 * typeScale(this.host) * texts[k].length;
      set(node, { x: Math.min(Math.max(x, half), width - half), y: Math.min(Math.max(y + 5, 14), height - 4) });
      node.textContent = texts[k];
    });
  }

  /** Lengths of the data's axes in units of the drawn box. */
  units() {
    const [x, y] = this.scene.bounds;
    const { low, high } = this.scale;
    return [x[1] - x[0], y[1] - y[0], ((high - low) * AIR) / HEIGHT || 1];
  }

  /** The point `lift` above the drawn surface, or null outside of the window. */
  on(w, lift) {
    const units = this.units();
    return this.field.above(w[0] / units[0], w[1] / units[1], lift);
  }

  /** Draw one moment. */
  draw(frame) {
    this.frame = frame;
    if (!this.sight) return;
    const present = new Set(frame.balls.map((b) => b.name));
    for (const [name, runner] of this.runners) {
      if (present.has(name)) continue;
      for (const node of [runner.way, runner.trail, runner.ball, runner.clip]) node.remove();
      this.runners.delete(name);
    }
    this.shade(frame.choice);
    for (const ball of [...frame.balls].reverse()) this.drawBall(ball, frame);
  }

  shade(choice) {
    const tone = gloss.tones(choice, this.colour);
    if (this.tone === tone.join()) return;
    this.tone = tone.join();
    this.stops.forEach((stop, k) => { stop.style.stopColor = tone[k]; });
  }

  runner(name) {
    if (!this.runners.has(name)) {
      const clip = svg("clipPath", { id: `seen-${name}` }, this.defs);
      const ball = svg("g", {}, this.balls);
      this.runners.set(name, {
        clip, ball, hole: svg("path", {}, clip), disc: svg("path", { class: "disc" }, ball),
        way: svg("path", {}, this.trails), trail: svg("path", {}, this.trails),
      });
    }
    return this.runners.get(name);
  }

  drawBall({ name, run }, { t, choice, whole }) {
    const runner = this.runner(name);
    const hero = name === "ball";
    const kind = hero ? whoIs(choice) : name;
    const classes = hero ? `ball ${kind}` : kind;
    if (runner.classes !== classes) {
      runner.classes = classes;
      set(runner.way, { class: `way ${classes}` });
      set(runner.trail, { class: `trail ${classes}` });
      set(runner.ball, { class: hero ? classes : `ghost ${classes}` });
      if (hero) set(runner.disc, { fill: "url(#gloss-relief)" });
    }
    this.drawPath(runner, run, whole ? run.steps : Math.min(Math.floor(t), run.steps));
    const k = Math.min(Math.floor(t), run.steps), f = k < run.steps ? t - k : 0;
    const w = [0, 1].map((i) => run.w[2 * k + i] + (f > 0 ? f * (run.w[2 * k + 2 + i] - run.w[2 * k + i]) : 0));
    const centre = this.on(w, hero ? BALL : GHOST);
    const radius = hero ? BALL : GHOST;
    set(runner.ball, { "data-step": k, "data-w": w.join(",") });
    const sphere = centre && this.sight.sphere(centre, radius);
    const hole = sphere ? this.seen3d(sphere) : "";
    show(runner.ball, hole !== "");
    if (hole === "") return;
    const { cx, cy, r } = sphere;
    set(runner.ball, { "data-x": cx, "data-y": cy, "data-r": r });
    set(runner.disc, { d: outline(hero ? "ball" : kind, cx, cy, r) });
    if (hole === null) runner.ball.removeAttribute("clip-path");
    else {
      set(runner.hole, { d: hole });
      set(runner.ball, { "clip-path": `url(#seen-${name})` });
    }
  }

  /** The part of a ball that is seen, as a path of thin stripes: null if all of it, "" if nothing. */
  seen3d({ cx, cy, r, point }) {
    const reach = 1.3 * r;
    const sees = (x, y) => this.sight.sees(point(x, y));
    let all = sees(0, 0), any = all;
    for (let k = 0; k < 16; k++) {
      const [x, y] = [Math.cos((k * Math.PI) / 8) * r * 0.97, Math.sin((k * Math.PI) / 8) * r * 0.97];
      const seen = sees(x, y);
      all &&= seen;
      any ||= seen;
    }
    if (all) return null;
    if (!any) return "";
    let path = "";
    for (let y = -reach; y < reach; y += FINE) {
      let from = null;
      for (let x = -reach; x <= reach + FINE; x += FINE) {
        const seen = x <= reach && sees(x, y);
        if (seen && from === null) from = x;
        if (!seen && from !== null) {
          path += `M${(cx + from).toFixed(1)},${(cy + y).toFixed(1)}h${(x - from).toFixed(1)}v${FINE}h${(from - x).toFixed(1)}Z`;
          from = null;
        }
      }
    }
    return path;
  }

  drawPath(runner, run, upto) {
    if (runner.run !== run || runner.sight !== this.sight) this.prepare(runner, run);
    if (runner.upto === upto) return;
    runner.upto = upto;
    set(runner.way, { d: runner.joints.slice(0, upto + 1).join("") || "M-9,-9" });
    set(runner.trail, { d: runner.dots.slice(0, upto + 1).join("") || "M-9,-9", "data-steps": upto });
  }

  /** For each step what it adds to the path, lying on the surface, and its dot. */
  prepare(runner, run) {
    Object.assign(runner, { run, sight: this.sight, joints: [], dots: [], upto: -1 });
    const [ux, uy] = this.units();
    const most = Math.max(Math.floor(MOST_PIECES / (run.steps + 1)), 1);
    let open = false;
    const reach = (x, y) => {
      const point = this.field.above(x / ux, y / uy, LIFT);
      if (!point || !this.sight.sees(point)) { open = false; return ""; }
      const at = this.sight.at(point).map((v) => v.toFixed(1)).join(",");
      const text = `${open ? "L" : "M"}${at}`;
      open = true;
      return text;
    };
    let [x0, y0] = run.w;
    for (let k = 0; k <= run.steps; k++) {
      const [x, y] = [run.w[2 * k], run.w[2 * k + 1]];
      const length = Math.hypot((x - x0) / ux, (y - y0) / uy);
      const pieces = Math.min(Math.max(Math.ceil(length / PIECE), 1), most);
      let joint = "", last = "";
      for (let p = 1; p <= pieces; p++) {
        last = reach(x0 + ((x - x0) * p) / pieces, y0 + ((y - y0) * p) / pieces);
        joint += last;
      }
      runner.joints.push(joint);
      runner.dots.push(last && `M${last.slice(1)}h0`);
      [x0, y0] = [x, y];
    }
  }

  /** Give the graphics memory back. */
  clear() {
    cancelAnimationFrame(this.waiting);
    cancelAnimationFrame(this.turning);
    if (this.plot._fullLayout) this.Plotly.purge(this.plot);
  }
}
