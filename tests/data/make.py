"""Sample and test imagery: generated, seeded, never downloaded.

ENGINE side (needs rasterio, pyproj, morecantile), run as a program:

    make.py --out FOLDER --set demo|tests|bench [--cogeo-mosaic PROGRAM]

Every set is made once: a second run finds the stamp of the same generator and ends at once. `--cogeo-mosaic` names the
command line program of that independent library; with it, each mosaic gets a second document `mosaic_cogeo.json`.
The landscape itself is in `landscape.py`. Never part of the plugin.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import morecantile
import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.control import GroundControlPoint
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from rasterio.shutil import copy as copy_dataset
from rasterio.warp import transform_bounds

sys.path.insert(0, str(Path(__file__).resolve().parent))

from landscape import Landscape

TILE_MATRIX_SET = morecantile.tms.get("WebMercatorQuad")
THREADS = 4


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where an image lies: a grid of `size_px` x `size_px` in one CRS."""

    name: str
    epsg: int
    transform: Affine
    size_px: int

    def geographic(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitude and latitude of the pixel centres; computed every 16 px, linear in between (error < 0.01 px)."""
        step = np.append(np.arange(0, self.size_px, 16), self.size_px - 1) + 0.5
        cols, rows = np.meshgrid(step, step)
        x, y = self.transform @ (cols, rows)
        lon, lat = Transformer.from_crs(self.epsg, 4326, always_xy=True).transform(x, y)
        inside = np.arange(self.size_px) + 0.5

        def fill(coarse: NDArray[np.float64]) -> NDArray[np.float64]:
            rows_done = np.stack([np.interp(inside, step, coarse[:, i]) for i in range(step.size)], axis=1)
            return np.stack([np.interp(inside, step, row) for row in rows_done])

        return fill(lon), fill(lat)


def write_cog(
    path: Path,
    pixels: NDArray[np.generic],
    frame: Frame,
    *,
    nodata: float | None = None,
    valid: NDArray[np.bool_] | None = None,
    compress: str = "DEFLATE",
    block_px: int = 512,
    color: Sequence[ColorInterp] | None = None,
    colormap: dict[int, tuple[int, int, int, int]] | None = None,
    descriptions: Sequence[str] = (),
) -> None:
    """Write (band, row, column) pixels as a Cloud-Optimized GeoTIFF; `valid` becomes an internal mask."""
    count, height, width = pixels.shape
    profile = {
        "driver": "GTiff",
        "count": count,
        "height": height,
        "width": width,
        "dtype": pixels.dtype.name,
        "crs": f"EPSG:{frame.epsg}",
        "transform": frame.transform,
        "nodata": nodata,
    }
    if count > 1:
        profile["photometric"] = "RGB" if color else "MINISBLACK"
    if color and ColorInterp.alpha in color:
        profile["alpha"] = "YES"
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), MemoryFile() as memory:
        with memory.open(**profile) as draft:
            draft.write(pixels)
            if color:
                draft.colorinterp = list(color)
            if colormap:
                draft.write_colormap(1, colormap)
            for band, text in enumerate(descriptions, start=1):
                draft.set_band_description(band, text)
            if valid is not None:
                draft.write_mask(valid)
        # Paletted values are classes: the overviews must not average them.
        resampling = "NEAREST" if colormap else "AVERAGE"
        options = {"BLOCKSIZE": block_px, "COMPRESS": compress, "OVERVIEW_RESAMPLING": resampling}
        if compress == "JPEG":
            options["QUALITY"] = 90
        with memory.open() as draft:
            copy_dataset(draft, str(path), driver="COG", **options)


RGB = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
Painter = Callable[[Landscape, Frame, int, Path], None]


def _tinted(ground: Landscape, frame: Frame, index: int) -> NDArray[np.uint8]:
    """The landscape as 8-bit RGB; each image a little lighter or warmer than its neighbour, so that seams show."""
    lon, lat = frame.geographic()
    rng = np.random.default_rng(1000 + index)
    tone = (1 + rng.uniform(-0.07, 0.07)) * (1 + rng.uniform(-0.025, 0.025, 3))
    color = ground.at(ground.color, lon, lat) * tone.astype(np.float32)
    return np.clip(color + 0.5, 1, 255).astype(np.uint8).transpose(2, 0, 1)


def _slanted(size_px: int, index: int) -> NDArray[np.bool_]:
    """Where a scene has data: full, or cut by a slanted edge as a satellite's swath is."""
    row, col = np.mgrid[0:size_px, 0:size_px] / size_px
    edge = (index * 7) % 5
    if edge == 0:
        return col - 0.22 * row > 0.02
    if edge == 1:
        return col + 0.18 * row < 1.05
    return np.ones((size_px, size_px), dtype=bool)


def paint_rgb(ground: Landscape, frame: Frame, index: int, path: Path) -> None:
    pixels = _tinted(ground, frame, index)
    pixels[:, ~_slanted(frame.size_px, index)] = 0
    write_cog(path, pixels, frame, nodata=0, block_px=min(512, frame.size_px // 2), color=RGB)


def paint_uint16(ground: Landscape, frame: Frame, index: int, path: Path) -> None:
    lon, lat = frame.geographic()
    reflectance = (ground.at(ground.color, lon, lat)[..., 1] * 34 + 200 + index * 3).astype(np.uint16)
    reflectance[~_slanted(frame.size_px, index)] = 0
    write_cog(path, reflectance[None], frame, nodata=0, block_px=128, descriptions=["near infrared"])


def paint_float32(ground: Landscape, frame: Frame, index: int, path: Path) -> None:
    lon, lat = frame.geographic()
    elevation = ground.at(ground.elevation, lon, lat)
    elevation[~_slanted(frame.size_px, index)] = np.nan
    write_cog(path, elevation[None], frame, nodata=math.nan, block_px=128, descriptions=["elevation"])


def paint_jpeg_mask(ground: Landscape, frame: Frame, index: int, path: Path) -> None:
    valid = _slanted(frame.size_px, index)
    pixels = _tinted(ground, frame, index)
    pixels[:, ~valid] = 0
    write_cog(path, pixels, frame, valid=valid, compress="JPEG", block_px=128, color=RGB)


def paint_rgba(ground: Landscape, frame: Frame, index: int, path: Path) -> None:
    alpha = np.where(_slanted(frame.size_px, index), 255, 0).astype(np.uint8)
    pixels = np.concatenate([_tinted(ground, frame, index), alpha[None]])
    write_cog(path, pixels, frame, block_px=128, color=(*RGB, ColorInterp.alpha))


def paint_palette(ground: Landscape, frame: Frame, index: int, path: Path) -> None:
    lon, lat = frame.geographic()
    elevation, water = ground.at(ground.elevation, lon, lat), ground.at(ground.water, lon, lat)
    classes = (1 + np.digitize(elevation, [400, 1100, 1900])).astype(np.uint8)
    classes[water > 0.5] = 5
    classes[~_slanted(frame.size_px, index)] = 0
    colors = {1: (176, 196, 120), 2: (74, 120, 70), 3: (140, 120, 96), 4: (240, 244, 250), 5: (46, 96, 140)}
    colormap = {0: (0, 0, 0, 0)} | {value: (*rgb, 255) for value, rgb in colors.items()}
    write_cog(path, classes[None], frame, nodata=0, block_px=128, colormap=colormap)


def paint_bench(ground: Landscape, frame: Frame, index: int, path: Path) -> None:
    """Two smooth bands and one of noise: about 10 MB of Deflate, as camera images of this size are."""
    rng = np.random.default_rng(5000 + index)
    lon, lat = frame.geographic()
    color = ground.at(ground.color, lon, lat)
    noise = rng.integers(-2, 3, color.shape[:2])
    smooth = np.clip(color[..., :2] + noise[..., None], 1, 255).astype(np.uint8)
    pixels = np.concatenate([smooth.transpose(2, 0, 1), rng.integers(1, 255, (1, *color.shape[:2]), dtype=np.uint8)])
    write_cog(path, pixels, frame, nodata=0, color=RGB)


def frames(
    *, zones: Iterable[int], lon: float, lat: float, cols: int, rows: int, size_px: int, pixel_m: float, overlap: float
) -> list[Frame]:
    """A grid of frames around (lon, lat); columns west of a zone's east edge belong to that UTM zone.

    Each zone's frames are laid out in its own CRS, so that at the zones' edge the images are turned against each other.
    """
    step = size_px * pixel_m * (1 - overlap)
    zones = list(zones)
    made = []
    per_zone = cols // len(zones)
    for position, zone in enumerate(zones):
        epsg = 32600 + zone
        x_mid, y_mid = Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
        # The first zone's columns lie west of the middle, the second's east of it (one zone: centred).
        first = -cols / 2 if len(zones) == 1 else (position - 1) * per_zone
        for col in range(per_zone):
            for row in range(rows):
                left = round((x_mid + (first + col) * step) / pixel_m) * pixel_m
                top = round((y_mid + (rows / 2 - row) * step) / pixel_m) * pixel_m
                made.append(
                    Frame(
                        name=f"z{zone}_r{row}_c{col}.tif",
                        epsg=epsg,
                        transform=Affine(pixel_m, 0, left, 0, -pixel_m, top),
                        size_px=size_px,
                    )
                )
    return made


def ground_under(scene: Sequence[Frame], *, pixel_deg: float, seed: int) -> Landscape:
    boxes = [
        transform_bounds(
            f"EPSG:{f.epsg}", "EPSG:4326", *rasterio.transform.array_bounds(f.size_px, f.size_px, f.transform)
        )
        for f in scene
    ]
    west, south, east, north = (
        pick(values) for pick, values in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
    )
    shape_ratio = math.cos(math.radians((south + north) / 2))
    cols, rows = math.ceil((east - west) * shape_ratio / pixel_deg), math.ceil((north - south) / pixel_deg)
    return Landscape.generate(west=west, south=south, east=east, north=north, rows=rows, cols=cols, seed=seed)


def paint_all(folder: Path, scene: Sequence[Frame], ground: Landscape, painter: Painter) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / frame.name for frame in scene]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda job: painter(ground, job[1], job[0], paths[job[0]]), enumerate(scene)))
    return paths


def write_document(
    path: Path, images: Sequence[Path], *, name: str, minzoom: int, maxzoom: int, quadkey_zoom: int
) -> None:
    """A MosaicJSON document with relative assets, in the order of `images`, by the images' geographic boxes."""
    tiles: dict[str, list[str]] = {}
    boxes = []
    for image in images:
        with rasterio.open(image) as dataset:
            box = transform_bounds(dataset.crs, "EPSG:4326", *dataset.bounds)
        boxes.append(box)
        for tile in TILE_MATRIX_SET.tiles(*box, zooms=[quadkey_zoom]):
            tiles.setdefault(TILE_MATRIX_SET.quadkey(tile), []).append(image.relative_to(path.parent).as_posix())
    west, south, east, north = (
        pick(values) for pick, values in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
    )
    document = {
        "mosaicjson": "0.0.3",
        "name": name,
        "description": "Generated landscape, no real place",
        "attribution": "mosaic_qgis sample data, CC0",
        "version": "1.0.0",
        "minzoom": minzoom,
        "maxzoom": maxzoom,
        "quadkey_zoom": quadkey_zoom,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, minzoom],
        "tiles": dict(sorted(tiles.items())),
    }
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")


def write_cogeo_document(program: Path, path: Path, images: Sequence[Path], *, minzoom: int, maxzoom: int) -> None:
    """The same images as cogeo-mosaic, an independent program, writes them (absolute assets)."""
    listing = "\n".join(str(image.resolve()) for image in images)
    arguments = ["create", "-", "-o", str(path), "--minzoom", str(minzoom), "--maxzoom", str(maxzoom), "--quiet"]
    subprocess.run([str(program), *arguments], input=listing, text=True, check=True, timeout=300)


def make_demo(out: Path, cogeo: Path | None) -> None:
    scene = frames(zones=[32, 33], lon=12.0, lat=47.0, cols=6, rows=4, size_px=1024, pixel_m=20, overlap=0.14)
    ground = ground_under(scene, pixel_deg=20 / 111_000, seed=11)
    # Two scenes are missing: a mosaic has holes.
    scene = [frame for frame in scene if frame.name not in {"z32_r0_c0.tif", "z33_r3_c2.tif"}]
    images = paint_all(out / "images", scene, ground, paint_rgb)
    write_document(out / "mosaic.json", images, name="Sample landscape", minzoom=7, maxzoom=13, quadkey_zoom=9)
    if cogeo:
        write_cogeo_document(cogeo, out / "mosaic_cogeo.json", images, minzoom=7, maxzoom=13)


TEST_KINDS: dict[str, Painter] = {
    "rgb": paint_rgb,
    "uint16": paint_uint16,
    "float32": paint_float32,
    "jpeg_mask": paint_jpeg_mask,
    "rgba": paint_rgba,
    "palette": paint_palette,
}


def make_tests(out: Path, cogeo: Path | None) -> None:
    scene = frames(zones=[32, 33], lon=12.0, lat=47.0, cols=4, rows=2, size_px=384, pixel_m=30, overlap=0.2)
    ground = ground_under(scene, pixel_deg=30 / 111_000, seed=3)
    holes = [frame for frame in scene if frame.name != "z33_r1_c1.tif"]
    for kind, painter in TEST_KINDS.items():
        folder = out / kind
        images = paint_all(folder, holes, ground, painter)
        write_document(folder / "mosaic.json", images, name=kind, minzoom=8, maxzoom=12, quadkey_zoom=10)
        if cogeo:
            write_cogeo_document(cogeo, folder / "mosaic_cogeo.json", images, minzoom=10, maxzoom=12)
    make_odd(out / "odd", scene[0], ground)


def make_odd(folder: Path, frame: Frame, ground: Landscape) -> None:
    """Images as people have them: no overviews, south-up, rotated, control points, without a CRS, broken."""
    folder.mkdir(parents=True, exist_ok=True)
    pixels = _tinted(ground, frame, 0)
    profile = {
        "driver": "GTiff",
        "count": 3,
        "height": frame.size_px,
        "width": frame.size_px,
        "dtype": "uint8",
        "nodata": 0,
    }
    crs = f"EPSG:{frame.epsg}"
    pixel_m, left, top = frame.transform.a, frame.transform.c, frame.transform.f
    south_up = Affine(pixel_m, 0, left, 0, pixel_m, top - frame.size_px * pixel_m)
    rotated = frame.transform @ Affine.rotation(20)
    for name, keys in {
        "no_overviews.tif": {"crs": crs, "transform": frame.transform},
        "south_up.tif": {"crs": crs, "transform": south_up},
        "rotated.tif": {"crs": crs, "transform": rotated},
        "no_crs.tif": {"transform": frame.transform},
        "no_place.tif": {},
    }.items():
        with rasterio.open(folder / name, "w", **profile, **keys) as image:
            image.write(pixels[:, ::-1] if name == "south_up.tif" else pixels)
    end = frame.size_px
    corners = [(0, 0), (0, end), (end, 0), (end, end)]
    points = [GroundControlPoint(row, col, *(frame.transform @ (col, row))) for row, col in corners]
    with rasterio.open(folder / "control_points.tif", "w", **profile, gcps=points, crs=crs) as image:
        image.write(pixels)
    whole = folder / "whole.tif"
    write_cog(whole, pixels, frame, nodata=0, block_px=128, color=RGB)
    # The header (at the front of a COG) is intact, most pixels are gone.
    (folder / "truncated.tif").write_bytes(whole.read_bytes()[: whole.stat().st_size // 3])
    (folder / "empty.tif").write_bytes(b"")
    (folder / "not_an_image.tif").write_text("<html><body>404 Not Found</body></html>", encoding="utf-8")
    for other in folder.glob("*.aux.xml"):
        other.unlink()


def make_bench(out: Path, cogeo: Path | None) -> None:
    """100 COGs of 2048 px, 10 x 10 with overlap, about 1 GB."""
    scene = frames(zones=[31], lon=3.0, lat=45.0, cols=10, rows=10, size_px=2048, pixel_m=15, overlap=0.1)
    ground = ground_under(scene, pixel_deg=120 / 111_000, seed=5)
    images = paint_all(out / "images", scene, ground, paint_bench)
    write_document(out / "mosaic.json", images, name="bench", minzoom=7, maxzoom=13, quadkey_zoom=10)
    if cogeo:
        write_cogeo_document(cogeo, out / "mosaic_cogeo.json", images, minzoom=10, maxzoom=13)


SETS = {"demo": make_demo, "tests": make_tests, "bench": make_bench}


def make(name: str, out: Path, cogeo: Path | None = None) -> bool:
    """Make one set in `out/<name>` unless it is there already. True when it was made."""
    here = Path(__file__).resolve().parent
    source = b"".join((here / file).read_bytes() for file in ("make.py", "landscape.py"))
    made_by = hashlib.sha256(source).hexdigest()
    folder = out / name
    marker = folder / "made_by"
    known = marker.read_text(encoding="utf-8").split() if marker.is_file() else []
    # A set with the independent documents serves also those who do without.
    if known[:1] == [made_by] and (cogeo is None or "cogeo-mosaic" in known):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with warnings.catch_warnings():
        # Some of the odd images have no place on purpose.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        SETS[name](folder, cogeo)
    marker.write_text(f"{made_by} {'cogeo-mosaic' if cogeo else ''}\n", encoding="utf-8")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder; each set gets a folder of its name in it")
    parser.add_argument("--set", dest="sets", action="append", choices=sorted(SETS), required=True)
    parser.add_argument("--cogeo-mosaic", type=Path, help="the cogeo-mosaic program, for documents of another hand")
    arguments = parser.parse_args()
    for name in arguments.sets:
        made = make(name, arguments.out, arguments.cogeo_mosaic)
        print(f"{arguments.out / name}: {'made' if made else 'there already'}")


if __name__ == "__main__":
    main()
