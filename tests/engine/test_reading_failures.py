"""Broken, missing and ill-fitting images: what can be drawn is drawn, and the rest is named."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import morecantile
import numpy as np
import pytest
import rasterio
from data.fixtures import imagery, resources  # noqa: F401 - fixtures
from data.oracle import Grid, draw, first_mosaic, open_layer
from rasterio.warp import transform_bounds

from mosaic_qgis.mosaic.errors import BadAssetError, MosaicError, MosaicNotFoundError, NoAssetFoundError
from mosaic_qgis.reading.pool import ImageSource, image_errors, image_source, public_href
from mosaic_qgis.reading.resources import FailureMemory
from mosaic_qgis.reading.values import Failure


def document_of(folder: Path, assets: list[str], place_of: Path) -> Path:
    """A document that lists the assets, in this order, wherever `place_of` lies."""
    with rasterio.open(place_of) as image:
        box = transform_bounds(image.crs, "EPSG:4326", *image.bounds)
    tms = morecantile.tms.get("WebMercatorQuad")
    tiles = {tms.quadkey(tile): assets for tile in tms.tiles(*box, zooms=[10])}
    path = folder / "mosaic.json"
    path.write_text(json.dumps({"mosaicjson": "0.0.3", "minzoom": 8, "maxzoom": 12, "bounds": box, "tiles": tiles}))
    return path


def grid_of(layer, width: int = 240, height: int = 230) -> Grid:
    return Grid(layer.description.extent, width, height)


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("gone.tif", "not_found"),
        ("empty.tif", "bad_asset"),
        ("not_an_image.tif", "bad_asset"),
        ("no_crs.tif", "bad_asset"),
        ("no_place.tif", "bad_asset"),
    ],
)
def test_one_broken_image_does_not_stop_the_others(imagery, resources, tmp_path, broken, code):  # noqa: F811
    good = imagery / "odd" / "whole.tif"
    bad = imagery / "odd" / broken
    layer = open_layer(document_of(tmp_path, [str(bad), str(good)], good), resources)
    assert [warning.asset for warning in layer.description.warnings if warning.asset] == [str(bad)]
    grid = grid_of(layer)
    drawn = draw(layer, grid)
    expected, _ = first_mosaic([good], grid)
    assert (drawn.pixels != expected).mean() < 0.02
    assert drawn.report is not None
    assert not drawn.report.complete
    assert [(failure.code, failure.asset) for failure in drawn.report.skipped] == [(code, str(bad))]
    assert str(bad) in drawn.report.skipped[0].message
    assert not any(patch.complete for patch in drawn.patches)


def test_a_truncated_image_is_drawn_as_far_as_it_goes(imagery, resources, tmp_path):  # noqa: F811
    good, bad = imagery / "odd" / "whole.tif", imagery / "odd" / "truncated.tif"
    layer = open_layer(document_of(tmp_path, [str(bad)], good), resources)
    # Overviews come first in a COG: they are there, full resolution is not.
    coarse = draw(layer, Grid(layer.description.extent, 90, 86))
    assert coarse.report is not None
    xmin, ymin, xmax, ymax = layer.description.extent
    middle_x, middle_y = (xmin + xmax) / 2, (ymin + ymax) / 2
    fine = draw(layer, Grid((middle_x - 6_000, middle_y - 6_000, middle_x + 6_000, middle_y + 6_000), 400, 400))
    assert fine.report is not None
    assert not fine.report.complete
    assert [failure.asset for failure in fine.report.skipped] == [str(bad)]
    assert (coarse.pixels > 0).any() or (fine.pixels > 0).any()


@pytest.mark.parametrize("name", ["no_overviews.tif", "south_up.tif", "rotated.tif", "control_points.tif"])
def test_odd_images_are_drawn(imagery, resources, tmp_path, name):  # noqa: F811
    whole, odd = imagery / "odd" / "whole.tif", imagery / "odd" / name
    layer = open_layer(document_of(tmp_path, [str(odd)], whole), resources)
    with rasterio.open(whole) as image:
        box = transform_bounds(image.crs, "EPSG:3857", *image.bounds)
    grid = Grid(box, 330, 320)
    drawn = draw(layer, grid)
    assert drawn.report is not None
    assert drawn.report.complete
    if name == "rotated.tif":
        assert 0.3 < (drawn.pixels > 0).any(axis=0).mean() < 0.95
    else:
        expected, covered = first_mosaic([whole], grid, overviews=False)
        assert ((drawn.pixels > 0).any(axis=0) == covered.any(axis=0)).mean() > 0.99
        assert (drawn.pixels != expected).mean() < 0.03


def test_a_mosaic_without_a_readable_image_says_so(imagery, resources, tmp_path):  # noqa: F811
    good = imagery / "odd" / "whole.tif"
    missing = [str(tmp_path / f"gone{number}.tif") for number in range(3)]
    with pytest.raises(MosaicNotFoundError, match="None of the first 3 images"):
        open_layer(document_of(tmp_path, missing, good), resources)


def test_a_mosaic_without_tiles_says_so(resources, tmp_path):  # noqa: F811
    path = tmp_path / "mosaic.json"
    path.write_text(json.dumps({"mosaicjson": "0.0.3", "tiles": {}}))
    with pytest.raises(NoAssetFoundError):
        open_layer(path, resources)


def test_images_that_vanish_later_are_reported_not_raised(imagery, resources, tmp_path):  # noqa: F811
    copy = tmp_path / "copy.tif"
    shutil.copy(imagery / "odd" / "whole.tif", copy)
    layer = open_layer(document_of(tmp_path, [str(copy)], copy), resources)
    copy.unlink()
    drawn = draw(layer, grid_of(layer))
    assert drawn.report is not None
    assert not drawn.report.complete
    assert [failure.code for failure in drawn.report.skipped] == ["not_found"]
    assert drawn.patches == [] or not any(patch.complete for patch in drawn.patches)


def test_images_of_another_kind_are_left_out_once_each(imagery, resources, tmp_path):  # noqa: F811
    good = imagery / "odd" / "whole.tif"
    others = [str(imagery / kind / "z32_r0_c0.tif") for kind in ("float32", "palette")]
    layer = open_layer(document_of(tmp_path, [str(good), *others], good), resources)
    drawn = draw(layer, Grid(layer.description.extent, 700, 690))
    assert drawn.report is not None
    named = {failure.asset: failure.code for failure in drawn.report.skipped}
    assert set(named.values()) <= {"bad_asset"}
    assert len(named) == len(drawn.report.skipped)


def test_wider_images_fit_a_layer_when_nothing_is_lost(imagery, resources, tmp_path):  # noqa: F811
    """Eight bits fit sixteen; the other way round the image is left out."""
    eight = tmp_path / "eight.tif"
    sixteen = imagery / "uint16" / "z32_r0_c0.tif"
    with rasterio.open(sixteen) as image:
        profile = image.profile | {"dtype": "uint8", "driver": "GTiff"}
        for key in ("interleave", "compress", "layout", "tiled", "blockxsize", "blockysize"):
            profile.pop(key, None)
        with rasterio.open(eight, "w", **profile) as narrow:
            narrow.write((image.read() // 64).astype("uint8"))
    wide_first = open_layer(document_of(tmp_path, [str(sixteen), str(eight)], sixteen), resources)
    grid = Grid(wide_first.description.extent, 200, 200)
    assert draw(wide_first, grid).report.skipped == ()
    narrow_first = open_layer(document_of(tmp_path, [str(eight), str(sixteen)], sixteen), resources)
    report = draw(narrow_first, grid).report
    assert [failure.code for failure in report.skipped] in ([], ["bad_asset"])


def test_failures_are_remembered_longer_each_time():
    now = [100.0]
    memory = FailureMemory(clock=lambda: now[0])
    source = ImageSource("https://host/image.tif")
    failure = Failure(code="unreachable", message="no", asset="x")
    assert memory.recall(source) is None
    for wait_s in (5, 10, 20):
        memory.remember(source, failure)
        now[0] += wait_s - 0.1
        assert memory.recall(source) == failure
        now[0] += 0.2
        assert memory.recall(source) is None
    memory.forget(source)
    memory.remember(source, failure)
    now[0] += 5.1
    assert memory.recall(source) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HTTP response code: 403", "auth"),
        ("HTTP response code: 404", "not_found"),
        ("/x.tif: No such file or directory", "not_found"),
        ("Operation timed out after 10000 milliseconds", "timeout"),
        ("Could not resolve host: nowhere", "unreachable"),
        ("not recognized as being in a supported file format", "bad_asset"),
    ],
)
def test_errors_of_gdal_get_their_code(text, code):
    href = "https://host/image.tif?sig=secret"
    with pytest.raises(MosaicError) as caught, image_errors(href):
        raise rasterio.errors.RasterioIOError(f"{href}: {text}")
    assert caught.value.code == code
    assert "secret" not in str(caught.value)
    assert caught.value.asset == "https://host/image.tif"
    assert "secret" not in repr(ImageSource(href))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_is_no_image(tmp_path):
    os.mkfifo(tmp_path / "a.tif")
    for name in (str(tmp_path / "a.tif"), os.devnull):
        with pytest.raises(BadAssetError, match="it is no file"):
            image_source(name, {})
    assert image_source(str(tmp_path), {}).stamp, "some formats are folders"


def test_only_remote_hrefs_lose_their_query():
    assert public_href("s3://bucket/a.tif?x=1") == "s3://bucket/a.tif"
    assert public_href("/data/what?.tif") == "/data/what?.tif"
    assert public_href("https://user:hush@h/x.tif?sig=hush") == "https://h/x.tif"
    assert public_href("/vsicurl/https://user:hush@h/x.tif?sig=hush") == "/vsicurl/https://h/x.tif"
    assert public_href("/vsicurl?header.Authorization=hush&url=https%3A%2F%2Fh") == "/vsicurl"


def test_an_unusable_type_is_named(tmp_path, resources):  # noqa: F811
    path = tmp_path / "complex.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=20, width=20, dtype="complex64", crs="EPSG:32632",
        transform=rasterio.Affine(10, 0, 600_000, 0, -10, 5_200_000),
    ) as image:  # fmt: skip
        image.write(np.ones((1, 20, 20), "complex64"))
    with pytest.raises(BadAssetError, match="complex64"):
        open_layer(document_of(tmp_path, [str(path)], path), resources)
