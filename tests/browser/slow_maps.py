"""The app on a server that takes a second for every block of a map's cells."""

import runpy
import time
from pathlib import Path

from momentum_core import maps

if not hasattr(maps, "quick_fates"):
    maps.quick_fates = maps.fates

    def slow_fates(*what):
        for block in maps.quick_fates(*what):
            time.sleep(1)
            yield block

    maps.fates = slow_fates

runpy.run_path(str(Path(__file__).parents[2] / "app.py"), run_name="__main__")
