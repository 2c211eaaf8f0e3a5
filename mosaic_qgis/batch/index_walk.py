"""One pass over the index of a mosaic: its keys and their images, as the layer has them. Runs in the ENGINE; opens no image.

Owns choosing keys by an extent and images by the layer's options, and counting different images in little memory. What is
no quadkey is passed over.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import CRSError

from ..backends.base import MosaicJSONBackend
from ..backends.geography import box_in_crs
from ..mosaic.errors import BadRequestError, UntrustedReferenceError
from ..mosaic.grid import grid_of
from ..mosaic.notices import shortened
from ..mosaic.quadkeys import TileRange, is_quadkey
from .runner import WorkCancelled

LOOK_EVERY = 2000
"""Keys between two looks whether the work was withdrawn."""
Report = Callable[[float | None, str], None]
Cancelled = Callable[[], bool]
Cell = tuple[str, Sequence[str]]
"""A quadkey and the names of its images, topmost first."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """A box in some CRS."""

    box: tuple[float, float, float, float]
    crs_wkt: str


def crs_of(wkt: str) -> CRS:
    """Raises BadRequestError."""
    try:
        return CRS.from_wkt(wkt)
    except CRSError as error:
        raise BadRequestError(
            f"A CRS must be given as WKT that PROJ knows, got {shortened(wkt)}; choose another CRS"
        ) from error


class IndexWalk:
    """The keys of a mosaic that meet an area; can be walked more than once."""

    def __init__(self, backend: MosaicJSONBackend, area: Area | None = None) -> None:
        """Raises BadRequestError for an area that cannot be brought into the mosaic's CRS."""
        self._backend = backend
        self._ranges = None if area is None else _ranges(backend, area)

    def cells(self, report: Report, cancelled: Cancelled, *, share: tuple[float, float] = (0.0, 1.0)) -> Iterator[Cell]:
        """Keys and the names of their images, in the order of the document.

        ``share``: from where to where of 0…1 the progress goes meanwhile. Raises WorkCancelled, and what the store raises.
        """
        backend, ranges = self._backend, self._ranges
        total, choice = backend.tile_count, backend.choice
        begin, end = share
        for number, (quadkey, names) in enumerate(backend.iter_tiles()):
            if number % LOOK_EVERY == 0:
                if cancelled():
                    raise WorkCancelled("the work was stopped")
                done = None if not total else begin + (end - begin) * min(1.0, number / total)
                report(done, f"{number} of {total} tiles" if total else f"{number} tiles")
            if not is_quadkey(quadkey) or (ranges is not None and not any(tiles.meets(quadkey) for tiles in ranges)):
                continue
            yield quadkey, (self._chosen(names) if choice else names)

    def _chosen(self, names: Sequence[str]) -> list[str]:
        """The names that the layer's options leave, those on top first."""
        choice = self._backend.choice
        kept = []
        for name in names:
            asset = resolved(self._backend, name) or name
            if not choice.excludes(name, asset):
                kept.append((choice.place(name, asset), name))
        # Sorting keeps the order of equals.
        return [name for _, name in sorted(kept, key=lambda each: each[0])]


def resolved(backend: MosaicJSONBackend, name: str) -> str | None:
    """What to open for a name; None where a document from elsewhere must not name it."""
    try:
        return backend.resolve_name(name)
    except UntrustedReferenceError:
        return None


def _ranges(backend: MosaicJSONBackend, area: Area) -> list[TileRange]:
    grid = grid_of(backend.mosaic_def.tilematrixset)
    boxes = box_in_crs(area.box, crs_of(area.crs_wkt), grid)
    found = (grid.tiles_in_box(*box, backend.quadkey_zoom) for box in boxes)
    return [tiles for tiles in found if tiles is not None]


class ImageCounter:
    """Counts different images of many lists: eight bytes for each time that one is listed."""

    def __init__(self) -> None:
        self._marks = array("q")

    def add(self, names: Sequence[str]) -> None:
        """Note a list. Names are told apart by 64 bits of their hash: among a million, two are taken for one once in 10⁷ times."""
        self._marks.extend(map(hash, names))

    @property
    def marks(self) -> NDArray[np.int64]:
        """One per listed name, in the order in which they came; not to be kept while names are added."""
        return np.frombuffer(self._marks, dtype=np.int64) if self._marks else np.empty(0, dtype=np.int64)

    @property
    def entries(self) -> int:
        """Names listed so far."""
        return len(self._marks)

    def different(self) -> int:
        """Different names."""
        return len(np.unique(self.marks))
