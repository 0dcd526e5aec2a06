"""What the page leans on in Streamlit and Plotly beyond their documents, on a page of nothing else. When
an upgrade breaks the app, this file says what it broke, and each test says who leans on it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, ROOT, app_server
from tests.browser.stage_page import thumb

SHEETS = "".join(path.read_text("utf-8") for path in sorted((ROOT / "assets").glob("*.css")))
LATER = {"stPopoverBody", "stDialog", "InputInstructions"}
"""What is on a page only when something was done."""
RESTS = "[data-testid=stApp][data-test-script-state=notRunning]"
DRAW = """async ([kind, data]) => {
  const node = document.createElement("div");
  document.body.append(node);
  const layout = { width: 300, height: 300, xaxis: { range: [0, 2] }, yaxis: { range: [0, 2] } };
  const done = Plotly.react(node, [{ type: kind, ...data }], layout, { staticPlot: kind !== "surface" });
  globalThis.plot = node;
  await done;
}"""
GRID = {"x": [0, 1, 2], "y": [0, 1, 2], "z": [[0, 1, 2], [1, 2, 3], [2, 3, 5]]}


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """One visit, of which each test looks at something else; at the end its server goes away."""
    with app_server("tests/browser/contract_app.py") as url:
        page = chromium.new_page(base_url=url, viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(PATIENCE)
        page.goto("/?x=1")
        page.wait_for_selector(RESTS)
        page.wait_for_function("() => globalThis.Plotly")
        yield page
    expect(page.locator("[data-test-connection-state]")).not_to_have_attribute(
        "data-test-connection-state", "CONNECTED"
    )
    page.close()


def told(page: Page) -> str:
    """What the script says of its runs."""
    return page.locator("[data-testid=stCaptionContainer]").inner_text()


def runs(page: Page) -> int:
    """How often the script has run, by its own account."""
    return int(re.search(r"runs (\d+)", told(page))[1])


@pytest.mark.parametrize("name", ["box", "eta", "place", "bare", "plotly", "button", "popover"])
def test_a_key_is_a_class(page: Page, name: str):
    """Every style sheet in assets/, and host/page.js, find things by .st-key-NAME."""
    expect(page.locator(f".st-key-{name}")).to_have_count(1)


@pytest.mark.parametrize("name", sorted(set(re.findall(r'data-testid="(\w+)"', SHEETS)) - LATER))
def test_the_names_in_the_style_sheets(page: Page, name: str):
    """assets/page.css, tour.css and projector.css put these parts of Streamlit's in their places."""
    expect(page.locator(f"[data-testid={name}]").first).to_be_attached()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\.(st[A-Z]\w+)", SHEETS)) | {"stApp"}))
def test_the_classes_in_the_style_sheets(page: Page, name: str):
    """tour.css folds "All controls" away by them; host/page.js reads whether the page is dark."""
    assert page.locator(f".{name}").count() > 0


def test_what_opens_and_what_is_typed_has_its_name(page: Page):
    """projector.css makes an open popover larger, page.css hides a hint beside a field. (That a dialog is a
    stDialog, as host/page.js expects, is seen where a file is uploaded: test_own_loss.py.)"""
    page.locator(".st-key-popover button").click()
    expect(page.locator("[data-testid=stPopoverBody]")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".st-key-text textarea").fill("typed")
    expect(page.locator("[data-testid=InputInstructions]").first).to_be_visible()
    page.locator(".st-key-text textarea").fill(
        ""
    )  # else it is told as soon as another part is touched
    assert LATER <= set(re.findall(r"data-testid=\"(\w+)\"", SHEETS))


def test_a_slider_tells_its_option_while_it_is_dragged(page: Page):
    """host/sliders.js follows aria-valuetext; the server hears of the last one, on release."""
    before = runs(page)
    slider = page.locator(".st-key-eta input[type=range]")
    assert (slider.get_attribute("min"), slider.get_attribute("max")) == ("0", "2")
    assert slider.get_attribute("aria-valuetext") == "0.20"
    x, y = thumb(page, "eta")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 400, y, steps=5)
    expect(slider).to_have_attribute("aria-valuetext", "0.40")
    assert f"runs {before}, eta 0.2" in told(page)
    page.mouse.up()
    expect(page.get_by_text(f"runs {before + 1}, eta 0.4")).to_be_visible()


def test_the_script_says_when_it_runs(page: Page):
    """host/page.js waits for rest before it speaks, and counts how often it came."""
    page.evaluate(
        """() => { const app = document.querySelector("[data-test-script-state]");
        globalThis.states = [];
        new MutationObserver(() => states.push(app.dataset.testScriptState)).observe(app,
          { attributes: true, attributeFilter: ["data-test-script-state"] }); }"""
    )
    page.locator(".st-key-button button").click()
    page.wait_for_function("() => states.includes('running') && states.at(-1) === 'notRunning'")


def test_the_line_says_whether_it_is_there(page: Page):
    """host/connection.js; the fixture sees the other state when the server has gone."""
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")


def test_a_component_is_called_and_keeps_its_place(page: Page):
    """host/announce.js: with bytes as data; on new data again, at the same element, which is in a
    shadow root of its own; its news are read as session_state.place["change"]."""
    page.evaluate("() => called.at(-1).tell({ alpha: 0.5 })")
    page.wait_for_function(
        """() => called.length > 1
        && new TextDecoder().decode(called.at(-1).data) === "{'alpha': 0.5}" """
    )
    assert page.evaluate(
        """() => called.every(({ data, parentElement }) => data instanceof Uint8Array
        && parentElement === called[0].parentElement && parentElement.isConnected)"""
    )
    assert page.evaluate("() => called[0].parentElement.getRootNode() instanceof ShadowRoot")


def test_a_component_without_data_is_called_too(page: Page):
    """The player's code comes with one, and the chart's place is one (ui/page.py)."""
    assert page.evaluate("() => bare.length") > 0


def test_the_fonts_variable_is_there(page: Page):
    """assets/player/player.css writes with the theme's font."""
    font = """() => { const text = document.createElement("span");
    called[0].parentElement.append(text);
    return getComputedStyle(text).getPropertyValue("--st-font"); }"""
    assert page.evaluate(font)


def test_the_address_stays_as_it_was_written(page: Page):
    """host/address.js replaces it while Streamlit doesn't look; a run of the script leaves it."""
    before = runs(page)
    page.evaluate("() => history.replaceState(history.state, '', '?x=2')")
    page.locator(".st-key-button button").click()
    expect(page.get_by_text(f"runs {before + 1},")).to_be_visible()
    page.wait_for_selector(RESTS)
    assert page.url.endswith("/?x=2")


def test_plotly_comes_with_a_chart_in_a_file_of_its_own(page: Page):
    """host/streamlit.js waits for window.Plotly; the tests of a slow line hold its file back."""
    calls = page.evaluate("() => ['react', 'relayout', 'purge'].map((f) => typeof Plotly[f])")
    loaded = page.evaluate("() => performance.getEntriesByType('resource').map((r) => r.name)")

    assert calls == ["function"] * 3
    assert any(re.search(r"/PlotlyChart\.[\w-]+\.js", name) for name in loaded)


def test_plotly_tells_where_its_axes_are(page: Page):
    """views/hill.js and contour.js lay their own picture over it; player.css finds .main-svg."""
    page.evaluate(DRAW, ["contour", GRID])
    axes = page.evaluate(
        """() => ["xaxis", "yaxis"].map((name) => { const a = plot._fullLayout[name];
        return [a._offset > 0, a._length > 0, ...a.range]; })"""
    )
    assert axes == [[True, True, 0, 2]] * 2
    assert page.evaluate("() => plot.querySelectorAll('.main-svg').length") > 0
    lines = "() => plot.querySelectorAll('.contourlines path, .contourlevel path').length"
    assert page.evaluate(lines) > 2


def test_plotly_tells_how_its_camera_sees(page: Page):
    """views/three/relief.js draws balls over the surface with these matrices, after each drawing."""
    page.evaluate(DRAW, ["surface", GRID])
    page.wait_for_function("() => plot._fullLayout.scene._scene.glplot.cameraParams?.model")
    seen = page.evaluate(
        """() => { const { glplot, dataScale } = plot._fullLayout.scene._scene;
        const { model, view, projection } = glplot.cameraParams;
        return [model.length, view.length, projection.length, dataScale.length]; }"""
    )
    assert seen == [16, 16, 16, 3]
    page.evaluate(
        """() => { const { glplot } = plot._fullLayout.scene._scene;
        globalThis.before = [...glplot.cameraParams.view].join();
        glplot.onrender = () => { globalThis.drawn = [...glplot.cameraParams.view].join(); };
        Plotly.relayout(plot, { "scene.camera": { eye: { x: 0.5, y: -2, z: 1 } } }); }"""
    )
    page.wait_for_function("() => globalThis.drawn && drawn !== before")
    page.evaluate("() => Plotly.purge(plot)")
    assert page.evaluate("() => plot.childElementCount") == 0
