"""Local images of a series are known by their heads; what GDAL finds elsewhere, it is asked for."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.control import GroundControlPoint
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT

from mosaic_qgis.mosaic.errors import MosaicError
from mosaic_qgis.reading import local_tiffs, pool
from mosaic_qgis.reading.images import ImageInfo, MaskKind, look_at
from mosaic_qgis.reading.layer import ReadingResources
from mosaic_qgis.reading.pool import image_source
from mosaic_qgis.reading.tiff import UnsuitedTiff, local_layout, read_layout
from mosaic_qgis.reading.tiles import TileKey


def write(path: Path, *, west: float = 500_000, dtype: str = "uint8", tags: dict[str, str] | None = None, **options):
    profile = {
        "driver": "GTiff", "count": 2, "dtype": dtype, "width": 256, "height": 192, "crs": "EPSG:32633",
        "transform": from_origin(west, 5_300_000, 10, 10), "tiled": True, "blockxsize": 64, "blockysize": 64, **options,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as image:
        shape = (2, image.height, image.width)
        image.write(np.random.default_rng(int(west)).integers(1, 200, shape).astype(dtype))
        image.update_tags(**(tags or {}))
        image.build_overviews([2], Resampling.nearest)


def expected(path: Path) -> ImageInfo:
    """As GDAL has it, with its own look for what lies beside."""
    options = {"GDAL_DISABLE_READDIR_ON_OPEN": "TRUE", "GDAL_PAM_ENABLED": "NO"}
    with rasterio.Env(**options), rasterio.open(path, sharing=False) as image:
        return look_at(image, str(path))


@pytest.fixture
def resources() -> Iterator[ReadingResources]:
    made = ReadingResources()
    yield made
    made.close()


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """Names of what GDAL has opened."""
    names: list[str] = []
    really_open = pool._open

    def noted(name: str, **extra: object):
        names.append(Path(name).name)
        return really_open(name, **extra)

    monkeypatch.setattr(pool, "_open", noted)
    return names


def look(resources: ReadingResources, path: Path) -> ImageInfo:
    return resources.look(image_source(str(path), {}))


def test_of_a_series_only_the_first_is_opened(resources, opened, tmp_path):
    paths = [tmp_path / f"{place}.tif" for place in range(4)]
    for place, path in enumerate(paths):
        write(path, west=500_000 + 2560 * place, nodata=0)
    infos = [look(resources, path) for path in paths]
    assert opened == ["0.tif"]
    assert [repr(info) for info in infos] == [repr(expected(path)) for path in paths]


@pytest.mark.parametrize(
    "other",
    [{"dtype": "int16"}, {"nodata": 7}, {"crs": "EPSG:32634"}, {"tags": {"place": "elsewhere"}}, {"blockxsize": 128}],
    ids=lambda other: next(iter(other)),
)
def test_an_image_that_differs_is_opened(resources, opened, tmp_path, other):
    write(tmp_path / "first.tif")
    write(tmp_path / "other.tif", west=600_000, **other)
    look(resources, tmp_path / "first.tif")
    assert repr(look(resources, tmp_path / "other.tif")) == repr(expected(tmp_path / "other.tif"))
    assert opened == ["first.tif", "other.tif"]


def test_a_mask_beside_an_image_is_seen(tmp_path):
    write(tmp_path / "first.tif")
    write(tmp_path / "masked.tif", west=600_000)
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK="NO"),
        rasterio.open(tmp_path / "masked.tif", "r+") as image,
    ):
        image.write_mask(np.zeros((192, 256), bool))
    assert (tmp_path / "masked.tif.msk").exists()
    for order in (("first.tif", "masked.tif"), ("masked.tif", "first.tif")):
        made = ReadingResources()
        infos = {name: look(made, tmp_path / name) for name in order}
        made.close()
        assert infos["masked.tif"].mask_kind is MaskKind.MASK
        assert infos["first.tif"].mask_kind is MaskKind.NONE


def test_where_pixels_are_points_nothing_is_learned(resources, opened, tmp_path):
    for place in range(2):
        write(tmp_path / f"{place}.tif", west=500_000 + 2560 * place, tags={"AREA_OR_POINT": "Point"})
    infos = [look(resources, tmp_path / f"{place}.tif") for place in range(2)]
    assert opened == ["0.tif", "1.tif"]
    assert [info.transform for info in infos] == [expected(tmp_path / f"{place}.tif").transform for place in range(2)]


def test_a_damaged_image_of_a_series_fails_where_it_is_read(resources, tmp_path):
    write(tmp_path / "first.tif")
    write(tmp_path / "second.tif", west=600_000)
    whole = (tmp_path / "second.tif").read_bytes()
    (tmp_path / "second.tif").write_bytes(whole[: len(whole) // 2])
    look(resources, tmp_path / "first.tif")
    with pytest.raises(MosaicError, match=r"second\.tif"):
        read_all(resources, tmp_path / "second.tif")


def read_all(resources: ReadingResources, path: Path) -> None:
    source = image_source(str(path), {})
    info = resources.look(source)
    level = info.levels[0]
    for row in range(-(-level.height // level.tile_height)):
        for col in range(-(-level.width // level.tile_width)):
            resources.tile(info, level, TileKey(source, 0, col, row, (1, 2)))


def test_pixels_of_a_series_are_those_of_each_file(resources, tmp_path):
    for place in range(3):
        path = tmp_path / f"{place}.tif"
        write(path, west=500_000 + 2560 * place)
        source = image_source(str(path), {})
        info = resources.look(source)
        tile = resources.tile(info, info.levels[0], TileKey(source, 0, 0, 0, (1, 2)))
        with rasterio.open(path) as image:
            assert (tile.data == image.read()[:, : tile.data.shape[1], : tile.data.shape[2]]).all()


def check_all_tiles(resources: ReadingResources, path: Path) -> None:
    """All of a file, with the bands the other way round, against GDAL."""
    source = image_source(str(path), {})
    info = resources.look(source)
    for level in info.levels:
        extra = {"overview_level": level.index - 1} if level.index else {}
        with rasterio.open(path, **extra) as image:
            pixels = image.read([2, 1])
        for row in range(-(-level.height // level.tile_height)):
            for col in range(-(-level.width // level.tile_width)):
                tile = resources.tile(info, level, TileKey(source, level.index, col, row, (2, 1)))
                x, y, width, height = level.tile_window(col, row)
                assert (tile.data == pixels[:, y : y + height, x : x + width]).all()


@pytest.mark.parametrize(
    ("options", "is_opened"),
    [
        ({"compress": "deflate"}, False),
        ({"compress": "deflate", "predictor": 2, "dtype": "int16"}, False),
        ({"compress": "deflate", "interleave": "band"}, False),
        ({}, False),
        ({"compress": "lzw"}, True),
        ({"compress": "zstd", "dtype": "float32"}, True),
        ({"compress": "deflate", "blockxsize": 128, "width": 300, "height": 200}, False),
    ],
    ids=str,
)
def test_plain_tiles_are_read_without_gdal(resources, opened, tmp_path, options, is_opened):
    paths = [tmp_path / "first.tif", tmp_path / "second.tif"]
    for place, path in enumerate(paths):
        write(path, west=500_000 + 2560 * place, **options)
    look(resources, paths[0])
    opened.clear()
    source = image_source(str(paths[1]), {})
    info = resources.look(source)
    resources.tile(info, info.levels[0], TileKey(source, 0, 0, 0, (1, 2)))
    assert bool(opened) is is_opened
    check_all_tiles(resources, paths[1])


def test_a_file_that_shrinks_says_so(resources, tmp_path):
    write(tmp_path / "first.tif", compress="deflate")
    source = image_source(str(tmp_path / "first.tif"), {})
    info = resources.look(source)
    (tmp_path / "first.tif").write_bytes(b"")
    with pytest.raises(MosaicError, match=r"first\.tif"):
        resources.tile(info, info.levels[0], TileKey(source, 0, 0, 0, (1, 2)))


def test_a_file_that_claims_too_much_is_left_to_gdal(resources, opened, tmp_path):
    """The length of a tile is a number that anybody can write into a file."""
    path = tmp_path / "first.tif"
    write(path, compress="deflate")
    source = image_source(str(path), {})
    info = resources.look(source)
    content = bytearray(path.read_bytes())
    table = local_layout(str(path)).directories[0].lengths
    np.frombuffer(content, table.dtype, table.count, table.position)[0] = 0x7FFF_FFFF
    path.write_bytes(content)
    source = image_source(str(path), {})
    opened.clear()
    # GDAL knows how large a tile can be, and takes what there is.
    tile = resources.tile(info, info.levels[0], TileKey(source, 0, 0, 0, (1, 2)))
    assert opened == ["first.tif"]
    assert tile.data.shape == (2, info.levels[0].tile_height, info.levels[0].tile_width)


def test_a_bent_image_is_bent_whatever_size_it_then_has(resources, tmp_path):
    """Its edges are where they would be without the bend, so that GDAL's straight grid has the file's own size."""
    path, size = tmp_path / "bent.tif", 256
    half, line = size / 2, np.linspace(0, size, 9)
    points = [
        GroundControlPoint(row, col, 500_000 + 10 * (col + 12 * (1 - ((col - half) / half) ** 2)), 5_300_000 - 10 * row)
        for row in line
        for col in line
    ]
    with rasterio.open(
        path, "w", driver="GTiff", count=2, height=size, width=size, dtype="uint16", nodata=65535
    ) as image:
        rows, cols = np.mgrid[0:size, 0:size].astype("uint16")
        image.write(np.stack([cols, rows]))
        image.gcps = (points, rasterio.crs.CRS.from_epsg(32632))
    source = image_source(str(path), {})
    info = resources.look(source)
    tile = resources.tile(info, info.levels[0], TileKey(source, 0, 0, 0, (1, 2)))
    with rasterio.open(path) as image, WarpedVRT(image) as warped:
        assert (warped.width, warped.height) == (info.width, info.height)
        expected_pixels = warped.read()[:, : tile.data.shape[1], : tile.data.shape[2]]
    assert (tile.data == expected_pixels).all()
    assert abs(int(tile.data[0, 100, 128]) - 128) > 5


def changed_entry(path: Path, tag: int, change) -> None:
    """Let `change(content, position of the entry)` rewrite an entry of the first directory of a little-endian TIFF."""
    content = bytearray(path.read_bytes())
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    places = [start + 2 + 12 * number for number in range(count)]
    change(content, next(place for place in places if struct.unpack_from("<H", content, place)[0] == tag))
    path.write_bytes(content)


def test_of_two_entries_with_one_tag_the_first_counts(tmp_path):
    """As GDAL takes them."""
    path = tmp_path / "twice.tif"
    write(path, compress="deflate")
    first = local_layout(str(path)).directories[0].coding
    # In the place of the entry that says how bands lie: a second number of bands.
    changed_entry(path, 284, lambda content, at: struct.pack_into("<HHII", content, at, 277, 4, 1, 400_000_000))
    assert first is not None and local_layout(str(path)).directories[0].coding == first


def test_values_that_lie_over_each_other_are_no_head():
    """Each entry is small enough by itself; together they would be gigabytes."""
    count, long = 4000, 900_000
    head = bytearray(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16) + struct.pack("<Q", count))
    for number in range(count):
        head += struct.pack("<HHQQ", 40_000 + number, 1, long, 100_000)
    head += bytes(8)
    head += bytes((1 << 20) - len(head))
    with pytest.raises(UnsuitedTiff):
        read_layout(bytes(head))


def test_what_is_no_tiff_is_tried_once(resources, monkeypatch, tmp_path):
    path = tmp_path / "picture.png"
    with rasterio.open(path, "w", driver="PNG", count=1, dtype="uint8", width=60, height=60) as image:
        image.write(np.ones((1, 60, 60), "uint8"))
    heads: list[str] = []
    monkeypatch.setattr(local_tiffs, "local_layout", lambda path: heads.append(path) or local_layout(path))
    source = image_source(str(path), {})
    for _ in range(3):
        assert resources.local.layout(source) is None
    assert heads == [str(path)]


def test_one_large_block_is_left_to_gdal(resources, opened, tmp_path):
    """It would be read and inflated again for each of its parts; GDAL keeps it."""
    path = tmp_path / "strip.tif"
    data = np.random.default_rng(1).integers(0, 9, (1, 2400, 300)).astype("uint8")
    with rasterio.open(
        path, "w", driver="GTiff", count=1, dtype="uint8", width=300, height=2400, crs="EPSG:32633", compress="deflate",
        transform=from_origin(500_000, 5_300_000, 10, 10), blockysize=2400,
    ) as image:  # fmt: skip
        image.write(data)
    source = image_source(str(path), {})
    info = resources.look(source)
    tile = resources.tile(info, info.levels[0], TileKey(source, 0, 0, 0, (1,)))
    assert set(opened) == {"strip.tif"}
    assert (tile.data == data[:, : tile.data.shape[1], : tile.data.shape[2]]).all()
