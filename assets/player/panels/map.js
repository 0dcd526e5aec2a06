// Maps of many runs: where the ball ends for every (η, α), on a pad that is also a control; and for
// every start, over the stage. The host computes them; here they are asked for while they are in
// view, and drawn.
import { etaGrid } from "../core/descent.js";
import { neighbour } from "../core/grid.js";
import { coordinate, exactly, fill, number } from "../core/numbers.js";
import { follow } from "../draw/drag.js";
import { BALANCED, ESCAPED, look, paintOn, ROLLING, UNDEFINED } from "../draw/map_colours.js";
import { set, show, svg } from "../draw/svg.js";

const PAD = { l: 34, r: 8, t: 8, b: 26 };
const SLOW = 500;
const PATIENCE = 3000;

/** A map from its bytes: see stage.atlas. */
export function readMap(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const map = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const cells = map.columns * map.rows, at = 4 + length;
  map.ends = bytes.slice(at, at + cells);
  if (map.kind !== "predicted") map.steps = new Uint16Array(bytes.slice(at + cells, at + 3 * cells).buffer);
  return map;
}

export class Maps {
  /**
   * @param {HTMLElement} host @param {object} words
   * @param {{onHold: Function, onRelease: Function, onChange: Function, onKey: Function, onWant: Function, onBasin: Function, onStale: Function}} handlers
   */
  constructor(host, words, handlers) {
    Object.assign(this, { host, words: words.atlas, handlers, kind: "eta-alpha", basin: false, maps: {}, serial: 0 });
    const head = document.createElement("div");
    head.className = "head";
    this.buttons = ["eta-alpha", "predicted"].map((kind) => {
      const node = document.createElement("button");
      node.type = "button";
      node.textContent = this.words.kinds[kind];
      node.title = this.words.titles[kind];
      node.addEventListener("click", () => { this.kind = kind; this.refresh(); });
      return node;
    });
    this.starts = document.createElement("button");
    this.starts.type = "button";
    this.starts.textContent = this.words.kinds.basin;
    this.starts.title = this.words.titles.basin;
    this.starts.addEventListener("click", () => this.showStarts());
    head.append(...this.buttons, this.starts);
    this.box = document.createElement("div");
    this.box.className = "pad";
    this.canvas = document.createElement("canvas");
    this.over = svg("svg", { class: "over" });
    this.silence = document.createElement("p");
    this.silence.className = "silence";
    this.box.append(this.canvas, this.silence, this.over);
    this.key = document.createElement("div");
    this.key.className = "key";
    host.append(head, this.box, this.key);
    this.axes = svg("g", {}, this.over);
    this.curves = svg("g", {}, this.over);
    this.busy = svg("text", { class: "label busy" }, this.over);
    this.dot = svg("g", { class: "spot", tabindex: 0, role: "slider", "aria-label": this.words.dot }, this.over);
    svg("circle", { class: "halo", r: 22 }, this.dot);
    svg("circle", { class: "outer", r: 8 }, this.dot);
    svg("circle", { class: "inner", r: 5 }, this.dot);
    this.watch();
    this.listen();
  }

  /** Maps are asked for only while the pad is in view. */
  watch() {
    this.inView = null;
    this.observer = new IntersectionObserver((entries) => {
      this.inView = entries[entries.length - 1].isIntersecting;
      if (this.inView) this.refresh();
    });
    this.observer.observe(this.host);
  }

  /** The map of starts lies over the stage: it is asked for only while that is in view. */
  watchStage(stage) {
    this.stage = stage;
    this.stageObserver = new IntersectionObserver((entries) => {
      this.stageInView = entries[entries.length - 1].isIntersecting;
      if (this.stageInView) this.refresh();
    });
    this.stageObserver.observe(stage);
  }

  showStarts() {
    this.basin = !this.basin;
    if (this.basin && !this.stageInView) this.stage.scrollIntoView({ block: "start" });
    this.refresh();
  }

  stop() {
    this.observer.disconnect();
    this.stageObserver.disconnect();
    for (const timer of [this.later, this.again]) clearTimeout(timer);
  }

  setTheme() {
    const style = getComputedStyle(this.host);
    this.colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.redraw();
  }

  setScene(scene) {
    this.scene = scene;
    this.maps = {};
    this.redraw();
  }

  /** What a map depends on, as one text. */
  of(kind, choice = this.choice) {
    const { method, start, steps, drop, eta, alpha, batch = 0 } = choice;
    const parts = { "eta-alpha": [start], predicted: [start, eta, alpha, batch], basin: [eta, alpha] };
    return JSON.stringify([this.scene.key, kind, method, steps, drop, ...parts[kind]]);
  }

  /** These settings hold now, confirmed by the host. */
  settle(choice) {
    this.choice = choice;
    this.refresh();
  }

  refresh() {
    if (!this.scene || !this.choice) return;
    for (const [k, kind] of ["eta-alpha", "predicted"].entries()) this.buttons[k].setAttribute("aria-pressed", this.kind === kind);
    this.starts.setAttribute("aria-pressed", this.basin);
    // Nobody could switch the map of starts off where the pad is hidden.
    this.basin &&= this.host.getClientRects().length > 0;
    if (!this.basin) this.handlers.onBasin(null);
    this.ask();
    this.redraw();
  }

  /** Ask for one map that is in view and isn't here: a coarse one, then more of it, then the fine one. */
  ask() {
    const kinds = [...(this.inView ? [this.kind] : []), ...(this.basin && this.stageInView ? ["basin"] : [])];
    const missing = kinds.find((kind) => this.maps[kind]?.of !== this.of(kind) || this.maps[kind].done < 1);
    clearTimeout(this.later);
    if (!missing) { clearTimeout(this.again); this.wanted = null; show(this.busy, false); return; }
    const of = this.of(missing);
    if (this.since?.of !== of) this.since = { of, time: performance.now() };
    this.later = setTimeout(() => show(this.busy, true), this.since.time + SLOW - performance.now());
    const wanted = `${of} ${this.maps[missing]?.of === of ? this.maps[missing].done : 0}`;
    if (this.wanted === wanted) return;
    this.wanted = wanted;
    clearTimeout(this.again);
    if (!this.handlers.onWant({ kind: missing, of, serial: ++this.serial })) this.wanted = null;
    // A request that was overtaken by other news may be lost: then it is made again.
    this.again = setTimeout(() => { this.wanted = null; this.ask(); }, PATIENCE);
  }

  /** A map has come. One that nobody wants any more is put away. */
  setMap(map) {
    if (!this.scene || !this.choice || map.of !== this.of(map.kind)) return;
    this.maps[map.kind] = map;
    this.ask();
    this.redraw();
    this.fade(this.shown ?? this.choice);
    if (map.kind === "basin" && this.basin) this.handlers.onBasin(map);
  }

  /** A map of another choice is faint. */
  fade(choice) {
    for (const [name, kind] of [["map", this.kind], ["basin", "basin"]]) {
      this.handlers.onStale(name, this.maps[kind]?.of !== this.of(kind, choice));
    }
  }

  redraw() {
    const { width, height } = this.box.getBoundingClientRect();
    if (!this.scene || !this.colour || !this.choice || width < 60 || height < 60) return;
    const inner = [width - PAD.l - PAD.r, height - PAD.t - PAD.b];
    set(this.over, { viewBox: `0 0 ${width} ${height}`, width, height });
    Object.assign(this.canvas.style, { left: `${PAD.l}px`, top: `${PAD.t}px`, width: `${inner[0]}px`, height: `${inner[1]}px` });
    const grid = etaGrid(this.scene, this.choice.method);
    [this.low, this.high] = [Math.log(grid[0]), Math.log(grid[grid.length - 1])];
    this.px = (eta) => PAD.l + ((Math.log(eta) - this.low) / (this.high - this.low)) * inner[0];
    this.py = (alpha) => PAD.t + (1 - alpha) * inner[1];
    this.inner = inner;
    const map = this.maps[this.kind];
    this.silence.textContent = map?.silent ?? "";
    const painted = [map?.of, map?.done, inner, this.colour("paper")].join();
    if (this.painted !== painted) {
      this.painted = painted;
      if (map?.rows) paintOn(this.canvas, map, ...inner, this.colour, this.scene.points);
      else this.canvas.width = this.canvas.width;
    }
    this.drawAxes(width, height);
    this.drawCurves(map);
    this.drawKey(map);
    set(this.busy, { x: PAD.l + inner[0] / 2, y: PAD.t + inner[1] / 2 });
    this.busy.textContent = this.words.busy;
    this.place(this.shown ?? this.choice);
  }

  drawAxes(width, height) {
    this.axes.replaceChildren();
    const [x0, x1, y0, y1] = [PAD.l, width - PAD.r, PAD.t, height - PAD.b];
    svg("rect", { class: "frame-line", x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, this.axes);
    for (const alpha of [0, 0.5, 1]) svg("text", { class: "tick", x: x0 - 5, y: this.py(alpha) + 4, "text-anchor": "end" }, this.axes, number(alpha));
    svg("text", { class: "tick name", x: x0 - 5, y: this.py(0.75) + 4, "text-anchor": "end" }, this.axes, "α");
    let last = -Infinity;
    for (let e = Math.ceil(this.low / Math.LN10 - 1e-9); e <= this.high / Math.LN10 + 1e-9; e++) {
      const x = this.px(10 ** e);
      if (x - last < 42) continue;
      last = x;
      svg("line", { class: "grid", x1: x, x2: x, y1: y1, y2: y1 + 4 }, this.axes);
      if (x > x1 - 30) continue; // The axis's name stands there.
      const anchor = x < x0 + 14 ? "start" : "middle";
      svg("text", { class: "tick", x, y: y1 + 16, "text-anchor": anchor }, this.axes, Math.abs(e) < 4 ? number(10 ** e) : `1e${number(e)}`);
    }
    svg("text", { class: "tick name", x: x1, y: y1 + 16, "text-anchor": "end" }, this.axes, "η");
  }

  /** Edge of stability and the best α at each η, where theory has them. */
  drawCurves(map) {
    this.curves.replaceChildren();
    for (const [name, points] of Object.entries(map?.curves ?? {})) {
      const inside = points.filter(([eta]) => Math.log(eta) >= this.low && Math.log(eta) <= this.high);
      const d = inside.map(([eta, alpha], k) => `${k ? "L" : "M"}${this.px(eta).toFixed(1)},${this.py(alpha).toFixed(1)}`).join("");
      if (d) svg("path", { class: `curve ${name}`, d }, this.curves);
    }
  }

  /** What the colours mean. */
  drawKey(map) {
    const { points, span } = this.scene;
    const entries = [];
    if (map?.kind === "predicted" && map.rows) {
      const at = map.at.map((x) => coordinate(x, 20 * span)).join(", ");
      entries.push(["place0", fill(this.words.fast, { at: map.at.length > 1 ? `(${at})` : at })], ["hatch", this.words.unstable]);
      for (const name of Object.keys(map.curves)) entries.push([`curve ${name}`, this.words.curves[name]]);
    } else if (map?.rows) {
      const found = new Set(map.ends);
      const minima = points.flatMap((p, k) => (p.kind === "minimum" ? [k] : []));
      minima.forEach((index, rank) => {
        if (!found.has(index)) return;
        const at = points[index].w.map((x) => coordinate(x, 20 * span)).join(", ");
        entries.push([look(rank).join(" ").trim(), fill(this.words.rests, { at: points[index].w.length > 1 ? `(${at})` : at })]);
      });
      for (const [end, name] of [[ESCAPED, "escaped"], [ROLLING, "rolling"], [BALANCED, "balanced"], [UNDEFINED, "undefined"]]) {
        if (found.has(end)) entries.push([name === "escaped" ? "hatch" : name, this.words.ends[name]]);
      }
    }
    if (entries.length && this.scene.data && this.choice.batch) entries.push(["none", this.words.whole]);
    const text = JSON.stringify(entries);
    if (this.keyText === text) return;
    this.keyText = text;
    this.key.replaceChildren(...entries.map(([look, word]) => {
      const node = document.createElement("span");
      const sample = document.createElement("i");
      sample.className = look;
      node.append(sample, word);
      return node;
    }));
  }

  /** The dot follows the choice, also while it is dragged. */
  draw({ choice }) {
    this.fade(choice);
    const moved = ["eta", "alpha", "method"].some((name) => this.shown?.[name] !== choice[name]);
    this.shown = choice;
    if (moved && this.px) this.place(choice);
  }

  place({ eta, alpha, method }) {
    const x = Math.min(Math.max(this.px(eta), PAD.l), PAD.l + this.inner[0]);
    const y = method === "adam" ? PAD.t + this.inner[1] / 2 : this.py(alpha);
    set(this.dot, {
      transform: `translate(${x},${y})`, "aria-valuemin": 0, "aria-valuemax": 1, "aria-valuenow": alpha,
      "aria-valuetext": `η = ${exactly(eta)}, α = ${exactly(alpha)}`,
    });
  }

  /** The pair at a place of the pad, from what the sliders can show. */
  pair(x, y) {
    const grid = etaGrid(this.scene, this.choice.method);
    const eta = Math.exp(this.low + ((x - PAD.l) / this.inner[0]) * (this.high - this.low));
    const near = grid.reduce((a, b) => (Math.abs(Math.log(b / eta)) < Math.abs(Math.log(a / eta)) ? b : a));
    const alpha = Math.min(Math.max(1 - (y - PAD.t) / this.inner[1], 0), 1);
    return this.choice.method === "adam" ? { eta: near } : { eta: near, alpha: Math.round(100 * alpha) / 100 };
  }

  listen() {
    const move = (event) => {
      const box = this.over.getBoundingClientRect();
      this.handlers.onChange(this.pair(event.clientX - box.left, event.clientY - box.top));
    };
    this.dot.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    let before = null;
    follow(this.over, {
      takes: () => Boolean(this.inner),
      direct: (event) => this.dot.contains(event.target),
      begin: (event) => {
        before = { eta: this.shown.eta, alpha: this.shown.alpha };
        this.handlers.onHold();
        move(event);
        this.dot.focus({ preventScroll: true, focusVisible: false });
      },
      move,
      end: () => this.handlers.onRelease(),
      cancel: () => {
        this.handlers.onChange(before);
        this.handlers.onRelease();
      },
    });
    this.dot.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.shown) return;
      const far = event.shiftKey ? 1 : 5;
      const [dx, dy] = {
        ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1],
        Home: [-1000, 0], End: [1000, 0], PageDown: [0, -4], PageUp: [0, 4],
      }[event.key] ?? [];
      if (dx === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const { eta, alpha, method } = this.shown;
      if (dx) this.handlers.onKey({ eta: neighbour(etaGrid(this.scene, method), eta, dx * far) });
      else if (method !== "adam") this.handlers.onKey({ alpha: neighbour(this.scene.alpha, alpha, dy * far) });
    });
  }
}
