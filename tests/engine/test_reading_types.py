"""Types, masks and compressions of images against rasterio, pixel by pixel: as maps, at points and in statistics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from data.fixtures import resources  # noqa: F401 - fixture
from data.oracle import Drawn, Grid, draw, first_of, never, open_layer, same, warped
from data.scenes import GRID, LEFT, MASKS, PIXEL_M, SIZE_PX, TOP, Image, images_of, write_mosaic
from rasterio.enums import Resampling

from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.values import StatisticsRequest

LIMITS = {
    "uint8": (0, 250), "int8": (-120, 120), "uint16": (0, 60_000), "int16": (-30_000, 30_000),
    "uint32": (0, 4e9), "int32": (-2e9, 2e9), "float32": (-1e6, 1e6), "float64": (-1e12, 1e12),
}  # fmt: skip


def image_of(dtype: str, mask: str = "nodata", **keys: object) -> Image:
    low, high = LIMITS[dtype]
    return Image(**{"dtype": dtype, "mask": mask, "low": low, "high": high} | keys)


def assert_is_rasterios(layer: MosaicLayer, document: Path, drawn: Drawn, grid: Grid = GRID) -> None:
    """Every value and every bit of coverage as GDAL's warper and the rule `first` give them."""
    model = layer.description.model
    expected, covered = first_of([warped(path, grid) for path in images_of(document)], 0)
    assert drawn.report is not None
    assert drawn.report.complete
    assert drawn.report.skipped == ()
    assert expected.shape[0] == model.data_count
    blank = 0 if model.nodata is None else model.nodata
    assert same(drawn.pixels[: model.data_count].astype(expected.dtype), np.where(covered, expected, blank)).all()
    if model.with_alpha:
        assert ((drawn.pixels[-1] > 0) == covered.any(axis=0)).all()
    assert covered.any()
    assert not covered.all()


FLOATS = ("float32", "float64")


@pytest.mark.parametrize(
    ("dtype", "mask"), [(dtype, mask) for dtype in LIMITS for mask in MASKS if mask != "nan" or dtype in FLOATS]
)
def test_every_type_with_every_mask(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    dtype: str,
    mask: str,
) -> None:
    document = write_mosaic(tmp_path, [image_of(dtype, mask), image_of(dtype, mask)])
    layer = open_layer(document, resources)
    model = layer.description.model
    assert {band.dtype for band in model.bands[:3]} == {dtype}
    assert model.with_alpha is (mask in {"mask", "msk", "alpha"} or (mask == "none" and dtype not in FLOATS))
    assert_is_rasterios(layer, document, draw(layer, GRID))


def at_points(grid: Grid, number: int = 40) -> list[tuple[int, int, float, float]]:
    """Row, column and coordinates of the centres of some pixels."""
    rng = np.random.default_rng(3)
    rows, cols = rng.integers(0, grid.height, number), rng.integers(0, grid.width, number)
    return [
        (row, col, *(grid.transform @ (col + 0.5, row + 0.5)))
        for row, col in zip(rows.tolist(), cols.tolist(), strict=True)
    ]


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_points_and_statistics_are_the_maps(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    dtype: str,
    mask: str,
) -> None:
    mask = "nodata" if (dtype, mask) == ("uint16", "nan") else mask
    document = write_mosaic(tmp_path, [image_of(dtype, mask)] * 2)
    layer = open_layer(document, resources)
    drawn = draw(layer, GRID).pixels
    model = layer.description.model
    points = at_points(GRID)
    for (row, col, _, _), found in zip(points, layer.sample([p[2:] for p in points], never), strict=True):
        value = drawn[:, row, col]
        hidden = value[-1] == 0 if model.with_alpha else None
        for band, got in enumerate(found):
            is_data = band < model.data_count
            is_nodata = is_data and (hidden if model.with_alpha else same(value[band], np.asarray(model.nodata, dtype)))
            assert got is None if is_nodata else got == value[band]
    stored = []
    for path in images_of(document):
        with rasterio.open(path) as image:
            stored.append(image.read(1)[image.dataset_mask() > 0])
    values = np.concatenate(stored)
    (statistics,) = layer.statistics(StatisticsRequest(bands=(1,)), never)
    assert statistics.count > 1000
    assert values.min() <= statistics.minimum < statistics.maximum <= values.max()
    assert abs(statistics.mean - values.astype(float).mean()) < 0.05 * np.ptp(values.astype(float))


@pytest.mark.parametrize(
    ("profile", "image"),
    [
        ({"compress": "JPEG"}, image_of("uint8", "mask")),
        ({"compress": "JPEG", "photometric": "YCBCR"}, image_of("uint8", "mask")),
        ({"compress": "JPEG"}, image_of("uint8", "none", count=1)),
        ({"compress": "WEBP", "WEBP_LOSSLESS": True}, image_of("uint8", "alpha")),
        ({"compress": "WEBP"}, image_of("uint8", "mask")),
        ({"compress": "LERC", "MAX_Z_ERROR": 0.5}, image_of("float32", "nodata")),
        ({"compress": "LERC_ZSTD"}, image_of("float64", "nan")),
        ({"compress": "LERC_DEFLATE"}, image_of("int16", "nodata")),
        ({"compress": "ZSTD", "predictor": 2}, image_of("uint16")),
        ({"compress": "ZSTD", "predictor": 3}, image_of("float32", "nan")),
        ({"compress": "LZW", "predictor": 2}, image_of("int32")),
        ({"compress": "DEFLATE", "predictor": 3}, image_of("float64")),
        ({"compress": "PACKBITS"}, image_of("int8", "mask")),
        ({"compress": "DEFLATE", "interleave": "band"}, image_of("uint16", "alpha")),
        ({"tiled": False, "blockxsize": SIZE_PX, "blockysize": 7}, image_of("uint8")),
        ({"NBITS": 1, "compress": "CCITTFAX4"}, image_of("uint8", "none", count=1, high=2)),
        ({"NBITS": 12}, image_of("uint16", high=4000)),
        ({"BIGTIFF": "YES", "ENDIANNESS": "BIG"}, image_of("int16")),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else f"{value.dtype}-{value.mask}",
)  # fmt: skip
def test_every_compression(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    profile: dict[str, object],
    image: Image,
) -> None:
    document = write_mosaic(tmp_path, [replace(image, profile=profile)] * 2)
    layer = open_layer(document, resources)
    assert_is_rasterios(layer, document, draw(layer, GRID))


@pytest.mark.parametrize("count", [1, 2, 4, 5, 13, 200])
def test_any_number_of_bands(tmp_path: Path, resources: ReadingResources, count: int) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [image_of("uint8", count=count, profile={"photometric": "MINISBLACK"})] * 2)
    layer = open_layer(document, resources)
    drawn = draw(layer, GRID)
    assert_is_rasterios(layer, document, drawn)
    assert [band.name for band in layer.description.model.bands][:: count - 1 or 1] == ["b1", f"b{count}"][
        : min(count, 2)
    ]
    assert np.array_equal(draw(layer, GRID, bands=(count, 1)).pixels, drawn.pixels[[count - 1, 0]])


@pytest.mark.parametrize(
    ("mask", "place"),
    [(mask, place) for mask in ("nodata", "mask", "alpha") for place in ("internal", "external")]
    + [("msk", "internal")],
)
def test_overviews_in_the_file_and_beside_it(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    mask: str,
    place: str,
) -> None:
    """Overviews made of other values, so that it shows which pixels are read."""
    document = write_mosaic(tmp_path, [image_of("uint8", mask, size_px=400)])
    (path,) = images_of(document)
    with (
        rasterio.Env(TIFF_USE_OVR=place == "external"),
        rasterio.open(path, "r+") as image,
    ):
        image.build_overviews([2, 4], Resampling.average)
    assert path.with_suffix(".tif.ovr").exists() is (place == "external")
    layer = open_layer(document, resources)
    for factor in (2, 4):
        grid = Grid((LEFT, TOP - 400 * PIXEL_M, LEFT + 400 * PIXEL_M, TOP), 400 // factor, 400 // factor)
        drawn = draw(layer, grid).pixels
        with rasterio.open(path) as image:
            shape = (grid.height, grid.width)
            visible = image.read_masks(1, out_shape=shape) > 0
            expected = image.read([1, 2, 3], out_shape=(3, *shape))
        with_alpha = layer.description.model.with_alpha
        assert np.array_equal(drawn[:3], np.where(visible, expected, 0) if with_alpha else expected)
        assert not with_alpha or np.array_equal(drawn[-1] > 0, visible)


@pytest.mark.parametrize("resampling", ["bilinear", "average"])
@pytest.mark.parametrize("mask", ["none", "nodata", "mask", "alpha"])
@pytest.mark.parametrize("dtype", LIMITS)
def test_every_type_is_resampled_as_by_rasterio(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    dtype: str,
    mask: str,
    resampling: str,
) -> None:
    smooth = np.linspace(LIMITS[dtype][0] * 0.5 + 1, LIMITS[dtype][1], SIZE_PX * SIZE_PX).reshape(1, SIZE_PX, SIZE_PX)
    image = image_of(dtype, mask, count=1, values=smooth.astype(dtype), profile={"photometric": "MINISBLACK"})
    document = write_mosaic(tmp_path, [image])
    layer = open_layer(document, resources)
    drawn = draw(layer, GRID, resampling=resampling).pixels
    # How much a kernel is widened is fixed, or else GDAL guesses it from the sizes of its chunks.
    scales = {"XSCALE": PIXEL_M / GRID.transform.a, "YSCALE": -PIXEL_M / GRID.transform.e}
    (part,) = (warped(path, GRID, resampling, **scales) for path in images_of(document))
    model = layer.description.model
    shown = drawn[-1] > 0 if model.with_alpha else ~same(drawn[0], np.asarray(model.nodata, drawn.dtype))
    both = shown & ~part.mask[0]
    assert both.sum() > 5000
    assert (shown == ~part.mask[0]).mean() > 0.995
    apart = np.abs(drawn[0].astype(float) - part.data[0].astype(float))[both]
    assert (apart > max(1.01, 1e-5 * LIMITS[dtype][1])).mean() < 0.002
