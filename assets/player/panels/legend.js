// Who rolls: a mark and a name for each method, and a switch for who runs along.
import { whoIs } from "../choice.js";
import { outline } from "../draw/ball.js";
import { set, svg } from "../draw/svg.js";

export class Legend {
  /** @param {HTMLElement} host @param {object} words @param {(race: string[]) => void} onRace */
  constructor(host, words, onRace) {
    Object.assign(this, { host, onRace });
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", words.legend.name);
    const title = document.createElement("span");
    title.className = "caption";
    title.textContent = words.legend.name;
    host.append(title);
    this.chips = new Map();
    for (const [name, word] of Object.entries(words.legend.chips)) {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = `chip ${name}`;
      const mark = svg("svg", { viewBox: "0 0 22 22", "aria-hidden": "true" });
      const shape = svg("path", { d: outline(name, 11, 11, 6.5) }, mark);
      const label = document.createElement("span");
      label.textContent = word;
      chip.append(mark, label);
      chip.addEventListener("click", () => this.toggle(name));
      host.append(chip);
      this.chips.set(name, { chip, shape });
    }
  }

  toggle(name) {
    const { race } = this.choice;
    if (name === whoIs(this.choice) || name === this.choice.method) return;
    this.onRace([...this.chips.keys()].filter((x) => (x === name ? !race.includes(name) : race.includes(x))));
  }

  draw(choice) {
    const key = `${choice.method} ${choice.alpha === 0} ${choice.race} ${choice.drop}`;
    this.choice = choice;
    if (this.key === key) return;
    this.key = key;
    for (const [name, { chip, shape }] of this.chips) {
      const hero = name === choice.method;
      chip.hidden = name === "buffer" && !choice.drop.length;
      chip.classList.toggle("hero", hero);
      chip.setAttribute("aria-pressed", hero || choice.race.includes(name));
      chip.setAttribute("aria-disabled", hero);
      set(shape, { d: hero ? outline("ball", 11, 11, 8) : outline(name, 11, 11, 6.5) });
    }
  }
}
