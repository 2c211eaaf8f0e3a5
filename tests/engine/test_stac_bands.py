"""What STAC items tell of bands: as values, and in layers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from catalogs.items import collection_of
from catalogs.scenes import Scene, make_scene
from data.fixtures import patient, resources  # noqa: F401 - fixtures
from data.oracle import never

from mosaic_qgis.backends.bands import BandFacts
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.backends.stac_bands import band_names, facts_of_asset
from mosaic_qgis.backends.stac_sources import forget_items
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.pool import ImageSource
from mosaic_qgis.reading.values import Patch, ReadRequest

pytestmark = pytest.mark.usefixtures("patient")


@pytest.mark.parametrize(
    ("asset", "expected"),
    [
        ({}, ()),
        ({"raster:bands": [{"data_type": "uint16"}]}, ()),
        ({"raster:bands": [{"scale": 0.1, "offset": -2, "nodata": 0, "unit": "m"}]},
         (BandFacts(scale=0.1, offset=-2, nodata=0, unit="m"),)),
        ({"raster:bands": [{"scale": 2}, {}, {"offset": 5}]}, (BandFacts(scale=2), BandFacts(), BandFacts(offset=5))),
        ({"bands": [{"name": "a", "raster:scale": 3}, {"name": "b"}], "nodata": 7},
         (BandFacts(scale=3, nodata=7), BandFacts(nodata=7))),
        ({"raster:bands": [{"scale": "x", "offset": math.inf, "nodata": True, "unit": 3}]}, ()),
        ({"raster:bands": "x", "bands": [3]}, ()),
        ({"bands": [{"name": "a"}], "raster:bands": [{"scale": 4}]}, (BandFacts(scale=4),)),
    ],
)  # fmt: skip
def test_facts(asset: dict[str, Any], expected: tuple[BandFacts, ...]) -> None:
    assert facts_of_asset(asset) == expected


def test_facts_of_the_whole_asset() -> None:
    (fact,) = facts_of_asset({"raster:scale": 0.5, "raster:offset": 1, "nodata": "nan"})
    assert (fact.scale, fact.offset) == (0.5, 1)
    assert str(fact.nodata) == "nan"


def test_a_nodata_value_that_is_no_number_equals_itself() -> None:
    told, again = (BandFacts(nodata=float("nan"), unit="m") for _ in range(2))
    assert told == again
    assert len({told, again}) == 1
    assert told != BandFacts(nodata=0, unit="m")
    assert told != BandFacts(unit="m")
    keys = {ImageSource(href="/a.tif", told=(each,)) for each in (told, again)}
    assert len(keys) == 1


def test_names() -> None:
    assert band_names({}, "B04") == ["B04"]
    assert band_names({"eo:bands": [{"name": "red"}, {}]}, "visual") == ["visual red", "visual 2"]


@pytest.fixture
def scenes(tmp_path: Path) -> list[Scene]:
    """Two scenes whose files say nothing of nodata."""
    made = [make_scene(tmp_path, number) for number in (0, 1)]
    for scene in made:
        for path in scene.files.values():
            with rasterio.open(path, "r+") as image:
                image.nodata = None
    return made


def layer_of(folder: Path, items: list[dict[str, Any]], resources: ReadingResources, **options: str) -> MosaicLayer:  # noqa: F811
    forget_items()
    path = folder / "items.json"
    path.write_text(json.dumps(collection_of(*items)))
    backend = open_backend(f"stac+{path.as_uri()}", options)
    return MosaicLayer(backend, ReadingOptions.from_strings(options), resources)


def values_of(layer: MosaicLayer) -> list[set[float]]:
    patches: list[Patch] = []
    layer.read(ReadRequest(extent=layer.description.extent, width=200, height=100), patches.append, never)
    bands = np.concatenate([patch.array.reshape(patch.array.shape[0], -1) for patch in patches], axis=1)
    return [{round(float(v), 3) for v in np.unique(band) if np.isfinite(v)} for band in bands]


def items_of(scenes: list[Scene], facts: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Items of the scenes; the offset of the second one is 10 more, as with Sentinel-2's processing baselines."""
    items = [scene.item() for scene in scenes]
    for number, item in enumerate(items):
        for key, bands in facts.items():
            told = [
                {**band, **({"offset": band["offset"] + 10 * number} if "offset" in band else {})} for band in bands
            ]
            item["assets"][key]["raster:bands"] = told
    return items


@pytest.mark.parametrize("assets", ["B02", "B02,B03", "B03,B02", "visual"])
def test_scale_and_offset_of_each_item(
    scenes: list[Scene],
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    assets: str,
) -> None:
    facts = {
        "B02": [{"scale": 0.5, "offset": -10, "nodata": 0, "unit": "%"}],
        "B03": [{"scale": 2, "nodata": 0}],
        "visual": [{"scale": 0.5, "offset": -10, "nodata": 0, "unit": "%"}, {"scale": 2, "nodata": 0}, {"nodata": 0}],
    }
    items = items_of(scenes, facts)
    real = {"B02": {100 * 0.5 - 10, 101 * 0.5 - 0}, "B03": {400, 402}, "B04": {300, 301}}
    shown = assets.split(",") if assets != "visual" else ["B02", "B03", "B04"]
    layer = layer_of(tmp_path, items, resources, assets=assets, unscale="true")
    assert values_of(layer) == [real[key] for key in shown]
    assert {(band.scale, band.offset) for band in layer.description.model.bands} == {(1, 0)}
    raw = layer_of(tmp_path, items, resources, assets=assets)
    stored = {"B02": {100, 101}, "B03": {200, 201}, "B04": {300, 301}}
    assert [found - {0} for found in values_of(raw)] == [stored[key] for key in shown]
    band = raw.description.model.bands[shown.index("B02")]
    assert (band.scale, band.offset, band.unit, band.nodata) == (0.5, -10, "%", 0)
    assert not raw.description.model.with_alpha
    assert [warning.code for warning in raw.description.warnings] == ["scales"]
    assert "unscale=true" in raw.description.warnings[0].message


def test_what_the_file_says_counts_more(scenes: list[Scene], tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    for scene in scenes:
        with rasterio.open(scene.files["B02"], "r+") as image:
            image.scales, image.offsets, image.nodata = (3,), (1,), 9
    items = items_of(scenes, {"B02": [{"scale": 0.5, "offset": -10, "nodata": 0}]})
    (band,) = layer_of(tmp_path, items, resources, assets="B02").description.model.bands
    assert (band.scale, band.offset, band.nodata) == (3, 1, 9)
