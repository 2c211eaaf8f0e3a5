"""What a layer says of itself, values at points, statistics, lists of images."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import rasterio
from data.fixtures import imagery, resources  # noqa: F401 - fixtures
from data.oracle import Grid, draw, never, open_layer
from rasterio.warp import transform

from mosaic_qgis.mosaic.errors import BadRequestError
from mosaic_qgis.reading.values import ReadRequest, StatisticsRequest, number

BANDS = {
    "rgb": (["uint8"] * 3, "nodata", [0.0] * 3, ["red", "green", "blue"]),
    "uint16": (["uint16"], "nodata", [0.0], ["gray"]),
    "float32": (["float32"], "nodata", ["nan"], ["gray"]),
    "jpeg_mask": (["uint8"] * 4, "alpha", [None] * 4, ["red", "green", "blue", "alpha"]),
    "rgba": (["uint8"] * 4, "alpha", [None] * 4, ["red", "green", "blue", "alpha"]),
    "palette": (["uint8"], "nodata", [0.0], ["palette"]),
}


@pytest.mark.parametrize("kind", BANDS)
def test_description(imagery, resources, kind):  # noqa: F811
    layer = open_layer(imagery / kind / "mosaic.json", resources)
    said = layer.description.as_dict()
    dtypes, mask, nodata, colors = BANDS[kind]
    assert [band["dtype"] for band in said["bands"]] == dtypes
    assert [band["nodata"] for band in said["bands"]] == nodata
    assert [band["color"] for band in said["bands"]] == colors
    assert said["mask"] == mask
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    assert (said["name"], said["mosaicjson_version"], said["crs"]["authority"]) == (kind, "0.0.3", "EPSG:3857")
    assert (said["minzoom"], said["maxzoom"], said["quadkey_zoom"], said["tile_size"]) == (8, 12, 10, 256)
    assert len(said["resolutions"]) == 5
    assert said["resolutions"] == sorted(said["resolutions"])
    assert said["width"] == round((said["extent"][2] - said["extent"][0]) / said["resolutions"][0])
    assert said["sample_asset"].endswith(".tif")
    if kind == "palette":
        assert said["bands"][0]["colormap"]["5"] == [46, 96, 140, 255]
    assert said["bands"][0]["description"] == {"uint16": "near infrared", "float32": "elevation"}.get(kind, "")


def test_zoom_options_change_the_announced_size(imagery, resources):  # noqa: F811
    plain = open_layer(imagery / "rgb" / "mosaic.json", resources).description
    deep = open_layer(imagery / "rgb" / "mosaic.json", resources, maxzoom="14", minzoom="9").description
    assert abs(deep.width - 4 * plain.width) <= 4
    assert len(deep.resolutions) == 6


def points_of(imagery, count: int = 40) -> list[tuple[float, float]]:  # noqa: F811
    rng = np.random.default_rng(2)
    x, y = rng.uniform(1_310_000, 1_360_000, count), rng.uniform(5_925_000, 5_965_000, count)
    return list(zip(x.tolist(), y.tolist(), strict=True))


@pytest.mark.parametrize("kind", ["rgb", "float32", "jpeg_mask"])
def test_points_are_the_images_own_pixels(imagery, resources, kind):  # noqa: F811
    layer = open_layer(imagery / kind / "mosaic.json", resources)
    images = sorted((imagery / kind).glob("*.tif"))
    points = points_of(imagery)
    sampled = layer.sample(points, never)
    found = 0
    for (x, y), values in zip(points, sampled, strict=True):
        expected: list[float | None] = [None] * layer.description.model.data_count
        for path in images:
            with rasterio.open(path) as image:
                at = transform("EPSG:3857", image.crs, [x], [y])
                col, row = (math.floor(v) for v in ~image.transform @ (at[0][0], at[1][0]))
                if not (0 <= col < image.width and 0 <= row < image.height):
                    continue
                window = rasterio.windows.Window(col, row, 1, 1)
                pixel = image.read(window=window, masked=True)[:, 0, 0]
                for band in range(len(expected)):
                    if expected[band] is None and not np.ma.getmaskarray(pixel)[band]:
                        expected[band] = float(pixel.data[band])
        found += expected[0] is not None
        if layer.description.model.with_alpha:
            expected.append(0.0 if expected[0] is None else 255.0)
        assert values == expected
        identified = layer.identify(x, y, never)
        assert list(identified.values) == expected
        assert all(asset.rank >= 1 and asset.name == asset.href.rsplit("/", 1)[-1] for asset in identified.assets)
        used = [asset for asset in identified.assets if asset.used]
        assert bool(used) == (sampled[points.index((x, y))][0] is not None)
        if len(used) == 1:
            assert list(used[0].values) == expected
    assert found > 10


def test_identify_lists_what_lies_below(imagery, resources):  # noqa: F811
    """In an overlap both images are named, in mosaic order, the upper one as used."""
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    overlaps = [layer.identify(x, y, never) for x, y in points_of(imagery, 150)]
    several = [
        found
        for found in overlaps
        if len(found.assets) > 1 and all(v is not None for a in found.assets for v in a.values)
    ]
    assert several
    for found in several:
        assert [asset.used for asset in found.assets] == [True] + [False] * (len(found.assets) - 1)
        assert found.values == found.assets[0].values
        ranks = [asset.rank for asset in found.assets]
        assert ranks == sorted(ranks)
    json.dumps([found.as_dict() for found in several], allow_nan=False)


def test_points_outside_the_world_are_empty(imagery, resources):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    assert layer.sample([(0.0, 0.0), (9e7, -9e7)], never) == [[None] * 3] * 2
    assert layer.identify(9e7, 0, never).assets == ()


@pytest.mark.parametrize("kind", ["rgb", "float32", "rgba"])
def test_statistics_are_those_of_the_drawn_pixels(imagery, resources, kind):  # noqa: F811
    layer = open_layer(imagery / kind / "mosaic.json", resources)
    model = layer.description.model
    bands = tuple(range(1, model.data_count + 1))
    request = StatisticsRequest(bands=bands, sample_size=40_000, percentiles=(2, 50, 98), bins=16)
    found = layer.statistics(request, never)
    width = int(math.sqrt(40_000 * (e := layer.description.extent)[2] / e[2] * (e[2] - e[0]) / (e[3] - e[1])))
    drawn = draw(layer, Grid(e, width, 40_000 // width)).pixels
    for band in found:
        values = drawn[band.band - 1]
        if model.with_alpha:
            values = values[drawn[-1] > 0]
        else:
            values = values[~np.isnan(values)] if kind == "float32" else values[values != 0]
        values = values.astype(float)
        assert band.count == values.size > 5_000
        assert (band.minimum, band.maximum) == (values.min(), values.max())
        assert band.mean == pytest.approx(values.mean())
        assert band.stdev == pytest.approx(values.std())
        assert band.percentiles == pytest.approx(np.percentile(values, [2, 50, 98]))
        assert sum(band.histogram) == band.count
        assert len(band.histogram) == 16
        json.dumps(band.as_dict(), allow_nan=False)


def test_statistics_of_nothing(imagery, resources):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    (band,) = layer.statistics(StatisticsRequest(bands=(2,), extent=(0, 0, 10, 10), percentiles=(50,), bins=4), never)
    assert (band.count, band.histogram) == (0, (0, 0, 0, 0))
    assert band.as_dict()["mean"] == "nan"


def test_lists_of_images(imagery, resources):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    everything = layer.assets(None, 100)
    assert len(everything.assets) == everything.total == 7
    assert not everything.truncated
    some = layer.assets(layer.description.extent, 3)
    assert (len(some.assets), some.total, some.truncated) == (3, None, True)
    assert [asset.rank for asset in some.assets] == [1, 2, 3]
    assert layer.assets((0, 0, 10, 10), 5).assets == ()


def test_wrong_requests_are_refused(imagery, resources):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    extent = layer.description.extent
    with pytest.raises(BadRequestError, match="1 to 3"):
        layer.read(ReadRequest(extent=extent, width=10, height=10, bands=(4,)), lambda _: None, never)
    for keys in (
        {"width": 0},
        {"resampling": "nice"},
        {"extent": (0, 0, 0, 1)},
        {"extent": (0, 0, math.nan, 1)},
        {"width": 10**9},
    ):
        with pytest.raises(BadRequestError):
            ReadRequest(**({"extent": extent, "width": 10, "height": 10, "bands": (1,)} | keys))
    layer.close()
    with pytest.raises(BadRequestError, match="closed"):
        layer.read(ReadRequest(extent=extent, width=10, height=10), lambda _: None, never)


def test_numbers_json_cannot_carry():
    assert [number(v) for v in (1.5, None, math.nan, math.inf, -math.inf)] == [1.5, None, "nan", "inf", "-inf"]


def test_patches_arrive_while_drawing(imagery, resources):  # noqa: F811
    """Every pixel is sent once, and a patch is one contiguous array."""
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    drawn = draw(layer, Grid(layer.description.extent, 900, 700))
    times = np.zeros((700, 900), int)
    for patch in drawn.patches:
        assert patch.array.flags.c_contiguous
        times[patch.row : patch.row + patch.array.shape[1], patch.col : patch.col + patch.array.shape[2]] += 1
    assert times.max() == 1
    assert times[(drawn.pixels > 0).any(axis=0)].min() == 1
