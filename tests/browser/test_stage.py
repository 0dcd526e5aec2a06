"""The stage in a real browser: what is drawn, moved and kept."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from momentum_core.runs.run import race, simulate
from momentum_core.settings.settings import Settings
from tests.browser.conftest import PATIENCE, Look, Opener, app_server, free_port, mapped, ready
from tests.browser.stage_page import (
    arrows_of,
    ball,
    frame,
    middle,
    native,
    player,
    scrub,
    settled,
    shown,
    themed,
)

STANDING = "?at=4"
TYPED = Settings(eta=0.0123, alpha=0.8)


def test_it_plays_when_the_page_opens(open_page: Opener, server: str):
    """The ball is on its way without a click, and time goes on; colours change with the theme, and
    the run goes on. Everything comes from the app's own server."""
    page = open_page()

    assert shown(page)["playing"]
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step >= 2")
    themed(page, "dark")
    assert shown(page)["playing"]
    assert shown(page)["step"] >= 2

    page.get_by_role("button", name="Last step").click()
    assert open_page.hosts <= {server.removeprefix("http://"), ""}


def test_pause_step_scrub_first_last(open_page: Opener):
    """The clock does what its buttons say."""
    page = open_page("?at=4")
    assert (4, False) == (shown(page)["step"], shown(page)["playing"])

    page.get_by_role("button", name="One step forward").click()
    assert ball(page)["step"] == 5
    page.get_by_role("button", name="One step back").click()
    page.get_by_role("button", name="One step back").click()
    assert ball(page)["step"] == 3
    page.get_by_role("button", name="Last step").click()
    assert ball(page)["step"] == simulate(Settings()).steps
    page.get_by_role("button", name="First step").click()
    assert ball(page)["step"] == 0
    page.get_by_role("slider", name="Step", exact=True).fill("17")
    assert ball(page)["step"] == 17
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.t > 18")
    page.get_by_role("button", name="Pause").click()
    step = shown(page)["step"]
    assert not shown(page)["playing"]
    assert (step, shown(page)["t"]) == (ball(page)["step"], step)


def test_speed_and_loop(open_page: Opener):
    """At ten times the speed the run is over soon, and with the loop it starts again."""
    page = open_page("?loss=bowl&steps=20&eta=0.01")

    page.get_by_label("Speed").select_option("10")
    page.wait_for_function("() => !globalThis.momentumPage.player.clock.playing")
    assert shown(page)["step"] == 20
    page.get_by_role("button", name="Loop").click()
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step === 20")
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step === 1")
    page.wait_for_url(re.compile(r"speed=10.*loop=1"))


def test_the_ball_stands_where_the_run_says(look: Look):
    """The point it touches is (w, Q(w)) on the axis that is drawn, and the ball rests on it."""
    page = look(STANDING)
    run = simulate(Settings())
    axes = page.evaluate(
        """() => { const { land, inside, scene } = globalThis.momentumPage.player.hill;
        const numbers = [...land.querySelectorAll("text:not(.weight)")];
        const [a, b] = [numbers[0], numbers.at(-1)].map((e) =>
          [Number(e.textContent.replace("−", "-")), Number(e.getAttribute("x"))]);
        const { x, y, width, height } = inside;
        const unit = (b[1] - a[1]) / (b[0] - a[0]), left = x.baseVal.value;
        const w = (at) => a[0] + (at - a[1]) / unit, wide = width.baseVal.value;
        return {x: [left, wide, w(left), w(left + wide)],
                y: [y.baseVal.value, height.baseVal.value, scene.floor, scene.ceiling]}; }"""
    )
    for step in (3, 0, 5, 60):
        scrub(page, step)
        seen = ball(page)
        offset, length, low, high = axes["x"]
        x = offset + (run.trajectory.w[step, 0] - low) / (high - low) * length
        offset, length, low, high = axes["y"]
        y = offset + (high - run.loss[step]) / (high - low) * length

        assert (step, run.trajectory.w[step, 0]) == (seen["step"], seen["w"])
        assert (x, y) == pytest.approx((seen["x"], seen["y"]), abs=0.01)
        away = np.hypot(seen["cx"] - x, seen["cy"] - y)
        assert seen["r"] == pytest.approx(away, abs=0.01)


def test_the_hill_is_drawn_with_a_thick_line(look: Look):
    """On a laptop two and a half pixels, whatever else is called a curve."""
    page = look(STANDING)
    line = page.locator(".hill .land .curve")
    assert line.evaluate("(e) => getComputedStyle(e).strokeWidth") == "2.5px"


def test_the_arrows_are_the_terms(look: Look):
    """Tip to tail, to scale where they say so, and their sum leads to the next position."""
    page = look(STANDING)
    t, s = simulate(Settings()).trajectory, Settings()
    for step in (4, 1, 3, 9):
        scrub(page, step)
        arrows = arrows_of(page, "hill")
        unit = player(page, "p.hill.unit")
        gradient, momentum, total = (arrows[name] for name in ("gradient", "momentum", "sum"))

        assert gradient["value"] == [-s.eta * t.gradient[step, 0]]
        assert momentum["value"] == [s.alpha * t.update[step, 0]]
        assert total["value"] == [t.update[step + 1, 0]]
        for arrow in arrows.values():
            length = arrow["value"][0] * arrow["times"][0] * unit
            assert arrow["tip"][0] - arrow["tail"][0] == pytest.approx(length, abs=0.01)
        assert momentum["tail"][0] == pytest.approx(gradient["tip"][0], abs=0.01)
        assert total["tail"][0] == pytest.approx(gradient["tail"][0], abs=0.01)
        assert total["tip"][0] == pytest.approx(momentum["tip"][0], abs=0.01)


def test_a_magnified_arrow_says_so(look: Look):
    """Its factor stands beside the arrows, and not with a number, which is the true one."""
    page = look(STANDING)
    scrub(page, 60)
    times = player(page, "p.hill.arrows.gradient.group.dataset.times")
    told = page.locator(".hill .arrow.gradient text").text_content()
    settings = Settings()
    push = -settings.eta * simulate(settings).trajectory.gradient[60, 0]

    assert int(times) > 1
    assert page.locator(".hill .longer:visible").text_content() == f"arrows drawn {times}× longer"
    amount = float(told.removeprefix("−η∇Q = ").replace("−", "-"))
    assert amount == pytest.approx(push, abs=5e-4)


def test_the_numbers_under_the_formula(look: Look):
    """Each term's number at the step that is shown."""
    page = look(STANDING)
    scrub(page, 4)
    t = simulate(Settings()).trajectory
    texts = {
        name: page.locator(f".term.{name} .value").text_content().replace("−", "-")
        for name in ("next", "w", "eta", "gradient", "alpha", "update")
    }

    assert ("0.04", "0.9") == (texts["eta"], texts["alpha"])
    assert t.w[4, 0] == pytest.approx(float(texts["w"]), abs=5e-4)
    assert t.w[5, 0] == pytest.approx(float(texts["next"]), abs=5e-4)
    assert t.gradient[4, 0] == pytest.approx(float(texts["gradient"]), abs=5e-3)
    assert t.update[4, 0] == pytest.approx(float(texts["update"]), abs=5e-4)


def test_sentence_and_path_appear_as_the_ball_gets_there(open_page: Opener):
    """Not before; the switch shows the whole path at once."""
    page = open_page("?at=5")
    sentence = page.locator(".sentence.ball")

    assert "rests" not in sentence.text_content()
    assert player(page, "p.hill.runners.get('ball').trail.dataset.steps") == "5"
    page.get_by_role("button", name="Whole path").click()
    run = simulate(Settings())
    assert player(page, "p.hill.runners.get('ball').trail.dataset.steps") == str(run.steps)
    assert sentence.text_content().startswith(
        f"With momentum the ball rests in the lowest valley, w = −1.036, after {run.steps} steps."
    )


def test_the_same_graph_stays_through_a_slider_change(open_page: Opener):
    """Nothing is mounted again: plot, overlay and clock are the same ones."""
    page = open_page("?at=6")
    page.evaluate(
        "() => { const p = globalThis.momentumPage.player;"
        " globalThis.kept = [p, p.hill.plot, p.hill.plot.querySelector('.main-svg'), p.hill.hero.ball]; }"
    )
    native(page, "alpha").focus()
    page.keyboard.press("ArrowLeft")
    settled(page, alpha=0.89)

    assert player(
        page,
        "globalThis.kept.every((x, k) => x === [p, p.hill.plot,"
        " p.hill.plot.querySelector('.main-svg'), p.hill.hero.ball][k]) && p.hill.plot.isConnected",
    )
    assert shown(page)["step"] == 6


def test_a_ball_that_has_left_is_shown_at_the_edge(open_page: Opener):
    """With an arrow to where, and how far; nothing is drawn clipped to the wall."""
    page = open_page("?loss=bowl&eta=3.9&alpha=0.9&start=1.5&at=4")
    run = simulate(Settings.of("bowl", eta=3.9, alpha=0.9, start=(1.5,)))
    low, high = run.surface.bounds[0]
    w = run.trajectory.w[4, 0]
    assert not low <= w <= high

    assert ball(page)["w"] == w
    away = min(abs(w - low), abs(w - high))
    text = page.locator(".hill .away text").text_content()
    assert float(text.split()[0]) == pytest.approx(away, rel=1e-2)
    assert text.endswith("away")


def test_reduced_motion(open_page: Opener):
    """Nothing starts by itself, and when it plays the ball jumps from step to step."""
    page = open_page(reduced_motion="reduce")

    assert not shown(page)["playing"]
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.t > 1.2")
    for _ in range(5):
        frame(page)
        seen = page.evaluate(
            "() => { const p = globalThis.momentumPage.player; p.draw();"
            " return [Number(p.hill.hero.ball.dataset.w), p.balls[0].run.w[p.clock.step]]; }"
        )
        assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("width", "height", "first"),
    [(1440, 900, "light"), (1024, 768, "dark"), (390, 844, "light")],
)
def test_nothing_sticks_out(open_page: Opener, width, height, first):
    """No sideways scrolling; hill, clock and the two sliders are in the first view; formula fits.
    In both themes, one of which the page is opened in."""
    page = open_page("?at=4", width=width, height=height, color_scheme=first)

    for scheme in (first, "light" if first == "dark" else "dark"):
        themed(page, scheme)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        for part in (".stage", ".formula", ".transport", ".st-key-eta", ".st-key-alpha"):
            box = page.locator(part).first.bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= height, part
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width + 1, part
        inside = page.evaluate(
            """() => { const p = globalThis.momentumPage.player, f = p.root.querySelector('.formula');
            return f.lastElementChild.getBoundingClientRect().right <= p.root.getBoundingClientRect().right + 1; }"""
        )
        assert inside


def test_on_a_laptop_nothing_scrolls(look: Look):
    """The whole first view at 1440×900."""
    page = look(STANDING)

    assert page.locator(".losses").bounding_box()["y"] < 800
    scrolls = "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollHeight > m.clientHeight + 1; }"
    assert not page.evaluate(scrolls)


def test_on_a_phone_the_sliders_follow_the_stage(look: Look):
    """The loss and its stage, then η and α, then the rest."""
    page = look("?at=0", width=390, height=844)
    parts = (
        *(".st-key-loss", ".stage", ".st-key-eta", ".st-key-alpha"),
        *(".losses", ".pad", ".st-key-method"),
    )
    tops = [page.locator(part).bounding_box()["y"] for part in parts]

    assert sorted(tops) == tops


def test_an_iframe_of_800_by_600(open_page: Opener):
    """Embedded: formula, hill, clock and sliders fit."""
    page = open_page("?embed=true&at=4", width=800, height=600)

    for part in (".stage", ".transport", ".sentences", ".st-key-alpha"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= 600, part
    assert "embed=true" in page.url


def test_a_link_from_a_frame_is_one_for_a_page(look: Look):
    """What is copied opens the app itself, and its commas can be read; the frame stays one."""
    page = look("?embed=true&embed_options=light_theme&loss=himmelblau&start=1%2C2&at=2")
    link = player(page, "p.talk.host.link({at: 2})")

    assert "embed" not in link
    assert "start=1,2" in link
    assert link.endswith("&at=2")
    assert "embed=true" in page.url


def test_the_machinery_is_out_of_sight(look: Look):
    """What the page needs and nobody sees is out of the tab order, too, and silent to readers. A
    hill is drawn without Plotly."""
    page = look(STANDING)

    assert page.locator(".js-plotly-plot").count() == 0
    assert (
        page.locator(".st-key-machinery").evaluate("e => getComputedStyle(e).visibility")
        == "hidden"
    )


def test_all_balls_share_one_clock(look: Look):
    """The ghost stands at the same step, or where its run ended."""
    page = look(STANDING)
    scrub(page, 7)
    runs = race(Settings())
    ghost = player(page, "({...p.hill.runners.get('plain').group.dataset})")

    assert (7, runs["plain"].trajectory.w[7, 0]) == (int(ghost["step"]), float(ghost["w"]))
    page.get_by_role("button", name="Last step").click()
    ghost = player(page, "({...p.hill.runners.get('plain').group.dataset})")
    assert runs["plain"].steps == int(ghost["step"])


def reconnected(page: Page) -> None:
    """Wait until the page has found its server again. Streamlit asks for it ever more rarely: between two
    attempts the page's clock is put forward."""
    end = time.monotonic() + PATIENCE / 1000
    state = (
        "() => document.querySelector('[data-test-connection-state]').dataset.testConnectionState"
    )
    while (now := page.evaluate(state)) != "CONNECTED":
        assert time.monotonic() < end, now
        if now == "PINGING_SERVER":
            page.clock.fast_forward(1000)
        frame(page)


def test_off_line(chromium):
    """The stage keeps working and says that it is off-line, also with a number that is typed; back
    on-line the choice is kept."""
    port = free_port()
    with app_server(port=port) as url:
        opener = Opener(chromium, url)
        page = opener.context({}).new_page()
        page.clock.install()
        page.goto("/?at=3")
        ready(page)
    page.get_by_text("The server can’t be reached").wait_for()
    x, y = middle(page.locator(".term.alpha"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 50, y)
    assert shown(page)["alpha"] == 0.8
    page.mouse.up()
    page.get_by_role("button", name="One step forward").click()
    assert (0.8, 4) == (shown(page)["alpha"], shown(page)["step"])
    page.locator(".term.eta .value").click()
    page.keyboard.type("0.0123")
    page.keyboard.press("Enter")
    assert (0.8, 0.0123) == (shown(page)["alpha"], shown(page)["eta"])
    assert player(page, "p.balls[0].run.w[1]") == simulate(TYPED).trajectory.w[1, 0]
    assert "eta=0.0123&alpha=0.8&" in page.url
    assert "drop" not in page.url
    with app_server(port=port):
        reconnected(page)
        settled(page, alpha=0.8, eta=0.0123)
        assert page.get_by_text("The server can’t be reached").count() == 0
        expect(native(page, "alpha")).to_have_attribute("aria-valuetext", "0.8")
    opener.close()


def test_news_and_widgets_never_share_a_message(open_page: Opener):
    """Of one message Streamlit reruns only one part of the page, and warns on the console. So the
    player waits for a widget that was touched in the same moment; nothing is lost of either."""
    page = open_page("?at=3")
    mapped(page)
    page.evaluate(
        """() => { const p = globalThis.momentumPage.player;
        document.querySelectorAll('.st-key-method button')[1].click();
        p.talk.choose({alpha: 0.8});
        p.talk.commit(); }"""
    )
    settled(page, alpha=0.8, method="nesterov")


def test_lost_news_are_told_again(open_page: Opener):
    """The host rests and has heard nothing: the choice stays on the stage until it has."""
    page = open_page("?at=3")
    mapped(page)
    lost = page.evaluate_handle(
        """() => { const { host } = globalThis.momentumPage.player, { send } = host, lost = [];
        host.send = (news) => { lost.push(news); host.send = send; };
        return lost; }"""
    )
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    settled(page, alpha=0.89)
    assert lost.json_value() == [{"alpha": 0.89, "anew": 0}]


def test_a_late_answer_does_not_overwrite_a_newer_drag(chromium):
    """The server takes two seconds for α = 0.5; meanwhile η is dragged."""
    with app_server("tests/browser/slow_app.py") as url:
        opener = Opener(chromium, url)
        page = opener("?alpha=0.51&at=3")
        mapped(page)
        page.locator(".term.alpha").focus()
        page.keyboard.press("ArrowLeft")
        # A key press is told when the keys rest; only then is η taken.
        page.wait_for_function("() => globalThis.momentumPage.player.talk.told.has('alpha')")
        page.wait_for_selector("[data-test-script-state=running]")
        x, y = middle(page.locator(".term.eta"))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 26, y)
        page.wait_for_selector("[data-test-script-state=notRunning]")
        page.wait_for_function(
            "() => globalThis.momentumPage.player.talk.answer.settings.alpha === 0.5"
        )
        frame(page)
        seen = shown(page)
        assert (0.5, 0.045, True) == (seen["alpha"], seen["eta"], seen["preview"])
        page.mouse.up()
        settled(page, alpha=0.5, eta=0.045)
        assert opener.said == []
        opener.close()
