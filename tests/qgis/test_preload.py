"""Modules of a window, loaded one at each turn of the event loop."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject
from waiting import until

from mosaic_qgis.gui import source_page
from mosaic_qgis.gui.preload import Preload


def test_one_module_a_turn(qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(importlib, "import_module", loaded.append)
    owner = QObject()
    preload = Preload(("a", "b", "c"), owner)
    for count in (1, 2, 3):
        preload._turn.timeout.emit()
        assert len(loaded) == count
    assert loaded == ["a", "b", "c"] and preload.left == ()


def test_it_goes_on_after_a_pause_and_ends_by_itself(qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(importlib, "import_module", loaded.append)
    owner = QObject()
    preload = Preload(("a", "b"), owner)
    preload.start()
    preload.pause()
    QgsApplication.processEvents()
    assert loaded == []
    preload.start()
    until(lambda: loaded == ["a", "b"])
    assert not preload._turn.isActive()
    preload.start()
    assert not preload._turn.isActive()


def test_every_form_of_the_search_is_loaded_before_it_is_wanted() -> None:
    folder = Path(source_page.__file__).parent
    forms = {path.stem for path in folder.glob("stac_*.ui")}
    assert forms <= set(source_page._OF_THE_SEARCH)
    assert all((folder / f"{name}.py").exists() for name in source_page._OF_THE_SEARCH)
