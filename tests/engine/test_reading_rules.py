"""Pixel selections, resamplings and options. Images in the layer's own CRS, so that equality can be exact."""

from __future__ import annotations

import json
import math
from functools import partial
from pathlib import Path

import morecantile
import numpy as np
import pytest
import rasterio
from data.fixtures import resources  # noqa: F401 - fixture
from data.oracle import Grid, draw, first_of, open_layer, same, warped
from rasterio.warp import transform_bounds
from rio_tiler.mosaic.methods import defaults

from mosaic_qgis.mosaic.errors import BadRequestError
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.selection import METHODS

PIXEL_M = 25
LEFT, TOP = 1_215_000, 5_970_000
SIZE = 260
GRID = Grid((LEFT - 1_000, TOP - 12_000, LEFT + 11_000, TOP + 600), 320, 301)


def write_mosaic(folder: Path, images: list[dict], count: int = 3, dtype: str = "uint8", **profile) -> Path:
    """Overlapping random images and their document, in the given order."""
    rng = np.random.default_rng(4)
    paths, boxes = [], []
    for number, extra in enumerate(images):
        offset = number * 60
        place = rasterio.Affine(PIXEL_M, 0, LEFT + offset * PIXEL_M, 0, -PIXEL_M, TOP - offset * PIXEL_M)
        path = folder / f"{number}.tif"
        keys = {"count": count, "dtype": dtype, "nodata": 0} | profile | extra
        pixels = rng.integers(0, 4 if keys.get("few") else 250, (keys["count"], SIZE, SIZE)).astype(keys["dtype"])
        keys.pop("few", None)
        with rasterio.open(
            path, "w", driver="GTiff", height=SIZE, width=SIZE, crs="EPSG:3857", transform=place, tiled=True,
            blockxsize=64, blockysize=64, **keys,
        ) as image:  # fmt: skip
            image.write(pixels)
            if keys["nodata"] is None and keys["count"] != 4:
                with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
                    image.write_mask(rng.random((SIZE, SIZE)) > 0.2)
        with rasterio.open(path) as image:
            boxes.append(transform_bounds(image.crs, "EPSG:4326", *image.bounds))
        paths.append(str(path))
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    tms = morecantile.tms.get("WebMercatorQuad")
    tiles = {tms.quadkey(tile): paths for tile in tms.tiles(west, south, east, north, zooms=[9])}
    document = {
        "mosaicjson": "0.0.3",
        "minzoom": 9,
        "maxzoom": 13,
        "bounds": [west, south, east, north],
        "tiles": tiles,
    }
    path = folder / "mosaic.json"
    path.write_text(json.dumps(document))
    return path


def parts(document: Path, grid: Grid = GRID, resampling: str = "nearest") -> list[np.ma.MaskedArray]:
    # How much a kernel is widened is fixed, or else GDAL guesses it from the sizes of its chunks.
    scales = (
        {"XSCALE": PIXEL_M / grid.transform.a, "YSCALE": PIXEL_M / -grid.transform.e} if resampling != "nearest" else {}
    )
    return [warped(path, grid, resampling, **scales) for path in sorted(document.parent.glob("*.tif"))]


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"nodata": None},
        {"count": 1, "dtype": "int16", "nodata": -7},
        {"count": 1, "dtype": "float32", "nodata": math.nan},
    ],
)
def test_first_is_exactly_rasterios(tmp_path, resources, keys):  # noqa: F811
    document = write_mosaic(tmp_path, [{}, {}, {}], **keys)
    layer = open_layer(document, resources)
    drawn = draw(layer, GRID).pixels
    model = layer.description.model
    expected, covered = first_of(parts(document), 0 if model.nodata is None else model.nodata)
    assert same(drawn[: model.data_count], expected).all()
    if model.with_alpha:
        assert ((drawn[-1] == 255) == covered[0]).all()


RIO_TILERS = {
    "highest": defaults.HighestMethod,
    "lowest": defaults.LowestMethod,
    # rio-tiler would cut fractions and overflow.
    "sum": partial(defaults.SumMethod, enforce_data_type=False),
    "mean": partial(defaults.MeanMethod, enforce_data_type=False),
    "median": partial(defaults.MedianMethod, enforce_data_type=False),
    "stdev": defaults.StdevMethod,
    "lastbandhigh": defaults.LastBandHighMethod,
    "lastbandlow": defaults.LastBandLowMethod,
    "count": defaults.CountMethod,
}
TYPES = {"mean": "float32", "median": "float32", "stdev": "float32", "sum": "float32", "count": "uint16"}
"""Of the layer, for images of uint8; the other rules leave the type as it is."""


def test_all_rules_are_compared():
    assert set(METHODS) == {"first", *RIO_TILERS}


@pytest.mark.parametrize("rule", RIO_TILERS)
@pytest.mark.parametrize("keys", [{}, {"nodata": None}], ids=["nodata", "mask"])
def test_every_rule_is_rio_tilers(tmp_path, resources, rule, keys):  # noqa: F811
    document = write_mosaic(tmp_path, [{"few": True}, {"few": True}, {"few": True}], **keys)
    layer = open_layer(document, resources, pixel_selection=rule)
    model = layer.description.model
    drawn = draw(layer, GRID).pixels
    method = RIO_TILERS[rule]()
    images = parts(document)
    method.count, method.height, method.width = 3, GRID.height, GRID.width
    seen = np.zeros((GRID.height, GRID.width), bool)
    # rio-tiler compares what lies under a mask, too: let it be nothing that could win.
    loser = 255 if rule == "lastbandlow" else 0
    for image in images:
        method.feed(np.ma.MaskedArray(image.filled(loser), image.mask))
        seen |= ~image.mask.all(axis=0)
    expected = method.data if method.data.ndim == 3 else method.data[np.newaxis]
    assert expected.shape[0] == model.data_count
    assert {band.dtype for band in model.bands[: model.data_count]} == {TYPES.get(rule, "uint8")}
    blank = 0 if model.nodata is None else model.nodata
    filled = np.where(np.ma.getmaskarray(expected) | ~seen, blank, expected.data)
    got = drawn[: model.data_count]
    assert np.allclose(got, filled, equal_nan=True)
    if model.with_alpha:
        valid = (~np.ma.getmaskarray(expected)).any(axis=0) & seen
        assert ((drawn[-1] == 255) == valid).all()


@pytest.mark.parametrize("resampling", ["bilinear", "cubic", "average", "lanczos", "mode", "max"])
@pytest.mark.parametrize(
    "keys", [{}, {"dtype": "float32", "nodata": math.nan}, {"nodata": None}], ids=["nodata", "nan", "mask"]
)
def test_other_resamplings_are_gdals(tmp_path, resources, resampling, keys):  # noqa: F811
    """The same as the warper gives for the whole image, also where units and tiles meet."""
    document = write_mosaic(tmp_path, [{}], **keys)
    layer = open_layer(document, resources)
    model = layer.description.model
    for grid in (GRID, Grid((LEFT + 1_000, TOP - 4_000, LEFT + 4_000, TOP - 1_000), 700, 700)):
        drawn = draw(layer, grid, resampling=resampling).pixels
        expected, covered = first_of(parts(document, grid, resampling), 0 if model.nodata is None else model.nodata)
        got = drawn[: model.data_count].astype(float)
        shown = drawn[-1] > 0 if model.with_alpha else ~same(drawn, np.full_like(drawn, model.nodata))
        both = (covered & shown) if not model.with_alpha else np.broadcast_to(covered[0] & shown, got.shape)
        assert ((covered[0] if model.with_alpha else covered) != shown).mean() < 0.005
        assert (np.abs(got - expected.astype(float))[both] > 1.01).mean() < 0.002


def test_the_layers_resampling_is_used_for_plain_requests(tmp_path, resources):  # noqa: F811
    document = write_mosaic(tmp_path, [{}])
    smooth = draw(open_layer(document, resources, resampling="bilinear"), GRID).pixels
    assert np.array_equal(smooth, draw(open_layer(document, resources), GRID, resampling="bilinear").pixels)
    assert not np.array_equal(smooth, draw(open_layer(document, resources), GRID).pixels)


def test_indexes_pick_and_order_bands(tmp_path, resources):  # noqa: F811
    document = write_mosaic(tmp_path, [{}, {}])
    whole = draw(open_layer(document, resources), GRID).pixels
    assert np.array_equal(draw(open_layer(document, resources, indexes="3,1"), GRID).pixels, whole[[2, 0]])


def test_nodata_option_replaces_the_images_own(tmp_path, resources):  # noqa: F811
    document = write_mosaic(tmp_path, [{"few": True}, {"few": True}])
    layer = open_layer(document, resources, nodata="2")
    drawn = draw(layer, GRID).pixels
    assert layer.description.model.nodata == 2
    images = []
    for path in sorted(tmp_path.glob("*.tif")):
        with rasterio.open(path) as image:
            value = image.read()
        part = warped(path, GRID)
        whole = np.ma.MaskedArray(part.data, part.data == 2)
        outside = ~_covers(path, GRID)
        whole.mask |= outside
        images.append(whole)
        assert (value == 2).any()
    assert np.array_equal(drawn, first_of(images, 2)[0])


def _covers(path: Path, grid: Grid) -> np.ndarray:
    """Where the image lies on the grid at all."""
    with rasterio.open(path) as image:
        box = image.bounds
    x, _y = grid.transform @ (np.arange(grid.width) + 0.5, np.zeros(grid.width))
    rows = grid.extent[3] + (np.arange(grid.height) + 0.5) * grid.transform.e
    return ((rows >= box.bottom) & (rows < box.top))[:, None] & ((x >= box.left) & (x < box.right))[None, :]


def test_unscale_applies_scale_and_offset(tmp_path, resources):  # noqa: F811
    document = write_mosaic(tmp_path, [{}], count=1, dtype="int16", nodata=-1)
    with rasterio.open(tmp_path / "0.tif", "r+") as image:
        image.scales, image.offsets = (0.5,), (-100.0,)
    layer = open_layer(document, resources, unscale="true")
    band = layer.description.model.bands[0]
    assert (band.dtype, band.scale, band.offset) == ("float32", 1.0, 0.0)
    raw = parts(document)[0]
    drawn = draw(layer, GRID).pixels
    assert np.array_equal(np.isnan(drawn), raw.mask)
    assert np.allclose(drawn[~raw.mask], raw.data[~raw.mask] * 0.5 - 100)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("pixel_selection", "best"), ("indexes", "1,x"), ("indexes", "0"), ("nodata", "none"), ("resampling", "nice"),
        ("unscale", "maybe"), ("minzoom", "low"), ("maxzoom", "99"),
    ],
)  # fmt: skip
def test_bad_options_name_key_and_value(key, text):
    with pytest.raises(BadRequestError) as caught:
        ReadingOptions.from_strings({key: text})
    assert key in str(caught.value)
    assert (text if key != "indexes" else text[-1]) in str(caught.value)
    assert caught.value.code == "bad_request"


def test_unknown_and_empty_options_are_ignored():
    assert ReadingOptions.from_strings({"authcfg": "abc", "query": "{}", "nodata": " "}) == ReadingOptions()


def test_indexes_beyond_the_images_are_refused(tmp_path, resources):  # noqa: F811
    document = write_mosaic(tmp_path, [{}])
    with pytest.raises(BadRequestError, match="band 7"):
        open_layer(document, resources, indexes="7")
