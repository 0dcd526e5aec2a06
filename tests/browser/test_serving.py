"""The server with the configuration that is deployed: how much it takes, and from whom."""

from __future__ import annotations

import contextlib
import http.client
import re
from email.message import Message
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from momentum_core.losses.data.cells import LONGEST_NUMBER
from momentum_core.losses.data.layout import MOST_ROWS
from momentum_core.losses.data.observations import SAMPLE
from momentum_core.losses.data.spelled import LONGEST_SPELLED
from momentum_core.losses.data.text import LONGEST
from tests.browser.conftest import Opener
from tests.browser.stage_page import native, player, shown
from ui.own_data import PASTED
from ui.own_loss import TYPED

SOCKET = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}
EVIL = "http://evil.example"
UPLOAD = "/_stcore/upload_file/no-such-session/file"
FILE = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"t;y\n1;2,5\n2;3\n4;7\n"}
TABLE = "[data-testid=stFileUploader]"


def ask(server: str, method: str, path: str, headers: dict[str, str]) -> tuple[int, Message]:
    """One request, and the status and headers that come back."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    with contextlib.closing(connection):
        connection.request(method, path, b"a" if method == "PUT" else None, headers)
        with connection.getresponse() as response:
            return response.status, response.headers


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        pytest.param("{server}", "", 101, id="its own page"),
        pytest.param(EVIL, "", 403, id="another page"),
        pytest.param("https://app.example", "app.example", 101, id="behind a proxy"),
        pytest.param(EVIL, "app.example", 403, id="another page, behind a proxy"),
    ],
)
def test_who_may_open_a_socket(server: str, origin: str, host: str, status: int):
    """Only a page of the same origin, whatever the server's name is."""
    headers = {**SOCKET, "Origin": origin.format(server=server)}
    if host:
        headers["Host"] = host
    assert ask(server, "GET", "/_stcore/stream", headers)[0] == status


def test_an_upload_without_a_session_is_refused(server: str):
    """Nothing is kept for a session that isn't open."""
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert ask(server, "PUT", UPLOAD, kind)[0] == 400


def test_another_page_is_not_allowed_to_upload(server: str):
    """A browser asks first, and isn't told that the page may."""
    asking = {"Origin": EVIL, "Access-Control-Request-Method": "PUT"}
    status, headers = ask(server, "OPTIONS", UPLOAD, asking)
    assert status == 204
    assert headers["Access-Control-Allow-Origin"] is None


def own_data(page: Page) -> None:
    """Open the dialog for one's own data."""
    native(page, "data").click()
    page.get_by_role("option", name="Your own data").click()
    page.get_by_label("Paste here").wait_for()


def paste(page: Page, label: str, text: str) -> None:
    """Into a field, at once: keys for so much would take minutes."""
    field = page.get_by_label(label, exact=True)
    field.focus()
    field.evaluate(
        """(field, text) => {
        const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value");
        set.call(field, text);
        field.dispatchEvent(new Event("input", { bubbles: true })); }""",
        text,
    )
    page.keyboard.press("Control+Enter" if label == "Paste here" else "Enter")


def table(rows: int, characters: int) -> str:
    """A table that is so long, by what is written beside its numbers."""
    lines = ["t,y,note", *(f"{k},{k % 7}," for k in range(rows))]
    more, rest = divmod(characters - len("\n".join(lines)), rows)
    lines = [line + (more * "x" if k else "") for k, line in enumerate(lines)]
    return "\n".join(lines) + rest * "x"


def test_the_largest_table(open_page: Opener):
    """As many characters and rows as there may be, pasted, are fitted."""
    page = open_page("?loss=line")
    own_data(page)
    text = table(MOST_ROWS, LONGEST)
    assert (LONGEST, MOST_ROWS) == (len(text), text.count("\n"))
    paste(page, "Paste here", text)
    page.get_by_role("button", name="Fit a line to these").click()
    page.wait_for_function("(n) => momentumPage.player.scene.data?.t.length === n", arg=SAMPLE)


def test_the_longest_link(open_page: Opener):
    """As many observations as a link may hold, in numbers that are as long as they may be."""
    values = [x + 0.5 for k in range(SAMPLE) for x in (k, k % 7)]
    room = (LONGEST_SPELLED + 1) // len(values) - 1
    text = "_".join(f"{x}".ljust(room, "0") for x in values)
    assert room == LONGEST_NUMBER - 1
    assert len(text) == LONGEST_SPELLED - 1
    page = open_page(f"?loss=line&data={text}&at=0")
    assert player(page, "p.scene.data.y") == [k % 7 + 0.5 for k in range(SAMPLE)]
    assert page.locator(".notices span").all_inner_texts() == []


def test_too_much_is_refused_in_a_sentence(open_page: Opener):
    """Of a table, of a formula and of a file; what is there stays."""
    page = open_page("?loss=line")
    own_data(page)
    dialog = page.get_by_role("dialog")
    paste(page, "Paste here", "x" * PASTED)
    expect(dialog.get_by_role("alert")).to_contain_text("characters; 1,000,000 are the most")
    paste(page, "Paste here", "1" * (PASTED + 1))
    assert page.get_by_label("Paste here").input_value() == "x" * PASTED
    expect(dialog).to_contain_text("up to 20,000 rows and 1,000,000 characters")
    expect(dialog).to_contain_text(f"more than {PASTED:,} characters is not taken into the field")

    page.locator("input[type=file]").set_input_files({**FILE, "buffer": b"1;2\n" * 255_000})
    expect(dialog.locator(TABLE)).to_contain_text("File must be 1.0MB or smaller.")

    page = open_page("?loss=formula&q=x^2")
    paste(page, "Q =", "x" * TYPED)
    expect(page.get_by_role("alert")).to_contain_text(re.compile("has 100000 characters; 300 "))
    assert shown(page)["q"] == "x^2"
