"""What a first visit asks for is known before it asks."""

from __future__ import annotations

import re

from front_door import ahead, first


def test_every_element_of_ours_has_its_script():
    """As Streamlit calls them now; a name that is gone costs a first visit time."""
    for element in ahead.ELEMENTS:
        assert any(re.match(rf"static/js/{element}\.", path) for path in ahead.later()), element


def test_what_they_import_is_there_too():
    """Whatever a script imports is named by Streamlit's page, or follows."""
    every = {*ahead.named(), *ahead.later()}
    for path in ahead.later():
        text = (ahead.folder() / path).read_text("utf-8")
        for other in re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', text):
            assert f"static/js/{other}" in every, path


def test_nothing_is_named_twice():
    """Neither by Streamlit's page and us, nor by us."""
    text = first.kept(("loss=himmelblau", "https://momentum.example/"))
    paths = re.findall(r'<link rel="modulepreload" crossorigin href="([^"]+)">', text)

    assert len(paths) == len(set(paths))
    assert len(paths) > len(ahead.later())
