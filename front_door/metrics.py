"""Numbers for who runs the server, in Prometheus' format: off, unless MOMENTUM_METRICS is 1.

There is nothing in them of any visitor: how many came, what was answered, how long it took.
Whoever can reach the page can read them, so they are for a server that a proxy stands before.
"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from momentum_core import counted


class Traffic:
    """Middleware that counts answers by their status, and open sockets."""

    answers: dict[str, int] = {}  # noqa: RUF012, one for the process
    sockets = 0

    def __init__(self, app: ASGIApp) -> None:
        """All of it runs in the server's one event loop."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count what comes back."""

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = str(message["status"])
                Traffic.answers[status] = Traffic.answers.get(status, 0) + 1
            await send(message)

        open_socket = scope["type"] == "websocket"
        Traffic.sockets += open_socket
        try:
            await self.app(scope, receive, count if scope["type"] == "http" else send)
        finally:
            Traffic.sockets -= open_socket


class Collector:
    """The page's counts as Prometheus' families."""

    def collect(self) -> Iterator[Metric]:
        """All of them, as they are now."""
        for name, times in (
            ("momentum_opening_seconds", counted.OPENINGS),
            ("momentum_change_seconds", counted.CHANGES),
            ("momentum_release_seconds", counted.RELEASES),
        ):
            total, groups = 0, []
            for bound, count in zip((*counted.BOUNDS, "+Inf"), times.groups, strict=True):
                total += count
                groups.append((str(bound), float(total)))
            yield HistogramMetricFamily(name, name, buckets=groups, sum_value=times.seconds)
        yield CounterMetricFamily("momentum_refusals", "", value=counted.REFUSALS.total)
        yield CounterMetricFamily("momentum_failures", "", value=counted.FAILED.total)
        yield GaugeMetricFamily("momentum_sockets", "", value=Traffic.sockets)
        answers = CounterMetricFamily("momentum_answers", "", labels=["status"])
        for status, times_answered in sorted(Traffic.answers.items()):
            answers.add_metric([status], times_answered)
        yield answers


async def metrics(request: Request) -> Response:
    """All numbers: the page's, and those of the process."""
    ours = CollectorRegistry()
    ours.register(Collector())
    told = generate_latest(ours) + generate_latest(REGISTRY)
    return Response(
        told, headers={"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"}
    )
