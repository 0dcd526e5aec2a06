"""The tour and the teacher's link, as Streamlit runs them, without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from momentum_core.lessons import read
from momentum_core.lessons.claims import settings_of
from momentum_core.settings.link import from_query, to_query
from momentum_core.settings.pace import seconds
from momentum_core.words.english import PARTS
from tests.ui.test_page import control, opened, sent
from ui import lesson as tour

STEPS = [(k, n) for k, lesson in read.load().items() for n in range(1, len(lesson.steps) + 1)]
WIDGETS = {
    "loss": "selectbox",
    "data": "selectbox",
    "batch": "select_slider",
    "method": "segmented_control",
    "eta": "select_slider",
    "alpha": "select_slider",
    "steps": "select_slider",
    "start": "number_input",
    "reset": "button",
}


def texts(at: AppTest) -> str:
    return "\n".join(m.value for m in at.markdown)


def keys(at: AppTest, kind: str) -> list[str]:
    """Their names: without the number of a widget that shows what is chosen."""
    return [str(e.key).rpartition("-")[0] or str(e.key) for e in at.get(kind)]


@pytest.mark.parametrize("lesson", read.load())
def test_every_step_opens_from_its_link(lesson):
    """Its text, its settings, its formula; and whoever opens the page's own link sees the same."""
    at = opened(lesson=lesson)
    for page, step in enumerate(read.load()[lesson].steps, 1):
        assert not at.exception
        answer = sent(at, "stage")
        assert step.text in texts(at)
        assert replace(from_query(answer["query"])[0], speed=1.0) == settings_of(step.query)
        assert (answer["query"]["lesson"], answer["query"]["page"]) == (lesson, str(page))
        assert answer["lesson"]["formula"] == step.formula
        assert answer["lesson"]["hold"] == step.hold
        if step.prediction:
            at.button(key="lesson_reveal").click().run()
            assert sent(at, "stage")["lesson"]["hold"] is None
            assert step.explanation in texts(at)
        if page < len(read.load()[lesson].steps):
            at.button(key="lesson_next").click().run()


def test_a_link_in_the_middle_of_trying():
    """Settings in the link go before the step's own."""
    at = opened(lesson="momentum", page="3", loss="kink", alpha="0.5")

    assert sent(at, "stage")["settings"]["alpha"] == 0.5
    at.button(key="setting").click().run()
    step = read.load()["momentum"].steps[2]
    assert from_query(sent(at, "stage")["query"])[0] == settings_of(step.query)


def test_wrong_and_right():
    """Each answer gets its own words, and only then the explanation is there."""
    step = read.load()["formula"].steps[1]
    for number, answer in enumerate(step.prediction.answers):
        at = opened(lesson="formula", page="2")
        for other in step.prediction.answers:
            assert other.feedback not in texts(at)
        assert step.explanation not in texts(at)
        at.button(key=f"answer-formula-2-{number}").click().run()

        verdict = "✓ Right" if answer.right else "✗ Not quite"
        assert f"**{verdict}: “{answer.text}”** {answer.feedback}" in texts(at)
        assert step.explanation in texts(at)
        right = next(a for a in step.prediction.answers if a.right)
        told = f"**The answer is “{right.text}”** {right.feedback}"
        assert (told in texts(at)) != answer.right
        assert right.feedback in sent(at, "stage")["lesson"]["says"]
        assert sent(at, "stage")["lesson"]["mark"] == verdict


def test_the_reveal_has_its_own_link():
    """What plays after the answer, and what a later visit finds."""
    step = read.load()["valley"].steps[0]
    assert step.reveal != step.query
    at = opened(lesson="valley")
    at.button(key="answer-valley-1-0").click().run()

    revealed = to_query(settings_of(step.reveal))
    assert {**sent(at, "stage")["query"], **revealed} == sent(at, "stage")["query"]
    at.button(key="lesson_next").click().run()
    at.button(key="lesson_back").click().run()
    assert {**sent(at, "stage")["query"], **revealed} == sent(at, "stage")["query"]


def test_a_long_reveal_is_quick():
    """450 steps would take longer than anybody waits; the speed is no hint before the answer."""
    at = opened(lesson="momentum")
    assert sent(at, "stage")["settings"]["speed"] == 1
    at.button(key="lesson_reveal").click().run()
    assert sent(at, "stage")["settings"]["speed"] == 2


@pytest.mark.parametrize(("page", "steps", "most"), [("1", 0, 10), ("2", 500, 10), ("3", 2000, 20)])
def test_nobody_waits_for_long(page, steps, most):
    """Neither for a question nor before a task: 500 steps would take 24 seconds."""
    speed = sent(opened(lesson="noise", page=page), "stage")["settings"]["speed"]

    assert seconds(steps, speed) <= most
    assert (speed > 1) == (steps > 0)
    at = opened(lesson="noise")
    for _ in range(int(page) - 1):
        at.button(key="lesson_reveal").click().run()
        at.button(key="lesson_next").click().run()
    assert sent(at, "stage")["settings"]["speed"] == speed


def test_the_tour_brings_no_word_and_no_slider_before_its_time():
    """Why a run ended so is for the deeper lessons; a slider comes in with its letter."""
    seen = []
    for lesson in ("steps", "gradient", "momentum"):
        at = opened(lesson=lesson, page="3" if lesson == "gradient" else "2")
        seen.append({"eta", "alpha"} & set(keys(at, "select_slider")))
        assert sent(at, "stage")["verdict"] == ""
        assert "hide" not in sent(at, "stage")["query"]

    assert seen == [set(), {"eta"}, {"eta", "alpha"}]
    assert sent(opened(lesson="damping", page="3"), "stage")["verdict"] != ""
    assert sent(opened(), "stage")["verdict"] != ""


def test_a_loss_that_the_page_brings_has_a_fresh_list():
    """A list of losses that is told another value may answer with its old one. That of a step
    which reveals another loss is a new one, and it works."""
    at = opened(lesson="map", page="3")
    before = control(at, "loss").key
    at.button(key="lesson_reveal").click().run()
    after = control(at, "loss")

    assert before != after.key
    assert after.value == "narrow-valley"
    after.set_value("himmelblau").run()
    assert sent(at, "stage")["settings"]["loss"] == "himmelblau"
    at.button(key="setting").click().run()
    assert sent(at, "stage")["settings"]["loss"] == "narrow-valley"
    at.button(key="leave").click().run()
    assert control(at, "loss").value == "narrow-valley"
    assert not at.exception


def test_the_last_step_ends():
    """It says so, and leads to the first; before the answer it doesn't."""
    at = opened(lesson="conventions")
    assert "lesson_first" not in keys(at, "button")
    at.button(key="lesson_reveal").click().run()
    assert "That was the last lesson." in texts(at)
    at.button(key="lesson_first").click().run()

    query = sent(at, "stage")["query"]
    assert (query["lesson"], query["page"]) == ("formula", "1")


def test_leaving_and_returning():
    """The plain page comes back, and the tour goes on where it was left, with what was answered."""
    at = opened()
    at.button(key="take").click().run()
    at.button(key="lesson_next").click().run()
    at.button(key="answer-formula-2-2").click().run()
    at.button(key="leave").click().run()
    assert sent(at, "stage")["lesson"] is None
    assert "lesson" not in sent(at, "stage")["query"]
    assert control(at, "loss").value == "double-well"

    at.button(key="take").click().run()
    assert sent(at, "stage")["query"]["page"] == "2"
    assert "✗ Not quite" in texts(at)
    assert sent(at, "stage")["lesson"]["hold"] is None


def test_another_lesson_from_the_list():
    """At its first step."""
    at = opened(lesson="momentum", page="3")
    control(at, "lesson").set_value("myths").run()

    query = sent(at, "stage")["query"]
    assert (query["lesson"], query["page"], query["alpha"]) == ("myths", "1", "0.95")


def test_a_task_can_be_shown():
    """One way to do it, and the explanation."""
    step = read.load()["ball"].steps[1]
    at = opened(lesson="ball", page="2")
    assert sent(at, "stage")["lesson"]["until"] == step.task.conditions()
    at.button(key="lesson_show").click().run()

    assert step.task.done(from_query(sent(at, "stage")["query"])[0])
    assert step.explanation in texts(at)
    assert sent(at, "stage")["lesson"]["until"] is None


def test_all_controls_work_in_a_lesson():
    """Another loss and method can be tried, and the lesson stays."""
    at = opened(lesson="ball", page="2")
    control(at, "loss").set_value("himmelblau").run()
    control(at, "method").set_value("adam").run()

    assert not at.exception
    answer = sent(at, "stage")
    assert (answer["settings"]["loss"], answer["settings"]["method"]) == ("himmelblau", "adam")
    assert answer["lesson"]["key"] == "ball-2"
    assert sent(at, "scenery")["key"] == "himmelblau"


@pytest.mark.parametrize("part", WIDGETS)
def test_a_hidden_control_is_not_there(part):
    """And only that one."""
    names = {p: "start0" if p == "start" else p for p in WIDGETS}
    there = {
        p for p, kind in WIDGETS.items() if names[p] in keys(opened(loss="line", hide=part), kind)
    }

    assert there == set(WIDGETS) - {part}


def test_hidden_chart_tour_and_panel():
    """What is no setting can be hidden, too."""
    at = opened(hide="chart,tour,teachers")

    assert "momentum_chart" not in [c.proto.component_name for c in at.get("bidi_component")]
    assert "take" not in keys(at, "button")
    assert not [p for p in at.get("popover") if p]
    assert sent(at, "stage")["hide"] == ["chart", "tour", "teachers"]


def test_everything_hidden():
    """A link that hides all there is opens all the same."""
    at = opened(hide=",".join(PARTS), view="projector", lesson="myths", page="7")

    assert not at.exception
    assert sent(at, "stage")["query"]["hide"] == ",".join(PARTS)


def test_unknown_names_are_reported():
    """With the settings' complaints, once."""
    at = opened(hide="rcae", eta="x")

    assert len(sent(at, "stage")["notices"]) == 2
    control(at, "alpha").set_value(0.6).run()
    assert sent(at, "stage")["notices"] == []


def test_projector_view_is_a_way_of_drawing():
    """What it folds away is on the page all the same: a small screen is no projector."""
    at = opened(view="projector")
    assert sent(at, "stage")["projector"]
    assert {"eta", "alpha"} <= set(keys(at, "select_slider"))


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"together-1": 1}, {("together", 1): 1}),
        ({"together-1": -1}, {("together", 1): tour.SHOWN}),
        ({"together-1": 3}, {}),
        ({"together-1": -2}, {}),
        ({"together-1": "1"}, {}),
        ({"together-1": [1]}, {}),
        ({"together-0": 1, "together-99": 1, "together-x": 1, "nothing-1": 1, "": 1}, {}),
        (["together-1"], {}),
        (None, {}),
    ],
)
def test_what_was_answered_before(monkeypatch, answers, kept):
    """A page tells a server that has forgotten it; what is no answer is passed over."""
    state = {"settings": None}
    monkeypatch.setattr(tour, "state", state)
    monkeypatch.setattr(tour, "begin", lambda: None)

    tour.recall(answers)

    assert kept == state.get("answers", {})
