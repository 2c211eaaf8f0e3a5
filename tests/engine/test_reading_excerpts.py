"""Images on the web decoded from excerpts: the same pixels, masks and facts as GDAL's own reading of the file, tile by tile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from affine import Affine
from rasterio.enums import ColorInterp, Resampling
from rasterio.transform import from_origin
from servers.ranges import RangeServer, serving

from mosaic_qgis.mosaic.errors import MosaicError
from mosaic_qgis.reading import remote as remote_module
from mosaic_qgis.reading import resources as resources_module
from mosaic_qgis.reading.images import look_at
from mosaic_qgis.reading.pool import DatasetPool, image_source
from mosaic_qgis.reading.resources import ReadingResources
from mosaic_qgis.reading.tiff import HeadTooShort, UnsuitedTiff, local_layout, merged, read_layout
from mosaic_qgis.reading.tiles import TileKey, decode

SIZE = (390, 300)

LOSSLESS = [
    (dtype, {"compress": compress, "predictor": predictor})
    for dtype, predictors in (("uint8", (1, 2)), ("uint16", (1, 2)), ("int16", (2,)), ("float32", (1, 2, 3)), ("float64", (3,)))
    for predictor in predictors
    for compress in ("deflate", "lzw", "zstd")
]  # fmt: skip
OTHERS = [
    ("uint8", {"compress": "jpeg", "photometric": "ycbcr"}),
    ("uint8", {"compress": "jpeg", "interleave": "band"}),
    ("uint8", {"compress": "webp"}),
    ("float32", {"compress": "lerc"}),
    ("uint8", {"compress": "lzma"}),
    ("uint8", {"compress": "packbits"}),
    ("uint8", {}),
    ("int8", {"compress": "deflate"}),
    ("uint32", {"compress": "deflate"}),
    ("uint16", {"compress": "deflate", "interleave": "band"}),
    ("uint16", {"compress": "deflate", "bigtiff": "yes"}),
    ("uint16", {"compress": "deflate", "endianness": "big"}),
    ("uint16", {"compress": "deflate", "endianness": "big", "bigtiff": "yes", "interleave": "band"}),
    ("uint8", {"compress": "deflate", "sparse_ok": True}),
    ("uint8", {"compress": "deflate", "nodata": 7}),
    ("float32", {"compress": "deflate", "nodata": float("nan")}),
]


def pixels(dtype: str, bands: int, seed: int = 1) -> np.ndarray:
    rows, cols = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    noise = np.random.default_rng(seed).integers(0, 9, (bands, *SIZE[::-1]))
    made = (rows // 5 + cols // 4 + noise) % 120
    made[:, 100:200, 130:290] = 0
    return made.astype(dtype) if np.dtype(dtype).kind != "f" else (made / 7).astype(dtype)


def write(path: Path, data: np.ndarray, *, tiled: bool = True, overviews: tuple[int, ...] = (2, 4), **options) -> None:
    """A plain TIFF; its overviews and masks come behind the pixels."""
    keys = {"tiled": True, "blockxsize": 64, "blockysize": 48} if tiled else {"blockysize": 16}
    profile = {
        "driver": "GTiff", "count": len(data), "dtype": data.dtype, "width": data.shape[2], "height": data.shape[1],
        "crs": "EPSG:32633", "transform": from_origin(500_000, 5_300_000, 10, 10), **keys, **options,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as image:
        image.write(data)
        if overviews:
            image.build_overviews(list(overviews), Resampling.average)


def write_cog(path: Path, data: np.ndarray, *, plain: dict | None = None, **options) -> None:
    """A COG: all tables at its beginning."""
    source = path.with_name(f"{path.stem}_plain.tif")
    write(source, data, overviews=(), **(plain or {}))
    rasterio.shutil.copy(source, path, driver="COG", blocksize=128, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("images")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[RangeServer]:
    with serving(folder) as made:
        yield made


@pytest.fixture
def resources() -> Iterator[ReadingResources]:
    made = ReadingResources()
    yield made
    made.close()


def check_same(
    server: RangeServer, resources: ReadingResources, path: Path, bands: tuple[int, ...] | None = None
) -> None:
    """Facts and every tile of every level, against GDAL's reading of the local file; nothing is left to GDAL's curl."""
    server.asked.clear()
    with rasterio.open(path) as image:
        expected = look_at(image, "", overview_sizes=local_layout(str(path)).overview_sizes)
    source = image_source(f"{server.url}/{path.name}", {})
    info = resources.look(source)
    assert repr(replace(info, href="")) == repr(expected)
    local, pool = image_source(str(path), {}), DatasetPool()
    bands = bands or expected.data_bands
    for level in expected.levels:
        for row in range(-(-level.height // level.tile_height)):
            for col in range(-(-level.width // level.tile_width)):
                got = resources.tile(info, level, TileKey(source, level.index, col, row, bands))
                wanted = decode(pool, expected, level, TileKey(local, level.index, col, row, bands))
                assert got.data.dtype == wanted.data.dtype
                assert np.array_equal(got.data, wanted.data, equal_nan=got.data.dtype.kind == "f")
                assert (got.valid is None) == (wanted.valid is None)
                assert got.valid is None or np.array_equal(got.valid, wanted.valid)
    pool.close()
    assert resources.datasets.idle_count == 0
    assert "HEAD" not in {asked.method for asked in server.asked}


@pytest.mark.parametrize(("dtype", "options"), LOSSLESS + OTHERS)
def test_plain_files(folder, server, resources, dtype, options):
    bands = 3 if {"photometric", "interleave"} & options.keys() or options.get("compress") == "webp" else 2
    path = folder / f"plain_{len(list(folder.iterdir()))}.tif"
    write(path, pixels(dtype, bands), **options)
    check_same(server, resources, path)


@pytest.mark.parametrize("compress", ["deflate", "lzw", "zstd", "jpeg", "webp", "lerc", "none"])
@pytest.mark.parametrize("bigtiff", ["no", "yes"])
def test_cogs(folder, server, resources, compress, bigtiff):
    path = folder / f"cog_{compress}_{bigtiff}.tif"
    write_cog(path, pixels("uint8", 3), compress=compress, bigtiff=bigtiff)
    check_same(server, resources, path)
    check_same(server, resources, path, bands=(3, 1))


@pytest.mark.parametrize("tiled", [True, False])
def test_strips_and_sizes_that_fit_no_tile(folder, server, resources, tiled):
    path = folder / f"strips_{tiled}.tif"
    write(path, pixels("uint16", 1)[:, :277, :311], tiled=tiled, overviews=(2, 3, 8), compress="deflate")
    check_same(server, resources, path)


@pytest.mark.parametrize("compress", ["jpeg", "deflate"])
def test_internal_masks(folder, server, resources, compress):
    path = folder / f"mask_{compress}.tif"
    mask = np.full(SIZE[::-1], 255, np.uint8)
    mask[150:, 200:] = 0
    plain = path.with_name(f"{path.stem}_plain.tif")
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        write(plain, pixels("uint8", 3), overviews=())
        with rasterio.open(plain, "r+") as image:
            image.write_mask(mask)
        rasterio.shutil.copy(plain, path, driver="COG", blocksize=128, compress=compress)
    check_same(server, resources, path)
    check_same(server, resources, plain)


def test_alpha(folder, server, resources):
    path = folder / "alpha.tif"
    data = pixels("uint8", 4)
    data[3] = np.where(data[3] > 60, 255, 0)
    write(path, data, photometric="rgb", alpha="yes", interleave="band", compress="deflate")
    with rasterio.open(path) as image:
        assert image.colorinterp[3] is ColorInterp.alpha
    check_same(server, resources, path, bands=(2,))


def test_palette_scale_units_and_names(folder, server, resources):
    path = folder / "palette.tif"
    write(path, pixels("uint8", 1), compress="deflate", overviews=())
    with rasterio.open(path, "r+") as image:
        image.write_colormap(1, {value: (value, 255 - value, 7, 255) for value in range(256)})
        image.build_overviews([2], Resampling.nearest)
    check_same(server, resources, path)
    other = folder / "scaled.tif"
    write(other, pixels("int16", 2), compress="deflate", overviews=())
    with rasterio.open(other, "r+") as image:
        image.scales, image.offsets, image.units = (0.1, 2), (-5, 0), ("m", "K")
        image.set_band_description(1, "height")
        image.update_tags(1, STATISTICS_MINIMUM=1, STATISTICS_MAXIMUM=9)
    check_same(server, resources, other)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2056", "EPSG:3031", "ESRI:54009", "IAU_2015:49900"])
def test_reference_systems(folder, server, resources, crs):
    """The second image of the same system is read without it."""
    for number in (1, 2):
        path = folder / f"crs_{crs.replace(':', '_')}_{number}.tif"
        transform = from_origin(7 + number, 47, 0.001, 0.001)
        write(path, pixels("uint8", 1), compress="deflate", crs=crs, transform=transform, overviews=())
        check_same(server, resources, path)


def test_pixels_that_are_points(folder, server, resources):
    for number in (1, 2):
        path = folder / f"point_{number}.tif"
        write(path, pixels("uint8", 1), compress="deflate", overviews=())
        with rasterio.open(path, "r+") as image:
            image.update_tags(AREA_OR_POINT="Point")
        check_same(server, resources, path)


def test_images_that_are_alike_are_told_apart(folder, server, resources, monkeypatch):
    """What is known of one image of a series is taken for the others, but for what each says itself."""
    data = pixels("uint8", 3)
    there = {"transform": from_origin(470_000.25, 5_200_000, 10, 10)}
    kinds = {
        "first": {},
        "there": there,
        "nodata": there | {"nodata": 3},
        "finer": {"transform": from_origin(470_000, 5_200_000, 5, 5)},
        "south_up": {"transform": Affine(10, 0, 470_000, 0, 10, 5_200_000)},
        "turned": {"transform": Affine(8, 6, 470_000, 6, -8, 5_200_000)},
        "other_crs": there | {"crs": "EPSG:32632"},
    }
    for name, options in kinds.items():
        write(folder / f"alike_{name}.tif", data, compress="deflate", **options)
    write(folder / "alike_told.tif", data, compress="deflate", **there)
    with rasterio.open(folder / "alike_told.tif", "r+") as image:
        image.update_tags(1, STATISTICS_MINIMUM="1", STATISTICS_MAXIMUM="9")
        image.set_band_description(2, "near infrared")
    opened: list[str] = []

    def noted(dataset, href, *more):
        opened.append(Path(href).stem)
        return look_at(dataset, href, *more)

    monkeypatch.setattr(remote_module, "look_at", noted)
    for name in (*kinds, "told"):
        check_same(server, resources, folder / f"alike_{name}.tif")
    assert "alike_there" not in opened
    assert len(opened) == len(set(opened)) == len(kinds)


def test_a_head_that_is_longer_than_what_is_asked_first(folder, server, resources):
    path = folder / "long.tif"
    write_cog(path, pixels("uint8", 1), plain={"blockxsize": 16, "blockysize": 16}, compress="deflate")
    tags = {f"NOTE_{number}": "x" * 200 for number in range(200)}
    with rasterio.open(path.with_name("long_plain.tif"), "r+") as image:
        image.update_tags(**tags)
    rasterio.shutil.copy(path.with_name("long_plain.tif"), path, driver="COG", blocksize=128, compress="deflate")
    server.asked.clear()
    check_same(server, resources, path)
    heads = [asked for asked in server.asked if asked.range == "bytes=0-16383"]
    assert len(heads) == 1


class NeverTheSame(dict):
    """Another ETag for every answer."""

    def get(self, name, default=None):
        self[name] = int(super().get(name, 0)) + 1
        return f'"{self[name]}"'


@pytest.mark.parametrize("name", ["long_head.tif", "short_head.tif"])
def test_a_server_with_another_version_in_every_answer_is_left_to_gdal(folder, server, resources, monkeypatch, name):
    path = folder / name
    data = np.random.default_rng(3).integers(0, 255, (1, 400, 400), np.uint8)
    write_cog(path, data, plain={"blockxsize": 16, "blockysize": 16}, overview_resampling="nearest")
    if name == "long_head.tif":
        plain = path.with_name("long_head_plain.tif")
        with rasterio.open(plain, "r+") as image:
            image.update_tags(**{f"NOTE_{number}": "x" * 200 for number in range(200)})
        rasterio.shutil.copy(plain, path, driver="COG", blocksize=128)
    monkeypatch.setattr(server, "tag_of", NeverTheSame())
    source = image_source(f"{server.url}/{name}", {})
    info = resources.look(source)
    tile = resources.tile(info, info.levels[0], TileKey(source, 0, 0, 0, (1,)))
    _, height, width = tile.data.shape
    assert min(height, width) >= 128
    assert np.array_equal(tile.data[0], data[0, :height, :width])
    assert resources.datasets.idle_count == 1


def test_only_the_bands_that_are_wanted_are_fetched(folder, server, resources):
    path = folder / "many.tif"
    rng = np.random.default_rng(3)
    write(path, rng.integers(0, 255, (12, 64, 128), np.uint8), interleave="band", overviews=())
    source = image_source(f"{server.url}/many.tif", {})
    info = resources.look(source)
    server.asked.clear()
    resources.tile(info, info.levels[0], TileKey(source, 0, 0, 0, (9,)))
    with rasterio.open(path) as image:
        start = int(image.get_tag_item("BLOCK_OFFSET_0_0", "TIFF", bidx=9))
    assert [asked.range for asked in server.asked] == [f"bytes={start}-{start + 4 * 64 * 48 - 1}"]


def test_what_excerpts_cannot_do_is_left_to_gdal(folder, server, resources):
    """A file whose tables come behind a megabyte of pixels, and one that is no TIFF."""
    path = folder / "behind.tif"
    rng = np.random.default_rng(3)
    write(path, rng.integers(0, 255, (1, 1500, 1500), np.uint8), overviews=())
    with rasterio.open(path, "r+") as image:
        image.update_tags(NOTE="its directory moves to the end with this" * 100)
    other = folder / "image.png"
    rasterio.shutil.copy(folder / "behind.tif", other, driver="PNG")
    for name in (path, other):
        source = image_source(f"{server.url}/{name.name}", {})
        if name is other:
            with pytest.raises(MosaicError, match="no coordinate reference system"):
                resources.look(source)
            continue
        info = resources.look(source)
        tile = resources.tile(info, info.levels[0], TileKey(source, 0, 1, 1, (1,)))
        level = info.levels[0]
        with rasterio.open(path) as image:
            assert np.array_equal(
                tile.data[0],
                image.read(1)[level.tile_height : 2 * level.tile_height, level.tile_width : 2 * level.tile_width],
            )
        assert resources.datasets.idle_count == 1


def test_a_damaged_tile_fails_alone(folder, server, resources, monkeypatch):
    path = folder / "damaged.tif"
    write(path, pixels("uint8", 1), compress="deflate", overviews=())
    with rasterio.open(path) as image:
        start = int(image.get_tag_item("BLOCK_OFFSET_0_0", "TIFF", bidx=1))
    content = bytearray(path.read_bytes())
    content[start : start + 40] = b"\xff" * 40
    path.write_bytes(content)
    source = image_source(f"{server.url}/damaged.tif", {})
    info = resources.look(source)
    level = info.levels[0]
    with pytest.raises(MosaicError, match=r"damaged\.tif cannot be read"):
        resources.tile(info, level, TileKey(source, 0, 0, 0, (1,)))
    monkeypatch.setattr(resources_module.DatasetPool, "borrow", lambda *_: pytest.fail("asked through GDAL"))
    assert resources.tile(info, level, TileKey(source, 0, 1, 1, (1,))).data.shape[0] == 1


# The layout itself


def head_of(path: Path) -> bytes:
    return path.read_bytes()


@pytest.fixture(scope="module")
def cog(folder: Path) -> bytes:
    write_cog(folder / "layout.tif", pixels("uint8", 3), compress="deflate")
    return head_of(folder / "layout.tif")


def test_a_head_cut_anywhere_is_never_misread(cog):
    whole = read_layout(cog)
    for size in range(0, 4000, 7):
        try:
            layout = read_layout(cog[:size])
        except HeadTooShort as short:
            assert size < short.needed_bytes <= len(cog)  # noqa: PT017 - only sometimes raised
            continue
        assert layout.directories == whole.directories


@pytest.mark.parametrize("damage", range(60))
def test_a_damaged_head_is_refused_or_read_within_bounds(cog, damage):
    rng = np.random.default_rng(damage)
    content = bytearray(cog[:3000])
    for place in rng.integers(0, 600, 12):
        content[place] = rng.integers(0, 256)
    try:
        layout = read_layout(bytes(content))
    except (UnsuitedTiff, HeadTooShort):
        return
    for directory in layout.directories:
        assert directory.offsets.count == directory.columns * directory.rows * directory.planes
        assert directory.offsets.position + directory.offsets.count * 4 <= len(content)


@pytest.mark.parametrize(
    "content", [b"", b"II", b"II*\0\0\0\0\0" + bytes(20), b"\x89PNG\r\n\x1a\n" + bytes(40), b"<html>" * 9]
)
def test_what_is_no_tiff(content):
    with pytest.raises((UnsuitedTiff, HeadTooShort)):
        read_layout(content)


def test_directories_that_form_a_loop():
    # One entry-less directory at 8 that names itself as the next one.
    with pytest.raises(UnsuitedTiff):
        read_layout(b"II*\0\x08\0\0\0\0\0\x08\0\0\0" + bytes(20))


def test_ranges_are_merged_over_small_gaps_only(cog):
    layout = read_layout(cog)
    blocks = layout.blocks(SIZE, (0, 0, *SIZE), (1, 2, 3))
    assert blocks
    (everything,) = merged(blocks, most_gap_bytes=1 << 20, most_bytes=1 << 30)
    assert everything[:2] == (blocks[0].start, max(block.stop for block in blocks))
    assert everything[2] == blocks
    alone = merged(blocks, most_gap_bytes=-1, most_bytes=1 << 30)
    assert [members for _, _, members in alone] == [[block] for block in blocks]
    assert all(stop - start <= 40_000 or len(members) == 1 for start, stop, members in merged(blocks, 1 << 20, 40_000))
