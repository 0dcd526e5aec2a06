// The stage: one clock, its balls, and everything that can be dragged. It knows nothing of
// Streamlit; a host gives it scenery and answers and is told what was chosen.
import { CHOSEN, differ, same, spell, whoIs } from "./choice.js";
import { Clock } from "./core/clock.js";
import { etaAfter, integrate, loadScene, racer } from "./core/descent.js";
import { fill, number, position } from "./core/numbers.js";
import { Chart } from "./panels/chart.js";
import { Formula } from "./panels/formula.js";
import { Legend } from "./panels/legend.js";
import { Lesson } from "./panels/lesson.js";
import { Maps } from "./panels/map.js";
import { Transport } from "./panels/transport.js";
import { Contour } from "./views/contour.js";
import { Data } from "./views/data.js";
import { Hill } from "./views/hill.js";
import { Relief } from "./views/relief.js";

const PATIENCE = 2000;
const TRIES = 3;
const KEY_REST = 350;
const ARROW_RATE = 2;
const CATCH_UP = 60;
/** Whatever is smaller than this part of the picture's side can't be seen to move. */
const UNSEEN = 0.003;

/**
 * @typedef {{send: (changes: object) => void, writeLink: (query: object) => void,
 *            link: (view: {at: number | null}) => string, sendLesson: (news: object) => void,
 *            lessonShown: (step: object) => void, want: (map: object) => boolean,
 *            previewed: (choice: object | null) => void, busy: () => boolean, rests: () => number}} Host
 *   rests: how often it has come to rest
 */

/** An answer from its bytes: see stage.py. */
export function readAnswer(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const told = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const answer = { hide: [], projector: false, lesson: null, notices: [], ...told };
  let at = 4 + length;
  for (const run of Object.values(answer.runs)) {
    run.w = new Float64Array(bytes.slice(at, at + 8 * run.numbers).buffer);
    at += 8 * run.numbers;
  }
  return answer;
}

export class Player {
  /** @param {HTMLElement} root @param {object} words @param {Host} host */
  constructor(root, words, host) {
    Object.assign(this, { root, words, host });
    this.held = 0;
    this.draft = null;
    this.answer = null;
    this.waiting = 0;
    this.told = new Set();
    this.viewing = {};
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.large = matchMedia("(min-width: 900px)");
    root.classList.add("momentum-player");
    const part = (name, tag = "div") => {
      const node = document.createElement(tag);
      node.className = name;
      root.append(node);
      return node;
    };
    this.clock = new Clock(() => this.draw());
    const hold = () => this.hold();
    const release = () => this.release();
    this.formula = new Formula(part("formula"), words, {
      onHold: hold,
      onRelease: release,
      onChange: (change) => this.choose(change),
      onKey: (change) => this.typed(change),
    });
    this.stage = part("stage");
    this.stage.classList.add("blank");
    this.missing = document.createElement("p");
    this.missing.className = "missing";
    this.missing.setAttribute("role", "status");
    this.stage.append(this.missing);
    const pane = (name) => {
      const node = document.createElement("div");
      node.className = `pane ${name}`;
      this.stage.append(node);
      return node;
    };
    const handlers = {
      onHold: hold,
      onRelease: release,
      onStart: (start) => { this.place(start); },
      onKey: (start) => { this.clock.t = 0; this.typed({ start }); },
    };
    this.hill = new Hill(pane("hill"), words, handlers);
    this.contour = new Contour(pane("contour"), words, handlers);
    this.relief = new Relief(pane("relief"), words);
    this.fit = new Data(pane("fit"), words);
    this.views = [this.hill, this.contour, this.relief, this.fit];
    this.buildSwitch();
    this.legend = new Legend(part("legend"), words, (race) => this.typed({ race }));
    this.transport = new Transport(part("transport"), words, this.clock, {
      onView: (change) => this.view(change),
      onCopy: () => this.copy(),
      onHelp: () => this.help.showModal(),
    });
    this.notices = part("notices");
    this.notices.setAttribute("role", "status");
    this.sentences = part("sentences");
    this.bottom = part("bottom");
    const losses = document.createElement("div");
    losses.className = "losses";
    const pad = document.createElement("div");
    pad.className = "atlas";
    this.bottom.append(this.sentences, losses, pad);
    this.chart = new Chart(losses, words, (step) => this.clock.seek(step));
    this.atlas = new Maps(pad, words, {
      onHold: hold,
      onRelease: release,
      onChange: (change) => this.choose(change),
      onKey: (change) => this.typed(change),
      onWant: (want) => !this.offline && this.host.want(want),
      onStale: (name, stale) => this.mark(`stale-${name}`, stale),
      onBasin: (map) => { for (const view of [this.hill, this.contour]) view.setBasin(map); },
    });
    this.atlas.watchStage(this.stage);
    this.spoken = part("spoken");
    this.spoken.setAttribute("aria-live", "polite");
    this.lesson = new Lesson(this, words.lesson);
    this.buildHelp();
    this.onKeyDown = (event) => this.key(event);
    document.addEventListener("keydown", this.onKeyDown);
    this.clock.jumpy = this.calm.matches;
    this.calm.addEventListener("change", () => { this.clock.jumpy = this.calm.matches; this.draw(); });
    this.large.addEventListener("change", () => { if (this.answer) this.present(this.answer); });
    this.observer = new ResizeObserver(() => {
      this.press();
      for (const view of this.shownViews()) view.redrawStill();
      this.resizeBottom();
    });
    this.observer.observe(this.bottom);
    this.observer.observe(this.stage);
  }

  /** Where there is no room for both, a switch between the view from above and the one in 3-D. */
  buildSwitch() {
    const host = document.createElement("div");
    host.className = "switch";
    this.stage.dataset.show = "contour";
    this.stage.dataset.second = "fit";
    const buttons = ["contour", "fit", "relief"].map((name) => {
      const node = document.createElement("button");
      node.type = "button";
      node.className = name;
      node.textContent = this.words.views[name];
      node.setAttribute("aria-pressed", name === "contour");
      node.addEventListener("click", () => {
        this.stage.dataset.show = name;
        if (name !== "contour") this.stage.dataset.second = name;
        this.press();
        for (const view of this.shownViews()) view.redrawStill();
        this.draw();
      });
      return node;
    });
    host.append(...buttons);
    this.stage.append(host);
    this.buttons = buttons;
  }

  /** Which of the switch's views are shown: one, or beside the contours the second one. */
  press() {
    const { show, second } = this.stage.dataset;
    const both = this.scene?.data && this.buttons[0].offsetParent === null;
    for (const node of this.buttons) {
      node.setAttribute("aria-pressed", node.className === (both ? second : show));
    }
  }

  /** The keys, in a dialog of the browser's own. */
  buildHelp() {
    this.help = document.createElement("dialog");
    this.help.className = "help";
    const title = document.createElement("h2");
    title.textContent = this.words.help.title;
    const list = document.createElement("dl");
    for (const [keys, meaning] of this.words.help.keys) {
      const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
      dt.textContent = keys;
      dd.textContent = meaning;
      list.append(dt, dd);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = this.words.help.close;
    close.addEventListener("click", () => this.help.close());
    this.help.setAttribute("aria-label", this.words.help.title);
    this.help.append(title, list, close);
    this.root.append(this.help);
  }

  /** Keys for the whole page, where nothing else wants them. */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || this.help.open || !this.balls) return;
    const target = event.composedPath()[0];
    const own = (selector) => target instanceof Element && target.closest(selector);
    // A slider has no use for the space bar: there it plays, as everywhere.
    const free = [" ", "?"].includes(event.key) && own("input[type=range], .term, .ball, .spot");
    if (!free && own("input, select, textarea, [contenteditable], [role=slider], [role=combobox], [role=listbox], [role=option], [role=radio], [role=dialog]")) return;
    if (event.key === " " && own("button, a, summary")) return;
    const { clock } = this;
    const action = {
      " ": () => (clock.playing ? clock.pause() : clock.play()),
      ArrowRight: () => clock.seek(clock.step + 1),
      ArrowLeft: () => clock.seek(clock.step - 1),
      Home: () => clock.seek(0),
      End: () => clock.seek(clock.last),
      PageDown: this.lesson.step && (() => this.lesson.turn(1)),
      PageUp: this.lesson.step && (() => this.lesson.turn(-1)),
      "?": () => this.help.showModal(),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** The views of this loss that there is room for. */
  shownViews() {
    if (this.scene?.d !== 2) return [this.hill];
    return this.scene.data ? [this.contour, this.fit, this.relief] : [this.contour, this.relief];
  }

  /**
   * Where chart and maps are: in the stage (null), or in a place of the page's, below the sliders.
   * Then what is seldom touched goes there too, so that the sliders are near to the ball.
   */
  setBottomHost(node) {
    const host = node ?? this.root;
    if (this.bottom.parentElement === host) return;
    this.bottomHost = node;
    node?.classList.add("momentum-player");
    host.append(this.bottom);
    if (node) {
      this.notices.after(this.sentences);
      node.prepend(this.transport.views, this.legend.host);
    } else {
      this.bottom.prepend(this.sentences);
      this.stage.after(this.legend.host);
      this.transport.host.append(this.transport.views);
    }
    if (this.answer) this.present(this.answer);
    this.mark("dark", Boolean(this.dark));
    this.resizeBottom();
  }

  /** A class of the player's, wherever its parts are. */
  mark(name, on) {
    for (const node of [this.root, this.bottomHost]) node?.classList.toggle(name, on);
  }

  resizeBottom() {
    this.chart.resize();
    this.atlas.redraw();
    this.draw();
  }

  /** In the picture's place: that it is still to come; or that it won't, and then all else begins without. */
  setMissing(text, lost = false) {
    if (this.missing.textContent !== text) this.missing.textContent = text;
    this.lost = lost;
    this.begin();
  }

  setPlotly(Plotly) {
    this.setMissing("");
    this.stage.classList.remove("blank");
    for (const view of this.views) view.Plotly = Plotly;
    for (const view of this.shownViews()) view.redrawStill();
    this.begin();
    this.draw();
  }

  setTheme(dark) {
    if (this.dark === dark) return;
    this.dark = dark;
    this.mark("dark", dark);
    for (const view of this.views) view.setTheme();
    this.atlas.setTheme();
    this.draw();
  }

  /** A loss; the same one may come again (when the theme changes), and then nothing is new. */
  setScenery(scenery) {
    if (JSON.stringify(this.scenery) !== JSON.stringify(scenery)) this.scenery = scenery;
    this.adopt();
  }

  setAnswer(answer) {
    this.answer = answer;
    if (this.lesson.differs(answer.lesson) && !this.lesson.noticed(answer.lesson)) this.forget();
    this.showNotices(answer.notices);
    this.adopt();
  }

  /** Another step of a lesson sets the stage anew, whatever was being chosen. */
  forget() {
    this.draft = null;
    this.told.clear();
    this.viewing = {};
  }

  /** The settings that are shown: what is being chosen, or what the answer answers. */
  get choice() {
    return this.draft ?? this.answer.settings;
  }

  /** Show the newest answer, if it is one to what is shown and nothing is held. */
  adopt(impatient = false) {
    const { answer, scenery } = this;
    if (!answer || !scenery || answer.scene !== scenery.key || this.offline) return;
    const fresh = this.source !== scenery;
    const asked = !this.draft || same(this.draft, answer.settings) || impatient;
    if (!asked && (!fresh || this.told.has("loss"))) return;
    if (!fresh && this.held) return;
    clearTimeout(this.waiting);
    const moved = this.draft !== null || !this.shownAnswer || !same(this.shownAnswer.settings, answer.settings);
    const replay = !this.draft && this.shownAnswer && moved;
    this.draft = null;
    this.told.clear();
    this.shownAnswer = answer;
    if (fresh) {
      this.source = scenery;
      this.scene = loadScene(scenery);
      this.stage.classList.toggle("flat", this.scene.d === 2);
      this.stage.classList.toggle("fitted", Boolean(this.scene.data));
      if (!this.scene.data && this.stage.dataset.show === "fit") this.stage.dataset.show = "contour";
      this.press();
      for (const view of this.shownViews()) view.setScene(this.scene);
      this.formula.setScene(this.scene);
      this.transport.setScene(this.scene);
      this.atlas.setScene(this.scene);
    }
    for (const name of Object.keys(this.viewing)) {
      if (this.viewing[name] === answer.settings[name]) delete this.viewing[name];
    }
    this.view({ ...answer.settings, ...this.viewing }, false);
    this.present(answer);
    const news = this.lesson.take(answer.lesson, moved);
    this.formula.setLesson(answer.lesson?.formula);
    // Maps would tell a lesson's answer; only the lesson that is about them shows them, once it is given.
    this.mark("elsewhere", Boolean(answer.lesson) && (this.lesson.waits || !answer.lesson.key.startsWith("map")));
    this.atlas.settle(answer.settings);
    this.balls = this.lesson.gate(Object.entries(answer.runs).map(([name, core]) => {
      const choice = name === "ball" ? answer.settings : racer(this.scene, answer.settings, name);
      const run = integrate(this.scene, choice, core.w);
      Object.assign(run, { outcome: core.outcome, place: core.place });
      return { name, run, sentence: this.sentence(run, choice) };
    }));
    this.setLast();
    this.writeLink(answer.query);
    if (news && this.begun) this.lesson.roll(news, moved);
    else if (replay) this.roll();
    this.begin();
    this.draw();
  }

  /** Which parts are shown, and for whom. */
  present({ hide, projector: wanted }) {
    const { root } = this, projector = wanted && this.large.matches;
    if (root.classList.contains("projector") !== projector) {
      this.mark("projector", projector);
      for (const view of this.shownViews()) view.redrawStill();
    }
    for (const name of this.words.parts) this.mark(`no-${name}`, hide.includes(name));
    this.formula.fix(["eta", "alpha"].filter((name) => hide.includes(name)));
  }

  /** The first start: play, unless the link stands at a step or motion is not wanted. Who has moved
   * the clock before the picture came keeps it where it is. */
  begin() {
    if (this.begun || !(this.hill.Plotly || this.lost) || !this.balls) return;
    this.begun = true;
    if (this.clock.playing || this.clock.t > 0) return;
    const { at } = this.answer.settings;
    if (at !== null) this.clock.seek(at);
    else if (!this.calm.matches) this.clock.restart();
    else if (this.lesson.waits) this.clock.seek(this.clock.last);
  }

  /** After a change: roll from the start if it was playing, else stay. */
  roll() {
    if (this.clock.playing) this.clock.restart();
  }

  setLast() {
    this.clock.setLast(Math.max(...this.balls.map(({ run }) => run.steps)));
  }

  /** The address, which names a step only while the clock stands there. */
  writeLink(query) {
    this.linked = query;
    const { at, ...rest } = query;
    this.stands = at === undefined || !this.begun || (!this.clock.playing && String(this.clock.step) === at);
    this.host.writeLink(this.stands ? query : rest);
  }

  // What is chosen here.

  hold() {
    this.held += 1;
    clearTimeout(this.keyTimer);
    this.clock.hold(true);
  }

  /** Preview a change at once. */
  choose(change) {
    const draft = { ...this.choice, ...change };
    if (this.draft && same(draft, this.draft)) return;
    this.draft = draft;
    this.preview();
  }

  place(start) {
    this.clock.t = 0;
    this.choose({ start });
  }

  preview() {
    const { draft, scene } = this;
    this.balls = this.lesson.gate(["ball", ...draft.race].map((name) => {
      const choice = name === "ball" ? draft : racer(scene, draft, name);
      const run = integrate(scene, choice);
      return { name, run, sentence: this.sentence(run, choice) };
    }));
    this.setLast();
    cancelAnimationFrame(this.pending);
    this.pending = requestAnimationFrame(() => this.draw());
  }

  sentence(run, choice) {
    const { sentences, who, places } = this.words;
    const k = run.steps;
    return fill(sentences[run.outcome], {
      who: who[whoIs(choice)],
      place: places[run.place],
      w: position(run.w.subarray(k * run.d, (k + 1) * run.d), this.scene.span),
      steps: k === 1 ? "1 step" : `${k} steps`,
      hover: run.outcome === "hovering" ? number(this.hover(run), 2) : "",
    });
  }

  /** The mean height above the least loss over the last half of the steps: run.py's Run.hover. */
  hover({ w, steps }) {
    const [m, variance, height, slope] = this.scene.data.shape;
    const first = Math.floor(steps / 2);
    let sum = 0;
    for (let k = first; k <= steps; k += 1) {
      const tilt = w[2 * k + 1];
      sum += (w[2 * k] + m * tilt - height) ** 2 + variance * (tilt - slope) ** 2;
    }
    return sum / (steps + 1 - first);
  }

  /** The finger is off: tell the host, and roll. `known`: a setting that the host knows already. */
  release(known = "") {
    this.held = Math.max(this.held - 1, 0);
    if (this.held) return;
    this.clock.hold(false);
    if (this.draft) this.commit(known);
    this.draw();
  }

  commit(known = "") {
    const { draft } = this;
    if (!draft) return;
    for (const name of CHOSEN) if (differ(draft, this.answer.settings, name)) this.told.add(name);
    if (!same(draft, this.shownAnswer.settings)) this.roll();
    if (!this.told.size) return this.adopt();
    this.writeLink({ ...this.shownAnswer.query, ...spell(draft, this.shownAnswer.query) });
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

  /** A key press is a preview at once and a release when the keys rest. */
  typed(change) {
    this.choose(change);
    clearTimeout(this.keyTimer);
    this.keyTimer = setTimeout(() => { if (!this.held) this.commit(); }, KEY_REST);
  }

  /** Speed, loop and path: shown at once; the host keeps them. */
  view(change, tell = true) {
    const now = { speed: this.clock.speed, loop: this.clock.loop, path: this.wholePath ?? false };
    const { speed, loop, path } = { ...now, ...change };
    this.clock.speed = speed;
    this.clock.loop = loop;
    this.wholePath = path;
    this.transport.setView({ speed, loop, path });
    if (tell) {
      Object.assign(this.viewing, change);
      this.tell();
      this.draw();
    }
  }

  async copy() {
    const link = this.host.link({ at: this.clock.playing ? null : this.clock.step });
    const { copied, manual } = this.words.transport;
    try {
      await navigator.clipboard.writeText(link);
      this.transport.said(copied);
    } catch {
      this.showNotices([`${manual}: ${link}`]);
    }
  }

  /** Lines for the visitor, over the stage, until they are dismissed or replaced. */
  showNotices(lines) {
    this.lines = lines;
    const shown = this.offline ? [this.words.offline] : lines;
    const text = shown.join(" ");
    if (this.notices.textNow === text) return;
    this.notices.textNow = text;
    this.notices.replaceChildren();
    if (!text) return;
    const line = document.createElement("span");
    line.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", this.words.transport.dismiss);
    close.addEventListener("click", () => this.notices.replaceChildren());
    this.notices.append(line, close);
  }

  /**
   * While the host is out of reach, what is shown is a preview; when it is back it is told, since
   * it may have forgotten everything but the link that the page was opened with.
   */
  setOffline(offline) {
    if (this.offline === offline || !this.answer) return;
    this.offline = offline;
    this.showNotices(this.lines ?? []);
    clearTimeout(this.waiting);
    if (offline) this.draft ??= { ...this.choice };
    else {
      CHOSEN.forEach((name) => this.told.add(name));
      if (!this.held) this.commit();
    }
  }

  /**
   * Tell the host everything that it has not confirmed yet: a message that is overtaken by the next
   * one may never be read. None while it is out of reach: that would block all later ones.
   */
  tell() {
    const changes = { ...this.viewing };
    for (const name of this.told) changes[name] = this.choice[name];
    if (!this.offline && Object.keys(changes).length) this.host.send(changes);
  }

  draw() {
    if (!this.balls || !this.shownAnswer) return;
    const { clock } = this;
    const frame = {
      t: this.held ? clock.step : clock.shown,
      last: clock.last,
      balls: this.balls,
      choice: this.choice,
      whole: this.wholePath || this.held > 0,
      held: this.held > 0,
      quick: clock.playing && !clock.held && clock.speed > ARROW_RATE,
    };
    this.root.dataset.hero = whoIs(frame.choice);
    if (this.bottomHost) this.bottomHost.dataset.hero = this.root.dataset.hero;
    this.host.previewed(this.draft);
    this.formula.draw(frame);
    frame.told = this.formula.told;
    const [first, ...others] = this.shownViews();
    first.draw(frame);
    this.takeTurns(frame.held, [...others.map((view) => () => view.draw(frame)), () => this.chart.draw(frame, this.scene)]);
    this.legend.draw(frame.choice);
    this.atlas.draw(frame);
    this.transport.draw(this.epoch(frame), this.lesson.waits && this.lesson.count(clock));
    this.drawSentences(frame);
    this.speak(frame);
    if (this.begun && this.stands && this.linked?.at !== undefined) this.writeLink(this.linked);
    if (!this.held && !this.draft) this.lesson.look({ choice: frame.choice, run: this.balls[0].run, step: clock.step });
  }

  /**
   * While something is held the first view follows at every frame and the rest take turns, so that
   * they never slow it; when the hand pauses they catch up.
   */
  takeTurns(held, draws) {
    clearTimeout(this.catchUp);
    const all = () => { for (const draw of draws) draw(); };
    if (!held) return all();
    this.turn = ((this.turn ?? 0) + 1) % Math.max(draws.length, 2);
    draws[this.turn]?.();
    this.catchUp = setTimeout(all, CATCH_UP);
  }

  /** How often all the data have been gone through, where a step takes only some of them. */
  epoch({ choice }) {
    const n = this.scene.data?.t.length;
    if (!n || !choice.batch) return "";
    const each = choice.shuffle ? Math.ceil(n / choice.batch) : n / choice.batch;
    return fill(this.words.transport.epoch, { epoch: Math.floor(this.clock.step / each) + 1 });
  }

  /** How each ball ended, as soon as nobody could see it move any more; of the first one, while it
   * is stopped on its way, what happens at this step. */
  drawSentences({ t, whole, choice }) {
    const why = this.draft || this.lesson.waits ? "" : this.shownAnswer.why;
    const step = this.clock.playing || this.held || this.lesson.waits ? "" : `${this.inWords({ t, choice })}.`;
    const lines = this.balls.map(({ name, run, sentence }) => {
      const kind = name === "ball" ? whoIs(choice) : name;
      const ended = sentence && (whole || t >= this.lastSeen(run));
      const said = ended && name === "ball" && why ? `${sentence} ${why}` : sentence;
      const open = (name === "ball" && step && step[0].toUpperCase() + step.slice(1))
        || (this.lesson.waits ? this.words.lesson.waits[kind] : this.words.running[kind]);
      return { name, kind, open: !ended, text: ended ? said : open };
    });
    const text = JSON.stringify(lines);
    if (this.sentencesNow === text) return;
    this.sentencesNow = text;
    this.sentences.replaceChildren(...lines.map(({ name, kind, open, text: words }) => {
      const node = document.createElement("p");
      node.className = `sentence ${name} ${kind}`;
      node.classList.toggle("open", open);
      node.textContent = words;
      return node;
    }));
  }

  /** The step from which on a resting ball's moves are too small to be seen; of any other the last. */
  lastSeen(run) {
    if (run.outcome !== "rested") return run.steps;
    if (run.lastSeen === undefined) {
      const { w, d, steps } = run;
      const near = (k) => w.subarray(k * d, k * d + d).every((x, i) => {
        const [low, high] = this.scene.bounds[i];
        return Math.abs(x - w[steps * d + i]) < UNSEEN * (high - low);
      });
      run.lastSeen = steps;
      while (run.lastSeen > 0 && near(run.lastSeen - 1)) run.lastSeen -= 1;
    }
    return run.lastSeen;
  }

  /** The step in words, for a screen reader, when the clock stands. */
  speak(frame) {
    if (this.clock.playing || this.held) return;
    const text = this.inWords(frame);
    if (this.spoken.textContent !== text) this.spoken.textContent = text;
  }

  inWords({ t, choice }) {
    const { run } = this.balls[0];
    const { d } = run, { spoken } = this.words;
    const k = Math.min(Math.floor(t), run.steps);
    const pick = (x, at, factor) => Array.from(x.subarray(at * d, (at + 1) * d), (v) => factor * v);
    const text = fill(spoken.at, { k, w: position(pick(run.w, k, 1), this.scene.span), loss: number(run.loss[k]) });
    if (k === run.steps) return text;
    if (choice.method === "adam") return text + fill(spoken.adam, { way: this.way(pick(run.update, k + 1, 1)) });
    const { told } = this.formula;
    if (told === "something") return text;
    const pushes = fill(spoken.gradient, { way: this.way(pick(run.gradient, k, -etaAfter(choice, k))) });
    const carries = k > 0 && choice.alpha > 0 ? fill(spoken.momentum, { way: this.way(pick(run.update, k, choice.alpha)) }) : "";
    return text + pushes + carries;
  }

  /** A direction in words: left; right and up; nowhere. */
  way(vector) {
    const { ways } = this.words.spoken;
    const size = Math.hypot(...vector);
    const words = vector.flatMap((x, i) => (Math.abs(x) > 0.25 * size ? [ways[i][x > 0 ? 1 : 0]] : []));
    return size > 0 ? words.join(` ${this.words.spoken.and} `) : this.words.spoken.nowhere;
  }

  destroy() {
    this.clock.stop();
    this.lesson.stop();
    this.observer.disconnect();
    this.atlas.stop();
    document.removeEventListener("keydown", this.onKeyDown);
    this.relief.clear();
    clearTimeout(this.waiting);
    clearTimeout(this.keyTimer);
    clearTimeout(this.catchUp);
  }
}
