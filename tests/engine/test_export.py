"""Exports from end to end: pixels and grids beside rasterio's, the layout of the file, masks, several files, going on, bad input."""

from __future__ import annotations

import itertools
import json
import math
import os
import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
import rasterio.features
import shapely
from data.fixtures import imagery  # noqa: F401 - fixture
from data.oracle import Grid, differing, first_mosaic
from rasterio.enums import ColorInterp
from rasterio.windows import Window

from mosaic_qgis.backends.locking import writing_in
from mosaic_qgis.batch import export, export_plan
from mosaic_qgis.batch.export import export_mosaic
from mosaic_qgis.batch.export_mask import Mask
from mosaic_qgis.batch.export_plan import Wish
from mosaic_qgis.batch.mosaics import Source, forget
from mosaic_qgis.batch.runner import WorkCancelled
from mosaic_qgis.mosaic.errors import (
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicError,
    MosaicExistsError,
    MosaicNotFoundError,
    UnreachableError,
    UnsupportedError,
)
from mosaic_qgis.reading.layer import MosaicLayer

PLACE = (11.95, 47.0)
"""Where the two UTM zones of the test images meet."""
GRIDS = {3857: 43.0, 32632: 31.0, 3035: 29.0, 4326: 0.0004}
"""CRS -> size of a pixel."""
SIDE = 590
BLOCK_PX = 512
MOST_DIFFERING, MOST_UNEXPLAINED = 0.02, 0.0005
"""Shares of values: of those within a tenth of a source pixel of an edge, and of others."""


def wkt(epsg: int) -> str:
    return pyproj.CRS.from_epsg(epsg).to_wkt()


def grid_at(epsg: int, width: int = SIDE, height: int = SIDE - 70) -> Grid:
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(*PLACE)
    size = GRIDS[epsg]
    left, top = x - width / 2 * size, y + height / 2 * size
    return Grid((left, top - height * size, left + width * size, top), width, height, epsg)


def exported(document: Path, target: Path, grid: Grid | None = None, **keys) -> export.Exported:
    options = keys.pop("options", {})
    run = {key: keys.pop(key) for key in ("mask", "cancelled", "report", "pauses_s") if key in keys}
    if grid is not None:
        size = (grid.extent[2] - grid.extent[0]) / grid.width
        keys = {"crs_wkt": wkt(grid.epsg), "extent": grid.extent, "resolution": (size, size), **keys}
    run = {"report": lambda share, text: None, "cancelled": lambda: False, "pauses_s": (), **run}
    return export_mosaic(Source(uri=str(document), options=options), Wish(target=target, **keys), **run)


def images_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.tif"))


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_plan, "block_size", lambda pixel_bytes: BLOCK_PX)


@pytest.fixture
def copied(imagery: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A mosaic whose images may be damaged."""
    folder = tmp_path / "mosaic"
    folder.mkdir()
    for path in (imagery / "uint16").iterdir():
        shutil.copy(path, folder)
    return folder / "mosaic.json"


# Pixels


@pytest.mark.parametrize("epsg", GRIDS)
def test_pixels_are_rasterios_in_any_crs(imagery, tmp_path, small_blocks, epsg):  # noqa: F811
    grid, folder = grid_at(epsg), imagery / "rgb"
    done = exported(folder / "mosaic.json", tmp_path / "out.tif", grid)
    assert (done.width, done.height, done.files, done.blocks, done.skipped) == (SIDE, SIDE - 70, 1, 4, ())
    with rasterio.open(tmp_path / "out.tif") as image:
        assert image.crs.to_epsg() == epsg
        assert np.allclose(image.transform[:6], grid.transform[:6], rtol=0, atol=GRIDS[epsg] * 1e-6)
        pixels, blank = image.read(), image.nodata
    assert blank is not None and (pixels != blank).mean() > 0.8
    assert (pixels != first_mosaic(images_of(folder), grid, blank)[0]).mean() < MOST_DIFFERING


def test_no_pixel_is_more_than_a_tenth_of_a_pixel_away(imagery, tmp_path):  # noqa: F811
    grid, folder = grid_at(3035, 240, 200), imagery / "float32"
    exported(folder / "mosaic.json", tmp_path / "out.tif", grid)
    with rasterio.open(tmp_path / "out.tif") as image:
        assert differing(image.read(), images_of(folder), grid, image.nodata, 3.0)[1] < MOST_UNEXPLAINED


def test_an_alpha_band_is_kept_or_becomes_a_value(imagery, tmp_path):  # noqa: F811
    grid, folder = grid_at(3035), imagery / "rgba"
    exported(folder / "mosaic.json", tmp_path / "alpha.tif", grid)
    exported(folder / "mosaic.json", tmp_path / "value.tif", grid, nodata=3)
    with rasterio.open(tmp_path / "alpha.tif") as image, rasterio.open(tmp_path / "value.tif") as other:
        assert image.colorinterp[-1] == ColorInterp.alpha and image.nodata is None and image.count == 4
        assert other.nodata == 3 and other.count == 3
        pixels, alpha = image.read([1, 2, 3]), image.read(4)
        assert 0 < (alpha == 0).mean() < 1
        assert (other.read() == np.where(alpha > 0, pixels, 3)).all()


def test_another_value_for_no_data_takes_the_place_of_the_mosaics(imagery, tmp_path):  # noqa: F811
    grid, document = grid_at(32632), imagery / "uint16" / "mosaic.json"
    exported(document, tmp_path / "own.tif", grid)
    exported(document, tmp_path / "other.tif", grid, nodata=65535)
    with rasterio.open(tmp_path / "own.tif") as own, rasterio.open(tmp_path / "other.tif") as other:
        pixels = own.read()
        assert other.nodata == 65535 != own.nodata
        assert (other.read() == np.where(pixels == own.nodata, 65535, pixels)).all()
    with pytest.raises(BadRequestError, match="70000"):
        exported(document, tmp_path / "no.tif", grid, nodata=70000)


def test_bands_selection_expression_and_resampling_are_those_that_are_asked_for(imagery, tmp_path):  # noqa: F811
    grid, document = grid_at(3857), imagery / "rgb" / "mosaic.json"
    exported(document, tmp_path / "all.tif", grid)
    exported(document, tmp_path / "two.tif", grid, bands=(3, 1))
    exported(document, tmp_path / "sum.tif", grid, options={"expression": "b1+b2", "pixel_selection": "highest"})
    exported(document, tmp_path / "cubic.tif", grid, resampling="cubic")
    with rasterio.open(tmp_path / "all.tif") as image, rasterio.open(tmp_path / "two.tif") as two:
        pixels = image.read()
        assert image.colorinterp == (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
        assert (two.read() == pixels[[2, 0]]).all()
    with rasterio.open(tmp_path / "sum.tif") as image:
        assert image.count == 1 and image.dtypes[0].startswith("float")
        sums = image.read(1, masked=True)
        assert (sums.filled(1e9) + 1e-3 >= (pixels[0].astype(float) + pixels[1])).mean() > 0.99
    with rasterio.open(tmp_path / "cubic.tif") as image:
        assert 0 < (image.read() != pixels).mean()
    with pytest.raises(BadRequestError, match="bands 1 to 3"):
        exported(document, tmp_path / "no.tif", grid, bands=(4,))


def test_a_palette_stays_one(imagery, tmp_path):  # noqa: F811
    grid, folder = grid_at(32632), imagery / "palette"
    exported(folder / "mosaic.json", tmp_path / "out.tif", grid, resampling="cubic")
    with rasterio.open(tmp_path / "out.tif") as image, rasterio.open(images_of(folder)[0]) as source:
        assert image.colorinterp[0] == ColorInterp.palette
        known = source.colormap(1)
        assert all(image.colormap(1)[value] == known[value] for value in np.unique(image.read(1)).tolist())
        expected = first_mosaic(images_of(folder), grid, image.nodata or 0)[0]
        assert (image.read(1) != expected[0]).mean() < MOST_DIFFERING


# The file


@pytest.fixture(scope="module")
def plain(imagery, tmp_path_factory) -> np.ndarray:  # noqa: F811
    """The pixels that every compression must keep."""
    target = tmp_path_factory.mktemp("plain") / "out.tif"
    exported(imagery / "rgb" / "mosaic.json", target, grid_at(3857, 1100, 530), compression="none")
    with rasterio.open(target) as image:
        return image.read()


@pytest.mark.parametrize("compression", ["deflate", "zstd", "lzw", "none", "webp"])
def test_a_file_is_cloud_optimized_and_says_so(imagery, plain, tmp_path, small_blocks, compression):  # noqa: F811
    target = tmp_path / "out.tif"
    exported(imagery / "rgb" / "mosaic.json", target, grid_at(3857, 1100, 530), compression=compression, quality=100)
    with rasterio.open(target) as image:
        assert image.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert image.tags()["TIFFTAG_COPYRIGHT"]
        assert image.block_shapes == [(512, 512)] * 3 and image.interleaving.name.lower() == "pixel"
        assert image.overviews(1) == [2, 4]
        assert (image.compression is None) == (compression == "none")
        first = _first_places(image)
    # Coarser overviews lie before finer ones, the image last, all behind the directories.
    assert first == sorted(first) and first[0] > 0
    with rasterio.open(target) as image:
        assert (image.read() == plain).all()


def _first_places(image: rasterio.DatasetReader) -> list[int]:
    """Where the first tile of each level lies, the coarsest first, as GDAL tells."""
    places = []
    for level in [*range(len(image.overviews(1)) - 1, -1, -1), None]:
        keys = {} if level is None else {"OVERVIEW_LEVEL": level}
        with rasterio.open(image.name, **keys) as one:
            rows, cols = -(-one.height // 512), -(-one.width // 512)
            found = [
                one.get_tag_item(f"BLOCK_OFFSET_{x}_{y}", "TIFF", bidx=1) for y in range(rows) for x in range(cols)
            ]
            places.append(min(int(each) for each in found if each))
    return places


def test_overviews_are_means_of_what_is_there(imagery, tmp_path, small_blocks):  # noqa: F811
    target = tmp_path / "out.tif"
    exported(imagery / "uint16" / "mosaic.json", target)
    with rasterio.open(target) as image:
        levels = [image.read(1, masked=True)]
        factors = image.overviews(1)
    for level in range(len(factors)):
        with rasterio.open(target, OVERVIEW_LEVEL=level) as image:
            levels.append(image.read(1, masked=True))
    assert len(levels) == 3
    for fine, coarse in itertools.pairwise(levels):
        assert coarse.shape == tuple(-(-side // 2) for side in fine.shape)
        pad = [(0, side % 2) for side in fine.shape]
        values = np.pad(np.where(fine.mask, 0, fine.data).astype(float), pad, mode="edge")
        there = np.pad(~fine.mask, pad, mode="edge").astype(int)
        quads = [np.s_[row::2, col::2] for row in (0, 1) for col in (0, 1)]
        counts = sum(there[quad] for quad in quads)
        sums = sum(values[quad] * (there[quad] > 0) for quad in quads)
        assert ((counts == 0) == coarse.mask).all()
        means = np.floor(sums / np.maximum(counts, 1) + 0.5)
        assert (means[counts > 0] == coarse.data[counts > 0]).all()


def test_blocks_do_not_show(imagery, tmp_path, monkeypatch):  # noqa: F811
    document, grid = imagery / "rgb" / "mosaic.json", grid_at(3035, 700, 600)
    exported(document, tmp_path / "large.tif", grid, resampling="bilinear")
    monkeypatch.setattr(export_plan, "block_size", lambda pixel_bytes: BLOCK_PX)
    exported(document, tmp_path / "small.tif", grid, resampling="bilinear")
    with rasterio.open(tmp_path / "large.tif") as large, rasterio.open(tmp_path / "small.tif") as small:
        difference = np.abs(large.read().astype(int) - small.read())
        assert (difference > 1).mean() < 1e-4
        assert large.overviews(1) == small.overviews(1)


def test_gdal_of_others_reads_it(imagery, tmp_path):  # noqa: F811
    program = shutil.which("gdalinfo")
    if program is None:
        pytest.fail("gdalinfo is needed: install gdal-bin")
    target = tmp_path / "out.tif"
    exported(imagery / "rgb" / "mosaic.json", target, grid_at(32632))
    told = subprocess.run([program, "-json", "-checksum", str(target)], capture_output=True, text=True, check=True)
    assert "ERROR" not in told.stderr
    info = json.loads(told.stdout)
    assert info["size"] == [SIDE, SIDE - 70] and info["metadata"]["IMAGE_STRUCTURE"]["LAYOUT"] == "COG"
    assert all(band["checksum"] for band in info["bands"])


def test_several_files_are_one_with_their_vrt(imagery, tmp_path, monkeypatch, small_blocks):  # noqa: F811
    monkeypatch.setattr(export_plan, "SMALLEST_FILE_PX", 1)
    monkeypatch.setattr("mosaic_qgis.batch.export_grid.LARGEST_BLOCK_PX", BLOCK_PX)
    document, grid = imagery / "rgb" / "mosaic.json", grid_at(3035, 1100, 600)
    exported(document, tmp_path / "one.tif", grid)
    done = exported(document, tmp_path / "many.tif", grid, largest_px=BLOCK_PX)
    assert done.path == tmp_path / "many.vrt" and done.files == 6
    assert sorted(path.name for path in (tmp_path / "many_tiles").iterdir()) == [
        f"r{row}_c{col}.tif" for row in (1, 2) for col in (1, 2, 3)
    ]
    with rasterio.open(tmp_path / "one.tif") as one, rasterio.open(tmp_path / "many.vrt") as many:
        assert (one.read() == many.read()).all()
        assert one.transform == many.transform and one.crs == many.crs and one.nodata == many.nodata
        assert one.colorinterp == many.colorinterp and one.descriptions == many.descriptions
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for name in ("many.vrt", "many_tiles"):
        shutil.move(tmp_path / name, moved / name)
    with rasterio.open(moved / "many.vrt") as many:
        assert many.read(1, window=Window(550, 300, 50, 50)).any()
    assert not list(tmp_path.glob("*.part"))


def test_empty_ground_takes_no_room(imagery, tmp_path, small_blocks):  # noqa: F811
    target = tmp_path / "out.tif"
    done = exported(
        imagery / "rgb" / "mosaic.json",
        target,
        crs_wkt=wkt(3857),
        extent=(0, 0, 300_000, 300_000),
        resolution=(200, 200),
    )
    assert done.width == 1500 and target.stat().st_size < 10_000
    with rasterio.open(target) as image:
        assert (image.read() == image.nodata).all()


# The grid


def test_the_whole_mosaic_at_its_own_resolution_is_the_default(imagery, tmp_path):  # noqa: F811
    document = imagery / "uint16" / "mosaic.json"
    done = exported(document, tmp_path / "own.tif")
    with rasterio.open(tmp_path / "own.tif") as image:
        assert image.crs.to_epsg() == 3857
        zoom = json.loads(document.read_text())["maxzoom"]
        assert math.isclose(image.res[0], 156543.03392804097 / 2**zoom)
        bounds = image.bounds
    exported(document, tmp_path / "utm.tif", crs_wkt=wkt(32632))
    with rasterio.open(tmp_path / "utm.tif") as image:
        # Metres of Web Mercator are shorter on the ground.
        assert math.isclose(image.res[0], 156543.03392804097 / 2**zoom * math.cos(math.radians(47)), rel_tol=0.01)
    exported(document, tmp_path / "box.tif", extent=tuple(bounds), resolution=(100, 50), extent_wkt=wkt(3857))
    with rasterio.open(tmp_path / "box.tif") as image:
        assert image.res == (100, 50) and (image.bounds.left, image.bounds.top) == (bounds.left, bounds.top)
        assert 0 <= image.bounds.right - bounds.right < 100 and 0 <= bounds.bottom - image.bounds.bottom < 50
    assert done.width > 1000


def test_an_extent_of_another_crs_is_placed(imagery, tmp_path):  # noqa: F811
    document = imagery / "rgb" / "mosaic.json"
    exported(
        document, tmp_path / "out.tif", crs_wkt=wkt(32632), extent=(11.9, 46.95, 12.0, 47.05), extent_wkt=wkt(4326),
        resolution=(50, 50),
    )  # fmt: skip
    change = pyproj.Transformer.from_crs(4326, 32632, always_xy=True)
    with rasterio.open(tmp_path / "out.tif") as image:
        box = change.transform_bounds(11.9, 46.95, 12.0, 47.05)
        assert np.allclose(image.bounds, box, atol=60)


# Masks


def test_nothing_stays_outside_of_a_mask(imagery, tmp_path, small_blocks):  # noqa: F811
    document, grid = imagery / "rgb" / "mosaic.json", grid_at(32632, 1100, 1100)
    x, y = (grid.extent[0] + grid.extent[2]) / 2, (grid.extent[1] + grid.extent[3]) / 2
    ring = shapely.Point(x, y).buffer(16_000).difference(shapely.Point(x, y).buffer(4_000))
    blade = shapely.box(x - 17_000, y - 17_000, x - 12_000, y - 15_000)
    texts = [shapely.to_wkb(each, hex=True) for each in (ring, blade)]
    exported(document, tmp_path / "whole.tif", grid)
    exported(document, tmp_path / "cut.tif", grid, mask=Mask(texts))
    inside = rasterio.features.rasterize([ring, blade], (1100, 1100), transform=grid.transform, dtype="uint8") == 1
    with rasterio.open(tmp_path / "whole.tif") as whole, rasterio.open(tmp_path / "cut.tif") as cut:
        assert (cut.read() == np.where(inside, whole.read(), cut.nodata)).all()
        assert 0.1 < inside.mean() < 0.9
    lonlat = pyproj.Transformer.from_crs(32632, 4326, always_xy=True)
    there = [shapely.transform(each, lonlat.transform, interleaved=False) for each in (ring, blade)]
    mask = Mask([shapely.to_wkb(each, hex=True) for each in there], wkt(4326))
    exported(document, tmp_path / "other.tif", grid, mask=mask)
    with rasterio.open(tmp_path / "cut.tif") as cut, rasterio.open(tmp_path / "other.tif") as other:
        assert (cut.read() != other.read()).mean() < 1e-4
    done = exported(document, tmp_path / "fit.tif", crs_wkt=wkt(32632), resolution=(31, 31), mask=Mask(texts[:1]))
    assert abs(done.width - 32_000 / 31) < 2


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ([], "no polygon"),
        (["zz"], "number 1 is no geometry"),
        ([shapely.to_wkb(shapely.Point(1, 2), hex=True)], "number 1 is a Point"),
        ([shapely.to_wkb(shapely.Polygon(), hex=True)], "no polygon"),
    ],
)
def test_a_mask_without_polygons_is_refused(texts, told):
    with pytest.raises(BadRequestError, match=told):
        Mask(texts)


# Going on


class Stop:
    """Cancels after some blocks, and counts what is drawn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
        self.drawn: list[int] = []
        self._after = after
        self._lock = threading.Lock()
        self._draw = export.draw_block
        self.taken = 0
        monkeypatch.setattr(export, "draw_block", self.draw)

    def draw(self, task):
        with self._lock:
            self.drawn.append(task.number)
        return self._draw(task)

    def report(self, share, text) -> None:
        if text.startswith("block "):
            self.taken = int(text.split()[1])

    def is_wanted(self) -> bool:
        return self.taken >= self._after


def test_an_export_goes_on_where_it_was_cancelled(imagery, tmp_path, small_blocks, monkeypatch):  # noqa: F811
    document, grid, target = imagery / "uint16" / "mosaic.json", grid_at(3857, 1100, 1100), tmp_path / "out.tif"
    exported(document, tmp_path / "whole.tif", grid)
    stop = Stop(monkeypatch, 4)
    with pytest.raises(WorkCancelled):
        exported(document, target, grid, report=stop.report, cancelled=stop.is_wanted)
    assert not target.exists() and (tmp_path / "out.tif.part" / "export.json").is_file()
    again = Stop(monkeypatch, 99)
    done = exported(document, target, grid, report=again.report)
    assert done.resumed >= 4 and done.blocks == 9 and len(again.drawn) == 9 - done.resumed
    assert not (tmp_path / "out.tif.part").exists()
    with rasterio.open(tmp_path / "whole.tif") as whole, rasterio.open(target) as image:
        assert (whole.read() == image.read()).all()


def test_what_was_damaged_meanwhile_is_drawn_again(imagery, tmp_path, small_blocks, monkeypatch):  # noqa: F811
    document, grid, target = imagery / "uint16" / "mosaic.json", grid_at(3857, 1100, 1100), tmp_path / "out.tif"
    exported(document, tmp_path / "whole.tif", grid)
    stop = Stop(monkeypatch, 6)
    with pytest.raises(WorkCancelled):
        exported(document, target, grid, report=stop.report, cancelled=stop.is_wanted)
    part = tmp_path / "out.tif.part"
    packed = part / "whole.tiles"
    size = packed.stat().st_size
    with packed.open("r+b") as file:
        file.seek(100)
        file.write(b"damaged!")
        file.truncate(size - 10)
    with (part / "whole.log").open("ab") as file:
        file.write(b'{"number": 5, "at": 0, "ti')
    done = exported(document, target, grid)
    assert 0 < done.resumed <= stop.taken - 1
    with rasterio.open(tmp_path / "whole.tif") as whole, rasterio.open(target) as image:
        assert (whole.read() == image.read()).all()


def test_other_settings_or_another_mosaic_begin_anew(copied, tmp_path, small_blocks, monkeypatch):
    grid, target = grid_at(3857, 1100, 1100), tmp_path / "out.tif"
    stop = Stop(monkeypatch, 3)
    with pytest.raises(WorkCancelled):
        exported(copied, target, grid, report=stop.report, cancelled=stop.is_wanted)
    document = json.loads(copied.read_text())
    document["tiles"] = {key: assets[::-1] for key, assets in document["tiles"].items()}
    copied.write_text(json.dumps(document))
    with pytest.raises(WorkCancelled):
        exported(copied, target, grid, report=stop.report, cancelled=lambda: stop.taken >= 3)
    done = exported(copied, target, grid, compression="lzw")
    assert (done.resumed, done.began_anew) == (0, True)


def test_several_files_go_on_too(imagery, tmp_path, monkeypatch, small_blocks):  # noqa: F811
    monkeypatch.setattr(export_plan, "SMALLEST_FILE_PX", 1)
    monkeypatch.setattr("mosaic_qgis.batch.export_grid.LARGEST_BLOCK_PX", BLOCK_PX)
    document, grid, target = imagery / "rgb" / "mosaic.json", grid_at(3035, 1100, 600), tmp_path / "many.vrt"
    stop = Stop(monkeypatch, 3)
    with pytest.raises(WorkCancelled):
        exported(document, target, grid, largest_px=BLOCK_PX, report=stop.report, cancelled=stop.is_wanted)
    done = exported(document, target, grid, largest_px=BLOCK_PX)
    assert done.resumed >= 3 and done.files == 6
    exported(document, tmp_path / "one.tif", grid)
    with rasterio.open(tmp_path / "one.tif") as one, rasterio.open(target) as many:
        assert (one.read() == many.read()).all()


def test_results_do_not_depend_on_the_order_of_tasks(imagery, tmp_path, small_blocks, monkeypatch):  # noqa: F811
    document, grid = imagery / "rgb" / "mosaic.json", grid_at(3857, 1100, 1100)
    exported(document, tmp_path / "one.tif", grid)

    class Backwards:
        def run(self, task, items, *, cancelled):
            for number, item in reversed(list(enumerate(items))):
                yield export.Outcome(number=number, value=task(item))

    class Context:
        def __enter__(self):
            return Backwards()

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(export, "runner_for", lambda *_, **__: Context())
    exported(document, tmp_path / "two.tif", grid)
    assert (tmp_path / "one.tif").read_bytes() == (tmp_path / "two.tif").read_bytes()


# What goes wrong


def test_an_image_that_cannot_be_read_ends_the_export_or_is_left_out(copied, tmp_path, small_blocks):
    grid, target = grid_at(3857), tmp_path / "out.tif"
    broken = copied.parent / "z32_r0_c1.tif"
    broken.unlink()
    with pytest.raises(MosaicError, match=r"z32_r0_c1.*kept in .*out\.tif\.part"):
        exported(copied, target, grid)
    assert not target.exists()
    done = exported(copied, target, grid, leaves_out=True)
    assert [Path(failure.asset).name for failure in done.skipped] == [broken.name]
    images = [path for path in images_of(copied.parent) if path != broken]
    with rasterio.open(target) as image:
        expected = first_mosaic(images, grid, image.nodata)[0]
        assert (image.read() != expected).mean() < MOST_DIFFERING


def test_a_network_that_comes_back_is_waited_for(imagery, tmp_path, small_blocks, monkeypatch):  # noqa: F811
    document, grid, target = imagery / "rgb" / "mosaic.json", grid_at(3857, 1100, 1100), tmp_path / "out.tif"
    failed: set[int] = set()
    draw = export.draw_block

    def shaky(task):
        if task.number in (1, 4) and task.number not in failed:
            failed.add(task.number)
            raise UnreachableError("no connection to images.example")
        return draw(task)

    monkeypatch.setattr(export, "draw_block", shaky)
    done = exported(document, target, grid, pauses_s=(0.0,))
    assert failed == {1, 4} and done.blocks == 9
    exported(document, tmp_path / "plain.tif", grid)
    assert target.read_bytes() == (tmp_path / "plain.tif").read_bytes()


def test_a_lost_network_ends_soon_and_what_is_finished_stays(imagery, tmp_path, small_blocks, monkeypatch):  # noqa: F811
    document, grid, target = imagery / "rgb" / "mosaic.json", grid_at(3857, 2500, 2500), tmp_path / "out.tif"
    draw, tried, is_begun = export.draw_block, [], threading.Event()

    def report(share, text):
        if text.startswith("block 3 "):
            is_begun.set()

    def lost(task):
        if task.number >= 3:
            assert is_begun.wait(60)
            tried.append(task.number)
            raise UnreachableError("no connection to images.example")
        return draw(task)

    monkeypatch.setattr(export, "draw_block", lost)
    with pytest.raises(UnreachableError, match=r"no connection.*stopped at 12 %.*goes on"):
        exported(document, target, grid, report=report, pauses_s=(60.0,))
    assert len(tried) < 3 * export.MOST_IN_A_ROW
    monkeypatch.setattr(export, "draw_block", draw)
    assert exported(document, target, grid).resumed == 3


def test_what_is_there_is_not_replaced_unasked(imagery, tmp_path):  # noqa: F811
    document, grid, target = imagery / "rgb" / "mosaic.json", grid_at(3857, 100, 100), tmp_path / "out.tif"
    target.write_text("precious")
    (tmp_path / "out.tif.aux.xml").write_text("<old/>")
    with pytest.raises(MosaicExistsError, match=r"out\.tif exists already"):
        exported(document, target, grid)
    assert target.read_text() == "precious"
    exported(document, target, grid, overwrite=True)
    assert target.read_bytes()[:2] == b"II" and not (tmp_path / "out.tif.aux.xml").exists()
    (tmp_path / "folder.tif").mkdir()
    with pytest.raises(MosaicExistsError, match="is a folder"):
        exported(document, tmp_path / "folder.tif", grid, overwrite=True)


def test_a_folder_of_somebody_else_is_left_alone(imagery, tmp_path):  # noqa: F811
    other = tmp_path / "out.tif.part" / "thesis.txt"
    other.parent.mkdir()
    other.write_text("precious")
    with pytest.raises(BadRequestError, match="in the way"):
        exported(imagery / "rgb" / "mosaic.json", tmp_path / "out.tif", grid_at(3857, 100, 100), overwrite=True)
    assert other.read_text() == "precious"


def test_a_folder_below_a_vrt_is_replaced_only_when_it_is_ours(imagery, tmp_path):  # noqa: F811
    document, grid, target = imagery / "rgb" / "mosaic.json", grid_at(3857, 100, 100), tmp_path / "out.vrt"
    exported(document, target, grid)
    assert [path.name for path in (tmp_path / "out_tiles").iterdir()] == ["whole.tif"]
    exported(document, target, grid, overwrite=True)
    (tmp_path / "out_tiles" / "thesis.txt").write_text("precious")
    with pytest.raises(MosaicExistsError, match=r"thesis\.txt"):
        exported(document, target, grid, overwrite=True)
    assert (tmp_path / "out_tiles" / "thesis.txt").read_text() == "precious"


def test_no_address_is_written_beside_the_target(imagery, tmp_path, small_blocks, monkeypatch):  # noqa: F811
    stop = Stop(monkeypatch, 1)
    with pytest.raises(WorkCancelled):
        exported(
            imagery / "rgb" / "mosaic.json", tmp_path / "out.tif", grid_at(3857, 1100, 530), report=stop.report,
            cancelled=stop.is_wanted, options={"authcfg": "a1b2c3d"},
        )  # fmt: skip
    told = (tmp_path / "out.tif.part" / "export.json").read_text()
    assert "mosaic.json" not in told and "a1b2c3d" not in told


def test_a_mosaic_that_other_work_closes_is_opened_again(imagery, tmp_path, small_blocks, monkeypatch):  # noqa: F811
    document, grid = imagery / "rgb" / "mosaic.json", grid_at(3857, 1100, 530)
    read, closed = MosaicLayer.read_onto, []

    def closing(layer, *arguments):
        if not closed:
            closed.append(True)
            forget(Source(uri=str(document)))
        return read(layer, *arguments)

    monkeypatch.setattr(MosaicLayer, "read_onto", closing)
    assert exported(document, tmp_path / "out.tif", grid).blocks == 6
    assert closed


def test_two_runs_of_one_export_do_not_mix(imagery, tmp_path):  # noqa: F811
    folder = tmp_path / "out.tif.part"
    folder.mkdir()
    with writing_in(folder), pytest.raises(MosaicConflictError):
        exported(imagery / "rgb" / "mosaic.json", tmp_path / "out.tif", grid_at(3857, 100, 100))


def test_where_nothing_can_be_written_nothing_is_drawn(imagery, tmp_path):  # noqa: F811
    document, grid = imagery / "rgb" / "mosaic.json", grid_at(3857, 100, 100)
    with pytest.raises(MosaicNotFoundError, match="no folder"):
        exported(document, tmp_path / "missing" / "out.tif", grid)
    if os.geteuid() != 0:
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)
        with pytest.raises(MosaicAuthError):
            exported(document, locked / "out.tif", grid)


def test_a_full_disk_is_told_and_what_is_finished_stays(imagery, tmp_path, small_blocks, monkeypatch):  # noqa: F811
    document, grid, target = imagery / "rgb" / "mosaic.json", grid_at(3857, 1100, 1100), tmp_path / "out.tif"
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no full disk to write to")
    stop = Stop(monkeypatch, 2)
    with pytest.raises(WorkCancelled):
        exported(document, target, grid, report=stop.report, cancelled=stop.is_wanted)
    log = tmp_path / "out.tif.part" / "whole.log"
    real = Path.open

    def opened(path, mode="r", *arguments, **keys):
        return real(full if path == log and mode == "ab" else path, mode, *arguments, **keys)

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(UnreachableError, match=r"The disk of .* is full.*kept in"):
        exported(document, target, grid)
    monkeypatch.setattr(Path, "open", real)
    assert not target.exists()
    assert exported(document, target, grid).resumed >= 2


@pytest.mark.parametrize(
    ("keys", "error", "told"),
    [
        ({"resolution": (0, 1)}, BadRequestError, "positive width"),
        ({"resolution": (0.0001, 0.0001)}, BadRequestError, "4000000 pixels a side at most"),
        ({"extent": (1, 1, 1, 2)}, BadRequestError, "extent"),
        ({"extent": (1, 1, math.inf, 2)}, BadRequestError, "extent"),
        ({"crs_wkt": "no CRS"}, BadRequestError, "WKT"),
        ({"compression": "gzip"}, BadRequestError, "compression is one of"),
        ({"quality": 0}, BadRequestError, "quality lies"),
        ({"compression": "webp"}, UnsupportedError, "WebP"),
        ({"resampling": "magic"}, BadRequestError, "resampling is one of"),
        ({"largest_px": 10}, BadRequestError, "2048 pixels a side"),
        ({"target": "out.png"}, BadRequestError, "out.png"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_made(imagery, tmp_path, keys, error, told):  # noqa: F811
    name = keys.pop("target", "out.tif")
    with pytest.raises(error, match=told):
        exported(imagery / "uint16" / "mosaic.json", tmp_path / name, **keys)
    assert not list(tmp_path.iterdir())
