// The loss as a surface in 3-D, with balls and paths on it. Moving a marker in a WebGL scene costs
// tens of milliseconds, so this view follows at its own pace and never holds up the others.
import { heightScale, lossGrid } from "./contour.js";
import { lossAt } from "./descent.js";
import { whoIs } from "./overlay.js";

const CELLS = 70;
const HEIGHT = 0.5;
const LIFT = 0.012;
const BALL = 0.05;
const STEP = 0.012;
const MOST_STEPS = 300;
const PACE = 55;
const DRAG_PACE = 260;
const DASH = { plain: "dash", nesterov: "longdash", adam: "dot", momentum: "solid" };

/** Solids of radius 1: points and triangles. */
const OCTAHEDRON = {
  points: [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]],
  faces: [[0, 2, 4], [2, 1, 4], [1, 3, 4], [3, 0, 4], [2, 0, 5], [1, 2, 5], [3, 1, 5], [0, 3, 5]],
};
const CUBE = {
  points: [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [0.7 * x, 0.7 * y, 0.7 * z]))),
  faces: [[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1], [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]],
};
const SPHERE = sphere(10, 16);
const SOLID = { nesterov: OCTAHEDRON, adam: CUBE };

function sphere(rings, sides) {
  const points = [], faces = [];
  for (let i = 0; i <= rings; i++) {
    for (let j = 0; j < sides; j++) {
      const [u, v] = [(Math.PI * i) / rings, (2 * Math.PI * j) / sides];
      points.push([Math.sin(u) * Math.cos(v), Math.sin(u) * Math.sin(v), Math.cos(u)]);
      if (i === rings) continue;
      const [a, b] = [i * sides + j, i * sides + ((j + 1) % sides)];
      faces.push([a, a + sides, b], [b, a + sides, b + sides]);
    }
  }
  return { points, faces };
}

/** Whether the browser can draw 3-D at all. */
export function canDraw3d() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
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
    host.append(this.plot);
    this.last = 0;
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
    const grid = lossGrid(scene, scene.bounds, CELLS);
    this.scale = heightScale(grid);
    this.grid = grid;
    this.drawn = null;
    this.camera = { eye: { x: -0.5, y: -0.95, z: 1.3 }, center: { x: 0, y: 0, z: -0.12 } };
    this.settled = false;
    this.redrawStill();
  }

  setTheme() {
    const style = getComputedStyle(this.host);
    this.colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.family = style.fontFamily;
    this.redrawStill();
  }

  /** Draw surface, paths and balls from the start; the camera stays while the loss does. */
  redrawStill() {
    const { width, height } = this.host.getBoundingClientRect();
    if (!this.able || !this.scene || !this.colour || !this.Plotly || width < 50 || height < 50) return;
    const { scene, grid, scale } = this;
    this.keepCamera();
    const z = grid.z.map((row) => row.map((q) => (Number.isFinite(q) ? scale.up(q) : null)));
    const colorscale = [[0, this.colour("deep")], [1, this.colour("high")]];
    const size = (scale.high - scale.low) / 14 || 1;
    const surface = {
      type: "surface", x: grid.xs, y: grid.ys, z, showscale: false, hoverinfo: "skip", colorscale,
      cmin: scale.low, cmax: scale.high, opacity: 1,
      contours: { z: { show: true, start: scale.low, end: scale.high, size, color: this.colour("contour"), width: 1 } },
      lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.05, roughness: 0.9 },
    };
    const font = { color: this.colour("quiet"), family: this.family, size: 11 };
    // No text of the axes' own: WebGL text reads canvases back, and the browser complains of it.
    const axis = (range) => ({
      title: { text: "" }, range, showgrid: false, zeroline: false, showbackground: false,
      showspikes: false, showticklabels: false, tickvals: [], showline: true, linecolor: this.colour("line"),
    });
    const [x, y] = scene.bounds;
    const { low, high, log } = scale;
    const name = (text, at) => ({ text, ...at, showarrow: false, font: { ...font, size: 14 } });
    const layout = {
      width, height, margin: { l: 0, r: 0, t: 0, b: 0 }, font, showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)", uirevision: scene.loss,
      scene: {
        xaxis: axis(x), yaxis: axis(y), zaxis: axis([low, high + 0.06 * (high - low)]),
        annotations: [
          name(this.words.axes[0], { x: (x[0] + x[1]) / 2, y: y[0] - 0.07 * (y[1] - y[0]), z: low }),
          name(this.words.axes[1], { x: x[0] - 0.07 * (x[1] - x[0]), y: (y[0] + y[1]) / 2, z: low }),
          name(log ? this.words.logheight : this.words.axes[2], { x: x[0], y: y[1], z: high + 0.04 * (high - low) }),
        ],
        aspectmode: "manual", aspectratio: { x: 1, y: 1, z: HEIGHT }, uirevision: scene.loss,
        camera: this.camera,
      },
    };
    this.marks = this.frame ? this.traces(this.frame) : [];
    this.names = this.frame?.balls.map((b) => b.name).join();
    this.Plotly.react(this.plot, [surface, ...this.marks], layout, {
      displayModeBar: false, responsive: false, scrollZoom: false,
    });
    this.settled = true;
  }

  /**
   * The camera stays where a visitor has turned it. Plotly notes that only when the hand is off and
   * goes back to what it noted whenever something is drawn, so it is told where the camera is now.
   */
  keepCamera() {
    const now = this.settled && this.plot._fullLayout?.scene?._scene?.getCamera();
    if (!now) return;
    this.camera = now;
    this.plot.layout.scene.camera = now;
  }

  /** Lengths of the data's axes in units of the drawn box. */
  units() {
    const [x, y] = this.scene.bounds;
    const { low, high } = this.scale;
    return [x[1] - x[0], y[1] - y[0], ((high - low) * 1.06) / HEIGHT];
  }

  /** The point `lift` above the surface along its normal, or null outside of the window. */
  on(w, lift) {
    const { scale, scene } = this;
    const inside = w.every((v, i) => v >= scene.bounds[i][0] && v <= scene.bounds[i][1]);
    const height = inside ? scale.up(lossAt(scene, w)) : NaN;
    if (!Number.isFinite(height)) return null;
    const units = this.units();
    const lean = [0, 1].map((i) => {
      const [a, b] = [[...w], [...w]];
      a[i] -= 1e-3 * units[i];
      b[i] += 1e-3 * units[i];
      const rise = (scale.up(lossAt(scene, b)) - scale.up(lossAt(scene, a))) / (2e-3 * units[2]);
      return Number.isFinite(rise) ? rise : 0;
    });
    const length = Math.hypot(1, ...lean);
    return [...w, height].map((v, i) => v + (lift * units[i] * (i < 2 ? -lean[i] : 1)) / length);
  }

  /** Copies of a solid at some points, as one mesh. */
  mesh(solid, radius, centres, color) {
    const units = this.units();
    const mesh = { x: [], y: [], z: [], i: [], j: [], k: [] };
    for (const centre of centres) {
      const first = mesh.x.length;
      for (const point of solid.points) {
        mesh.x.push(centre[0] + radius * units[0] * point[0]);
        mesh.y.push(centre[1] + radius * units[1] * point[1]);
        mesh.z.push(centre[2] + radius * units[2] * point[2]);
      }
      for (const [a, b, c] of solid.faces) {
        mesh.i.push(first + a);
        mesh.j.push(first + b);
        mesh.k.push(first + c);
      }
    }
    const lighting = { ambient: 0.55, diffuse: 0.7, specular: 0.5, roughness: 0.35, fresnel: 0.1 };
    return { type: "mesh3d", hoverinfo: "skip", flatshading: solid !== SPHERE, color, lighting, ...mesh };
  }

  /** For each ball its path, its steps and itself. */
  traces({ t, balls, whole, choice }) {
    return balls.flatMap(({ name, run }) => {
      const hero = name === "ball";
      const kind = hero ? whoIs(choice) : name;
      const ink = this.colour(kind === "plain" ? (hero ? "momentum" : "ghost") : kind);
      const upto = whole ? run.steps : Math.min(Math.floor(t), run.steps);
      const line = { x: [], y: [], z: [] };
      const steps = [];
      for (let k = 0; k <= upto; k++) {
        const at = this.on([run.w[2 * k], run.w[2 * k + 1]], LIFT);
        line.x.push(at?.[0] ?? null);
        line.y.push(at?.[1] ?? null);
        line.z.push(at?.[2] ?? null);
        if (at) steps.push(at);
      }
      const k = Math.min(Math.floor(t), run.steps), f = k < run.steps ? t - k : 0;
      const w = [0, 1].map((i) => run.w[2 * k + i] + (f > 0 ? f * (run.w[2 * k + 2 + i] - run.w[2 * k + i]) : 0));
      const radius = hero ? BALL : 0.7 * BALL;
      const at = this.on(w, radius);
      const solid = hero ? SPHERE : SOLID[kind] ?? SPHERE;
      return [
        { type: "scatter3d", mode: "lines", hoverinfo: "skip", ...line, line: { color: ink, width: hero ? 5 : 3, dash: DASH[kind] } },
        this.mesh(OCTAHEDRON, hero ? STEP : 0.7 * STEP, steps.slice(-MOST_STEPS), ink),
        this.mesh(solid, radius, at ? [at] : [], ink),
      ];
    });
  }

  /** Follow a frame, now or soon. */
  draw(frame) {
    this.frame = frame;
    if (!this.able || !this.plot._fullLayout || this.later) return;
    const wait = this.last + (frame.held ? DRAG_PACE : PACE) - performance.now();
    if (wait > 0) {
      this.later = setTimeout(() => { this.later = null; this.draw(this.frame); }, wait);
      return;
    }
    const { t, whole, balls, choice } = frame;
    const key = [t, whole, choice.method, choice.alpha === 0].join();
    if (this.drawn === key && this.drawnRuns?.every((run, k) => run === balls[k]?.run) && this.drawnRuns.length === balls.length) return;
    this.drawn = key;
    this.drawnRuns = balls.map((b) => b.run);
    if (this.names !== balls.map((b) => b.name).join()) {
      this.redrawStill();
    } else {
      const traces = this.traces(frame);
      this.keepCamera();
      const all = (name) => traces.map((trace) => trace[name] ?? []);
      const update = Object.fromEntries(["x", "y", "z", "i", "j", "k"].map((name) => [name, all(name)]));
      update.color = traces.map((trace) => trace.color ?? null);
      update["line.color"] = traces.map((trace) => trace.line?.color ?? null);
      this.Plotly.restyle(this.plot, update, traces.map((_, k) => k + 1));
    }
    this.last = performance.now();
  }

  /** Give the graphics memory back. */
  clear() {
    clearTimeout(this.later);
    this.later = null;
    if (this.plot._fullLayout) this.Plotly.purge(this.plot);
  }
}
