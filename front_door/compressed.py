"""Files that never change while the server runs, each compressed once.

Streamlit sends its own files as they are, so that it does not compress them for every visitor. Here
each is compressed when it is first asked for, and kept, within a bound of bytes; what the install
step has compressed more tightly (``build/compressed``, by ``python -m front_door.compressed``) is
taken from there.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from front_door import ahead
from momentum_core.stage import files

PACKED = files.BUILT / "compressed"
MOST = 32 * 2**20
"""Bytes of compressed files that are kept: all that a page asks for has 3 MB."""
FOREVER = ", ".join(("public", "max-age=31536000", "immutable"))
TEXT = re.compile(r"text/|application/(javascript|json|manifest\+json)|image/svg\+xml")
"""Kinds of content that become smaller."""
QUICK, TIGHT = 5, 11
"""Brotli's levels while somebody waits, some 50 MB a second; and when the app is installed."""


class Store:
    """Compressed bodies by the content's name and the encoding; those that were not asked for
    longest are forgotten first. Asked by several threads."""

    def __init__(self, most: int = MOST, packed: Path = PACKED) -> None:
        """``most``: bytes; ``packed``: where the install step has put what it compressed."""
        self.most, self.packed = most, packed
        self.size = 0
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str, raw: bytes | Path, encoding: str) -> bytes:
        """What is ``raw``, or stands in that file, in an encoding: "br" or "gzip"."""
        key = (tag, encoding)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            # In the lock: of two that ask at once one waits, and nothing is compressed twice.
            made = self._made(tag, content(raw), encoding)
            self._kept[key] = made
            self.size += len(made)
            while self.size > self.most:
                self.size -= len(self._kept.popitem(last=False)[1])
            return made

    def _made(self, tag: str, raw: bytes, encoding: str) -> bytes:
        if encoding == "gzip":
            return gzip.compress(raw, 6, mtime=0)
        ready = self.packed / f"{tag}.br"
        return ready.read_bytes() if ready.is_file() else brotli.compress(raw, quality=QUICK)


STORE = Store()


def content(raw: bytes | Path) -> bytes:
    """Some content, or what stands in a file."""
    return raw if isinstance(raw, bytes) else raw.read_bytes()


def tag_of(raw: bytes) -> str:
    """A name of some content."""
    return hashlib.sha256(raw).hexdigest()[:24]


def chosen(accepted: str) -> str:
    """The best encoding that a browser takes: "br", "gzip" or "".

    >>> chosen("gzip, deflate, br"), chosen("gzip;q=0.5, br;q=0"), chosen("identity")
    ('br', 'gzip', '')
    """
    takes = set()
    for part in accepted.lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";q=")
        if not re.fullmatch(r"0(\.0*)?", quality):
            takes.add(name)
    return next((name for name in ("br", "gzip") if name in takes), "")


def response(
    raw: bytes | Path, kind: str, headers: Headers, caching: str, tag: str = ""
) -> Response:
    """The answer to a request with these headers: some content, or what stands in a file, or that
    it has not changed. ``kind``: its media type; ``tag``: a name of the content, if it is known."""
    tag = tag or tag_of(content(raw))
    encoding = chosen(headers.get("accept-encoding", "")) if TEXT.match(kind) else ""
    etag = f'"{tag}{"-" if encoding else ""}{encoding}"'
    told = {"cache-control": caching, "etag": etag, "vary": "Accept-Encoding"}
    known = [
        name.strip().removeprefix("W/") for name in headers.get("if-none-match", "").split(",")
    ]
    if etag in known or "*" in known:
        return Response(status_code=304, headers=told)
    if encoding:
        told["content-encoding"] = encoding
    made = STORE.get(tag, raw, encoding) if encoding else content(raw)
    return Response(made, media_type=kind, headers=told)


class StaticFiles:
    """Middleware that answers for Streamlit's own files, which have their content in their names.
    What it does not know, a part of a file, or what isn't text, it leaves to Streamlit."""

    def __init__(self, app: ASGIApp, base: str = "", folder: Path | None = None) -> None:
        """``base``: the path that the page is under; ``folder``: Streamlit's own by default."""
        self.app = app
        self.folder = (folder or Path(file_util.get_static_dir())).resolve()
        self.prefix = f"{base}/static/"
        self.raw: dict[str, tuple[Path, str, str]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        answer = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            headers = Headers(scope=scope)
            if path.startswith(self.prefix) and "range" not in headers:
                name = path.removeprefix(self.prefix)
                answer = await run_in_threadpool(self.answer, name, headers)
        await (answer or self.app)(scope, receive, send)

    def answer(self, name: str, headers: Headers) -> Response | None:
        """The file of this name in Streamlit's folder ``static``; None if it is none of text."""
        if name not in self.raw:
            path = (self.folder / "static" / name).resolve()
            kind = mimetypes.guess_type(name)[0] or ""
            inside = path.is_relative_to(self.folder / "static") and path.is_file()
            if not inside or not TEXT.match(kind):
                return None
            self.raw[name] = path, kind, tag_of(path.read_bytes())
        return response(*self.raw[name][:2], headers, FOREVER, self.raw[name][2])


async def file(request: Request) -> Response:
    """A file of ours, by its name."""
    raw = files.files().get(request.path_params["name"])
    if raw is None:
        return Response(status_code=404, headers={"cache-control": "no-store"})
    return await run_in_threadpool(response, raw, "text/javascript", request.headers, FOREVER)


def first_files() -> Iterable[bytes]:
    """What every first visit asks for: Streamlit's, and our own."""
    for name in (*ahead.named(), *ahead.later()):
        yield (ahead.folder() / name).read_bytes()
    yield from files.files().values()


def main() -> None:
    """Compress them as tightly as can be; some ten seconds, once, when the app is installed."""
    PACKED.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(_pack, first_files()))


def _pack(raw: bytes) -> None:
    made = PACKED / f"{tag_of(raw)}.br"
    if not made.is_file():
        made.write_bytes(brotli.compress(raw, quality=TIGHT))


if __name__ == "__main__":
    main()
