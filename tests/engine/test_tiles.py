"""Mosaics as tiles: the same pixels as the layer's, in files that independent readers understand."""

from __future__ import annotations

import itertools
import json
import math
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import morecantile
import numpy as np
import pytest
import rasterio
from data.fixtures import imagery
from data.oracle import Grid
from data.scenes import LEFT, PIXEL_M, TOP, Image, write_document, write_image
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import tileid_to_zxy, zxy_to_tileid
from rasterio.io import MemoryFile

from mosaic_qgis.batch import new_files, tile_plan
from mosaic_qgis.batch import pmtiles as pmtiles_writer
from mosaic_qgis.batch.mosaics import Source, opened
from mosaic_qgis.batch.new_files import new_folder
from mosaic_qgis.batch.pmtiles import PMTilesSink
from mosaic_qgis.batch.runner import LocalRunner, Outcome, WorkCancelled
from mosaic_qgis.batch.tile_drawing import DrawnTile, TileTask, draw_block
from mosaic_qgis.batch.tile_pictures import PictureStyle, encoded, picture
from mosaic_qgis.batch.tile_plan import TileBlock, blocks_of
from mosaic_qgis.batch.tile_spool import TileSpool, tile_ids
from mosaic_qgis.batch.tileset import TilesetFacts
from mosaic_qgis.batch.tiling import TilesWish, write_tiles
from mosaic_qgis.mosaic.errors import (
    BadAssetError,
    BadRequestError,
    MosaicAuthError,
    MosaicError,
    MosaicExistsError,
    MosaicNotFoundError,
    NoAssetFoundError,
    UnreachableError,
)
from mosaic_qgis.reading.values import Patch, ReadRequest

__all__ = ["imagery"]

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@pytest.fixture
def scene(tmp_path) -> Source:
    """Three overlapping images in the web's CRS."""
    folder = tmp_path / "scene"
    folder.mkdir()
    return source_of(folder, [Image(mask="nodata")] * 3)


def source_of(folder: Path, images: list[Image], **keys) -> Source:
    paths = [write_image(folder / f"{number}.tif", image, number) for number, image in enumerate(images)]
    return Source(uri=str(write_document(folder, paths, **keys)))


def write(source: Source, place: Path, **wishes):
    where = {"file": str(place)} if place.suffix else {"folder": str(place)}
    return write_tiles(source, TilesWish(**where, **{"resampling": "nearest", "maxzoom": 12, **wishes}), LocalRunner(2))


def pixels_of(body: bytes) -> np.ndarray:
    with MemoryFile(body) as memory, memory.open() as picture:
        return picture.read()


def web_box(zoom: int, col: int, row: int, cols: int = 1) -> tuple[float, float, float, float]:
    side = 2 * math.pi * 6378137 / 2**zoom
    half = math.pi * 6378137
    return col * side - half, half - (row + cols) * side, (col + cols) * side - half, half - row * side


def mbtiles(path: Path) -> dict[tuple[int, int, int], bytes]:
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
    return {(zoom, col, 2**zoom - 1 - row): body for zoom, col, row, body in rows}


def pmtiles(path: Path) -> dict[tuple[int, int, int], bytes]:
    with path.open("rb") as file:
        return {tuple(place): body for place, body in all_tiles(MmapSource(file))}


def folder_tiles(path: Path) -> dict[tuple[int, int, int], bytes]:
    return {tuple(map(int, (*f.parts[-3:-1], f.stem))): f.read_bytes() for f in path.glob("*/*/*.*")}


def leftovers(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name.startswith("."))


# Pixels


def test_tiles_have_the_pixels_of_the_layer(scene, tmp_path):
    write(scene, tmp_path / "out.pmtiles")
    tiles = pmtiles(tmp_path / "out.pmtiles")
    assert {zoom for zoom, _, _ in tiles} == {9, 10, 11, 12}
    with opened(scene) as layer:
        for zoom, col, row in tiles:
            drawn = pixels_of(tiles[zoom, col, row])
            expected = np.zeros((3, 256, 256), np.uint8)

            def put(patch: Patch, expected=expected):
                _, height, width = patch.array.shape
                expected[:, patch.row : patch.row + height, patch.col : patch.col + width] = patch.array

            layer.read(ReadRequest(extent=web_box(zoom, col, row), width=256, height=256), put, lambda: False)
            assert (drawn[:3] == expected).all(), (zoom, col, row)
            shows = (expected != 0).any(axis=0)
            assert ((drawn[3] == 255) == shows).all() if len(drawn) == 4 else shows.all()
            assert shows.any()


def test_tiles_agree_with_gdal_where_an_image_is_alone(tmp_path):
    image = Image(mask="none", size_px=200)
    source = source_of(tmp_path, [image])
    write(source, tmp_path / "tiles", minzoom=12, maxzoom=12)
    grid = web_box(12, *first_tile(folder_tiles(tmp_path / "tiles")))
    expected = Grid(grid, 256, 256)
    with rasterio.open(tmp_path / "0.tif") as dataset:
        xs = expected.extent[0] + (np.arange(256) + 0.5) * (expected.extent[2] - expected.extent[0]) / 256
        ys = expected.extent[3] - (np.arange(256) + 0.5) * (expected.extent[3] - expected.extent[1]) / 256
        cols, rows = np.floor((xs - LEFT) / PIXEL_M).astype(int), np.floor((TOP - ys) / PIXEL_M).astype(int)
        inside = ((rows >= 0) & (rows < 200))[:, None] & ((cols >= 0) & (cols < 200))[None, :]
        values = dataset.read()[:, np.clip(rows, 0, 199)][:, :, np.clip(cols, 0, 199)]
    drawn = pixels_of(folder_tiles(tmp_path / "tiles")[12, *first_tile(folder_tiles(tmp_path / "tiles"))])
    assert inside.any()
    assert (drawn[:3] == np.where(inside, values, 0)).all()
    assert ((drawn[3] if len(drawn) == 4 else np.full((256, 256), 255)) == np.where(inside, 255, 0)).all()


def first_tile(tiles: dict) -> tuple[int, int]:
    return min((col, row) for _, col, row in tiles)


def test_tiles_of_512_pixels_show_twice_as_much_detail(scene, tmp_path):
    made = write(scene, tmp_path / "large", tile_px=512, maxzoom=None)
    small = write(scene, tmp_path / "small", tile_px=256, maxzoom=None)
    assert (made.maxzoom, small.maxzoom) == (12, 13)
    large, four = folder_tiles(tmp_path / "large"), folder_tiles(tmp_path / "small")
    zoom, col, row = next(place for place in sorted(large) if place[0] == 12)
    whole = pixels_of(large[zoom, col, row])
    assert whole.shape[1:] == (512, 512)
    for down, right in itertools.product((0, 1), (0, 1)):
        body = four.get((13, 2 * col + right, 2 * row + down))
        quarter = whole[:3, down * 256 : (down + 1) * 256, right * 256 : (right + 1) * 256]
        assert (quarter == (0 if body is None else pixels_of(body)[:3])).all()


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_formats(scene, tmp_path, kind):
    write(scene, tmp_path / "out.mbtiles", format=kind, quality=90, minzoom=11, maxzoom=11)
    write(scene, tmp_path / "exact.mbtiles", minzoom=11, maxzoom=11)
    tiles, exact = mbtiles(tmp_path / "out.mbtiles"), mbtiles(tmp_path / "exact.mbtiles")
    assert tiles.keys() == exact.keys()
    for place, body in tiles.items():
        start = {"png": b"\x89PNG", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF"}[kind]
        assert body.startswith(start)
        drawn, wanted = pixels_of(body), pixels_of(exact[place])
        if kind == "jpeg":
            assert len(drawn) == 3
            # Nothing is white, as on a map.
            wanted = np.where(wanted[3] == 0, 255, wanted[:3]) if len(wanted) == 4 else wanted
        assert drawn.shape == wanted.shape
        if kind == "png":
            assert (drawn == wanted).all()


def test_webp_at_full_quality_loses_nothing(scene, tmp_path):
    write(scene, tmp_path / "a.mbtiles", format="webp", quality=100, minzoom=11, maxzoom=11)
    write(scene, tmp_path / "b.mbtiles", minzoom=11, maxzoom=11)
    exact = mbtiles(tmp_path / "b.mbtiles")
    for place, body in mbtiles(tmp_path / "a.mbtiles").items():
        assert (pixels_of(body) == pixels_of(exact[place])).all()


@pytest.mark.parametrize("kind", ["uint16", "float32", "palette", "jpeg_mask", "rgba"])
def test_kinds_of_mosaics_become_pictures(imagery, tmp_path, kind):
    source = Source(uri=str(imagery / kind / "mosaic.json"))
    made = write(source, tmp_path / "out.mbtiles", minzoom=9, maxzoom=9)
    tiles = mbtiles(tmp_path / "out.mbtiles")
    assert made.tiles == len(tiles) > 0
    drawn = [pixels_of(body) for body in tiles.values()]
    colors = {"uint16": 1, "float32": 1}.get(kind, 3)
    assert {len(each) for each in drawn} <= {colors, colors + 1}
    shown = np.concatenate([(each[0][each[-1] > 0] if len(each) == colors + 1 else each[0].ravel()) for each in drawn])
    # Stretched to the whole range, or as the images have it; transparent where they have nothing.
    assert shown.size and shown.max() - shown.min() > (200 if colors == 1 else 60)
    assert any(len(each) == colors + 1 and (each[-1] == 0).any() for each in drawn)
    if kind == "palette":
        seen = {tuple(color) for each in drawn for color in each[:3].reshape(3, -1).T}
        assert seen - {(0, 0, 0)} <= {(176, 196, 120), (74, 120, 70), (140, 120, 96), (240, 244, 250), (46, 96, 140)}


def test_ranges_that_are_given_decide(tmp_path):
    values = np.full((1, 150, 150), 1500, np.uint16)
    source = source_of(tmp_path, [Image(dtype="uint16", count=1, mask="none", values=values)])
    for text, expected in (((0, 3000),), 128), (((1500, 3000),), 0), (((0, 1000),), 255):
        write(source, tmp_path / "t", ranges=text, minzoom=12, overwrite=True)
        body = next(iter(folder_tiles(tmp_path / "t").values()))
        drawn = pixels_of(body)
        assert set(np.unique(drawn[0][drawn[-1] > 0] if len(drawn) == 2 else drawn[0])) == {expected}


def test_bands_are_chosen(tmp_path):
    values = np.stack([np.full((150, 150), value, np.uint8) for value in (10, 20, 30, 40)])
    source = source_of(tmp_path, [Image(count=4, mask="none", values=values, profile={"photometric": "MINISBLACK"})])
    write(source, tmp_path / "three", bands=(4, 1, 2), minzoom=12)
    write(source, tmp_path / "one", bands=(3,), minzoom=12)
    for name, expected in (("three", [40, 10, 20]), ("one", [30])):
        drawn = pixels_of(next(iter(folder_tiles(tmp_path / name).values())))
        assert drawn[: len(expected), 128, 128].tolist() in (expected, [0] * len(expected))
        assert {tuple(color) for color in drawn[: len(expected)].reshape(len(expected), -1).T} <= {
            tuple(expected),
            (0,) * len(expected),
        }


@pytest.mark.parametrize(
    ("drawn", "opacity", "background", "expected"),
    [
        ([200], 0, (10, 20, 30), [10, 20, 30]),
        ([200], 255, (10, 20, 30), [200, 200, 200]),
        ([200], 0, (7, 7, 7), [7]),
        ([200, 100, 0], 128, (0, 0, 0), [100, 50, 0]),
    ],
)
def test_backgrounds(drawn, opacity, background, expected):
    pixels = np.array(drawn, np.uint8)[:, None, None]
    style = PictureStyle(bands=tuple(range(1, len(drawn) + 1)), background=background)
    made, _ = picture(pixels, np.full((1, 1), opacity, np.uint8), style)
    assert made[:, 0, 0].tolist() == expected


@pytest.mark.parametrize(
    ("dtype", "value"), [("uint8", 9), ("uint64", 1 << 62), ("float32", np.nan), ("float64", 1e300)]
)
def test_classes_without_a_colour_do_not_show(dtype, value):
    style = PictureStyle(bands=(1,), palette=((0, (1, 2, 3, 255)), (3, (4, 5, 6, 255))))
    pixels = np.array([[[0, 3, 1, value]]], dtype)
    made, opacity = picture(pixels, np.full((1, 4), 255, np.uint8), style)
    assert made[:, 0].T.tolist() == [[1, 2, 3], [4, 5, 6], [0, 0, 0], [0, 0, 0]]
    assert opacity.tolist() == [[255, 255, 0, 0]]


def test_numbers_that_are_none_are_no_pictures():
    style = PictureStyle(bands=(1,), ranges=((0.0, 10.0),))
    pixels = np.array([[[np.nan, np.inf, -np.inf, 5.0]]], np.float32)
    made, _ = picture(pixels, np.array([[0, 255, 255, 255]], np.uint8), style)
    assert made[0, 0].tolist() == [0, 255, 0, 128]
    assert pixels_of(encoded(np.zeros((1, 4, 4), np.uint8), None, style)).shape == (1, 4, 4)


# Which tiles


def test_blocks_cover_each_tile_once_and_skip_what_is_empty():
    extent = web_box(4, 9, 5)
    everything = blocks_of(extent, 0, 7, 256, has_images=None)
    places = [
        (block.zoom, block.col + col, block.row + row)
        for block in everything
        for row in range(block.rows)
        for col in range(block.cols)
    ]
    assert len(places) == len(set(places)) == sum(max(1, 4 ** (zoom - 4)) for zoom in range(8))
    asked = []

    def has_images(col: int, row: int, zoom: int) -> bool:
        asked.append((zoom, col, row))
        return (col, row) != (9 * 2, 5 * 2) if zoom == 5 else True

    few = blocks_of(web_box(4, 9, 5), 6, 9, 512, has_images=has_images)
    assert all(not (block.col >> (block.zoom - 5) == 18 and block.row >> (block.zoom - 5) == 10) for block in few if block.zoom > 6)  # fmt: skip
    assert len(asked) == len(set(asked))


def test_an_absurd_number_of_tiles_is_refused(monkeypatch):
    monkeypatch.setattr(tile_plan, "MOST_TILES", 5000)
    with pytest.raises(BadRequestError, match="smaller extent"):
        blocks_of((-2e7, -2e7, 2e7, 2e7), 0, 24, 256, has_images=lambda *_: True)


def test_looking_for_tiles_can_be_stopped():
    with pytest.raises(WorkCancelled):
        blocks_of((-2e7, -2e7, 2e7, 2e7), 0, 20, 256, has_images=lambda *_: True, cancelled=lambda: True)


def test_only_the_asked_extent_is_drawn(scene, tmp_path):
    whole = write(scene, tmp_path / "whole")
    box = (LEFT + 500, TOP - 900, LEFT + 900, TOP - 500)
    part = write(scene, tmp_path / "part", extent=box)
    assert part.tiles < whole.tiles and part.extent == box
    for zoom, col, row in folder_tiles(tmp_path / "part"):
        tile = web_box(zoom, col, row)
        assert tile[0] < box[2] and tile[2] > box[0] and tile[1] < box[3] and tile[3] > box[1]
    all_of_it = folder_tiles(tmp_path / "whole")
    assert all(all_of_it[place] == body for place, body in folder_tiles(tmp_path / "part").items())


def test_empty_tiles_are_written_when_wanted(scene, tmp_path):
    few = write(scene, tmp_path / "few", minzoom=14, maxzoom=14)
    every = write(scene, tmp_path / "every", minzoom=14, maxzoom=14, keeps_empty=True)
    assert every.tiles > few.tiles
    empty = set(folder_tiles(tmp_path / "every")) - set(folder_tiles(tmp_path / "few"))
    assert all(not pixels_of(folder_tiles(tmp_path / "every")[place]).any() for place in empty)


def test_zooms_of_a_mosaic_in_another_grid(scene, tmp_path):
    document = json.loads(Path(scene.uri).read_text())
    europe = morecantile.tms.get("EuropeanETRS89_LAEAQuad")
    tiles = {europe.quadkey(tile): ["0.tif", "1.tif", "2.tif"] for tile in europe.tiles(*document["bounds"], zooms=[7])}
    changes = {"tilematrixset": json.loads(europe.model_dump_json(exclude_none=True)), "minzoom": 7, "maxzoom": 9}
    Path(scene.uri).write_text(json.dumps({**document, **changes, "tiles": tiles}))
    made = write(scene, tmp_path / "t.mbtiles", maxzoom=None)
    for zoom, own in ((made.minzoom, 7), (made.maxzoom, 9)):
        on_the_ground = 2 * math.pi * 6378137 / 256 / 2**zoom * math.cos(math.radians(47))
        assert 0.45 < on_the_ground / europe.matrix(own).cellSize < 1.05
    assert made.tiles > 1


# Containers


def test_all_containers_hold_the_same(scene, tmp_path):
    wish = TilesWish(file=str(tmp_path / "a.mbtiles"), folder=str(tmp_path / "f"), maxzoom=12, name="Ⓜ tiles",
                     attribution="© us", description="a <b>")  # fmt: skip
    made = write_tiles(scene, wish, LocalRunner(2))
    write(scene, tmp_path / "a.pmtiles", resampling="bilinear", name="Ⓜ tiles", attribution="© us", description="a <b>")
    tiles = mbtiles(tmp_path / "a.mbtiles")
    assert tiles == pmtiles(tmp_path / "a.pmtiles") == folder_tiles(tmp_path / "f")
    assert len(tiles) == made.tiles
    with sqlite3.connect(tmp_path / "a.mbtiles") as database:
        metadata = dict(database.execute("SELECT name, value FROM metadata"))
    told = json.loads((tmp_path / "f" / "tilejson.json").read_text(encoding="utf-8"))
    with (tmp_path / "a.pmtiles").open("rb") as file:
        reader = Reader(MmapSource(file))
        header, text = reader.header(), reader.metadata()
    assert metadata["name"] == told["name"] == text["name"] == "Ⓜ tiles"
    assert metadata["attribution"] == told["attribution"] == text["attribution"] == "© us"
    assert metadata["format"] == "png" and header["tile_type"].name == "PNG"
    assert (header["min_zoom"], header["max_zoom"]) == (int(metadata["minzoom"]), int(metadata["maxzoom"])) == (9, 12)
    west, south, east, north = map(float, metadata["bounds"].split(","))
    assert told["bounds"] == pytest.approx([west, south, east, north], abs=1e-6)
    assert [header[name] / 1e7 for name in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")] == pytest.approx(
        [west, south, east, north], abs=1e-6
    )
    assert header["addressed_tiles_count"] == len(tiles) and header["clustered"]
    assert told["tiles"] == ["{z}/{x}/{y}.png"]
    assert leftovers(tmp_path) == []


def test_a_set_is_the_same_in_whatever_order_its_tiles_came(scene, tmp_path):
    class Backwards(LocalRunner):
        def run(self, task, items, *, cancelled) -> Iterator[Outcome]:
            yield from reversed(list(super().run(task, items, cancelled=cancelled)))

    for ending in ("mbtiles", "pmtiles"):
        write(scene, tmp_path / f"a.{ending}")
        write_tiles(
            scene, TilesWish(file=str(tmp_path / f"b.{ending}"), resampling="nearest", maxzoom=12), Backwards(2)
        )
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_tile_ids_are_those_of_pmtiles():
    places = [(zoom, col, row) for zoom in range(5) for col in range(2**zoom) for row in range(2**zoom)]
    places += [(24, 9_000_001, 5_000_321), (13, 4711, 815), (20, 2**20 - 1, 0)]
    found = tile_ids(*(np.array(values, dtype=np.int64) for values in zip(*places, strict=True)))
    assert found.tolist() == [zxy_to_tileid(*place) for place in places]
    assert [tileid_to_zxy(int(each)) for each in found] == places


def test_a_pmtiles_of_many_tiles_has_directories(tmp_path, monkeypatch):
    monkeypatch.setattr(pmtiles_writer, "_HEAD_BYTES", 4096)
    sink = PMTilesSink(tmp_path / "many.pmtiles", tmp_path / "spool")
    rng = np.random.default_rng(1)
    zoom, side = 14, 128
    bodies = {}
    for col in range(side):
        for row in range(side):
            # Some the same, side by side and elsewhere; all others different.
            body = b"same" if (col // 8 + row // 8) % 3 == 0 else rng.bytes(int(rng.integers(12, 300)))
            bodies[zoom, 8000 + col, 5000 + row] = body
    for place in sorted(bodies, key=lambda place: place[::-1]):
        body = bodies[place]
        sink.put(DrawnTile(zoom=place[0], col=place[1], row=place[2], body=body, is_plain=body == b"same"))
    facts = TilesetFacts(name="n", description="", attribution="", format="png", minzoom=zoom, maxzoom=zoom,
                         bounds=(-1, -1, 1, 1), tile_px=256)  # fmt: skip
    shares = []
    sink.finish(facts, shares.append, lambda: False)
    sink.close()
    assert shares == sorted(shares) and shares[-1] == 1
    with (tmp_path / "many.pmtiles").open("rb") as file:
        reader = Reader(MmapSource(file))
        header = reader.header()
        assert header["leaf_directory_length"] > 0
        assert header["root_offset"] + header["root_length"] <= 4096
        assert header["addressed_tiles_count"] == side * side
        assert header["tile_contents_count"] < header["tile_entries_count"] < side * side
        for place in list(bodies)[::501]:
            assert reader.get(*place) == bodies[place]
        assert reader.get(zoom, 1, 1) is None
    assert pmtiles(tmp_path / "many.pmtiles") == bodies


def test_tiles_wait_on_the_disk_once_each(tmp_path):
    spool = TileSpool(tmp_path / "spool")
    for col in range(100):
        spool.put(DrawnTile(zoom=9, col=col, row=3, body=b"x" * 100, is_plain=True))
    spool.put(DrawnTile(zoom=0, col=0, row=0, body=b"y" * 10_000))
    order = spool.in_order()
    assert order.zooms.tolist() == [0] + [9] * 100 and len(spool) == 101
    places = zip(order.offsets.tolist(), order.lengths.tolist(), strict=True)
    assert [spool.body(*place) for place in places] == [b"y" * 10_000] + [b"x" * 100] * 100
    spool.close()
    assert (tmp_path / "spool").stat().st_size == 10_100


# What goes wrong


def test_what_is_there_stays_unless_asked(scene, tmp_path):
    for name in ("t.mbtiles", "t.pmtiles"):
        (tmp_path / name).write_text("precious")
        with pytest.raises(MosaicExistsError, match="exists already"):
            write(scene, tmp_path / name)
        assert (tmp_path / name).read_text() == "precious"
        write(scene, tmp_path / name, overwrite=True, minzoom=12)
        assert (tmp_path / name).stat().st_size > 1000
    folder = tmp_path / "tiles"
    (folder / "3" / "0").mkdir(parents=True)
    (folder / "3" / "0" / "7.png").write_text("old")
    with pytest.raises(MosaicExistsError, match="has tiles already"):
        write(scene, folder)
    (folder / "thesis.docx").write_text("precious")
    with pytest.raises(MosaicExistsError, match=r"thesis\.docx"):
        write(scene, folder, overwrite=True)
    (folder / "thesis.docx").rename(tmp_path / "thesis.docx")
    write(scene, folder, overwrite=True)
    assert not (folder / "3").exists() and folder_tiles(folder)
    (tmp_path / "empty").mkdir()
    write(scene, tmp_path / "empty")
    assert folder_tiles(tmp_path / "empty").keys() == folder_tiles(folder).keys()
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("name", ["2024/11/22.jpg", "3/old.png", "3/8/1.png", "3/1/1.tif", "03/1/1.png", "3/1/1/a.tif"])
def test_folders_that_are_called_as_tiles_are_kept(tmp_path, name):
    kept = tmp_path / "photos" / name
    kept.parent.mkdir(parents=True)
    kept.write_text("precious")
    with (
        pytest.raises(MosaicExistsError, match="other things than tiles"),
        new_folder(tmp_path / "photos", overwrite=True),
    ):
        raise AssertionError("nothing may be written there")
    assert kept.read_text() == "precious"


def test_links_in_a_folder_of_tiles_are_no_tiles(tmp_path):
    (tmp_path / "elsewhere" / "0").mkdir(parents=True)
    (tmp_path / "tiles").mkdir()
    (tmp_path / "tiles" / "0").symlink_to(tmp_path / "elsewhere")
    with (
        pytest.raises(MosaicExistsError, match="other things than tiles"),
        new_folder(tmp_path / "tiles", overwrite=True),
    ):
        raise AssertionError("nothing may be written there")


@pytest.mark.parametrize(
    ("wishes", "error", "words"),
    [
        ({}, BadRequestError, "need a place"),
        ({"file": "/x/tiles.zip"}, BadRequestError, "ends in"),
        ({"folder": "/x", "tile_px": 300}, BadRequestError, "256 or 512"),
        ({"folder": "/x", "maxzoom": 40}, BadRequestError, "0…24"),
        ({"folder": "/x", "resampling": "best"}, BadRequestError, "resampling is one of"),
        ({"folder": "/x", "format": "gif"}, BadRequestError, "format of a tile"),
        ({"folder": "/x", "ranges": ((5.0, 5.0),)}, BadRequestError, "smaller one first"),
        ({"folder": "/x", "ranges": ((math.nan, 5.0),)}, BadRequestError, "smaller one first"),
    ],
)
def test_wishes_that_make_no_sense(wishes, error, words):
    with pytest.raises(error, match=words):
        TilesWish(**wishes)


@pytest.mark.parametrize(
    ("wishes", "error", "words"),
    [
        ({"minzoom": 13, "maxzoom": 10}, BadRequestError, "minzoom is at most maxzoom"),
        ({"bands": (7,)}, BadRequestError, "from 1 to 3"),
        ({"bands": (1, 2)}, BadRequestError, "one band or three"),
        ({"stretch": "much"}, BadRequestError, "stretch is one of"),
        ({"quality": 0}, BadRequestError, "quality"),
        ({"ranges": ((0.0, 1.0), (0.0, 1.0))}, BadRequestError, "one range"),
        ({"extent": (0.0, 0.0, 10.0, 10.0)}, NoAssetFoundError, "lies beside"),
    ],
)
def test_wishes_that_the_mosaic_cannot_fulfil(scene, tmp_path, wishes, error, words):
    with pytest.raises(error, match=words):
        write(scene, tmp_path / "t.mbtiles", **wishes)
    assert [entry.name for entry in tmp_path.iterdir()] == ["scene"]


def test_places_that_cannot_be_written(scene, tmp_path):
    with pytest.raises(MosaicNotFoundError, match="does not exist"):
        write(scene, tmp_path / "no" / "t.mbtiles")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadRequestError, match="is a file"):
        write(scene, tmp_path / "file")
    (tmp_path / "t.mbtiles").mkdir()
    with pytest.raises(BadRequestError, match="is a folder"):
        write(scene, tmp_path / "t.mbtiles", overwrite=True)
    with pytest.raises(MosaicNotFoundError):
        write(Source(uri=str(tmp_path / "no.json")), tmp_path / "u.mbtiles")


@pytest.mark.parametrize(
    ("reason", "error"), [(PermissionError(13, "Permission denied"), MosaicAuthError), (OSError(28, "No space left on device"), UnreachableError)]
)  # fmt: skip
@pytest.mark.parametrize("name", ["t.mbtiles", "t.pmtiles", "t"])
def test_a_disk_that_refuses_leaves_nothing(scene, tmp_path, monkeypatch, reason, error, name):
    def refuse(source, target):
        raise reason

    monkeypatch.setattr(new_files.os, "replace", refuse)
    with pytest.raises(error, match=reason.strerror):
        write(scene, tmp_path / name, minzoom=12)
    assert [entry.name for entry in tmp_path.iterdir()] == ["scene"]


def test_a_full_disk_for_sqlite_is_an_error_of_ours(tmp_path):
    with pytest.raises(UnreachableError, match="room on the disk"), new_files.new_file(tmp_path / "a", overwrite=False):
        raise sqlite3.OperationalError("database or disk is full")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["t.mbtiles", "t.pmtiles", "t"])
@pytest.mark.parametrize("after", [2, 6])
def test_cancelled_work_leaves_nothing(scene, tmp_path, name, after):
    reports = []
    where = {"file": str(tmp_path / name)} if "." in name else {"folder": str(tmp_path / name)}
    with pytest.raises(WorkCancelled):
        write_tiles(
            scene,
            TilesWish(**where, maxzoom=12),
            LocalRunner(2),
            report=lambda fraction, text: reports.append(fraction),
            cancelled=lambda: len(reports) >= after,
        )
    assert [entry.name for entry in tmp_path.iterdir()] == ["scene"]


def test_a_broken_image_ends_the_work_unless_it_may_be_left_out(scene, tmp_path):
    image = Path(scene.uri).parent / "1.tif"
    image.write_bytes(b"II*\0 not an image any more")
    with pytest.raises(BadAssetError, match=r"1\.tif.*left out"):
        write(scene, tmp_path / "t.mbtiles")
    assert not (tmp_path / "t.mbtiles").exists() and leftovers(tmp_path) == []
    made = write(scene, tmp_path / "t.mbtiles", skips_broken=True)
    assert [failure.asset for failure in made.skipped] == [str(image)]
    assert made.tiles == len(mbtiles(tmp_path / "t.mbtiles")) > 0


def test_a_task_that_fails_is_the_error_of_the_work(scene, tmp_path):
    class Failing(LocalRunner):
        def run(self, task, items, *, cancelled) -> Iterator[Outcome]:
            yield Outcome(number=0, error=UnreachableError("the network is gone"))

    with pytest.raises(UnreachableError, match="network is gone"):
        write_tiles(scene, TilesWish(file=str(tmp_path / "t.pmtiles")), Failing(1))
    assert [entry.name for entry in tmp_path.iterdir()] == ["scene"]


def test_nothing_to_show_is_told(tmp_path):
    values = np.zeros((3, 150, 150), np.uint8)
    source = source_of(tmp_path, [Image(mask="nodata", values=values)])
    with pytest.raises(NoAssetFoundError, match="shows anything"):
        write(source, tmp_path / "t.mbtiles")
    assert not (tmp_path / "t.mbtiles").exists()


def test_a_task_and_its_result_travel(scene):
    import pickle

    style = PictureStyle(bands=(1, 2, 3))
    zoom = 11
    grid = blocks_of((LEFT, TOP - 3000, LEFT + 3000, TOP), zoom, zoom, 256, has_images=None)
    task = TileTask(source=scene, block=grid[0], style=style, tile_px=256, resampling="nearest", keeps_empty=False)
    drawn = draw_block(pickle.loads(pickle.dumps(task)))
    assert drawn == pickle.loads(pickle.dumps(drawn)) and drawn.tiles
    assert isinstance(task.block, TileBlock) and issubclass(WorkCancelled, MosaicError)
