"""Whether the server can be sent visitors: once it has computed a run."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from momentum_core.runs.run import race
from momentum_core.settings.settings import Settings
from momentum_core.stage.answer import answer
from momentum_core.stage.scenery import scenery

PAGE = ("ui.about", "ui.lesson", "ui.maps", "ui.own_loss", "ui.teacher", "ui.theory")
"""What ui/page.py takes its parts from; it runs when it is imported."""
LOG = logging.getLogger(__name__)


class Readiness:
    """Whether a run has been computed since the server started."""

    def __init__(self) -> None:
        """Not yet."""
        self.ready = False

    def prove(self) -> None:
        """Compute the run that a first visit shows, with all that is sent of it; and load what the
        page needs, so that the first visitor does not wait for it."""
        for part in PAGE:
            importlib.import_module(part)
        settings = Settings()
        scenery(settings)
        answer(settings, race(settings), [])
        self.ready = True

    async def prove_aside(self) -> None:
        """The same, beside what the server does; a failure is logged, and it is never ready."""
        try:
            await asyncio.to_thread(self.prove)
        except Exception:
            LOG.exception("The first run can't be computed: the server is not ready.")

    async def answer(self, request: Request) -> Response:
        """200 when ready, else 503."""
        told = {"ready": self.ready}
        headers = {"cache-control": "no-store"}
        return JSONResponse(told, 200 if self.ready else 503, headers)


READINESS = Readiness()


@asynccontextmanager
async def lifespan(app: Any) -> AsyncGenerator[None]:
    """While the server runs: the proof begins at its start, and nothing waits for it."""
    task = asyncio.create_task(READINESS.prove_aside())
    yield
    await task
