"""What runs in QGIS needs nothing of the engine's packages: seen at run time, in QGIS's own Python."""

from __future__ import annotations

from pathlib import Path

from engines.imports import OF_THE_ENGINE, imported

import mosaic_qgis

ROOT = Path(__file__).parents[2]
ENGINE_SIDE = {"mosaic", "backends", "reading", "batch", "engine"}


def test_every_qgis_side_module_imports_with_the_engine_s_packages_blocked() -> None:
    folder = Path(mosaic_qgis.__file__).parent
    names = sorted({path.name for path in folder.iterdir() if (path / "__init__.py").exists()} - ENGINE_SIDE)
    packages = [f"mosaic_qgis.{name}" for name in names] + ["mosaic_qgis.engine.client", "mosaic_qgis.engine.wire"]
    found = imported(*packages, "mosaic_qgis.plugin", blocked=OF_THE_ENGINE, path=[str(ROOT)])
    assert {"mosaic_qgis.provider.opening", "mosaic_qgis.host.engine", "mosaic_qgis.plugin"} <= set(found)
