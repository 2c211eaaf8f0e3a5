"""Footprints of images: opens them and finds where they lie and at which zooms they are sharp. Runs in the ENGINE.

The only module of this package that reads images (with rio-tiler). A footprint is the image's own outline, turned and
bent as the map projection has it, not the box around it.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import numpy
import shapely
from morecantile import TileMatrixSet
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.warp import transform
from rio_tiler.errors import RioTilerError
from rio_tiler.io import Reader
from rio_tiler.utils import inherit_rasterio_env
from shapely.geometry import mapping

from .assets import redacted
from .errors import BadAssetError, BadRequestError, MosaicError
from .grid import WEB_MERCATOR_TMS
from .notices import Notice
from .shapes import shapes_of

# Positions along each edge of an image before those that change nothing are taken out again.
_EDGE_POINTS = 20
# How far the outline may be off, as a share of the image's size.
_TOLERANCE = 1e-4


class Footprints(list[dict[str, Any]]):
    """GeoJSON features, one per readable image in the order asked for, and what was left out."""

    def __init__(self, features: Iterable[dict[str, Any]] = (), notices: Iterable[Notice] = ()) -> None:
        super().__init__(features)
        self.notices = tuple(notices)
        """One per image that could not be read."""


def get_footprints(
    dataset_list: Sequence[str],
    tms: TileMatrixSet | None = None,
    max_threads: int = 20,
    quiet: bool = True,
    *,
    progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Footprints:
    """The footprints of images, read by several threads.

    Each feature's geometry is in degrees of the geographic CRS of ``tms`` (default: WebMercatorQuad), its properties
    are ``path``, ``bounds`` (west > east across the antimeridian), ``minzoom``, ``maxzoom`` and ``datatype``. An image
    that cannot be read is left out and told in ``notices``. ``progress`` is called on this thread with a fraction and
    a text; when ``cancelled`` answers true, images that were not begun yet are not read.

    Raises:
        BadAssetError: there are images, but none can be read.
    """
    tms = tms or WEB_MERCATOR_TMS
    paths = [str(path) for path in dataset_list]
    if max_threads < 1:
        raise BadRequestError(f"max_threads must be 1 or more, got {max_threads}")
    report = progress or (_ignore if quiet else _write_to_stderr)
    found: dict[int, dict[str, Any] | Notice] = {}
    # Threads do not inherit GDAL's options, nor its credentials.
    read = inherit_rasterio_env(_footprint_or_notice)
    # rasterio changes the filters of warnings in each thread for a while; what threads leave of it is undone here.
    with warnings.catch_warnings(), ThreadPoolExecutor(max_threads, thread_name_prefix="footprints") as executor:
        waiting: dict[Future[dict[str, Any] | Notice], int] = {
            executor.submit(read, path, tms): number for number, path in enumerate(paths)
        }
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED, timeout=0.2)
            for future in done:
                number = waiting.pop(future)
                found[number] = future.result()
            if done:
                report(len(found) / len(paths), f"{len(found)} of {len(paths)} images")
            if cancelled is not None and cancelled():
                executor.shutdown(wait=False, cancel_futures=True)
                waiting = {future: number for future, number in waiting.items() if not future.cancelled()}
    results = [found[number] for number in sorted(found)]
    notices = [result for result in results if isinstance(result, Notice)]
    features = [result for result in results if not isinstance(result, Notice)]
    if notices and not features:
        raise BadAssetError(
            f"None of the {len(notices)} images can be read, the first one because: {notices[0].message}",
            asset=notices[0].asset,
        )
    return Footprints(features, notices)


def get_dataset_info(src_path: str, tms: TileMatrixSet = WEB_MERCATOR_TMS) -> dict[str, Any]:
    """The footprint of one image, see ``get_footprints``. Blocks on I/O.

    Raises:
        BadAssetError: the image cannot be read, or nobody knows where it lies.
    """
    try:
        with Reader(src_path, tms=tms) as image:
            if not image.crs:
                raise BadAssetError("it has no coordinate reference system", asset=src_path)
            outline = outline_of(image.dataset, tms.rasterio_geographic_crs)
            data_type = image.dataset.dtypes[0]
            minzoom, maxzoom = image.minzoom, image.maxzoom
    except (RasterioError, RioTilerError, CPLE_BaseError, OSError, ValueError) as error:
        raise BadAssetError(str(error).splitlines()[0] if str(error) else repr(error), asset=src_path) from error
    return {
        "type": "Feature",
        "geometry": mapping(outline),
        "properties": {
            "path": src_path,
            "bounds": _bounds(outline),
            "minzoom": minzoom,
            "maxzoom": maxzoom,
            "datatype": data_type,
        },
    }


def outline_of(dataset: Any, geographic_crs: CRS) -> shapely.geometry.base.BaseGeometry:
    """The outline of an open rasterio dataset in degrees, cut at the antimeridian, around a pole where need be.

    Raises:
        BadAssetError: it cannot be placed on the earth.
    """
    columns, rows = _edge_positions(dataset.width, dataset.height)
    affine = dataset.transform
    xs, ys = affine.a * columns + affine.b * rows + affine.c, affine.d * columns + affine.e * rows + affine.f
    longitudes, latitudes = transform(dataset.crs, geographic_crs, xs.tolist(), ys.tolist())
    ring = numpy.column_stack([longitudes, latitudes])
    if not numpy.isfinite(ring).all():
        raise BadAssetError("its corners cannot be expressed in degrees")
    shapes = shapes_of([{"geometry": {"type": "Polygon", "coordinates": [ring]}}])
    if not len(shapes.geometries):
        raise BadAssetError(shapes.notices[0].message if shapes.notices else "its outline has no area")
    outline = shapes.geometries[0]
    west, south, east, north = outline.bounds
    return shapely.simplify(outline, _TOLERANCE * min(east - west, north - south))


def _edge_positions(width: int, height: int) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """Columns and rows along the edges of an image, closed."""
    steps = numpy.linspace(0, 1, _EDGE_POINTS + 1)
    zeros, ones = numpy.zeros(_EDGE_POINTS), numpy.ones(_EDGE_POINTS)
    columns = numpy.concatenate([zeros, steps[:-1], ones, steps[:0:-1], [0.0]])
    rows = numpy.concatenate([steps[:-1], ones, steps[:0:-1], zeros, [0.0]])
    return columns * width, rows * height


def _bounds(outline: shapely.geometry.base.BaseGeometry) -> tuple[float, float, float, float]:
    west, south, east, north = outline.bounds
    parts = shapely.get_parts(outline)
    if len(parts) == 2 and west <= -180 + 1e-6 and east >= 180 - 1e-6:
        left, right = sorted(parts, key=lambda part: part.bounds[0])
        if left.bounds[2] < right.bounds[0]:
            return right.bounds[0], south, left.bounds[2], north
    return west, south, east, north


def _footprint_or_notice(path: str, tms: TileMatrixSet) -> dict[str, Any] | Notice:
    try:
        return get_dataset_info(path, tms)
    except MosaicError as error:
        text = f"{redacted(path)} cannot be used: {error}"
        return Notice(code=error.code, message=text, asset=path)


def _ignore(fraction: float, text: str) -> None:
    """The progress that nobody wants to see."""


def _write_to_stderr(fraction: float, text: str) -> None:
    sys.stderr.write(f"{fraction:4.0%} {text}\n")
