"""What loading the plugin takes of QGIS's start: only what has to be there before a mosaic is opened."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOAD = """
import json, sys
sys.path.insert(0, sys.argv[1])
import qgis.core, qgis.gui, qgis.PyQt.QtWidgets
before = set(sys.modules)
import mosaic_qgis.plugin
from mosaic_qgis.gui import (
    adding, background, browser, drop, late_opening, options_factory, setup_offer, source_select
)
import mosaic_qgis.processing.provider
print(json.dumps(sorted(set(sys.modules) - before)))
"""
LATER = (
    "mosaic_qgis.engine.client.process",
    "mosaic_qgis.engine.wire.requests",
    "mosaic_qgis.gui.options_page",
    "mosaic_qgis.gui.source_page",
    "mosaic_qgis.processing.chart",
    "mosaic_qgis.processing.factsheet",
    "mosaic_qgis.processing.validation_report",
    "mosaic_qgis.processing.mosaic_widget",
    "mosaic_qgis.provider.provider",
    "mosaic_qgis.provider.source",
    "PyQt5.uic",
    "PyQt6.uic",
    "numpy.typing",
)


def test_forms_pixels_and_the_protocol_are_loaded_when_they_are_needed() -> None:
    command = [sys.executable, "-c", LOAD, str(ROOT)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120, cwd=ROOT)
    loaded = set(json.loads(answer.stdout.splitlines()[-1]))
    assert {"mosaic_qgis.plugin", "mosaic_qgis.provider.opening", "mosaic_qgis.gui.adding"} <= loaded
    assert not loaded & set(LATER)
