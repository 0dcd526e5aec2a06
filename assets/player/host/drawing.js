// Plotly, which draws what has two weights: a file of our own, or what Streamlit's own chart brings.

/**
 * @import { PlotlyApi, Words } from "../types.js"
 * @typedef {{setPlotly: (Plotly: PlotlyApi) => void, setMissing: (text: string, lost?: boolean) => void}} Drawer
 */

/** After so many milliseconds it is said that Plotly is still to come; how often it is looked for: a
 * script that has run to its end says so to whoever loads it only, and that is Streamlit. */
const QUIET = 2000,
  LOOK = 30;

export class Drawing {
  /** Who waits for it. @type {Drawer | null} */
  waits = null;
  since = 0;
  /** @type {PlotlyApi | null} */
  Plotly = null;
  /** Whether our own file has been asked for. */
  asked = false;

  /**
   * @param {Pick<Words, "loading" | "noplotly">} words @param {() => void} unveil shows what there is without it
   * @param {(what: string) => void} lacks tells the server what its files have not brought
   */
  constructor(words, unveil, lacks) {
    this.words = words;
    this.unveil = unveil;
    this.lacks = lacks;
  }

  /** Somebody needs it; a later one in the place of the one before. @param {Drawer} drawer */
  want(drawer) {
    const first = this.waits !== drawer;
    this.waits = drawer;
    if (this.Plotly) drawer.setPlotly(this.Plotly);
    else if (first) {
      this.since = performance.now();
      this.fetch();
      this.look(drawer);
    }
  }

  /** The address of our own file; "" where there is none. */
  get address() {
    const name = globalThis.momentumPage?.files?.plotly;
    return name ? new URL(name, document.baseURI).href : "";
  }

  /** Have it at hand, while nobody needs it. */
  prefetch() {
    if (!this.address || this.asked) return;
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.as = "script";
    link.href = this.address;
    document.head.append(link);
  }

  async fetch() {
    if (this.asked) return;
    this.asked = true;
    try {
      if (!this.address) throw new Error("no file of our own");
      this.Plotly = (await import(this.address)).default;
    } catch {
      this.lacks("plotly");
    }
  }

  /**
   * On a slow line it takes minutes, and it is never too late for it; only when an error stands in
   * the place of Streamlit's chart will the browser not ask again.
   * @param {Drawer} drawer
   */
  look(drawer) {
    if (this.waits !== drawer) return;
    this.Plotly ??= globalThis.Plotly ?? null;
    if (this.Plotly) return drawer.setPlotly(this.Plotly);
    const failed = document.querySelector(".st-key-plotly [role=alert]");
    if (failed) drawer.setMissing(this.words.noplotly, true);
    else if (performance.now() - this.since > QUIET) {
      drawer.setMissing(this.words.loading);
      this.unveil();
    }
    setTimeout(() => this.look(drawer), LOOK);
  }
}
