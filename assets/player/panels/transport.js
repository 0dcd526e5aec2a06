// Play, step, scrub, speed, loop, whole path, copy link; how many steps there are is typed here.
import { fill, number } from "../core/numbers.js";
import { button, element, press } from "../draw/html.js";
import { setText, svg } from "../draw/svg.js";

/**
 * @import { Choice, Handlers, Scene, Viewing, Words } from "../types.js"
 * @import { Clock } from "../core/clock.js"
 */

const ICONS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M6 4.5h4v15H6zM14 4.5h4v15h-4z",
  first: "M5 5h2.4v14H5zM19 5v14L9 12z",
  back: "M15.5 5v14L6 12z",
  forward: "M8.5 5v14L18 12z",
  last: "M16.6 5H19v14h-2.4zM5 5v14l10-7z",
};

/** A name for those who see an icon, and for those who don't. @param {HTMLElement} node @param {string} name */
function named(node, name) {
  node.setAttribute("aria-label", name);
  node.title = name;
}

/** An icon, which is a fixed path of ours. @param {string} path */
function icon(path) {
  const picture = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  return { picture, path: svg("path", { d: path }, picture) };
}

export class Transport {
  /** What the first button does now. */
  state = "play";
  later = 0;

  /**
   * @param {HTMLElement} host @param {Words} words @param {Clock} clock
   * @param {{onView: (change: Partial<Viewing>) => void, onCopy: () => void, onHelp: () => void, onType: Handlers["onType"]}} handlers
   */
  constructor(host, words, clock, handlers) {
    this.host = host;
    this.clock = clock;
    this.words = words.transport;
    const moves = element("div", "group moves"),
      time = element("div", "group time");
    this.views = element("div", "group views");
    host.append(moves, time, this.views);
    const move = (/** @type {keyof typeof ICONS} */ name, /** @type {() => void} */ action) => {
      const node = button(name, "", action),
        { picture, path } = icon(ICONS[name]);
      node.append(picture);
      named(node, this.words[name]);
      moves.append(node);
      return { node, path };
    };
    this.toggle = move("play", () => (clock.playing ? clock.pause() : clock.play()));
    move("first", () => clock.seek(0));
    move("back", () => clock.seek(clock.step - 1));
    move("forward", () => clock.seek(clock.step + 1));
    move("last", () => clock.seek(clock.last));
    this.scrub = element("input", "scrub");
    Object.assign(this.scrub, { type: "range", min: 0, max: 1, step: 1, value: 0 });
    this.scrub.setAttribute("aria-label", this.words.scrub);
    this.scrub.addEventListener("input", () => clock.seek(Number(this.scrub.value)));
    this.count = button("count", "", () =>
      handlers.onType({ name: "steps", text: "", opener: this.count, anchors: [this.count] }),
    );
    this.count.title = words.hints.steps;
    time.append(this.scrub, this.count);
    this.speed = element("select", "speed");
    named(this.speed, this.words.speed);
    this.speed.addEventListener("change", () => handlers.onView({ speed: Number(this.speed.value) }));
    this.loop = button("loop", this.words.loop, () => handlers.onView({ loop: !clock.loop }));
    this.path = button("path", this.words.path, () =>
      handlers.onView({ path: this.path.getAttribute("aria-pressed") !== "true" }),
    );
    this.link = button("link", this.words.link, handlers.onCopy);
    const help = button("help", this.words.help, handlers.onHelp);
    named(help, this.words.helpName);
    this.views.append(this.speed, this.loop, this.path, this.link, help);
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.speed.replaceChildren(...scene.speeds.map((x) => new Option(`${number(x)}×`, String(x))));
  }

  /** @param {boolean} fixed whether there are as many steps as there are */
  fix(fixed) {
    this.count.disabled = fixed;
  }

  /** @param {Viewing} viewing */
  setView({ speed, loop, path }) {
    this.speed.value = String(speed);
    press(this.loop, loop);
    press(this.path, path);
  }

  /** Say for a moment that the link was copied. @param {string} text */
  said(text) {
    this.link.textContent = text;
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      this.link.textContent = this.words.link;
    }, 1800);
  }

  /** How often all the data have been gone through, where a step takes only some of them. @param {Choice} choice @param {Scene} scene */
  epoch({ batch, shuffle }, { data }) {
    const n = data?.t.length;
    if (!n || !batch) return "";
    const each = shuffle ? Math.ceil(n / batch) : n / batch;
    return fill(this.words.epoch, { epoch: Math.floor(this.clock.step / each) + 1 });
  }

  /** @param {Choice} choice @param {Scene} scene @param {string} instead words in the place of the step's */
  draw(choice, scene, instead) {
    const { clock, words } = this;
    const name = clock.playing ? "pause" : "play";
    if (this.state !== name) {
      this.state = name;
      this.toggle.path.setAttribute("d", ICONS[name]);
      named(this.toggle.node, words[name]);
    }
    const text = instead || fill(words.step, { k: clock.step, n: clock.last }) + this.epoch(choice, scene);
    if (this.count.textContent !== text) {
      setText(this.count, text);
      this.scrub.max = String(clock.last);
      this.scrub.value = String(clock.step);
      this.scrub.setAttribute("aria-valuetext", text);
      this.scrub.style.setProperty("--done", String(clock.last ? clock.step / clock.last : 0));
    }
  }
}
