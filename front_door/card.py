"""The picture that goes with a link where it is shared: its own run, as a PNG of 1200 × 630."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from streamlit import file_util

from front_door import still
from front_door.kept import Kept
from front_door.link import LONGEST, Opened, opened, shown
from momentum_core.colours import COLOURS

SIZE = 1200, 630
FINE = 2
"""Drawn so many times as large, so that edges become smooth."""
COLOURS_KEPT = 128
MOST = 8 * 2**20
"""Bytes of cards that are kept: some 200."""
PICTURE = 40, 130, 1160, 470
"""Left, top, right, bottom."""
BALL, DOT = 24, 7
CELLS = 360
SHOWN = 120
"""So many steps are dots, the first ones."""

HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"
Box = tuple[float, float, float, float]


def colour(name: str, theme: int = 0) -> tuple[int, int, int]:
    """A colour of the light theme."""
    text = COLOURS[name][theme]
    r, g, b = (int(text[k : k + 2], 16) for k in (1, 3, 5))
    return r, g, b


@functools.cache
def font(name: str, size: int, weight: int = 0) -> ImageFont.FreeTypeFont:
    """One of the page's own fonts, which come with Streamlit."""
    folder = Path(file_util.get_static_dir()) / "static" / "media"
    found = ImageFont.truetype(next(folder.glob(f"{name}.*")), size * FINE)
    if weight:
        found.set_variation_by_axes([weight])
    return found


class Card:
    """The drawing, in pixels of the finished card."""

    def __init__(self) -> None:
        """A blank one."""
        self.image = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), colour("paper"))
        self.pen = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, text: str, face: Any, fill: str = "ink") -> float:
        """Some text on a line; where it ends."""
        self.pen.text((x * FINE, y * FINE), text, colour(fill), face, "ls")
        return x + float(self.pen.textlength(text, face)) / FINE

    def wrapped(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        face: Any,
        lines: int,
        fill: str = "quiet",
    ) -> None:
        """Some text in a few lines, the last one cut if it is longer."""
        rows: list[str] = [""]
        for word in text.split():
            longer = f"{rows[-1]} {word}".strip()
            if self.pen.textlength(longer, face) <= width * FINE or not rows[-1]:
                rows[-1] = longer
            else:
                rows.append(word)
        if len(rows) > lines:
            rows = [*rows[: lines - 1], f"{rows[lines - 1][:-1]}…"]
        for k, row in enumerate(rows):
            while row and self.pen.textlength(row, face) > width * FINE:
                row = f"{row[:-2]}…"
            self.text(x, y + k * face.size / FINE * 1.3, row, face, fill)

    def points(self, box: Box, points: tuple[still.Point, ...]) -> list[tuple[float, float]]:
        """Places on a picture in a box."""
        left, top, right, bottom = (FINE * side for side in box)
        return [(left + x * (right - left), top + y * (bottom - top)) for x, y in points]

    def dot(self, at: tuple[float, float], r: float, fill: str) -> None:
        """A dot, at a place of ``points``."""
        x, y, r = *at, r * FINE
        self.pen.ellipse((x - r, y - r, x + r, y + r), colour(fill))

    def ball(self, at: tuple[float, float], r: float) -> None:
        """The ball, with the light on it."""
        x, y = at
        own, lit = np.array(colour("momentum")), np.array((255, 255, 255))
        for k in range(12):
            part, shift = 1 - k / 12, 0.35 * k / 12 * r * FINE
            tone = tuple(int(c) for c in own + (lit - own) * 0.45 * (k / 12) ** 2)
            size = r * FINE * part
            box = (x - shift - size, y - shift - size, x - shift + size, y - shift + size)
            self.pen.ellipse(box, tone)

    def png(self) -> bytes:
        """As a file."""
        made = io.BytesIO()
        small = self.image.reduce(FINE).quantize(COLOURS_KEPT, Image.Quantize.FASTOCTREE)
        small.save(made, "PNG")
        return made.getvalue()


def drawn(link: Opened) -> bytes:
    """A link's card: of a run with questions only where it begins, else all of it."""
    asks = link.shown.step is not None
    at = None if asks else len(link.ball.trajectory.w) - 1
    left, top, right, bottom = PICTURE
    picture = still.still(link, at, wide=(right - left) / (bottom - top), cells=CELLS)
    card = Card()
    (hill if picture.bands is None else heights)(card, picture)
    heading(card, link)
    card.wrapped(40, 565, 1120, link.sentence, font("SourceSansVF-Upright", 30, 400), 2)
    return card.png()


def heading(card: Card, link: Opened) -> None:
    """Title and formula."""
    card.wrapped(40, 525, 1120, link.title, font("SourceSansVF-Upright", 40, 700), 1, "ink")
    x = 40.0
    for letters, kind in still.terms(link.settings):
        tone = {"blue": "gradient", "orange": "momentum", "sign": "quiet"}.get(kind, "ink")
        before = x
        for c in letters:
            slanted = c.islower() or c == "Q"
            face = font("KaTeX_Math-Italic" if slanted else "KaTeX_Main-Regular", 64)
            if c == HAT:
                card.text((before + x) / 2 - 14, 92, "ˆ", face, tone)
                continue
            before, x = x, card.text(x, 92, c, face, tone)
        x += 20


def hill(card: Card, picture: still.Still) -> None:
    """The hill, the marks of the steps on it, and the ball where it ended."""
    _, top, _, bottom = PICTURE
    for line in picture.lines:
        points = card.points(PICTURE, line)
        foot = bottom * FINE
        card.pen.polygon([(points[0][0], foot), *points, (points[-1][0], foot)], colour("ground"))
        card.pen.line(points, colour("curve"), 3 * FINE, "curve")
    # What stands out of the picture is cut off.
    card.pen.rectangle((0, 0, SIZE[0] * FINE, top * FINE), colour("paper"))
    card.pen.rectangle((0, bottom * FINE, SIZE[0] * FINE, SIZE[1] * FINE), colour("paper"))
    for at in card.points(PICTURE, inside(picture.way[: picture.at + 1])[:SHOWN]):
        card.dot(at, DOT, "momentum")
    x, y = card.points(PICTURE, (picture.ball,))[0]
    card.ball((x, max(y - BALL * FINE, (top + BALL) * FINE)), BALL)


def heights(card: Card, picture: still.Still) -> None:
    """Heights as bands, the way over them, and the ball where it ended."""
    left, top, right, bottom = PICTURE
    assert picture.bands is not None
    low, high = np.array(colour("deep")), np.array(colour("high"))
    part = picture.bands[..., None] / (still.BANDS - 1)
    size = (right - left) * FINE, (bottom - top) * FINE
    image = Image.fromarray((low + part * (high - low)).astype(np.uint8)).resize(size)
    card.image.paste(image, (left * FINE, top * FINE))
    way = card.points(PICTURE, inside(picture.way[: picture.at + 1]))
    if len(way) > 1:
        card.pen.line(way, colour("momentum"), 2 * FINE, "curve")
    for at in way[:SHOWN]:
        card.dot(at, DOT - 2, "momentum")
    card.ball(card.points(PICTURE, (picture.ball,))[0], BALL - 6)


def inside(way: tuple[still.Point, ...]) -> tuple[still.Point, ...]:
    """The part of a way before it leaves the picture."""
    leaves = next((k for k, (x, y) in enumerate(way) if not (0 <= x <= 1 and 0 <= y <= 1)), None)
    return way if leaves is None else way[:leaves]


def made(query: str) -> bytes:
    """The card of a link, or the page's own where it is none."""
    return shown(query, lambda link: drawn(link or opened("")))


CARDS = Kept(made, MOST)


def answer(query: str) -> Response:
    """The card of a link; while too many are asked for, to be asked for again."""
    found = CARDS.get(query if len(query) <= LONGEST else "")
    if found is None:
        return Response(status_code=503, headers={"retry-after": "2", "cache-control": "no-store"})
    return Response(found, media_type="image/png", headers={"cache-control": "max-age=86400"})


async def card(request: Request) -> Response:
    """The card of the link that follows."""
    return await run_in_threadpool(answer, request.url.query)
