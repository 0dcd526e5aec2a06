// The stage: one clock, its balls, and everything that can be dragged. It knows nothing of
// Streamlit; a host gives it scenery and answers and is told what was chosen.
import { answered, previewed } from "./balls.js";
import { Conversation } from "./conversation.js";
import { beatsOf, Clock, standing } from "./core/clock.js";
import { loadScene } from "./core/descent.js";
import { methodOf, whoIs } from "./core/methods.js";
import { speak } from "./core/numbers.js";
import { QUIETLY } from "./draw/drag.js";
import { Link } from "./link.js";
import { onKey } from "./panels/help.js";
import { lastSeen } from "./panels/sentences.js";
import { makeParts } from "./parts.js";
import { Places } from "./places.js";

/**
 * @import { Answer, Ball, Choice, Frame, Host, PlotlyApi, Scene, Scenery, Viewing, Words }
 *   from "./types.js"
 */

/** Whether two frames look the same; what is told when follows from the rest. @param {Frame} a @param {Frame} b */
function same(a, b) {
  return /** @type {(keyof Frame)[]} */ (Object.keys(b)).every((name) => name === "beats" || a[name] === b[name]);
}

export class Player {
  /** The newest scenery, and the one that is shown. @type {Scenery | null} */
  scenery = null;
  /** @type {Scenery | null} */
  source = null;
  /** @type {Scene | null} */
  scene = null;
  /** Whoever rolls, the chosen one first; null before the first answer. @type {[Ball, ...Ball[]] | null} */
  balls = null;
  /** Whether the first picture has been drawn. */
  begun = false;
  /** Whether there will be no picture. */
  lost = false;
  /** Whether the whole path is shown. */
  wholePath = false;
  pending = 0;
  /** What was drawn last. @type {{frame: Frame, playing: boolean, begun: boolean} | null} */
  drawn = null;

  /** @param {HTMLElement} root @param {Words} words @param {Host} host */
  constructor(root, words, host) {
    this.root = root;
    this.words = words;
    speak(words);
    this.host = host;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.large = matchMedia("(min-width: 900px)");
    this.clock = new Clock(() => this.draw(true));
    this.link = new Link(host, this.clock);
    this.places = new Places(root);
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", words.stage);
    this.stage = this.places.stage;
    this.sentences = this.places.sentences;
    this.talk = new Conversation(host, {
      setHeld: (held) => this.clock.hold(held),
      setOffline: (offline) => this.notices.setOffline(offline),
      isFresh: ({ scene }) => (this.scenery?.key === scene ? this.source !== this.scenery : null),
      preview: (draft) => this.preview(draft),
      show: (answer, moved, replay) => this.show(answer, moved, replay),
      roll: () => this.roll(),
      draw: () => this.draw(),
      writeLink: (query) => this.link.write(query, this.begun),
    });
    const parts = makeParts(this);
    this.formula = parts.formula;
    this.views = parts.views;
    this.legend = parts.legend;
    this.transport = parts.transport;
    this.intro = parts.intro;
    this.typing = parts.typing;
    this.notices = parts.notices;
    this.chart = parts.chart;
    this.sum = parts.sum;
    this.maps = parts.maps;
    this.written = parts.written;
    this.lesson = parts.lesson;
    this.help = parts.help;
    this.hill = this.views.hill;
    this.contour = this.views.contour;
    this.relief = this.views.relief;
    this.fit = this.views.fit;
    this.listen();
  }

  listen() {
    this.onKeyDown = (/** @type {KeyboardEvent} */ event) => {
      if (this.balls) onKey(event, this);
    };
    document.addEventListener("keydown", this.onKeyDown);
    this.clock.jumpy = this.calm.matches;
    this.calm.addEventListener("change", () => {
      this.clock.jumpy = this.calm.matches;
      this.draw();
    });
    this.large.addEventListener("change", () => this.present());
    this.observer = new ResizeObserver(() => {
      this.views.press();
      this.views.redraw();
      this.resizeBottom();
    });
    this.observer.observe(this.places.maps);
    this.observer.observe(this.chart.host);
    this.observer.observe(this.stage);
  }

  /** Chart and maps in the stage (null), or in a place of the page's, below the sliders. @param {HTMLElement | null} below */
  setBottomHost(below) {
    if (!this.places.move(below, this.transport.views)) return;
    this.present();
    this.resizeBottom();
  }

  resizeBottom() {
    this.chart.resize();
    this.maps.redraw();
    this.draw();
  }

  /** In the picture's place: that it is still to come; or that it won't, and then all else begins without. @param {string} text */
  setMissing(text, lost = false) {
    this.views.setMissing(text);
    this.lost = lost;
    this.begin();
  }

  /** @param {PlotlyApi} Plotly */
  setPlotly(Plotly) {
    this.setMissing("");
    this.views.setPlotly(Plotly);
    this.begin();
    this.draw();
  }

  /** @param {boolean} dark */
  setTheme(dark) {
    if (this.places.dark === dark) return;
    this.places.dark = dark;
    this.places.mark("dark", dark);
    this.views.setTheme();
    this.maps.setTheme();
    this.draw();
  }

  /** A loss; the same one may come again (when the theme changes), and then nothing is new. @param {Scenery} scenery */
  setScenery(scenery) {
    if (JSON.stringify(this.scenery) !== JSON.stringify(scenery)) this.scenery = scenery;
    this.talk.adopt();
  }

  /** @param {Answer} answer */
  setAnswer(answer) {
    this.talk.hear(answer);
    this.notices.show(answer.notices);
    this.talk.adopt();
  }

  /** Show an answer: its loss, its runs, its lesson. @param {Answer} answer @param {boolean} moved @param {boolean} replay */
  show(answer, moved, replay) {
    const scene = this.sceneNow();
    this.view({ ...answer.settings, ...this.talk.viewing });
    this.present();
    const news = this.lesson.take(answer, moved);
    this.formula.setLesson(answer.lesson?.formula);
    // Maps would tell a lesson's answer; only the lesson that is about them shows them, once it is given.
    const onMaps = answer.lesson !== null && !this.lesson.waits && answer.lesson.key.startsWith("map");
    this.places.mark("lesson", answer.lesson !== null);
    this.places.mark("on-maps", onMaps);
    this.places.mark("elsewhere", answer.lesson !== null && !onMaps);
    this.maps.settle(answer.settings);
    this.setBalls(answered(answer, scene, this.words), scene);
    this.link.write(answer.query, this.begun);
    if (news && this.begun) this.lesson.roll(news, moved);
    else if (replay) this.roll();
    this.begin();
    this.draw();
  }

  /** The loss of the newest scenery, shown wherever there is something of it. */
  sceneNow() {
    if (this.scene && this.source === this.scenery) return this.scene;
    if (!this.scenery) throw new Error("an answer is shown after its scenery");
    this.source = this.scenery;
    const scene = loadScene(this.scenery);
    this.scene = scene;
    this.clock.pace = scene.pace;
    for (const part of [this.views, this.formula, this.transport, this.maps, this.written, this.sum])
      part.setScene(scene);
    if (!this.views.able) this.host.wantPlotly();
    return scene;
  }

  /** What is being chosen, before anybody has answered. @param {Choice} draft */
  preview(draft) {
    const { scene } = this;
    if (!scene) return;
    this.setBalls(previewed(draft, scene, this.words), scene);
    cancelAnimationFrame(this.pending);
    this.pending = requestAnimationFrame(() => this.draw());
  }

  /** @param {Ball[]} balls @param {Scene} scene */
  setBalls(balls, scene) {
    // Where the ball itself is one that runs along, that is said once.
    const same = whoIs(scene, this.talk.choice);
    const [hero, ...others] = this.lesson.gate(balls.filter(({ name }) => name !== same));
    this.balls = [hero, ...others];
    const most = (/** @type {(ball: Ball) => number} */ steps) => Math.max(...[hero, ...others].map(steps));
    this.clock.setLast(
      most(({ run }) => run.steps),
      most(({ run }) => lastSeen(run, scene)),
    );
  }

  /** Which parts are shown, and for whom. */
  present() {
    const { answer } = this.talk;
    if (!answer) return;
    const { hide } = answer,
      projector = answer.projector && this.large.matches;
    if (this.root.classList.contains("projector") !== projector) {
      this.places.mark("projector", projector);
      this.views.redraw();
    }
    for (const name of this.words.parts) this.places.mark(`no-${name}`, hide.includes(name));
    this.formula.fix(/** @type {const} */ (["eta", "alpha", "start"]).filter((name) => hide.includes(name)));
    this.transport.fix(hide.includes("steps"));
  }

  /**
   * The first start: play, unless the link stands at a step or motion is not wanted. Who has moved
   * the clock before the picture came keeps it where it is.
   */
  begin() {
    const { answer } = this.talk;
    if (this.begun || !(this.views.able || this.lost) || !this.balls || !answer) return;
    this.begun = true;
    this.host.begun();
    if (this.clock.playing || this.clock.t > 0) return;
    if (this.host.greets() && !this.lost) return this.intro.begin();
    const { at } = answer.settings;
    if (at !== null) this.clock.seek(at);
    else if (!this.calm.matches) this.clock.restart();
    else if (this.lesson.waits) this.clock.seek(this.clock.last);
  }

  /** The first thing that a newcomer presses: the run answers. */
  go() {
    this.clock.restart();
    this.transport.toggle.node.focus(QUIETLY);
  }

  /** After a change: roll from the start if it was playing, else stay. */
  roll() {
    if (this.clock.playing) this.clock.restart();
  }

  /** How a run is watched, as the visitor wants it now. @param {Partial<Viewing>} change */
  watch(change) {
    this.view(change);
    this.talk.watch(change);
    this.draw();
  }

  /** How a run is watched. @param {Partial<Viewing>} change */
  view({ speed = this.clock.speed, loop = this.clock.loop, path = this.wholePath }) {
    this.clock.speed = speed;
    this.clock.loop = loop;
    this.wholePath = path;
    this.transport.setView({ speed, loop, path });
  }

  async copy() {
    const link = await this.link.copy();
    const { copied, manual } = this.words.transport;
    if (link === null) this.transport.said(copied);
    else this.notices.show([`${manual}: ${link}`]);
  }

  /** The moment that is shown. @param {[Ball, ...Ball[]]} balls @param {Scene} scene @returns {Frame} */
  frame(balls, scene) {
    const { clock, formula, lesson } = this,
      { choice } = this.talk,
      held = this.talk.held > 0;
    // Another formula is told from its beginning.
    if (formula.prepare(choice)) clock.told = 0;
    const beats = beatsOf(methodOf(scene, choice.method), choice, clock.step, formula.told);
    const moment = held ? standing(beats) : clock.moment(beats);
    return {
      ...moment,
      t: clock.step + moment.done,
      last: clock.last,
      balls,
      choice,
      held,
      whole: this.wholePath || held,
      quick: clock.quick,
      told: formula.told,
      early: lesson.step?.first === true,
    };
  }

  /** Draw the moment. A tick of the clock may bring nothing new, as while a term is told. */
  draw(ticked = false) {
    const { balls, scene, clock, lesson } = this,
      { shown, draft, held } = this.talk;
    if (!balls || !scene || !shown) return;
    const frame = this.frame(balls, scene);
    const { drawn } = this;
    this.drawn = { frame, playing: clock.playing, begun: this.begun };
    if (ticked && drawn && drawn.playing === clock.playing && drawn.begun === this.begun && same(drawn.frame, frame))
      return;
    this.places.setHero(whoIs(scene, frame.choice));
    this.host.previewed(draft);
    this.formula.draw(frame);
    this.formula.tell(frame.beat);
    this.sum.draw(frame);
    this.views.draw(frame, () => this.chart.draw(frame, scene));
    this.legend.draw(frame.choice, scene);
    this.maps.draw(frame);
    this.transport.draw(frame.choice, scene, lesson.waits ? lesson.count(clock) : "");
    const verdict = draft || lesson.waits ? "" : shown.verdict;
    this.written.draw(frame, {
      rests: !clock.playing && !frame.held,
      hurries: clock.hurries,
      waits: lesson.waits,
      verdict,
    });
    if (this.begun) this.link.look();
    this.intro.look(held > 0 || draft !== null);
    this.typing.look();
    if (!held && !draft) lesson.look({ choice: frame.choice, run: balls[0].run, step: clock.step });
  }

  destroy() {
    this.clock.stop();
    this.lesson.stop();
    this.observer?.disconnect();
    this.maps.stop();
    if (this.onKeyDown) document.removeEventListener("keydown", this.onKeyDown);
    this.views.stop();
    this.talk.stop();
  }
}
