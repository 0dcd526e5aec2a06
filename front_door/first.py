"""The first HTML: Streamlit's page, with what it is about."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from streamlit import file_util

from front_door import compressed, headers

MARK = '<meta name="momentum-door" content="1">'
"""By it the page knows that the routes of the front door arrive (assets/player/host/load.js)."""


@functools.cache
def template() -> str:
    """Streamlit's own page."""
    return (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")


def inline(page: str) -> list[str]:
    """The scripts that stand in a page."""
    return re.findall(r"<script>(.*?)</script>", page, re.S)


async def first_page(request: Request) -> Response:
    """The page, before anything of it is alive."""
    text = template().replace("<head>", f"<head>\n    {MARK}", 1)
    made = compressed.response(text.encode(), "text/html", request.headers, "no-cache")
    made.headers["content-security-policy"] = headers.policy(inline(text))
    return made
