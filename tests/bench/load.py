"""How many visitors a server bears: ``make load``.

Visitors without browsers (tests/serving/visitor.py) open links over the real socket, arriving evenly
within some seconds, and then release a slider every three seconds. Of ten, one wants a map now and
then, one types formulas, one brings a file. The app as one process, as three behind nginx, and the
naive twin (twin.py) are loaded one after the other, and one table is printed. All of it is on this
machine, whose cores servers and visitors share, and it ends by itself.

    make load                            30, 100 and 300 visitors on each
    make load LOAD=100 ON=app LASTS=60   only that
    make load SOAK=20                    besides, twenty minutes of coming and going on one process
    make load ON=none HEAVY=1            only polite visitors beside ten who want the heaviest map
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import resource
import statistics
import time
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from deploy.cluster import Cluster, free_port, running
from momentum_core.losses.catalogue import CATALOGUE
from tests.serving.server import Server, serving
from tests.serving.visitor import Dropped, Failed, Visitor

MOST_VISITORS, MOST_SECONDS, MOST_MINUTES = 1000, 600, 30
"""It ends by itself, whatever is asked for."""
THINKS = 3.0
"""Seconds from one release to the next."""
PATIENCE = 30.0
"""Seconds after which an answer is an error."""
RETRY = 0.5
"""Seconds after which a browser tries again to connect."""
SHARES = ("map", "type", "upload", *7 * ("release",))
"""What each of ten visitors does besides releasing sliders."""
EVERY = 4
"""So often, in releases, they do it."""
TABLE = "t;y\n" + "".join(f"{k};{(7 * k) % 11}\n" for k in range(40))
HEAVIEST = "+".join(f"sin({k}x)*cos({k}y)" for k in range(1, 14))
"""A formula whose maps cost more than any other's."""
KINDS = ("open", "release", "map", "type", "upload", "back")


class Target(NamedTuple):
    """What is hoped for: of so many visitors on one side, a percentile in milliseconds."""

    side: str
    visitors: int
    kind: str
    most: float


TARGETS = (
    Target("app", 100, "open", 400),
    Target("app", 100, "release", 100),
    Target("cluster", 300, "release", 300),
)


@dataclass
class Side:
    """Something under load: where, and the processes that it is made of."""

    name: str
    url: str
    pids: Callable[[], list[int]]
    makes: type[Visitor]
    kill: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        """Load goes to this machine only."""
        if urlsplit(self.url).hostname != "127.0.0.1":
            raise ValueError(f"{self.url} is not on this machine's loopback address")

    @property
    def cpu(self) -> float:
        """Seconds of work that its processes have had."""
        return self._summed(lambda server: server.cpu)

    @property
    def memory(self) -> float:
        """Megabytes that they hold."""
        return self._summed(lambda server: server.memory)

    def _summed(self, of: Callable[[Server], float]) -> float:
        """Of its processes and all that they have started: nginx's workers, and who draws maps."""
        total = 0.0
        for pid in family(self.pids()):
            # Of one that has just ended nothing can be read.
            with contextlib.suppress(OSError, StopIteration):
                total += of(Server(self.url, pid))
        return total


class TwinVisitor(Visitor):
    """Does with the twin what others do with the app: its answer is a chart."""

    async def open(self) -> dict[str, object]:
        """The page, to the end of its script."""
        before = self.runs
        await self.rerun("")
        await self.until(lambda: self.runs > before and bool(self.page))
        return {}

    async def release(self, name: str, value: float) -> dict[str, object]:
        """A slider is let go, and the new chart has come."""
        before = self.runs
        await self.choose(name, f"{value:.12g}")
        await self.until(lambda: self.runs > before)
        return {}


@dataclass
class Figures:
    """What was measured: milliseconds by kind, errors by what they were."""

    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    cpu: float = 0
    memory: float = 0
    seconds: float = 0
    client: float = 0

    @contextlib.contextmanager
    def timed(self, kind: str) -> Iterator[None]:
        """Note how long a block takes; one that fails is an error instead."""
        start = time.perf_counter()
        try:
            yield
        except TimeoutError:
            self.errors[f"{kind}: no answer in {PATIENCE:g} s"] += 1
        except Failed as error:
            self.errors[f"{kind}: {error}"[:80]] += 1
        except OSError as error:
            self.errors[f"{kind}: {error}"[:80]] += 1
        else:
            self.times[kind].append(1000 * (time.perf_counter() - start))

    def percentiles(self, kind: str) -> tuple[float, float, float] | None:
        """The 50th, 95th and 99th; None where there are fewer than two."""
        found = self.times[kind]
        if len(found) < 2:
            return None
        cuts = statistics.quantiles(found, n=100, method="inclusive")
        return cuts[49], cuts[94], cuts[98]


@dataclass
class Guest:
    """One visitor's stay: what they do, and with which chance."""

    side: Side
    figures: Figures
    chance: random.Random
    also: str = "release"
    pause: float = THINKS

    async def stays(self, until: float) -> None:
        """Open a link, and do things until that time (`time.perf_counter`)."""
        loss = self.chance.choice(list(CATALOGUE))
        link = f"?loss={loss}&alpha={self.chance.uniform(0.5, 0.95):.4f}"
        visitor, opened = self.side.makes(self.side.url, link, patience=PATIENCE), False
        with self.figures.timed("open"):
            cookie = await asyncio.to_thread(first_page, f"{self.side.url}/{link}")
            visitor.headers |= {"Cookie": cookie} if cookie else {}
            await visitor.connect()
            await visitor.open()
            opened = True
        if not opened:
            return
        try:
            await self.does(visitor, until)
        finally:
            await visitor.close()

    async def does(self, visitor: Visitor, until: float) -> None:
        """Releases, with something else now and then; who is thrown out comes back."""
        acts = 0
        await asyncio.sleep(self.chance.uniform(0, self.pause))
        while time.perf_counter() < until:
            acts += 1
            kind = self.also if acts % EVERY == 1 else "release"
            try:
                with self.figures.timed(kind):
                    await self.act(visitor, kind)
            except Dropped:
                await self.returns(visitor, until)
            await asyncio.sleep(self.chance.uniform(0.8, 1.2) * self.pause)

    async def act(self, visitor: Visitor, kind: str) -> None:
        """One thing."""
        if kind == "map":
            await visitor.draw()
        elif kind == "type":
            await visitor.type(f"w^4 - 2w^2 + 0.{self.chance.randrange(10**6)}w")
        elif kind == "upload":
            await visitor.upload("a.csv", TABLE.encode())
            await visitor.press("fit")
        else:
            name = self.chance.choice(("eta", "alpha"))
            await visitor.release(name, self.chance.choice(visitor.stops(name)))

    async def returns(self, visitor: Visitor, until: float) -> None:
        """As a browser does it: half a second later, and again, with the address that it has. What
        is on the page then is not what was there is an error."""
        before = dict(visitor.answer)
        with self.figures.timed("back"):
            while True:
                await asyncio.sleep(RETRY)
                try:
                    await visitor.connect()
                    await visitor.open()
                    break
                except (Dropped, OSError):
                    if time.perf_counter() > until:
                        raise
        if visitor.answer.get("query") != before.get("query"):
            self.figures.errors["back with other settings"] += 1


def first_page(url: str) -> str:
    """The page's own HTML; the cookie that came with it."""
    with urllib.request.urlopen(url, timeout=PATIENCE) as response:
        response.read()
        return str(response.headers["Set-Cookie"] or "").partition(";")[0]


async def loaded(side: Side, count: int, arrive: float, seconds: float) -> Figures:
    """So many visitors, who arrive evenly within some seconds and stay for ``seconds`` after."""
    figures = Figures()
    # A server that has just started has not read its own code yet.
    await Guest(side, Figures(), random.Random(0)).stays(time.perf_counter())
    begun, cpu, memory = time.perf_counter(), side.cpu, side.memory
    client = time.process_time()
    until = begun + arrive + seconds

    async def comes(k: int) -> None:
        await asyncio.sleep(arrive * k / count)
        also = "release" if side.makes is TwinVisitor else SHARES[k % len(SHARES)]
        await Guest(side, figures, random.Random(k), also).stays(until)

    guests = [asyncio.create_task(comes(k)) for k in range(count)]
    # Before they go; and before one of the processes dies.
    await asyncio.sleep(arrive + 0.7 * seconds)
    figures.seconds = time.perf_counter() - begun
    figures.cpu, figures.memory = side.cpu - cpu, side.memory - memory
    figures.client = time.process_time() - client
    if side.kill:
        side.kill()
    for result in await asyncio.gather(*guests, return_exceptions=True):
        if isinstance(result, BaseException):
            figures.errors[f"{type(result).__name__}: {result}"[:80]] += 1
    return figures


async def beside_heavy(side: Side, seconds: float) -> Figures:
    """Five polite visitors, beside ten who want the heaviest maps without an end."""
    polite, heavy = Figures(), Figures()
    begun, cpu, memory = time.perf_counter(), side.cpu, side.memory
    until = begun + seconds

    async def wants(k: int) -> None:
        link = "?" + urllib.parse.urlencode(
            {"loss": "formula", "q": f"{HEAVIEST}+0.{k + 1}x", "method": "nesterov", "steps": 2000}
        )
        async with Visitor(side.url, link, patience=seconds) as visitor:
            while time.perf_counter() < until:
                await visitor.want()

    async def is_polite(k: int) -> None:
        await Guest(side, polite, random.Random(k), pause=1).stays(until)

    with heavy.timed("map"):
        await asyncio.gather(
            *map(wants, range(10)), *map(is_polite, range(5)), return_exceptions=True
        )
    polite.seconds = time.perf_counter() - begun
    polite.cpu, polite.memory = side.cpu - cpu, side.memory - memory
    return polite


async def soaked(side: Side, minutes: float) -> None:
    """Visitors come, stay for a minute and go, one a second; a line for each minute, and at last how
    the memory at the end compares with that after the first minute, when all is warm."""
    begun, fresh, warm = time.perf_counter(), side.memory, 0.0
    print("| minute | opening p95, ms | release p95, ms | errors | memory, MB |")
    print("|---|---|---|---|---|")
    for minute in range(1, int(minutes) + 1):
        figures, end = Figures(), begun + 60 * minute

        async def comes(k: int, figures: Figures = figures, end: float = end) -> None:
            await asyncio.sleep(max(0, end - 60 + k - time.perf_counter()))
            until = time.perf_counter() + 40
            also = SHARES[k % len(SHARES)]
            await Guest(side, figures, random.Random(k), also).stays(min(until, end))

        await asyncio.gather(*(comes(k) for k in range(60)), return_exceptions=True)
        p95 = [(figures.percentiles(kind) or (0, 0, 0))[1] for kind in ("open", "release")]
        errors = figures.errors.total()
        cells = f"{minute} | {p95[0]:.0f} | {p95[1]:.0f} | {errors} | {side.memory:.0f}"
        print(f"| {cells} |", flush=True)
        warm = warm or side.memory
    last = side.memory
    told = f"{fresh:.0f} MB at the start, {warm:.0f} warm, {last:.0f} at the end"
    print(f"\nMemory: {told}, {100 * last / max(warm, 1):.0f} % of warm.")


@contextlib.contextmanager
def the_app() -> Iterator[Side]:
    """One process."""
    with serving() as server:
        yield Side("app", server.url, lambda: [server.pid], Visitor)


@contextlib.contextmanager
def the_twin() -> Iterator[Side]:
    """The naive twin, one process."""
    with serving("tests/bench/twin.py") as server:
        yield Side("twin", server.url, lambda: [server.pid], TwinVisitor)


@contextlib.contextmanager
def the_cluster() -> Iterator[Side]:
    """Three processes behind nginx, one of which dies on the way."""
    with running(Cluster(port=free_port())) as cluster:

        def pids() -> list[int]:
            every = [replica.process for replica in cluster.replicas.values()] + [cluster.nginx]
            return [process.pid for process in every if process and process.poll() is None]

        yield Side("cluster", cluster.url, pids, Visitor, lambda: cluster.crash("a"))


def family(pids: Iterable[int]) -> list[int]:
    """These processes and all that they have started."""
    found: list[int] = []
    for pid in pids:
        children: list[int] = []
        with contextlib.suppress(OSError):
            for of in Path(f"/proc/{pid}/task").glob("*/children"):
                children += map(int, of.read_text().split())
        found += [pid, *family(children)]
    return found


SIDES = {"app": the_app, "cluster": the_cluster, "twin": the_twin}


def row(side: Side, count: int, figures: Figures) -> str:
    """One line of the table, in Markdown."""
    cells = [side.name, str(count)]
    for kind in KINDS:
        found = figures.percentiles(kind)
        cells.append(" · ".join(f"{x:,.0f}" for x in found) if found else "")
    minutes = count * figures.seconds / 60
    cells += [str(figures.errors.total()), f"{1000 * figures.cpu / minutes:.0f}"]
    cells += [f"{100 * figures.cpu / figures.seconds:.0f} %", f"{figures.memory / count:.2f}"]
    return f"| {' | '.join(cells)} | {met(side, count, figures)} |"


def met(side: Side, count: int, figures: Figures) -> str:
    """Whether each target for this line is."""
    said = []
    for target in TARGETS:
        if (target.side, target.visitors) == (side.name, count):
            found = figures.percentiles(target.kind)
            good = found is not None and found[1] <= target.most
            said.append(f"{target.kind} ≤ {target.most:g}: {'yes' if good else '**no**'}")
    return ", ".join(said)


HEAD = (
    "| on | visitors | opening | release | whole map | typed formula | file | back after a kill "
    "| errors | CPU, ms a visitor and minute | CPU in all | MB a visitor | target, p95 |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)
NOTE = """
Times are in milliseconds: p50 · p95 · p99. An opening is the first HTML, the socket, and the first
run with its words; the browser's static files are not asked for. "app" is one process, "cluster"
three behind nginx, one of which is killed when 0.7 of the time is over; what that costs its visitors
is "back after a kill": half of a second of it is what a browser waits before it tries again.
CPU and memory are the servers' own, with the processes that draw their maps, before that kill; memory is
what was added since the start, caches included, so few visitors seem to take much."""


async def main(counts: list[int], chosen: argparse.Namespace) -> None:
    """Load each side and print the table."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(64))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    errors: list[str] = []
    if chosen.on != "none":
        print(HEAD, flush=True)
    for name in chosen.on.replace("none", "").split():
        for count in counts:
            with SIDES[name]() as side:
                figures = await loaded(side, count, chosen.arrive, chosen.seconds)
                print(row(side, count, figures), flush=True)
                errors += [f"{name}, {count}: {x} × {k}" for k, x in figures.errors.items()]
                busy = 100 * figures.client / figures.seconds
                if busy > 70:
                    errors.append(f"{name}, {count}: the visitors took {busy:.0f} % of a core")
    if chosen.on != "none":
        print(NOTE, *errors, sep="\n", flush=True)
    if chosen.heavy:
        with the_app() as side:
            polite = await beside_heavy(side, chosen.seconds)
            print("\nFive polite visitors beside ten who want the heaviest map:")
            print(HEAD, row(side, 5, polite), sep="\n", flush=True)
    if chosen.soak:
        with the_app() as side:
            print(f"\n{chosen.soak:g} minutes of coming and going, one process:")
            await soaked(side, chosen.soak)


def asked() -> tuple[list[int], argparse.Namespace]:
    """What the command line asks for, within its bounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    parser.add_argument("--visitors", default="30 100 300", help='as "30 100 300"')
    parser.add_argument("--on", default="app cluster twin", help="app, cluster, twin, or none")
    parser.add_argument("--seconds", type=float, default=40, help="after all have arrived (40)")
    parser.add_argument("--arrive", type=float, default=20, help="all arrive in so many (20)")
    parser.add_argument("--soak", type=float, default=0, help="minutes of coming and going (0)")
    parser.add_argument("--heavy", type=int, default=0, help="1: polite visitors beside heavy ones")
    chosen = parser.parse_args()
    counts = [int(x) for x in chosen.visitors.split()]
    if not all(1 <= count <= MOST_VISITORS for count in counts):
        parser.error(f"1 to {MOST_VISITORS} visitors")
    if not 0 <= chosen.seconds + chosen.arrive <= MOST_SECONDS:
        parser.error(f"at most {MOST_SECONDS} seconds")
    if not 0 <= chosen.soak <= MOST_MINUTES:
        parser.error(f"at most {MOST_MINUTES} minutes")
    if unknown := set(chosen.on.split()) - {*SIDES, "none"}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return counts, chosen


if __name__ == "__main__":
    asyncio.run(main(*asked()))
