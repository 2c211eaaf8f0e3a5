"""Where pixels lie: images whose values are their own coordinates, drawn in every kind of place."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import morecantile
import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine
from data.coordinates import centres, expected, write_coordinates, write_document
from data.fixtures import resources  # noqa: F401 - fixture
from data.oracle import Grid, draw, never, open_layer, warped
from rasterio.control import GroundControlPoint

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.mosaic.errors import MosaicError
from mosaic_qgis.mosaic.model import MosaicJSON
from mosaic_qgis.reading.crs import world_of
from mosaic_qgis.reading.layer import MosaicLayer
from mosaic_qgis.reading.options import ReadingOptions

WORLD_M = 20037508.342789244
NODATA = -1e299
"""Anything below is the nodata of the coordinate images."""

POLAR = morecantile.tms.get("UPSArcticWGS84Quad")
SOUTH = morecantile.tms.get("UPSAntarcticWGS84Quad")
MARS = pyproj.CRS.from_user_input("IAU_2015:49900")
MARS_MERCATOR = pyproj.CRS.from_proj4("+proj=merc +R=3396190 +units=m +no_defs")
MARS_WORLD_M = math.pi * 3396190


class Found:
    """A drawn map of coordinates, compared with what an exact reading gives."""

    def __init__(self, layer: MosaicLayer, image: Path, grid: Grid, resampling: str) -> None:
        pixels = draw(layer, grid, resampling=resampling).pixels
        with rasterio.open(image) as source:
            crs, transform, width, height = source.crs, source.transform, source.width, source.height
        x, y = expected(crs.to_wkt(), layer.description.crs_wkt, grid.extent, grid.width, grid.height)
        if crs.is_geographic:
            middle = (transform @ (width / 2, height / 2))[0]
            x = middle - 180 + (x - (middle - 180)) % 360
        self.drawn = pixels
        self.covered = pixels[0] > NODATA
        col, row = ~transform @ (x, y)
        self.position = np.stack([col, row])
        """Exact column and row in the image, shape (2, height, width)."""
        found_col, found_row = ~transform @ (pixels[0], pixels[1])
        self.error = np.stack([found_col - col, found_row - row])
        """In pixels of the image."""
        self.size = np.array([width, height])[:, None, None]

    def inside(self, margin_px: float) -> np.ndarray:
        """Where the image has pixels for certain, `margin_px` of its own within its edge."""
        return ((self.position > margin_px) & (self.position < self.size - margin_px)).all(axis=0)

    def outside(self, margin_px: float) -> np.ndarray:
        finite = np.isfinite(self.position).all(axis=0)
        return ~finite | ~((self.position > -margin_px) & (self.position < self.size + margin_px)).all(axis=0)

    def check_cover(self, margin_px: float, least: int = 500) -> None:
        assert self.inside(margin_px).sum() >= least
        assert self.covered[self.inside(margin_px)].all(), "ground is missing"
        assert not self.covered[self.outside(margin_px)].any(), "ground is covered where no image lies"


def layer_of(folder: Path, resources, image: Path, tms=None, **options: str) -> MosaicLayer:  # noqa: F811
    return open_layer(write_document(folder / "mosaic.json", [image], tms=tms), resources, **options)


DEGREES = {
    "from 0 to 360": (Affine(0.5, 0, 0, 0, -0.5, 90), 720, 360),
    "from -180 to 180": (Affine(0.5, 0, -180, 0, -0.5, 90), 720, 360),
    "pixels centred on the edge": (Affine(0.5, 0, -180.25, 0, -0.5, 90.25), 720, 361),
}
MERCATOR_VIEWS = {
    "world": ((-WORLD_M, -WORLD_M, WORLD_M, WORLD_M), 512, 512),
    "east edge": ((WORLD_M - 4e6, -1e6, WORLD_M, 5e6), 400, 601),
    "west edge": ((-WORLD_M, -1e6, -WORLD_M + 4e6, 5e6), 400, 601),
    "Greenwich": ((-2e6, -1e6, 3e6, 5e6), 333, 401),
    "beyond the edge": ((WORLD_M - 2e6, -2e6, WORLD_M + 2e6, 2e6), 300, 300),
}


@pytest.mark.parametrize("resampling", ["nearest", "bilinear"])
@pytest.mark.parametrize("view", MERCATOR_VIEWS)
@pytest.mark.parametrize("name", DEGREES)
def test_global_images_in_degrees(tmp_path, resources, name, view, resampling):  # noqa: F811
    """Whatever longitude they start at, from edge to edge."""
    transform, width, height = DEGREES[name]
    image = write_coordinates(tmp_path / "a.tif", "EPSG:4326", transform, width, height)
    layer = layer_of(tmp_path, resources, image)
    extent, cols, rows = MERCATOR_VIEWS[view]
    found = Found(layer, image, Grid(extent, cols, rows), resampling)
    world = np.abs(centres(extent, cols, rows)[0]) < WORLD_M
    assert found.covered[world & found.inside(1)].all()
    assert not found.covered[~world].any()
    interior = found.inside(2) & world
    limit = 0.5 + 0.07 if resampling == "nearest" else 0.05
    assert np.abs(found.error[:, interior]).max() <= limit


@pytest.mark.parametrize("resampling", ["nearest", "bilinear", "cubic"])
@pytest.mark.parametrize("west", [170, -190])
def test_an_image_in_degrees_across_the_antimeridian(tmp_path, resources, west, resampling):  # noqa: F811
    image = write_coordinates(tmp_path / "a.tif", "EPSG:4326", Affine(0.05, 0, west, 0, -0.05, 10), 400, 400)
    layer = layer_of(tmp_path, resources, image)
    for extent in ((WORLD_M - 1.2e6, -1e6, WORLD_M, 1e6), (-WORLD_M, -1e6, -WORLD_M + 1.2e6, 1e6)):
        found = Found(layer, image, Grid(extent, 401, 503), resampling)
        found.check_cover(1, least=100_000)
        limit = 0.5 + 0.07 if resampling == "nearest" else 1e-3
        assert np.abs(found.error[:, found.inside(3)]).max() <= limit
    x = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform([179.99, -179.99], [5.0, 5.0])[0]
    values = layer.sample([(at, 557_305.0) for at in x], never)
    assert [value[0] for value in values] == pytest.approx(
        [west + (at - west) % 360 for at in (179.99, -179.99)], abs=0.03
    )


@pytest.mark.parametrize("resampling", ["nearest", "bilinear"])
def test_an_image_in_utm_across_the_antimeridian(tmp_path, resources, resampling):  # noqa: F811
    image = write_coordinates(tmp_path / "a.tif", "EPSG:32601", Affine(500, 0, 100_000, 0, -500, 5_600_000), 800, 700)
    layer = layer_of(tmp_path, resources, image)
    for extent in ((WORLD_M - 7e5, 6e6, WORLD_M, 7e6), (-WORLD_M, 6e6, -WORLD_M + 7e5, 7e6)):
        found = Found(layer, image, Grid(extent, 701, 901), resampling)
        found.check_cover(1, least=10_000)
        assert np.abs(found.error[:, found.inside(4)]).max() <= (0.57 if resampling == "nearest" else 0.1)


def test_a_mosaic_across_the_antimeridian(tmp_path, resources):  # noqa: F811
    """Made by our own creation: bounds from east to west, images found and drawn on both sides."""
    images = [
        write_coordinates(tmp_path / "west.tif", "EPSG:4326", Affine(0.02, 0, 176, 0, -0.02, -15), 200, 200),
        write_coordinates(tmp_path / "across.tif", "EPSG:4326", Affine(0.02, 0, 178, 0, -0.02, -15), 200, 200),
        write_coordinates(tmp_path / "east.tif", "EPSG:4326", Affine(0.02, 0, -178, 0, -0.02, -15), 200, 200),
    ]
    document = tmp_path / "mosaic.json"
    mosaic = MosaicJSON.from_urls([str(path) for path in images], minzoom=4, maxzoom=8)
    assert mosaic.bounds[0] > mosaic.bounds[2]
    document.write_text(mosaic.model_dump_json(exclude_none=True))
    layer = open_layer(document, resources)
    to_mercator = pyproj.Transformer.from_crs(4326, 3857, always_xy=True)
    for lon in (176.5, 179.0, 179.999, -179.999, -179, -177.0, -174.5):
        (value,) = layer.sample([to_mercator.transform(lon, -16.5)], never)
        assert value[0] is not None, lon
        assert (value[0] - lon) % 360 == pytest.approx(0, abs=0.011) or (value[0] - lon) % 360 == pytest.approx(
            360, abs=0.011
        )
        assert value[1] == pytest.approx(-16.5, abs=0.011)
    extent = (-WORLD_M, -2.2e6, WORLD_M, -1.5e6)
    drawn = draw(layer, Grid(extent, 4096, 73)).pixels
    lon = (drawn[0][drawn[0] > NODATA] + 180) % 360 - 180
    xs = centres(extent, 4096, 73)[0][drawn[0] > NODATA] / WORLD_M * 180
    assert np.abs((lon - xs + 180) % 360 - 180).max() < 0.1
    assert xs.min() < -179.9
    assert xs.max() > 179.9


POLAR_IMAGES = {
    "around the pole": Affine(10_000, 0, -4e6, 0, -10_000, 4e6),
    "corner on the pole": Affine(5_000, 0, 0, 0, -5_000, 4e6),
    "edge through the pole": Affine(5_000, 0, -2e6, 0, -5_000, 0),
    "edge near the pole": Affine(5_000, 0, 20_000, 0, -5_000, 2e6),
    "far from the pole": Affine(5_000, 0, -5e6, 0, -5_000, -1e6),
}


@pytest.mark.parametrize("resampling", ["nearest", "bilinear"])
@pytest.mark.parametrize("crs", ["EPSG:3031", "EPSG:3413"])
@pytest.mark.parametrize("name", POLAR_IMAGES)
def test_polar_images_in_web_mercator(tmp_path, resources, name, crs, resampling):  # noqa: F811
    image = write_coordinates(tmp_path / "a.tif", crs, POLAR_IMAGES[name], 800, 800)
    layer = layer_of(tmp_path, resources, image)
    side = -1 if crs == "EPSG:3031" else 1
    extent = (-WORLD_M, min(side * WORLD_M, side * 5e6), WORLD_M, max(side * WORLD_M, side * 5e6))
    found = Found(layer, image, Grid(extent, 800, 301), resampling)
    found.check_cover(4, least=5_000)
    assert np.abs(found.error[:, found.inside(20)]).max() <= (0.57 if resampling == "nearest" else 0.3)


@pytest.mark.parametrize("resampling", ["nearest", "bilinear"])
@pytest.mark.parametrize(
    ("crs", "transform"),
    [
        ("EPSG:3413", Affine(10_000, 0, -4e6, 0, -10_000, 4e6)),
        ("EPSG:32633", Affine(2_000, 0, 200_000, 0, -2_000, 9_900_000)),
        ("EPSG:4326", Affine(0.25, 0, -180, 0, -0.25, 90)),
        ("EPSG:4326", Affine(0.25, 0, 0, 0, -0.25, 90)),
        ("EPSG:4326", Affine(0.02, 0, 174, 0, -0.02, 86)),
    ],
)
def test_images_in_a_polar_tile_matrix_set(tmp_path, resources, crs, transform, resampling):  # noqa: F811
    width, height = {10_000: (800, 800), 2_000: (300, 800), 0.25: (1440, 240), 0.02: (600, 600)}[transform.a]
    image = write_coordinates(tmp_path / "a.tif", crs, transform, width, height)
    layer = layer_of(tmp_path, resources, image, tms=POLAR)
    for extent in ((-1.5e6, -1.5e6, 5.5e6, 5.5e6), (1_900_000, 1_900_000, 2_200_000, 2_100_000)):
        found = Found(layer, image, Grid(extent, 350, 351), resampling)
        assert found.covered[found.inside(6)].all()
        assert not found.covered[found.outside(6)].any()
        if transform.a >= 0.25 and found.inside(25).any():
            assert np.abs(found.error[:, found.inside(25)]).max() <= (0.57 if resampling == "nearest" else 0.3)


@pytest.mark.parametrize("name", morecantile.tms.list())
def test_every_registered_tile_matrix_set(tmp_path, resources, name):  # noqa: F811
    """Quadtrees are drawn and sampled exactly; what is none is refused in a sentence that names it and a way out."""
    tms = morecantile.tms.get(name)
    box = tms.xy_bbox
    middle_x, middle_y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    size = (box.right - box.left) / 2**9
    pixel = size / 300
    image = write_coordinates(
        tmp_path / "a.tif",
        tms.crs.to_wkt(),
        Affine(pixel, 0, middle_x - size / 2, 0, -pixel, middle_y + size / 2),
        300,
        300,
    )
    document = write_document(tmp_path / "mosaic.json", [image], tms=tms)
    is_quadtree = tms.is_quadtree and tms.minzoom == 0 and tms.tileMatrices[0].matrixWidth == 1
    if not is_quadtree:
        with pytest.raises(MosaicError, match=rf"quadtree.*'{name}'.*WebMercatorQuad|{name}"):
            open_layer(document, resources)
        return
    layer = open_layer(document, resources)
    zoom = 10
    tile = morecantile.Tile(*(2 ** (zoom - 1), 2 ** (zoom - 1)), zoom)
    bounds = tms.xy_bounds(tile)
    extent = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    assert layer.description.tms == name
    x, y = centres(extent, 256, 256)
    drawn = draw(layer, Grid(extent, 256, 256)).pixels
    covered = drawn[0] > NODATA
    assert covered.any()
    assert np.abs(drawn[0] - x)[covered].max() <= pixel * 0.501
    assert np.abs(drawn[1] - y)[covered].max() <= pixel * 0.501
    (value,) = layer.sample([(x[3, 3], y[3, 3])], never)
    assert value == pytest.approx([x[3, 3], y[3, 3]], abs=pixel * 0.501)


def mars_tms() -> morecantile.TileMatrixSet:
    return morecantile.TileMatrixSet.custom(
        [-MARS_WORLD_M, -MARS_WORLD_M, MARS_WORLD_M, MARS_WORLD_M], MARS_MERCATOR, id="MarsMercatorQuad", maxzoom=18,
        geographic_crs=MARS,
    )  # fmt: skip


@pytest.mark.parametrize("resampling", ["nearest", "bilinear"])
@pytest.mark.parametrize("west", [130, 175, 0])
def test_mars(tmp_path, resources, west, resampling):  # noqa: F811
    """A planet without a code: no CRS of the earth comes into it, and its antimeridian is its own."""
    tms = mars_tms()
    pixel, width = (0.25, 1440) if west == 0 else (0.01, 1000)
    image = write_coordinates(tmp_path / "a.tif", MARS.to_wkt(), Affine(pixel, 0, west, 0, -pixel, 25), width, 400)
    layer = layer_of(tmp_path, resources, image, tms=tms)
    assert layer.description.crs_authority is None
    assert pyproj.CRS(layer.description.crs_wkt).ellipsoid.semi_major_metre == pytest.approx(3396190)
    assert world_of(layer.description.crs_wkt).width == pytest.approx(2 * MARS_WORLD_M)
    seen = 0
    for lon in (west + 3, west + 7, 179.5, -179.5):
        x = lon / 180 * MARS_WORLD_M
        x = x - 2 * MARS_WORLD_M if x > MARS_WORLD_M else x
        found = Found(layer, image, Grid((x - 20_000, 1_350_000, x + 20_000, 1_380_000), 301, 203), resampling)
        assert found.covered[found.inside(1)].all()
        assert not found.covered[found.outside(1)].any()
        if found.inside(3).any():
            seen += 1
            assert np.abs(found.error[:, found.inside(3)]).max() <= (0.57 if resampling == "nearest" else 0.01)
    assert seen >= 2


@pytest.mark.parametrize("resampling", ["nearest", "bilinear", "cubic", "lanczos"])
def test_tiles_of_512_pixels(tmp_path, resources, resampling):  # noqa: F811
    tms = morecantile.TileMatrixSet.custom(
        [-WORLD_M, -WORLD_M, WORLD_M, WORLD_M], pyproj.CRS.from_epsg(3857), id="Large", tile_width=512, tile_height=512
    )
    image = write_coordinates(tmp_path / "a.tif", "EPSG:32632", Affine(10, 0, 600_000, 0, -10, 5_200_000), 700, 700)
    layer = layer_of(tmp_path, resources, image, tms=tms)
    assert layer.description.tile_size == 512
    bounds = tms.xy_bounds(*tms.tile(10.35, 46.9, 12))
    found = Found(layer, image, Grid((bounds.left, bounds.bottom, bounds.right, bounds.top), 512, 512), resampling)
    assert found.inside(8).sum() > 10_000
    assert np.abs(found.error[:, found.inside(8)]).max() <= (0.57 if resampling == "nearest" else 0.1)


SHIFTS = {"nearest": 0.02, "bilinear": 0.02, "cubic": 0.02, "average": 0.02, "rms": 0.02} | {
    # These kernels do not keep a straight line straight, each in GDAL's way.
    "cubic_spline": 0.1, "lanczos": 0.1,
}  # fmt: skip
"""Largest mean displacement in asked pixels."""


@pytest.mark.parametrize("resampling", SHIFTS)
@pytest.mark.parametrize("crs", ["EPSG:32632", "EPSG:3857"])
def test_nothing_is_shifted_at_any_zoom(tmp_path, resources, crs, resampling):  # noqa: F811
    """From far above the native scale to far below, over all overviews: no half pixel, to hundredths of an asked one."""
    place = (
        Affine(10, 0, 600_000, 0, -10, 5_200_000)
        if crs == "EPSG:32632"
        else Affine(15, 0, 1_149_000, 0, -15, 5_930_000)
    )
    image = write_coordinates(tmp_path / "a.tif", crs, place, 1024, 1024, factors=(2, 4, 8))
    layer = layer_of(tmp_path, resources, image)
    x, y = pyproj.Transformer.from_crs(crs, 3857, always_xy=True).transform(*(place @ (512, 512)))
    for pixel_m in (3.1, 7.3, 15.7, 33.1, 61.7, 127.9):
        half = 60 * pixel_m
        found = Found(layer, image, Grid((x - half, y - half, x + half, y + half), 121, 120), resampling)
        ratio = pixel_m * (0.68 if crs == "EPSG:32632" else 1) / place.a
        inner = found.inside(8 * max(1, ratio))
        assert inner.sum() > 2_000 or pixel_m > 100
        mean = np.abs(found.error[:, inner].mean(axis=1)) / max(ratio, 1)
        # A nearest pixel is off by up to half a pixel, which averages out over many phases.
        assert mean.max() <= SHIFTS[resampling], (pixel_m, mean)
        if resampling in {"bilinear", "cubic"} and ratio < 1:
            assert np.abs(found.error[:, inner]).max() <= 0.01


def noise_mosaic(folder: Path) -> Path:
    """Three overlapping images of noise, in two UTM zones and in degrees: every displacement shows."""
    rng = np.random.default_rng(5)
    places = [
        ("EPSG:32632", Affine(20, 0, 935_000, 0, -20, 5_222_000)),
        ("EPSG:32633", Affine(20, 0, 265_000, 0, -20, 5_225_000)),
        ("EPSG:4326", Affine(0.0002, 0, 11.93, 0, -0.0002, 47.1)),
    ]
    paths = []
    for number, (crs, place) in enumerate(places):
        paths.append(folder / f"{number}.tif")
        with rasterio.open(
            paths[-1], "w", driver="GTiff", count=3, width=600, height=600, dtype="uint8", crs=crs, transform=place,
            nodata=0, tiled=True, blockxsize=128, blockysize=128,
        ) as image:  # fmt: skip
            image.write(rng.integers(1, 255, (3, 600, 600), dtype="uint8"))
            image.build_overviews([2, 4], rasterio.enums.Resampling.average)
    return write_document(folder / "mosaic.json", paths)


@pytest.mark.parametrize("pixel_m", [11.3, 29.7, 67.0])
@pytest.mark.parametrize("resampling", ["nearest", "bilinear", "cubic", "lanczos", "average", "mode"])
def test_no_seams(tmp_path, resources, resampling, pixel_m):  # noqa: F811
    """One piece, or many odd ones: the same pixels, within the rounding of 8 bits."""
    layer = open_layer(noise_mosaic(tmp_path), resources)
    width, height = 601, 437
    left, top = 1_327_000.0, 5_965_000.0
    whole = draw(
        layer, Grid((left, top - height * pixel_m, left + width * pixel_m, top), width, height), resampling=resampling
    )
    cols, rows = [0, 1, 67, 256, 511, width], [0, 3, 255, 300, height]
    put = np.zeros_like(whole.pixels)
    for top_row, bottom_row in itertools.pairwise(rows):
        for left_col, right_col in itertools.pairwise(cols):
            extent = (
                left + left_col * pixel_m, top - bottom_row * pixel_m, left + right_col * pixel_m, top - top_row * pixel_m
            )  # fmt: skip
            part = draw(layer, Grid(extent, right_col - left_col, bottom_row - top_row), resampling=resampling).pixels
            put[:, top_row:bottom_row, left_col:right_col] = part
    assert (whole.pixels > 0).mean() > 0.2
    difference = np.abs(put.astype(int) - whole.pixels)
    if resampling in {"nearest", "mode"}:
        # A point on the border of two pixels may fall to the other side: the control points lie elsewhere.
        assert (difference > 0).mean() < 0.01
    else:
        assert (difference > 1).mean() < 0.0005
        assert difference.mean() < 0.05


def test_nearest_is_exact_on_the_tile_grid(tmp_path, resources):  # noqa: F811
    """At the mosaic's own zoom: bit for bit what the images hold on the grid, and what the exact projection gives."""
    tms = morecantile.tms.get("WebMercatorQuad")
    zoom = 12
    cell = tms.matrix(zoom).cellSize
    tile = tms.tile(10.3, 46.9, zoom)
    bounds = tms.xy_bounds(tile)
    rng = np.random.default_rng(1)
    pixels = rng.integers(1, 65_535, (1, 1000, 1000), dtype="uint16")
    native = tmp_path / "native.tif"
    with rasterio.open(
        native, "w", driver="GTiff", count=1, width=1000, height=1000, dtype="uint16", crs="EPSG:3857", nodata=0,
        transform=Affine(cell, 0, bounds.left - 300 * cell, 0, -cell, bounds.top + 200 * cell), tiled=True,
    ) as image:  # fmt: skip
        image.write(pixels)
    layer = open_layer(write_document(tmp_path / "native.json", [native], maxzoom=zoom), resources)
    grid = Grid((bounds.left, bounds.bottom, bounds.right, bounds.top), 256, 256)
    assert np.array_equal(draw(layer, grid).pixels, pixels[:, 200:456, 300:556])
    utm = tmp_path / "utm.tif"
    x, y = pyproj.Transformer.from_crs(3857, 32632, always_xy=True).transform(bounds.left, bounds.top)
    with rasterio.open(
        utm, "w", driver="GTiff", count=1, width=1000, height=1000, dtype="uint16", crs="EPSG:32632", nodata=0,
        transform=Affine(25, 0, x - 2_000, 0, -25, y + 2_000), tiled=True,
    ) as image:  # fmt: skip
        image.write(pixels)
    layer = open_layer(write_document(tmp_path / "utm.json", [utm], maxzoom=zoom), resources)
    drawn = draw(layer, grid).pixels
    assert (drawn > 0).all()
    assert (drawn != warped(utm, grid).data).mean() <= 0.002


def test_a_mosaic_of_many_kinds_of_places(tmp_path, resources):  # noqa: F811
    """Swiss, UTM, polar, degrees, rotated, south-up and GCP-only images side by side: each pixel from the right place."""
    size = 400
    places = {
        "swiss": ("EPSG:2056", Affine(20, 0, 2_783_000, 0, -20, 1_190_000)),
        "utm": ("EPSG:32632", Affine(20, 0, 611_000, 0, -20, 5_190_000)),
        "polar": ("EPSG:3413", Affine(60, 0, 3_820_000, 0, -60, -2_700_000)),
        "degrees": ("EPSG:4326", Affine(0.0002, 0, 10.6, 0, -0.0002, 46.9)),
        "rotated": ("EPSG:32632", Affine(20, 0, 632_000, 0, -20, 5_190_000) @ Affine.rotation(30)),
        "south up": ("EPSG:32632", Affine(20, 0, 645_000, 0, 20, 5_180_000)),
        "points": ("EPSG:32632", Affine(20, 0, 655_000, 0, -20, 5_190_000)),
    }
    images = []
    for number, (name, (crs, place)) in enumerate(places.items()):
        cols, rows = np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5)
        to_layer = pyproj.Transformer.from_crs(crs, 3857, always_xy=True)
        x, y = to_layer.transform(*(place @ (cols, rows)))
        images.append(tmp_path / f"{number}.tif")
        keys = {"crs": crs, "transform": place}
        if name == "points":
            corners = [GroundControlPoint(row, col, *(place @ (col, row))) for col in (0, size) for row in (0, size)]
            keys = {}
        with rasterio.open(
            images[-1], "w", driver="GTiff", count=3, width=size, height=size, dtype="float64", nodata=-1e300, **keys
        ) as image:
            image.write(np.stack([x, y, np.full_like(x, number)]))
            if name == "points":
                image.gcps = (corners, rasterio.crs.CRS.from_epsg(32632))
    layer = open_layer(write_document(tmp_path / "mosaic.json", images), resources)
    box = [1e99, 1e99, -1e99, -1e99]
    for path in images:
        with rasterio.open(path) as image:
            values = image.read()
            box = [
                min(box[0], values[0].min()),
                min(box[1], values[1].min()),
                max(box[2], values[0].max()),
                max(box[3], values[1].max()),
            ]
    grid = Grid(tuple(box), 1500, 1200)
    drawn = draw(layer, grid)
    assert drawn.report.complete
    x, y = centres(grid.extent, grid.width, grid.height)
    covered = drawn.pixels[0] > NODATA
    seen = set(np.unique(drawn.pixels[2][covered]).astype(int))
    assert seen == set(range(len(places)))
    # Values are those of the pixel's middle: at most half a pixel's diagonal away, in Mercator metres.
    distance = np.hypot(drawn.pixels[0] - x, drawn.pixels[1] - y)[covered]
    pixel_m = np.where(drawn.pixels[2][covered] == 2, 60 / 0.66, 20 / 0.68)
    assert (distance / pixel_m).max() < 0.85
    assert np.abs((drawn.pixels[0] - x)[covered].mean()) < 1.0
    assert np.abs((drawn.pixels[1] - y)[covered].mean()) < 1.0


PLACES = {"LINZAntarticaMapTilegrid": (170.0, -78.0), "CanadianNAD83_LCC": (-100.0, 55.0), "NZTM2000Quad": (175.0, -41.0)} | {
    "EuropeanETRS89_LAEAQuad": (10.0, 50.0), "UPSAntarcticWGS84Quad": (30.0, -80.0), "UPSArcticWGS84Quad": (30.0, 80.0),
    "UTM31WGS84Quad": (4.0, 45.0),
}  # fmt: skip
"""Somewhere in tile matrix sets that are not of the whole world."""


@pytest.mark.parametrize("name", morecantile.tms.list())
def test_a_layer_in_any_tile_matrix_set(tmp_path, resources, name):  # noqa: F811
    """The mosaic's own is a quadtree; that of the layer may be any, with its own CRS and order of axes."""
    tms = morecantile.tms.get(name)
    lon, lat = PLACES.get(name, (10.0, 20.0))
    image = write_coordinates(
        tmp_path / "a.tif", "EPSG:4326", Affine(0.001, 0, lon - 0.15, 0, -0.001, lat + 0.15), 300, 300
    )
    document = write_document(tmp_path / "mosaic.json", [image])
    layer = MosaicLayer(MosaicBackend(str(document), tms=tms), ReadingOptions.from_strings({"maxzoom": "9"}), resources)
    to_layer = pyproj.Transformer.from_crs(4326, layer.description.crs_wkt, always_xy=True)
    x, y = to_layer.transform(lon + 0.01, lat + 0.01)
    side = abs(to_layer.transform(lon + 0.01, lat + 0.0113)[1] - y) + abs(
        to_layer.transform(lon + 0.0113, lat + 0.01)[0] - x
    )
    grid = Grid((x - 40 * side, y - 40 * side, x + 40 * side, y + 40 * side), 101, 97)
    found = Found(layer, image, grid, "nearest")
    found.check_cover(1, least=2_000)
    assert np.abs(found.error[:, found.inside(1)]).max() <= 0.57
    (value,) = layer.sample([(x, y)], never)
    assert value == pytest.approx([lon + 0.01, lat + 0.01], abs=0.00051)
