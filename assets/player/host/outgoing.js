// What the player tells the host, one thing at a time. Streamlit puts everything that is told in one
// turn of the browser into one message; of that only the fragment that spoke first is run again, and
// of a component's news only the last is read. So the page's other widgets go first.

/**
 * @import { LessonNews, Settings, WantedMap } from "../types.js"
 * @typedef {{change: Partial<Settings>, want: WantedMap, lesson: LessonNews}} News what is told, by its name
 * @typedef {keyof News} Name
 */

/** Between two messages there are so many milliseconds, and after an event of the page's own so many. */
const APART = 60,
  FOREIGN = 300;
const NATIVE = ["click", "change", "keydown", "focusout"];

export class Outgoing {
  /** How each is told, once its place is there. @type {{[K in Name]?: (news: News[K]) => void}} */
  ways = {};
  /** What waits to be told: how to tell it. @type {Map<Name, () => void>} */
  waiting = new Map();
  /** Until then nothing is told. */
  quiet = 0;
  timer = 0;

  /**
   * @param {(path: EventTarget[]) => boolean} own whether what happens there speaks for the stage's fragment
   * @param {() => boolean} online what is told while off-line would block all that comes later
   * @param {() => boolean} busy whether the page's script runs: it may be about to tell widgets
   *   something, and a message carries what all of them show; an old value would count as chosen
   */
  constructor(own, online, busy) {
    this.online = online;
    this.busy = busy;
    for (const kind of NATIVE) {
      addEventListener(
        kind,
        (event) => {
          const turns = event instanceof KeyboardEvent && event.key.startsWith("Page");
          const native = event.target !== document.body && !turns;
          if (native && !own(event.composedPath())) this.quiet = performance.now() + FOREIGN;
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
    this.next();
    return true;
  }

  /** Nothing is told before the widgets have taken what has just come for them. */
  hush() {
    this.quiet = Math.max(this.quiet, performance.now() + APART);
  }

  next() {
    clearTimeout(this.timer);
    if (!this.online()) this.waiting.clear();
    const [first] = this.waiting;
    if (!first) return;
    const early = this.busy() ? APART : this.quiet - performance.now();
    if (early > 0) {
      this.timer = setTimeout(() => this.next(), early);
      return;
    }
    const [name, tell] = first;
    this.waiting.delete(name);
    tell();
    this.quiet = performance.now() + APART;
    this.next();
  }
}
