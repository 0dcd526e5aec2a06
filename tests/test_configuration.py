""".streamlit/config.toml: what Streamlit itself reads from it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from momentum_core.losses.data.spelled import LONGEST_SPELLED
from momentum_core.losses.data.text import LONGEST
from ui import own_data, own_loss

ROOT = Path(__file__).parents[1]
FILE = ROOT / ".streamlit" / "config.toml"
MOST_BYTES = 3
"""Of a character as a browser counts them, in UTF-8."""


def flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every key with its sections, and its value."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield before + key, value


OPTIONS = dict(flat(tomllib.loads(FILE.read_text(encoding="utf-8"))))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Streamlit's own reading of the file."""
    monkeypatch.chdir(ROOT)
    return config.get_config_options(force_reparse=True)


@pytest.mark.parametrize("key", sorted(OPTIONS))
def test_streamlit_knows_every_option(parsed: Any, key: str):
    """An upgrade that renames one is noticed: Streamlit itself only logs it."""
    assert key in parsed
    assert parsed[key].where_defined == str(FILE)
    assert parsed[key].value == OPTIONS[key]


def test_what_a_public_page_needs(parsed: Any):
    """No watcher, small uploads, uploads in a frame, and sockets for the page's own origin only."""
    expected = {
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 1,
        "server.enableXsrfProtection": False,
        "server.enableCORS": True,
    }
    assert expected == {key: parsed[key].value for key in expected}


def test_no_field_takes_more_than_a_message_may_hold(parsed: Any):
    """A message that is too large closes the connection, again and again; so none can be typed.
    What can be used is smaller by far, so there is room for a sentence that refuses the rest."""
    fields = own_loss.TYPED + own_data.PASTED + LONGEST_SPELLED
    assert 1e6 * parsed["server.maxWidgetStateSize"].value > MOST_BYTES * fields
    assert parsed["server.maxMessageSize"].value > parsed["server.maxWidgetStateSize"].value
    assert LONGEST < own_data.PASTED
    assert LONGEST == 1e6 * parsed["server.maxUploadSize"].value


def test_who_develops_watches_the_core_too():
    """Streamlit watches the page's folder, and beyond it only what is on PYTHONPATH."""
    makefile = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
    dev = makefile.split("\ndev:")[1].split("\n\n")[0]

    assert 'PYTHONPATH="$(CURDIR)" $(BIN)/streamlit run app.py' in dev
