"""Starts the engine as bootstrap.py does, in an interpreter where QGIS, Qt and QGIS's GDAL cannot be imported."""

from __future__ import annotations

import runpy
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

BLOCKED = {"qgis", "PyQt5", "PyQt6", "sip", "osgeo", "gdal", "processing"}
BOOTSTRAP = Path(__file__).resolve().parents[2] / "mosaic_qgis" / "engine" / "bootstrap.py"


class Blocker(MetaPathFinder):
    """Refuses the blocked packages before any other finder is asked."""

    def find_spec(self, fullname, path, target=None):
        if fullname.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"{fullname} is blocked in this test", name=fullname)


if __name__ == "__main__":
    sys.meta_path.insert(0, Blocker())
    sys.argv[0] = str(BOOTSTRAP)
    runpy.run_path(str(BOOTSTRAP), run_name="__main__")
