"""Alive under the finger: everything that can be dragged redraws at once, without the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from momentum_core.runs.run import simulate
from momentum_core.settings.link import from_query
from momentum_core.settings.settings import Settings
from tests.browser.conftest import Opener, mapped, ready
from tests.browser.stage_page import ball, frame, middle, native, player, settled, shown, thumb

Move = Callable[[float, float], None]


def slider_point(page: Page) -> tuple[float, float]:
    return thumb(page, "eta")


def alpha_slider_point(page: Page) -> tuple[float, float]:
    return thumb(page, "alpha")


def eta_term(page: Page) -> tuple[float, float]:
    return middle(page.locator(".term.eta"))


def alpha_term(page: Page) -> tuple[float, float]:
    return middle(page.locator(".term.alpha"))


def the_ball(page: Page) -> tuple[float, float]:
    page.locator(".stage").scroll_into_view_if_needed()
    box = page.locator(".hill .over").bounding_box()
    at = ball(page)
    return box["x"] + at["cx"], box["y"] + at["cy"]


HANDLES = {
    "η slider": (slider_point, "eta", -30),
    "α slider": (alpha_slider_point, "alpha", -30),
    "η in the formula": (eta_term, "eta", 40),
    "α in the formula": (alpha_term, "alpha", -60),
    "ball": (the_ball, "start", -60),
}


class Touch:
    """One finger, through the browser's own input events."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def send(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def drawn(page: Page) -> str:
    """The marked steps as they are drawn."""
    return player(page, "p.hill.runners.get('ball').trail.getAttribute('d')")


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
def test_a_drag_redraws_by_the_next_frame(open_page: Opener, subtests, pointer):
    """Each move changes the choice and the drawn path; no message goes to the server; on release
    one goes out, and the core's run leaves the same picture. One after the other, on one page."""
    page = open_page("?at=3", has_touch=pointer == "touch")
    for what, (handle, name, way) in HANDLES.items():
        with subtests.test(what):
            check_drag(open_page, page, pointer, handle, name, way)


def check_drag(opener: Opener, page: Page, pointer: str, handle, name: str, way: int) -> None:
    """Drag a handle by so many pixels to the side, and look after each of four moves."""
    finger = Touch(page)
    path = page.get_by_role("button", name="Whole path")
    # Its map is here, too, so nothing else is asked of the server.
    page.wait_for_function(
        "() => { const { maps, talk } = globalThis.momentumPage.player;"
        " return maps.done(maps.kind, talk.choice) === 1; }"
    )
    mapped(page)
    x, y = handle(page)
    before, silent = shown(page), len(opener.sent)
    if pointer == "mouse":
        page.mouse.move(x, y)
        page.mouse.down()
    else:
        finger.send("touchStart", (x, y))
    pictures = {drawn(page)}
    for k in range(1, 5):
        at = (x + way * k / 4, y)
        page.mouse.move(*at) if pointer == "mouse" else finger.send("touchMove", at)
        frame(page)
        assert shown(page)["preview"]
        pictures.add(drawn(page))
    dragged = shown(page)
    assert dragged[name] != before[name]
    assert dragged["held"] == 1
    assert len(pictures) >= 4
    assert len(opener.sent) == silent

    page.mouse.up() if pointer == "mouse" else finger.send("touchEnd")
    path.click()
    preview = drawn(page)
    settled(page, **{name: dragged[name]})
    assert preview == drawn(page)
    values = {n: dragged[n] for n in ("eta", "alpha", "steps")}
    run = simulate(Settings(start=tuple(dragged["start"]), **values))
    assert run.trajectory.w[:, 0].tolist() == player(page, "Array.from(p.balls[0].run.w)")
    link = parse_qs(urlsplit(page.url).query)
    expected = dragged[name][0] if name == "start" else dragged[name]
    assert float(link[name][0]) == expected
    path.click()


def test_the_formula_by_keyboard(open_page: Opener):
    """Arrow keys move along the grid, at once on the stage, a moment later on the slider."""
    page = open_page("?at=3")
    for name, label in (("eta", "Learning rate"), ("alpha", "Momentum")):
        before = shown(page)[name]
        page.get_by_role("slider", name=re.compile(f"^{label}")).focus()
        page.keyboard.press("ArrowLeft")
        frame(page)
        after = shown(page)
        assert after["preview"], name
        assert after[name] < before
        settled(page, **{name: after[name]})
        expect(native(page, name)).to_have_attribute(
            "aria-valuetext", re.compile(f"^{re.escape(f'{after[name]:g}')}$")
        )


def test_native_slider_and_ball_by_keyboard(open_page: Opener):
    """A key press on the slider previews too. The ball, focused, is a slider for the start."""
    page = open_page("?at=3")
    native(page, "eta").focus()
    page.keyboard.press("ArrowRight")
    settled(page, eta=0.041)

    page.get_by_role("slider", name=re.compile("^The ball")).focus()
    page.keyboard.press("ArrowLeft")
    settled(page, start=[1.49 if player(page, "p.hill.step") == 0.001 else 1.4])
    assert shown(page)["step"] == 0


def test_a_click_on_the_hill_moves_the_start(open_page: Opener):
    """The ball stands where the click was."""
    page = open_page("?at=3")
    box = page.locator(".hill .over").bounding_box()
    w = -1.5
    page.mouse.click(box["x"] + player(page, f"p.hill.px({w})"), box["y"] + 60)
    page.wait_for_function("() => globalThis.momentumPage.player.talk.draft === null")

    assert shown(page)["start"][0] == pytest.approx(w, abs=0.01)
    assert native(page, "start0").input_value() == f"{shown(page)['start'][0]:g}"


def test_while_dragged_the_clock_holds_and_then_rolls_from_the_start(open_page: Opener):
    """A playing run starts again on release; a paused one stays at its step."""
    page = open_page()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.t > 2")
    x, y = alpha_term(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 20, y)
    held = shown(page)["t"]
    for _ in range(10):
        frame(page)
    assert held == shown(page)["t"]
    page.mouse.up()
    assert shown(page)["t"] < held
    assert shown(page)["playing"]

    page = open_page("?at=6")
    page.locator(".term.alpha").focus()
    page.keyboard.press("ArrowLeft")
    settled(page, alpha=0.89)
    assert (6, False) == (shown(page)["step"], shown(page)["playing"])


@pytest.mark.parametrize("loss", ["double-well", "narrow-valley"])
def test_the_start_fields_follow_the_ball(open_page: Opener, loss: str):
    """While it is dragged they show where it is, in six digits; afterwards the core's start."""
    page = open_page(f"?loss={loss}&at=0")
    view = "contour" if loss == "narrow-valley" else "hill"
    at = ball(page, view)
    box = page.locator(f".{view} .over").bounding_box()
    x, y = box["x"] + at["cx"], box["y"] + at["cy"]
    page.mouse.move(x, y)
    page.mouse.down()
    for k in (1, 2, 3):
        page.mouse.move(x + 12 * k, y)
        frame(page)
        texts = [native(page, f"start{i}").input_value() for i in range(len(shown(page)["start"]))]
        assert [float(f"{value:.6g}") for value in shown(page)["start"]] == list(map(float, texts))
    page.mouse.up()
    settled(page, start=shown(page)["start"])
    assert float(texts[0]) == float(native(page, "start0").input_value())


def test_a_slider_is_behind_while_its_term_is_dragged(open_page: Opener):
    """Dragged away and back nothing is sent, and the committed run shows again. Else Streamlit's
    own slider shows the old value until what is dragged instead is let go, and says so."""
    page = open_page("?at=3")
    x, y = eta_term(page)
    silent = len(open_page.sent)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y)
    page.mouse.move(x, y)
    page.mouse.up()
    frame(page)

    assert not shown(page)["preview"]
    assert Settings().eta == shown(page)["eta"]
    assert len(open_page.sent) == silent

    x, y = alpha_term(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y)
    expect(page.locator(".st-key-alpha[data-behind]")).to_have_count(1)
    expect(page.locator(".st-key-eta[data-behind]")).to_have_count(0)
    page.mouse.up()
    expect(page.locator("[data-behind]")).to_have_count(0)


def test_the_start_by_touch_does_not_scroll_the_page(open_page: Opener):
    """A finger on the ball moves the ball, also upwards."""
    page = open_page("?at=3", width=390, height=500, has_touch=True, is_mobile=True)
    x, y = the_ball(page)
    top = "() => document.querySelector('[data-testid=stMain]').scrollTop"
    before = page.evaluate(top)
    finger = Touch(page)
    finger.send("touchStart", (x, y))
    for k in range(1, 6):
        finger.send("touchMove", (x - 5 * k, y - 20 * k))
    assert shown(page)["preview"]
    finger.send("touchEnd")

    assert before == page.evaluate(top)


def test_a_swipe_over_the_stage_scrolls_and_moves_nothing(open_page: Opener):
    """A finger that goes up beside the ball belongs to the page, one that goes sideways to the ball."""
    page = open_page("?at=3", width=390, height=500, has_touch=True, is_mobile=True)
    box = page.locator(".hill .over").bounding_box()
    x, y = box["x"] + 90, box["y"] + box["height"] - 40
    finger = Touch(page)
    finger.send("touchStart", (x, y))
    for k in range(1, 8):
        finger.send("touchMove", (x, y - 20 * k))
    for _ in range(4):  # it comes to rest before it lifts, and with it what it scrolls
        frame(page)
        finger.send("touchMove", (x, y - 140))
    finger.send("touchEnd")
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 50")
    seen = shown(page)
    assert (seen["start"], seen["step"], seen["preview"], seen["held"]) == ([1.5], 3, False, 0)

    page.evaluate("() => { document.querySelector('[data-testid=stMain]').scrollTop = 0; }")
    frame(page)
    finger.send("touchStart", (x, y))
    for k in range(1, 5):
        finger.send("touchMove", (x + 12 * k, y))
    frame(page)  # the last of several moves comes with the next picture
    dragged = shown(page)
    finger.send("touchEnd")
    assert dragged["held"] == 1
    settled(page, start=dragged["start"])
    assert dragged["start"] != [1.5]


def test_a_tap_beside_the_ball_moves_the_start(open_page: Opener):
    page = open_page("?at=3", width=390, height=500, has_touch=True, is_mobile=True)
    box = page.locator(".hill .over").bounding_box()
    page.touchscreen.tap(box["x"] + 90, box["y"] + 120)
    page.wait_for_function("() => globalThis.momentumPage.player.talk.choice.start[0] < 0")
    settled(page, start=shown(page)["start"])


def test_space_plays_after_a_slider_was_touched(open_page: Opener):
    """The slider keeps the arrow keys; the space bar is the clock's everywhere."""
    page = open_page("?at=3")
    native(page, "alpha").focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => globalThis.momentumPage.player.clock.playing")
    page.keyboard.press("Space")
    assert not shown(page)["playing"]
    assert shown(page)["alpha"] == 0.9


def test_the_address_is_written_anew(open_page: Opener):
    """It names a step only while the clock stands there, and keeps a language; nothing is said of
    one that the page can't speak yet."""
    page = open_page("?at=3&lang=de")
    assert "at=3" in page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => !location.search.includes('at=')")
    assert shown(page)["step"] == 4

    assert "lang=de" in page.url
    expect(page.locator(".notices")).to_have_text("")


def test_the_link_is_the_state(open_page: Opener):
    """Opened somewhere else it shows the same picture and the same run; so does the address bar,
    when the page is loaded again."""
    page = open_page("?at=3")
    page.locator(".term.alpha").focus()
    page.keyboard.press("PageDown")
    settled(page, alpha=0.8)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Link copied").wait_for()
    link = page.evaluate("() => navigator.clipboard.readText()")
    query = {k: v[0] for k, v in parse_qs(urlsplit(link).query).items()}
    assert (Settings(alpha=0.8, at=3), []) == from_query(query)

    other = open_page("?" + urlsplit(link).query)
    assert ball(page) == ball(other)
    runs = [player(p, "Array.from(p.balls[0].run.w)") for p in (page, other)]
    assert runs[0] == runs[1]

    page.reload()
    ready(page)
    assert shown(page)["alpha"] == 0.8


def test_dragging_does_not_fill_the_history(open_page: Opener):
    """Back leaves the page."""
    page = open_page("?at=3")
    entries = page.evaluate("() => history.length")
    for alpha in (0.89, 0.88, 0.87):
        page.locator(".term.alpha").focus()
        page.keyboard.press("ArrowLeft")
        settled(page, alpha=alpha)
    assert "alpha=0.87" in page.url
    assert entries == page.evaluate("() => history.length")
    page.go_back()
    assert "alpha" not in page.url


def test_any_legal_eta_is_shown_exactly(open_page: Opener):
    """In the formula, on the slider for assistive technology, and in the run."""
    page = open_page("?eta=0.0123456789&at=2")

    assert page.locator(".term.eta .value").text_content() == "0.0123456789"
    assert native(page, "eta").get_attribute("aria-valuetext") == "0.0123456789"
    run = simulate(Settings(eta=0.0123456789))
    assert run.trajectory.w[:, 0].tolist() == player(page, "Array.from(p.balls[0].run.w)")


def test_a_bad_link_is_named_in_one_line(open_page: Opener):
    """Over the stage, and it can be dismissed."""
    page = open_page("?eta=<img src=x onerror=alert(1)>&at=2")
    line = page.locator(".notices span")

    assert line.text_content().startswith("eta = “<img src=x")
    page.get_by_role("button", name="Dismiss").click()
    assert line.count() == 0


def test_a_new_loss_says_what_it_brought(open_page: Opener):
    """And the stage shows it."""
    page = open_page("?alpha=0.7")
    page.locator(".st-key-loss").click()
    page.get_by_role("option", name="Plateau").click()
    settled(page, loss="plateau", alpha=0.7)

    page.get_by_text(re.compile("Plateau brings its own learning rate")).wait_for()
    assert page.locator(".term.alpha .value").text_content() == "0.7"


def test_a_learning_rate_that_drops(open_page: Opener):
    """The formula shows the η of the step; PyTorch's way can be switched on, and goes its own way."""
    page = open_page("?drop=3,0.1&race=none&at=2")
    eta = page.locator(".term.eta .value")
    assert eta.text_content() == "0.04"
    page.get_by_role("button", name="One step forward").click()
    frame(page)
    assert eta.text_content() == "0.004"
    page.get_by_role("button", name="PyTorch’s way").click()
    settled(page, race=["buffer"], drop=[3, 0.1])
    assert "drop=3,0.1&race=buffer" in page.url
    page.get_by_role("button", name="Last step").click()
    ends = [text.split(", ")[0] for text in page.locator(".sentence").all_text_contents()]
    assert ends == [
        "With momentum the ball rests in the lowest valley",
        "With PyTorch’s momentum the ball rests in a small local minimum",
    ]

    mapped(page)
    before = player(page, "p.maps.maps['eta-alpha'].ends.join()")
    page.get_by_role("button", name="Keep one η").click()
    settled(page, drop=[])
    page.wait_for_function(
        "(before) => globalThis.momentumPage.player.maps.maps['eta-alpha'].ends.join() !== before",
        arg=before,
    )
    assert "drop" not in page.url
    assert page.locator(".chip.buffer").is_hidden()


def test_widgets_that_come_late_begin_where_the_choice_is(chromium: Browser, server: str):
    """Their code arrives when the runs that set them are long past; still nothing moves."""
    opener = Opener(chromium, server)
    page = opener.context({}).new_page()
    late: list[Route] = []
    page.route(re.compile(r"/(NumberInput|Slider)\.\w+\.js"), lambda route: late.append(route))
    page.goto("/?steps=100&at=3")
    ready(page)
    mapped(page)
    assert len(late) == 2
    assert native(page, "start0").count() == 0
    for route in late:
        route.continue_()
    native(page, "start0").wait_for()
    native(page, "steps").wait_for(state="attached")

    values = {name: native(page, name) for name in ("eta", "alpha", "steps")}
    seen = {name: box.get_attribute("aria-valuetext") for name, box in values.items()}
    assert seen == {"eta": "0.04", "alpha": "0.9", "steps": "100"}
    assert native(page, "start0").input_value() == "1.5"
    page.get_by_role("button", name="Nesterov", exact=True).click()
    settled(page, race=["nesterov", "plain"])
    choice = shown(page)
    assert (choice["start"], choice["eta"], choice["steps"]) == ([1.5], 0.04, 100)
    opener.close()
