"""What one visitor does, by mistake or on purpose, harms no other."""

from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.serving.server import Server
from tests.serving.visitor import Dropped, Visitor
from turns.turns import cores

pytestmark = pytest.mark.services
HEAVY = "+".join(f"sin({k}x)*cos({k}y)" for k in range(1, 14))
"""One map of it takes 20 seconds of a core."""
MEGABYTE = 1_000_000


@asynccontextmanager
async def polite(server: Server) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """A visitor who releases a slider again and again in the meantime, and must be answered each
    time; the function returns how often that was, and there are a few at least."""
    async with Visitor(server.url, "?loss=bowl", patience=15) as visitor:
        stops, times = visitor.stops("alpha")[:50], 0
        done = asyncio.Event()

        async def release() -> None:
            nonlocal times
            while times < 3 or not done.is_set():
                await visitor.release("alpha", stops[times % len(stops)])
                times += 1

        task = asyncio.create_task(release())

        async def answered() -> int:
            done.set()
            await task
            return times

        try:
            yield answered
        finally:
            done.set()
            await task


async def much(visitor: Visitor) -> None:
    """A message that is too large, and wait for what comes of it."""
    await visitor.send(bytes(30 * MEGABYTE))
    await visitor.until(lambda: False)


def test_a_message_of_thirty_megabytes(server: Server):
    """Closes the connection of who sent it, and is not kept."""

    async def stay() -> None:
        async with polite(server) as answered:
            async with Visitor(server.url) as other:
                before = server.memory
                with pytest.raises(Dropped):
                    await much(other)
                assert server.memory - before < 25
            assert await answered() >= 3

    asyncio.run(stay())


def put_much(server: Server, place: str, megabytes: int) -> int:
    """Upload so much, as slowly as it is read; the status of the answer, 0 for none at all."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=15)
    kind = {"Content-Type": "multipart/form-data; boundary=x", "Transfer-Encoding": "chunked"}
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = (part for part in (head, *[b"1,2\n" * (MEGABYTE // 4)] * megabytes))
    try:
        connection.request("PUT", place, body, kind, encode_chunked=True)
        return connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return 0
    finally:
        connection.close()


def test_an_upload_of_a_hundred_and_fifty_megabytes(server: Server):
    """Without saying beforehand how long it is: it is refused as soon as it is too long, and none of
    it is kept."""

    async def stay() -> None:
        async with polite(server) as answered, Visitor(server.url) as other:
            before = server.memory
            await other.pick("loss", "line")
            urls = await other.place("a.csv")
            assert await asyncio.to_thread(put_much, server, urls.upload_url, 150) in (0, 413)
            assert server.memory - before < 40
            assert await answered() >= 3

    asyncio.run(stay())


def test_a_thousand_releases(server: Server):
    """In two seconds: the last one is answered, most of the others are passed over, and who is polite
    is answered all the while."""

    async def stay() -> None:
        far = "?loss=himmelblau"
        async with polite(server) as answered, Visitor(server.url, far, keeps=5000) as flood:
            stops, before = flood.stops("alpha"), flood.begun
            for k in range(1000):
                await flood.choose("alpha", f"{stops[k % 90]:.12g}")
                await asyncio.sleep(0.002)
            last = stops[999 % 90]
            await flood.until(lambda: flood.answer["settings"]["alpha"] == last)
            await flood.until(lambda: not flood.running)
            assert flood.begun - before < 400
            assert await answered() > 10

    asyncio.run(stay())


def children(pid: int) -> int:
    """How many processes a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return sum(len(task.read_text().split()) for task in tasks)


def test_fifty_maps_at_once(server: Server):
    """As many are computed as there are cores; who is polite is answered, also with a map, long
    before the others have theirs; and when all have gone nothing is left to do."""

    async def stay() -> None:
        link = f"?loss=formula&q={quote(HEAVY)}&method=nesterov&steps=2000&start="
        async with polite(server) as answered, AsyncExitStack() as leave:
            others = [Visitor(server.url, f"{link}0.{k + 10},0.2", patience=15) for k in range(50)]
            for other in others:
                await leave.enter_async_context(other)
                await other.ask("eta-alpha")
            assert children(server.pid) == cores()
            async with Visitor(server.url, "?loss=rosenbrock", patience=15) as fresh:
                assert (await fresh.draw())["done"] == 1
            assert all(other.map.get("done", 0) < 1 for other in others)
            assert await answered() > 3

    asyncio.run(stay())


def test_a_slow_reader(server: Server):
    """Somebody asks and asks and reads nothing: they are answered when they read again, or have to
    come back; others don't wait for them."""

    async def stay() -> None:
        far = "?loss=himmelblau"
        async with polite(server) as answered, Visitor(server.url, far, keeps=5000) as slow:
            slow.listens.clear()
            stops = slow.stops("alpha")
            for k in range(200):
                await slow.choose("alpha", f"{stops[k % 90]:.12g}")
                await asyncio.sleep(0.005)
            assert await answered() >= 3
            slow.listens.set()
            try:
                await slow.until(lambda: slow.answer["settings"]["alpha"] == stops[199 % 90])
            except Dropped:
                await slow.connect()
                await slow.open()
            assert (await slow.release("alpha", 0.95))["settings"]["alpha"] == 0.95

    asyncio.run(stay())


def test_half_open_sockets(server: Server):
    """A hundred who began to speak and don't go on, and a hundred who opened the page and were not
    heard of again."""

    async def stay() -> None:
        at = (urlsplit(server.url).hostname, urlsplit(server.url).port)
        halves = [socket.create_connection(at, timeout=5) for _ in range(100)]
        try:
            for half in halves:
                half.sendall(b"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgr")
            async with polite(server) as answered:
                for _ in range(100):
                    gone = Visitor(server.url, patience=15)
                    await gone.connect()
                    gone.vanish()
                async with Visitor(server.url, "?loss=himmelblau", patience=15) as visitor:
                    assert (await visitor.draw())["done"] == 1
                assert await answered() >= 3
        finally:
            for half in halves:
                half.close()

    asyncio.run(stay())
