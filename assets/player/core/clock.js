// One clock for all balls. Time is counted in steps: t = 4.5 is half way through step 4. How long a step
// takes is the pace's; what of it is told when, each term as the formula is read and then the jump, is
// the moment's.

/**
 * @import { Beat, Choice, MethodRow, Moment, Pace } from "../types.js"
 */

/** A step is told term by term if it takes so many seconds; below that all of it is shown at once, */
const TOLD_FROM = 0.6;
/** and if it takes less than this nothing of it could be read. */
const READ_FROM = 0.1;
/** The jump: so many seconds at most, and of a quick step so large a part. */
const JUMP = 0.36,
  QUICK = { least: 0.05, part: 0.6 };
/** However slow the clock, no step is told for longer, unless all are. */
const LONGEST = 4;
/** What can't be seen to move is over in so many seconds. */
const UNSEEN = 0.8;

/**
 * The seconds that step k takes at a speed; `told` is how many steps of this formula have been told
 * before. Below speed 1 nothing hurries on.
 * @param {number} k @param {number} told @param {number} speed @param {Pace} pace
 */
export function secondsOf(k, told, speed, pace) {
  const telling = (pace.told[told] ?? 0) / speed;
  if (speed < 1) return Math.max(Math.min(telling, LONGEST), 1 / (pace.rate * speed));
  return Math.max(telling, 1 / (pace.rate * speed * Math.min(Math.max(k / pace.familiar, 1), pace.most)));
}

/**
 * What is told of step k, in the order in which the formula is read; who looks ahead has to go there first.
 * @param {Pick<MethodRow, "formula" | "hasAlpha" | "looksAhead">} method @param {Pick<Choice, "alpha">} choice
 * @param {number} k @param {string} grown how much of the formula a lesson shows; "" where it is all of it
 * @returns {Beat[]}
 */
export function beatsOf({ formula, hasAlpha, looksAhead }, { alpha }, k, grown = "") {
  /** @type {Beat[]} */
  const terms = grown === "something" ? [] : formula.flatMap(([term]) => (term ? [term] : []));
  /** @type {Beat[]} */
  const kept = hasAlpha && alpha > 0 && k > 0 ? ["momentum"] : [];
  return [...(looksAhead ? [...kept, ...terms] : [...terms, ...kept]), "sum", "jump"];
}

/** How large a part of a step of so many seconds the jump takes: all of it where steps flow. @param {number} seconds */
function jumping(seconds) {
  return Math.min(JUMP, QUICK.least + QUICK.part * seconds, seconds) / seconds;
}

/**
 * What is told at a part f of a step that takes so many seconds, and how much of the jump is done: the
 * ball is on its way in no beat but the last.
 * @param {number} f from 0 to 1 @param {number} seconds @param {Beat[]} beats @returns {Moment}
 */
export function momentOf(f, seconds, beats) {
  const standing = 1 - jumping(seconds);
  const slow = Math.min(Math.max((seconds - READ_FROM) / (TOLD_FROM - READ_FROM), 0), 1);
  if (f >= standing) return { beat: "jump", beats, done: eased((f - standing) / (1 - standing), slow), slow };
  const at = Math.floor((f / standing) * (beats.length - 1));
  return { beat: seconds < TOLD_FROM ? "all" : beats[at], beats, done: 0, slow };
}

/** A step that stands: all of it is told. @param {Beat[]} beats @returns {Moment} */
export function standing(beats) {
  return { beat: "all", beats, done: 0, slow: 1 };
}

/** Whether a term has been told. @param {Beat} term @param {Pick<Moment, "beat" | "beats">} now */
export function isTold(term, { beat, beats }) {
  return beat === "all" || beats.indexOf(term) <= beats.indexOf(beat);
}

/** Evenly where steps flow into each other; else from rest to rest. @param {number} u @param {number} slow */
function eased(u, slow) {
  return u + slow * (u * u * (3 - 2 * u) - u);
}

export class Clock {
  /** @param {() => void} onTick called whenever time or playing has changed */
  constructor(onTick) {
    this.t = 0;
    this.last = 0;
    /** The step from which on nothing can be seen to move. */
    this.unseen = 0;
    this.playing = false;
    this.held = false;
    this.speed = 1;
    /** The scenery says it. @type {Pace} */
    this.pace = { rate: 1, told: [], familiar: 1, most: 1 };
    /** How many steps of this formula have been told. */
    this.told = 0;
    this.loop = false;
    this.waits = false;
    this.jumpy = false;
    this.onTick = onTick;
    this.frame = 0;
    /** When the last frame was. @type {number | null} */
    this.before = null;
    this.rest = 0;
  }

  /** The step that is shown. */
  get step() {
    return Math.min(Math.floor(this.t + 1e-9), this.last);
  }

  /** @param {number} last @param {number} unseen */
  setLast(last, unseen = last) {
    this.last = last;
    this.unseen = unseen;
    if (this.t > last) this.t = last;
  }

  play() {
    if (this.t >= this.last) this.t = 0;
    this.playing = true;
    this.before = null;
    this.rest = 0;
    this.run();
    this.onTick();
  }

  pause() {
    this.playing = false;
    this.t = this.step;
    this.onTick();
  }

  /** @param {number} step */
  seek(step) {
    this.playing = false;
    this.t = Math.min(Math.max(step, 0), this.last);
    this.onTick();
  }

  restart() {
    this.t = 0;
    this.play();
  }

  /** @param {boolean} held */
  hold(held) {
    this.held = held;
    this.before = null;
    if (!held && this.playing) this.run();
  }

  run() {
    if (this.frame || this.held || !this.playing) return;
    this.frame = requestAnimationFrame((now) => {
      this.frame = 0;
      this.tick(now);
    });
  }

  /** @param {number} now */
  tick(now) {
    if (!this.playing || this.held) return;
    // After a pause of the page (a hidden tab) time goes on from where it stood.
    const passed = this.before === null ? 0 : Math.min((now - this.before) / 1000, 0.1);
    this.before = now;
    if (this.t < this.last) {
      this.go(passed);
    } else if (this.loop && !this.waits) {
      this.rest += passed;
      if (this.rest > 1.2) {
        this.t = 0;
        this.rest = 0;
      }
    } else {
      this.playing = false;
    }
    this.onTick();
    this.run();
  }

  /** The seconds that the step that is shown takes. */
  get seconds() {
    const { step, speed, last, unseen } = this;
    const seconds = secondsOf(step, this.told, speed, this.pace);
    return step < unseen || speed < 1 ? seconds : Math.min(seconds, UNSEEN / (last - unseen));
  }

  /** Let so many seconds pass, step by step, as each takes its own time. @param {number} seconds */
  go(seconds) {
    for (let left = seconds; left > 0 && this.t < this.last; ) {
      const { step } = this,
        whole = this.seconds;
      const rest = (step + 1 - this.t) * whole;
      if (left < rest) {
        this.t += left / whole;
        return;
      }
      left -= rest;
      this.t = step + 1;
      if (this.told < this.pace.told.length) this.told += 1;
    }
  }

  /** Whether the clock stands on a step, all of which is shown: where it rests, and where motion is not wanted. */
  get stands() {
    return this.jumpy || !this.playing || this.t >= this.last;
  }

  /** Whether steps go by too fast to read anything of them. */
  get quick() {
    return this.playing && !this.held && this.t < this.last && this.seconds < READ_FROM;
  }

  /** Whether it goes over what can't be seen to move. */
  get hurries() {
    return this.playing && !this.held && this.t < this.last && this.step >= this.unseen;
  }

  /** What is told of the step that is shown. @param {Beat[]} beats @returns {Moment} */
  moment(beats) {
    return this.stands ? standing(beats) : momentOf(Math.max(this.t - this.step, 0), this.seconds, beats);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.playing = false;
  }
}
