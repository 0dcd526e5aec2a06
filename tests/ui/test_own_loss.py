"""A loss of one's own on the page: a typed formula, a line through data."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from momentum_core.explain import endings, theory_panel
from momentum_core.formula.refusals import FormulaError
from momentum_core.formula.typeset import terms
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.methods.descent import Outcome
from momentum_core.methods.draws import batches
from momentum_core.runs.run import simulate
from momentum_core.settings.link import from_query
from momentum_core.settings.settings import Settings
from momentum_core.words.sentences import say
from tests.ui.test_page import control, opened, positions, sent
from ui.maps import asked as asked_for_a_map
from ui.plain import plain
from ui.session import TOO_LONG

CSV = "age;height;mood\n4;102,5;good\n5;109;bad\n7;121;good\n"


def typed(at: AppTest, text: str) -> AppTest:
    control(at, "q").set_value(text).run()
    assert not at.exception
    return at


def shown(at: AppTest) -> dict:
    """The settings that the stage shows; their scenery is the one on the page."""
    answer = sent(at, "stage")
    assert answer["scene"] == sent(at, "scenery")["key"]
    return answer["settings"]


def test_the_formula_of_the_loss_that_is_shown_is_where_one_begins():
    """Choosing one's own formula changes nothing on the stage."""
    at = opened(loss="two-sines", eta="0.1")
    before = sent(at, "stage")
    control(at, "loss").set_value("formula").run()
    after = sent(at, "stage")

    assert control(at, "q").value == CATALOGUE["two-sines"].text
    assert after["runs"]["ball"]["w"] == before["runs"]["ball"]["w"]
    assert after["query"]["window"] == "2.7,7.5"


@pytest.mark.parametrize("text", ["x^2 + 3sin(4x)", "(1-x)^2 + 100(y-x^2)^2", "|w| + 0,3w²"])
def test_a_typed_formula_brings_its_picture(text):
    """Its own window, start and η; the run is the core's; the mathematics are on the page."""
    at = typed(opened(loss="formula", q="x^2"), text)
    settings = Settings.of("formula", q=text)
    answer = sent(at, "stage")

    assert shown(at)["q"] == text
    assert shown(at)["eta"] == settings.eta
    w = simulate(settings).trajectory.w
    assert w.tobytes() == positions(answer["runs"]["ball"], settings.surface.d).tobytes()
    assert all(term in at.latex[0].value for term in terms(from_formula(text).latex))


@pytest.mark.parametrize("text", ["x^", "import os", "9^9^9^9", "", "x + y + z", "1,500x"])
def test_a_refused_formula_loses_nothing(text):
    """It stays in its field, the reason below; the stage keeps the last good one."""
    at = opened(loss="formula", q="x^2 - x")
    before = sent(at, "stage")
    typed(at, text)
    with pytest.raises(FormulaError) as refusal:
        from_formula(text)

    assert [plain(str(refusal.value))] == [e.value for e in at.error]
    assert control(at, "q").value == text
    assert sent(at, "stage")["runs"] == before["runs"]
    control(at, "alpha").set_value(0.5).run()
    assert control(at, "q").value == text
    typed(at, "x^4")
    assert not at.error
    assert shown(at)["q"] == "x^4"


@pytest.mark.parametrize(
    ("q", "names", "called"),
    [
        ("t^2", ["t"], "t"),
        ("w^2 + b^2", ["w", "b"], "(w, b)"),
        ("x1^2 + x2^2", ["x₁", "x₂"], "x"),
        ("θ0^2 + 2θ1^2", ["θ₀", "θ₁"], "θ"),
    ],
)
def test_a_formula_keeps_its_letters(q, names, called):
    """On the stage, in the sentence of its end and at the fields; the catalogue's are w, or two."""
    at = opened(loss="formula", q=q)
    run = simulate(Settings.of("formula", q=q))
    labels = [field.label for field in at.number_input if field.label.startswith("start")]

    assert sent(at, "scenery")["names"] == names
    assert sent(at, "scenery")["weights"] == called
    assert f" {called} = " in endings.ending(run, stationary_points(run.surface).points)
    assert labels == (["start"] if len(names) == 1 else [f"start {name}" for name in names])
    assert sent(opened(loss="bowl"), "scenery")["names"] == ["w"]
    assert sent(opened(loss="beale"), "scenery")["names"] == ["w₁", "w₂"]


def test_how_a_formula_was_read_is_said():
    """Below its mathematics, where it could have been read otherwise."""
    at = opened(loss="formula", q="sin^-1(x)")

    assert [c.value for c in at.caption if "inverse" in c.value] == [
        plain("“sin” to the power −1 is read as the inverse function, asin.")
    ]


def test_a_formula_that_no_link_can_carry():
    """It is drawn, and the page says that the link opens another loss; of one that fits it says
    nothing."""
    long = "+".join(["x" + "⁰" * 30 + "²"] * 8)
    at = typed(opened(loss="formula", q="x^2"), long)

    assert shown(at)["q"] == long
    assert sent(at, "stage")["notices"] == [say(TOO_LONG["formula"])]
    assert sent(typed(at, "x^4"), "stage")["notices"] == []


def test_a_lost_ball_is_not_said_to_be_where_the_loss_ends():
    """On log(x) it is lost well before 0; the next step would lead beyond."""
    run = simulate(from_query({"q": "log(x)"})[0])
    at = float(run.trajectory.w[-1, 0])

    assert run.outcome is Outcome.UNDEFINED
    assert at > 0.1
    assert np.isfinite(run.surface.value(np.array([at])))
    assert "ends" not in endings.ending(run, stationary_points(run.surface).points)
    assert "next step finds no value" in endings.ending(run, stationary_points(run.surface).points)


def test_the_map_may_be_asked_for_before_it_is_on_the_page(monkeypatch):
    """While a dialog is drawn anew there is no such component; the player asks again."""

    class State(dict):
        __setattr__ = dict.__setitem__

    state = State()
    monkeypatch.setattr("ui.maps.state", state)
    asked_for_a_map()
    assert state == {"wanted": None}
    state["maps"] = {"want": {"kind": "basin"}}
    asked_for_a_map()
    assert state["wanted"] == {"kind": "basin"}


def test_the_window_can_be_changed():
    """The formula and the run stay; an impossible one changes nothing and says so."""
    at = opened(loss="formula", q="x^4 - x^2", window="-1,1", start="0.9")
    control(at, "window1").set_value(3.0).run()

    assert shown(at)["window"] == [-1, 3]
    assert shown(at)["start"] == [0.9]
    control(at, "window1").set_value(-5.0).run()
    assert shown(at)["window"] == [-1, 3]
    assert sent(at, "stage")["notices"]


def test_where_stationary_points_may_be_missing_the_page_says_so():
    """And says nothing where the list is complete."""
    assert any("There may be more" in c.value for c in opened(q="abs(x) + x^2").caption)
    assert not any("There may be more" in c.value for c in opened(q="x^4 - x^2").caption)


def test_a_link_with_a_bad_formula_opens_with_a_sentence():
    """And with the default loss."""
    at = opened(loss="formula", q="x^")

    assert shown(at)["loss"] == "double-well"
    assert any("q = “x^” is not usable" in n for n in sent(at, "stage")["notices"])


def test_a_line_through_data():
    """Chosen from the list: all observations at first, with the data beside the stage."""
    at = opened()
    control(at, "loss").set_value("line").run()
    data = DATA["hubble"]

    assert shown(at)["batch"] == 0
    assert sent(at, "scenery")["data"]["t"] == list(data.t)
    assert control(at, "batch").options[-1] == "all"


def test_batch_seed_and_shuffle_decide_the_run():
    """The stage shows what the core draws for them."""
    at = opened(loss="line")
    control(at, "batch").set_value(4).run()
    control(at, "seed").set_value(7).run()
    control(at, "shuffle").set_value(True).run()
    settings = Settings.of("line", batch=4, seed=7, shuffle=True)
    answer = sent(at, "stage")

    assert answer["query"] | {"batch": "4", "seed": "7", "shuffle": "1"} == answer["query"]
    w = simulate(settings).trajectory.w
    assert w.tobytes() == positions(answer["runs"]["ball"], 2).tobytes()
    assert answer["runs"]["ball"]["outcome"] == "hovering"
    assert len(batches(24, 4, 1, 7, True)[0]) == 4


def test_the_jitter_is_measured_and_set_beside_the_formula():
    """With mini-batches the theory panel shows how far the ball is shaken, and with which steps it
    can be measured; a click sets them, and the measured variance is in the table."""
    at = opened(loss="line", batch="4")
    at.toggle(key="theory").set_value(True).run()
    row = at.table[0].value.iloc[0]
    assert row["measured"] == "–"
    assert row["α makes it"].endswith("times as large")
    at.button(key="enough").click().run()
    found = theory_panel.noise(simulate(Settings.of("line", batch=4, steps=2000)))

    assert not at.exception
    assert shown(at)["steps"] == 2000
    rows = at.table[0].value.to_dict("records")
    expected = [list(row.values()) for row in theory_panel.noise_rows(found)]
    assert [list(row.values()) for row in rows] == expected
    assert "theory expects" in sent(at, "stage")["verdict"]


def test_where_the_jitter_is_too_slow_to_measure_it_says_so():
    """And offers to standardise, which makes it fast enough; shuffled epochs have no formula."""
    at = opened(loss="line", data="cars", batch="4")
    at.toggle(key="theory").set_value(True).run()
    assert not at.table
    assert "settles in over" in at.info[0].value
    at.button(key="smooth").click().run()
    assert shown(at)["standardise"] is True
    at.button(key="enough").click().run()
    assert at.table[0].value.iloc[0]["measured"] != "–"
    control(at, "shuffle").set_value(True).run()
    assert "shuffled epochs" in at.info[0].value
    assert not at.table


def test_other_data_may_be_fewer_than_the_batch():
    """Then the batch is all of them; one that still fits stays."""
    for batch, kept in ((40, 0), (10, 10)):
        at = opened(loss="line", data="cars", batch=str(batch))
        assert shown(at)["batch"] == batch
        control(at, "data").set_value("hubble").run()

        assert (shown(at)["data"], shown(at)["batch"]) == ("hubble", kept)
        assert not at.exception


def test_a_list_of_stationary_points_that_may_lack_some():
    """The page says so, of a built-in loss as of a typed one; of a complete list it says nothing."""
    said = {}
    for query in [{"loss": key} for key in CATALOGUE] + [{"q": "|w| + 0.3w^2"}, {"q": "x^2"}]:
        at = opened(**query)
        found = stationary_points(from_query(query)[0].surface)
        lines = [c.value for c in at.caption if c.value.startswith("There may be more valleys")]
        assert lines == ([] if found.complete else [endings.incomplete(found)])
        said[query.get("loss")] = bool(lines)
    assert set(said.values()) == {True, False}
    assert said["double-well"] is False


def test_standardising_makes_the_valley_a_bowl():
    """Both curvatures are then the same; η and start come with it."""
    at = opened(loss="line", data="cars")
    control(at, "standardise").set_value(True).run()
    surface = Settings.of("line", data="cars", standardise=True).surface

    assert shown(at)["standardise"] is True
    assert shown(at)["eta"] == surface.eta
    assert np.ptp(np.linalg.eigvalsh(surface.hessian(np.zeros(2)))) == pytest.approx(0, abs=1e-9)


def asked() -> AppTest:
    at = opened(loss="line")
    control(at, "data").set_value("other").run()
    assert shown(at)["data"] == "hubble"
    return at


def test_pasted_data():
    """Two columns of numbers are picked; the line is fitted to them; the link carries them."""
    at = asked()
    at.text_area(key="pasted").set_value(CSV).run()
    assert at.selectbox(key="column_t").options == ["age", "height"]
    at.button(key="fit").click().run()

    assert not at.exception
    data = sent(at, "scenery")["data"]
    assert (data["t"], data["y"]) == ([4, 5, 7], [102.5, 109, 121])
    assert (data["tLabel"], data["yLabel"]) == ("age", "height")
    assert sent(at, "stage")["query"]["data"] == "age_height_4_102.5_5_109_7_121"


def test_an_uploaded_file():
    """As pasted ones; a file that is no table is refused with a sentence."""
    at = asked()
    at.file_uploader(key="uploaded").upload("a.csv", b"%PDF-1.7", "text/csv").run()
    assert len(at.error) == 1
    at.file_uploader(key="uploaded").upload("a.csv", CSV.encode(), "text/csv").run()
    at.button(key="fit").click().run()

    assert sent(at, "scenery")["data"]["y"] == [102.5, 109, 121]


@pytest.mark.parametrize(
    "text", ["age,height\n4,\n5,3", "a,b\n1,2", "a,b\n1,1\n1,2", "a,b\n1,x\n3,y"]
)
def test_refused_data_lose_nothing(text):
    """One sentence; what was pasted stays; the stage keeps its data."""
    at = asked()
    at.text_area(key="pasted").set_value(text).run()

    assert len(at.error) == 1
    assert at.text_area(key="pasted").value == text
    assert shown(at)["data"] == "hubble"


def test_data_that_no_link_can_carry():
    """They are fitted, and the page says that the link opens others."""
    at = asked()
    rows = "\n".join(f"{k + 0.123},{k * 1.7 + (k % 3)}" for k in range(200))
    at.text_area(key="pasted").set_value(f"a,b\n{rows}").run()
    at.button(key="fit").click().run()
    answer = sent(at, "stage")

    assert len(sent(at, "scenery")["data"]["t"]) == 200
    assert "data" not in answer["query"]
    assert any("can’t carry" in notice for notice in answer["notices"])
