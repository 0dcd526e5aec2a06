"""The door itself: which routes there are, what every request goes through."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from streamlit import config

from front_door import card, compressed, first, headers, health
from momentum_core.stage.files import FOLDER


def base() -> str:
    """The path under which the page is served, as "/momentum"; "" for the root."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def routes() -> list[BaseRoute]:
    """What is answered here; all else is Streamlit's."""
    at = base()
    return [
        Route(f"{at}/", first.first_page),
        Route(f"{at}/healthz", health.READINESS.answer),
        Route(f"{at}/robots.txt", first.robots),
        Route(f"{at}/{FOLDER}/manifest.webmanifest", first.manifest),
        Route(f"{at}/{FOLDER}/card.png", card.card),
        *(Route(f"{at}/{FOLDER}/{name}", first.icon) for name in first.ICONS),
        Route(f"{at}/{FOLDER}/{{name}}", compressed.file),
    ]


def middleware() -> list[Middleware]:
    """What every request goes through, the outermost first."""
    return [Middleware(headers.SecurityHeaders), Middleware(compressed.StaticFiles, base=base())]
