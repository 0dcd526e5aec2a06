"""The first HTML: what a link is about, with a still of its own run, and nothing that it smuggles in."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from front_door import door, first, headers
from front_door.link import LONGEST, Opened, opened
from front_door.still import BANDS, still
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from tests.hostile import HOSTILE

ROOT = "https://momentum.example/"


class Page(HTMLParser):
    """What is in a page: its elements with their attributes, and its texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        self.texts[self._inside] = self.texts.get(self._inside, "") + data

    def told(self, name: str) -> str | None:
        """The content of a meta element."""
        return next(
            (a["content"] for t, a in self.elements if t == "meta" and name in a.values()), None
        )


def page(query: str) -> Page:
    return Page(first.kept((query, ROOT)))


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=door.routes(), middleware=door.middleware())) as client:
        yield client


def test_a_preview_tells_of_the_links_own_run():
    """Its title, how its run ends, and the card of the same link."""
    found = page("loss=bowl&eta=9&alpha=0.9")
    run = simulate(Settings.of("bowl", eta=9, alpha=0.9))

    assert found.told("og:title") == "Momentum · Bowl"
    assert f"after {run.steps} steps" in found.told("og:description")
    assert "escapes" in found.told("og:description")
    assert found.told("og:image").startswith(f"{ROOT}momentum/card.png?loss=bowl&")
    assert "eta=9&" in found.told("og:image")
    canonical = next(a["href"] for t, a in found.elements if a.get("rel") == "canonical")
    assert canonical == found.told("og:url")
    assert canonical.startswith(f"{ROOT}?loss=bowl&")


def test_the_bare_page_is_its_own_address():
    """And other names in a link, as a newsletter's, make no page of their own."""
    for query in ("", "utm_source=letter&fbclid=1"):
        assert page(query).told("og:url") == ROOT


def test_a_lesson_gives_no_answer_away():
    """Its run is not told of, and the still stands at the beginning, without a way."""
    found = page("lesson=momentum&page=3")

    assert found.told("og:title").startswith("Momentum · ")
    assert found.told("og:description") == page("").told("og:description")
    assert still(opened("lesson=momentum&page=3")).at == (
        opened("lesson=momentum&page=3").settings.at or 0
    )


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_still_is_of_the_run(key: str):
    """The ball stands where the run is at the step of the link: on the hill, or over the heights."""
    link = opened(f"loss={key}&at=2")
    drawn = still(link)
    run = simulate(Settings.of(key))
    w, step = run.trajectory.w, min(2, run.steps)
    x, y = drawn.way[drawn.at]
    if drawn.bands is None:
        (low, high), (bottom, top) = run.surface.bounds[0], first.still.window(run.surface)
        assert (x, y) == pytest.approx(
            ((w[step, 0] - low) / (high - low), (top - run.loss[step]) / (top - bottom)), abs=1e-3
        )
        return
    (low0, high0), (low1, high1) = run.surface.bounds
    centre = ((low0 + high0) / 2, (low1 + high1) / 2)
    side = max(high0 - low0, (high1 - low1) * 1.45), max(high1 - low1, (high0 - low0) / 1.45)
    assert x == pytest.approx(0.5 + (w[step, 0] - centre[0]) / side[0], abs=1e-3)
    assert y == pytest.approx(0.5 - (w[step, 1] - centre[1]) / side[1], abs=1e-3)
    assert drawn.bands.max() == BANDS - 1


def test_the_still_is_well_formed():
    """As XML is, whatever is drawn."""
    for query in ("at=3", "loss=himmelblau&at=9", "q=1/x", "q=sqrt(x)", "data=cars"):
        ET.fromstring(first.still.svg(still(opened(query))))


LATEX = [
    r"![x](http://evil.example/a.png)",
    r"\href{javascript:alert(1)}{x}",
    r"\includegraphics{http://evil.example/a}",
    "<img src=http://evil.example onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "\"><script src='http://evil.example/a.js'></script>",
    "x^2 + '\"><svg/onload=alert(1)>",
    "</style><link rel=stylesheet href=//evil.example>",
]


def harmless(text: str) -> None:
    """No script but ours and Streamlit's, no event handler, and nothing asked of another host."""
    found = Page(text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
    assert {headers.hashed(one) for one in scripts} <= set(
        re.findall(r"'(sha256-[^']+)'", first.policy())
    )
    ours = Page(first.kept(("", ROOT)))
    assert {t for t, _ in found.elements} <= {t for t, _ in ours.elements} | {
        *("mask", "image", "rect", "path", "sub")
    }
    for tag, attributes in found.elements:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "href"):
            address = attributes.get(name) or ""
            assert re.match(r"\./|momentum/|data:image/png;base64,|$", address) or (
                attributes.get("rel") == "canonical" and address.startswith(ROOT)
            ), address


@pytest.mark.parametrize("text", LATEX)
@pytest.mark.parametrize("name", ["q", "loss", "lesson", "hide", "data", "lang", "page", "strange"])
def test_markup_in_a_link_stays_text(name: str, text: str):
    """Whatever parameter it stands in."""
    harmless(first.kept((urlencode({name: text}), ROOT)))


@pytest.mark.parametrize("text", LATEX)
def test_what_is_told_of_a_link_is_escaped(monkeypatch, text: str):
    """Even if a loss had such a name, which none has."""
    for name in ("title", "sentence", "canonical"):
        monkeypatch.setattr(Opened, name, text)
    harmless(first.kept(("loss=bowl", ROOT)))


@given(st.dictionaries(st.sampled_from(["q", "data", "loss", "lang"]), st.sampled_from(HOSTILE)))
def test_hostile_links_are_harmless(link: dict[str, Any]):
    """What nobody would type."""
    harmless(first.kept((urlencode(link), ROOT)))


@pytest.mark.parametrize(
    "host", ["evil.example/<script>", 'a"b', "a b", "", "a.example:999999", "[::1"]
)
def test_a_hosts_name_that_is_none_is_not_repeated(client, host):
    """The addresses in the page are then relative."""
    text = client.get("/", headers={"host": host}).text

    assert '<link rel="canonical" href="">' in text
    assert "evil" not in text


def test_the_address_is_the_one_that_was_asked(client):
    """Behind a proxy that speaks https for us, too."""
    asked = {"host": "school.example", "x-forwarded-proto": "https"}
    text = client.get("/?loss=bowl", headers=asked).text

    assert '<meta property="og:image" content="https://school.example/momentum/card.png?' in text


def test_a_link_that_is_far_too_long_is_answered(client):
    """As if it said nothing."""
    response = client.get("/?q=" + quote("x+" * LONGEST))

    assert response.status_code == 200
    assert "momentum-door" in response.text


def test_a_link_that_fails_here_still_gets_its_page(monkeypatch, caplog):
    """Without a still; the log has the trace."""

    def broken(settings):
        raise ArithmeticError("no run")

    opened.cache_clear()
    monkeypatch.setattr("front_door.link.race", broken)
    text = first.kept(("loss=bowl&eta=0.123", ROOT))

    assert 'id="root"' in text
    assert 'id="first"' not in text
    assert "ArithmeticError: no run" in caplog.text


def test_a_still_that_cannot_be_drawn_costs_only_itself(monkeypatch, caplog):
    """The page comes without it."""
    monkeypatch.setattr(first.still, "svg", lambda drawn: 1 / 0)
    text = first.kept(("loss=bowl", ROOT))

    assert 'id="root"' in text
    assert 'id="first"' not in text
    assert "ZeroDivisionError" in caplog.text


def test_a_ball_that_is_gone_is_drawn_at_the_edge():
    """However far away: no number of the drawing is larger than a few pictures."""
    link = opened("loss=bowl&eta=9&at=8")
    numbers = re.findall(r"-?[\d.]+(?:e[+-]?\d+)?", first.still.svg(still(link)))

    assert abs(link.ball.trajectory.w[8, 0]) > 1e6
    assert max(abs(float(x)) for x in numbers if x.strip("-.")) <= 100


def test_the_policy_names_the_pages_own_scripts_only(client):
    """Each that stands in the page, and no other; none of a visitor's could be among them."""
    response = client.get("/?q=" + quote("</title><script>alert(1)</script>"))
    allowed = re.findall(r"'(sha256-[^']+)'", response.headers["content-security-policy"])
    there = [headers.hashed(x) for x in re.findall(r"<script>(.*?)</script>", response.text, re.S)]

    assert sorted(there) == sorted(allowed)
    assert len(there) == 2


def test_the_page_is_asked_for_again_and_sent_once(client):
    """A browser that has it is told that it has not changed."""
    response = client.get("/?loss=bowl")

    assert response.headers["cache-control"] == "no-cache"
    again = client.get("/?loss=bowl", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/robots.txt", "text/plain"),
        ("/momentum/manifest.webmanifest", "application/manifest+json"),
        ("/momentum/icon.svg", "image/svg+xml"),
        ("/momentum/icon-192.png", "image/png"),
        ("/momentum/icon-512.png", "image/png"),
    ],
)
def test_what_programs_ask_for_is_there(client, path, kind):
    """Robots, and devices that keep the page."""
    response = client.get(path)

    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)


def test_the_manifest_points_to_the_page_and_its_icons(client):
    """By addresses relative to itself, so under any path."""
    told = client.get("/momentum/manifest.webmanifest").json()

    assert told["start_url"] == "../"
    for icon in told["icons"]:
        assert client.get(f"/momentum/{icon['src']}").status_code == 200


def test_pictures_may_be_taken_by_robots(client):
    """A preview is made of the card."""
    rules = client.get("/robots.txt").text

    assert "Disallow: /momentum" not in rules
    assert "Disallow: /\n" not in rules
