"""What the engine is told when it starts: its variables, and that large documents are kept where they say."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from pathlib import Path

import pytest
import rasterio
from engines.processes import BOUND_S, VERSION, Log
from rasterio.transform import from_bounds

from mosaic_qgis.engine.client.launch import LaunchPlan, child_environment
from mosaic_qgis.engine.client.process import EngineClient
from mosaic_qgis.engine.server.options import EngineOptions
from mosaic_qgis.mosaic.quadkeys import quadkey_of_tile

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("environment", "folder", "cache_bytes"),
    [
        ({}, None, 1 << 30),
        ({"MOSAIC_QGIS_ENGINE_CACHE_DIR": "/c"}, Path("/c"), 1 << 30),
        ({"MOSAIC_QGIS_ENGINE_CACHE_DIR": "/c", "MOSAIC_QGIS_ENGINE_CACHE_MB": "20"}, Path("/c"), 20 << 20),
        ({"MOSAIC_QGIS_ENGINE_CACHE_DIR": "/c", "MOSAIC_QGIS_ENGINE_CACHE_MB": "0"}, None, 0),
        ({"MOSAIC_QGIS_ENGINE_CACHE_DIR": " "}, None, 1 << 30),
        ({"MOSAIC_QGIS_ENGINE_CACHE_MB": "5"}, None, 5 << 20),
    ],
)
def test_variables_say_where_and_how_much_is_kept(
    environment: dict[str, str], folder: Path | None, cache_bytes: int
) -> None:
    options = EngineOptions.from_environment(environment)
    assert (options.cache_folder, options.cache_bytes) == (folder, cache_bytes)
    assert options.documents_folder == (folder / "documents" if folder else None)
    assert options.images_folder == (folder / "images" if folder else None)


@pytest.mark.parametrize("text", ["much", "-1", "1.5", "²"])
def test_a_wrong_number_is_told_and_passed_by(text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        options = EngineOptions.from_environment({"MOSAIC_QGIS_ENGINE_CACHE_MB": text})
    assert options.cache_bytes == 1 << 30
    assert "MOSAIC_QGIS_ENGINE_CACHE_MB must be a whole number of megabytes" in caplog.text


def test_an_engine_keeps_large_documents_in_its_folder(tmp_path: Path) -> None:
    image = tmp_path / "image.tif"
    profile = {"driver": "GTiff", "width": 8, "height": 8, "count": 1, "dtype": "uint8", "crs": "EPSG:4326"}
    with rasterio.open(image, "w", **profile, transform=from_bounds(-130, 60, -129, 61, 8, 8)):
        pass
    keys = (quadkey_of_tile(500 + number % 300, 500 + number // 300, 12) for number in range(60_000))
    tiles = {key: [str(image), f"https://example.com/{'long/' * 8}{key}.tif"] for key in keys}
    document = {"mosaicjson": "0.0.3", "minzoom": 6, "maxzoom": 12, "quadkey_zoom": 12}
    path = tmp_path / "m.json"
    path.write_text(json.dumps({**document, "tiles": tiles}))
    assert path.stat().st_size > 1 << 22
    # Old enough to be sure that any change of it would be seen.
    os.utime(path, (1_700_000_000, 1_700_000_000))
    folder = tmp_path / "cache"
    plan = LaunchPlan(
        python=Path(sys.executable),
        folder=Path(rasterio.__file__).parents[1],
        bootstrap=ROOT / "mosaic_qgis" / "engine" / "bootstrap.py",
        environment=child_environment(os.environ)
        | {"MOSAIC_QGIS_ENGINE_CACHE_DIR": str(folder), "MOSAIC_QGIS_ENGINE_LOG_LEVEL": "debug"},
    )
    counts, log = [], Log()
    for _ in range(2):
        client = EngineClient(lambda: plan, VERSION, log)
        try:
            mosaic = client.open(str(path), {}, None, BOUND_S)
            counts.append(mosaic.description["tile_count"])
            mosaic.close()
        finally:
            client.stop()
    assert counts == [60_000, 60_000]
    kept = [file.name for file in (folder / "documents").iterdir()]
    assert len(kept) == 1
    assert kept[0].endswith(".tiles")
    told = [text for level, text in log.lines if level == "debug"]
    assert [text for text in told if re.search(r"jobs: open \d+: done in \d+ ms", text)], log.lines
