"""Mosaics of images that differ in type, number of bands, nodata and colours: what the layer is then, and what is said."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import morecantile
import numpy as np
import pyproj
import pytest
import rasterio
from data.fixtures import patient, resources  # noqa: F401 - fixtures
from data.oracle import Drawn, Grid, draw, first_of, never, open_layer, same, warped
from data.scenes import GRID, Image, images_of, write_document, write_image, write_mosaic
from rasterio.enums import ColorInterp

from mosaic_qgis.mosaic.errors import BadAssetError, BadRequestError
from mosaic_qgis.reading.first_images import IMAGES_AT_ONCE
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources

pytestmark = pytest.mark.usefixtures("patient")

RGB = Image()
GREY = Image(count=1, profile={"photometric": "MINISBLACK"})


def expected_of(parts: Sequence[np.ma.MaskedArray], dtype: str, blank: float) -> tuple[np.ndarray, np.ndarray]:
    """The rule `first` pixel by pixel, for layers with an alpha band."""
    pixels = np.full(parts[0].shape, blank, dtype)
    covered = np.zeros(parts[0].shape[1:], bool)
    for part in parts:
        new = (~np.ma.getmaskarray(part)).any(axis=0) & ~covered
        pixels[:, new] = part.data[:, new]
        covered |= new
    return pixels, covered


def assert_drawn(layer: MosaicLayer, drawn: Drawn, parts: Sequence[np.ma.MaskedArray]) -> None:
    model = layer.description.model
    dtype = model.bands[0].dtype
    if model.with_alpha:
        pixels, covered = expected_of(parts, dtype, 0)
        assert np.array_equal(drawn.pixels[-1] > 0, covered)
    else:
        found, covered = first_of([part.astype(dtype) for part in parts], 0)
        pixels = np.where(covered, found, model.nodata)
    assert same(drawn.pixels[: model.data_count].astype(dtype), pixels).all()


# Types


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("uint8", "uint16"), "uint16"),
        (("uint16", "uint8"), "uint16"),
        (("uint8", "int8"), "int16"),
        (("int16", "uint16"), "int32"),
        (("uint32", "int32"), "float64"),
        (("uint16", "float32"), "float32"),
        (("int32", "float32"), "float64"),
        (("uint8", "int16", "float32"), "float32"),
    ],
)
def test_the_layers_type_holds_all(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    types: tuple[str, ...],
    expected: str,
) -> None:
    document = write_mosaic(tmp_path, [replace(RGB, dtype=dtype, high=120) for dtype in types])
    layer = open_layer(document, resources)
    assert {band.dtype for band in layer.description.model.bands} == {expected}
    (warning,) = layer.description.warnings
    assert warning.code == "promoted"
    assert warning.message == f"{', '.join(types[:-1])} and {types[-1]} images: the layer is {expected}."
    drawn = draw(layer, GRID)
    assert drawn.report is not None
    assert (drawn.report.skipped, drawn.report.assets) == ((), len(types))
    assert_drawn(layer, drawn, [warped(path, GRID) for path in images_of(document)])


def late_mosaic(folder: Path, late: Image) -> Path:
    """More images than are looked at when the layer is opened; the last one, alone where it lies, is another kind."""
    paths = [write_image(folder / f"{number:02}.tif", replace(RGB, size_px=20), 0) for number in range(IMAGES_AT_ONCE)]
    return write_document(folder, [*paths, write_image(folder / "late.tif", late, 1)])


def test_a_type_that_turns_up_later_is_named_with_a_way_out(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = late_mosaic(tmp_path, replace(RGB, dtype="uint16"))
    layer = open_layer(document, resources)
    assert layer.description.warnings == ()
    drawn = draw(layer, GRID)
    assert drawn.report is not None
    (skipped,) = drawn.report.skipped
    assert skipped.code == "bad_asset"
    assert skipped.asset == str(tmp_path / "late.tif")
    assert "data_type=uint16" in skipped.message
    wide = open_layer(document, resources, data_type="uint16")
    assert {band.dtype for band in wide.description.model.bands} == {"uint16"}
    drawn = draw(wide, GRID)
    assert drawn.report is not None
    assert drawn.report.skipped == ()
    assert_drawn(wide, drawn, [warped(tmp_path / name, GRID) for name in ("00.tif", "late.tif")])


@pytest.mark.parametrize(("early", "late", "wide"), [("uint8", "int64", "float64"), ("uint32", "int16", "float64")])
def test_the_way_out_is_one_that_there_is(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    early: str,
    late: str,
    wide: str,
) -> None:
    """Not every type that numpy names for two others is one that layers have."""
    paths = [
        write_image(tmp_path / f"{number:02}.tif", replace(GREY, size_px=20, dtype=early), 0)
        for number in range(IMAGES_AT_ONCE)
    ]
    document = write_document(tmp_path, [*paths, write_image(tmp_path / "late.tif", replace(GREY, dtype=late), 1)])
    report = draw(open_layer(document, resources), GRID).report
    assert report is not None
    (skipped,) = report.skipped
    assert f"data_type={wide} makes room" in skipped.message
    report = draw(open_layer(document, resources, data_type=wide), GRID).report
    assert report is not None
    assert report.skipped == ()


def test_the_documents_data_type(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [RGB], data_type="float32")
    assert open_layer(document, resources).description.model.bands[0].dtype == "float32"
    narrow = write_mosaic(tmp_path, [replace(RGB, dtype="uint16")], data_type="uint8")
    assert open_layer(narrow, resources).description.model.bands[0].dtype == "uint16"


def test_a_type_that_is_too_narrow_is_refused(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [replace(RGB, dtype="uint16")])
    with pytest.raises(BadRequestError, match="data_type=uint8 cannot hold the images' uint16"):
        open_layer(document, resources, data_type="uint8")
    with pytest.raises(BadRequestError, match=r"data_type is one of .*float64, not 'byte'"):
        open_layer(document, resources, data_type="byte")


@pytest.mark.parametrize("options", [{"unscale": "true"}, {"expression": "b1"}, {"pixel_selection": "count"}])
def test_where_values_become_floats_every_type_fits(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    options: dict[str, str],
) -> None:
    document = late_mosaic(tmp_path, replace(RGB, dtype="int32"))
    drawn = draw(open_layer(document, resources, **options), GRID)
    assert drawn.report is not None
    assert drawn.report.skipped == ()


def test_complex_images_are_refused_in_a_sentence(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    values = np.ones((1, 150, 150), "complex64")
    document = write_mosaic(tmp_path, [Image(dtype="complex64", count=1, mask="none", values=values), GREY])
    layer = open_layer(document, resources)
    (warning,) = layer.description.warnings
    assert (warning.code, warning.asset) == ("bad_asset", str(tmp_path / "0.tif"))
    assert "complex64; only integers and floats are drawn" in warning.message
    alone = write_document(tmp_path, [tmp_path / "0.tif"], "alone.json")
    with pytest.raises(BadAssetError, match="complex64"):
        open_layer(alone, resources)


# Numbers of bands


def test_extra_bands_are_ignored(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [RGB, replace(RGB, count=5), RGB])
    layer = open_layer(document, resources)
    assert len(layer.description.model.bands) == 3
    assert layer.description.warnings == ()
    drawn = draw(layer, GRID)
    assert drawn.report is not None
    assert drawn.report.skipped == ()
    assert_drawn(layer, drawn, [warped(path, GRID)[:3] for path in images_of(document)])


def test_a_first_image_with_more_bands_does_not_shut_out_the_others(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
) -> None:
    document = write_mosaic(tmp_path, [replace(RGB, count=5), RGB, RGB])
    layer = open_layer(document, resources)
    assert len(layer.description.model.bands) == 3
    assert_drawn(layer, draw(layer, GRID), [warped(path, GRID)[:3] for path in images_of(document)])


def test_images_with_fewer_bands_are_left_out_and_named(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [RGB, GREY, RGB])
    layer = open_layer(document, resources)
    (warning,) = layer.description.warnings
    assert "Of 3 images looked at, 1 have fewer than the 3 bands" in warning.message
    assert "grey_as_rgb=true" in warning.message
    drawn = draw(layer, GRID)
    assert drawn.report is not None
    (skipped,) = drawn.report.skipped
    assert skipped.asset == str(tmp_path / "1.tif")
    assert "needs 3 bands, an image has 1" in skipped.message
    assert "grey_as_rgb=true" in skipped.message
    parts = [warped(path, GRID) for path in images_of(document)]
    assert_drawn(layer, drawn, [parts[0], parts[2]])


@pytest.mark.parametrize("order", [(RGB, GREY, RGB), (GREY, GREY, RGB)], ids=["first RGB", "first grey"])
@pytest.mark.parametrize("mask", ["nodata", "mask", "alpha"])
def test_grey_stands_for_three_bands_where_that_is_asked_for(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    order: tuple[Image, ...],
    mask: str,
) -> None:
    document = write_mosaic(tmp_path, [replace(image, mask=mask) for image in order])
    layer = open_layer(document, resources, grey_as_rgb="true")
    assert len(layer.description.model.bands) == 3 + layer.description.model.with_alpha
    assert layer.description.warnings == ()
    drawn = draw(layer, GRID)
    assert drawn.report is not None
    assert drawn.report.skipped == ()
    parts = [warped(path, GRID) for path in images_of(document)]
    parts = [np.ma.concatenate([part] * 3) if part.shape[0] == 1 else part for part in parts]
    assert_drawn(layer, drawn, parts)
    row, col = np.argwhere(drawn.pixels[0] > 0)[1000]
    x, y = GRID.transform @ (col + 0.5, row + 0.5)
    assert layer.sample([(x, y)], never)[0][:3] == drawn.pixels[:3, row, col].tolist()


def test_a_mosaic_of_grey_images_stays_grey(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = open_layer(write_mosaic(tmp_path, [GREY, GREY]), resources, grey_as_rgb="yes")
    assert [band.color for band in layer.description.model.bands] == ["gray"]


# Nodata


@pytest.mark.parametrize(
    ("images", "nodata"),
    [
        ([RGB, replace(RGB, nodata=255)], None),
        ([RGB, replace(RGB, mask="none")], None),
        ([RGB, replace(RGB, mask="mask")], None),
        ([RGB, replace(RGB, mask="alpha")], None),
        ([replace(RGB, dtype="float32"), replace(RGB, dtype="float32", mask="nan")], math.nan),
        ([replace(RGB, dtype="float32", nodata=-9999), replace(RGB, dtype="float32", nodata=0)], math.nan),
        ([replace(RGB, dtype="int16", nodata=-9999), replace(RGB, nodata=0)], None),
        ([replace(RGB, dtype="int16", nodata=0), replace(RGB, nodata=0)], 0),
    ],
)
def test_images_that_disagree_about_nodata(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    images: list[Image],
    nodata: float | None,
) -> None:
    """An integer layer gets an alpha band then, one of floats NaN: no value of an image may vanish."""
    document = write_mosaic(tmp_path, [replace(image, high=255 if image.dtype == "uint8" else 200) for image in images])
    layer = open_layer(document, resources)
    model = layer.description.model
    assert str(model.nodata) == str(nodata if nodata is None else float(nodata))
    assert model.with_alpha is (nodata is None)
    assert_drawn(layer, draw(layer, GRID), [warped(path, GRID) for path in images_of(document)])


@pytest.mark.parametrize(("nodata", "neighbour"), [(0, 1), (255, 254)])
def test_a_value_that_is_nodata_elsewhere_becomes_its_neighbour(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    nodata: int,
    neighbour: int,
) -> None:
    """Of images that turn up later, as GDAL's warper does."""
    folder, other = tmp_path, 255 - nodata
    paths = [
        write_image(folder / f"{number:02}.tif", replace(RGB, size_px=20, nodata=nodata), 0)
        for number in range(IMAGES_AT_ONCE)
    ]
    late = write_image(folder / "late.tif", replace(RGB, low=0, high=256, nodata=other), 2)
    layer = open_layer(write_document(folder, [*paths, late]), resources)
    assert layer.description.model.nodata == nodata
    part = warped(late, GRID)
    drawn = draw(layer, GRID).pixels
    alone = drawn[:, 140:, 140:]
    expected = part[:, 140:, 140:]
    moved = np.where(expected.data == nodata, neighbour, expected.data)
    assert np.array_equal(alone, np.where(expected.mask, nodata, moved))
    assert ((expected.data == nodata) & ~expected.mask).any()


# Colours


def palette(number: int) -> dict[int, tuple[int, int, int, int]]:
    return {value: (value, (value * 7 + number) % 256, 255 - value, 255) for value in range(256)}


def write_palettes(folder: Path, tables: Sequence[int | None]) -> Path:
    paths = []
    for number, table in enumerate(tables):
        paths.append(write_image(folder / f"{number}.tif", replace(GREY, profile={}), number))
        if table is not None:
            write_image(paths[-1], replace(GREY, profile={"photometric": "palette"}), number)
            with rasterio.open(paths[-1], "r+") as image:
                image.write_colormap(1, palette(table))
    return write_document(folder, paths)


def test_images_with_one_colour_table(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_palettes(tmp_path, [3, 3])
    layer = open_layer(document, resources)
    (band,) = layer.description.model.bands
    assert band.color == "palette"
    # GDAL makes the colour of nodata transparent.
    assert dict(band.colormap or ()) == palette(3) | {0: (*palette(3)[0][:3], 0)}
    for resampling in ("nearest", "bilinear"):
        drawn = draw(layer, GRID, resampling=resampling)
        assert_drawn(layer, drawn, [warped(path, GRID) for path in images_of(document)])


@pytest.mark.parametrize(("tables", "sign"), [((3, 4), "mean other colours"), ((3, None), "plain values")])
def test_images_whose_values_mean_other_colours_are_left_out(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    tables: tuple[int | None, ...],
    sign: str,
) -> None:
    document = write_palettes(tmp_path, tables)
    layer = open_layer(document, resources)
    drawn = draw(layer, GRID)
    assert drawn.report is not None
    (skipped,) = drawn.report.skipped
    assert skipped.asset == str(tmp_path / "1.tif")
    assert sign in skipped.message
    assert "gdal_translate -expand rgb" in skipped.message
    assert_drawn(layer, drawn, [warped(tmp_path / "0.tif", GRID)])


def test_the_documents_colours_count_for_all(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    write_palettes(tmp_path, [3, 4])
    colours = {str(value): list(rgba) for value, rgba in palette(9).items()}
    document = write_document(tmp_path, images_of(tmp_path / "x"), colormap=colours)
    layer = open_layer(document, resources)
    drawn = draw(layer, GRID)
    assert drawn.report is not None
    assert drawn.report.skipped == ()
    assert dict(layer.description.model.bands[0].colormap or ()) == palette(9)


def test_rgb_stays_rgb(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [RGB])
    with rasterio.open(tmp_path / "0.tif") as image:
        assert image.colorinterp == (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
    assert [band.color for band in open_layer(document, resources).description.model.bands] == ["red", "green", "blue"]


# What is said


def test_large_images_without_overviews_are_drawn_and_mentioned(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    wide = np.tile(np.arange(1, 251, dtype="uint8"), (1, 40, 10))
    document = write_mosaic(tmp_path, [replace(GREY, size_px=40, values=wide[:, :, :40])])
    path = tmp_path / "0.tif"
    with rasterio.open(path) as image:
        profile = {**image.profile, "width": 2500}
    with rasterio.open(path, "w", **profile) as image:
        image.write(wide)
    layer = open_layer(document, resources)
    (warning,) = layer.description.warnings
    assert warning.code == "no_overviews"
    assert "1 have no overviews" in warning.message
    assert "gdaladdo" in warning.message
    assert_drawn(layer, draw(layer, GRID), [warped(path, GRID)])


def test_statistics_come_from_the_first_images_tags(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    tags = {
        "STATISTICS_MINIMUM": "3",
        "STATISTICS_MAXIMUM": "180.5",
        "STATISTICS_MEAN": "90",
        "STATISTICS_STDDEV": "12",
    }
    document = write_mosaic(tmp_path, [RGB, RGB])
    with rasterio.open(tmp_path / "0.tif", "r+") as image:
        image.update_tags(1, **tags)
        image.update_tags(2, STATISTICS_MINIMUM="1", STATISTICS_MAXIMUM="2")
        image.update_tags(3, STATISTICS_MINIMUM="nan", STATISTICS_MAXIMUM="2")
    layer = open_layer(document, resources)
    found = [band["statistics"] for band in layer.description.as_dict()["bands"]]
    assert found == [
        {"minimum": 3.0, "maximum": 180.5, "mean": 90.0, "stdev": 12.0},
        {"minimum": 1.0, "maximum": 2.0, "mean": None, "stdev": None},
        None,
    ]
    for options in (
        {"unscale": "true"},
        {"expression": "b1"},
        {"pixel_selection": "count"},
        {"pixel_selection": "sum"},
    ):
        bands = open_layer(document, resources, **options).description.model.bands
        assert [band.statistics for band in bands] == [None] * len(bands)
    (band,) = open_layer(document, resources, indexes="2").description.as_dict()["bands"]
    assert band["statistics"]["maximum"] == 2


def test_statistics_that_gdal_left_beside_an_image(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    document = write_mosaic(tmp_path, [RGB, RGB])
    with rasterio.open(tmp_path / "0.tif") as image:
        image.statistics(2, approx=False)
        values = image.read(2, masked=True)
    beside = tmp_path / "0.tif.aux.xml"
    before = beside.read_bytes()
    found = [band.statistics for band in open_layer(document, resources).description.model.bands]
    assert (found[0], found[2]) == (None, None)
    assert found[1] is not None
    assert (found[1].minimum, found[1].maximum) == (values.min(), values.max())
    assert found[1].mean == pytest.approx(values.mean())
    assert beside.read_bytes() == before
    assert not (tmp_path / "1.tif.aux.xml").exists()


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ({"rescale": [[0, 100], [5, 50], [1, 9]]}, [(0, 100), (5, 50), (1, 9)]),
        ({"rescale": ["0,100", "5,50", "1,9"], "indexes": [3, 2, 1]}, [(1, 9), (5, 50), (0, 100)]),
        ({"rescale": [0, 100], "bidx": 2}, [None, (0, 100), None]),
        ({"rescale": [[0, 100]], "indexes": [1, 2, 3]}, [(0, 100)] * 3),
        ({"rescale": "0,100"}, [(0, 100), None, None]),
        ({"rescale": [[0, 1]], "expression": "b1/b2"}, [None] * 3),
        ({"rescale": [["x", 1]]}, [None] * 3),
        ({"rescale": [[9, 1]]}, [None] * 3),
        ({"rescale": {"b1": 3}}, [None] * 3),
        ({}, [None] * 3),
    ],
)
def test_statistics_come_from_the_documents_styles(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
    style: dict[str, object],
    expected: list[tuple[float, float] | None],
) -> None:
    document = write_mosaic(tmp_path, [RGB], layers={"default": style})
    found = [band.statistics for band in open_layer(document, resources).description.model.bands]
    assert [None if known is None else (known.minimum, known.maximum) for known in found] == expected
    assert all(known is None or (known.mean, known.stdev) == (None, None) for known in found)


# Tile matrix sets


def test_tiles_of_512_pixels(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    """The same ground, half the zooms' pixels per tile: zoom z of 512-px tiles has the resolution of z + 1 of 256."""
    plain = morecantile.tms.get("WebMercatorQuad")
    large = morecantile.TileMatrixSet.custom(
        list(plain.xy_bbox),
        pyproj.CRS.from_epsg(3857),
        tile_width=512,
        tile_height=512,
        id="Quad512",
        minzoom=0,
        maxzoom=20,
    )
    document = write_mosaic(tmp_path, [RGB, RGB])
    content = json.loads(document.read_text())
    content |= {"tilematrixset": json.loads(large.model_dump_json()), "maxzoom": 12}
    document.write_text(json.dumps(content))
    layer = open_layer(document, resources)
    description = layer.description
    assert (description.tms, description.tile_size) == ("Quad512", 512)
    assert description.resolutions[0] == pytest.approx(plain.matrix(13).cellSize)
    assert_drawn(layer, draw(layer, GRID), [warped(path, GRID) for path in images_of(document)])
    # Along the edges of such tiles, too.
    tile = large.tile(10.95, 47.2, 12)
    box = large.xy_bounds(tile)
    grid = Grid((box.left, box.bottom, box.right, box.top), 512, 512)
    assert_drawn(layer, draw(layer, grid), [warped(path, grid) for path in images_of(document)])
