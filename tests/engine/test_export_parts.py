"""Parts of exports by themselves: tiles of pixels in another CRS, TIFF files put together, the pyramid, what is kept."""

from __future__ import annotations

import io
from pathlib import Path

import morecantile
import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine
from rasterio.io import MemoryFile

from mosaic_qgis.batch import export_tiff
from mosaic_qgis.batch.export_grid import ExportGrid, block_size, blocks_of, files_of, level_sizes
from mosaic_qgis.batch.export_pixels import Output, OutputBand, halved, packed, template
from mosaic_qgis.batch.export_store import PartialFile, Unfinished
from mosaic_qgis.batch.export_tiff import Level, write_cog
from mosaic_qgis.reading.foreign_grid import tile_map
from mosaic_qgis.reading.grid import AskedGrid, Rect

WEB = morecantile.tms.get("WebMercatorQuad")
WEB_WKT = pyproj.CRS.from_epsg(3857).to_wkt()


def output(dtype: str = "uint8", count: int = 1, **keys) -> Output:
    bands = tuple(
        OutputBand(band=place + 1, description=f"b{place + 1}", unit="", scale=1.0, offset=0.0, color="undefined")
        for place in range(count)
    )
    given = {
        "bands": bands, "with_alpha": False, "nodata": 0.0, "layer_nodata": 0.0, "hidden_alpha": None, "dtype": dtype,
        "colormap": None, "is_averaged": True, "compression": "deflate", "quality": 90,
    }  # fmt: skip
    return Output(**{**given, **keys})


# Tiles of pixels


@pytest.mark.parametrize(
    ("epsg", "extent", "finest"),
    [
        (32632, (600_000.0, 5_150_000.0, 700_000.0, 5_230_000.0), 11),
        (3035, (4_200_000.0, 2_600_000.0, 4_900_000.0, 3_100_000.0), 9),
        (4326, (5.0, 40.0, 17.0, 52.0), 8),
        (32661, (1_000_000.0, 1_000_000.0, 3_000_000.0, 3_000_000.0), 5),
        (32601, (300_000.0, 7_000_000.0, 700_000.0, 7_300_000.0), 8),
    ],
)
def test_every_pixel_is_in_the_tile_of_its_centre(epsg, extent, finest):
    """As a projection of each centre says; the third last one holds the pole, the last one the antimeridian."""
    grid = AskedGrid(extent, 333, 257)
    wkt = pyproj.CRS.from_epsg(epsg).to_wkt()
    found = tile_map(WEB, WEB_WKT, grid, wkt, finest)
    (zoom,) = {tile.z for tile in found.tiles}
    assert len(found.tiles) > 3
    x, y = np.meshgrid(extent[0] + (np.arange(333) + 0.5) * grid.x_res, extent[3] - (np.arange(257) + 0.5) * grid.y_res)
    x, y = pyproj.Transformer.from_crs(epsg, 3857, always_xy=True).transform(x, y)
    side = 2 * 20037508.342789244 / 2**zoom
    col, row = np.floor((x + 20037508.342789244) / side), np.floor((20037508.342789244 - y) / side)
    inside = (row >= 0) & (row < 2**zoom) & (col >= 0) & (col < 2**zoom)
    tiles = np.array([(tile.x, tile.y) for tile in found.tiles] + [(-1, -1)])
    assert (tiles[found.labels][..., 0] == np.where(inside, col, -1)).all()
    assert (tiles[found.labels][..., 1] == np.where(inside, row, -1)).all()


def test_parts_hold_each_pixel_with_images_once():
    grid = AskedGrid((600_000.0, 5_150_000.0, 700_000.0, 5_230_000.0), 400, 320)
    found = tile_map(WEB, WEB_WKT, grid, pyproj.CRS.from_epsg(32632).to_wkt(), 9)
    for lists in (
        [("a",)] * len(found.tiles),
        [(f"{number}",) for number in range(len(found.tiles))],
        [("a", "b") if number % 2 else () for number in range(len(found.tiles))],
    ):
        count = np.zeros(found.labels.shape, int)
        for part in found.parts(lists):
            rect = part.rect
            mask = np.ones((rect.height, rect.width), bool) if part.mask is None else part.mask
            count[rect.row : rect.row_stop, rect.col : rect.col_stop] += mask
            names = {
                lists[label]
                for label in np.unique(found.labels[rect.row : rect.row_stop, rect.col : rect.col_stop][mask])
            }
            assert names == {part.assets}
        wanted = np.array([bool(assets) for assets in lists] + [False])
        assert (count == wanted[found.labels]).all()


# Files


def written(pixels: np.ndarray, kind: Output, **keys) -> bytes:
    """A file whose levels have the pixels' own halves, as it is put together."""
    packed_file, levels, array = io.BytesIO(), [], pixels
    for width, height in level_sizes(pixels.shape[2], pixels.shape[1]):
        level = Level.empty(width, height)
        for col, row, tile in packed(array, kind):
            level.put(col, row, packed_file.tell(), len(tile))
            packed_file.write(tile)
        levels.append(level)
        array = halved(array, kind)
    told = template(kind, pyproj.CRS.from_epsg(3857).to_wkt(), Affine(10, 0, 500, 0, -10, 900), {})
    file = io.BytesIO()
    write_cog(file, levels, told.entries, packed_file, lambda share: None)
    return file.getvalue()


@pytest.mark.parametrize("is_big", [False, True])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint32", "float32", "float64", "complex64"])
def test_gdal_reads_what_was_put_together(monkeypatch, dtype, is_big):
    if is_big:
        monkeypatch.setattr(export_tiff, "_LARGEST_CLASSIC", 100)
    pixels = np.random.default_rng(3).integers(0, 100, (2, 700, 1100)).astype(dtype)
    pixels[:, :512, :512] = 0
    data = written(pixels, output(dtype, 2))
    assert data[2] == (43 if is_big else 42)
    with MemoryFile(data) as memory, memory.open() as image:
        assert (image.read() == pixels).all() and image.nodata == 0 and image.overviews(1) == [2, 4]
        assert image.get_tag_item("BLOCK_OFFSET_0_0", "TIFF", bidx=1) is None
        assert image.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert image.transform == Affine(10, 0, 500, 0, -10, 900)
    with MemoryFile(data) as memory, memory.open(overview_level=0) as image:
        assert (image.read() == halved(pixels, output(dtype, 2))).all()


def test_what_a_band_says_is_in_the_file():
    band = OutputBand(band=1, description="height", unit="m", scale=0.5, offset=-100.0, color="gray")
    data = written(np.ones((1, 30, 40), "int16"), output("int16", bands=(band,), nodata=-9999.0))
    with MemoryFile(data) as memory, memory.open() as image:
        assert (image.descriptions, image.units, image.scales, image.offsets) == (
            ("height",),
            ("m",),
            (0.5,),
            (-100.0,),
        )
        assert image.nodata == -9999 and image.overviews(1) == []


# The pyramid


def test_means_are_of_data_only():
    kind = output(nodata=0.0)
    pixels = np.array([[[0, 0, 4, 5], [0, 0, 0, 6], [1, 0, 9, 9]]], "uint8")
    assert halved(pixels, kind).tolist() == [[[0, 5], [1, 9]]]
    assert halved(pixels, output(is_averaged=False)).tolist() == [[[0, 4], [1, 9]]]


def test_a_mean_never_becomes_the_value_for_no_data():
    kind = output("int16", nodata=5.0)
    assert halved(np.array([[[4, 6], [4, 6]]], "int16"), kind).tolist() == [[[6]]]
    pixels = np.array([[[4, 6, 5, 5], [4, 6, 5, 4]]], "int16")
    assert halved(pixels, kind).tolist() == [[[6, 4]]]


def test_nan_and_alpha_are_no_data_too():
    floats = np.array([[[np.nan, 2.0], [np.nan, 4.0]]], "float32")
    assert halved(floats, output("float32", nodata=float("nan"))).tolist() == [[[3.0]]]
    colors = np.array([[[10, 200], [10, 200]], [[255, 0], [255, 0]]], "uint8")
    assert halved(colors, output(count=2, with_alpha=True, nodata=None)).tolist() == [[[10]], [[128]]]


# The grid


def test_files_and_blocks_cover_everything_once():
    grid = ExportGrid(left=0, top=0, x_res=1, y_res=1, width=9000, height=5000, crs_wkt=WEB_WKT)
    assert [file.name for file in files_of(grid, 10_000)] == ["whole"]
    files = files_of(grid, 5000)
    assert [(file.name, file.rect) for file in files] == [
        ("r1_c1", Rect(0, 0, 4096, 4096)),
        ("r1_c2", Rect(4096, 0, 4096, 4096)),
        ("r1_c3", Rect(8192, 0, 808, 4096)),
        ("r2_c1", Rect(0, 4096, 4096, 904)),
        ("r2_c2", Rect(4096, 4096, 4096, 904)),
        ("r2_c3", Rect(8192, 4096, 808, 904)),
    ]
    assert sum(rect.width * rect.height for rect in blocks_of(Rect(0, 0, 9000, 5000), 2048)) == 45_000_000
    assert [block_size(bytes_) for bytes_ in (1, 2, 3, 8, 9, 4000)] == [2048, 2048, 1024, 1024, 512, 512]
    assert level_sizes(1025, 3) == [(1025, 3), (513, 2), (257, 1)]


# What is kept


def test_only_whole_blocks_are_remembered(tmp_path: Path):
    part = PartialFile(tmp_path, "a")
    part.add(3, {(0, 0, 0): b"one", (1, 0, 0): b"two"}, b"rest")
    part.add(4, {}, None)
    part.put(b"made anew")
    part.close()
    again = PartialFile(tmp_path, "a")
    assert set(again.blocks) == {3, 4} and again.rest(3) == b"rest" and again.rest(4) is None
    again.close()
    with (tmp_path / "a.tiles").open("r+b") as file:
        file.write(b"X")
    torn = PartialFile(tmp_path, "a")
    assert set(torn.blocks) == {4}
    torn.remove()
    assert not list(tmp_path.iterdir())


def test_a_whole_file_counts_while_it_is_there(tmp_path: Path):
    unfinished = Unfinished(tmp_path / "x.tif")
    unfinished.folder.mkdir()
    assert not unfinished.begin({"a": 1}, resume=True)
    (unfinished.folder / "r1_c1.tif").write_bytes(b"")
    unfinished.finish_file(0, "r1_c1.tif")
    unfinished.finish_file(1, None)
    unfinished.finish_file(2, "gone.tif")
    (tmp_path / "precious.tif").write_bytes(b"")
    unfinished.finish_file(3, "../precious.tif")
    unfinished.finish_file(4, str(tmp_path / "precious.tif"))
    assert unfinished.begin({"a": 1}, resume=True)
    assert unfinished.finished_files() == {0: "r1_c1.tif", 1: None}
    assert not unfinished.begin({"a": 1}, resume=False) and unfinished.finished_files() == {}
    unfinished.remove()
    assert not unfinished.folder.exists()


def test_a_tile_is_packed_as_gdal_packs_it(tmp_path: Path):
    pixels = np.random.default_rng(1).integers(0, 255, (3, 512, 512)).astype("uint8")
    ((_, _, tile),) = packed(pixels, output(count=3))
    with rasterio.open(
        tmp_path / "x.tif", "w", driver="GTiff", width=512, height=512, count=3, dtype="uint8", tiled=True, blockxsize=512,
        blockysize=512, compress="deflate", predictor=2, interleave="pixel", crs="EPSG:3857", transform=Affine(1, 0, 0, 0, -1, 0),
    ) as image:  # fmt: skip
        image.write(pixels)
    assert tile in (tmp_path / "x.tif").read_bytes()
