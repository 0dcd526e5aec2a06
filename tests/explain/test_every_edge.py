"""Whatever is chosen, the page has something to show, and every sentence has its numbers.

A number that goes into words may be NaN or infinite, a list may be empty. Here settings stand at
and beside all edges, and everything that the page asks the core for is asked for; then the page
itself opens at the worst of them, with every panel.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from streamlit.testing.v1 import AppTest

from momentum_core.explain import theory_panel
from momentum_core.explain.endings import ending
from momentum_core.explain.verdict import verdict
from momentum_core.losses.data.line import shape
from momentum_core.losses.stationary import stationary_points
from momentum_core.runs.run import race, simulate
from momentum_core.settings.link import from_query, to_query
from momentum_core.settings.settings import LINE, Settings, observations_of
from momentum_core.stage import answer, map_parts, scenery
from momentum_core.theory import quadratic
from momentum_core.theory.measured import comparison
from momentum_core.theory.predicted import suggestions
from momentum_core.words import english
from momentum_core.words.english.explain import WHY
from momentum_core.words.numbers import best_in_words, rounded
from tests.strategies import edge_settings
from tests.ui.test_page import control

APP = str(Path(__file__).parents[2] / "ui" / "page.py")
NOTHING = re.compile(r"\bnan\b|\binf\b|\bno value\b|∞|\bNone\b|[{}]", re.IGNORECASE)
LENGTH = 140
"""A verdict is not longer."""


def whole(text: str, template: str = "") -> None:
    """A text has no number that is none; the words that its template has may stay."""
    assert NOTHING.findall(re.sub(r"\{[\w:]+\}", "", template)) == NOTHING.findall(text), text


def no_constants(name: str) -> None:
    raise AssertionError(f"{name} in JSON")


def told(data: bytes) -> dict:
    """The JSON in a message to the player."""
    end = 4 + int.from_bytes(data[:4], "little")
    return json.loads(data[4:end], parse_constant=no_constants)


def check_words(settings: Settings) -> None:
    """How everybody's run ended, why the ball's did, and what the player gets of it."""
    runs = race(settings)
    for run in runs.values():
        whole(
            ending(run, stationary_points(settings.surface).points),
            english.runs.SENTENCES[run.outcome.value],
        )
        assert np.isfinite(run.trajectory.w).all()
    found = verdict(runs["ball"])
    whole(found.sentence, WHY[found.kind])
    assert len(found.sentence) <= LENGTH
    assert np.isfinite(list(found.numbers.values())).all()
    assert told(answer.answer(settings, runs, []))["verdict"] == found.sentence
    json.dumps(scenery.scenery(settings), allow_nan=False)


def check_theory(settings: Settings) -> None:
    """The panel beside the stage: table, figure, and buttons that lead somewhere."""
    run, bowl = simulate(settings), comparison(simulate(settings))
    silent = theory_panel.silence(run)
    whole(theory_panel.line(run))
    assert silent in ("", verdict(run).sentence, english.theory.WORDS["batches"])
    assert not (silent == "" and verdict(run).kind in SILENT)
    for row in theory_panel.rows(run):
        whole(" ".join(row.values()))
    figure = theory_panel.distances(run)
    assert (figure is None) == bool(silent)
    if figure:
        json.loads(figure.to_json(), parse_constant=no_constants)
        assert all(np.isfinite(trace.y).all() for trace in figure.data)
        assert np.isfinite(figure.layout.yaxis.range or (0, 1)).all()
    for offer in suggestions(run):
        whole(offer.label)
        there = replace(settings, **offer.changes)
        if "alpha" in offer.changes:
            bends = [d.curvature for d in bowl.directions]
            assert quadratic.worst_rate(there.eta, bends, there.alpha, there.method) < 1


def check_noise(settings: Settings) -> None:
    """The panel of a run with mini-batches."""
    run = simulate(settings)
    if not settings.batch:
        return
    whole(theory_panel.no_jitter(run), WHY[verdict(run).kind])
    if found := theory_panel.noise(run):
        for row in theory_panel.noise_rows(found):
            whole(" ".join(row.values()))
        assert 0 <= theory_panel.enough_steps(found) <= 2000
        assert math.isfinite(found.needed)


def check_maps(settings: Settings) -> None:
    """What theory predicts, and the first part of each map of many runs."""
    for kind in ("eta-alpha", "basin", "predicted"):
        part = next(filter(None, map_parts.parts(settings, kind)))
        assert part[0].get("silent", "") in ("", theory_panel.silence(simulate(settings)))
        told(map_parts.message(part, kind=kind))


def check_link(settings: Settings) -> None:
    """It leads to the same settings, and nothing is said of it."""
    assert from_query(to_query(settings)) == (settings, [])


SILENT = {"uncovered", "dropped", "lost", "level", "nowhere", "flat", "kinked"}
"""Verdicts that say that theory has nothing to say; then there is no table beside them."""
CHECKS = (check_words, check_theory, check_noise, check_link)
NASTIEST = {
    "no α holds it in all directions": {
        **{"loss": "narrow-valley", "eta": "0.17", "alpha": "0.97", "start": "-2.7,0"},
    },
    "the best α is all but 1": {"loss": "bowl", "eta": "3.99999999999"},
    "beyond the edge by rounding": {"loss": "bowl", "eta": "3.8000000000000003"},
    "the first step is no number": {
        **{"q": "exp(16w)", "window": "-2,2", "start": "42", "eta": "1e16"},
    },
    "balanced for ever": {"loss": "saddle", "start": "0,0", "eta": "1e-18"},
    "many digits": {"data": "forbes", "method": "nesterov", "eta": "1e-17", "alpha": "0.9999999"},
    "no minimum is found": {"data": "-1000000_1_1000000_2", "batch": "1", "eta": "1e-9"},
    "shuffled there": {"data": "-1000000_1_1000000_2", "batch": "1", "shuffle": "1"},
    "hardly curved": {"q": "x^2 + 1e-12*y^2", "eta": "1e16", "alpha": "1", "start": "0,1"},
    "critical but for rounding": {"loss": "bowl", "eta": "1e-18", "alpha": "0.999999999"},
    "falls so far that its push overflows": {
        **{"q": "exp(9w)", "window": "-2,2", "start": "42", "eta": "1.3333333333333335"},
        **{"alpha": "0.995", "method": "nesterov", "steps": "2"},
    },
    "lost at once": {"q": "cosh(9x) + y^2", "window": "-2,2,-2,2", "start": "0.4,0", "eta": "0.6"},
    "lost outside": {"q": "log(x*y)", "window": "-0.5,4.5,-0.5,4.5", "start": "54.5,-50.5"},
    "one step from the minimum": {"loss": "bowl", "start": "0", "steps": "1", "alpha": "0"},
}
"""Links to the settings that words are hardest to find for."""


@pytest.mark.slow
@pytest.mark.parametrize("name", NASTIEST)
def test_the_nastiest_settings(name):
    """Those that took a page or a sentence down before, or nearly."""
    settings, complaints = from_query(NASTIEST[name])

    assert complaints == []
    for check in (*CHECKS, check_maps):
        check(settings)


@pytest.mark.slow
@given(edge_settings())
@examples(max_examples=120, suppress_health_check=list(HealthCheck))
def test_at_every_edge(settings):
    """No exception, no sentence without its number, no button that leads nowhere."""
    for check in CHECKS:
        check(settings)


@pytest.mark.slow
@given(edge_settings())
@examples(max_examples=12, suppress_health_check=list(HealthCheck))
def test_maps_at_every_edge(settings):
    """Their cells are many runs, which are short here."""
    check_maps(replace(settings, steps=min(settings.steps, 13)))


@pytest.mark.slow
@pytest.mark.usefixtures("scanned_once")
@pytest.mark.parametrize("name", NASTIEST)
def test_the_page_opens_with_every_panel(name):
    """Theory beside measurement and the teachers' panel are open."""
    at = AppTest.from_file(APP, default_timeout=60)
    for parameter, value in NASTIEST[name].items():
        at.query_params[parameter] = value
    at.session_state["teacher"] = True
    at.session_state["theory"] = True
    at.run()

    assert not at.exception
    assert at.toggle(key="theory").value
    assert control(at, "projector")
    for text in [each.value for each in (*at.info, *at.caption)]:
        whole(text.replace("loss has no value", ""))  # that is said, and true
    for button in at.button:
        whole(button.label)


def test_a_height_is_never_below_the_lowest():
    """Also where all digits of the losses are the same."""
    best = shape(observations_of("forbes")).minimum
    run = simulate(Settings.of(LINE, data="forbes", batch=1, eta=1e-18, start=best))

    assert run.hover >= 0


def test_a_best_alpha_just_below_1():
    """0.99 is the largest one that a slider has below 1; words have more of them."""
    assert [rounded(1 - x, lambda alpha: -alpha) for x in (0.0, 1e-12, 1e-3)] == [0.99] * 3
    assert [best_in_words(1 - x, lambda alpha: alpha) for x in (0.0, 1e-12)] == ["just below 1"] * 2
