"""The real plugin on the real engine, and generated imagery, for the tests of this folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsProviderRegistry, QgsRasterLayer, QgsRectangle
from stores.town import EXTENT, HEIGHT_PX, WIDTH_PX, expected

from mosaic_qgis.engine.client.environment import EngineEnvironment
from mosaic_qgis.plugin import MosaicPlugin

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
_IMAGERY_TIMEOUT_S = 600


def engine_folder() -> Path:
    """The packages that `make env` has set up."""
    environment = EngineEnvironment(BUILD / "engine")
    if not environment.is_ready():
        raise FileNotFoundError(f"the engine must be set up in {environment.folder}: run `make env`")
    return environment.folder


def imagery(name: str) -> Path:
    """The folder of a set of generated imagery, made now unless it is there (see tests/data/make.py)."""
    command = [BUILD / "engine-python", ROOT / "tests/data/make.py", "--out", BUILD / "data", "--set", name]
    subprocess.run(command, check=True, timeout=_IMAGERY_TIMEOUT_S, capture_output=True)
    return BUILD / "data" / name


@contextmanager
def plugin(environment: Mapping[str, str]) -> Iterator[MosaicPlugin]:
    """The plugin with an engine that has these variables."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(engine_folder()))
        patch.setenv("MOSAIC_QGIS_OPEN_TIMEOUT_S", "60")
        plugin = MosaicPlugin(None)
        plugin.initProcessing()
        try:
            yield plugin
        finally:
            QgsProject.instance().clear()
            plugin.unload()


def town(action: str, folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Have the engine's Python make images, items or mosaics of the known town (see tests/stores/town.py)."""
    command = [BUILD / "engine-python", ROOT / "tests/stores/town.py", action, folder, *arguments]
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, check=False, timeout=120, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def check_layer(source: str, project_file: Path, *, name: str = "town", source_in_project: str | None = None) -> None:
    """A source of the known town becomes a layer with the right pixels, and the same again from a project.

    `source_in_project` is what the source is afterwards, where it was not absolute.
    """
    registry, project = QgsProviderRegistry.instance(), QgsProject.instance()
    # As QGIS does before it adds a layer of a provider that was named (the page, the console).
    encoded = registry.encodeUri("mosaicjson", registry.decodeUri("mosaicjson", source))
    (found,) = registry.providerMetadata("mosaicjson").querySublayers(encoded)
    layer = QgsRasterLayer(found.uri(), found.name(), found.providerKey())
    assert layer.isValid(), layer.error().summary()
    assert layer.name() == name
    check_pixels(layer)
    project.addMapLayer(layer)
    assert project.write(str(project_file))
    project.clear()
    assert project.read(str(project_file))
    (read,) = project.mapLayers().values()
    assert read.isValid(), read.error().summary()
    # The order and the escapes of options do not matter.
    assert registry.decodeUri("mosaicjson", read.source()) == registry.decodeUri(
        "mosaicjson", source_in_project or source
    )
    check_pixels(read)


def check_pixels(layer: QgsRasterLayer) -> None:
    """All pixels of all bands are those of the known town."""
    assert layer.bandCount() == 3
    for band in (1, 2, 3):
        block = layer.dataProvider().block(band, QgsRectangle(*EXTENT), WIDTH_PX, HEIGHT_PX)
        assert bytes(block.data()) == expected(band)
