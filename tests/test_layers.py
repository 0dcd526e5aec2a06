"""Imports point one way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_import_layers():
    """The contracts in pyproject.toml hold: layers of the core, and no Streamlit in it."""
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_core_runs_without_streamlit():
    """Even where Streamlit is not installed."""
    code = (
        "import sys; sys.modules['streamlit'] = None\n"
        "import momentum_core.stage.answer; from momentum_core.runs.run import simulate\n"
        "from momentum_core.settings.settings import Settings; print(simulate(Settings()).outcome.value)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "rested"
