"""What a visitor had is forgotten when they have gone."""

from __future__ import annotations

import asyncio
import json
import urllib.request

import pytest

from deploy.cluster import wait_until
from tests.serving.server import Server, serving
from tests.serving.visitor import Visitor

pytestmark = pytest.mark.slow
LINKS = ("?loss=bowl", "?loss=himmelblau", "?lesson=together&page=1", "?loss=line")


def living(server: Server) -> dict[str, int]:
    """How many sessions there are, and parts of them."""
    with urllib.request.urlopen(f"{server.url}/sessions", timeout=30) as response:
        found: dict[str, int] = json.load(response)
    return found


async def stay(server: Server, link: str) -> None:
    """Open a link, release a slider if there is one, want a map, and go."""
    async with Visitor(server.url, link) as visitor:
        if visitor.shows("alpha"):
            await visitor.release("alpha", visitor.stops("alpha")[3])
        await visitor.ask("eta-alpha")
        await visitor.until(lambda: not visitor.running)


def test_nothing_of_a_visitor_is_left():
    """Session, state and controls are collected once they have left, however they were used: of
    many that came one after the other no more is there than of one, the newest, if that."""

    async def come(server: Server) -> dict[str, int]:
        async with Visitor(server.url, LINKS[0]):
            return await asyncio.to_thread(living, server)

    with serving("tests/serving/sessions_app.py") as server:
        one = asyncio.run(come(server))
        for link in LINKS * 2:
            asyncio.run(stay(server, link))
        wait_until(lambda: living(server)["AppSession"] <= 1, "all but one to be collected")
        left = living(server)

    assert one["AppSession"] == 1
    assert one["Control"] > 1
    assert left["SessionState"] <= 1
    assert left["Control"] < 2 * one["Control"]
