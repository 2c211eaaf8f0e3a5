"""Mosaics in files of this computer, however they are spelt, from the URI to pixels and again from a moved project."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import real
from qgis.core import QgsApplication

from mosaic_qgis.plugin import MosaicPlugin


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Images, and documents and a database of them."""
    folder = tmp_path_factory.mktemp("a folder ü")
    real.town("make", folder)
    real.town("write", folder, f"sqlite:///{folder}/towns.db:town")
    document = (folder / "town.json").read_bytes()
    for name in ("town.mosaicjson", "town", "town #1?.json"):
        (folder / name).write_bytes(document)
    for name in ("town.json.gz", "town.mosaicjson.gz"):
        (folder / name).write_bytes(gzip.compress(document))
    return folder


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.mark.parametrize(
    ("source", "afterwards", "name"),
    [
        ("{}/town.json", "{}/town.json", "town"),
        ("{}/town.mosaicjson", "{}/town.mosaicjson", "town"),
        ("{}/town", "{}/town", "town"),
        ("{}/town #1?.json", "{}/town #1?.json", "town #1?"),
        ("{}/town.json.gz", "{}/town.json.gz", "town.json"),
        ("{}/town.mosaicjson.gz", "{}/town.mosaicjson.gz", "town.mosaicjson"),
        ("file://{}/town.json", "{}/town.json", "town"),
        ("town.json", "{}/town.json", "town"),
        ("./town.json.gz", "{}/town.json.gz", "town.json"),
        ("~/town.json", "{}/town.json", "town"),
        ("sqlite:///{}/towns.db:town", "sqlite:///{}/towns.db:town", "town"),
        ("sqlite:///towns.db:town", "sqlite:///{}/towns.db:town", "town"),
        ("sqlite:///~/towns.db:town", "sqlite:///{}/towns.db:town", "town"),
    ],
)
def test_a_mosaic_in_a_file(
    plugin: MosaicPlugin, folder: Path, monkeypatch: pytest.MonkeyPatch, source: str, afterwards: str, name: str
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    project = folder / "p.qgs"
    real.check_layer(source.format(folder), project, name=name, source_in_project=afterwards.format(folder))
    stored = project.read_text(encoding="utf-8").partition("<datasource>")[2].partition("</datasource>")[0]
    assert str(folder) not in stored, "the project keeps its own folder out of it"
