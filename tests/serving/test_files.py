"""Files are compressed once, kept within a bound, and told apart by their content."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from front_door import compressed, door
from momentum_core.stage import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "a.js").write_text("let a = 1;\n" * 2000)
    (tmp_path / "static" / "b.woff2").write_bytes(b"\0" * 2000)
    (tmp_path / "secret.js").write_text("secret " * 500)
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    app = Starlette(routes=[Route("/{rest:path}", lambda _: PlainTextResponse("Streamlit's"))])
    with TestClient(compressed.StaticFiles(app, "/base", folder)) as client:
        yield client


A = "/base/static/js/a.js"


@pytest.mark.parametrize(
    ("accepted", "encoding", "undo"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
    ],
)
def test_a_browser_gets_what_it_takes(client, folder, accepted, encoding, undo):
    """Brotli before gzip, and nothing that it refuses; the content is the file's."""
    with client.stream("GET", A, headers={"accept-encoding": accepted}) as response:
        raw = b"".join(response.iter_raw())

    assert response.headers.get("content-encoding") == encoding
    assert undo(raw) == (folder / "static/js/a.js").read_bytes()
    assert response.headers["vary"] == "Accept-Encoding"
    assert "immutable" in response.headers["cache-control"]


def test_a_file_is_compressed_once(client, monkeypatch):
    """However many ask for it."""
    compress, times = brotli.compress, []
    monkeypatch.setattr(brotli, "compress", lambda *a, **k: times.append(1) or compress(*a, **k))
    monkeypatch.setattr(compressed, "STORE", compressed.Store())
    for _ in range(5):
        client.get(A, headers={"accept-encoding": "br"})

    assert len(times) == 1


def test_what_has_not_changed_is_not_sent_again(client):
    """A browser that asks again, with the tag that it was given, is told so."""
    tag = client.get(A, headers={"accept-encoding": "br"}).headers["etag"]
    again = client.get(A, headers={"accept-encoding": "br", "if-none-match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert client.get(A, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/base/static/../secret.js",
        "/base/static/%2e%2e/secret.js",
        "/base/static/js/none.js",
        "/base/static/b.woff2",
        "/static/js/a.js",
        "/base/staticjs/a.js",
    ],
)
def test_what_is_not_ours_is_left_to_streamlit(client, path):
    """What stands elsewhere, is no text, or is not there."""
    assert client.get(path).text == "Streamlit's"


def test_a_part_of_a_file_is_left_to_streamlit(client):
    """It would be a part of the compressed one."""
    assert client.get(A, headers={"range": "bytes=0-9"}).text == "Streamlit's"


def test_what_is_kept_is_bounded_in_bytes(tmp_path):
    """What was not asked for longest is forgotten; what is asked for again is made again."""
    store = compressed.Store(most=3000, packed=tmp_path)
    bodies = {str(k): bytes(range(256)) * 4 + str(k).encode() * 3 for k in range(40)}
    for tag, raw in bodies.items():
        store.get(tag, raw, "gzip")

        assert store.size <= 3000

    assert gzip.decompress(store.get("0", bodies["0"], "gzip")) == bodies["0"]


def test_what_was_compressed_at_install_is_taken(tmp_path):
    """As it is; nothing is compressed then."""
    (tmp_path / "tag.br").write_bytes(b"ready")

    assert compressed.Store(packed=tmp_path).get("tag", b"x" * 1000, "br") == b"ready"


def test_a_name_says_what_is_in_a_file():
    """Another content has another name, so a browser may keep each for good."""
    for name, body in files.files().items():
        assert re.fullmatch(r"(player|plotly)-[0-9a-f]{16}\.js", name)
        assert files._named(name.partition("-")[0], body + b" ") != name


@pytest.fixture(scope="module")
def ours() -> Iterator[TestClient]:
    """The front door's routes alone."""
    with TestClient(Starlette(routes=door.routes(), middleware=door.middleware())) as client:
        yield client


def test_our_files_are_kept_for_good(ours):
    """By an address that is relative to the page's own."""
    response = ours.get("/" + files.addresses()["player"])

    assert response.content == files.files()[files.addresses()["player"].rpartition("/")[2]]
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-type"].startswith("text/javascript")


def test_a_version_that_is_gone_is_not_kept(ours):
    """A browser that asks the wrong replica for it may ask again."""
    response = ours.get(f"/{files.FOLDER}/player-0000000000000000.js")

    assert (response.status_code, response.headers["cache-control"]) == (404, "no-store")


HEADERS = ("content-security-policy", "referrer-policy", "permissions-policy")


@pytest.mark.parametrize("path", ["/", "/healthz", f"/{files.FOLDER}/none.js", "/nowhere"])
def test_every_answer_has_the_headers(ours, path):
    """Also those that say no."""
    headers = ours.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert all(headers[name] for name in HEADERS)


def test_the_policy_lets_no_other_host_in(ours):
    """But for who embeds the page, no source is named that is not the page's own."""
    rules = dict(
        rule.strip().split(" ", 1)
        for rule in ours.get("/").headers["content-security-policy"].split(";")
    )
    hosts = {
        source
        for name, sources in rules.items()
        if name != "frame-ancestors"
        for source in sources.split()
        if not re.fullmatch(
            r"'self'|'none'|data:|blob:|'unsafe-inline'|'wasm-unsafe-eval'|'sha256-[\w+/=]+'",
            source,
        )
    }

    assert hosts == set()
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    assert "*" in rules["frame-ancestors"]


def test_who_may_embed_the_page_can_be_named(monkeypatch):
    """By the environment."""
    monkeypatch.setenv("MOMENTUM_FRAME_ANCESTORS", "https://school.example")
    from front_door.headers import policy

    assert policy().endswith("frame-ancestors https://school.example")
