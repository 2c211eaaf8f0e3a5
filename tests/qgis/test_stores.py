"""Mosaics in clouds, from the URI that a person enters to pixels, and again from a project: real engine, real servers.

Where the stores are is told to the engine as its users tell the stores' own tools: by environment variables.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import real
from qgis.core import QgsApplication
from servers.azurite import ACCOUNT, AzuriteServer
from servers.gcs import GcsServer
from stores.town import BUCKET

from mosaic_qgis.plugin import MosaicPlugin

ADDRESSES = (
    f"s3://{BUCKET}/folder/town",
    f"s3://{BUCKET}/folder/town.json.gz",
    "dynamodb://us-east-1/places:town",
    "dynamodb:///places:town",
    f"gs://{BUCKET}/folder/town",
    f"gs://{BUCKET}/folder/town.json.gz",
    f"az://{ACCOUNT}.blob.core.windows.net/{BUCKET}/folder/town",
    f"az://{ACCOUNT}.blob.core.windows.net/{BUCKET}/folder/town.json.gz",
)
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
def plugin(
    qgis_app: QgsApplication,
    aws: dict[str, str],
    gcs_server: GcsServer,
    azurite_server: AzuriteServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MosaicPlugin]:
    """The plugin with an engine that finds every cloud at the test's servers, and the mosaics there."""
    azure = {"AZURE_STORAGE_CONNECTION_STRING": azurite_server.connection_string}
    environment = {**aws, **gcs_server.sdk_environment, **azure}
    folder = tmp_path_factory.mktemp("town")
    real.town("make", folder)
    real.town("write", folder, *ADDRESSES, environment=environment)
    with real.plugin(environment) as plugin:
        yield plugin


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_mosaic_in_a_store_is_a_layer_and_stays_one(plugin: MosaicPlugin, tmp_path: Path, address: str) -> None:
    real.check_layer(address, tmp_path / "p.qgs")
