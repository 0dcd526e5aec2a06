// A lesson's step on the stage: what stays hidden until a question is answered, whether a task is
// done, and the keys that turn the page. The host draws the texts; it sends of a step {key, hold,
// until, formula, says, answered} and hears {key, turn}, {key, reveal} or {key, done}.
import { fill } from "../core/numbers.js";

const PATIENCE = 3000;

const RELATIONS = {
  "=": (a, b) => a === b, "!=": (a, b) => a !== b,
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};

/** What a condition can speak of: claims.py's FOLLOWED. */
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
  place: ({ run }) => (["rested", "balanced"].includes(run.outcome) ? run.place : "none"),
  taken: ({ run }) => run.steps,
  end: ({ run }) => run.w[run.steps * run.d],
  end2: ({ run }) => run.w[run.steps * run.d + 1],
};

/** Whether every condition [quantity, relation, value] holds of {choice, run, step}. */
export function met(conditions, moment) {
  return conditions.every(([name, relation, value]) => RELATIONS[relation](QUANTITIES[name](moment), value));
}

/** A run as far as it may be seen: up to the step where the stage waits. */
export function upTo(run, hold) {
  if (run.steps <= hold) return { ...run, outcome: "waiting" };
  const numbers = (hold + 1) * run.d;
  return {
    ...run, steps: hold, waits: true, outcome: "waiting", place: "",
    w: run.w.subarray(0, numbers), slope: run.slope.subarray(0, numbers), loss: run.loss.subarray(0, hold + 1),
  };
}

export class Lesson {
  /** @param {import("./player.js").Player} player @param {object} words */
  constructor(player, words) {
    Object.assign(this, { player, words });
    this.step = null;
    this.told = "";
    this.warned = "";
    this.spoken = document.createElement("div");
    this.spoken.className = "spoken";
    this.spoken.setAttribute("aria-live", "polite");
    player.root.append(this.spoken);
  }

  /** Whether the stage waits for an answer. */
  get waits() {
    return Number.isInteger(this.step?.hold);
  }

  /** Whether a step is another one, or another one's answer. */
  differs(step) {
    return this.step?.key !== step?.key || this.step?.answered !== step?.answered;
  }

  /** Whether it is news that the visitor's own doing has brought: who did it may not be done yet. */
  noticed(step, before = this.step) {
    return Boolean(step) && this.told === step.key && before?.key === step.key;
  }

  /**
   * Take a step from the host: "turned" if it sets the stage, "revealed" if it was answered, or "".
   * So it does, too, if it sends the clock to another step than the answer before.
   * @param {boolean} moved whether the settings have changed with it
   */
  take(step, moved) {
    const [before, differs] = [this.step, this.differs(step)];
    const { at } = this.player.answer.settings;
    const sent = at !== null && at !== this.at;
    this.at = at;
    const revealed = this.waits && before?.key === step?.key && step?.answered;
    this.step = step;
    this.player.clock.waits = this.waits;
    const first = !this.seen;
    this.seen = true;
    clearTimeout(this.again);
    if (first) return "";
    if (!differs) return step && sent ? "turned" : "";
    // Who is just doing a task keeps the focus where it is.
    const noticed = this.noticed(step, before);
    this.told = "";
    this.warned = "";
    this.spoken.textContent = step?.says ?? "";
    if (step && !noticed) this.player.host.lessonShown(step);
    if (revealed) return "revealed";
    return step && (before?.key !== step.key || moved || sent) ? "turned" : "";
  }

  /** The balls as far as they may be seen. */
  gate(balls) {
    if (!this.waits) return balls;
    return balls.map(({ name, run }) => ({ name, run: upTo(run, this.step.hold), sentence: "" }));
  }

  /** Roll as the news about a step ask for it. */
  roll(news, moved) {
    const { clock, calm, answer } = this.player;
    const { at } = answer.settings;
    if (news === "revealed") {
      if (calm.matches) clock.seek(clock.last);
      else if (moved) clock.restart();
      else clock.play();
    } else if (at !== null) clock.seek(at);
    else if (calm.matches) clock.seek(this.waits ? clock.last : 0);
    else clock.restart();
  }

  /** Notice that a task is done. */
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

  /** Page Down and Page Up. A question isn't skipped in silence: it is shown, then its answer. */
  turn(move) {
    const { step, player } = this;
    if (!step) return;
    if (move > 0 && this.waits) {
      if (this.warned !== step.key) {
        this.warned = step.key;
        player.showNotices([this.words.ask]);
        this.spoken.textContent = this.words.ask;
        return;
      }
      return player.host.sendLesson({ key: step.key, reveal: true });
    }
    player.host.sendLesson({ key: step.key, turn: move });
  }

  /** Where the clock is, while it may not go further. */
  count(clock) {
    return fill(this.words.count, { k: clock.step, n: clock.last });
  }
}
