// The step that is shown as a sum, written out with its numbers over the stage: as far as it has been told.

import { isTold } from "../core/clock.js";
import { etaAfter } from "../core/descent.js";
import { methodOf } from "../core/methods.js";
import { coordinate, signed } from "../core/numbers.js";
import { element } from "../draw/html.js";
import { setText, show } from "../draw/svg.js";

/**
 * @import { Beat, Choice, Frame, Run, Scene } from "../types.js"
 * @typedef {{name: string, beat: Beat, texts: string[]}} Part of the sum: its tone, when it is told, for each weight its text
 */

const PARTS = ["name", "w", "gradient", "momentum", "next"];
const ADDED = ["gradient", "momentum"];
/** Half a unit of the last place that is written, and a little for the binary numbers' sake. */
const ROUNDED = 1e-9;

export class Sum {
  /** @type {Scene} */
  scene;
  /** What is written. @type {Pick<Frame, "t" | "balls" | "choice"> | null} */
  written = null;
  /** @type {Part[]} */
  parts = [];
  /** For each weight a line, and in it a place for each part. @type {{line: HTMLElement, cells: HTMLElement[]}[]} */
  lines = [];
  beat = "";

  /** @param {HTMLElement} stage */
  constructor(stage) {
    this.host = element("div", "written");
    this.host.setAttribute("aria-hidden", "true");
    this.lines = [0, 1].map(() => {
      const line = element("p"),
        cells = PARTS.map((name) => element("span", name));
      line.append(...cells);
      this.host.append(line);
      return { line, cells };
    });
    stage.append(this.host);
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
    this.written = null;
    this.host.classList.toggle("two", scene.d === 2);
    show(this.lines[1].line, scene.d === 2);
  }

  /** @param {Frame} frame */
  draw(frame) {
    const { t, balls, choice, beat, quick } = frame;
    const { run } = balls[0],
      k = Math.floor(t);
    const visible = k < run.steps && !quick;
    if (visible && this.isNews(k, frame)) this.write(run, k, choice);
    // Before there are terms, a step is something.
    this.host.classList.toggle("whole", frame.told === "something");
    const key = visible ? beat : "";
    if (this.beat === key) return;
    this.beat = key;
    // A weight alone is no sum.
    show(this.host, visible && this.parts.some((part) => ADDED.includes(part.name) && isTold(part.beat, frame)));
    for (const [n, part] of this.parts.entries())
      for (const { cells } of this.lines) cells[n].classList.toggle("coming", !isTold(part.beat, frame));
  }

  /** Whether this step is not the one that is written. @param {number} k @param {Frame} frame */
  isNews(k, { balls, choice }) {
    const { written } = this;
    if (written?.t === k && written.balls === balls && written.choice === choice) return false;
    this.written = { t: k, balls, choice };
    return true;
  }

  /** @param {Run} run @param {number} k @param {Choice} choice */
  write(run, k, choice) {
    this.parts = partsOf(run, k, choice, this.scene);
    this.beat = "none";
    for (const [i, { cells }] of this.lines.entries())
      for (const [n, cell] of cells.entries()) setText(cell, this.parts[n].texts[i] ?? "");
  }
}

/** The sum of step k: the weight, what each term adds to it, the next weight. @param {Run} run @param {number} k @param {Choice} choice @param {Scene} scene @returns {Part[]} */
function partsOf(run, k, choice, scene) {
  const { d, w, update, gradient } = run,
    { span } = scene;
  const { hasAlpha, looksAhead, formula } = methodOf(scene, choice.method);
  const all = Array.from({ length: d }, (_, i) => k * d + i);
  const kept = hasAlpha && k > 0 && choice.alpha > 0;
  const eta = etaAfter(choice, k);
  const terms = all.map((at) => [
    hasAlpha ? -eta * gradient[at] : update[at + d],
    ...(kept ? [choice.alpha * update[at]] : []),
  ]);
  const texts = {
    here: all.map((at) => coordinate(w[at], span)),
    there: all.map((at) => coordinate(w[at + d], span)),
    added: terms.map((each) => each.map((x) => apart(signed(x, span)))),
  };
  const first = formula[0][0] || "gradient";
  return [
    { name: "name", beat: "all", texts: d === 1 ? [] : scene.names.map((name) => `${name}: `) },
    { name: "w", beat: "all", texts: texts.here },
    {
      name: "gradient",
      beat: hasAlpha ? (looksAhead ? "gradient" : first) : "sum",
      texts: texts.added.map(([x]) => x),
    },
    { name: "momentum", beat: "momentum", texts: texts.added.map(([, x]) => x ?? "") },
    {
      name: "next",
      beat: "sum",
      texts: texts.there.map((x, i) => ` ${adds(texts.here[i], texts.added[i], x) ? "=" : "≈"} ${x}`),
    },
  ];
}

/** A signed number as something that is added or taken away: " − 0.09". @param {string} text */
function apart(text) {
  return text.startsWith("−") ? ` − ${text.slice(1)}` : ` + ${text.replace("+", "")}`;
}

/** Whether numbers add up as they are written, in spite of their rounding. @param {string} here @param {string[]} added @param {string} there */
function adds(here, added, there) {
  const read = (/** @type {string} */ text) => Number(text.replaceAll(" ", "").replaceAll("−", "-"));
  const sum = added.reduce((total, text) => total + read(text), read(here));
  return Math.abs(sum - read(there)) <= ROUNDED * Math.max(1, Math.abs(sum));
}
