"""What every answer tells the browser about what the page may do.

``Content-Security-Policy`` lets in what Streamlit needs and nothing else: its files; ``blob:``,
from which it loads components' scripts; WebAssembly, of which its reader of messages makes its long
integers (Firefox would complain of it on every page); style attributes, which it and Plotly write;
pictures and fonts in ``data:``. Scripts in the page itself run only if they are the ones that we
put there, by their hash. The page may stand in any other page, on purpose: it is made to be
embedded. Whoever serves it can name who may, with the environment's ``MOMENTUM_FRAME_ANCESTORS``.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ANCESTORS = "MOMENTUM_FRAME_ANCESTORS"
ANYBODY = "* file:"
"""Any page on a network, and one that is opened from a disk."""
DENIED = (
    *("accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)
"""What a browser could do and the page never asks for. The clipboard is not among them: a link is
copied."""


def policy(scripts: Iterable[str] = (), ancestors: str = "") -> str:
    """The Content-Security-Policy; ``scripts``: those that stand in the page itself.

    >>> "script-src 'self' blob: 'wasm-unsafe-eval';" in policy()
    True
    """
    ours, nothing, data, blob = "'self'", "'none'", "data:", "blob:"
    # Code that was compiled elsewhere may run, and still no text is evaluated.
    compiled = "'wasm-unsafe-eval'"
    rules = {
        "default-src": [ours],
        "script-src": [ours, blob, compiled, *(f"'{hashed(text)}'" for text in scripts)],
        "style-src": [ours, "'unsafe-inline'"],
        "img-src": [ours, data, blob],
        "font-src": [ours, data],
        "connect-src": [ours, data, blob],
        "worker-src": [ours, blob],
        "object-src": [nothing],
        "base-uri": [ours],
        "form-action": [ours],
        "frame-src": [nothing],
        "frame-ancestors": [ancestors or os.environ.get(ANCESTORS) or ANYBODY],
    }
    return "; ".join(" ".join((name, *values)) for name, values in rules.items())


def hashed(text: str) -> str:
    """A script's hash, as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class SecurityHeaders:
    """Middleware that adds the headers to every answer that does not have them."""

    def __init__(self, app: ASGIApp) -> None:
        """Of an answer that sets one of them itself, that one stands."""
        self.app = app
        self.told = {
            "content-security-policy": policy(),
            "x-content-type-options": "nosniff",
            "referrer-policy": "strict-origin-when-cross-origin",
            "permissions-policy": ", ".join(f"{name}=()" for name in DENIED),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add to what comes back."""

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.told.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, tell if scope["type"] == "http" else send)
