"""Making the overview image of a mosaic: one Cloud Optimized GeoTIFF of all of it, named in the document. ENGINE.

Draws the mosaic block by block with all its images, so memory does not grow with it, here or wherever the caller has blocks drawn;
the file appears whole or not at all, and the document is changed on the condition that nobody else changed it.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.io import DatasetWriter
from rasterio.shutil import copy as copy_dataset
from rasterio.windows import Window

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import BadRequestError, MosaicError
from .bands import LayerModel
from .grid import Rect
from .layer import MosaicLayer
from .options import ReadingOptions
from .overview import KEY, Overview
from .plan import Tile, tile_box
from .pool import image_errors, is_remote
from .refusals import refusal_of
from .resources import ReadingResources
from .values import Cancelled, Failure, Patch, ReadRequest, pixel_dtype

LARGEST_SIDE_PX = 16_384
"""Longest side of an overview whose zoom was not asked for: some 100 MB at most, and fine enough for any screen."""

MOST_SIDE_PX = 131_072
"""The same for any overview."""

BLOCK_PX = 2048
TILE_PX = 512
DRAWING_SHARE = 0.9
"""Of the progress; the rest is for writing the file anew in its final order."""

_LOOK_EVERY_S = 0.1

Progress = Callable[[float, str], None]
"""Share from 0 to 1, and what is being done."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnBlock:
    """A block of the overview image."""

    number: int
    """Which of the requests it answers, from 0."""
    pixels: NDArray[Any]
    """Axes (band, row, column), as they are stored."""
    skipped: tuple[Failure, ...]
    """Images that could not be read, and so are not in it."""


Draw = Callable[[Sequence[ReadRequest]], Iterator[DrawnBlock]]
"""Draws blocks, in any order."""


@dataclass(frozen=True, kw_only=True)
class MadeOverview:
    """What was made."""

    overview: Overview
    """As it stands in the document now."""
    path: Path
    skipped: tuple[Failure, ...]
    """Images that could not be read, and so are not in it."""


def make_overview(
    backend: MosaicJSONBackend,
    path: Path,
    resources: ReadingResources,
    *,
    href: str | None = None,
    maxzoom: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    draw: Draw | None = None,
    skips_broken: bool = True,
) -> MadeOverview:
    """Draw a mosaic into a file and name it in its document.

    `href` is what the document shall call it; needed where the document is not a file, else the path seen from there.
    `maxzoom` is the zoom whose resolution it gets; without it the one above the mosaic's minzoom, or as coarse as the
    file would otherwise be too large. `draw` draws the blocks elsewhere; without it they are drawn on this thread.
    `skips_broken` says whether images that cannot be read are left out; else the first of them ends the work.

    Raises:
        Cancelled: `cancelled` said so; nothing was left behind.
        BadRequestError: no href, or a zoom at which the image is too large.
        UnsupportedError: the store cannot take further keys; before anything is drawn.
        MosaicConflictError: somebody else kept changing the document; the file is there, the document does not name it.
    """
    backend.check_amendable()
    layer = MosaicLayer(backend, ReadingOptions(), resources)
    try:
        zoom = _zoom(layer, backend, maxzoom)
        overview = Overview(href=href or _href(backend, path), maxzoom=zoom)
        drawing = draw or partial(_drawn_here, layer, cancelled)
        skipped = _write(layer, backend, path, zoom, progress or _ignore, cancelled, drawing, skips_broken=skips_broken)
    finally:
        layer.close()
    backend.amend({KEY: overview.as_dict()})
    return MadeOverview(overview=overview, path=path, skipped=skipped)


def _ignore(share: float, text: str) -> None:
    pass


def _href(backend: MosaicJSONBackend, path: Path) -> str:
    place = backend.document_uri
    if is_remote(place) or "://" in place:
        raise BadRequestError(
            f"A document that is no file, such as {place}, needs the address that the overview image will have; give href."
        )
    try:
        return Path(os.path.relpath(path.absolute(), Path(place).absolute().parent)).as_posix()
    except ValueError:  # another drive of Windows
        return path.absolute().as_posix()


def _rect(layer: MosaicLayer, backend: MosaicJSONBackend, zoom: int) -> Rect:
    """The pixels of a zoom's grid that hold the layer."""
    cell = backend.tms.matrix(zoom).cellSize
    left, _, _, top = tile_box(backend.tms, Tile(0, 0, zoom))
    xmin, ymin, xmax, ymax = layer.description.extent
    col, row = math.floor((xmin - left) / cell + 1e-6), math.floor((top - ymax) / cell + 1e-6)
    return Rect(col, row, math.ceil((xmax - left) / cell - 1e-6) - col, math.ceil((top - ymin) / cell - 1e-6) - row)


def _zoom(layer: MosaicLayer, backend: MosaicJSONBackend, asked: int | None) -> int:
    lowest = backend.tms.minzoom
    zoom = max(layer.description.minzoom - 1, lowest) if asked is None else asked
    if not lowest <= zoom <= backend.tms.maxzoom:
        raise BadRequestError(
            f"A zoom of {backend.tms.id} lies in {lowest}…{backend.tms.maxzoom}, {zoom} was asked for."
        )
    most = LARGEST_SIDE_PX if asked is None else MOST_SIDE_PX
    while (rect := _rect(layer, backend, zoom)) and max(rect.width, rect.height) > most:
        if asked is not None:
            raise BadRequestError(
                f"An overview has {most} pixels a side at most, at zoom {zoom} it would be {rect.width} x {rect.height}: "
                "ask for a smaller maxzoom."
            )
        if zoom == lowest:
            break
        zoom -= 1
    return zoom


def _write(
    layer: MosaicLayer,
    backend: MosaicJSONBackend,
    path: Path,
    zoom: int,
    progress: Progress,
    cancelled: Callable[[], bool],
    draw: Draw,
    *,
    skips_broken: bool,
) -> tuple[Failure, ...]:
    model = layer.description.model
    whole = _rect(layer, backend, zoom)
    cell = backend.tms.matrix(zoom).cellSize
    left, _, _, top = tile_box(backend.tms, Tile(0, 0, zoom))
    resampling = "nearest" if model.is_palette else "average"
    skipped: dict[str | None, Failure] = {}
    blocks = whole.pieces(BLOCK_PX)
    requests = [
        ReadRequest(
            extent=(
                left + block.col * cell,
                top - block.row_stop * cell,
                left + block.col_stop * cell,
                top - block.row * cell,
            ),
            width=block.width,
            height=block.height,
            resampling=resampling,
            is_whole=True,
        )
        for block in blocks
    ]
    # Beside the file, so that taking its place is one step.
    with tempfile.TemporaryDirectory(
        dir=path.absolute().parent, prefix=".overview-", ignore_cleanup_errors=True
    ) as folder:
        drawn, final = Path(folder) / "drawn.tif", Path(folder) / "final.tif"
        with image_errors(str(path)):
            profile = _profile(model, whole, Affine(cell, 0, left + whole.col * cell, 0, -cell, top - whole.row * cell))
            with rasterio.open(drawn, "w", crs=layer.description.crs_wkt, **profile) as image:
                _describe(image, model)
                for done, drawn_block in enumerate(draw(requests)):
                    block = blocks[drawn_block.number]
                    if drawn_block.skipped and not skips_broken:
                        raise refusal_of(drawn_block.skipped[0])
                    skipped.update((failure.asset, failure) for failure in drawn_block.skipped)
                    image.write(
                        drawn_block.pixels,
                        window=Window(block.col - whole.col, block.row - whole.row, block.width, block.height),
                    )
                    progress(DRAWING_SHARE * (done + 1) / len(blocks), f"block {done + 1} of {len(blocks)}")
            if cancelled():
                raise Cancelled("Making the overview was cancelled.")
            progress(DRAWING_SHARE, "writing the file")
            _Copying(drawn, final, resampling).wait(cancelled)
        if cancelled():
            raise Cancelled("Making the overview was cancelled.")
        try:
            os.replace(final, path)
        except OSError as error:
            raise MosaicError(f"The overview image {path} cannot be written: {error.strerror or error}.") from error
    progress(1.0, "done")
    return tuple(skipped.values())


class _Copying(threading.Thread):
    """Writes the file anew in its final order. GDAL cannot be stopped in that: who gives up leaves it behind, and it cleans up."""

    def __init__(self, drawn: Path, final: Path, resampling: str) -> None:
        super().__init__(name="overview", daemon=True)
        self._drawn = drawn
        self._final = final
        self._resampling = resampling
        self._error: Exception | None = None
        self._is_left = False

    def wait(self, cancelled: Callable[[], bool]) -> None:
        """Raises Cancelled, and what rasterio raises."""
        self.start()
        while self.is_alive():
            if cancelled():
                self._is_left = True
                raise Cancelled("Making the overview was cancelled.")
            self.join(_LOOK_EVERY_S)
        if self._error is not None:
            raise self._error

    def run(self) -> None:
        try:
            copy_dataset(
                self._drawn,
                self._final,
                driver="COG",
                COMPRESS="DEFLATE",
                PREDICTOR="YES",
                BLOCKSIZE=TILE_PX,
                BIGTIFF="IF_SAFER",
                OVERVIEW_RESAMPLING=self._resampling.upper(),
            )
        except Exception as error:  # noqa: BLE001 - raised by who waits
            self._error = error
        if self._is_left:
            shutil.rmtree(self._drawn.parent, ignore_errors=True)


def _profile(model: LayerModel, whole: Rect, transform: Affine) -> dict[str, Any]:
    return {
        "driver": "GTiff",
        "width": whole.width,
        "height": whole.height,
        "count": len(model.bands),
        "dtype": pixel_dtype([np.dtype(band.dtype) for band in model.bands]).name,
        "nodata": model.nodata,
        "transform": transform,
        "tiled": True,
        "blockxsize": TILE_PX,
        "blockysize": TILE_PX,
        "compress": "LZW",
        "BIGTIFF": "IF_SAFER",
        "SPARSE_OK": "TRUE",
    }


def _describe(image: DatasetWriter, model: LayerModel) -> None:
    """Write down what the bands mean, as the images do."""
    image.colorinterp = [getattr(ColorInterp, band.color, ColorInterp.undefined) for band in model.bands]
    image.descriptions = [band.description for band in model.bands]
    image.scales = [band.scale for band in model.bands]
    image.offsets = [band.offset for band in model.bands]
    image.units = [band.unit for band in model.bands]
    if model.is_palette and model.bands[0].colormap is not None:
        image.write_colormap(1, dict(model.bands[0].colormap))


def _drawn_here(
    layer: MosaicLayer, cancelled: Callable[[], bool], requests: Sequence[ReadRequest]
) -> Iterator[DrawnBlock]:
    for number, request in enumerate(requests):
        yield draw_block(layer, number, request, cancelled)


def draw_block(
    layer: MosaicLayer, number: int, request: ReadRequest, cancelled: Callable[[], bool] = lambda: False
) -> DrawnBlock:
    """A block of the overview of a layer. Raises what reading raises."""
    model = layer.description.model
    dtype = pixel_dtype([np.dtype(band.dtype) for band in model.bands])
    pixels = np.full(
        (len(model.bands), request.height, request.width), 0 if model.nodata is None else model.nodata, dtype=dtype
    )

    def put(patch: Patch) -> None:
        _, height, width = patch.array.shape
        pixels[:, patch.row : patch.row + height, patch.col : patch.col + width] = patch.array

    report = layer.read(request, put, cancelled)
    if model.with_alpha and dtype == "uint16":
        # Full opacity is the largest number of the type.
        pixels[-1] *= 257
    return DrawnBlock(number=number, pixels=pixels, skipped=report.skipped)
