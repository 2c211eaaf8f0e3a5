"""Layers with an expression: against numpy on what rasterio's warper gives of each image, and the rule for overlaps."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from catalogs.items import collection_of
from catalogs.scenes import Scene, make_scene
from data.fixtures import resources  # noqa: F401 - fixture
from data.oracle import Grid, draw, never, open_layer, warped
from data.scenes import GRID, Image, images_of, write_mosaic

from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.backends.stac_sources import forget_items
from mosaic_qgis.mosaic.errors import BadRequestError, NoAssetFoundError
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.options import ReadingOptions, with_assets
from mosaic_qgis.reading.values import Patch, ReadRequest, StatisticsRequest

NDVI = "(b3 - b1) / (b3 + b1)"


def ndvi_of(document: Path, grid: Grid = GRID) -> list[np.ndarray]:
    """The index of each image on the grid, NaN without data."""
    found = []
    for path in images_of(document):
        part = warped(path, grid)
        data = part.data.astype("float64")
        with np.errstate(all="ignore"):
            index = ((data[2] - data[0]) / (data[2] + data[0])).astype("float32")
        index[part.mask[0] | part.mask[2] | ~np.isfinite(index)] = np.nan
        found.append(index)
    return found


def first(parts: list[np.ndarray]) -> np.ndarray:
    result = np.full_like(parts[0], np.nan)
    for part in parts:
        result = np.where(np.isnan(result), part, result)
    return result


@pytest.mark.parametrize("mask", ["none", "nodata", "mask", "msk", "alpha"])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "float64"])
def test_an_index_of_every_image(tmp_path: Path, resources: ReadingResources, dtype: str, mask: str) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image(dtype=dtype, mask=mask, high=100)] * 3)
    layer = open_layer(document, resources, expression=NDVI)
    (band,) = layer.description.model.bands
    assert (band.name, band.dtype, np.isnan(band.nodata), band.color) == (NDVI, "float32", True, "gray")
    drawn = draw(layer, GRID)
    assert drawn.report is not None
    assert drawn.report.complete
    expected = first(ndvi_of(document))
    assert np.array_equal(drawn.pixels[0], expected, equal_nan=True)
    assert 0.1 < np.isnan(expected).mean() < 0.9


@pytest.mark.parametrize(("rule", "work"), [("highest", np.nanmax), ("lowest", np.nanmin), ("mean", np.nanmean)])
def test_the_expression_comes_before_the_pixel_selection(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    rule: str,
    work: object,
) -> None:
    document = write_mosaic(tmp_path, [Image(high=100)] * 3)
    layer = open_layer(document, resources, expression=NDVI, pixel_selection=rule)
    parts = np.stack(ndvi_of(document)).astype("float64")
    nothing = np.isnan(parts).all(axis=0)
    expected = np.where(nothing, np.nan, work(np.where(nothing, 0, parts), axis=0))  # type: ignore[operator]
    assert np.allclose(draw(layer, GRID).pixels[0], expected, equal_nan=True, rtol=1e-6)


def test_several_expressions_and_some_of_their_bands(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image(high=100)] * 2)
    layer = open_layer(document, resources, expression=f"b1; {NDVI};b2*0.5")
    assert [band.name for band in layer.description.model.bands] == ["b1", NDVI, "b2*0.5"]
    drawn = draw(layer, GRID).pixels
    assert np.array_equal(drawn[1], first(ndvi_of(document)), equal_nan=True)
    plain = draw(open_layer(document, resources), GRID).pixels
    assert np.array_equal(np.nan_to_num(drawn[0]), plain[0])
    assert np.array_equal(draw(layer, GRID, bands=(3, 2)).pixels, drawn[[2, 1]], equal_nan=True)
    count = open_layer(document, resources, expression="b1;b2", pixel_selection="count")
    assert [band.name for band in count.description.model.bands] == ["count"]


def test_scale_and_offset_come_first_when_they_are_asked_for(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image(dtype="uint16", low=1000, high=9000)])
    with rasterio.open(tmp_path / "0.tif", "r+") as image:
        image.scales, image.offsets = (0.0001,) * 3, (-0.1,) * 3
    raw = warped(tmp_path / "0.tif", GRID)
    real = raw.data * 0.0001 - 0.1
    expected = np.where(raw.mask[0], np.nan, (real[2] - real[0]) / (real[2] + real[0]))
    drawn = draw(open_layer(document, resources, expression=NDVI, unscale="true"), GRID).pixels[0]
    assert np.allclose(drawn, expected, equal_nan=True, rtol=1e-3)
    plain = draw(open_layer(document, resources, expression=NDVI), GRID).pixels[0]
    assert not np.allclose(plain, expected, equal_nan=True, rtol=1e-3)


def test_points_and_statistics_are_of_the_expression(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image(high=100)] * 2)
    layer = open_layer(document, resources, expression=f"{NDVI};b2")
    drawn = draw(layer, GRID).pixels
    for row, col in ((100, 100), (60, 90), (120, 60), (150, 100), (2, 2)):
        x, y = GRID.transform @ (col + 0.5, row + 0.5)
        expected = [None if np.isnan(value) else value for value in drawn[:, row, col]]
        assert layer.sample([(x, y)], never) == [expected]
        found = layer.identify(x, y, never)
        assert list(found.values) == expected
        for image, part in zip(found.assets, ndvi_of(document), strict=False):
            assert image.values[0] is None or image.values[0] in (part[row, col], ndvi_of(document)[1][row, col])
    (statistics,) = layer.statistics(StatisticsRequest(bands=(1,)), never)
    assert -1 <= statistics.minimum < -0.5
    assert 0.5 < statistics.maximum <= 1
    assert abs(statistics.mean) < 0.1


def test_other_resamplings_work_on_the_bands(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image(mask="mask", low=50, high=60)])
    drawn = draw(open_layer(document, resources, expression="b1 - b2"), GRID, resampling="bilinear").pixels[0]
    bands = draw(open_layer(document, resources), GRID, resampling="bilinear").pixels
    expected = np.where(bands[3] > 0, bands[0].astype(float) - bands[1], np.nan)
    assert np.array_equal(drawn, expected.astype("float32"), equal_nan=True)


def test_what_the_bands_are_not_called(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image()])
    with pytest.raises(BadRequestError, match=r"names the band 'nir'; the bands are b1, b2, b3\."):
        open_layer(document, resources, expression="nir / b1")
    with pytest.raises(BadRequestError, match="not both"):
        open_layer(document, resources, expression="b1", indexes="1,2")


def test_bands_are_called_what_the_images_call_them(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [Image()])
    with rasterio.open(tmp_path / "0.tif", "r+") as image:
        image.descriptions = ("red", "nir-08", "b1")
    layer = open_layer(document, resources, expression="red + \"nir-08\" * 2 + 'b1' - b1")
    plain = draw(open_layer(document, resources), GRID).pixels.astype(float)
    hidden = (plain == 0).any(axis=0)
    expected = np.where(hidden, np.nan, plain[1] * 2 + plain[2]).astype("float32")
    assert np.array_equal(draw(layer, GRID).pixels[0], expected, equal_nan=True)


# STAC


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[Scene]:
    folder = tmp_path_factory.mktemp("scenes")
    return [make_scene(folder, number) for number in (0, 1)]


def stac_values(scenes: list[Scene], folder: Path, resources: ReadingResources, options: dict[str, str]) -> MosaicLayer:  # noqa: F811
    forget_items()
    path = folder / "items.json"
    path.write_text(json.dumps(collection_of(*(scene.item() for scene in scenes))))
    backend = open_backend(f"stac+{path.as_uri()}", with_assets(options))
    return MosaicLayer(backend, ReadingOptions.from_strings(options), resources)


@pytest.mark.parametrize(
    ("options", "work"),
    [
        ({"expression": "(B04 - B02) / (B04 + B02)"}, lambda v: (v["B04"] - v["B02"]) / (v["B04"] + v["B02"])),
        ({"expression": "B03 * 2"}, lambda v: v["B03"] * 2),
        ({"expression": "B03_b1 * 2"}, lambda v: v["B03"] * 2),
        ({"expression": "\"B03\" - 'B02_b1'"}, lambda v: v["B03"] - v["B02"]),
        ({"expression": "visual_b2 - visual_b3"}, lambda v: v["B03"] - v["B04"]),
        ({"expression": "visual_b2 + B02"}, lambda v: v["B03"] + v["B02"]),
        ({"expression": "b1 - b2", "assets": "B03,B02"}, lambda v: v["B03"] - v["B02"]),
        ({"expression": "B02 - b1", "assets": "B03,B02"}, lambda v: v["B02"] - v["B03"]),
    ],
    ids=lambda value: value["expression"] if isinstance(value, dict) else "",
)
def test_assets_by_their_names(
    scenes: list[Scene],
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    options: dict[str, str],
    work: object,
) -> None:
    layer = stac_values(scenes, tmp_path, resources, options)
    assert [band.name for band in layer.description.model.bands] == [options["expression"]]
    patches: list[Patch] = []
    layer.read(ReadRequest(extent=layer.description.extent, width=200, height=100), patches.append, never)
    seen = np.unique(np.concatenate([patch.array.ravel() for patch in patches]))
    expected = [work(scene.values) for scene in scenes]  # type: ignore[operator]
    assert np.allclose(sorted({float(v) for v in seen if np.isfinite(v)}), sorted(set(expected)))


def test_assets_that_do_not_exist_are_named_with_those_that_do(
    scenes: list[Scene],
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
) -> None:
    with pytest.raises(NoAssetFoundError, match=r"no asset 'B99'.*B02.*visual"):
        stac_values(scenes, tmp_path, resources, {"expression": "B99 - B04"})
    with pytest.raises(BadRequestError, match=r"names the band 'visual_b9'.*visual_b1.*visual_b3"):
        stac_values(scenes, tmp_path, resources, {"expression": "visual_b9"})
    with pytest.raises(BadRequestError, match=r"names the band 'B02'.*B04"):
        stac_values(scenes, tmp_path, resources, {"expression": "B02 - b1", "assets": "B04,B03"})


def test_assets_are_only_taken_from_the_expression_when_none_are_named() -> None:
    assert with_assets({"expression": "B08 - red_b2", "x": "1"}) == {
        "expression": "B08 - red_b2", "x": "1", "assets": "B08,red", "asset_bands": '{"red": [2]}',
    }  # fmt: skip
    assert with_assets({"expression": "b1 + b2"}) == {"expression": "b1 + b2"}
    assert with_assets({"expression": "B08", "assets": "B04"}) == {"expression": "B08", "assets": "B04"}
    assert with_assets({"assets": "B04"}) == {"assets": "B04"}
