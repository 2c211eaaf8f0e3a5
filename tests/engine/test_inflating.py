"""Tiles made without GDAL: the same pixels and masks as GDAL makes of the same file, and nothing where GDAL has to do it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import deflate
import numpy as np
import pytest
import rasterio
import rasterio.shutil
from rasterio.enums import ColorInterp, Resampling
from rasterio.transform import from_origin
from rasterio.windows import Window

from mosaic_qgis.reading.coding import Coding, coding_of
from mosaic_qgis.reading.images import ImageInfo, Level, MaskKind, look_at
from mosaic_qgis.reading.inflating import MOST_BLOCK_BYTES, inflated
from mosaic_qgis.reading.pool import DatasetPool, ImageSource, image_source
from mosaic_qgis.reading.tiff import Block, HeadTooShort, Layout, UnsuitedTiff, local_layout, read_layout
from mosaic_qgis.reading.tiles import SourceTile, TileKey, decode

WIDTH, HEIGHT = 150, 110

FLOATS = {"float32", "float64"}
TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64")
CODINGS = [{"compress": "none"}] + [{"compress": "deflate", "predictor": predictor} for predictor in (1, 2, 3)]
BLOCKS = {
    "tiles": {"tiled": True, "blockxsize": 64, "blockysize": 48},
    "strips": {"blockysize": 16},
    "one_strip": {"blockysize": HEIGHT},
}


def pixels(dtype: str, bands: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """A slope with noise over the whole range of the type, so that differences of neighbours wrap around."""
    rng = np.random.default_rng(7)
    if dtype in FLOATS:
        values = rng.normal(0, 1e3, (bands, height, width)).astype(dtype)
        values[:, :9, :9] = np.nan
        return values
    limits = np.iinfo(dtype)
    return rng.integers(limits.min, limits.max, (bands, height, width), dtype, endpoint=True)


def write(path: Path, data: np.ndarray, *, overviews=(2, 4), **options) -> None:
    profile = {
        "driver": "GTiff", "count": len(data), "dtype": data.dtype.name, "width": data.shape[2], "height": data.shape[1],
        "crs": "EPSG:32633", "transform": from_origin(500_000, 5_300_000, 10, 10), **options,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as image:
        image.write(data)
        if overviews:
            image.build_overviews(list(overviews), Resampling.nearest)


@dataclass(frozen=True)
class Image:
    """A file, understood."""

    source: ImageSource
    content: bytes
    info: ImageInfo
    layout: Layout

    @classmethod
    def of(cls, path: Path) -> Image:
        layout = local_layout(str(path))
        with rasterio.open(path) as dataset:
            info = look_at(dataset, str(path), overview_sizes=layout.overview_sizes)
        return cls(image_source(str(path), {}), path.read_bytes(), info, layout)

    def blocks(self, level: Level, key: TileKey) -> dict[Block, bytes]:
        """As those who fetch fill it in."""
        bands = {*key.bands, self.info.alpha_band or key.bands[0]}
        found = self.layout.blocks((level.width, level.height), level.tile_window(key.col, key.row), bands)
        assert found is not None
        return {block: self.content[block.start : block.stop] for block in found}

    def keys(self, bands: tuple[int, ...] = ()) -> Iterator[tuple[Level, TileKey]]:
        """Every tile of every level."""
        for level in self.info.levels:
            for row in range(-(-level.height // level.tile_height)):
                for col in range(-(-level.width // level.tile_width)):
                    yield level, TileKey(self.source, level.index, col, row, bands or self.info.data_bands)

    def inflated(self, level: Level, key: TileKey) -> SourceTile | None:
        return inflated(self.layout, self.info, level, key, self.blocks(level, key))


def check_same(path: Path, bands: tuple[int, ...] = ()) -> None:
    image, pool = Image.of(path), DatasetPool()
    for level, key in image.keys(bands):
        got, wanted = image.inflated(level, key), decode(pool, image.info, level, key)
        assert got is not None
        assert (got.data.dtype, got.data.shape) == (wanted.data.dtype, wanted.data.shape)
        assert got.data.dtype.isnative
        assert got.data.tobytes() == wanted.data.tobytes(), "the same bits, those of NaN too"
        assert (got.valid is None) == (wanted.valid is None)
        assert got.valid is None or np.array_equal(got.valid, wanted.valid)
    pool.close()


def check_left_to_gdal(path: Path) -> None:
    image = Image.of(path)
    assert [image.inflated(level, key) for level, key in image.keys()] == [None] * len(list(image.keys()))


# The same pixels


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("coding", CODINGS, ids=lambda coding: "-".join(map(str, coding.values())))
@pytest.mark.parametrize("endianness", ["little", "big"])
def test_types_codings_and_orders_of_bytes(tmp_path, dtype, coding, endianness):
    if coding.get("predictor") == 3 and dtype not in FLOATS:
        with pytest.raises(rasterio.errors.RasterioError):
            write(tmp_path / "none.tif", pixels(dtype, 1), **coding)
        return
    for interleave, bands, blocks in (("pixel", 3, "tiles"), ("band", 2, "strips"), ("pixel", 1, "one_strip")):
        path = tmp_path / f"{blocks}.tif"
        options = {"interleave": interleave, "endianness": endianness, **coding, **BLOCKS[blocks]}
        write(path, pixels(dtype, bands), overviews=(2,), **options)
        check_same(path)


@pytest.mark.parametrize("blocks", BLOCKS)
@pytest.mark.parametrize("interleave", ["pixel", "band"])
@pytest.mark.parametrize("bands", [(1, 2, 3, 4, 5), (4,), (5, 2)])
def test_bands_in_any_order(tmp_path, blocks, interleave, bands):
    path = tmp_path / "bands.tif"
    options = {"interleave": interleave, "compress": "deflate", "predictor": 2, "bigtiff": "yes", **BLOCKS[blocks]}
    write(path, pixels("uint16", 5), **options)
    check_same(path, bands)


@pytest.mark.parametrize("predictor", [1, 2])
def test_cogs_of_odd_sizes(tmp_path, predictor):
    source, path = tmp_path / "plain.tif", tmp_path / "cog.tif"
    write(source, pixels("uint8", 3, 1111, 777), overviews=(), photometric="rgb")
    options = {"compress": "deflate", "predictor": "yes" if predictor == 2 else "no"}
    rasterio.shutil.copy(source, path, driver="COG", blocksize=256, **options)
    assert {each.coding.predictor for each in local_layout(str(path)).directories} == {predictor}
    check_same(path)
    check_same(path, (3, 1))


def test_the_bigger_half_of_a_tile_is_cut_off_at_the_edge(tmp_path):
    path = tmp_path / "edge.tif"
    write(path, pixels("int16", 2, 70, 50), overviews=(), compress="deflate", predictor=2, **BLOCKS["tiles"])
    check_same(path)


def test_overviews_with_blocks_of_another_size(tmp_path):
    path = tmp_path / "blocks.tif"
    with rasterio.Env(GDAL_TIFF_OVR_BLOCKSIZE=128):
        write(path, pixels("uint8", 3, 400, 300), tiled=True, blockxsize=48, blockysize=80, compress="deflate")
    sizes = [(each.block_width, each.block_height) for each in local_layout(str(path)).directories]
    assert sizes == [(48, 80), (128, 128), (128, 128)]
    check_same(path)


@pytest.mark.parametrize("predictor", [1, 2])
@pytest.mark.parametrize("interleave", ["pixel", "band"])
def test_tiles_that_begin_within_a_block(tmp_path, predictor, interleave):
    path = tmp_path / "within.tif"
    slope = np.add.outer(np.arange(200) // 9 * 3000, np.arange(1200) // 9 * 777).astype("uint16")
    options = {"tiled": True, "blockxsize": 48, "blockysize": 80, "compress": "deflate", "predictor": predictor}
    with rasterio.Env(GDAL_TIFF_OVR_BLOCKSIZE=128):
        write(path, np.stack([slope, slope // 3, 7 - slope]), interleave=interleave, **options)
    image = Image.of(path)
    level = image.info.levels[1]
    assert level.tile_width % image.layout.directories[1].block_width
    assert level.width > level.tile_width
    check_same(path)
    check_same(path, (3, 1))


def test_the_code_for_deflate_of_old(tmp_path):
    path = tmp_path / "old.tif"
    write(path, pixels("uint8", 1), overviews=(), compress="deflate", **BLOCKS["tiles"])
    replace_tag(path, 259, 32946)
    check_same(path)


def test_palettes_are_indexes(tmp_path):
    path = tmp_path / "palette.tif"
    write(path, pixels("uint8", 1), overviews=(), compress="deflate", **BLOCKS["tiles"])
    with rasterio.open(path, "r+") as image:
        image.write_colormap(1, {value: (value, 255 - value, 7, 255) for value in range(256)})
        image.build_overviews([2], Resampling.nearest)
    assert Image.of(path).info.colormap is not None
    check_same(path)


# Alpha and masks


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("interleave", ["pixel", "band"])
def test_alpha(tmp_path, dtype, interleave):
    path = tmp_path / "alpha.tif"
    data = pixels(dtype, 4)
    data[3] = np.where(np.arange(WIDTH) < 40, 0, 1 if dtype in FLOATS else np.iinfo(dtype).max)
    data[3, :, 100:] = 0.25 if dtype in FLOATS else 77
    write(path, data, interleave=interleave, compress="deflate", photometric="rgb", alpha="yes", **BLOCKS["tiles"])
    with rasterio.open(path) as image:
        assert image.colorinterp[3] is ColorInterp.alpha
    check_same(path)
    check_same(path, (2,))


@pytest.mark.parametrize("compress", ["deflate", "none"])
@pytest.mark.parametrize("kind", ["some", "all", "nothing"])
def test_masks_of_one_bit(tmp_path, compress, kind):
    plain, path = tmp_path / "plain.tif", tmp_path / "mask.tif"
    mask = np.full((HEIGHT, WIDTH), 0 if kind == "nothing" else 255, np.uint8)
    if kind == "some":
        mask[::3, 57:] = 0
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        write(plain, pixels("uint8", 3), overviews=(), compress=compress, **BLOCKS["tiles"])
        with rasterio.open(plain, "r+") as image:
            image.write_mask(mask)
            image.build_overviews([2], Resampling.nearest)
        rasterio.shutil.copy(plain, path, driver="COG", blocksize=128, compress=compress)
    for each in (plain, path):
        assert Image.of(each).info.mask_kind is MaskKind.MASK
        check_same(each)


def test_a_mask_that_is_not_in_the_file_is_left_to_gdal(tmp_path):
    path = tmp_path / "beside.tif"
    write(path, pixels("uint8", 1), overviews=(), compress="deflate", **BLOCKS["tiles"])
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False), rasterio.open(path, "r+") as image:
        image.write_mask(np.zeros((HEIGHT, WIDTH), np.uint8))
    assert path.with_suffix(".tif.msk").exists()
    check_left_to_gdal(path)


# What is GDAL's


@pytest.mark.parametrize(
    ("dtype", "bands", "options"),
    [
        ("uint8", 1, {"compress": "lzw"}),
        ("uint8", 1, {"compress": "zstd"}),
        ("uint8", 3, {"compress": "jpeg", "photometric": "ycbcr"}),
        ("uint8", 3, {"compress": "deflate", "photometric": "cielab"}),
        ("uint8", 4, {"compress": "deflate", "photometric": "cmyk"}),
        ("uint8", 1, {"compress": "deflate", "photometric": "miniswhite"}),
        ("uint16", 1, {"compress": "deflate", "nbits": 12}),
        ("uint8", 1, {"compress": "deflate", "nbits": 1}),
        ("float32", 1, {"compress": "deflate", "nbits": 16}),
    ],
)
def test_other_codings(tmp_path, dtype, bands, options):
    path = tmp_path / "other.tif"
    data = pixels(dtype, bands)
    if "nbits" in options:
        data = np.nan_to_num(data) % 2 if dtype in FLOATS else data % 2
    write(path, data, overviews=(), **BLOCKS["tiles"], **options)
    check_left_to_gdal(path)


def test_blocks_that_are_left_out(tmp_path):
    path = tmp_path / "sparse.tif"
    profile = {
        "width": 512, "height": 128, "count": 1, "dtype": "uint8", "crs": "EPSG:32633", "sparse_ok": True, "compress": "deflate",
        "transform": from_origin(500_000, 5_300_000, 10, 10), "tiled": True, "blockxsize": 64, "blockysize": 64,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as image:
        image.write(np.full((64, 64), 5, np.uint8), 1, window=Window(0, 0, 64, 64))
    image = Image.of(path)
    level, key = next(image.keys())
    assert len(image.blocks(level, key)) == 1
    assert image.inflated(level, key) is None
    assert image.inflated(replace(level, tile_width=64, tile_height=64), key) is not None


def test_a_level_that_the_file_does_not_have(tmp_path):
    path = tmp_path / "levels.tif"
    write(path, pixels("uint8", 1), compress="deflate", **BLOCKS["tiles"])
    image = Image.of(path)
    level, key = next(image.keys())
    assert inflated(image.layout, image.info, replace(level, width=WIDTH - 1), key, image.blocks(level, key)) is None


def test_two_levels_of_one_size(tmp_path):
    path = tmp_path / "twice.tif"
    write(path, pixels("uint8", 1), compress="deflate", **BLOCKS["tiles"])
    image = Image.of(path)
    level, key = next(image.keys())
    twice = replace(image.layout, directories=(*image.layout.directories, image.layout.directories[0]))
    assert inflated(twice, image.info, level, key, image.blocks(level, key)) is None


@pytest.mark.parametrize("dtypes", [("int16",), ("uint8", "uint8"), ()])
def test_bands_that_gdal_takes_for_something_else(tmp_path, dtypes):
    path = tmp_path / "types.tif"
    write(path, pixels("uint8", 1), compress="deflate", **BLOCKS["tiles"])
    image = Image.of(path)
    level, key = next(image.keys())
    assert inflated(image.layout, replace(image.info, dtypes=dtypes), level, key, image.blocks(level, key)) is None


PLAIN = {256: (9,), 258: (8,), 259: (8,), 262: (1,), 277: (1,), 284: (1,)}
THREE = PLAIN | {258: (16, 16, 16), 277: (3,), 339: (2, 2, 2), 262: (2,)}


def told(tags: Mapping[int, tuple[int, ...]], order: str = "<") -> Coding | None:
    return coding_of(lambda tag: tags.get(tag, ()), order)


def test_codings_are_understood():
    assert told(PLAIN) == Coding(bands=1, samples=1, bits=8, dtype="<u1", is_deflated=True, predictor=1)
    assert told(THREE, ">") == Coding(bands=3, samples=3, bits=16, dtype=">i2", is_deflated=True, predictor=1)
    apart = told(THREE | {284: (2,), 317: (2,)})
    assert apart == Coding(bands=3, samples=1, bits=16, dtype="<i2", is_deflated=True, predictor=2)
    mask = {258: (1,), 259: (1,), 262: (4,)}
    assert told(mask) == Coding(bands=1, samples=1, bits=1, dtype="u1", is_deflated=False, predictor=1)
    assert told(PLAIN | {259: (1,), 317: (2,)}) == replace(told(PLAIN), is_deflated=False), "without codec no predictor"


@pytest.mark.parametrize(
    "tags",
    [
        {}, {258: (1,)}, {258: (4,)}, {258: (12,)}, {258: (24,)}, {258: (128,)}, {258: (8, 16)}, {258: ()}, {259: (5,)},
        {259: (50000,)}, {262: (0,)}, {262: (5,)}, {262: (6,)}, {262: ()}, {262: (4,)}, {262: (4,), 258: (1,), 277: (2,)},
        {262: (4,), 258: (1,), 317: (2,)}, {266: (2,)}, {277: (0,)}, {284: (3,)}, {317: (3,)}, {317: (4,)}, {317: (1, 2)},
        {339: (4,)}, {339: (5,), 258: (32,)}, {339: (6,)}, {339: (1, 2)}, {339: (3,)}, {339: (3,), 258: (16,)},
    ],
)  # fmt: skip
def test_codings_that_are_gdals(tags):
    assert told(PLAIN | tags if tags else {}) is None


# Damage and malice


@pytest.fixture
def tile(tmp_path) -> tuple[Image, Level, TileKey, Block, bytes]:
    """A tile of one block, its content."""
    path = tmp_path / "one.tif"
    options = {"tiled": True, "blockxsize": 128, "blockysize": 128, "compress": "deflate", "predictor": 2}
    write(path, pixels("uint16", 2, 128, 128), overviews=(), **options)
    image = Image.of(path)
    ((level, key),) = image.keys()
    ((block, body),) = image.blocks(level, key).items()
    return image, level, key, block, body


def damages(body: bytes) -> dict[str, bytes]:
    raw = zlib.decompress(body)
    return {
        "empty": b"",
        "cut off": body[: len(body) // 2],
        "wrong sum": body[:-1] + bytes([body[-1] ^ 1]),
        "no zlib": b"\xff" * 60,
        "one byte more": zlib.compress(raw + b"\0"),
        "one byte less": zlib.compress(raw[:-1]),
        "a bomb": zlib.compress(bytes(1 << 24)),
        "a few bytes": zlib.compress(b"x"),
        "gzip": deflate.gzip_compress(raw),
    }


@pytest.mark.parametrize("kind", list(damages(zlib.compress(b"xy"))))
def test_damage_is_for_gdal_to_tell(tile, kind):
    image, level, key, block, body = tile
    assert inflated(image.layout, image.info, level, key, {block: body}) is not None
    assert inflated(image.layout, image.info, level, key, {block: damages(body)[kind]}) is None


def test_a_block_that_was_not_fetched(tile):
    image, level, key, *_ = tile
    assert inflated(image.layout, image.info, level, key, {}) is None


def test_no_more_room_is_made_than_a_block_can_fill(tile, monkeypatch):
    """A few bytes that say they are megabytes, and blocks that are too large to be made at once."""
    image, level, key, block, _ = tile
    asked: list[int] = []
    monkeypatch.setattr(deflate, "zlib_decompress", lambda _, size: asked.append(size))
    assert inflated(image.layout, image.info, level, key, {block: bytes(20)}) is None
    large = replace(image.layout.directories[0], block_width=8192, block_height=MOST_BLOCK_BYTES // 8192)
    layout = replace(image.layout, directories=(large,))
    assert inflated(layout, image.info, level, key, {block: bytes(1 << 20)}) is None
    assert asked == []


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_head_never_makes_other_shapes(tile, seed):
    """Whatever the tables say: a tile of the planned size, or none."""
    image, level, key, *_ = tile
    rng = np.random.default_rng(seed)
    content = bytearray(image.content)
    for place in rng.integers(8, 400, 3):
        content[place] = rng.integers(0, 256)
    try:
        layout = read_layout(bytes(content))
    except (UnsuitedTiff, HeadTooShort):
        return
    damaged = replace(image, layout=layout, content=bytes(content))
    if (level.width, level.height) in [(each.width, each.height) for each in layout.directories]:
        made = damaged.inflated(level, key)
        assert made is None or made.data.shape == (2, 128, 128)


# Threads


def test_threads_share_nothing(tmp_path):
    path = tmp_path / "threads.tif"
    write(path, pixels("uint8", 3, 600, 500), compress="deflate", predictor=2, **BLOCKS["tiles"])
    image = Image.of(path)
    expected = {key: image.inflated(level, key) for level, key in image.keys()}

    def same(level: Level, key: TileKey) -> bool:
        made, wanted = image.inflated(level, key), expected[key]
        return made is not None and wanted is not None and np.array_equal(made.data, wanted.data)

    with ThreadPoolExecutor(8) as threads:
        futures = [threads.submit(same, level, key) for _ in range(10) for level, key in image.keys()]
        assert all(future.result(60) for future in futures)


def replace_tag(path: Path, tag: int, value: int) -> None:
    """Write another value into a tag of the first directory, a number of 16 bits."""
    content = bytearray(path.read_bytes())
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    entries = range(start + 2, start + 2 + 12 * count, 12)
    place = next(at for at in entries if content[at : at + 2] == struct.pack("<H", tag))
    struct.pack_into("<H", content, place + 8, value)
    path.write_bytes(content)
