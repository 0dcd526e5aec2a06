"""The visitor without a browser does what a page does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
import pytest

from momentum_core.runs.maps import eta_alpha_map
from momentum_core.settings.settings import Settings
from tests.runs.whole import finished
from tests.serving.server import Server
from tests.serving.visitor import Visitor

pytestmark = pytest.mark.slow


def visit(server: Server, query: str, does: Callable[[Visitor], Awaitable[None]]) -> None:
    """Open a link, do something, leave."""

    async def stay() -> None:
        async with Visitor(server.url, query) as visitor:
            await does(visitor)

    asyncio.run(stay())


def test_a_slider_is_released(server: Server):
    """The answer is about its value, and the link follows."""

    async def does(visitor: Visitor) -> None:
        assert visitor.answer["settings"]["alpha"] == 0.5
        answer = await visitor.release("alpha", 0.75)
        assert answer["settings"]["alpha"] == 0.75
        assert "alpha=0.75" in visitor.query

    visit(server, "?loss=bowl&alpha=0.5", does)


def test_a_map_is_drawn(server: Server):
    """It is the core's."""

    async def does(visitor: Visitor) -> None:
        found = await visitor.draw()
        steps = np.frombuffer(found["cells"][160 * 160 :], "<u2").reshape(160, 160)
        assert (finished(eta_alpha_map(Settings())).steps == steps).all()

    visit(server, "", does)


def test_a_formula_is_typed_and_a_file_uploaded(server: Server):
    """Both come to the stage."""

    async def does(visitor: Visitor) -> None:
        await visitor.type("x^4-3x^2")
        assert visitor.answer["scene"].startswith("formula-")
        await visitor.upload("a.csv", b"t;y\n1;2,5\n2;3\n4;7\n")
        await visitor.press("fit")
        assert visitor.query.startswith("?loss=line&data=t_y_1_2.5_2_3_4_7&")

    visit(server, "?loss=bowl", does)


def test_who_comes_back_finds_what_was_there(server: Server):
    """A lost connection comes back to the same session, with what was refused in its field."""

    async def does(visitor: Visitor) -> None:
        session = visitor.session
        await visitor.choose("q", "x^")
        await visitor.until(lambda: any(x.kind == "alert" for x in visitor.page.values()))
        visitor.vanish()
        await visitor.until_dropped()
        await visitor.connect()
        await visitor.open()
        assert session == visitor.session
        assert any(x.kind == "alert" for x in visitor.page.values())

    visit(server, "?loss=formula&q=x^2", does)
