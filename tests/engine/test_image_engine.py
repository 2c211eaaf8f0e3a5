"""Images through the whole engine: footprints, the options exclude and first, databases, mosaics of files, cancelling."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import morecantile
import pytest
from engines.processes import BOUND_S
from engines.real_client import real_client
from stores.documents import make_cog

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.engine.client.process import EngineClient, EngineFailure
from mosaic_qgis.engine.client.questions import Create, Mosaics
from mosaic_qgis.engine.server.handlers.create import create
from mosaic_qgis.engine.server.jobs import Cancelled
from mosaic_qgis.mosaic.errors import MosaicError

TMS = morecantile.tms.get("WebMercatorQuad")
TILE = morecantile.Tile(5, 5, 4)


@pytest.fixture(scope="module")
def client() -> Iterator[EngineClient]:
    with real_client() as client:
        yield client


@pytest.fixture
def images(tmp_path: Path) -> list[str]:
    """Two images on the same tile."""
    for name, values in (("a.tif", (200, 10, 10)), ("b.tif", (10, 200, 10))):
        make_cog(tmp_path / name, *TILE, values)
    return [str(tmp_path / "a.tif"), str(tmp_path / "b.tif")]


def test_from_files_to_footprints(client: EngineClient, images: list[str], tmp_path: Path) -> None:
    target, told = str(tmp_path / "all.mosaicjson"), []
    made = client.ask(
        Create(files=tuple(images), target=target), lambda fraction, text: told.append((fraction, text))
    ).result(BOUND_S)
    assert (made["uri"], made["images"], made["skipped"]) == (target, 2, ())
    assert told
    with pytest.raises(EngineFailure) as failure:
        client.ask(Create(files=tuple(images), target=target)).result(BOUND_S)
    assert failure.value.code == "exists"

    mosaic = client.open(target, {"exclude": "a.tif"}, None, BOUND_S)
    found = mosaic.footprints(exact=True).result(BOUND_S)
    assert [(each["key"], each["rank"]) for each in found["features"]] == [("b.tif", 1)]
    assert found["features"][0]["geometry"]["type"] == "Polygon"
    mosaic = client.open(target, {"first": "b.tif"}, None, BOUND_S)
    assert [each["key"] for each in mosaic.assets().result(BOUND_S)["assets"]] == ["b.tif", "a.tif"]
    west, south, east, north = mosaic.description["extent"]
    at = mosaic.identify((west * 3 + east) / 4, (south + north) / 2).result(BOUND_S)
    assert [each["key"] for each in at["assets"]] == ["b.tif", "a.tif"]
    assert at["values"][:2] == (10.0, 200.0)


@pytest.mark.parametrize("name", ["{b}.tif", "<b>.tif", "per%25 #?&ü😀.tif", "line\nbreak.tif"])
def test_files_of_any_name(client: EngineClient, images: list[str], tmp_path: Path, name: str) -> None:
    odd = Path(images[1]).rename(tmp_path / name)
    target = str(tmp_path / "all.mosaicjson")
    client.ask(Create(files=(images[0], str(odd)), target=target)).result(BOUND_S)
    found = client.open(target, {}, None, BOUND_S).assets().result(BOUND_S)["assets"]
    assert {each["href"] for each in found} == {images[0], str(odd)}


class LeftJob:
    """A request that is cancelled as soon as it tells how far it is."""

    def __init__(self) -> None:
        self.told = 0

    def progress(self, _fraction: float | None, _text: str) -> None:
        self.told += 1
        raise Cancelled

    def is_cancelled(self) -> bool:
        return self.told > 0


def test_a_mosaic_that_is_given_up_is_not_written(images: list[str], tmp_path: Path) -> None:
    job: Any = LeftJob()
    with pytest.raises(MosaicError) as failure:
        create(Create(files=tuple(images), target=str(tmp_path / "m.mosaicjson")), job)
    assert failure.value.code == "cancelled"
    assert not (tmp_path / "m.mosaicjson").exists()


def test_mosaics_of_a_database(client: EngineClient, images: list[str], tmp_path: Path) -> None:
    document = {"mosaicjson": "0.0.3", "minzoom": 4, "maxzoom": 5, "tiles": {TMS.quadkey(TILE): images}}
    (tmp_path / "m.json").write_text(json.dumps(document), encoding="utf-8")
    uri = f"sqlite:///{tmp_path}/towns.db:town"
    with MosaicBackend(str(tmp_path / "m.json")) as read:
        with MosaicBackend(uri, mosaic_def={**read.mosaic_def.model_dump(mode="json"), "name": "town"}) as database:
            database.write()
    found = client.ask(Mosaics(uri=f"sqlite:///{tmp_path}/towns.db")).result(BOUND_S)
    assert found["mosaics"] == ({"name": "town", "uri": uri},)
    with pytest.raises(EngineFailure) as failure:
        client.ask(Mosaics(uri="https://host/m.json")).result(BOUND_S)
    assert failure.value.code == "unsupported"
