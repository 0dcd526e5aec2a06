// What happens, in sentences: how each ball ended, and the step that is shown, for eyes and for
// screen readers.
import { etaAfter } from "../core/descent.js";
import { methodOf, racerOf, whoIs } from "../core/methods.js";
import { fill, number, position } from "../core/numbers.js";
import { element } from "../draw/html.js";
import { setText } from "../draw/svg.js";

/**
 * @import { Choice, Frame, Numbers, Observations, Outcome, Place, Run, Scene, Weights, Words } from "../types.js"
 * @typedef {{rests: boolean, hurries: boolean, waits: boolean, verdict: string}} Now whether the clock rests
 *   and nothing is held, whether it goes over what can't be seen, whether a question waits, and the
 *   verdict on the first ball
 */

/** Whatever is smaller than this part of the picture's side can't be seen to move. */
const UNSEEN = 0.0015;
/** So many steps that can't be seen are told of. */
const MANY = 20;

/** How a run ended, as explain/endings.py says it. @param {Run} run @param {Choice} choice @param {Scene} scene @param {Words} words */
export function ending(run, choice, scene, { sentences, who, places }) {
  if (run.outcome === "waiting") return "";
  const k = run.steps;
  return fill(sentences[endingKey(run.outcome, run.place)], {
    who: who[whoIs(scene, choice)],
    place: run.place && run.place !== "unlisted" ? places[run.place] : "",
    w: position(run.w.subarray(k * run.d, (k + 1) * run.d), scene.span, scene.weights),
    steps: k,
    hover: run.outcome === "hovering" && scene.data ? number(hover(run, scene.data), 2) : "",
  });
}

/**
 * Which sentence says how a run ended: of a still ball it depends on where it is.
 * @param {Exclude<Outcome, "waiting">} outcome @param {Place | ""} place
 */
function endingKey(outcome, place) {
  const floor = place === "floor" || place === "level";
  if (outcome === "rested" && floor) return "floor";
  if (outcome === "balanced") return place === "unlisted" ? "balanced, unlisted" : outcome;
  if (outcome !== "quiet") return outcome;
  if (place === "unlisted") return "quiet, unlisted";
  return floor || place === "saddle" || place === "maximum" || place === "flat" ? "quiet, on" : outcome;
}

/** The mean height above the least loss over the last half of the steps: runs/run.py's Run.hover. @param {Run} run @param {Observations} data */
function hover({ w, steps }, { shape: [m, variance, height, slope] }) {
  const first = Math.floor(steps / 2);
  let sum = 0;
  for (let k = first; k <= steps; k += 1) {
    const tilt = w[2 * k + 1];
    sum += (w[2 * k] + m * tilt - height) ** 2 + variance * (tilt - slope) ** 2;
  }
  return sum / (steps + 1 - first);
}

/** The step from which on a still ball's moves are too small to be seen; of any other the last. @param {Run} run @param {Scene} scene */
export function lastSeen(run, { bounds }) {
  if (run.outcome !== "rested" && run.outcome !== "quiet") return run.steps;
  if (run.lastSeen !== undefined) return run.lastSeen;
  const { w, d, steps } = run;
  const near = (/** @type {number} */ k) =>
    w.subarray(k * d, k * d + d).every((x, i) => {
      const [low, high] = bounds[i];
      return Math.abs(x - w[steps * d + i]) < UNSEEN * (high - low);
    });
  let last = steps;
  while (last > 0 && near(last - 1)) last -= 1;
  run.lastSeen = last;
  return last;
}

export class Sentences {
  /** @type {Scene} */
  scene;
  /** What is written now, and of what. */
  written = "";
  of = "";
  /** @type {Frame["balls"] | null} */
  balls = null;
  /** @type {HTMLElement[]} */
  lines = [];

  /** @param {HTMLElement} host @param {HTMLElement} spoken a place that screen readers read out @param {Words} words */
  constructor(host, spoken, words) {
    this.host = host;
    this.spoken = spoken;
    this.words = words;
    spoken.setAttribute("aria-live", "polite");
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
  }

  /**
   * How each ball ended, when the clock gets there; of the first one, while it stands on its way or is
   * told term by term, what happens at this step.
   * @param {Frame} frame @param {Now} now
   */
  draw(frame, { rests, hurries, waits, verdict }) {
    const { words } = this,
      { t, whole, choice } = frame;
    const told = (rests || (frame.beat !== "all" && frame.slow === 1)) && !waits;
    const of = [Math.floor(t), told, rests, hurries, waits, verdict, whole, frame.told].join();
    if (this.of === of && this.balls === frame.balls) return;
    Object.assign(this, { of, balls: frame.balls });
    const step = told ? `${this.inWords(frame)}.` : "";
    const lines = frame.balls.map(({ name, run, sentence }) => {
      const kind = name === "ball" ? whoIs(this.scene, choice) : name;
      const ended = sentence && (whole || t >= run.steps);
      const said = ended && name === "ball" ? this.ended(run, sentence, verdict) : sentence;
      const open =
        (name === "ball" && step && step[0].toUpperCase() + step.slice(1)) ||
        (waits ? words.lesson.waits : hurries ? words.unseen : words.running)[kind];
      return { name, kind, open: !ended, text: ended ? said : open };
    });
    if (rests) setText(this.spoken, this.inWords(frame));
    const written = JSON.stringify(lines);
    if (this.written === written) return;
    this.written = written;
    while (this.lines.length > lines.length) this.lines.pop()?.remove();
    for (const [i, { name, kind, open, text }] of lines.entries()) {
      const line = this.lines[i] ?? element("p");
      if (!line.parentNode) this.host.append(line);
      this.lines[i] = line;
      line.className = `sentence ${name} ${kind}${open ? " open" : ""}`;
      line.dataset.shape = racerOf(this.scene, kind).shape;
      setText(line, text);
    }
  }

  /** How the ball ended, that the end could not be seen, and why. @param {Run} run @param {string} sentence @param {string} verdict */
  ended(run, sentence, verdict) {
    const n = run.steps - lastSeen(run, this.scene);
    const unseen = n >= MANY ? fill(this.words.unseenSteps, { n }) : "";
    return [sentence, unseen, verdict].filter(Boolean).join(" ");
  }

  /** The step in words. @param {Frame} frame */
  inWords({ t, balls, choice, told }) {
    const [{ run }] = balls;
    const { d } = run,
      { spoken } = this.words;
    const k = Math.min(Math.floor(t), run.steps);
    const pick = (/** @type {Numbers} */ x, /** @type {number} */ at, /** @type {number} */ factor) =>
      Array.from({ length: d }, (_, i) => factor * x[at * d + i]);
    const text = fill(spoken.at, {
      k,
      w: position(pick(run.w, k, 1), this.scene.span, this.scene.weights),
      loss: number(run.loss[k]),
    });
    if (k === run.steps) return text;
    if (!methodOf(this.scene, choice.method).hasAlpha) {
      const way = this.way(pick(run.update, k + 1, 1));
      return text + fill(spoken.steps, { who: this.words.ghosts[choice.method], way });
    }
    if (told === "something") return text;
    const pushes = fill(spoken.gradient, { way: this.way(pick(run.gradient, k, -etaAfter(choice, k))) });
    const carries =
      k > 0 && choice.alpha > 0 ? fill(spoken.momentum, { way: this.way(pick(run.update, k, choice.alpha)) }) : "";
    return text + pushes + carries;
  }

  /** A direction in words: left; right and up; nowhere. @param {Weights} vector */
  way(vector) {
    const { ways, both, nowhere } = this.words.spoken;
    const size = Math.hypot(...vector);
    const [one, other] = vector.flatMap((x, i) => (Math.abs(x) > 0.25 * size ? [ways[i][x > 0 ? 1 : 0]] : []));
    return size > 0 ? (other ? fill(both, { one, other }) : one) : nowhere;
  }
}
