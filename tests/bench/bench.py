"""Measures the app beside its naive twin (twin.py): ``make bench`` prints one table.

Both are driven in the same Chromium, one after the other, with the same links and the same runs.
Nothing is asserted; what a view can't show yet, or not in time, is left out.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from itertools import product
from typing import Any, NamedTuple

from playwright.async_api import Browser, Error, Page, async_playwright

from momentum_core.runs.run import race
from momentum_core.settings.settings import Settings
from momentum_core.stage import answer, scenery
from tests.bench import twin
from tests.browser.conftest import FLAGS, app_server, chromium_path

NOTE = """
Three numbers are for 50, 200 and 800 steps; one number, and the targets, for 200. Times are in
milliseconds, medians where there are several. "3-D" is the contour with the surface beside it.
A picture's work is main-thread time, less what the resting page takes."""
STEPS, TARGET = (50, 200, 800), 200
VIEWS = {"hill": ("flat-bottom", 1440), "contour": ("rosenbrock", 640), "3-D": ("rosenbrock", 1440)}
"""What is looked at: a loss on which ball and ghost roll for 800 steps, and the window's width.
In a narrow one the app shows the contour alone, in a wide one the surface beside it."""
RUNS = 2
FLOWS = 20
"""From this step on the ball is always on its way while the clock plays."""
MEASURES: dict[str, tuple[str, dict[str, str]]] = {
    "drag": ("drag: redraws a second", {"hill": "≥ 55", "contour": "≥ 55", "3-D": "≥ 45"}),
    "messages": ("drag: messages to the server", {"hill": "≤ 0", "contour": "≤ 0", "3-D": "≤ 0"}),
    "integration": ("player's integration of one run", {"hill": "≤ 0.2", "contour": "≤ 0.2"}),
    "release": ("slider release → run shown", {"hill": "≤ 80", "contour": "≤ 80", "3-D": "≤ 250"}),
    "server": ("server time an update", {"hill": "≤ 6", "contour": "≤ 6"}),
    "typed": ("server time, a typed formula → its picture", {"hill": "≤ 150", "contour": "≤ 150"}),
    "bytes": ("bytes an update and run", dict.fromkeys(VIEWS, "≤ 5000")),
    "entry": ("of these the run itself", {"hill": "", "contour": ""}),
    "picture": ("playing: work a picture", {"hill": "≤ 5", "contour": "≤ 5", "3-D": "≤ 35"}),
    "solid": ("playing: pictures a second", {"3-D": "≥ 15"}),
    "start": ("server start → first picture", {"hill": "≤ 4000"}),
}
"""For each figure its name, and its views with their targets for 200 steps."""
Figures = dict[str, float]
Found = defaultdict[tuple[str, int], Figures]

TOOLS = """{
const bench = globalThis.bench = { drawn: 0, solid: 0 };
let touched = false, touchedSolid = false;
for (const { prototype: gl } of [WebGLRenderingContext, WebGL2RenderingContext]) {
  const { drawArrays, drawElements } = gl;
  gl.drawArrays = function (...a) { touchedSolid = true; drawArrays.apply(this, a); };
  gl.drawElements = function (...a) { touchedSolid = true; drawElements.apply(this, a); };
}
bench.watch = (root, moving) => new MutationObserver((records) => {
  const changed = records.filter(({ type, target, oldValue, attributeName }) => target.matches(moving)
    && (type === "childList" || oldValue !== target.getAttribute(attributeName)));
  touched ||= changed.length > 0;
  touchedSolid ||= changed.some(({ target }) => target.closest(".relief"));
}).observe(root, { subtree: true, attributes: true, attributeOldValue: true, childList: true });
bench.look = () => ({ ...bench, at: performance.now() / 1000 });
requestAnimationFrame(function count() {
  bench.drawn += touched;
  bench.solid += touchedSolid;
  touched = touchedSolid = false;
  requestAnimationFrame(count);
});
const alpha = () => Number(document.querySelector(".st-key-alpha input").ariaValueText);
bench.release = (shows) => {
  const before = alpha();
  bench.took = null;
  addEventListener("pointerup", ({ timeStamp }) => requestAnimationFrame(function look() {
    if (alpha() === before || !shows(alpha())) requestAnimationFrame(look);
    else bench.took = performance.now() - timeStamp;
  }), { once: true, capture: true });
};
bench.integrate = (p) => {
  const from = performance.now(), draft = { ...p.talk.choice, race: [] };
  for (let k = 0; k < 20; k++) { p.talk.draft = draft; p.preview(draft); }
  const took = (performance.now() - from) / 20;
  p.talk.draft = null; p.talk.adopt();
  return took;
};
}"""
"""Added to every page. It counts the animation frames before which something of interest changed
in the document, and those before which something changed in 3-D (WebGL drew, or what lies over
the surface moved); it times a slider's release until the frame
that shows the new run; and it times the player's preview of one ball, which draws only later."""


class Side(NamedTuple):
    """One of the two apps: its script, what is dragged, and in JavaScript whether the first
    picture is there, whether the run for an α ``a`` is shown, and what moves in which root."""

    script: str
    handle: str
    begun: str
    shows: str
    root: str
    moving: str


P = "globalThis.momentumPage?.player"
SHOWN = f"!{P}.talk.draft && {P}.talk.shown.settings.alpha === a"
APP = Side("app.py", ".term.alpha", f"{P}?.begun", SHOWN, f"{P}.root", ".trail, .disc")
SHOWN_VIEWS = f"""[...{P}.root.querySelectorAll(".hill, .contour, .relief")]
  .filter((x) => x.clientWidth > 50)
  .map((x) => x.matches(".hill") ? "hill" : x.matches(".contour") ? "contour" : "3-D")"""
SLIDER = ".st-key-alpha input[type=range] >> xpath=../.."
TITLES = "[...document.querySelectorAll('.js-plotly-plot .gtitle')]"
BEGUN = f"{TITLES}.length === 1 + location.search.includes('view=3d')"
SHOWN = f"{BEGUN} && {TITLES}.every((x) => x.textContent.endsWith(`α = ${{a}}`))"
TWIN = Side("tests/bench/twin.py", SLIDER, BEGUN, SHOWN, "document.body", ".scatterlayer *")


class Scene:
    """One page of one side, with one view and a number of steps, paused at step 0."""

    def __init__(self, side: Side, page: Page) -> None:
        self.side, self.page = side, page
        self.sent: list[int] = []
        self.received: list[int] = []
        page.on("websocket", self.listen)

    def listen(self, socket: Any) -> None:
        socket.on("framesent", lambda data: self.sent.append(len(data)))
        socket.on("framereceived", lambda data: self.received.append(len(data)))

    async def measure(self, url: str, view: str, steps: int, found: Figures) -> None:
        """Open the view and measure everything; nothing where the app has no such view."""
        page, side, (loss, width) = self.page, self.side, VIEWS[view]
        link = f"?loss={loss}&steps={steps}&at=0" + "&view=3d" * (view == "3-D")
        await page.set_viewport_size({"width": width, "height": 900})
        await page.goto(f"{url}/{link}")
        await page.wait_for_function(f"() => {side.begun}")
        await self.idle()
        await page.evaluate(f"bench.watch({side.root}, '{side.moving}')")
        wanted = {view, "contour" if view == "3-D" else view}
        if side is APP and set(await page.evaluate(SHOWN_VIEWS)) != wanted:
            return
        found |= await self.release(10, 5)
        if side is APP:
            times = [await page.evaluate(f"bench.integrate({P})") for _ in range(15)]
            found["integration"] = statistics.median(times)
        if steps == TARGET:
            found |= await self.play(3)
        if side is APP or steps == TARGET:
            found |= await self.drag(3 if steps == TARGET else 1.5)

    async def idle(self) -> None:
        """Wait until the server's script has ended and its last messages have come."""
        await self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        await asyncio.sleep(0.15)

    async def take(self, selector: str) -> tuple[float, float]:
        """Press the mouse in the middle of something."""
        box: Any = await self.page.locator(selector).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        return x, y

    async def during(self, work: Awaitable[object]) -> Figures:
        """What the page counts, and the main thread's milliseconds, a second of some work."""
        client = await self.page.context.new_cdp_session(self.page)
        await client.send("Performance.enable", {"timeDomain": "threadTicks"})

        async def look() -> Figures:
            metrics = (await client.send("Performance.getMetrics"))["metrics"]
            spent = next(m["value"] for m in metrics if m["name"] == "TaskDuration")
            return {**await self.page.evaluate("bench.look()"), "busy": 1000 * spent}

        before, _, after = await look(), await work, await look()
        span = after["at"] - before["at"]
        return {name: (after[name] - before[name]) / span for name in ("drawn", "solid", "busy")}

    async def release(self, most: int, seconds: float) -> Figures:
        """Move the native α slider and let go: time until the new run is shown, bytes a run."""
        found: list[tuple[float, float]] = []
        end = time.monotonic() + seconds
        while len(found) < most and (not found or time.monotonic() < end):
            await self.page.evaluate(f"bench.release((a) => {self.side.shows})")
            before = len(self.received)
            x, y = await self.take(SLIDER)
            await self.page.mouse.move(x - 6, y)
            await self.page.mouse.up()
            await self.page.wait_for_function("() => bench.took !== null")
            await self.idle()
            size = sum(self.received[before:]) / RUNS
            found.append((await self.page.evaluate("bench.took"), size))
        times, sizes = zip(*found, strict=True)
        return {"release": statistics.median(times), "bytes": statistics.median(sizes)}

    async def drag(self, seconds: float) -> Figures:
        """Drag α back and forth, 60 moves a second: pictures a second, messages to the server."""
        x, y = await self.take(self.side.handle)

        async def move(k: int) -> None:
            await asyncio.sleep(k / 60)
            await self.page.mouse.move(x - 5 * min(k % 90, 90 - k % 90), y)

        sent = len(self.sent)
        counted = await self.during(asyncio.gather(*map(move, range(1, int(60 * seconds)))))
        messages = len(self.sent) - sent
        await self.page.mouse.up()
        return {"drag": counted["drawn"], "messages": messages}

    async def play(self, seconds: float) -> Figures:
        """The main thread's work for a picture while playing, and pictures drawn by WebGL."""
        await asyncio.sleep(0.5)
        resting = await self.during(asyncio.sleep(1))
        if self.side is APP:  # Its first steps are told, and stand still for that.
            await self.page.evaluate(f"{P}.clock.seek({FLOWS})")
        for button in await self.page.locator("button.play, .updatemenu-button").all():
            if self.side is APP or await button.text_content() == "Play":
                await button.click()
        playing = await self.during(asyncio.sleep(seconds))
        pictures, busy = max(playing["drawn"], playing["solid"]), playing["busy"] - resting["busy"]
        return {"picture": busy / max(pictures, 1), "solid": playing["solid"]}


async def drive(side: Side, browser: Browser, found: Found) -> None:
    """Start one side, measure all its views, stop it."""
    context = await browser.new_context(reduced_motion="no-preference")
    context.set_default_timeout(20_000)
    await context.add_init_script(TOOLS)
    start = time.monotonic()
    with app_server(side.script) as url:
        page = await context.new_page()
        await page.goto(url)
        await page.wait_for_function(f"() => {side.begun}")
        found["hill", TARGET]["start"] = 1000 * (time.monotonic() - start)
        for view, steps in product(VIEWS, STEPS):
            await page.close()
            page = await context.new_page()
            try:
                await Scene(side, page).measure(url, view, steps, found[view, steps])
            except Error as error:
                print(f"{side.script}, {view}, {steps} steps:", str(error).splitlines()[0])
    await context.close()


def in_process(app: Found, other: Found) -> None:
    """Processor time for an update of both, and the size of one run in this app's answer."""

    def timed(work: Callable[[Settings], str | bytes], loss: str, steps: int) -> float:
        times: list[float] = []
        while len(times) < 20 and sum(times) < 2000:
            settings = Settings.of(loss, alpha=0.85 + len(times) / 1000, steps=steps)
            start = time.process_time()
            work(settings)
            times.append(1000 * (time.process_time() - start))
        return statistics.median(times)

    for view, steps in product(MEASURES["server"][1], STEPS):
        case, loss = (view, steps), VIEWS[view][0]
        app[case]["server"] = timed(lambda s: answer.answer(s, race(s), []), loss, steps)
        other[case]["server"] = timed(lambda s: twin.figure(s, race(s)).to_json(), loss, steps)
        settings = Settings.of(loss, steps=steps)
        ball = {"ball": race(settings)["ball"]}
        app[case]["entry"] = len(answer.answer(settings, ball, [])) - len(
            answer.answer(settings, {}, [])
        )


def typing(app: Found) -> None:
    """Processor time from a typed formula, new every time, to all that its picture needs."""
    for view, text in (("hill", "w^4 - 2w^2 + 0.{}w"), ("contour", "(1-x)^2 + 1{}(y-x^2)^2")):
        times: list[float] = []
        for k in range(11, 32):
            start = time.process_time()
            settings = Settings.of("formula", q=text.format(k), steps=TARGET)
            scenery.scenery(settings)
            answer.answer(settings, race(settings), [])
            times.append(1000 * (time.process_time() - start))
        app[view, TARGET]["typed"] = statistics.median(times)


def line(key: str, view: str, app: Found, other: Found) -> str:
    """A row of the table, in Markdown. A slider's release must be 8 times faster as well."""
    name, target = MEASURES[key][0], MEASURES[key][1][view]
    more, limit = target.startswith("≥"), float(target[2:] or "nan")
    mine, theirs = ([found[view, n].get(key) for n in STEPS] for found in (app, other))
    pairs = zip(mine, theirs, strict=True)
    ratios = [(a / b if more else b / a) if a and b else None for a, b in pairs]
    at, ratio = mine[STEPS.index(TARGET)], ratios[STEPS.index(TARGET)] or 0
    good = at is not None and (at >= limit if more else at <= limit)
    met = "yes" if good and (key != "release" or ratio >= 8) else "**no**"
    met = met if target and at is not None else ""
    cells = cell(mine) or "not there yet", cell(theirs), cell(ratios, "×"), target, met
    return f"| {name}, {view} | {' | '.join(cells)} |"


def cell(values: list[float | None], unit: str = "") -> str:
    """Some numbers with three digits each."""
    known = [x for x in values if x is not None]
    return " · ".join((f"{x:,.0f}" if x >= 100 else f"{x:.3g}") + unit for x in known)


async def main() -> None:
    """Measure both and print the table."""
    app, other = Found(dict), Found(dict)
    in_process(app, other)
    typing(app)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        await drive(APP, browser, app)
        await drive(TWIN, browser, other)
    print("| measure | this app | twin | ratio | target | met? |\n|---|---|---|---|---|---|")
    for key, (_, views) in MEASURES.items():
        print("\n".join(line(key, view, app, other) for view in views))
    print(NOTE)


if __name__ == "__main__":
    asyncio.run(main())
