"""A step as it is told: term by term, then one jump; picture and numbers always of the same step."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from momentum_core.methods.table import METHODS
from momentum_core.runs.run import race, simulate
from momentum_core.settings import pace
from momentum_core.settings.link import from_query
from momentum_core.settings.settings import Settings
from momentum_core.words.numbers import coordinate
from tests.browser.conftest import Look, Opener
from tests.browser.stage_page import arrows_of, frame, middle, player, scrub, settled, shown

PACE = {
    "rate": pace.RATE,
    "told": list(pace.TOLD),
    "familiar": pace.FAMILIAR,
    "most": pace.MOST,
}


def clock(modules: Page, expression: str, argument: Any = None) -> Any:
    """A value of what core/clock.js has, c, for an argument x."""
    return modules.evaluate(
        f"async (x) => {{ const c = await import('/core/clock.js'); return {expression}; }}",
        argument,
    )


def beats(modules: Page, method: str, step: int, alpha: float = 0.9, grown: str = "") -> list[str]:
    row = METHODS[method]
    told = {
        "formula": [list(part) for part in row.formula],
        "hasAlpha": row.has_alpha,
        "looksAhead": row.looks_ahead,
    }
    return clock(
        modules, "c.beatsOf(x[0], { alpha: x[1] }, x[2], x[3])", [told, alpha, step, grown]
    )


@pytest.mark.parametrize(
    ("method", "order"),
    [
        ("momentum", ["gradient", "momentum"]),
        ("nesterov", ["momentum", "gradient"]),
        ("adam", ["mean", "spread"]),
        ("rmsprop", ["gradient", "spread"]),
    ],
)
def test_a_step_is_told_as_its_formula_is_read(modules: Page, method, order):
    """Who looks ahead goes there first; sum and jump come last."""
    assert beats(modules, method, 3) == [*order, "sum", "jump"]


@pytest.mark.parametrize(
    ("step", "alpha", "grown", "terms"),
    [
        (0, 0.9, "", ["gradient"]),
        (3, 0.0, "", ["gradient"]),
        (3, 0.0, "eta", ["gradient"]),
        (3, 0.0, "something", []),
    ],
)
def test_a_term_that_is_nothing_is_not_told(modules: Page, step, alpha, grown, terms):
    """Without a last step, or without α, there is no momentum; before the gradient there is a sum."""
    assert beats(modules, "momentum", step, alpha, grown) == [*terms, "sum", "jump"]


MOMENTS = "x.fs.map((f) => c.momentOf(f, x.seconds, x.beats))"
TOLD = ["gradient", "momentum", "sum", "jump"]
FS = [k / 1000 for k in range(1000)]


@pytest.mark.parametrize("seconds", [8, 2.6, 0.9, 0.61, 0.5, 0.2, 0.1, 0.02])
def test_only_a_jump_moves_the_ball(modules: Page, seconds):
    """Beats come in their order; the ball stands until the last of them, then goes all the way and
    never back."""
    moments = clock(modules, MOMENTS, {"fs": FS, "seconds": seconds, "beats": TOLD})
    seen = [m["beat"] for m in moments]
    order = list(dict.fromkeys(seen))
    done = [m["done"] for m in moments]

    assert order == [beat for beat in ["all", *TOLD] if beat in order]
    assert order[-1] == "jump"
    assert all(d == 0 for d, beat in zip(done, seen, strict=True) if beat != "jump")
    assert done == sorted(done)
    assert 0.98 < done[-1] < 1


@pytest.mark.parametrize(
    ("seconds", "told", "quickest"),
    [(2.6, TOLD, 0.4), (0.61, TOLD, 0.4), (0.5, ["all", "jump"], 0.4), (0.1, ["jump"], 0.11)],
)
def test_beats_shorten_until_it_flows(modules: Page, seconds, told, quickest):
    """A slow step is told term by term and its jump is quick; a quick one is nothing but jump."""
    moments = clock(modules, MOMENTS, {"fs": FS, "seconds": seconds, "beats": TOLD})
    seen = [m["beat"] for m in moments]

    assert list(dict.fromkeys(seen)) == told
    assert seen.count("jump") / 1000 * seconds < quickest


def test_a_term_that_was_told_stays_told(modules: Page):
    """And none before its beat; where the ball stands on a step all of them are."""
    told = clock(
        modules,
        "['all', ...x].map((beat) => x.filter((term) => c.isTold(term, { beat, beats: x })))",
        TOLD,
    )

    assert told == [TOLD, TOLD[:1], TOLD[:2], TOLD[:3], TOLD]


def test_the_first_steps_take_their_time(modules: Page):
    """As long as the core says, at each speed that doesn't slow it down; so a first run of ninety
    steps takes ten to fifteen seconds."""
    for steps, speed in ((92, 1), (500, 1), (250, 2), (2000, 10)):
        argument = {"steps": steps, "speed": speed, "pace": PACE}
        seconds = clock(
            modules,
            "Array.from({length: x.steps}, (_, k) => c.secondsOf(k, k, x.speed, x.pace))"
            ".reduce((a, b) => a + b)",
            argument,
        )
        assert seconds == pytest.approx(pace.seconds(steps, speed))
    assert 10 < pace.seconds(92) < 15


def test_a_slow_clock_never_hurries(modules: Page):
    """Below speed 1 a late step takes as long as an early one, and no first one takes for ever."""
    seconds = clock(modules, "[9, 100, 2000].map((k) => c.secondsOf(k, 9, 0.25, x))", PACE) + clock(
        modules, "[c.secondsOf(0, 0, 0.1, x)]", PACE
    )

    assert seconds == pytest.approx([0.8, 0.8, 0.8, 4])


def test_what_is_unseen_is_soon_over(modules: Page):
    """Of 1000 steps that nobody can see the clock makes less than a second."""
    seconds = clock(
        modules,
        """(() => { const clock = new c.Clock(() => {}); clock.pace = x; clock.told = 9;
        clock.setLast(1100, 100); clock.t = 100;
        let passed = 0;
        for (; clock.t < 1100; passed += 0.01) clock.go(0.01);
        return passed; })()""",
        PACE,
    )

    assert 0.5 < seconds < 1


SAMPLE = """async ([frames, speed, seek]) => {
  const p = globalThis.momentumPage.player, { clock } = p;
  const shown = (node) => node.isConnected && getComputedStyle(node).display !== 'none';
  const numbers = (node) => Object.fromEntries(['x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r'].map(
    (name) => [name, Number(node.getAttribute(name))]));
  const flat = p.scene.d === 2, view = flat ? p.contour : p.hill;
  const take = () => ({
    step: clock.step, playing: clock.playing, beat: view.beat,
    formula: Object.fromEntries(Object.entries(p.formula.cells).map(([name, { value }]) => [name, value.textContent])),
    ball: { ...view.hero.ball.dataset, ...numbers(view.hero.disc) },
    streak: shown(view.streak),
    trails: p.balls.map(({ name }) => Number(view.runners.get(name).trail.dataset.steps)),
    ghosts: Object.fromEntries(p.balls.slice(1).map(({ name }) => [name, { ...view.runners.get(name).group.dataset }])),
    tails: Object.values(view.arrows).filter((a) => shown(a.group)).map((a) => ({ ...a.group.dataset })),
    tangent: !flat && shown(view.tangent) ? numbers(view.tangent) : null,
    written: shown(p.sum.host) ? p.sum.lines.map(({ cells }) => cells.map((x) => x.textContent)) : null,
    solid: flat && p.relief.runners.get('ball') ? { ...p.relief.runners.get('ball').ball.dataset } : null,
    fitted: p.scene.data ? p.fit.fitted.get('ball').dataset.w : null,
    sentence: p.sentences.querySelector('.ball').textContent,
    count: p.transport.count.textContent,
    cursor: Number(p.chart.cursor.getAttribute('x1')), first: p.chart.x(clock.step), next: p.chart.x(clock.step + 1),
  });
  const found = [];
  clock.told = speed < 1 ? 3 : 0;
  p.view({ speed, loop: true });
  clock.t = seek;
  clock.play();
  await new Promise((done) => {
    const next = () => {
      found.push(take());
      const steps = new Set(found.map(({ step }) => step));
      if ((found.length >= frames && steps.size > 1) || found.length >= 10 * frames) return done();
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  clock.pause();
  return found;
}"""
SAMPLED = [
    ("race=plain", 0.5, 0),
    ("race=plain", 1, 0),
    ("race=plain", 2, 3),
    ("race=plain", 10, 0),
    ("method=nesterov&race=plain,momentum", 0.5, 1),
    ("method=adam&race=none", 1, 1),
    ("race=plain&steps=4", 10, 2),
    ("loss=himmelblau&race=plain,nesterov,adam", 1, 1),
    ("loss=himmelblau&race=plain,nesterov,adam", 5, 0),
    ("loss=narrow-valley&method=nesterov&race=plain", 0.5, 1),
    ("loss=line&data=hubble&batch=4&standardise=1&race=plain", 1, 1),
]


def texts(w: np.ndarray, span: float) -> str:
    numbers = [coordinate(x, span) for x in w]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"


@pytest.mark.parametrize(("query", "speed", "seek"), SAMPLED)
def test_all_is_of_one_step_in_every_frame(open_page: Opener, query, speed, seek):
    """While it plays: the formula's numbers, the sum, tangent, arrows, marks, sentence, chart and
    count are of the step that is shown; a ball is between two marks only while it jumps."""
    page = open_page(f"?{query}&at=0")
    if player(page, "p.scene.d === 2 && !p.scene.data"):
        page.wait_for_function("() => globalThis.momentumPage.player.relief.sight")
    samples = page.evaluate(SAMPLE, [120, speed, seek])

    of_one_step(samples, query, seek, lambda w: player(page, f"p.hill.px({w})"))


def of_one_step(
    samples: list[dict[str, Any]], query: str, seek: int, px: Callable[[float], float]
) -> None:
    """Hold frames against the runs of a link; px says where on the hill a weight is. They go on
    from the step that was sought, and some are of a jump."""
    settings, _ = from_query(dict(part.split("=") for part in query.split("&")))
    runs = race(settings)
    run, t = runs["ball"], runs["ball"].trajectory
    span, steps = run.surface.span, run.steps
    for s in samples:
        k = s["step"]
        near = min(k, steps)
        here, there = t.w[near], t.w[min(near + 1, steps)]
        assert s["count"].startswith(f"step {k} of ")
        assert s["formula"]["w"] == texts(here, span)
        if near < steps:
            assert s["formula"]["next"] == texts(there, span)
        assert s["trails"] == [min(k, r.steps) for r in runs.values()]
        told = s["sentence"].split(":")[0]
        assert not told.startswith("Step ") or told == f"Step {k}"
        jumps = s["beat"] == "jump"
        for name, dataset in [("ball", s["ball"]), *s["ghosts"].items()]:
            between(dataset, runs[name].trajectory.w, k, jumps)
        if s["solid"]:
            between(s["solid"], t.w, k, jumps)
        if s["fitted"]:
            between({"step": near, "w": s["fitted"]}, t.w, k, jumps)
        if not jumps:
            assert s["cursor"] == pytest.approx(s["first"])
        else:
            assert s["first"] - 0.01 <= s["cursor"] <= s["next"] + 0.01
        if s["written"]:
            for line, x, y in zip(s["written"], here, there, strict=False):
                assert line[1] == coordinate(x, span)
                assert line[-1].split()[-1] == coordinate(y, span)
        for tail in s["tails"]:
            assert list(map(float, tail["value"].split(","))) in terms(settings, t, near)
        if s["tangent"] and settings.method != "nesterov":
            line = s["tangent"]
            assert (line["x1"] + line["x2"]) / 2 == pytest.approx(px(here[0]), abs=0.01)
            falls = np.sign(line["y2"] - line["y1"])
            assert falls == -np.sign(run.surface.gradient(here)[0])
    assert {s["step"] for s in samples} - {seek}
    assert any(s["beat"] == "jump" for s in samples)


def between(seen: dict[str, Any], w: np.ndarray, k: int, jumps: bool) -> None:
    """A ball stands on its mark of step k; while it jumps it is between that and the next."""
    near = min(k, len(w) - 1)
    assert int(seen["step"]) == near
    at = np.array([float(x) for x in seen["w"].split(",")])
    if not jumps or near == len(w) - 1:
        assert at.tolist() == w[near].tolist()
        return
    low, high = np.minimum(w[near], w[near + 1]), np.maximum(w[near], w[near + 1])
    assert (low - 1e-9 <= at).all()
    assert (at <= high + 1e-9).all()


def terms(settings: Settings, t: Any, k: int) -> list[list[float]]:
    """What an arrow of step k may stand for."""
    gradient = -settings.eta * t.gradient[k]
    momentum = settings.alpha * t.update[k]
    return [v.tolist() for v in (gradient, momentum, t.update[k + 1])]


def standing_at(page: Page, step: int, beat: str) -> None:
    """Hold the clock in a beat of a step, as it is told while it plays."""
    page.evaluate(
        """([step, beat]) => { const p = globalThis.momentumPage.player, { clock } = p;
        clock.stop(); clock.playing = true; clock.run = () => {}; clock.told = 1;
        for (let f = 0; f < 1; f += 0.01) {
          clock.t = step + f;
          if (clock.moment(p.frame(p.balls, p.scene).beats).beat === beat) break;
        }
        if (beat === 'jump') clock.t += 0.06;
        p.draw(); }""",
        [step, beat],
    )


@pytest.mark.parametrize(
    ("beat", "arrows", "marked", "written"),
    [
        ("gradient", ["gradient"], ["eta", "gradient"], "1.188 − 0.090"),
        ("momentum", ["gradient", "momentum"], ["alpha", "update"], "1.188 − 0.090 − 0.281"),
        (
            "sum",
            ["gradient", "momentum", "sum"],
            ["next", "w"],
            "1.188 − 0.090 − 0.281 = 0.817",
        ),
        ("jump", ["gradient", "momentum", "sum"], ["next"], "1.188 − 0.090 − 0.281 = 0.817"),
    ],
)
def test_the_terms_come_one_by_one(open_page: Opener, beat, arrows, marked, written):
    """Each with its arrow and its number in the sum; the formula marks the one that is told."""
    page = open_page("?at=0")
    standing_at(page, 1, beat)

    seen = [
        n for n in ("gradient", "momentum", "sum") if page.locator(f".hill .arrow.{n}").is_visible()
    ]
    assert seen == arrows
    cells = "Object.entries(p.formula.cells)"
    telling = player(page, f"{cells}.flatMap(([n, x]) => x.cell.matches('.telling') ? [n] : [])")
    assert sorted(telling) == sorted(marked)
    visible = page.locator(".written p").first.locator("span:not(.coming)").all_text_contents()
    assert "".join(visible) == written


def test_nesterov_looks_ahead_first(open_page: Opener):
    """αΔw leads to the point ahead; the slope is only then taken there."""
    page = open_page("?method=nesterov&at=0")
    standing_at(page, 2, "momentum")
    assert page.locator(".hill .arrow.momentum").is_visible()
    assert page.locator(".hill .ahead").is_visible()
    assert not page.locator(".hill .arrow.gradient").is_visible()
    assert not page.locator(".hill .tangent").is_visible()
    standing_at(page, 2, "gradient")
    assert page.locator(".hill .tangent").is_visible()
    arrows = arrows_of(page, "hill")
    assert arrows["gradient"]["tail"][0] == pytest.approx(arrows["momentum"]["tip"][0], abs=0.01)


def test_a_jump_is_seen_to_be_one(open_page: Opener):
    """In an arc over the straight line and over the ground, with a streak behind it; the tangent
    and the mark stay where it jumps from."""
    page = open_page("?at=0")
    standing_at(page, 1, "jump")
    lift = player(
        page,
        "(({ stood: [from], hero: { disc } }) => { const run = p.balls[0].run;"
        " const to = p.hill.seat(run, 2, from.r), x = +disc.getAttribute('cx'), y = +disc.getAttribute('cy');"
        " const f = (x - from.cx) / (to.cx - from.cx), on = p.hill.seat(run, 1 + f, from.r);"
        " return [f, from.cy + f * (to.cy - from.cy) - y, on.cy - y]; })(p.hill)",
    )
    assert 0 < lift[0] < 1
    assert lift[1] > 5
    assert lift[2] > 5
    assert page.locator(".hill .streak").is_visible()
    assert page.locator(".hill .tangent").is_visible()


@pytest.mark.parametrize(
    ("query", "view"),
    [("race=plain", "hill"), ("loss=himmelblau&race=plain,nesterov", "contour")],
)
def test_at_the_same_place_a_ring_is_seen_around_the_ball(open_page: Opener, query, view):
    """At the start every one that runs along reaches out of the full ball on all sides."""
    page = open_page(f"?{query}&at=0")
    rings = page.evaluate(
        """(view) => { const v = globalThis.momentumPage.player[view];
        const box = (node) => { const { x, y, width, height } = node.getBBox(); return [x, y, x + width, y + height]; };
        const ball = box(v.hero.disc);
        return v.frame.balls.slice(1).map(({ name }) => {
          const ring = box(v.runners.get(name).disc);
          return [ball[0] - ring[0], ball[1] - ring[1], ring[2] - ball[2], ring[3] - ball[3]];
        }); }""",
        view,
    )

    assert rings
    assert all(out > 3 for ring in rings for out in ring)


def test_in_3d_too(open_page: Opener):
    """The ring is wider than the ball, and around its middle."""
    page = open_page("?loss=himmelblau&race=plain&at=0")
    page.wait_for_selector(".relief .ghost[data-r]", state="attached")
    ring, ball = (
        player(page, f"({{...p.relief.runners.get('{name}').ball.dataset}})")
        for name in ("plain", "ball")
    )

    assert float(ring["r"]) > float(ball["r"]) + 3
    assert float(ring["x"]) == pytest.approx(float(ball["x"]), abs=0.5)
    assert float(ring["y"]) == pytest.approx(float(ball["y"]), abs=0.5)


def test_a_jump_is_seen_in_3d_too(open_page: Opener):
    """The ball leaves the surface, with a streak behind it that ends in its middle."""
    page = open_page("?loss=himmelblau&race=plain&at=0")
    page.wait_for_selector(".relief .ball[data-r]", state="attached")
    streak, ball = page.locator(".relief .streak"), page.locator(".relief g.ball")
    standing_at(page, 1, "sum")
    assert not streak.is_visible()
    before = {
        k: float(v)
        for k, v in player(page, "({...p.relief.runners.get('ball').ball.dataset})").items()
        if k in "xyr"
    }
    standing_at(page, 1, "jump")
    expect(streak).to_be_visible()
    now = player(page, "({...p.relief.runners.get('ball').ball.dataset})")
    points = [
        tuple(map(float, p.split(","))) for p in re.split("[ML]", streak.get_attribute("d"))[1:]
    ]

    assert points[-1] == pytest.approx((float(now["x"]), float(now["y"])), abs=0.1)
    assert np.hypot(*np.subtract(points[-1], points[0])) > before["r"] / 2
    lift = player(
        page,
        "(({ solids, frame }) => { const { run } = p.balls[0], k = Math.floor(frame.t);"
        " const there = solids.middle(run, k, frame, 0.05)[2], w = solids.between(run, k, frame.done);"
        " return there - p.relief.on(w, 0.05)[2]; })(p.relief)",
    )
    assert lift > 0.01
    assert ball.is_visible()


def test_without_momentum_is_said_once(open_page: Opener):
    """At α = 0 the ball itself is the one without momentum, on its pill, in the only sentence; no
    ghost is beside it. It comes back with α."""
    page = open_page("?alpha=0&at=3")
    assert page.locator(".sentence").count() == 1
    assert page.locator(".hill .ghost").count() == 0
    chips = page.locator(".chip:visible")
    assert chips.all_text_contents() == ["without momentum", "Nesterov", "Adam", "RMSProp"]
    expect(chips.first).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Last step").click()
    expect(page.locator(".sentence")).to_contain_text("Without momentum the ball rests")
    page.locator(".term.alpha").press("ArrowRight")
    settled(page, alpha=0.01)
    expect(page.locator(".sentence")).to_have_count(2)
    expect(page.locator(".hill .ghost")).to_have_count(1)


def test_an_arrow_that_is_almost_nothing_looks_it(look: Look):
    """Beside a long one it is not drawn longer; its number is true, and there."""
    page = look("?lesson=ball&page=3")
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step === 7")
    page.wait_for_function("() => !globalThis.momentumPage.player.clock.playing")
    gradient = arrows_of(page, "hill")["gradient"]
    length = abs(gradient["tip"][0] - gradient["tail"][0])

    assert length == pytest.approx(0.0076 * player(page, "p.hill.unit"), rel=0.02)
    assert page.locator(".hill .arrow.gradient text").text_content() == "−η∇Q = +0.008"


def test_a_tiny_step_is_not_drawn_long(look: Look):
    """Of the lesson that says “each of them tiny”: drawn ten times as long, and no more, so that it
    looks it."""
    page = look("?loss=plateau&alpha=0&steps=500&race=none&at=9")
    gradient = arrows_of(page, "hill")["gradient"]
    length = abs(gradient["tip"][0] - gradient["tail"][0])
    step = np.diff(simulate(Settings.of("plateau", alpha=0, steps=500)).trajectory.w[9:11, 0])

    assert gradient["times"] == [10]
    assert length == pytest.approx(10 * abs(step[0]) * player(page, "p.hill.unit"), rel=1e-6)
    assert length < 8


@pytest.mark.parametrize("step", [0, 1, 4, 9, 30, 100])
def test_every_arrow_has_its_label(look: Look, step):
    """However crowded the place."""
    for query in ("?at=4", "?loss=narrow-valley&at=4"):
        page = look(query)
        scrub(page, step)
        view = "contour" if "narrow" in query else "hill"
        arrows = page.locator(f".{view} .arrow:visible")
        labels = page.locator(f".{view} .arrow:visible text:visible")
        assert arrows.count() == labels.count() > 0


def test_no_logarithm_in_the_first_lessons(open_page: Opener):
    """The same run has one in a deeper lesson."""
    early = open_page("?lesson=steps&page=2")
    assert not player(early, "p.chart.log")
    ticks = early.locator(".chart .tick").all_text_contents()
    assert not any("e" in text for text in ticks)
    deeper = open_page("?lesson=damping&page=1")
    assert player(deeper, "p.chart.log")


def test_the_rest_of_a_run_is_hurried_over(open_page: Opener):
    """Where nothing can be seen to move the clock says that it hurries, and then how it ended and
    how much was not to be seen."""
    page = open_page("?at=0")
    run = simulate(Settings())
    unseen = player(page, "p.clock.unseen")
    away = np.abs(run.trajectory.w[unseen:, 0] - run.trajectory.w[-1, 0])
    assert away.max() < 0.0015 * run.surface.span
    page.evaluate(
        """() => { const p = globalThis.momentumPage.player, said = new Set();
        globalThis.said = said;
        new MutationObserver(() => said.add(p.sentences.querySelector('.ball').textContent))
          .observe(p.sentences, { childList: true, characterData: true, subtree: true });
        p.clock.t = p.clock.unseen - 1; p.clock.play(); }"""
    )
    page.wait_for_function("() => !globalThis.momentumPage.player.clock.playing")
    assert shown(page)["step"] == run.steps
    said = page.evaluate("() => [...globalThis.said]")
    assert any("the clock hurries on" in text for text in said)
    expect(page.locator(".sentence.ball")).to_contain_text(
        f"The last {run.steps - unseen} steps are too small to be seen."
    )


def test_while_it_is_dragged_all_is_of_one_step(open_page: Opener):
    """A preview, too, shows the numbers of the step on which its ball stands."""
    page = open_page()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.t > 1.1")
    x, y = middle(page.locator(".term.alpha"))
    page.mouse.move(x, y)
    page.mouse.down()
    # A new text in the place of an old one would have the whole page laid out anew, at every move.
    page.evaluate(
        """() => { const { root } = globalThis.momentumPage.player;
        globalThis.made = [];
        const watch = new MutationObserver((all) => globalThis.made.push(...all.map((m) => m.target.className)));
        for (const part of root.querySelectorAll(".formula, .words, .transport"))
          watch.observe(part, { childList: true, subtree: true }); }"""
    )
    for k in range(1, 5):
        page.mouse.move(x - 12 * k, y)
        frame(page)
        step, w, mark, at, text = player(
            page,
            "(({ step }, { w }) => [step, p.formula.cells.w.value.textContent, w[step],"
            " Number(p.hill.hero.ball.dataset.w), p.sum.lines[0].cells[1].textContent])(p.clock, p.balls[0].run)",
        )
        assert step >= 1
        assert at == mark
        assert w == text == coordinate(mark, 4.0)
    assert page.evaluate("globalThis.made") == []
    page.mouse.up()
