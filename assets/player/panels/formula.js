// The formula, with each term's number at the step that is shown; η and α in it can be dragged and
// typed, and w typed: that is the start.
import { etaAfter, etaGrid } from "../core/descent.js";
import { methodOf } from "../core/methods.js";
import { compact, coordinate, exactly, signed } from "../core/numbers.js";
import { element } from "../draw/html.js";
import { slide, typedBy } from "../draw/slide.js";
import { set, setText } from "../draw/svg.js";
import { GROWING, inLetters, PRINTED, partsOf, TRUE } from "./formulas.js";

/**
 * @import { Beat, Choice, Frame, Handlers, Numbers, Run, Scene, TermName, Words } from "../types.js"
 * @import { Part, Sample } from "./formulas.js"
 * @typedef {"eta" | "alpha"} Slid what can be dragged
 * @typedef {{cell: HTMLElement, symbol: HTMLElement, value: HTMLElement, text: string}} Term
 */

/** @type {Slid[]} */
const SLID = ["eta", "alpha"];
/** The terms that a beat is about, where they are not called like it. @type {Partial<Record<Beat, TermName[]>>} */
const ABOUT = {
  gradient: ["eta", "gradient"],
  momentum: ["alpha", "update"],
  sum: ["w", "something", "next"],
  jump: ["next"],
  all: [],
};

export class Formula {
  /** @type {Scene} */
  scene;
  /** What is shown. @type {Choice} */
  choice;
  /** How much of it a lesson shows. @type {string | null | undefined} */
  lesson = null;
  /** What can't be changed here. @type {(Slid | "start")[]} */
  fixed = [];
  /** Which formula is written, */
  method = "";
  /** and in which letters. */
  weights = "w";
  /** @type {Partial<Record<TermName, Term>>} */
  cells = {};
  /** What is being told. @type {Beat} */
  beat = "all";
  /** What the numbers are of. @type {{run: Run, k: number, choice: Choice} | null} */
  drawn = null;

  /** @param {HTMLElement} host @param {Words} words @param {Handlers} handlers */
  constructor(host, words, handlers) {
    this.host = host;
    this.words = words;
    this.handlers = handlers;
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", words.hints.formula);
    this.compose("lesson momentum", GROWING.momentum);
  }

  /** Which formula: the method's, with the gradient of all, of a mini-batch or of one observation. @param {Choice} choice */
  kind(choice) {
    const grown = methodOf(this.scene, choice.method).taught && this.grown(choice);
    return grown ? `lesson ${grown}` : `${choice.method} ${this.sample(choice)}`.trim();
  }

  /** Which observations' gradient it has: "" is all of them. @param {Choice} choice @returns {Sample} */
  sample({ batch }) {
    if (!this.scene.data || !batch) return "";
    return batch === 1 ? "one" : "batch";
  }

  /** What a kind of formula is made of. @param {string} kind @param {Choice} choice */
  parts(kind, choice) {
    if (kind.startsWith("lesson ")) return GROWING[kind.slice(7)];
    return partsOf(methodOf(this.scene, choice.method), this.sample(choice));
  }

  /** How far the formula has grown: as the lesson has it, or as far as what is chosen needs. @param {Choice} choice */
  grown(choice) {
    const { data } = this.scene;
    if (this.lesson && PRINTED.includes(this.lesson)) {
      if (!data) return this.lesson;
      return choice.batch === 1 ? "wikipedia" : choice.batch ? "batch" : "whole";
    }
    if (!this.lesson || (data && choice.batch)) return "";
    const names = Object.keys(TRUE);
    return names.slice(names.indexOf(this.lesson)).find((name) => TRUE[name](choice)) ?? "";
  }

  /** How much of the formula a lesson shows; "" where it is all of it. */
  get told() {
    return this.method.startsWith("lesson ") ? this.method.slice(7) : "";
  }

  /** @param {string | null | undefined} lesson how much of the formula a lesson shows */
  setLesson(lesson) {
    this.lesson = lesson;
  }

  /** @param {(Slid | "start")[]} names what can't be changed here */
  fix(names) {
    this.fixed = names;
    for (const id of /** @type {const} */ ([...SLID, "w"])) {
      const term = this.cells[id];
      if (term) this.let(id, term.cell);
    }
  }

  /** A number that can be dragged or typed, or one to read. @param {Slid | "w"} id @param {HTMLElement} cell */
  let(id, cell) {
    const free = !this.fixed.includes(id === "w" ? "start" : id);
    cell.classList.toggle(id === "w" ? "type" : "drag", free);
    if (free) {
      cell.tabIndex = 0;
      cell.setAttribute("role", id === "w" ? "button" : "slider");
      cell.setAttribute("aria-label", this.words.hints[id]);
      cell.title = this.words.hints[id];
      return;
    }
    for (const name of ["tabindex", "role", "aria-label", "title", "aria-valuemin", "aria-valuemax", "aria-valuenow"])
      cell.removeAttribute(name);
  }

  /** Write a formula; terms that it shares with the last one stay as they are. @param {string} method @param {Part[]} parts */
  compose(method, parts) {
    const known = this.cells;
    this.method = method;
    this.cells = {};
    this.host.className = `formula ${method.replace("lesson ", "grown-")}`;
    this.host.replaceChildren(
      ...parts.map(([id, symbol, tone = ""]) => {
        if (!id) {
          const sign = element("span", "sign");
          sign.innerHTML = `<span class="symbol">${inLetters(symbol, this.weights)}</span>`;
          return sign;
        }
        const term = known[id] ?? this.term(id, tone);
        term.symbol.innerHTML = inLetters(symbol, this.weights);
        term.cell.className = `term ${tone} ${id}`;
        if (id === "eta" || id === "alpha" || id === "w") this.let(id, term.cell);
        this.cells[id] = term;
        return term.cell;
      }),
    );
  }

  /** @param {TermName} id @param {string} tone @returns {Term} */
  term(id, tone) {
    const cell = element("span", `term ${tone} ${id}`);
    const symbol = element("span", "symbol"),
      value = element("span", "value");
    cell.append(symbol, value, element("span", "name", this.words.terms[id]));
    if (id === "eta" || id === "alpha") this.handle(id, cell, value);
    if (id === "w") this.ask(cell, value);
    return { cell, symbol, value, text: "" };
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
  }

  /** Write the formula that a choice needs; whether it is another one. @param {Choice} choice */
  prepare(choice) {
    this.choice = choice;
    const kind = this.kind(choice);
    if (kind === this.method && this.weights === this.scene.weights) return false;
    this.weights = this.scene.weights;
    this.compose(kind, this.parts(kind, choice));
    this.host.classList.toggle("long", methodOf(this.scene, choice.method).looksAhead);
    this.host.classList.toggle("paired", this.weights.includes(","));
    this.beat = "all";
    this.drawn = null;
    return true;
  }

  /** Mark what is being told. @param {Beat} beat */
  tell(beat) {
    if (this.beat === beat) return;
    this.beat = beat;
    const about = ABOUT[beat] ?? [beat];
    for (const [name, term] of Object.entries(this.cells))
      term.cell.classList.toggle(
        "telling",
        about.some((id) => id === name),
      );
  }

  /** @param {Pick<Frame, "t" | "balls" | "choice">} frame */
  draw({ t, balls, choice }) {
    this.prepare(choice);
    const { run } = balls[0];
    const { d } = run;
    const k = Math.min(Math.floor(t), run.steps);
    if (this.drawn?.run === run && this.drawn.k === k && this.drawn.choice === choice) return;
    this.drawn = { run, k, choice };
    const more = k < run.steps;
    const { span } = this.scene;
    const pick = (/** @type {Numbers} */ x, /** @type {number} */ at) =>
      Array.from({ length: d }, (_, i) => x[at * d + i]);
    const place = (/** @type {number[]} */ w) => w.map((x) => coordinate(x, span));
    const slope = (/** @type {number[]} */ g) => g.map(compact);
    const none = Array(d).fill("—");
    this.write("next", more ? place(pick(run.w, k + 1)) : none);
    this.write("w", place(pick(run.w, k)));
    this.write("gradient", slope(more ? pick(run.gradient, k) : pick(run.slope, k)));
    this.write(
      "update",
      pick(run.update, k).map((x) => signed(x, span)),
    );
    this.write("something", more ? pick(run.update, k + 1).map((x) => signed(x, span)) : none);
    this.write("mean", more ? slope(pick(run.mean, k)) : none);
    this.write("spread", more ? slope(pick(run.spread, k)) : none);
    for (const id of SLID) {
      const term = this.cells[id];
      if (!term) continue;
      this.write(id, [exactly(id === "eta" ? etaAfter(choice, k) : choice[id])]);
      const grid = this.grid(id);
      if (this.fixed.includes(id)) continue;
      set(term.cell, { "aria-valuemin": grid[0], "aria-valuemax": grid[grid.length - 1], "aria-valuenow": choice[id] });
    }
  }

  /** @param {Slid} id */
  grid(id) {
    return id === "eta" ? etaGrid(this.scene, this.choice.method) : this.scene.alpha;
  }

  /** One number, or a pair in brackets; each number of a pair keeps its own place. @param {TermName} id @param {string[]} texts */
  write(id, texts) {
    const term = this.cells[id];
    if (!term) return;
    const text = texts.length === 1 ? texts[0] : `(${texts.join(", ")})`;
    if (term.text === text) return;
    term.text = text;
    if (texts.length === 1) {
      setText(term.value, text);
      return;
    }
    if (term.value.children.length !== 2) {
      term.value.replaceChildren(document.createElement("span"), document.createElement("span"));
    }
    setText(term.value.children[0], `(${texts[0]}, `);
    setText(term.value.children[1], `${texts[1]})`);
  }

  /** η and α. @param {Slid} id @param {HTMLElement} cell @param {HTMLElement} number */
  handle(id, cell, number) {
    const { handlers } = this;
    slide(cell, {
      free: () => Boolean(this.choice) && !this.fixed.includes(id),
      grid: () => this.grid(id),
      value: () => this.choice[id],
      onHold: () => handlers.onHold(),
      onMove: (value) => handlers.onChange({ [id]: value }),
      onRelease: () => handlers.onRelease(),
      onKey: (value) => {
        // The next press counts from here, even if it comes before the next picture.
        this.choice = { ...this.choice, [id]: value };
        handlers.onKey({ [id]: value });
      },
      onType: (text) => handlers.onType({ name: id, text, opener: cell, anchors: [number] }),
    });
  }

  /** The start, typed where the weight stands: of a pair the number that is pressed. @param {HTMLElement} cell @param {HTMLElement} number */
  ask(cell, number) {
    const numbers = () => (number.children.length ? /** @type {HTMLElement[]} */ ([...number.children]) : [number]);
    const ask = (text = "", axis = 0) => {
      if (this.fixed.includes("start")) return;
      this.handlers.onType({ name: "start", axis, text, opener: cell, anchors: numbers() });
    };
    cell.addEventListener("click", ({ target }) => {
      const axis = numbers().findIndex((node) => target instanceof Node && node.contains(target));
      ask("", Math.max(axis, 0));
    });
    cell.addEventListener("keydown", (event) => {
      const text = event.key === " " ? "" : typedBy(event);
      if (text === null || this.fixed.includes("start")) return;
      event.preventDefault();
      event.stopPropagation();
      ask(text);
    });
  }
}
