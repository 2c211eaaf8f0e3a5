"""Every form of URI can be added as a layer, kept in a project and moved with it; what is not ours is left to others."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from qgis.core import QgsProject, QgsProviderRegistry, QgsProviderSublayerDetails, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from windows import UnseenEngine, services_with

from mosaic_qgis.gui.source_page import SourcePage
from mosaic_qgis.provider.uri import encode

REMOTE = (
    "s3://bucket/mosaic", "s3://bucket/a.b/m.json.gz", "gs://bucket/mosaic", "az://a.blob.core.windows.net/c/m",
    "dynamodb://eu-west-1/table:mosaic", "dynamodb:///table:mosaic", "dynamodb://eu-west-1/table",
    "stac+https://h/search|query=%7B%22collections%22:%5B%22a%22%5D%7D", "stac+https://h/collections/a",
    "https://h/mosaics/abc", "https://h/m.json?x=1", "http://h/mosaicjson?id=4", "https://h/m.tif",
)  # fmt: skip
LOCAL = ("m.txt", "noext", "m.json", "m.mosaicjson.gz", "some image.tif")


def asked_for(source: str) -> list[QgsProviderSublayerDetails]:
    """What QGIS does with a source and the key of a provider, before it adds the layer (`iface.addRasterLayer`, pages)."""
    registry = QgsProviderRegistry.instance()
    encoded = registry.encodeUri("mosaicjson", registry.decodeUri("mosaicjson", source))
    return registry.providerMetadata("mosaicjson").querySublayers(encoded)


def seen_in_passing(source: str) -> list[str]:
    """The providers that take a source which nobody has said anything about (a drop, the browser)."""
    return [each.providerKey() for each in QgsProviderRegistry.instance().querySublayers(source)]


@pytest.mark.parametrize("source", REMOTE)
def test_a_remote_mosaic_of_any_name_can_be_asked_for(provider_registered: None, source: str) -> None:
    (found,) = asked_for(source)
    assert (found.providerKey(), found.uri()) == ("mosaicjson", source)
    assert QgsRasterLayer(found.uri(), "m", "mosaicjson").isValid()


@pytest.mark.parametrize("name", LOCAL)
def test_a_local_file_of_any_name_can_be_asked_for(provider_registered: None, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("whatever the engine makes of it")
    (found,) = asked_for(str(tmp_path / name))
    assert (found.providerKey(), found.uri()) == ("mosaicjson", str(tmp_path / name))
    assert "mosaicjson" not in seen_in_passing(str(tmp_path / name)), "only the one who asked gets it"


@pytest.mark.parametrize("source", [":memory:", "sqlite:///:memory:name", ""])
def test_what_is_nowhere_cannot_be_asked_for(provider_registered: None, source: str) -> None:
    assert asked_for(source) == []


@pytest.mark.parametrize(
    ("source", "is_ours"),
    [
        ("s3://bucket/mosaic", True),
        ("s3://bucket/image.tif", False),
        ("s3://bucket", False),
        ("gs://bucket/m.json", True),
        ("az://a.blob.core.windows.net/c/m", True),
        ("stac+file:///data/i.parquet", True),
        ("https://h/mosaics/abc", False),
        ("https://h/m.json", False),
        ("https://h/m.mosaicjson?x=1", True),
    ],
)
def test_only_certain_mosaics_are_taken_unasked(provider_registered: None, source: str, is_ours: bool) -> None:
    assert ("mosaicjson" in seen_in_passing(source)) is is_ours


def test_the_page_takes_every_form(provider_registered: None, tmp_path: Path) -> None:
    registry = QgsProviderRegistry
    added: list[str] = []
    services = services_with(engine=UnseenEngine(), add=lambda uri, name: added.append(encode(uri)) or True)
    page = SourcePage(None, Qt.WindowType.Widget, registry.WidgetMode.Standalone, services)
    (tmp_path / "m.txt").write_text("{}")
    (tmp_path / "x.db").touch()
    (tmp_path / "i.parquet").touch()
    local = (f"{tmp_path}/m.txt", f"sqlite:///{tmp_path}/x.db:town", f"stac+file://{tmp_path}/i.parquet")
    for source in (*REMOTE, *local):
        page.uri_edit.setText(source)
        page.addButtonClicked()
        assert added[-1] == source and len(asked_for(source)) == 1
    for missing in (":memory:", f"sqlite:///{tmp_path}/y.db:town", f"stac+file://{tmp_path}/none.json"):
        page.uri_edit.setText(missing)
        page.addButtonClicked()
        assert page.verdict_label.text()
    assert len(added) == len(REMOTE) + 3


@pytest.mark.parametrize("spelling", ["sqlite:///{}/town.db:t|minzoom=3", "stac+file://{}/town.db", "{}/town.db"])
def test_a_project_and_its_files_move_together(
    provider_registered: None, tmp_path: Path, engine: FakeEngine, spelling: str
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    sqlite3.connect(here / "town.db").close()
    project = QgsProject.instance()
    project.addMapLayer(QgsRasterLayer(spelling.format(here), "town", "mosaicjson"))
    assert project.write(str(here / "p.qgs"))
    assert str(here) not in (here / "p.qgs").read_text(encoding="utf-8").split("<datasource>")[1].split("<")[0]
    project.clear()
    here.rename(there)
    assert project.read(str(there / "p.qgs"))
    (layer,) = project.mapLayers().values()
    assert layer.isValid() and layer.source() == spelling.format(there)
    assert engine.opened[-1][0] == spelling.format(there).split("|")[0]


@pytest.mark.parametrize("source", ["sqlite:///town.db:t", "stac+file://./i.json", "m.txt"])
def test_relative_paths_are_those_of_qgis(
    provider_registered: None, tmp_path: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (found,) = asked_for(source)
    assert str(tmp_path) in found.uri()
    # A layer that a script makes without QGIS's window keeps its source as it is; only "./" cannot be told from a project's.
    layer = QgsRasterLayer(source if "./" not in source else found.uri(), "m", "mosaicjson")
    assert layer.isValid() and str(tmp_path) in engine.opened[-1][0]
    (tmp_path / "sub").mkdir()
    project = QgsProject.instance()
    project.addMapLayer(layer)
    assert project.write(str(tmp_path / "sub" / "p.qgs"))
    project.clear()
    monkeypatch.chdir("/")
    assert project.read(str(tmp_path / "sub" / "p.qgs"))
    (read,) = project.mapLayers().values()
    assert found.uri() == read.source()


def test_a_packed_document_gets_no_double_name(provider_registered: None, tmp_path: Path) -> None:
    (tmp_path / "town.json.gz").write_bytes(gzip.compress(b'{"mosaicjson": "0.0.2"}'))
    (found,) = QgsProviderRegistry.instance().querySublayers(str(tmp_path / "town.json.gz"))
    assert found.name() == "town.json", "QGIS puts its own name for the file, town.json, in front of any other"
