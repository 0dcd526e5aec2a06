// The link of what is shown: in the address, and to copy.

/**
 * @import { Clock } from "./core/clock.js"
 * @import { Host, Query } from "./types.js"
 */

export class Link {
  /** What was written last, and whether its step is the clock's. @type {Query} */
  written = {};
  stands = true;

  /** @param {Host} host @param {Clock} clock */
  constructor(host, clock) {
    this.host = host;
    this.clock = clock;
  }

  /** Write a link; it names a step only while the clock stands there. @param {Query} query @param {boolean} begun whether the clock has a say */
  write(query, begun) {
    const { clock } = this;
    const { at, ...rest } = query;
    this.written = query;
    this.stands = at === undefined || !begun || (!clock.playing && String(clock.step) === at);
    this.host.writeLink(this.stands ? query : rest);
  }

  /** The clock may have left the step that the link names. */
  look() {
    if (this.stands && this.written.at !== undefined) this.write(this.written, true);
  }

  /** Put the link of this moment on the clipboard: null, or if that is not allowed the link. */
  async copy() {
    const link = this.host.link({ at: this.clock.playing ? null : this.clock.step });
    // Where a frame may not, a browser that can be asked is not made to complain.
    const policy = /** @type {{featurePolicy?: {allowsFeature(name: string): boolean}}} */ (document).featurePolicy;
    if (policy?.allowsFeature("clipboard-write") === false) return link;
    try {
      await navigator.clipboard.writeText(link);
      return null;
    } catch {
      return link;
    }
  }
}
