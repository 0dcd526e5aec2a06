// One clock for all balls. Time is counted in steps: t = 4.5 is half way from step 4 to step 5.

export class Clock {
  /** @param {() => void} onTick called whenever time or playing has changed */
  constructor(onTick) {
    this.t = 0;
    this.last = 0;
    this.playing = false;
    this.held = false;
    this.speed = 1;
    /** Steps a second at speed 1: the scenery says it. */
    this.rate = 0;
    this.loop = false;
    this.waits = false;
    this.jumpy = false;
    this.onTick = onTick;
    this.frame = 0;
    /** When the last frame was. @type {number | null} */
    this.before = null;
    this.rest = 0;
  }

  /** The step that is shown. */
  get step() {
    return Math.min(Math.floor(this.t + 1e-9), this.last);
  }

  /** @param {number} last */
  setLast(last) {
    this.last = last;
    if (this.t > last) this.t = last;
  }

  play() {
    if (this.t >= this.last) this.t = 0;
    this.playing = true;
    this.before = null;
    this.rest = 0;
    this.run();
    this.onTick();
  }

  pause() {
    this.playing = false;
    this.t = this.step;
    this.onTick();
  }

  /** @param {number} step */
  seek(step) {
    this.playing = false;
    this.t = Math.min(Math.max(step, 0), this.last);
    this.onTick();
  }

  restart() {
    this.t = 0;
    this.play();
  }

  /** @param {boolean} held */
  hold(held) {
    this.held = held;
    this.before = null;
    if (!held && this.playing) this.run();
  }

  run() {
    if (this.frame || this.held || !this.playing) return;
    this.frame = requestAnimationFrame((now) => {
      this.frame = 0;
      this.tick(now);
    });
  }

  /** @param {number} now */
  tick(now) {
    if (!this.playing || this.held) return;
    // After a pause of the page (a hidden tab) time goes on from where it stood.
    const passed = this.before === null ? 0 : Math.min((now - this.before) / 1000, 0.1);
    this.before = now;
    if (this.t < this.last) {
      this.t = Math.min(this.t + passed * this.rate * this.speed, this.last);
    } else if (this.loop && !this.waits) {
      this.rest += passed;
      if (this.rest > 1.2) {
        this.t = 0;
        this.rest = 0;
      }
    } else {
      this.playing = false;
    }
    this.onTick();
    this.run();
  }

  /** Where the balls are drawn: between two steps, or on the step where motion is not wanted. */
  get shown() {
    return this.jumpy || !this.playing ? this.step : this.t;
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.playing = false;
  }
}
