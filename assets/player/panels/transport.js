// Play, step, scrub, speed, loop, whole path, copy link.
import { fill, number } from "../core/numbers.js";

const ICONS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M6 4.5h4v15H6zM14 4.5h4v15h-4z",
  first: "M5 5h2.4v14H5zM19 5v14L9 12z",
  back: "M15.5 5v14L6 12z",
  forward: "M8.5 5v14L18 12z",
  last: "M16.6 5H19v14h-2.4zM5 5v14l10-7z",
};

/** A button with an icon (a fixed path of ours) or a text. */
function button(parent, name, words, action) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = name;
  if (ICONS[name]) {
    node.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
    node.setAttribute("aria-label", words[name]);
    node.title = words[name];
  } else {
    node.textContent = words[name];
  }
  node.addEventListener("click", action);
  parent.append(node);
  return node;
}

export class Transport {
  /** @param {HTMLElement} host @param {object} words @param {object} clock @param {object} handlers */
  constructor(host, words, clock, handlers) {
    Object.assign(this, { host, clock, words: words.transport });
    const group = (name) => {
      const node = document.createElement("div");
      node.className = `group ${name}`;
      host.append(node);
      return node;
    };
    const moves = group("moves");
    this.toggle = button(moves, "play", this.words, () => (clock.playing ? clock.pause() : clock.play()));
    button(moves, "first", this.words, () => clock.seek(0));
    button(moves, "back", this.words, () => clock.seek(clock.step - 1));
    button(moves, "forward", this.words, () => clock.seek(clock.step + 1));
    button(moves, "last", this.words, () => clock.seek(clock.last));
    const time = group("time");
    this.scrub = document.createElement("input");
    Object.assign(this.scrub, { type: "range", min: 0, max: 1, step: 1, value: 0, className: "scrub" });
    this.scrub.setAttribute("aria-label", this.words.scrub);
    this.scrub.addEventListener("input", () => clock.seek(Number(this.scrub.value)));
    this.count = document.createElement("span");
    this.count.className = "count";
    time.append(this.scrub, this.count);
    const views = group("views");
    this.views = views;
    this.speed = document.createElement("select");
    this.speed.className = "speed";
    this.speed.setAttribute("aria-label", this.words.speed);
    this.speed.title = this.words.speed;
    this.speed.addEventListener("change", () => handlers.onView({ speed: Number(this.speed.value) }));
    views.append(this.speed);
    this.loop = button(views, "loop", this.words, () => handlers.onView({ loop: !clock.loop }));
    this.path = button(views, "path", this.words, () => handlers.onView({ path: this.path.getAttribute("aria-pressed") !== "true" }));
    this.link = button(views, "link", this.words, handlers.onCopy);
    const help = button(views, "help", this.words, handlers.onHelp);
    help.title = this.words.helpName;
    help.setAttribute("aria-label", this.words.helpName);
  }

  setScene(scene) {
    this.speed.replaceChildren(...scene.speeds.map((x) => {
      const option = document.createElement("option");
      option.value = x;
      option.textContent = `${number(x)}×`;
      return option;
    }));
  }

  setView({ speed, loop, path }) {
    this.speed.value = String(speed);
    this.loop.setAttribute("aria-pressed", loop);
    this.path.setAttribute("aria-pressed", path);
  }

  /** Say for a moment that the link was copied. */
  said(text) {
    this.link.textContent = text;
    clearTimeout(this.later);
    this.later = setTimeout(() => { this.link.textContent = this.words.link; }, 1800);
  }

  /** @param {string} more words after the step's number @param {string} instead words for both */
  draw(more = "", instead = "") {
    const { clock, words } = this;
    const name = clock.playing ? "pause" : "play";
    if (this.state !== name) {
      this.state = name;
      this.toggle.querySelector("path").setAttribute("d", ICONS[name]);
      this.toggle.setAttribute("aria-label", words[name]);
      this.toggle.title = words[name];
    }
    const text = instead || fill(words.step, { k: clock.step, n: clock.last }) + more;
    if (this.count.textContent !== text) {
      this.count.textContent = text;
      this.scrub.max = clock.last;
      this.scrub.value = clock.step;
      this.scrub.setAttribute("aria-valuetext", text);
      this.scrub.style.setProperty("--done", clock.last ? clock.step / clock.last : 0);
    }
  }
}
