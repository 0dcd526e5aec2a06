"""The foot of the page: the version, and the way to the issue form."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from momentum_core.settings.link import from_query, to_query
from momentum_core.settings.settings import Settings
from tests.hostile import HOSTILE
from tests.ui.test_page import control, opened
from ui.about import LONGEST, report

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FORM = (ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong.yml").read_text(encoding="utf-8")
LONG = "+".join(["x" + "⁰" * 30 + "²"] * 8)


def foot(at: AppTest) -> tuple[str, str]:
    """What is read there, and where its link leads."""
    (text,) = (m.value for m in at.markdown if PROJECT["version"] in m.value)
    found = re.fullmatch(r"(.*)\[(.*)\]\(([^()\s]*)\)", text)
    return found[1] + found[2], found[3]


def filled(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query, strict_parsing=True)


def test_version_and_form_are_the_projects_own():
    """Both stand in pyproject.toml, and nowhere else."""
    text, address = foot(opened())

    assert f"Momentum {PROJECT['version']} · Something is wrong here" == text
    assert address.startswith(f"{PROJECT['urls']['Repository']}/issues/new?")


def test_the_form_has_the_fields_that_are_filled():
    """By their ids, without which GitHub drops what is filled in."""
    names = set(filled(report("http://a.b/?eta=0.1", whole=False)))

    assert {"template", "version", "link", "what"} == names
    assert names - {"template"} <= set(re.findall(r"^ +id: (\w+)$", FORM, re.M))
    assert (ROOT / ".github" / "ISSUE_TEMPLATE" / filled(report(""))["template"][0]).exists()


@pytest.mark.parametrize(
    "settings",
    [
        Settings.of("bowl", eta=0.3, alpha=0.95, race=("plain", "adam")),
        Settings.of("formula", q="(w-1)^2 + sin(3w)*(2)"),
        *(
            Settings.of("line", data=f"{name.replace('_', ' ')}_y_1_2_2_3_3_5_4_6")
            for name in HOSTILE[:30]
        ),
    ],
    ids=lambda s: s.q or s.data[:20] or s.loss,
)
def test_the_link_in_it_opens_these_settings(settings):
    """Whatever signs are in a formula or in the name of a column."""
    _, address = foot(opened(**to_query(settings)))
    (link,) = filled(address)["link"]
    back, notices = from_query(parse_qs(urlsplit(link).query))

    assert (settings, []) == (back, notices)


def test_it_follows_what_is_chosen():
    """Also in a lesson, whose name is in the link."""
    at = opened(lesson="damping")
    control(at, "alpha").set_value(0.5).run()
    query = parse_qs(urlsplit(filled(foot(at)[1])["link"][0]).query)

    assert (["damping"], ["0.5"]) == (query["lesson"], query["alpha"])


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_too_long_is_asked_for_in_words(whole):
    """The rest goes along, and the address stays short enough for every server."""
    asked = filled(report(f"http://a.b/?q={'%2B' * (2000 if whole else 3)}&eta=0.1", whole))

    assert ["http://a.b/?eta=0.1"] == asked["link"]
    assert "too long for a link" in asked["what"][0]


def test_a_formula_that_no_link_carries():
    """It is on the stage; its link says only which kind of loss it is."""
    at = opened(loss="formula", q="w^2")
    control(at, "q").set_value(LONG).run()
    _, address = foot(at)

    assert len(address) <= LONGEST
    assert {"template", "version", "link", "what"} == set(filled(address))
