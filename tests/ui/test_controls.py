"""One owner of every control: whatever changes a choice, widget, settings, stage and link agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from momentum_core.losses.catalogue import CATALOGUE, FIRST
from momentum_core.settings.link import from_query
from momentum_core.settings.settings import Settings
from tests.ui.test_page import KINDS, control, opened, sent

LINE = {"loss": "line", "data": "cars", "batch": "5"}
OTHER: dict[str, tuple[dict[str, str], Any]] = {
    "loss": ({}, "bowl"),
    "method": ({}, "nesterov"),
    "eta": ({}, 0.1),
    "alpha": ({}, 0.5),
    "steps": ({}, 100),
    "start0": ({"loss": "himmelblau"}, 1.25),
    "start1": ({"loss": "himmelblau"}, -0.5),
    "data": (LINE, "forbes"),
    "standardise": (LINE, True),
    "batch": (LINE, 10),
    "seed": (LINE, 7),
    "shuffle": (LINE, True),
    "q": ({"q": "x^2"}, "x^4"),
    "window0": ({"q": "x^2", "window": "-2,3"}, -1.0),
    "window1": ({"q": "x^2", "window": "-2,3"}, 2.0),
}
"""A link that has the control on its page, and another value for it."""


def chosen(settings: Settings, name: str) -> Any:
    """What the control of that name is to show."""
    if name[-1].isdigit():
        return getattr(settings, name[:-1])[int(name[-1])]
    if name == "loss" and settings.loss in CATALOGUE and settings.loss not in FIRST:
        return "more"
    return getattr(settings, name)


def with_other(settings: Settings, name: str) -> Settings:
    """The settings with the other value, as the stage may choose it."""
    value = OTHER[name][1]
    if name == "loss":
        return Settings.of(value)
    if name[-1].isdigit():
        field, k = name[:-1], int(name[-1])
        old = getattr(settings, field)
        return replace(settings, **{field: (*old[:k], value, *old[k + 1 :])})
    return replace(settings, **{name: value})


def agree(at: AppTest, name: str) -> Any:
    """Every widget shows the settings, as the stage and the link have them; the one of that name."""
    assert not at.exception
    settings = at.session_state["settings"]
    assert from_query(sent(at, "stage")["query"]) == (settings, [])
    there = {key.rpartition("-")[0] for key in keys(at)} & set(OTHER)
    shown = {each: control(at, each).value for each in there}
    assert len(shown) >= 6
    assert {each: chosen(settings, each) for each in shown} == shown
    return shown.get(name)


def keys(at: AppTest) -> set[str]:
    """The keys of all widgets that are on the page and show something."""
    return {str(widget.key) for kind in KINDS for widget in at.get(kind)}


def by_the_stage(at: AppTest, name: str) -> AppTest:
    at.session_state["settings"] = with_other(at.session_state["settings"], name)
    return at.run()


@pytest.mark.parametrize("name", OTHER)
def test_chosen_in_itself(name):
    """It stays the widget that it was, so that a hand or a focus on it stays, too."""
    query, value = OTHER[name]
    at = opened(**query)
    before = control(at, name).key
    control(at, name).set_value(value).run()

    assert agree(at, name) == value
    assert control(at, name).key == before


@pytest.mark.parametrize("name", OTHER)
def test_chosen_on_the_stage(name):
    """Another widget takes its place, and works."""
    query, value = OTHER[name]
    at = opened(**query)
    old, first = control(at, name), agree(at, name)
    by_the_stage(at, name)

    assert agree(at, name) == value
    assert control(at, name).key != old.key
    if name != "loss":
        control(at, name).set_value(first).run()
        assert agree(at, name) == first


@pytest.mark.parametrize("name", OTHER)
def test_what_a_replaced_widget_reports_is_no_choice(name):
    """A message that left the browser before it heard of the change brings what was shown then."""
    query, value = OTHER[name]
    at = opened(**query)
    old = control(at, name)._widget_state
    by_the_stage(at, name)
    report = at._tree.get_widget_states()
    report.widgets.append(old)
    at._run(report)

    assert agree(at, name) == value


@pytest.mark.parametrize("name", OTHER)
def test_reset_and_undo(name):
    """Both reach every widget, also those outside of the stage."""
    query, value = OTHER[name]
    at = opened(**query)
    control(at, name).set_value(value).run()
    before = at.session_state["settings"]
    at.button(key="reset").click().run()
    agree(at, name)
    at.button(key="undo_reset").click().run()

    assert agree(at, name) == value
    assert at.session_state["settings"] == before


@pytest.mark.parametrize("name", [name for name in OTHER if not OTHER[name][0]])
def test_a_lesson_sets_it_and_sets_it_back(name):
    """What was tried in a step is gone when its setting is back, on the widgets as well."""
    at = opened(lesson="momentum", page="3")
    first = control(at, name).value
    control(at, name).set_value(OTHER[name][1]).run()
    assert chosen(at.session_state["settings"], name) == OTHER[name][1]
    at.button(key="setting").click().run()
    assert control(at, name).value == first == chosen(at.session_state["settings"], name)
    at.button(key="leave").click().run()
    assert control(at, name).value == first


@pytest.mark.parametrize(("name", "bad"), [("q", "x^"), ("window1", -5.0)])
def test_what_is_refused_stays_in_its_field(name, bad):
    """Whatever else is chosen, until another formula or window is on the stage."""
    query, value = OTHER[name]
    at = opened(**query)
    before = at.session_state["settings"]
    control(at, name).set_value(bad).run()
    assert at.session_state["settings"] == before
    control(at, "alpha").set_value(0.5).run()
    assert control(at, name).value == bad
    control(at, name).set_value(value).run()
    assert agree(at, name) == value


def test_a_value_that_the_settings_refuse_goes_back():
    """The widget shows again what is on the stage, and a line says why."""
    at = opened(loss="line", data="cars", batch="5")
    control(at, "data").set_value("other").run()
    assert agree(at, "data") == "cars"


def test_a_widget_that_was_away_shows_what_is_chosen():
    """Streamlit forgets what was not on the page; nobody else does."""
    at = opened()
    control(at, "alpha").set_value(0.5).run()
    at.session_state["left"] = ("steps", 2)
    at.button(key="take").click().run()
    assert not {key for key in keys(at) if key.startswith("alpha")}
    at.session_state["settings"] = replace(at.session_state["settings"], alpha=0.5)
    at.button(key="leave").click().run()
    assert agree(at, "alpha") == 0.5


def typed(at: AppTest, **values: Any) -> AppTest:
    """Each in its widget, one after the other."""
    for name, value in values.items():
        control(at, name).set_value(value).run()
        assert not at.exception
    return at


def test_a_start_that_began_where_it_may_not_be_any_more():
    """It was typed into the field, then the window got so narrow that the field's first value is
    far outside of it."""
    at = typed(
        opened(q="w^4-w^2", window="-2,2", start="1.5"), start0=0.005, window0=-0.01, window1=0.01
    )

    assert agree(at, "start0") == 0.005
    assert typed(at, start0=0.004).session_state["settings"].start == (0.004,)


def test_a_slider_that_began_outside_of_its_range():
    """It was slid to an η that another loss has, too; its range is that loss's."""
    at = opened(q="w^2", eta="1")
    steep = Settings.of("formula", q="30w^2").surface
    low, high = steep.eta_limits
    assert control(at, "eta").value > high
    eta = next(x for x in map(float, control(at, "eta").options) if low < x < high)
    typed(at, eta=eta)
    at.session_state["settings"] = Settings.of("formula", q="30w^2", eta=eta)
    at.run()

    assert agree(at, "eta") == eta
    assert float(control(at, "eta").options[-1]) <= high


def test_data_that_are_no_longer_in_the_list():
    """The list began with the visitor's own; others were chosen, and own ones are listed only while
    they are on the stage."""
    at = opened(loss="line", data="1_2_2_4_3_7_4_7", batch="2")

    assert agree(typed(at, data="hubble"), "data") == "hubble"
    assert agree(typed(at, data="cars"), "data") == "cars"


def test_a_batch_that_the_list_no_longer_has():
    """It began with a size that only a link can bring."""
    at = typed(opened(loss="line", data="cars", batch="7"), batch=10, data="forbes")

    assert agree(at, "batch") == 10
    assert "7" not in control(at, "batch").options


@pytest.mark.parametrize(
    ("link", "gone", "away"),
    [
        ({"loss": "two-sines"}, "rest", ("loss", "bowl")),
        (LINE, "data", ("loss", "bowl")),
        ({"q": "x^2"}, "window0", ("loss", "bowl")),
        ({"loss": "himmelblau"}, "start1", ("loss", "bowl")),
    ],
)
def test_what_is_gone_chooses_nothing(link: dict[str, str], gone: str, away: tuple[str, str]):
    """The browser tells with every message what each widget shows, for a moment also of one that
    is no longer on the page: Streamlit has forgotten it and takes that for a choice."""
    at = opened(**link)
    late = control(at, gone)._widget_state
    control(at, away[0]).set_value(away[1]).run()
    before = sent(at, "stage")

    told = at._tree.get_widget_states()
    told.widgets.append(late)
    at._run(told)

    assert not at.exception
    assert sent(at, "stage") == before
