"""What loading the plugin takes of QGIS's start: only what has to be there before a mosaic is opened."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOAD = """
import json, re, sys
sys.path.insert(0, sys.argv[1])
import qgis.core, qgis.gui, qgis.PyQt.QtWidgets
before = set(sys.modules)
compiled = []
compile_pattern = re.compile
def noted(pattern, flags=0):
    if sys._getframe(1).f_globals["__name__"].startswith("mosaic_qgis."):
        compiled.append(f"{sys._getframe(1).f_globals['__name__']}: {pattern}")
    return compile_pattern(pattern, flags)
re.compile = noted
import mosaic_qgis.plugin
from mosaic_qgis.gui import (
    adding, background, browser, drop, late_opening, options_factory, setup_offer, source_select
)
import mosaic_qgis.processing.provider
print(json.dumps([sorted(set(sys.modules) - before), compiled]))
"""
LATER = (
    "mosaic_qgis.engine.client.environment",
    "mosaic_qgis.engine.client.installer",
    "mosaic_qgis.engine.client.interpreter",
    "mosaic_qgis.engine.client.process",
    "mosaic_qgis.engine.wire.requests",
    "mosaic_qgis.gui.options_page",
    "mosaic_qgis.gui.source_page",
    "mosaic_qgis.host.cluster",
    "mosaic_qgis.host.login_ways",
    "mosaic_qgis.processing.chart",
    "mosaic_qgis.processing.chosen",
    "mosaic_qgis.processing.cluster",
    "mosaic_qgis.processing.factsheet",
    "mosaic_qgis.processing.feature_rows",
    "mosaic_qgis.processing.validation_report",
    "mosaic_qgis.processing.mosaic_widget",
    "mosaic_qgis.provider.provider",
    "mosaic_qgis.provider.source",
    "PyQt5.uic",
    "PyQt6.uic",
    "numpy.typing",
)


@pytest.fixture(scope="module")
def loading() -> tuple[set[str], list[str]]:
    """What a fresh Python loads, and the regular expressions that it compiles for that."""
    command = [sys.executable, "-c", LOAD, str(ROOT)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120, cwd=ROOT)
    loaded, compiled = json.loads(answer.stdout.splitlines()[-1])
    return set(loaded), compiled


def test_forms_pixels_and_the_protocol_are_loaded_when_they_are_needed(loading: tuple[set[str], list[str]]) -> None:
    loaded, _ = loading
    assert {"mosaic_qgis.plugin", "mosaic_qgis.provider.opening", "mosaic_qgis.gui.adding"} <= loaded
    assert not loaded & set(LATER)


def test_regular_expressions_are_compiled_when_they_are_needed(loading: tuple[set[str], list[str]]) -> None:
    _, compiled = loading
    assert not compiled
