"""The app on a server that takes a second for every block of a map's cells, and has one seat."""

import runpy
import time
from pathlib import Path

import ui.maps
from momentum_core.runs import maps
from turns.turns import Turns

if not hasattr(maps, "quick_run_many"):
    maps.quick_run_many = maps.run_many
    ui.maps.TURNS = Turns(1, ui.maps.here)  # in this process, where the next lines have an effect

    def slow_run_many(*what):
        for block in maps.quick_run_many(*what):
            time.sleep(0 if block is None else 1)
            yield block

    maps.run_many = slow_run_many

runpy.run_path(str(Path(__file__).parents[2] / "ui" / "page.py"), run_name="__main__")
