"""The page as Streamlit runs it, without a browser."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from momentum_core.losses.catalogue import CATALOGUE, FIRST
from momentum_core.runs.maps import eta_alpha_map
from momentum_core.runs.run import race
from momentum_core.settings.link import from_query
from momentum_core.settings.settings import Settings
from momentum_core.stage import map_parts
from momentum_core.theory import predicted
from tests.runs.whole import finished
from turns.turns import LEASE, Broken, Here, Turns
from ui import maps

APP = str(Path(__file__).parents[2] / "ui" / "page.py")


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=20)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


KINDS = ("selectbox", "segmented_control", "select_slider", "number_input", "text_input", "toggle")


def control(at: AppTest, name: str) -> Any:
    """The widget of that name, whichever it is by now: see ui/controls.py."""
    key = at.session_state["controls"][name].key
    (found,) = (widget for kind in KINDS for widget in at.get(kind) if widget.key == key)
    return found


def sent(at: AppTest, place: str) -> dict:
    """What the page sends to one of its components."""
    protos = [c.proto for c in at.get("bidi_component")]
    proto = next(p for p in protos if p.component_name == f"momentum_{place}")
    return json.loads(proto.json) if proto.json else read_answer(proto.bytes)


def read_answer(data: bytes) -> dict:
    """The JSON of an answer, and each run's positions as "w"."""
    end = 4 + int.from_bytes(data[:4], "little")
    answer = {"hide": [], "projector": False, "lesson": None, "notices": []}
    answer |= json.loads(data[4:end], parse_constant=no_constants)
    for run in answer["runs"].values():
        start, end = end, end + 8 * run["numbers"]
        run["w"] = data[start:end]
    assert end == len(data)
    return answer


def positions(run: dict, d: int) -> np.ndarray:
    return np.frombuffer(run["w"], "<f8").reshape(-1, d)


def no_constants(name: str) -> None:
    raise AssertionError(f"{name} in JSON")


def test_opens_on_the_default_run():
    """The stage gets exactly the core's positions, ball and ghost."""
    at = opened()
    answer = sent(at, "stage")

    for name, run in race(Settings()).items():
        assert run.trajectory.w.tobytes() == positions(answer["runs"][name], 1).tobytes()
    assert [] == answer["notices"]


@pytest.mark.parametrize("loss", CATALOGUE)
def test_every_loss_opens(loss):
    """Its line, its own η and start, its scenery, and no number that JSON can't hold."""
    at = opened()
    if loss not in FIRST:
        control(at, "loss").set_value("more").run()
    control(at, "loss" if loss in FIRST else "rest").set_value(loss).run()

    assert not at.exception
    answer = sent(at, "stage")
    surface = CATALOGUE[loss]
    assert (loss, surface.eta, list(surface.start)) == tuple(
        answer["settings"][k] for k in ("loss", "eta", "start")
    )
    assert loss == sent(at, "scenery")["key"]
    assert surface.teaches in [c.value for c in at.caption]
    for component in at.get("bidi_component"):
        json.loads(component.proto.json or "null", parse_constant=no_constants)


def test_the_list_of_losses_begins_with_eight():
    """Then one's own, and a way to the rest, which alone changes nothing."""
    at = opened()
    losses = control(at, "loss").options
    control(at, "loss").set_value("more").run()

    assert len(losses) == 8 + 2 + 1
    assert losses[-1] == "More losses …"
    assert sent(at, "stage")["settings"]["loss"] == "double-well"
    assert len(control(at, "rest").options) == len(CATALOGUE) - 8
    assert control(at, "rest").value is None


def test_a_link_to_a_further_loss_shows_its_name():
    """In the list that has it; one of the first puts that list away."""
    at = opened(loss="beale")

    assert control(at, "rest").value == "beale"
    assert control(at, "loss").value == "more"
    control(at, "loss").set_value("bowl").run()
    assert sent(at, "stage")["settings"]["loss"] == "bowl"
    assert "More losses" not in [box.label for box in at.selectbox]


def test_a_new_loss_keeps_alpha_and_says_what_changed():
    """One line, from the numbers."""
    at = opened(alpha="0.7")
    control(at, "loss").set_value("bowl").run()

    answer = sent(at, "stage")
    assert 0.7 == answer["settings"]["alpha"]
    (line,) = answer["notices"]
    assert "η = 0.05 (it was 0.04)" in line
    assert "α stays 0.7" in line


def test_link_to_sliders_to_link():
    """What a link says stands on the widgets, and what the widgets say stands in the link."""
    at = opened(eta="0.03", alpha="0.55", start="-1.25", steps="80", race="none")

    assert (0.03, 0.55, 80) == tuple(control(at, k).value for k in ("eta", "alpha", "steps"))
    assert -1.25 == control(at, "start0").value
    control(at, "alpha").set_value(0.6).run()
    settings, complaints = from_query(sent(at, "stage")["query"])
    assert Settings(eta=0.03, alpha=0.6, start=(-1.25,), steps=80, race=()) == settings
    assert [] == complaints


def test_a_value_off_the_grid_is_run_exactly():
    """A link may hold any legal η."""
    at = opened(eta="0.0123456789", alpha="0.9051")

    assert "0.0123456789" in control(at, "eta").proto.options
    assert (0.0123456789, 0.9051) == tuple(
        sent(at, "stage")["settings"][k] for k in ("eta", "alpha")
    )


def test_a_bad_link_says_so_once():
    """The complaint is shown with the first picture and gone with the first change."""
    at = opened(eta="<b>", steps="80")

    assert ["eta = “<b>” is not usable: it is not a number."] == sent(at, "stage")["notices"]
    control(at, "alpha").set_value(0.6).run()
    assert [] == sent(at, "stage")["notices"]
    assert 80 == sent(at, "stage")["settings"]["steps"]


def test_reset_and_undo():
    """Reset brings the loss's own settings, undo brings everything back."""
    at = opened(eta="0.03", alpha="0.55", start="-1.25", steps="80", race="none")
    before = sent(at, "stage")["settings"]
    at.button(key="reset").click().run()

    assert "Undo reset" == at.button(key="undo_reset").label
    assert math.isclose(CATALOGUE["double-well"].eta, sent(at, "stage")["settings"]["eta"])
    at.button(key="undo_reset").click().run()
    assert before == sent(at, "stage")["settings"]
    assert 0.55 == control(at, "alpha").value


def test_another_method_takes_over():
    """It leaves the race, and η stays."""
    at = opened(race="plain,nesterov")
    control(at, "method").set_value("nesterov").run()

    settings = sent(at, "stage")["settings"]
    assert (settings["method"], settings["race"], settings["eta"]) == ("nesterov", ["plain"], 0.04)
    assert list(sent(at, "stage")["runs"]) == ["ball", "plain"]


def test_adam_has_no_alpha_and_its_own_eta():
    """The α slider is greyed out with the reason, η changes and the page says so."""
    at = opened()
    control(at, "method").set_value("adam").run()

    alpha = control(at, "alpha")
    assert alpha.disabled
    assert "Adam has no α" in alpha.help
    assert sent(at, "stage")["settings"]["eta"] == 0.05
    (line,) = sent(at, "stage")["notices"]
    assert "It is now 0.05 (it was 0.04)" in line
    control(at, "method").set_value("momentum").run()
    assert sent(at, "stage")["settings"]["eta"] == 0.04


def test_the_method_can_not_be_unset():
    """A second click on it leaves it."""
    at = opened()
    assert control(at, "method").proto.required
    control(at, "method").set_value(None).run()

    assert not at.exception
    assert control(at, "method").value == "momentum"


def test_the_scenery_does_not_depend_on_the_settings():
    """So that a slider change resends none of it."""
    at = opened()
    before = sent(at, "scenery")
    control(at, "eta").set_value(0.1).run()

    assert before == sent(at, "scenery")


def test_a_learning_rate_that_drops():
    """The page says when and to what, and a button keeps one η."""
    at = opened(drop="3,0.1", race="buffer")
    assert "After 3 steps η is 0.004: 0.1 times as large." in [c.value for c in at.caption]
    assert sent(at, "stage")["query"]["drop"] == "3,0.1"

    at.button(key="steady").click().run()

    assert "drop" not in sent(at, "stage")["query"]
    assert not [c.value for c in at.caption if "times as large" in c.value]
    assert "steady" not in [b.key for b in at.button]


def test_every_run_is_on_the_visitors_account(monkeypatch: pytest.MonkeyPatch):
    """The first, and those after a choice, each once."""
    runs = []

    @contextmanager
    def noted(account: Any) -> Iterator[None]:
        runs.append(account.get("settings").alpha)
        yield

    monkeypatch.setattr("turns.brake.sparing", noted)
    at = opened(alpha="0.5")
    control(at, "alpha").set_value(0.6).run()
    assert runs == [0.5, 0.6]


def part_of(at: AppTest, settings: Settings, kind: str = "eta-alpha") -> dict | None:
    """What the page tells the player of a map that it asks for; None for nothing."""
    of = json.dumps(map_parts.subject(settings, kind))
    at.session_state["wanted"] = {"kind": kind, "of": of, "serial": 7}
    at.run()
    assert not at.exception
    protos = [c.proto for c in at.get("bidi_component")]
    data = next(p.bytes for p in protos if p.component_name == "momentum_maps")
    if not data:
        return None
    end = 4 + int.from_bytes(data[:4], "little")
    return json.loads(data[4:end]) | {"cells": data[end:]}


@pytest.fixture
def step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps are computed while the page waits, and each look at the clock takes so long that it
    waits for one step of all cells."""
    clock = itertools.count()
    monkeypatch.setattr("ui.maps.TURNS", Turns(0, clock=lambda: 0.08 * next(clock)))


@pytest.mark.usefixtures("step_by_step")
def test_a_map_comes_in_parts():
    """Each asked for: coarse, coarse again with the progress made, at last the fine one; and where
    there is nothing new, when to ask again."""
    at, settings = opened(start="1.27", steps="8"), Settings(start=(1.27,), steps=8)
    asked: list[dict] = []
    while not asked or asked[-1].get("done") != 1:
        asked.append(part_of(at, settings))
    found = [p for p in asked if "done" in p]
    core = finished(eta_alpha_map(settings))

    assert [p["done"] for p in found] == [1 / 64, 0.25, 0.5, 0.75, 1]
    assert [len(p["cells"]) for p in found] == [3 * 20**2] * 4 + [3 * 160**2]
    assert found[-1]["cells"][160**2 :] == core.steps.astype("<u2").tobytes()
    later = [p for p in asked if "later" in p]
    assert len(later) > 20
    assert {p["cells"] for p in later} == {b""}
    assert all(maps.SOONEST <= p["later"] <= maps.LATEST < 1000 * LEASE for p in later)
    assert part_of(at, settings)["done"] == 1  # it is kept
    assert part_of(at, settings, "predicted")["rows"] == predicted.SIDE


def test_a_map_that_could_not_be_computed(monkeypatch: pytest.MonkeyPatch):
    """The process that is at it ends each time: that is said in the map's place, and the page goes
    on."""

    class Weak(Here[Any]):
        def advance(self, *_: Any) -> bool:
            raise Broken

    weak: Turns[Any] = Turns(0)
    weak.here = Weak()
    monkeypatch.setattr("ui.maps.TURNS", weak)
    at, settings = opened(start="1.23"), Settings(start=(1.23,))
    asked = [part_of(at, settings) for _ in range(2)]

    assert "later" in asked[0]
    assert asked[1]["silent"] == "This map could not be computed."
    assert asked[1]["done"] == 1


@pytest.mark.usefixtures("step_by_step")
def test_a_map_of_other_settings_is_abandoned():
    """As soon as they are on the stage nothing more of it is computed. Asking for it brings nothing;
    what is there now begins anew."""
    at, settings = opened(start="1.31"), Settings(start=(1.31,))
    part_of(at, settings)
    assert maps.TURNS.turn()
    control(at, "start0").set_value(1.29).run()

    assert not maps.TURNS.turn()
    assert part_of(at, settings) is None
    while "later" in (part := part_of(at, Settings(start=(1.29,)))):
        pass
    assert part["done"] == 1 / 64
