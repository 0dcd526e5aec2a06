// What is being chosen, what the host has been told of it, and what it has answered. A choice is shown
// at once, as a preview; the host is told of it when the hand lets go, and its answer takes its place.
import { CHOSEN, differ, same, spell } from "./choice.js";

/**
 * @import { Answer, Choice, Host, Query, Settings, Viewing } from "./types.js"
 * @typedef {{setHeld: (held: boolean) => void, setOffline: (offline: boolean) => void,
 *            isFresh: (answer: Answer) => boolean | null, preview: (draft: Choice) => void,
 *            show: (answer: Answer, moved: boolean, replay: boolean) => void,
 *            roll: () => void, draw: () => void, writeLink: (query: Query) => void}} Stage
 *   whoever shows it. isFresh: whether an answer is about another loss than is shown; null if that
 *   loss isn't here yet. show: the settings have `moved`; nothing was chosen here, so `replay`
 */

/** If the host rests without an answer for so many milliseconds, it is told again, so many times: that
 * news were lost is no event, and a host may come to rest after something else. */
const PATIENCE = 2000,
  TRIES = 3;
/** After so many milliseconds without a key a choice by keys is told. */
const KEY_REST = 350;

export class Conversation {
  /** What is being chosen; null: nothing but what is answered. @type {Choice | null} */
  draft = null;
  /** The newest answer, and the one that is shown. @type {Answer | null} */
  answer = null;
  /** @type {Answer | null} */
  shown = null;
  /** The settings that the host was told of, and hasn't confirmed. @type {Set<keyof Choice>} */
  told = new Set();
  /** Speed, loop and path, until they are confirmed. @type {Partial<Viewing>} */
  viewing = {};
  /** By how many hands something is held. */
  held = 0;
  offline = false;
  /** What was answered in lessons, by the step's key. @type {Record<string, number>} */
  given = {};
  /** How often the host has come back, and whether it may have forgotten what it knew. */
  returned = 0;
  forgotten = false;
  waiting = 0;
  keyTimer = 0;

  /** @param {Host} host @param {Stage} stage */
  constructor(host, stage) {
    this.host = host;
    this.stage = stage;
  }

  /** The settings that are shown: what is being chosen, or what the answer answers. */
  get choice() {
    const choice = this.draft ?? this.answer?.settings;
    if (!choice) throw new Error("nothing has been answered yet");
    return choice;
  }

  /** Take an answer. Where the stage was set anew, whatever was being chosen is forgotten. @param {Answer} answer */
  hear(answer) {
    const anew = this.answer !== null && answer.anew > this.answer.anew;
    const { lesson } = answer;
    if (lesson && lesson.said !== null) this.given[lesson.key] = lesson.said;
    this.answer = answer;
    if (!anew) return;
    this.draft = null;
    this.told.clear();
    this.viewing = {};
  }

  /** Show the newest answer, if it is one to what is shown and nothing is held. */
  adopt(impatient = false) {
    const { answer } = this;
    const fresh = answer && !this.offline ? this.stage.isFresh(answer) : null;
    if (!answer || fresh === null) return;
    const asked = !this.draft || same(this.draft, answer.settings) || impatient;
    if (!asked && (!fresh || this.told.has("loss"))) return;
    if (!fresh && this.held) return;
    clearTimeout(this.waiting);
    const moved = this.draft !== null || !this.shown || !same(this.shown.settings, answer.settings);
    const replay = !this.draft && this.shown !== null && moved;
    this.draft = null;
    this.told.clear();
    this.forgotten = false;
    this.shown = answer;
    for (const name of /** @type {const} */ (["speed", "loop", "path"])) {
      if (this.viewing[name] === answer.settings[name]) delete this.viewing[name];
    }
    this.stage.show(answer, moved, replay);
  }

  hold() {
    this.held += 1;
    clearTimeout(this.keyTimer);
    this.stage.setHeld(true);
  }

  /** Preview a change at once. @param {Partial<Choice>} change */
  choose(change) {
    const draft = { ...this.choice, ...change };
    if (this.draft && same(draft, this.draft)) return;
    this.draft = draft;
    this.stage.preview(draft);
  }

  /** The finger is off: tell the host, and roll. @param {string} known a setting that the host knows already */
  release(known = "") {
    this.held = Math.max(this.held - 1, 0);
    if (this.held) return;
    this.stage.setHeld(false);
    if (this.draft) this.commit(known);
    this.stage.draw();
  }

  /** A key press is a preview at once and a release when the keys rest. @param {Partial<Choice>} change */
  typed(change) {
    this.choose(change);
    clearTimeout(this.keyTimer);
    this.keyTimer = setTimeout(() => {
      if (!this.held) this.commit();
    }, KEY_REST);
  }

  /** What was typed is chosen at once. @param {Partial<Choice>} change */
  enter(change) {
    this.choose(change);
    clearTimeout(this.keyTimer);
    if (!this.held) this.commit();
  }

  /** It is chosen now. @param {string} known a setting that the host knows already */
  commit(known = "") {
    const { draft, answer, shown } = this;
    if (!draft || !answer || !shown) return;
    for (const name of CHOSEN) if (differ(draft, answer.settings, name)) this.told.add(name);
    if (!same(draft, shown.settings)) this.stage.roll();
    if (!this.told.size) return this.adopt();
    this.stage.writeLink({ ...shown.query, ...spell(draft, shown.query) });
    if ([...this.told].some((name) => name !== known)) this.tell();
    this.wait();
  }

  /**
   * Give the host time to answer. If it rests without: tell it again, and at last take what it has.
   * But who has not been heard since is only far away, and may still answer.
   */
  wait(tries = TRIES) {
    clearTimeout(this.waiting);
    if (this.offline) return;
    const rests = this.host.rests();
    this.waiting = setTimeout(() => {
      if (this.held || this.host.busy()) return this.wait(tries);
      if (!tries) return this.host.rests() === rests ? this.wait(0) : this.adopt(true);
      this.tell();
      this.wait(tries - 1);
    }, PATIENCE);
  }

  /** Speed, loop and path are shown at once; the host keeps them. @param {Partial<Viewing>} change */
  watch(change) {
    Object.assign(this.viewing, change);
    this.tell();
  }

  /**
   * Tell the host everything that it has not confirmed yet: a message that is overtaken by the next
   * one may never be read. None while it is out of reach: that would block all later ones.
   */
  tell() {
    const { choice } = this;
    /** @type {Partial<Settings>} */
    const chosen = Object.fromEntries([...this.told].map((name) => [name, choice[name]]));
    const before = this.forgotten ? { answers: this.given, returned: this.returned } : {};
    const changes = { ...this.viewing, ...chosen, ...before };
    if (!this.offline && Object.keys(changes).length) this.host.send({ ...changes, anew: this.answer?.anew });
  }

  /**
   * While the host is out of reach, what is shown is a preview; when it is back it is told, since
   * it may have forgotten everything but the link that the page was opened with.
   * @param {boolean} offline
   */
  setOffline(offline) {
    if (this.offline === offline || !this.answer) return;
    this.offline = offline;
    this.stage.setOffline(offline);
    clearTimeout(this.waiting);
    if (offline) this.draft ??= { ...this.choice };
    else {
      for (const name of CHOSEN) this.told.add(name);
      this.forgotten = true;
      this.returned += 1;
      if (!this.held) this.commit();
    }
  }

  /** Go on with a choice that the host does not know. @param {Choice} choice */
  resume(choice) {
    this.draft = { ...this.choice, ...choice };
    for (const name of CHOSEN) this.told.add(name);
    this.tell();
    this.wait();
  }

  stop() {
    clearTimeout(this.waiting);
    clearTimeout(this.keyTimer);
  }
}
