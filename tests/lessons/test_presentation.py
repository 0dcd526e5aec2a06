"""How a link shows the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_core.lessons import read
from momentum_core.lessons.presentation import Presentation, from_query, neighbour, to_query
from momentum_core.settings.link import RESERVED
from momentum_core.words.english import PARTS

EVERY = [(key, k) for key, lesson in read.load().items() for k in range(1, len(lesson.steps) + 1)]


@given(
    place=st.sampled_from(["", *EVERY]),
    hide=st.sets(st.sampled_from(list(PARTS))),
    projector=st.booleans(),
)
def test_a_link_there_and_back(place, hide, projector):
    """Whatever is chosen can be linked to."""
    lesson, page = place or ("", 1)
    hidden = tuple(part for part in PARTS if part in hide)
    shown = Presentation(lesson=lesson, page=page, hide=hidden, projector=projector)

    assert (shown, []) == from_query(to_query(shown))


@given(
    st.dictionaries(
        st.sampled_from(sorted(RESERVED)), st.text(max_size=40) | st.lists(st.text(), max_size=3)
    )
)
def test_nothing_in_a_link_raises(query):
    """Whatever is not usable is complained about, and what is left can be shown."""
    shown, complaints = from_query(query)

    assert len(complaints) <= 7
    assert shown == from_query(to_query(shown))[0]


@pytest.mark.parametrize("lang", ["de", "pt-BR", "zh-Hant-TW"])
def test_a_language_is_kept_and_changes_nothing(lang):
    """The door for a second one: no complaint, and the page's own links have it still."""
    shown, complaints = from_query({"lang": lang})

    assert (to_query(shown), complaints) == ({"lang": lang}, [])
    assert from_query({"lang": lang, "view": "projector"})[0].projector


@pytest.mark.parametrize("lang", ["", "<b>", "d" * 99, "de_DE!", ["de", "en"]])
def test_what_is_no_language_is_passed_over_in_silence(lang):
    """Nobody who follows an old link has to know of it."""
    assert from_query({"lang": lang}) == (Presentation(), [])


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"lesson": "nonsense"}, "lesson = “nonsense” is not usable: there is no such lesson."),
        (
            {"lesson": "momentum", "page": "5"},
            "page = “5” is not usable: this lesson has the steps 1 to 4.",
        ),
        ({"page": "2"}, "page = “2” is not usable: it belongs to a lesson."),
        ({"hide": "race,rcae"}, "hide = “rcae” is not usable: no part is called so."),
        ({"view": "big"}, "view = “big” is not usable: it must be projector."),
        ({"view": ["projector"] * 2}, "view = “projector” is not usable: it appears 2 times."),
    ],
)
def test_what_is_wrong_is_named(query, complaint):
    """As with the settings."""

    assert from_query(query)[1] == [complaint]


def test_one_unknown_name_spoils_no_other():
    """What can be hidden is hidden."""

    assert from_query({"hide": "race,rcae,losses"})[0].hide == ("race",)


def test_the_tour_in_one_go():
    """Every step follows the one before, over the ends of lessons, and back again."""
    there = [EVERY[0]]
    while after := neighbour(*there[-1], 1):
        there.append(after)

    assert there == EVERY
    assert [neighbour(*place, -1) for place in EVERY] == [None, *EVERY[:-1]]


def test_only_what_is_unusual_is_spelled():
    """A link of the plain page has none of the four."""

    assert to_query(Presentation()) == {}
    assert (
        set(to_query(Presentation(lesson="ball", hide=("race",), projector=True, lang="de")))
        == RESERVED
    )
