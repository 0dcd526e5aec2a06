"""The piece for another page: what stands in it, and that nothing of a link is more than text."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from front_door import embed

ROOT = Path(__file__).parents[2]
PICTURE = re.compile(r"data:image/png;base64,([\w+/=]+)")


def test_the_one_in_assets_is_made_by_it():
    """All but the picture's bytes, which are another Pillow's with another Pillow."""
    kept = (ROOT / "assets" / "embed.html").read_text("utf-8")
    made = embed.piece("https://your-app.streamlit.app/")
    assert PICTURE.sub("", kept) == PICTURE.sub("", made)
    for text in (kept, made):
        (data,) = PICTURE.findall(text)
        assert Image.open(io.BytesIO(base64.b64decode(data))).size == (1200, 630)


def test_its_frame_has_the_link():
    """With all that the link says, under whatever path, and nothing that asks before the tap."""
    made = embed.piece("https://school.example/momentum/?loss=bowl&alpha=1#x")
    address = "https://school.example/momentum/?embed=true&amp;loss=bowl&amp;alpha=1"
    assert f'<iframe src="{address}"' in made
    assert re.findall(r'(?:src|href)="(?!data:)([^"]*)"', made) == [address]
    assert 'loading="lazy"' in made
    assert "<script" not in made


@pytest.mark.parametrize("link", ["", "momentum", "javascript:alert(1)", "//host/", "file:///x"])
def test_what_is_no_address_is_refused(link: str, capsys):
    """In a sentence, and nothing is printed that could be taken for a piece."""
    assert embed.main([link]) == 2
    out, told = capsys.readouterr()
    assert out == ""
    assert told.startswith("Give the link to the page")


def test_hostile_links_are_text():
    """What a link brings closes no attribute and opens no element."""
    hostile = '"><script>alert(1)</script><img src=//evil.example>'
    made = embed.piece(f"https://school.example/{hostile}?loss=formula&q={hostile}")
    assert made.count("<") == embed.piece("https://school.example/?loss=bowl").count("<")
