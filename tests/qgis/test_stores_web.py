"""Mosaics on the web and searches of STAC, from the URI to pixels and again from a project: real engine, real servers."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import real
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsRasterLayer
from servers.nginx import PASSWORD, USER, NginxServer, NginxTlsServer
from servers.pgstac import StacServer
from stores.town import SEARCHED

from mosaic_qgis.plugin import MosaicPlugin

FOLDER = "town"
QUERY = quote(json.dumps({"collections": [SEARCHED]}), safe=",:")


@pytest.fixture(scope="module")
def town(
    nginx_server: NginxServer,
    nginx_tls_server: NginxTlsServer,
    stac_server: StacServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """The images, served without and with TLS, their items in the catalogue; the folder has the items' files."""
    folder = tmp_path_factory.mktemp("town")
    real.town("make", folder)
    document = (folder / "town.json").read_bytes()
    (folder / "place").write_bytes(document)
    (folder / "town.json.gz").write_bytes(gzip.compress(document))
    real.town("items", folder, f"{nginx_server.url}/{FOLDER}/")
    for server in (nginx_server, nginx_tls_server):
        shutil.copytree(folder, server.files / FOLDER)
    stac_server.load(SEARCHED, json.loads((folder / "items.json").read_text(encoding="utf-8"))["features"])
    yield folder
    stac_server.delete(SEARCHED)
    for server in (nginx_server, nginx_tls_server):
        shutil.rmtree(server.files / FOLDER)


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication, town: Path, nginx_tls_server: NginxTlsServer) -> Iterator[MosaicPlugin]:
    """The plugin with an engine that trusts the server's certificate."""
    with real.plugin(nginx_tls_server.sdk_environment) as plugin:
        yield plugin


@pytest.fixture(scope="module")
def login(qgis_app: QgsApplication) -> Iterator[str]:
    """The id of a login that QGIS keeps for the web servers."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("a test's own", True)
    config = QgsAuthMethodConfig("Basic")
    config.setName("web")
    config.setConfigMap({"username": USER, "password": PASSWORD, "realm": ""})
    stored, config = manager.storeAuthenticationConfig(config)
    assert stored
    yield config.id()
    manager.removeAuthenticationConfig(config.id())


@pytest.mark.parametrize(("document", "name"), [("town.json", "town"), ("town.json.gz", "town"), ("place", "place")])
@pytest.mark.parametrize("with_tls", [False, True])
def test_a_mosaic_on_the_web(
    plugin: MosaicPlugin,
    nginx_server: NginxServer,
    nginx_tls_server: NginxTlsServer,
    tmp_path: Path,
    document: str,
    name: str,
    with_tls: bool,
) -> None:
    server = nginx_tls_server if with_tls else nginx_server
    real.check_layer(f"{server.url}/{FOLDER}/{document}", tmp_path / "p.qgs", name=name)


@pytest.mark.parametrize("document", ["town.json", "place"])
@pytest.mark.parametrize("with_tls", [False, True])
def test_a_mosaic_behind_a_login(
    plugin: MosaicPlugin,
    nginx_server: NginxServer,
    nginx_tls_server: NginxTlsServer,
    login: str,
    tmp_path: Path,
    document: str,
    with_tls: bool,
) -> None:
    server = nginx_tls_server if with_tls else nginx_server
    address = f"{server.url}/private/{FOLDER}/{document}"
    refused = QgsRasterLayer(address, "town", "mosaicjson")
    assert not refused.isValid() and "credentials" in refused.error().summary()
    real.check_layer(f"{address}|authcfg={login}", tmp_path / "p.qgs", name=document.partition(".")[0])
    assert PASSWORD not in (tmp_path / "p.qgs").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/search", f"|query={QUERY}|assets=visual"),
        ("/search", f"|query={QUERY}|assets=red,green,blue|max_items=10|minzoom=10|maxzoom=13"),
        ("/", f"|query={QUERY}|assets=visual"),
        ("", f"|query={QUERY}|assets=red,green,blue"),
        (f"/collections/{SEARCHED}", "|assets=visual"),
        (f"/collections/{SEARCHED}", "|assets=red,green,blue"),
        (f"/collections/{SEARCHED}/items", "|assets=visual"),
    ],
)
def test_a_search(plugin: MosaicPlugin, stac_server: StacServer, tmp_path: Path, path: str, options: str) -> None:
    name = "items" if path.endswith("/items") else SEARCHED
    real.check_layer(f"stac+{stac_server.url}{path}{options}", tmp_path / "p.qgs", name=name)


@pytest.mark.parametrize("assets", ["visual", "red,green,blue"])
@pytest.mark.parametrize("document", ["items.json", "items.parquet"])
def test_items_in_a_file(plugin: MosaicPlugin, town: Path, tmp_path: Path, document: str, assets: str) -> None:
    real.check_layer(f"stac+file://{town}/{document}|assets={assets}", tmp_path / "p.qgs", name="items")


@pytest.mark.parametrize("document", ["items.json", "items.parquet"])
def test_items_in_a_file_on_the_web(
    plugin: MosaicPlugin, nginx_server: NginxServer, login: str, tmp_path: Path, document: str
) -> None:
    address = f"stac+{nginx_server.url}/private/{FOLDER}/{document}"
    real.check_layer(f"{address}|authcfg={login}|assets=visual", tmp_path / "p.qgs", name="items")
