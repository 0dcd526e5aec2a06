"""A piece of HTML for another page: the picture of a link's own run, which becomes alive on a tap.

``python -m front_door.embed LINK > piece.html``; ``assets/embed.html`` is one. The picture stands
in it, so that it is seen while the server sleeps or is far away, and nothing is asked for before
the tap. It needs no script, which many platforms take out: a frame that is lazy is not loaded while
it is in ``<details>`` that are closed.
"""

from __future__ import annotations

import base64
import sys
from html import escape
from urllib.parse import urlsplit, urlunsplit

from front_door import card
from front_door.link import opened
from momentum_core.words.sentences import say

HEIGHT = 600
"""Of the frame, in pixels."""


def piece(link: str) -> str:
    """The piece for a link to the page.

    Raises ValueError for what is no address of a page.
    """
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(say("door.no address"))
    shown = opened(parts.query)
    query = "&".join(filter(None, ("embed=true", parts.query)))
    address = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))
    picture = base64.b64encode(card.drawn(shown)).decode()
    wide, high = card.SIZE
    return (
        "<style>.momentum[open] > summary img { display: none !important; }</style>\n"
        '<details class="momentum" style="max-width: 60rem; margin: 1rem auto;">\n'
        '<summary style="list-style: none; cursor: pointer; font: 600 1rem system-ui, sans-serif;">'
        f'<img src="data:image/png;base64,{picture}" alt="{escape(shown.sentence)}" '
        f'width="{wide}" height="{high}" style="display: block; width: 100%; height: auto;">\n'
        f"▶ {escape(say('door.tap'))}</summary>\n"
        f'<iframe src="{escape(address)}" title="{escape(shown.title)}" loading="lazy" '
        f'allow="clipboard-write" width="100%" height="{HEIGHT}" style="border: 0;"></iframe>\n'
        "</details>\n"
    )


def main(arguments: list[str]) -> int:
    """Print the piece for the link that is given."""
    try:
        (link,) = arguments
        sys.stdout.write(piece(link))
    except ValueError as error:
        sys.stderr.write(f"{error if len(arguments) == 1 else say('door.no address')}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
