// Where the player's parts are on the page: all in its root, or, where the page is one column, some
// of them in a place below the sliders.
import { element } from "./draw/html.js";

export class Places {
  /** Where chart and maps are, if not in the root. @type {HTMLElement | null} */
  below = null;
  /** @type {boolean | null} */
  dark = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    root.classList.add("momentum-player");
    // The way past the page's own controls leads here.
    root.tabIndex = -1;
    this.intro = this.part("intro");
    this.formula = this.part("formula");
    this.stage = this.part("stage");
    this.legend = this.part("legend");
    this.transport = this.part("transport");
    this.words = this.part("words");
    this.notices = this.part("notices", this.words);
    this.sentences = this.part("sentences", this.words);
    this.bottom = this.part("bottom");
    this.losses = this.part("losses", this.bottom);
    this.maps = this.part("maps", this.bottom);
    this.spoken = this.part("spoken");
  }

  /** @param {string} name */
  part(name, parent = this.root) {
    const node = element("div", name);
    parent.append(node);
    return node;
  }

  /**
   * Put chart and maps in the root (null), or in a place of the page's. Then what is seldom touched goes
   * there too, so that the sliders are near to the ball.
   * @param {HTMLElement | null} below @param {HTMLElement} views the buttons of how a run is watched
   * @returns {boolean} whether anything was moved
   */
  move(below, views) {
    const host = below ?? this.root;
    if (this.bottom.parentElement === host) return false;
    this.below = below;
    below?.classList.add("momentum-player");
    host.append(this.bottom);
    this.mark("stacked", below !== null);
    if (below) {
      below.prepend(views, this.legend);
    } else {
      this.stage.after(this.legend);
      this.transport.append(views);
    }
    this.mark("dark", this.dark === true);
    return true;
  }

  /** A class of the player's, wherever its parts are. @param {string} name @param {boolean} on */
  mark(name, on) {
    for (const node of [this.root, this.below]) node?.classList.toggle(name, on);
  }

  /** Who the chosen ball is, for the style sheet. @param {string} name */
  setHero(name) {
    for (const node of [this.root, this.below]) if (node) node.dataset.hero = name;
  }
}
