"""Images that a view leaves out, drawn as outlines into what is left empty. Runs in the ENGINE.

Only into pictures: a line in a band of elevations would be an invented elevation. Only into copies that are sent as
patches, never into what is kept, and only where nothing was drawn. Opens no image: where an image lies is known from its
having been opened before, from a catalogue, or else from the tiles that list it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from cachetools import LRUCache
from morecantile import TileMatrixSet
from numpy.typing import NDArray

from ..mosaic.errors import MosaicError
from .bands import LayerModel
from .finding import ImageFinder
from .grid import AskedGrid, Rect
from .ground import ground_of_geometry, outline
from .plan import Tile, covering, tile_box, zoom_for
from .resources import ReadingResources
from .values import Cancelled

LINE = (120, 130, 150)
"""Red, green, blue of an outline: seen on light and on dark ground, and not taken for a feature of either."""

LINE_OPACITY = 170
FILL_OPACITY = 28
"""Of 255; layers without an alpha band get no fill."""

FINEST_STEPS = 3
"""Zooms below the view's at which tiles are looked up: an eighth of a tile is 32 pixels on the screen."""

MOST_CELLS = 2048
"""Tiles looked up for outlines, at most."""

MOST_OUTLINES = 4000
MOST_GROUNDS = 20_000
"""Geometries of a catalogue that are kept for the next view, projected."""

PATCH_PX = 512
LISTED = 256
"""Images of a cell that are looked at for one that was left out."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """What is known of where the images lie that a view leaves out."""

    shapes: tuple[shapely.Geometry, ...]
    """Polygons in the layer's CRS."""


def is_picture(model: LayerModel) -> bool:
    """Whether the layer's bands are colours for people, in which a line is a line."""
    colors = [band.color for band in model.bands[: model.data_count]]
    return (
        colors[:3] == ["red", "green", "blue"]
        and {band.dtype for band in model.bands} == {"uint8"}
        and not (model.is_palette)
    )


def cells_of(tms: TileMatrixSet, grid: AskedGrid, view_zoom: int, finest_zoom: int) -> list[Tile]:
    """The tiles that stand for images of unknown place: as fine as the document's and the eye, and not too many."""
    zoom = max(min(finest_zoom, view_zoom + FINEST_STEPS), min(view_zoom, finest_zoom))
    cells = covering(tms, grid.extent, zoom)
    while len(cells) > MOST_CELLS and zoom > tms.minzoom:
        zoom -= 1
        cells = covering(tms, grid.extent, zoom)
    return cells


def left_out(
    cells: Sequence[Tile],
    tms: TileMatrixSet,
    listed: Callable[[Tile, int], Sequence[str]],
    kept: frozenset[str],
    known: Callable[[str], shapely.Geometry | None],
    cancelled: Callable[[], bool],
) -> LeftOut:
    """Where the images lie that a view leaves out.

    `listed(tile, limit)` are the images of a tile, `known(href)` is the ground of one that is known.

    Raises:
        Cancelled: the caller withdrew.
    """
    shapes: list[shapely.Geometry] = []
    seen: set[str] = set()
    for cell in cells:
        if len(shapes) >= MOST_OUTLINES:
            break
        if cancelled():
            raise Cancelled("The reading was cancelled.")
        missing = [href for href in listed(cell, LISTED) if href not in kept]
        if not missing:
            continue
        is_whole = True
        for href in missing:
            if href in seen:
                continue
            ground = known(href)
            if ground is None:
                is_whole = False
            else:
                seen.add(href)
                shapes.append(ground)
        if not is_whole:
            shapes.append(shapely.box(*tile_box(tms, cell)))
    return LeftOut(shapes=tuple(shapes[:MOST_OUTLINES]))


class Outliner:
    """Knows where the images of one layer lie. Thread-safe."""

    def __init__(
        self,
        *,
        tms: TileMatrixSet,
        finder: ImageFinder,
        resources: ReadingResources,
        geometry_of: Callable[[str], Mapping[str, Any] | None],
        crs_wkt: str,
        geographic_wkt: str,
    ) -> None:
        """`geometry_of(href)` is what a catalogue tells of an image, GeoJSON in the CRS `geographic_wkt`."""
        self._tms = tms
        self._finder = finder
        self._resources = resources
        self._geometry_of = geometry_of
        self._crs_wkt = crs_wkt
        self._geographic_wkt = geographic_wkt
        self._grounds: LRUCache[str, shapely.Geometry | None] = LRUCache(maxsize=MOST_GROUNDS)
        self._lock = threading.Lock()

    def left_out(self, grid: AskedGrid, kept: frozenset[str], cancelled: Callable[[], bool]) -> LeftOut:
        """Where the images lie that a view of the images `kept` leaves out. Raises Cancelled."""
        zoom = zoom_for(self._tms, min(grid.x_res, grid.y_res))
        cells = cells_of(self._tms, grid, zoom, self._finder.finest_zoom)
        return left_out(cells, self._tms, self._finder.some_of_tile, kept, self._known_ground, cancelled)

    def _known_ground(self, href: str) -> shapely.Geometry | None:
        """Where an image lies, if it was opened before or a catalogue tells."""
        try:
            info = self._resources.known_info(self._finder.source(href))
        except MosaicError:
            return None
        return self._told_ground(href) if info is None else outline(info, self._crs_wkt)

    def _told_ground(self, href: str) -> shapely.Geometry | None:
        with self._lock:
            if href in self._grounds:
                return self._grounds[href]
        ground = ground_of_geometry(self._geometry_of(href), self._geographic_wkt, self._crs_wkt)
        with self._lock:
            self._grounds[href] = ground
        return ground


@dataclass(frozen=True, kw_only=True)
class Painted:
    """A rectangle with outlines."""

    rect: Rect
    pixels: NDArray[Any]
    """Copy of the data bands, (band, row, column)."""
    opacity: NDArray[np.uint8] | None


def painted(
    found: LeftOut,
    grid: AskedGrid,
    pixels: NDArray[Any],
    opacity: NDArray[np.uint8] | None,
    blank: float,
    positions: Sequence[int],
) -> Iterator[Painted]:
    """The parts of a drawn map (band, row, column) that get outlines, as copies.

    What is drawn stays as it is: where `opacity` is not 0 or, without it, where a band is not `blank`. `positions` are
    the places of the bands among red, green, blue.
    """
    if not found.shapes:
        return
    xmin, _, _, ymax = grid.extent
    transform = Affine(grid.x_res, 0, xmin, 0, -grid.y_res, ymax)
    shape = (grid.height, grid.width)
    edges = [shapely.boundary(ground) for ground in found.shapes]
    lines = rasterio.features.rasterize(((edge, 1) for edge in edges), shape, transform=transform, dtype="uint8")
    fills = np.zeros(shape, np.uint8)
    if opacity is not None:
        rasterio.features.rasterize(((ground, 1) for ground in found.shapes), out=fills, transform=transform)
    empty = np.asarray((pixels == blank).all(axis=0)) if opacity is None else opacity == 0
    lines, fills = (lines > 0) & empty, (fills > 0) & empty
    for rect in grid.whole.pieces(PATCH_PX):
        area = (slice(rect.row, rect.row_stop), slice(rect.col, rect.col_stop))
        line, fill = lines[area], fills[area]
        if not line.any() and not fill.any():
            continue
        copy = pixels[(slice(None), *area)].copy()
        for band, position in zip(copy, positions, strict=True):
            band[line | fill] = LINE[min(position, 2)]
        alpha = None
        if opacity is not None:
            alpha = opacity[area].copy()
            alpha[fill] = FILL_OPACITY
            alpha[line] = LINE_OPACITY
        yield Painted(rect=rect, pixels=copy, opacity=alpha)
