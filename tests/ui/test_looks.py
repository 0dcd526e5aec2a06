"""How the minima look on the maps and in their key."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from momentum_core.colours import COLOURS
from momentum_core.stage.bundle import ASSETS

PLACES = sorted(name for name in COLOURS if re.fullmatch(r"place\d", name))
TO_CONES = [[0.4122, 0.5363, 0.0515], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.63]]
TO_LAB = [[0.2105, 0.7936, -0.0041], [1.978, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
"""Ottosson, "A perceptual color space for image processing", 2020."""


def oklab(colour: str) -> np.ndarray:
    channels = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.array(TO_LAB) @ np.cbrt(np.array(TO_CONES) @ linear)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_tones_differ(theme):
    """From each other, from the colours of the two terms, and from the paper."""
    colours = [oklab(COLOURS[name][theme]) for name in PLACES]
    others = [oklab(COLOURS[name][theme]) for name in ("gradient", "momentum", "paper")]

    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(colours, 2)) > 0.08
    assert min(np.linalg.norm(a - b) for a, b in itertools.product(colours, others)) > 0.05


def test_every_look_is_in_the_style_sheet():
    """As many tones as the scripts know, and the textures by their names."""
    script = (ASSETS / "player" / "draw" / "map_colours.js").read_text(encoding="utf-8")
    sheet = (ASSETS / "player" / "player.css").read_text(encoding="utf-8")
    tones = int(re.search(r"const TONES = (\d+);", script)[1])
    textures = re.findall(r"^  (\w+): \(", script, flags=re.M)

    assert [f"place{k}" for k in range(tones)] == PLACES
    assert 3 == len(textures)
    for name in (*PLACES, *textures):
        assert f".key .{name} {{" in sheet
