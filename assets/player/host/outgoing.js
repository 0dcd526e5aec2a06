// What the player tells the host, one thing at a time. Streamlit puts everything that is told in one
// turn of the browser into one message; of that only the fragment that spoke first is run again, and
// of a component's news only the last is read. So the page's other widgets go first.

/**
 * @import { Changes, LessonNews, WantedMap } from "../types.js"
 * @typedef {{change: Changes, want: WantedMap, lesson: LessonNews, lacks: string, wake: number}} News what is told, by its name
 * @typedef {keyof News} Name
 */

/** After an event of the page's own nothing is told for so many ticks of so many milliseconds, time
 * for a widget to speak: a slider waits 200 ms for another key, and that it has nothing to tell is no
 * event. Ticks are counted, and not the time that has passed: where the browser is busy, one comes
 * late, and the widget does too. */
const TICKS = 10,
  TICK = 30;
const NATIVE = ["pointerdown", "click", "input", "change", "keydown", "focusout"];

export class Outgoing {
  /** How each is told, once its place is there. @type {{[K in Name]?: (news: News[K]) => void}} */
  ways = {};
  /** What waits to be told: how to tell it. @type {Map<Name, () => void>} */
  waiting = new Map();
  /** So many ticks still, nothing is told. */
  quiet = 0;
  /** A finger is on something of the page's own: what it does there is told when it is lifted. */
  touched = false;
  timer = 0;

  /**
   * @param {(path: EventTarget[]) => boolean} own whether what happens there speaks for the stage's fragment
   * @param {() => boolean} online what is told while off-line would block all that comes later
   * @param {() => boolean} covered whether a dialog covers the maps: what is asked for them can wait,
   *   and a file that has just been uploaded there speaks without an event
   */
  constructor(own, online, covered) {
    this.online = online;
    this.covered = covered;
    for (const kind of NATIVE) {
      addEventListener(
        kind,
        (event) => {
          const turns = event instanceof KeyboardEvent && event.key.startsWith("Page");
          if (event.target === document.body || turns || own(event.composedPath())) return;
          this.touched ||= kind === "pointerdown";
          this.quiet = TICKS;
          this.timer ||= setTimeout(() => this.next(), TICK);
        },
        true,
      );
    }
    for (const kind of ["pointerup", "pointercancel", "blur"]) {
      addEventListener(
        kind,
        (event) => {
          if (kind === "blur" && event.target !== window) return;
          this.touched = false;
        },
        true,
      );
    }
  }

  /**
   * News, in the place of older ones of the same name; false if there is no way to tell them.
   * @template {Name} N @param {N} name @param {News[N]} news
   */
  put(name, news) {
    if (!this.ways[name]) return false;
    this.waiting.set(name, () => this.ways[name]?.(news));
    if (!this.timer) this.next();
    return true;
  }

  /** Tell what is first, and what is next in another turn of the browser: Streamlit's message of the
   * first one leaves with the timers of this turn, so before that. */
  next() {
    this.timer = 0;
    if (!this.touched) this.quiet = Math.max(this.quiet - 1, 0);
    if (this.quiet) {
      this.timer = setTimeout(() => this.next(), TICK);
      return;
    }
    if (!this.online()) this.waiting.clear();
    const covered = this.covered();
    const first = [...this.waiting].find(([name]) => !(covered && name === "want"));
    if (!first) {
      if (this.waiting.size) this.timer = setTimeout(() => this.next(), TICK);
      return;
    }
    const [name, tell] = first;
    this.waiting.delete(name);
    tell();
    this.timer = setTimeout(() => this.next(), 0);
  }
}
