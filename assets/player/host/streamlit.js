// The adapter: mounts the player on the places that Streamlit gives it. Each place is a component
// with the same three-line script (announce.js), which says its name here.
import { readMap } from "../panels/map.js";
import { Player, readAnswer } from "../player.js";

const PLOTLY_QUIET = 2000;
const RETURN = 400;
const LESSON_PATIENCE = 5000;
const ARRIVING = 300;
const WATCHED = ["eta", "alpha", "steps"];
const APART = 60;
const FOREIGN = 300;
const NATIVE = ["click", "change", "keydown", "focusout"];

/**
 * What the player tells the host, one thing at a time. Streamlit puts everything that is told in
 * one turn of the browser into one message; of that only the fragment that spoke first is run
 * again, and of a component's news only the last is read. So the page's other widgets go first.
 */
class Outgoing {
  /**
   * @param {(path: EventTarget[]) => boolean} own whether what happens there speaks for the stage's fragment
   * @param {() => boolean} online what is told while off-line would block all that comes later
   * @param {() => boolean} busy whether the page's script runs: it may be about to tell widgets
   *   something, and a message carries what all of them show; an old value would count as chosen
   */
  constructor(own, online, busy) {
    Object.assign(this, { online, busy, ways: {}, waiting: new Map(), quiet: 0 });
    for (const kind of NATIVE) {
      addEventListener(kind, (event) => {
        const native = event.target !== document.body && !event.key?.startsWith("Page");
        if (native && !own(event.composedPath())) this.quiet = performance.now() + FOREIGN;
      }, true);
    }
  }

  /** News, in the place of older ones of the same name; false if there is no way to tell them. */
  put(name, news) {
    if (!this.ways[name]) return false;
    this.waiting.set(name, news);
    this.next();
    return true;
  }

  /** Nothing is told before the widgets have taken what has just come for them. */
  hush() {
    this.quiet = Math.max(this.quiet, performance.now() + APART);
  }

  next() {
    clearTimeout(this.timer);
    if (!this.online()) this.waiting.clear();
    if (!this.waiting.size) return;
    const early = this.busy() ? APART : this.quiet - performance.now();
    if (early > 0) { this.timer = setTimeout(() => this.next(), early); return; }
    const [name, news] = this.waiting.entries().next().value;
    this.waiting.delete(name);
    this.ways[name](news);
    this.quiet = performance.now() + APART;
    this.next();
  }
}

export function mountStreamlit(words, style) {
  const narrow = matchMedia("(max-width: 760px)");
  let player = null, below = null, scenery = null, observer = null, behind = false, rests = 0;
  const outgoing = new Outgoing((path) => path.includes(fragment()) || path.includes(below), online, busy);

  const host = {
    send: (changes) => outgoing.put("change", changes),
    want: (map) => outgoing.put("want", map),
    sendLesson: (news) => outgoing.put("lesson", news),
    lessonShown: (step) => { if (step) focusOn(step); },
    busy,
    rests: () => rests,
    // A native slider that shows another value than the stage, while something else is dragged.
    previewed: (choice) => {
      if (!choice && !behind) return;
      behind = Boolean(choice);
      for (const name of WATCHED) {
        const other = behind && ![null, choice[name]].includes(read(name));
        document.querySelector(`.st-key-${name}`)?.toggleAttribute("data-behind", other);
      }
    },
    writeLink: (query) => {
      const url = withQuery(query);
      if (url.href !== location.href) history.replaceState(history.state, "", url);
    },
    link: ({ at }) => {
      const url = new URL(location.href);
      url.hash = "";
      url.searchParams.delete("at");
      if (at !== null) url.searchParams.set("at", at);
      return url.href;
    },
  };

  function withQuery(query) {
    const url = new URL(location.href);
    for (const name of words.parameters) url.searchParams.delete(name);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    url.search = url.search.replaceAll("%2C", ",");
    return url;
  }

  /** On a new step its heading gets the focus, after an answer what is said to it. */
  function focusOn(step, since = performance.now()) {
    const box = document.querySelector(step.answered ? ".st-key-told, .st-key-explanation" : `.st-key-step-${step.key}`);
    const node = step.answered ? box : box?.querySelector("h2");
    if (!node || (step.answered && !document.querySelector(`.st-key-step-${step.key}`))) {
      if (performance.now() - since < LESSON_PATIENCE) setTimeout(() => focusOn(step, since), 30);
      return;
    }
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    document.querySelector(".st-key-reading").scrollTop = 0;
    if (narrow.matches) bring(step.answered ? node : player.root);
  }

  /** Bring something to the top of a small screen; again, while what is around it is still coming. */
  function bring(node, since = performance.now()) {
    node.scrollIntoView({ block: "start" });
    const passed = performance.now() - since;
    if (passed < ARRIVING || (busy() && passed < LESSON_PATIENCE)) setTimeout(() => bring(node, since), APART);
  }

  function place(parent, name) {
    let node = parent.querySelector(`.${name}`);
    if (!node) {
      const sheet = document.createElement("style");
      sheet.textContent = style;
      const frame = document.createElement("div");
      frame.className = "frame";
      node = document.createElement("div");
      node.className = name;
      frame.append(node);
      parent.append(sheet, frame);
    }
    return node;
  }

  function theme() {
    const probe = getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor;
    const [r, g, b] = (probe.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
    player?.setTheme(0.299 * r + 0.587 * g + 0.114 * b < 128);
  }

  /** The block of what is run again together with the stage. */
  function fragment() {
    return document.querySelector(".st-key-stage")?.parentElement;
  }

  function busy() {
    return document.querySelector("[data-test-script-state]")?.dataset.testScriptState !== "notRunning";
  }

  function online() {
    const app = document.querySelector("[data-test-connection-state]");
    return navigator.onLine && (!app || app.dataset.testConnectionState === "CONNECTED");
  }

  function watchConnection() {
    const app = document.querySelector("[data-test-connection-state]");
    let later = null;
    const tell = () => {
      clearTimeout(later);
      if (!online()) player?.setOffline(true);
      else if (player?.offline) later = setTimeout(wake, RETURN);
    };
    // The server may have forgotten the session. Then the first message starts a new one and is
    // itself lost, so that message is an empty one, and the player speaks after its answer.
    const wake = () => {
      host.send({});
      let ran = false, tries = 0;
      const look = () => {
        const running = app.dataset.testScriptState !== "notRunning";
        ran ||= running;
        tries += 1;
        if ((ran || tries > 200) && !running) player?.setOffline(false);
        else later = setTimeout(look, 20);
      };
      look();
    };
    if (app) {
      new MutationObserver(() => { rests += !busy(); })
        .observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
      new MutationObserver(tell).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
    }
    // Streamlit's own dialog would cover a stage that still works.
    new MutationObserver(() => {
      if (!online()) document.querySelector("[data-testid=stDialog] button[aria-label=Close]")?.click();
    }).observe(document.body, { childList: true });
    addEventListener("online", tell);
    addEventListener("offline", tell);
  }

  /** What a native slider shows; null where it shows no number. */
  function read(name) {
    const input = document.querySelector(`.st-key-${name} input[type=range]`);
    const value = Number(input?.getAttribute("aria-valuetext"));
    return input && Number.isFinite(value) ? value : null;
  }

  /** Streamlit's sliders report on release only, but show their value while they are dragged. */
  function watchSliders() {
    let held = null, quietly = null;
    const slider = (target) => {
      const box = target instanceof Element ? target.closest("[class*=st-key-]") : null;
      return WATCHED.find((name) => box?.classList.contains(`st-key-${name}`)) ?? null;
    };
    addEventListener("pointerdown", (event) => {
      const name = slider(event.target);
      if (!name || event.button !== 0 || !player?.shownAnswer) return;
      if (held === null) player.hold();
      held = name;
    }, true);
    const drop = () => {
      if (held === null) return;
      const name = held;
      held = null;
      // The slider's own last change comes with this event; look at it before letting go.
      requestAnimationFrame(() => player?.release(name));
    };
    addEventListener("pointerup", drop, true);
    addEventListener("pointercancel", drop, true);
    observer = new MutationObserver((records) => {
      for (const record of records) {
        const name = slider(record.target);
        if (!name || !player?.shownAnswer) continue;
        const active = held === name || (held === null && document.activeElement === record.target);
        const value = read(name);
        if (!active || value === null || value === player.choice[name]) continue;
        player.choose({ [name]: value });
        if (held === null) {
          clearTimeout(quietly);
          quietly = setTimeout(() => player.commit(name), 0);
        }
      }
    });
    observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-valuetext"] });
  }

  /**
   * Plotly comes with Streamlit's own chart. On a slow line that takes minutes, and it is never too
   * late for it; only when an error stands in the chart's place will the browser not ask again.
   */
  function waitForPlotly(mine = player, since = performance.now()) {
    if (player !== mine) return;
    if (globalThis.Plotly) return player.setPlotly(globalThis.Plotly);
    const failed = document.querySelector(".st-key-plotly [role=alert]");
    if (failed) player.setMissing(words.noplotly, true);
    else if (performance.now() - since > PLOTLY_QUIET) player.setMissing(words.loading);
    setTimeout(() => waitForPlotly(mine, since), 30);
  }

  function mountStage({ data, parentElement, setTriggerValue }) {
    for (const name of ["change", "lesson"]) outgoing.ways[name] = (news) => setTriggerValue(name, news);
    const root = place(parentElement, "player");
    if (player?.root !== root) {
      player?.destroy();
      player = new Player(root, words, host);
      globalThis.momentumPage.player = player;
      placeBottom();
      narrow.addEventListener("change", placeBottom);
      if (scenery) player.setScenery(scenery);
      waitForPlotly();
      if (!observer) { watchSliders(); watchConnection(); }
    }
    theme();
    outgoing.hush();
    player.setAnswer(readAnswer(data));
  }

  const parts = {
    stage: mountStage,
    scenery: ({ data }) => { scenery = data; player?.setScenery(data); },
    atlas: ({ data, setTriggerValue }) => {
      outgoing.ways.want = (map) => setTriggerValue("want", map);
      if (data?.length) player?.atlas.setMap(readMap(data));
      player?.atlas.refresh();
    },
    chart: ({ parentElement }) => {
      below = place(parentElement, "below");
      placeBottom();
    },
  };

  /** Chart and maps are in the stage, or below the sliders where the page is one column. */
  function placeBottom() {
    player?.setBottomHost(narrow.matches ? below : null);
  }

  const early = globalThis.momentumPage?.early ?? [];
  globalThis.momentumPage = { handle: (name, component) => parts[name](component), early: [], player: null };
  for (const [name, component] of early) parts[name](component);
}
