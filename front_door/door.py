"""The door itself: which routes there are, what every request goes through."""

from __future__ import annotations

import os

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from streamlit import config

from front_door import compressed, first, headers, health
from momentum_core.stage.files import FOLDER


def base() -> str:
    """The path under which the page is served, as "/momentum"; "" for the root."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def routes() -> list[BaseRoute]:
    """What is answered here; all else is Streamlit's."""
    at = base()
    return [
        *_numbers(at),
        Route(f"{at}/", first.first_page),
        Route(f"{at}/healthz", health.READINESS.answer),
        Route(f"{at}/robots.txt", first.robots),
        Route(f"{at}/{FOLDER}/manifest.webmanifest", first.manifest),
        Route(f"{at}/{FOLDER}/card.png", _card),
        *(Route(f"{at}/{FOLDER}/{name}", first.icon) for name in first.ICONS),
        Route(f"{at}/{FOLDER}/{{name}}", compressed.file),
    ]


async def _card(request: Request) -> Response:
    """What draws is loaded when the first card is asked for."""
    from front_door import card

    return await card.card(request)


def middleware() -> list[Middleware]:
    """What every request goes through, the outermost first."""
    found = [Middleware(headers.SecurityHeaders), Middleware(compressed.StaticFiles, base=base())]
    if metrics_wanted():
        from front_door.metrics import Traffic

        found.insert(0, Middleware(Traffic))
    return found


def metrics_wanted() -> bool:
    """Whether numbers are to be had, by the environment's MOMENTUM_METRICS."""
    return os.environ.get("MOMENTUM_METRICS") == "1"


def _numbers(at: str) -> list[BaseRoute]:
    """What counts is loaded only where it is wanted."""
    if not metrics_wanted():
        return []
    from front_door.metrics import metrics

    return [Route(f"{at}/metrics", metrics)]
