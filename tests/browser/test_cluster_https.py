"""Replicas behind nginx with https, in a frame of another site: the visitor's cookie is kept."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Request

from deploy.cluster import Cluster, running

pytestmark = pytest.mark.services


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[str]:
    """Where a cluster is with https, by a certificate that was made for this test."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    made += ["-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run(made, check=True, capture_output=True)
    cluster = Cluster(2)
    cluster.listen = f"listen 127.0.0.1:{cluster.port} ssl;\n"
    cluster.listen += f"ssl_certificate {certificate};\nssl_certificate_key {key};\n"
    with running(cluster):
        yield cluster.url.replace("http:", "https:")


@pytest.fixture
def course(secure: str) -> Iterator[str]:
    """A page of another site that has the app in a frame."""

    class Parent(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frame = f'<iframe src="{secure}/?embed=true&at=3" width="1000" height="800"></iframe>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>A course</title>{frame}".encode())

        def log_message(self, *_: object) -> None:
            pass

    parent = ThreadingHTTPServer(("127.0.0.1", 0), Parent)
    Thread(target=parent.serve_forever, daemon=True).start()
    yield f"http://localhost:{parent.server_port}"
    parent.shutdown()
    parent.server_close()


def test_a_frame_of_another_site_keeps_its_replica(chromium: Browser, secure: str, course: str):
    """The cookie is kept for the frame in this site alone, and goes with what the frame asks."""
    context = chromium.new_context(ignore_https_errors=True)
    page = context.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(course)
    inside = next(frame for frame in page.frames if "embed=true" in frame.url)
    inside.wait_for_function("() => globalThis.momentumPage?.player?.begun")
    (cookie,) = (each for each in context.cookies() if each["name"] == "replica")
    assert (True, "None", True) == (cookie["secure"], cookie["sameSite"], cookie["httpOnly"])
    assert cookie["partitionKey"] == "http://localhost"
    files = [each for each in asked if f"{secure}/momentum/" in each.url]
    assert {f"replica={cookie['value']}"} == {each.all_headers().get("cookie") for each in files}
    context.close()
