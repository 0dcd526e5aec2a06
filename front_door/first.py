"""The first HTML: Streamlit's page, with what it is about and a still of the link's own run.

All that a visitor's link brought into it is escaped; nothing of it is a script, an address that is
asked for, or a style.
"""

from __future__ import annotations

import functools
import json
import re
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from front_door import ahead, compressed, headers, still
from front_door.kept import Kept
from front_door.link import LONGEST, Opened, shown
from momentum_core.colours import COLOURS
from momentum_core.stage import files
from momentum_core.stage.bundle import ASSETS
from momentum_core.words.sentences import language, say

MARK = '<meta name="momentum-door" content="1">'
"""By it the page knows that the routes of the front door arrive (assets/player/host/load.js)."""
MOST = 4 * 2**20
"""Characters of pages that are kept."""
_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?", re.I)


def kept(key: tuple[str, str]) -> str:
    """The page of a link under an address."""
    query, root = key
    return shown(query, lambda link: written(link, root))


PAGES = Kept(kept, MOST)


@functools.cache
def template() -> tuple[str, str, str]:
    """Streamlit's own page in three parts: what we write goes into its head and before its root."""
    page = re.sub(r"<title>.*?</title>\s*|<link rel=\"shortcut icon\".*?>\s*", "", ahead.page())
    page = re.sub(r"<noscript>.*?</noscript>\s*", "", page, flags=re.S)
    page = page.replace('<html lang="en">', f'<html lang="{escape(language.NAME)}">')
    # The sheet blocks the first picture: it goes before what doesn't.
    sheets = re.findall(r'<link rel="stylesheet"[^>]*>\s*', page)
    for sheet in sheets:
        page = page.replace(sheet, "")
    head, rest = page.split("<head>", 1)
    middle, end = rest.split('<div id="root"></div>', 1)
    return f"{head}<head>", "".join(sheets) + middle, f'<div id="root"></div>{end}'


def written(link: Opened | None, root: str) -> str:
    """The page; without what the link opens, for None. ``root``: where it is, with its host."""
    before, between, after = template()
    player = files.addresses()["player"]
    plotly = files.addresses().get("plotly") if link and link.ball.surface.d == 2 else None
    soon = [player, *([plotly] if plotly else []), *(f"./{path}" for path in ahead.later())]
    first = "".join(f'<link rel="modulepreload" crossorigin href="{path}">' for path in soon)
    return f"{before}\n{_head(link, root)}{between}{first}{_body(link)}{after}"


def _head(link: Opened | None, root: str) -> str:
    title = link.title if link else say("page.name")
    sentence = link.sentence if link else say("door.about")
    canonical = f"{root}?{link.canonical}" if link and link.canonical else root
    card = f"{root}{files.FOLDER}/card.png" + canonical.removeprefix(root)
    told = {
        "og:type": "website",
        "og:site_name": say("page.name"),
        "og:title": title,
        "og:description": sentence,
        "og:url": canonical,
        "og:image": card,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": say("door.picture"),
    }
    named = {"description": sentence, "twitter:card": "summary_large_image"}
    lines = [
        MARK,
        f"<title>{escape(title)}</title>",
        *(f'<meta name="{k}" content="{escape(v)}">' for k, v in named.items()),
        *(f'<meta property="{k}" content="{escape(v)}">' for k, v in told.items()),
        f'<link rel="canonical" href="{escape(canonical)}">',
        f'<link rel="icon" href="{files.FOLDER}/icon.svg" type="image/svg+xml">',
        f'<link rel="apple-touch-icon" href="{files.FOLDER}/icon-192.png">',
        f'<link rel="manifest" href="{files.FOLDER}/manifest.webmanifest">',
        f"<style>{style()}</style>",
    ]
    return "\n".join(lines)


@functools.cache
def style() -> str:
    """The style sheet of what is shown first, with its colours."""
    names = ("paper", "ink", "quiet", "gradient", "momentum", "curve", "ground", "deep", "high")
    light, dark = (
        "".join(f"--{name}:{COLOURS[name][theme]};" for name in names) for theme in (0, 1)
    )
    colours = f"#first{{{light}}}@media (prefers-color-scheme:dark){{#first{{{dark}}}}}"
    sheet = re.sub(r"/\*.*?\*/|\n\s*", "", (ASSETS / "first.css").read_text("utf-8"), flags=re.S)
    return colours + sheet


@functools.cache
def script() -> str:
    """The script of what is shown first."""
    return (ASSETS / "first.js").read_text("utf-8")


def _body(link: Opened | None) -> str:
    if link is None:
        return ""
    intro = language.labels()["intro"]
    words = [
        f"<h1>{escape(say('page.name'))}</h1>",
        f'<p class="line">{escape(say("page.line"))}</p>',
    ]
    if link.shown.step is None:
        words.append(f'<div class="line-up">{still.formula(link.settings)}</div>')
    if link.bare:
        asked = f"<p>{escape(intro['sentence'])}</p><p>{escape(intro['question'])}</p>"
        words.append(f'<div class="asked">{asked}</div>')
    words.append(still.svg(still.still(link)))
    told = f"{escape(say('door.no script'))} {escape(link.sentence)}"
    words.append(f'<noscript><p class="says">{told}</p></noscript>')
    bare = ' class="bare"' * link.bare
    return f'<div id="first"{bare}>{"".join(words)}</div><script>{script()}</script>'


def root_of(request: Request) -> str:
    """The page's own address, as who asks has it; "" where the host's name is none."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return ""
    scheme = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    scheme = scheme if scheme in ("http", "https") else request.url.scheme
    return f"{scheme}://{host}{request.url.path.partition(files.FOLDER)[0]}"


def made(query: str, root: str, asked: Headers) -> Response:
    """The answer: the page of a link; while too many ask, without its still: it is alive soon."""
    text = (PAGES.get((query, root)) if len(query) <= LONGEST else None) or written(None, root)
    answer = compressed.response(text.encode(), "text/html", asked, "no-cache")
    answer.headers["content-security-policy"] = policy()
    return answer


@functools.cache
def policy() -> str:
    """What the browser may do with the page: the scripts in it are ours and Streamlit's."""
    streamlits = re.findall(r"<script>(.*?)</script>", "".join(template()), re.S)
    return headers.policy([*streamlits, script()])


async def first_page(request: Request) -> Response:
    """The page, before anything of it is alive."""
    return await run_in_threadpool(made, request.url.query, root_of(request), request.headers)


async def robots(request: Request) -> Response:
    """What may be looked at by who collects pages: the page, and the pictures of its links."""
    lines = ("User-agent: *", "Disallow: /_stcore/", "Disallow: /component/", "")
    return Response("\n".join(lines), media_type="text/plain")


async def manifest(request: Request) -> Response:
    """What a device needs to know to keep the page among its programs."""
    told = {
        "name": say("page.name"),
        "short_name": say("page.name"),
        "description": say("door.about"),
        "start_url": "../",
        "scope": "../",
        "display": "standalone",
        "background_color": COLOURS["paper"][0],
        "theme_color": COLOURS["paper"][0],
        "icons": [
            {"src": "icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "icon-512.png", "sizes": "512x512", "type": "image/png"},
        ],
    }
    return Response(json.dumps(told), media_type="application/manifest+json", headers=DAY)


DAY = {"cache-control": "max-age=86400"}
ICONS = {"icon.svg": "image/svg+xml", "icon-192.png": "image/png", "icon-512.png": "image/png"}


async def icon(request: Request) -> Response:
    """One of the page's icons."""
    name = request.url.path.rpartition("/")[2]
    return Response((ASSETS / name).read_bytes(), media_type=ICONS[name], headers=DAY)
