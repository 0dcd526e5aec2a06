"""Texts of a visitor's that Markdown would read as something else than text."""

from __future__ import annotations

import random

HOST = "a.test"
"""No host has this name, and none is asked."""
HOSTILE = (
    f"![](//{HOST}/b)",
    f"![i](http://{HOST})",
    f"[l](//{HOST})",
    f"http://{HOST}/c",
    f"HTTPS://{HOST}",
    "www.a.test",
    "me@mail.test",
    "mailto:me@mail.test",
    ":red[x]",
    ":blue-badge[x]",
    ":color[x]{foreground=red}",
    ":help[x]",
    ":smile:",
    ":+1:",
    ":material/home:",
    ":streamlit:",
    "$x^2$",
    "$$x^2$$",
    "`code`",
    "**b** *i*",
    "~~s~~",
    f"<img src=//{HOST}>",
    "<b>b</b> <!-- -->",
    "<img onerror=x>",
    "# heading",
    "> quoted",
    "- item",
    "+ item",
    "1. item",
    "2) item",
    "| a | b |",
    "---",
    "&amp; &#42; &lt",
    r"\* \\ \[",
    "a -> b <- c",
    "a <-> b -- c",
    "a >= b <= c ~= d",
    "[^1] [x]: y",
    "- [ ] task",
    "::: note",
)
"""At most 25 characters each, and without new lines, so that no sentence cuts them short."""
UNDERLINED = ("__b__ _i_", ":material_home:", "w_1_a", ":thumbs_up:")
"""More that no column in a link can be called, for there "_" is what stands between."""
_PIECES = (
    *"!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ aw1",
    *("http://", "www.", "a@b.c", ":red[", ":smile:", ":material/home:", "![", "](", "->", "\n\n"),
    *("    ", "\t", "``", "$$", "1.", "&#42;", ":small[]", "<b>", "--", "…", "“", "λ", "\u3000"),
)


def scrambled(count: int, seed: int = 1) -> tuple[str, ...]:
    """Random strings of such signs and pieces, none of them blank; the same for ever."""
    draw = random.Random(seed)
    drawn = ("".join(draw.choices(_PIECES, k=draw.randint(1, 9))) for _ in range(2 * count))
    return tuple(text for text in drawn if text.strip())[:count]
