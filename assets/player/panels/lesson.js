// A lesson's step on the stage: what stays hidden until a question is answered, whether a task is
// done, and the keys that turn the page. The host draws the texts; it sends of a step {key, hold,
// until, formula, says, answered, mark} and hears {key, turn}, {key, reveal} or {key, done}.
import { fill } from "../core/numbers.js";
import { element } from "../draw/html.js";

/**
 * @import { Answer, Ball, Choice, Condition, Host, LessonStep, Relation, Run, Words } from "../types.js"
 * @import { Clock } from "../core/clock.js"
 * @import { Notices } from "./notices.js"
 * @typedef {{choice: Choice, run: Run, step: number}} Moment
 * @typedef {"turned" | "revealed" | ""} News what a step that has come asks for
 * @typedef {{root: HTMLElement, clock: Clock, host: Host, calm: MediaQueryList, notices: Notices,
 *            places: {words: HTMLElement}}} Stage where the lesson is shown
 */

/** After so many milliseconds without an answer news are told again: that they were lost is no event. */
const PATIENCE = 3000;

/** @type {Record<Relation, (a: string | number, b: string | number) => boolean>} */
const RELATIONS = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** What a condition can speak of: lessons/claims.py's FOLLOWED. @type {Record<string, (moment: Moment) => string | number>} */
const QUANTITIES = {
  loss: ({ choice }) => choice.loss,
  method: ({ choice }) => choice.method,
  race: ({ choice }) => choice.race.join(",") || "none",
  eta: ({ choice }) => choice.eta,
  alpha: ({ choice }) => choice.alpha,
  start: ({ choice }) => choice.start[0],
  start2: ({ choice }) => choice.start[1],
  clock: ({ step }) => step,
  outcome: ({ run }) => run.outcome,
  place: ({ run }) => (run.place && run.place !== "unlisted" ? run.place : "none"),
  taken: ({ run }) => run.steps,
  end: ({ run }) => run.w[run.steps * run.d],
  end2: ({ run }) => run.w[run.steps * run.d + 1],
};

/** Whether every condition [quantity, relation, value] holds of {choice, run, step}. @param {Condition[]} conditions @param {Moment} moment */
export function met(conditions, moment) {
  return conditions.every(([name, relation, value]) => RELATIONS[relation](QUANTITIES[name](moment), value));
}

/** A run as far as it may be seen: up to the step where the stage waits. @param {Run} run @param {number} hold @returns {Run} */
function upTo(run, hold) {
  if (run.steps <= hold) return { ...run, outcome: "waiting" };
  const numbers = (hold + 1) * run.d;
  return {
    ...run,
    steps: hold,
    waits: true,
    outcome: "waiting",
    place: "",
    w: run.w.subarray(0, numbers),
    slope: run.slope.subarray(0, numbers),
    loss: run.loss.subarray(0, hold + 1),
  };
}

export class Lesson {
  /** @type {LessonStep | null} */
  step = null;
  /** Where the last answer sent the clock. @type {number | null} */
  at = null;
  /** Whether a first step, or none, has come. */
  seen = false;
  again = 0;

  /** @param {Stage} player @param {Words["lesson"]} words */
  constructor(player, words) {
    this.player = player;
    this.words = words;
    this.told = "";
    this.warned = "";
    this.spoken = document.createElement("div");
    this.spoken.className = "spoken";
    this.spoken.setAttribute("aria-live", "polite");
    player.root.append(this.spoken);
    this.mark = element("p", "said");
    this.mark.setAttribute("aria-hidden", "true");
    player.places.words.append(this.mark);
  }

  /** The step at which the stage waits for an answer; null if it doesn't. */
  get hold() {
    return this.step?.hold ?? null;
  }

  /** Whether the stage waits for an answer. */
  get waits() {
    return this.hold !== null;
  }

  /** Whether a step is another one, or another one's answer. @param {LessonStep | null} step */
  differs(step) {
    return this.step?.key !== step?.key || this.step?.answered !== step?.answered;
  }

  /** Whether it is news that the visitor's own doing has brought: who did it may not be done yet. @param {LessonStep | null} step */
  noticed(step, before = this.step) {
    return step !== null && this.told === step.key && before?.key === step.key;
  }

  /**
   * Take a step from the host: "turned" if it sets the stage, "revealed" if it was answered, or "".
   * So it does, too, if it sends the clock to another step than the answer before.
   * @param {Answer} answer @param {boolean} moved whether the settings have changed with it
   * @returns {News}
   */
  take({ lesson: step, settings: { at } }, moved) {
    const [before, differs] = [this.step, this.differs(step)];
    const sent = at !== null && at !== this.at;
    this.at = at;
    const revealed = this.waits && before?.key === step?.key && step?.answered;
    this.step = step;
    this.mark.textContent = step?.mark ?? "";
    this.player.clock.waits = this.waits;
    const first = !this.seen;
    this.seen = true;
    clearTimeout(this.again);
    if (first) return "";
    if (!differs) return step && sent ? "turned" : "";
    // Who is just doing a task keeps the focus where it is, and sees what there is to read.
    const noticed = this.noticed(step, before);
    this.told = "";
    this.warned = "";
    this.spoken.textContent = step?.says ?? "";
    if (step) this.player.host.lessonShown(step, noticed);
    if (revealed) return "revealed";
    return step && (before?.key !== step.key || moved || sent) ? "turned" : "";
  }

  /** The balls as far as they may be seen. @param {Ball[]} balls */
  gate(balls) {
    const { hold } = this;
    if (hold === null) return balls;
    return balls.map(({ name, run }) => ({ name, run: upTo(run, hold), sentence: "" }));
  }

  /** Roll as the news about a step ask for it. @param {News} news @param {boolean} moved */
  roll(news, moved) {
    const { clock, calm } = this.player,
      { at } = this;
    if (news === "revealed") {
      if (calm.matches) clock.seek(clock.last);
      else if (moved) clock.restart();
      else clock.play();
    } else if (at !== null) clock.seek(at);
    else if (calm.matches) clock.seek(this.waits ? clock.last : 0);
    else clock.restart();
  }

  /** Notice that a task is done. @param {Moment} moment */
  look(moment) {
    const { step } = this;
    if (!step?.until || this.told === step.key || !met(step.until, moment)) return;
    this.told = step.key;
    this.tellDone();
  }

  /** News that are overtaken by others may get lost: then they are told again. */
  tellDone() {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.tellDone(), PATIENCE);
    this.player.host.sendLesson({ key: this.told, done: true });
  }

  stop() {
    clearTimeout(this.again);
  }

  /** Page Down and Page Up. A question isn't skipped in silence: it is shown, then its answer. @param {number} move */
  turn(move) {
    const { step, player } = this;
    if (!step) return;
    if (move > 0 && this.waits) {
      if (this.warned !== step.key) {
        this.warned = step.key;
        player.notices.show([this.words.ask]);
        this.spoken.textContent = this.words.ask;
        return;
      }
      player.host.sendLesson({ key: step.key, reveal: true });
      return;
    }
    player.host.sendLesson({ key: step.key, turn: move });
  }

  /** Where the clock is, while it may not go further. @param {Clock} clock */
  count(clock) {
    return fill(this.words.count, { k: clock.step, n: clock.last });
  }
}
