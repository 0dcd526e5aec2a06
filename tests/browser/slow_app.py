"""The app on a slow server: a run with α = 0.5 takes two seconds."""

import runpy
import time
from pathlib import Path

from momentum_core.runs import run

if not hasattr(run, "quick_race"):
    run.quick_race = run.race

    def slow_race(settings):
        if settings.alpha == 0.5:
            time.sleep(2)
        return run.quick_race(settings)

    run.race = slow_race

runpy.run_path(str(Path(__file__).parents[2] / "ui" / "page.py"), run_name="__main__")
