"""qgis_process: mosaics open there too, and without an engine there is one clear sentence and no question."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import real

TIMEOUT_S = 120


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A configuration folder with the plugin in it."""
    plugin = tmp_path / "profiles/default/python/plugins/mosaic_qgis"
    plugin.mkdir(parents=True)
    for name in ("__init__.py", "metadata.txt", "mosaic_qgis", "resources"):
        (plugin / name).symlink_to(real.ROOT / name)
    return tmp_path


def qgis_process(profile: Path, *arguments: str, **environment: str) -> str:
    program = shutil.which("qgis_process")
    assert program is not None
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOSAIC_QGIS_")}
    result = subprocess.run(
        [program, *arguments],
        env={**kept, "QGIS_CUSTOM_CONFIG_PATH": str(profile), "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True, text=True, timeout=TIMEOUT_S, check=False,
    )  # fmt: skip
    return result.stdout + result.stderr


def test_an_algorithm_reads_a_mosaic(profile: Path) -> None:
    mosaic = real.imagery("tests") / "uint16" / "mosaic.json"
    algorithm = ("run", "native:rasterlayerstatistics", "--", f"INPUT=mosaicjson://{mosaic}", "BAND=1")
    qgis_process(profile, "plugins", "enable", "mosaic_qgis")
    without = qgis_process(profile, *algorithm)
    assert "MOSAIC_QGIS_ENGINE_ENVIRONMENT" in without and "MEAN" not in without
    output = qgis_process(profile, *algorithm, MOSAIC_QGIS_ENGINE_ENVIRONMENT=str(real.engine_folder()))
    results = dict(line.split(":", 1) for line in output.splitlines() if line.count(":") == 1)
    assert 0 < float(results["MIN"]) < float(results["MEAN"]) < float(results["MAX"])
