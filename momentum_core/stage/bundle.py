"""What the browser is sent once: the player as one script, and the style sheets."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from momentum_core.colours import COLOURS
from momentum_core.lessons.presentation import Presentation
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.settings.fields import FIELDS
from momentum_core.settings.link import RESERVED
from momentum_core.words.sentences import language

ASSETS = Path(__file__).parents[2] / "assets"


PLAYER = ASSETS / "player.bundle.js"
"""The player as it travels: the files in assets/player in one script, made by ``make player``."""


def player_source() -> str:
    """The player with its adapter to Streamlit, as one script that defines ``momentum``."""
    return PLAYER.read_text(encoding="utf-8")


def words() -> dict[str, Any]:
    """Every text of the player's, and the names of a link's parameters and of the page's parts."""
    return {
        **language.labels(),
        "parameters": [*(field.name for field in FIELDS), *RESERVED],
        "parts": list(language.PARTS),
    }


@functools.cache
def page_script() -> str:
    """The player with its words and its style, as one module; it is also the source of the
    component that brings it by the socket, where no file arrives."""
    mount = f"momentum.mountStreamlit({json.dumps(words())}, {json.dumps(player_style())})"
    handle = f"globalThis.momentumPage?.handle || {mount};"
    return f"{player_source()}\n{handle}\nexport default () => {{}};\n"


def loader() -> str:
    """The script of the place that asks for the player's file."""
    return (ASSETS / "player" / "host" / "load.js").read_text(encoding="utf-8")


def announcer(place: str) -> str:
    """The script of a place on the page: it tells the player that the place is there."""
    script = (ASSETS / "player" / "host" / "announce.js").read_text(encoding="utf-8")
    return script.replace("PLACE", place)


def palette() -> dict[str, tuple[str, str]]:
    """Every colour of the stage, (light, dark), by its name: the methods' own among them."""
    looks = (racer.look for racer in RACERS.values())
    return COLOURS | {look.colour: look.own for look in looks if look.own}


def player_style() -> str:
    """The player's style sheet with the colours, and with how who rolls looks, in front of it."""
    colours = palette()
    light = " ".join(f"--{name}: {pair[0]};" for name, pair in colours.items())
    dark = " ".join(f"--{name}: {pair[1]};" for name, pair in colours.items())
    sheet = "\n".join(
        (ASSETS / "player" / f"{name}.css").read_text(encoding="utf-8")
        for name in ("player", "layout", "projector", "contrast")
    )
    looks = "\n".join(_looks())
    return f".momentum-player {{ {light} }}\n.momentum-player.dark {{ {dark} }}\n{looks}\n{sheet}"


def _looks() -> Iterator[str]:
    """The colour and the line of everybody who rolls, and what else has the chosen ball's colour.
    A term of the formula may have an arrow of the same name."""
    for name, racer in RACERS.items():
        look = racer.look
        yield f".{name}:not(.arrow) {{ --tone: var(--{look.colour}); --dash: {look.dash}; }}"
    for name, method in METHODS.items():
        yield f'.momentum-player[data-hero="{name}"] {{ --hero: var(--{method.look.colour}); }}'


def page_style(shown: Presentation) -> str:
    """The style sheet of the page around the stage, for the way it is shown."""
    sheets = ["page", *["tour"] * bool(shown.lesson), *["projector"] * shown.projector, "contrast"]
    return "\n".join((ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in sheets)
