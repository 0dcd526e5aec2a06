// Who rolls: a mark and a name for each method, and a switch for who runs along.
import { racerOf, whoIs } from "../core/methods.js";
import { outline } from "../draw/ball.js";
import { button, element, press } from "../draw/html.js";
import { set, setText, svg } from "../draw/svg.js";

/** @import { Choice, Racer, Scene, Words } from "../types.js" */

export class Legend {
  /** @type {Choice | null} */
  choice = null;
  /** @type {Scene} */
  scene;
  /** What is drawn now. */
  key = "";

  /** @param {HTMLElement} host @param {Words} words @param {(race: Racer[]) => void} onRace */
  constructor(host, words, onRace) {
    this.host = host;
    this.onRace = onRace;
    this.words = words;
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", words.legend.name);
    host.append(element("span", "caption", words.legend.name));
    /** @type {Map<Racer, {chip: HTMLButtonElement, shape: SVGPathElement, word: HTMLElement}>} */
    this.chips = new Map();
    for (const name of /** @type {Racer[]} */ (Object.keys(words.ghosts))) {
      const chip = button(`chip ${name}`, "", () => this.toggle(name));
      const mark = svg("svg", { viewBox: "0 0 22 22", "aria-hidden": "true" });
      const shape = svg("path", {}, mark),
        word = element("span", "", words.ghosts[name]);
      chip.append(mark, word);
      host.append(chip);
      this.chips.set(name, { chip, shape, word });
    }
  }

  /** @param {Racer} name */
  toggle(name) {
    const { choice } = this;
    if (!choice || name === whoIs(this.scene, choice) || name === choice.method) return;
    const { race } = choice;
    this.onRace([...this.chips.keys()].filter((x) => (x === name ? !race.includes(name) : race.includes(x))));
  }

  /** @param {Choice} choice @param {Scene} scene */
  draw(choice, scene) {
    this.scene = scene;
    const key = `${choice.method} ${choice.alpha === 0} ${choice.race} ${choice.drop}`;
    this.choice = choice;
    if (this.key === key) return;
    this.key = key;
    const who = whoIs(scene, choice);
    for (const [name, { chip, shape, word }] of this.chips) {
      const hero = name === choice.method;
      // At α = 0 the ball itself is the one without momentum: its chip says so, and no other.
      setText(word, this.words.ghosts[hero ? who : name]);
      const { step, shape: own } = racerOf(scene, name);
      // Another way to write a method differs from it only where η drops.
      chip.hidden = (name === who && !hero) || (step !== "" && !choice.drop.length);
      chip.classList.toggle("hero", hero);
      press(chip, hero || choice.race.includes(name));
      set(chip, { "aria-disabled": String(hero) });
      set(shape, { d: hero ? outline("circle", 11, 11, 8) : outline(own, 11, 11, 6.5) });
    }
  }
}
