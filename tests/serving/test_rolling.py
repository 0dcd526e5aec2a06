"""A rolling restart of three replicas behind nginx, under sixty visitors: none is lost."""

from __future__ import annotations

import asyncio
import contextlib
import urllib.request

import pytest

from deploy.cluster import Cluster, running
from tests.serving.visitor import Dropped, Visitor

pytestmark = pytest.mark.services
VISITORS = 60


async def greeted(cluster: Cluster) -> str:
    """The cookie that comes with the page."""

    def ask() -> str:
        with urllib.request.urlopen(f"{cluster.url}/", timeout=30) as response:
            return str(response.headers["Set-Cookie"]).partition(";")[0]

    return await asyncio.to_thread(ask)


async def stays(visitor: Visitor, busy: asyncio.Lock, over: asyncio.Event) -> int:
    """Come back whenever the connection breaks, at once and with what a browser keeps: the address
    and the cookie. How often."""
    times = 0
    while not over.is_set():
        ended = asyncio.create_task(over.wait())
        broken = asyncio.create_task(visitor.until_dropped())
        await asyncio.wait({ended, broken}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if broken.done():
            async with busy:
                await visitor.connect()
                await visitor.open()
            times += 1
        else:
            broken.cancel()
    return times


async def restarted(cluster: Cluster) -> tuple[list[Visitor], list[int]]:
    """Sixty visitors with sixty settings, through a restart of all."""
    visitors = []
    for k in range(VISITORS):
        cookie = await greeted(cluster)
        link = f"?loss=double-well&alpha=0.{100 + k}&race=none"
        visitors.append(Visitor(cluster.url, link, {"Cookie": cookie}))
        await visitors[-1].__aenter__()
    over = asyncio.Event()
    busy = [asyncio.Lock() for _ in visitors]
    both = zip(visitors, busy, strict=True)
    staying = [asyncio.create_task(stays(visitor, lock, over)) for visitor, lock in both]
    await asyncio.to_thread(cluster.restart)
    all_released = asyncio.create_task(released(visitors, busy))
    await asyncio.wait({all_released, *staying}, return_when=asyncio.FIRST_COMPLETED)
    lost = [task for task in staying if task.done()]
    over.set()
    if not lost:
        return visitors, await asyncio.gather(*staying)
    all_released.cancel()
    raise AssertionError(f"{len(lost)} are lost: {lost[0].exception()}")


async def released(visitors: list[Visitor], busy: list[asyncio.Lock]) -> None:
    """Each lets a slider go, and has the answer; who is just coming back, when that is done."""

    async def one(k: int, visitor: Visitor) -> None:
        while True:
            with contextlib.suppress(Dropped):
                async with busy[k]:
                    await visitor.release("steps", visitor.stops("steps")[k % 5])
                return
            await asyncio.sleep(0)

    await asyncio.gather(*(one(k, visitor) for k, visitor in enumerate(visitors)))


def test_a_rolling_restart_loses_nobody():
    """Each was thrown out at least once, came back at the first try, with their own settings, and
    goes on."""
    with running(Cluster()) as cluster:

        async def whole() -> tuple[list[Visitor], list[int]]:
            found = await restarted(cluster)
            await asyncio.gather(*(visitor.close() for visitor in found[0]))
            return found

        visitors, times = asyncio.run(whole())
    assert [v.answer["settings"]["alpha"] for v in visitors] == [
        float(f"0.{100 + k}") for k in range(VISITORS)
    ]
    steps = [v.answer["settings"]["steps"] for v in visitors]
    assert len(set(steps)) == 5
    assert min(times) >= 1
