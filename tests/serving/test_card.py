"""The picture of a link: of its own run, within a bound of bytes, and not for a crowd."""

from __future__ import annotations

import io
import threading

import numpy as np
import pytest
from PIL import Image

from front_door import card
from front_door.kept import Kept
from front_door.link import opened


def pixels(query: str) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(card.made(query))).convert("RGB")).astype(int)


def test_a_card_has_the_size_that_previews_want():
    """And is small."""
    made = card.made("loss=himmelblau")

    assert Image.open(io.BytesIO(made)).size == (1200, 630)
    assert len(made) < 100_000


@pytest.mark.parametrize(
    ("query", "place"), [("loss=bowl&start=-2&alpha=0&eta=0.2", 0.5), ("loss=double-well", None)]
)
def test_the_ball_stands_where_the_run_ended(query, place):
    """What has its colour is in the column of the run's last weight."""
    run = opened(query).ball
    low, high = run.surface.bounds[0]
    ends = (run.trajectory.w[-1, 0] - low) / (high - low)
    left, top, right, bottom = card.PICTURE
    column = left + ends * (right - left)
    found = pixels(query)[top:bottom]
    orange = (abs(found - np.array(card.colour("momentum"))).sum(axis=2) < 60).sum(axis=0)

    assert place is None or ends == pytest.approx(place, abs=0.01)
    assert orange.argmax() == pytest.approx(column, abs=card.BALL)


def test_a_lesson_shows_no_way():
    """Only where its run begins: there is no dot of a later step."""
    link = opened("lesson=momentum&page=2")
    found = pixels("lesson=momentum&page=2")[card.PICTURE[1] : card.PICTURE[3]]
    orange = np.argwhere(abs(found - np.array(card.colour("momentum"))).sum(axis=2) < 60)

    assert link.ball.steps > 5
    assert np.ptp(orange[:, 1]) < 3 * card.BALL


@pytest.mark.parametrize("query", ["loss=none", "q=((", "eta=x&at=-1", "q=1/0", "%ff=%fe"])
def test_a_bad_link_shows_what_the_page_opens_with(query):
    """As the page itself does."""
    assert card.made(query) == card.made("") or Image.open(io.BytesIO(card.made(query)))
    assert card.answer(query).status_code == 200


def test_a_card_that_fails_is_the_pages_own(monkeypatch, caplog):
    """Whatever went wrong with the link, in its run or in the drawing; the log has it."""
    own, hill = card.made(""), card.hill

    def broken(drawn, picture):
        if picture.way[0][0] < 0.2:
            raise ArithmeticError("no such picture")
        hill(drawn, picture)

    monkeypatch.setattr(card, "hill", broken)

    assert card.made("loss=bowl&start=-1.9") == own
    assert "ArithmeticError: no such picture" in caplog.text


def test_a_card_is_made_once():
    """However often it is asked for."""
    times = []
    kept = Kept(lambda key: times.append(key) or b"x" * 10, most=100)

    assert [kept.get("a") for _ in range(5)] == [b"x" * 10] * 5
    assert times == ["a"]


def test_what_is_kept_is_bounded_in_bytes():
    """The last that were asked for."""
    kept = Kept(lambda key: b"x" * 30, most=100)
    for key in range(50):
        kept.get(key)

        assert kept.size <= 100


def test_a_crowd_is_asked_to_come_again(monkeypatch):
    """One is made at a time, a few may wait; the rest is not kept waiting."""
    began, go = threading.Event(), threading.Event()

    def slow(key: str) -> bytes:
        began.set()
        go.wait(30)
        return b"card"

    kept = Kept(slow, most=100, waiting=2)
    monkeypatch.setattr(card, "CARDS", kept)
    threads = [threading.Thread(target=kept.get, args=(str(k),)) for k in range(2)]
    threads[0].start()
    began.wait(30)
    threads[1].start()
    while kept._room._value:
        threads[1].join(0.01)
    refused = card.answer("third")
    go.set()
    for thread in threads:
        thread.join()

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert card.answer("third").status_code == 200
