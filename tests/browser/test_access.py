"""For everybody: keys, names, words, contrast."""

from __future__ import annotations

import re

import pytest

from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from tests.browser.conftest import Look, Opener
from tests.browser.stage_page import ball, player, serious, settled, shown, themed


@pytest.mark.parametrize(
    ("loss", "first", "then"), [("double-well", "light", "dark"), ("himmelblau", "dark", "light")]
)
def test_axe_finds_nothing_serious(open_page: Opener, loss: str, first: str, then: str):
    """No violation that axe-core calls serious or critical, in the theme that the page is opened in
    and in the other one."""
    page = open_page(f"?loss={loss}&at=4&race=plain,adam", color_scheme=first)
    for scheme in (first, then):
        themed(page, scheme)
        assert serious(page) == []


def test_keys_for_the_whole_page(open_page: Opener):
    """Space plays and pauses, arrows step, Home and End go to the ends, ? lists the keys."""
    page = open_page("?at=3")
    page.locator("body").press("ArrowRight")
    assert shown(page)["step"] == 4
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown(page)["step"] == 2
    page.keyboard.press("End")
    assert shown(page)["step"] == simulate(Settings()).steps
    page.keyboard.press("Home")
    assert shown(page)["step"] == 0
    page.keyboard.press("Space")
    assert shown(page)["playing"]
    page.keyboard.press("Space")
    assert not shown(page)["playing"]
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog", name="Keys").is_visible()


def test_keyboard_only(open_page: Opener):
    """From opening the page to a changed, replayed, copied link without a pointer."""
    page = open_page("?at=3")

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            label = page.evaluate(
                """() => { let e = document.activeElement;
                while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
                return e?.getAttribute('aria-label') || e?.textContent || ''; }"""
            )
            if label.startswith(name):
                return
        raise AssertionError(f"{name} can't be reached by Tab")

    tab_to("Momentum α")
    page.keyboard.press("PageDown")
    settled(page, alpha=0.8)
    tab_to("The ball")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => globalThis.momentumPage.player.talk.draft === null")
    tab_to("Play")
    page.keyboard.press("Enter")
    assert shown(page)["playing"]
    page.keyboard.press("Enter")
    tab_to("Copy link")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Link copied").wait_for()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert "alpha=0.8&" in link
    assert f"start={shown(page)['start'][0]:g}&" in link


def test_the_step_is_spoken_when_the_clock_stands(open_page: Opener):
    """Politely, with the run's numbers and which way each term goes."""
    page = open_page("?at=3")
    run = simulate(Settings())
    spoken = page.locator(".spoken").first

    assert spoken.get_attribute("aria-live") == "polite"
    text = spoken.text_content()
    assert text.startswith("step 3: w = 0.515, loss ")
    assert text.endswith("; the gradient pushes right, momentum carries left")
    number = re.search(r"loss (\S+);", text)[1].replace("−", "-")
    assert float(number) == pytest.approx(run.loss[3], rel=1e-3)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => globalThis.momentumPage.player.clock.step >= 5")
    assert spoken.text_content() == text


def test_two_weights_are_spoken_as_a_pair(open_page: Opener):
    """With up and down."""
    page = open_page("?loss=narrow-valley&at=2")
    text = page.locator(".spoken").first.text_content()

    assert re.search(r"w = \(\S+, \S+\), loss", text)
    assert re.search(r"the gradient pushes .*(up|down)", text)


def test_everything_has_a_name(look: Look):
    """Every control of the stage is called something."""
    page = look("?loss=himmelblau&race=plain,nesterov,adam&at=9")
    unnamed = page.evaluate(
        """() => [...globalThis.momentumPage.player.root.querySelectorAll('button, input, select, [role=slider]')]
        .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim())).map((e) => e.outerHTML)"""
    )

    assert unnamed == []


def test_touch_targets_on_a_phone(open_page: Opener):
    """At least 44 pixels each way."""
    page = open_page("?at=3", width=390, height=844, has_touch=True)
    small = page.evaluate(
        """() => [...globalThis.momentumPage.player.root.querySelectorAll('button, select, .drag')]
        .filter((e) => e.offsetParent && !e.closest('dialog'))
        .map((e) => [e.className, e.getBoundingClientRect()])
        .filter(([, b]) => b.width < 43.5 || b.height < 43.5).map(([c, b]) => [c, b.width, b.height])"""
    )

    assert small == []
    assert float(player(page, "p.hill.hero.hit.getAttribute('r')")) >= 22


def test_focus_can_be_seen(open_page: Opener):
    """The ball shows a ring, buttons an outline, when reached by keyboard."""
    page = open_page("?at=3")
    page.locator("body").press("Tab")
    for _ in range(60):
        page.keyboard.press("Tab")
        if player(page, "p.root.getRootNode().activeElement === p.hill.hero.ball"):
            break
    assert player(page, "getComputedStyle(p.hill.hero.focusRing).stroke") != "none"
    assert ball(page)["step"] == 3
