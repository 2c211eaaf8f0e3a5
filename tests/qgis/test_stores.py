"""Mosaics in stores, from the URI that a person enters to pixels, and again from a project: real engine, real servers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import real
from qgis.core import QgsApplication, QgsProject, QgsProviderRegistry, QgsRasterLayer

from mosaic_qgis.plugin import MosaicPlugin

ADDRESSES = (
    "s3://mosaics/folder/town",
    "s3://mosaics/folder/town.json.gz",
    "dynamodb://us-east-1/places:town",
    "dynamodb:///places:town",
)
FILL = """
import sys
from pathlib import Path
import boto3
from mosaic_qgis.backends import MosaicBackend
folder, *addresses = sys.argv[1:]
with MosaicBackend(str(Path(folder) / "mosaic.json")) as document:
    mosaic = document.mosaic_def
names = {name for assets in mosaic.tiles.values() for name in assets}
store = boto3.client("s3")
store.create_bucket(Bucket="mosaics")
for name in names:
    store.upload_file(str(Path(folder) / name), "mosaics", f"folder/{Path(name).name}")
tiles = {key: [f"s3://mosaics/folder/{Path(name).name}" for name in assets] for key, assets in mosaic.tiles.items()}
for address in addresses:
    name = "town" if address.startswith("dynamodb") else mosaic.name
    with MosaicBackend(address, mosaic_def=mosaic.model_copy(update={"tiles": tiles, "name": name})) as backend:
        backend.write(overwrite=True)
"""


SERVE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from servers.moto import MotoServer
with MotoServer() as server:
    print(json.dumps({**server.sdk_environment(), "AWS_DEFAULT_REGION": server.region}), flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def aws() -> Iterator[dict[str, str]]:
    """The variables that lead to S3 and DynamoDB, served by another Python: QGIS's has no boto3."""
    command = [real.BUILD / "engine-python", "-c", SERVE, real.ROOT / "tests"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield json.loads(server.stdout.readline())
        finally:
            server.communicate(timeout=30)


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication, aws: dict[str, str]) -> Iterator[MosaicPlugin]:
    """The plugin with an engine that finds AWS at the test's server."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.items():
            patch.setenv(name, value)
        patch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(real.engine_folder()))
        patch.setenv("MOSAIC_QGIS_OPEN_TIMEOUT_S", "60")
        images = real.imagery("tests") / "rgb"
        command = [real.BUILD / "engine-python", "-c", FILL, images, *ADDRESSES]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        plugin = MosaicPlugin(None)
        plugin.initProcessing()
        yield plugin
        QgsProject.instance().clear()
        plugin.unload()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_mosaic_in_a_store_is_a_layer_and_stays_one(plugin: MosaicPlugin, tmp_path: Path, address: str) -> None:
    registry, project = QgsProviderRegistry.instance(), QgsProject.instance()
    # As QGIS does before it adds a layer of a provider that was named (the page, the console).
    encoded = registry.encodeUri("mosaicjson", registry.decodeUri("mosaicjson", address))
    (found,) = registry.providerMetadata("mosaicjson").querySublayers(encoded)
    layer = QgsRasterLayer(found.uri(), found.name(), found.providerKey())
    assert layer.isValid(), layer.error().summary()
    assert layer.name() == "town" and layer.bandCount() == 3
    project.addMapLayer(layer)
    assert project.write(str(tmp_path / "p.qgs"))
    project.clear()
    assert project.read(str(tmp_path / "p.qgs"))
    (read,) = project.mapLayers().values()
    assert read.isValid() and read.source() == address
    block = read.dataProvider().block(1, read.extent(), 64, 64)
    assert any(bytes(block.data())), "pixels are there"
