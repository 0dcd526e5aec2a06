"""Text of a visitor's in a browser: to be read as it was typed, and no host is asked for it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from momentum_core.explain.theory_panel import line
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from tests.browser.conftest import Opener, app_server
from tests.browser.stage_page import native, player
from tests.hostile import HOST, HOSTILE, UNDERLINED, scrambled

READ = "[data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]"
"""What Streamlit has read as Markdown."""
MADE = """(box, read) => [...box.querySelectorAll(read)].flatMap((e) => [...e.querySelectorAll("*")])
  .filter((e) => e.matches("[class], :not(span)") || e.childNodes.length).map((e) => e.tagName)"""
"""Which elements it has made of it, but for the empty ones that keep text apart."""
NAMES = (f"![](http://{HOST}/b)", "www.a.test :red[x] <b>")


def said(locator: Locator, count: int) -> list[str]:
    """As many texts as are read in an element, when they have come."""
    texts = locator.locator(READ)
    expect(texts).to_have_count(count)
    return [
        text.strip("\n") for text in texts.evaluate_all("(all) => all.map((e) => e.textContent)")
    ]


def made(locator: Locator) -> set[str]:
    return set(locator.evaluate(MADE, READ))


def only(opener: Opener, server: str) -> bool:
    """Whether no page has asked another host for anything."""
    return opener.hosts <= {server.split("/")[2], ""}


@pytest.fixture(scope="module")
def hostile_page(chromium: Browser):
    """All hostile texts in all kinds of elements, and what the page asked for."""
    with app_server("tests/browser/plain_app.py") as url:
        page = chromium.new_page()
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(url)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        expect(page.locator(".st-key-help button").first).to_be_visible()
        yield page, hosts, url
        page.close()


def test_every_element_shows_what_was_typed(hostile_page):
    """Character for character, in paragraphs and lists of ours and nothing else."""
    page, _, _ = hostile_page
    for k, text in enumerate((*HOSTILE, *UNDERLINED)):
        box = page.locator(f".st-key-text-{k}")
        assert said(box, 11) == [text] * 11
        assert made(box) == {"P", "UL", "LI", "STRONG"}


def test_whatever_the_signs_are(hostile_page):
    """Random ones, also with new lines and wide spaces."""
    page, _, _ = hostile_page
    for k, text in enumerate(scrambled(150)):
        box = page.locator(f".st-key-scrambled-{k}")
        assert said(box, 2) == [text.strip("\n")] * 2
        assert made(box) == {"P"}


def test_help_shows_what_was_typed(hostile_page):
    """All of them in one line."""
    page, hosts, url = hostile_page
    page.locator(".st-key-help button").first.hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()

    assert " ".join((*HOSTILE, *UNDERLINED)) in said(tip, 1)
    assert made(tip) == {"P"}
    assert hosts == {url.split("/")[2]}


def test_names_in_a_link(open_page: Opener, server: str):
    """Beside theory in Streamlit's text, beside the data in the player's."""
    data = "_".join((*NAMES, "1_2_2_3_3_5_4_6"))
    page = open_page(f"?loss=line&data={quote(data, safe='')}&eta=0.01&at=3")
    page.get_by_text("Theory beside measurement").click()
    told = page.locator(".st-key-theorypanel [data-testid=stCaptionContainer]").first
    run = simulate(Settings.of("line", data=data, eta=0.01))

    expect(told).to_have_text(line(run))
    assert all(name in line(run) for name in NAMES)
    assert made(page.locator(".st-key-theorypanel")) <= {"P"}
    axes = player(page, "[...p.fit.axes.querySelectorAll('.axis')].map((e) => e.textContent)")
    assert tuple(axes) == NAMES
    assert only(open_page, server)


def test_values_in_a_link(open_page: Opener, server: str):
    """The player says what could not be used."""
    hostile = (f"<img src=//{HOST}>", "<b>b</b> <!-- -->", *HOSTILE[:2])
    values = dict(zip(("eta", "lesson", "hide", "view"), hostile, strict=True))
    page = open_page("?" + "&".join(f"{k}={quote(v, safe='')}" for k, v in values.items()))

    for value in values.values():
        expect(page.locator(".notices")).to_contain_text(f"“{value}”")
    assert page.locator(".notices").locator("a, img").count() == 0
    assert only(open_page, server)


def test_a_refused_formula(open_page: Opener, server: str):
    """Its name is quoted with its underscores."""
    page = open_page("?q=x^2")
    field = page.get_by_label("Q =", exact=True)
    field.fill("my_loss_name + x")
    field.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("“my_loss_name” at character 1")
    assert made(page.get_by_role("alert")) == {"P"}
    assert field.input_value() == "my_loss_name + x"


def asking(open_page: Opener) -> Page:
    page = open_page("?loss=line")
    native(page, "data").click()
    page.get_by_role("option", name="Your own data").click()
    return page


def test_names_in_a_table(open_page: Opener, server: str):
    """The lists of columns show them without an escape; so does what was read of them."""
    page = asking(open_page)
    page.get_by_label("Paste here").fill("\t".join(NAMES) + "\n1\t2\n2\t3\n3\t5\n")
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("3 observations of")).to_contain_text(" and ".join(NAMES))
    assert dialog.locator("a, img").count() == 0
    assert native(page, "column_y").input_value() == NAMES[1]
    native(page, "column_t").click()
    assert tuple(page.get_by_role("listbox").get_by_role("option").all_text_contents()) == NAMES
    assert only(open_page, server)


def test_a_cell_in_a_file(open_page: Opener, server: str):
    """A file of a hostile name, with a cell that is no number."""
    page, name = asking(open_page), "![](__b__).csv"
    table = f"{NAMES[0]};y\n1;2\n2;{HOSTILE[2]}\n3;4\n4;6\n".encode()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": table}
    )
    expect(page.get_by_role("dialog")).to_contain_text(HOSTILE[2])
    expect(page.get_by_role("dialog")).to_contain_text(name)
    assert page.get_by_role("dialog").locator("a, img").count() == 0
    assert only(open_page, server)


def test_the_way_to_the_issue_form(open_page: Opener):
    """Opens in a tab of its own that knows nothing of this one; until then no host is asked."""
    page = open_page(f"?loss=line&data={quote(f'{NAMES[0]}_y_1_2_2_3_3_5_4_6')}&at=0")
    link = page.get_by_role("link", name="Something is wrong here")

    expect(link).to_have_attribute("target", "_blank")
    assert "noopener" in link.get_attribute("rel")
    assert quote(quote(HOST + "/b", safe=""), safe="") in link.get_attribute("href")
    assert only(open_page, page.url)
