"""`mosaicjson:createfromfiles`: from all that names images, with a recipe, into a layer; what goes wrong, in words."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import algorithms
import pytest
import real
from login_configs import unlocked
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
)
from servers.nginx import PASSWORD, USER, NginxServer

from mosaic_qgis.plugin import MosaicPlugin


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture(scope="module")
def imagery() -> Path:
    return real.imagery("tests")


@pytest.fixture(scope="module")
def images(imagery: Path) -> list[Path]:
    """Of one type."""
    return sorted((imagery / "uint16").glob("*.tif"))


@pytest.fixture
def folder(images: list[Path], tmp_path: Path) -> Path:
    """A folder of some of them, one deeper than the others."""
    (tmp_path / "deep").mkdir()
    for image in images[:2]:
        shutil.copy(image, tmp_path)
    shutil.copy(images[2], tmp_path / "deep")
    return tmp_path


def document_of(path: Path) -> dict[str, Any]:
    body = path.read_bytes()
    read: dict[str, Any] = json.loads(gzip.decompress(body) if path.suffix == ".gz" else body)
    return read


def names_in(path: Path) -> set[str]:
    return {name for names in document_of(path)["tiles"].values() for name in names}


def test_a_folder_becomes_a_layer(plugin: MosaicPlugin, images: list[Path], folder: Path) -> None:
    target = folder / "all.json.gz"
    done = algorithms.run("createfromfiles", {"FOLDER": str(folder), "OUTPUT": str(target)})
    assert done.results["OUTPUT"] == str(target)
    assert done.results["IMAGES"] == 3 and done.results["TILES"] > 0
    assert names_in(target) == {images[0].name, images[1].name, f"deep/{images[2].name}"}
    layer = QgsProcessingUtils.mapLayerFromString(done.results["LAYER"], done.context)
    assert isinstance(layer, QgsRasterLayer) and layer.isValid() and layer.providerType() == "mosaicjson"
    assert layer.name() == "all"
    assert done.progress == sorted(done.progress) and done.progress[-1] > 50
    assert any("3 images" in line for line in done.lines)


def test_everything_that_names_images(plugin: MosaicPlugin, images: list[Path], folder: Path, tmp_path: Path) -> None:
    layer = QgsRasterLayer(str(images[3]), "one of the project")
    QgsProject.instance().addMapLayer(layer)
    (tmp_path / "list.csv").write_text(f"id,file\n1,{images[4]}\n")
    target = tmp_path / "m.json"
    parameters = {
        "FILES": [str(images[6]), str(images[0])],
        "LAYERS": [layer.id(), str(images[5])],
        "FOLDER": str(folder),
        "PATTERN": images[0].name,
        "RECURSIVE": False,
        "LIST": str(tmp_path / "list.csv"),
        "ADDRESSES": f"\n  {images[1]}\nfile_that_is_not_there.tif\n",
        "OUTPUT": str(target),
        "OPEN": False,
    }
    done = algorithms.run("createfromfiles", parameters)
    expected = {str(images[number]) for number in (0, 1, 3, 4, 5, 6)} | {images[0].name}
    assert names_in(target) == expected and done.results["IMAGES"] == len(expected)
    assert any("file_that_is_not_there.tif" in line for line in done.lines)
    assert any("1 left out" in line for line in done.lines)
    assert not done.context.layersToLoadOnCompletion()
    for named in document_of(target)["tiles"].values():
        order = [str(images[6]), str(images[0]), str(images[3]), str(images[5]), str(images[1]), str(images[4])]
        assert [name for name in order if name in named] == [name for name in named if name != images[0].name]


def test_the_recipe(plugin: MosaicPlugin, images: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "m.json"
    parameters = {
        "FILES": [str(image) for image in images],
        "MINZOOM": 8,
        "MAXZOOM": 13,
        "QUADKEY_ZOOM": 10,
        "MINIMUM_COVER": 0.01,
        "SORT_BY_COVER": True,
        "MAXIMUM_PER_TILE": 1,
        "TMS": "EuropeanETRS89_LAEAQuad",
        "PREFIX": f"{images[0].parent}/",
        "NAME": "Towns ü",
        "DESCRIPTION": "of everywhere",
        "ATTRIBUTION": "somebody",
        "THREADS": 1,
        "OUTPUT": str(target),
    }
    algorithms.run("createfromfiles", parameters)
    document = document_of(target)
    kept = {key: document[key] for key in ("minzoom", "maxzoom", "quadkey_zoom", "name", "description", "attribution")}
    assert kept == {
        "minzoom": 8, "maxzoom": 13, "quadkey_zoom": 10,
        "name": "Towns ü", "description": "of everywhere", "attribution": "somebody",
    }  # fmt: skip
    assert document["tilematrixset"]["id"] == "EuropeanETRS89_LAEAQuad"
    assert document["asset_prefix"] == f"{images[0].parent}/"
    assert {len(names) for names in document["tiles"].values()} == {1}
    assert names_in(target) <= {image.name for image in images}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "No images are given"),
        ({"FOLDER": "{tmp}/none"}, "none"),
        ({"FOLDER": "{tmp}", "PATTERN": "*.xyz"}, r"\*\.xyz"),
        ({"LIST": "{tmp}/none.txt"}, "none.txt"),
        ({"FILES": ["{tmp}/none.tif"]}, "None of the 1 images"),
        ({"FILES": ["{tmp}/broken.tif"]}, "broken.tif"),
        ({"FILES": ["{one}", "{other}"]}, "one data type"),
        ({"FILES": ["{one}"], "MINZOOM": 9, "MAXZOOM": 4}, "9 and 4"),
        ({"FILES": ["{one}"], "TMS": "NoSuchQuad"}, "NoSuchQuad"),
        ({"FILES": ["{one}"], "PREFIX": "s3://bucket/"}, "prefix"),
        ({"FILES": ["{one}"], "OUTPUT": "s3://bucket/m.json"}, "files of this computer"),
        ({"FILES": ["{one}"], "OUTPUT": "https://host/m.json"}, "saved to a file"),
        ({"FILES": ["{one}"], "OUTPUT": "{tmp}/nowhere/m.json"}, "There is no folder"),
        ({"FILES": ["{one}"], "OUTPUT": "{tmp}/there.json"}, "exists already"),
    ],
)
def test_what_cannot_be_made_is_said(
    plugin: MosaicPlugin, imagery: Path, images: list[Path], tmp_path: Path, parameters: dict[str, Any], words: str
) -> None:
    (tmp_path / "broken.tif").write_bytes(b"no image")
    (tmp_path / "there.json").write_text("precious")
    other = next((imagery / "float32").glob("*.tif"))
    known = {"tmp": str(tmp_path), "one": str(images[0]), "other": str(other)}

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(each) for each in value]
        return value.format(**known) if isinstance(value, str) else value

    given = {"OUTPUT": "{tmp}/m.json", **parameters}
    with pytest.raises(QgsProcessingException, match=words):
        algorithms.run("createfromfiles", {key: filled(value) for key, value in given.items()})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.tif", "there.json"]
    assert (tmp_path / "there.json").read_text() == "precious"


def test_layers_that_are_no_images(plugin: MosaicPlugin, imagery: Path, tmp_path: Path) -> None:
    mosaic = QgsRasterLayer(str(imagery / "uint16" / "mosaic.json"), "a mosaic", "mosaicjson")
    assert mosaic.isValid()
    with pytest.raises(QgsProcessingException, match="is a mosaic itself"):
        algorithms.run("createfromfiles", {"LAYERS": [mosaic], "OUTPUT": str(tmp_path / "m.json")})


def test_a_layer_with_options_is_its_file(plugin: MosaicPlugin, images: list[Path], tmp_path: Path) -> None:
    layer = QgsRasterLayer(f"{images[0]}|option:NUM_THREADS=2", "with options", "gdal")
    assert layer.isValid()
    target = tmp_path / "m.json"
    algorithms.run("createfromfiles", {"LAYERS": [layer], "OUTPUT": str(target)})
    assert names_in(target) == {str(images[0])}


def test_images_behind_a_login(
    plugin: MosaicPlugin, images: list[Path], nginx_server: NginxServer, tmp_path: Path
) -> None:
    """The layer that opens afterwards signs in at its images too; the document knows nothing of that."""
    folder = nginx_server.files / "created"
    folder.mkdir()
    shutil.copy(images[0], folder / "a.tif")
    unlocked()
    login = QgsAuthMethodConfig("Basic")
    login.setName("created")
    login.setUri(nginx_server.url)
    login.setConfigMap({"username": USER, "password": PASSWORD, "realm": ""})
    manager = QgsApplication.authManager()
    manager.storeAuthenticationConfig(login)
    address, target = f"{nginx_server.url}/private/created/a.tif", tmp_path / "m.json"
    parameters = {"ADDRESSES": address, "OUTPUT": str(target)}
    try:
        with pytest.raises(QgsProcessingException, match="401"):
            algorithms.run("createfromfiles", parameters)
        done = algorithms.run("createfromfiles", {**parameters, "IMAGES_AUTHCFG": login.id()})
        assert done.results["IMAGES"] == 1 and names_in(target) == {address}
        assert PASSWORD not in target.read_text() and PASSWORD not in "".join(done.lines)
        layer = QgsProcessingUtils.mapLayerFromString(done.results["LAYER"], done.context)
        assert isinstance(layer, QgsRasterLayer) and layer.isValid()
        middle = layer.extent().center()
        value, is_known = layer.dataProvider().sample(middle, 1)
        assert is_known and value > 0
    finally:
        manager.removeAuthenticationConfig(login.id())
        shutil.rmtree(folder)


def test_cancelled_leaves_nothing(plugin: MosaicPlugin, images: list[Path], tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match=r"(?i)cancelled"):
        algorithms.run(
            "createfromfiles",
            {"FILES": [str(image) for image in images], "OUTPUT": str(tmp_path / "m.json")},
            cancel_at=-1,
        )
    assert list(tmp_path.iterdir()) == []
