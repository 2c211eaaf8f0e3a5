"""Where all images of a mosaic lie, one row each, however many there are. Runs in the ENGINE.

Two passes over the index: the first finds which images there are, some 30 bytes for each time that one is listed; the second
takes them in the order of the document and looks at some thousand headers at a time. Reads no pixels.
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import WktVersion

from ..backends.base import MosaicJSONBackend
from ..mosaic.errors import MosaicConflictError, UntrustedReferenceError
from ..mosaic.quadkeys import tile_of_quadkey
from ..reading.finding import ImageFinder
from ..reading.image_list import ImageList, plain_properties, short_name
from ..reading.images import ImageInfo
from ..reading.pool import public_href
from ..reading.resources import ReadingResources, failure_of
from ..reading.tile_places import grounds_of_tiles
from ..reading.values import Failure
from .index_walk import Area, Cancelled, ImageCounter, IndexWalk, Report, resolved
from .skipping import SkippedImages

AT_ONCE = 2048
"""Images that are held at the same time."""
_FIRST_PASS = 0.1
"""How far it is when it is known which images there are."""
_MOST_FIELDS = 200
_KINDS = {bool: "boolean", int: "whole", float: "number"}

Row = list[object]
"""``[rank, name, key, href, datetime or None, WKB as hexadecimal text, {property: value}]``"""


@dataclass(kw_only=True)
class FootprintsTold:
    """What was told, known at its end."""

    count: int = 0
    total: int = 0
    kinds: dict[str, str] = field(default_factory=dict)
    """text, whole, number or boolean by property, in the order in which they came first."""
    skipped: SkippedImages = field(default_factory=SkippedImages)


class FootprintListing:
    """The footprints of one mosaic."""

    def __init__(
        self, backend: MosaicJSONBackend, resources: ReadingResources, *, area: Area | None = None, exact: bool = True
    ) -> None:
        """Raises BadRequestError for a bad area."""
        self._backend = backend
        self._walk = IndexWalk(backend, area)
        self._exact = exact
        self.geographic_wkt = backend.crs.to_wkt(version=WktVersion.WKT2_2019)
        self.told = FootprintsTold()
        self._list = ImageList(
            backend=backend,
            finder=ImageFinder(backend, backend.maxzoom),
            resources=resources,
            geographic_wkt=self.geographic_wkt,
        )

    def rows(self, report: Report, cancelled: Cancelled) -> Iterator[Row]:
        """A row for each image with a place; ``told`` is right when all were taken.

        Raises WorkCancelled or reading's Cancelled, MosaicConflictError where the index changes meanwhile, and what the store raises.
        """
        index = _Entries.of(self._walk, report, cancelled)
        self.told.total = total = len(index.firsts)
        names = enumerate(self._ranked(index, cancelled), start=1)
        done = 0
        while chunk := list(islice(names, AT_ONCE)):

            def told(fraction: float | None, _text: str, done: int = done, size: int = len(chunk)) -> None:
                now = done + round((fraction or 0.0) * size)
                report(_FIRST_PASS + (1 - _FIRST_PASS) * now / total, f"{now} of {total} images")

            yield from self._rows_of(chunk, index, told, cancelled)
            told(1.0, "")
            done += len(chunk)

    def _ranked(self, index: _Entries, cancelled: Cancelled) -> Iterator[str]:
        """The names of the different images, those on top first, else in the order of the document."""
        choice = self._backend.choice
        if not choice.first:
            yield from index.names(self._walk, cancelled)
            return
        last = len(choice.first)
        places = {}
        for name in index.names(self._walk, cancelled):
            place = choice.place(name, resolved(self._backend, name) or name)
            if place < last:
                places[name] = place
        yield from sorted(places, key=places.__getitem__)
        yield from (name for name in index.names(self._walk, cancelled) if name not in places)

    def _rows_of(
        self, ranked: list[tuple[int, str]], index: _Entries, report: Report, cancelled: Cancelled
    ) -> Iterator[Row]:
        named: list[tuple[int, str, str]] = []
        for rank, name in ranked:
            try:
                named.append((rank, name, self._backend.resolve_name(name)))
            except UntrustedReferenceError as error:
                self.told.skipped.add(failure_of(error, error.asset or ""))
        placed = self._list.placed(
            [href for _, _, href in named], exact=self._exact, report=report, cancelled=cancelled
        )
        for failure in placed.failures.values():
            self.told.skipped.add(failure)
        lost = [(name, href) for _, name, href in named if href not in placed.shapes]
        tiles = [index.tiles_of(name) for name, _ in lost]
        tiled = zip(lost, grounds_of_tiles(self._backend, tiles, self.geographic_wkt), strict=True)
        shapes = placed.shapes | {href: (ground, "tiles") for (_, href), ground in tiled}
        # Outlines have their corners twice, once for each side.
        grounds = shapely.remove_repeated_points(np.array([shapes[href][0] for _, _, href in named], dtype=object))
        are_empty, texts = shapely.is_empty(grounds), shapely.to_wkb(grounds, hex=True, byte_order=1)
        for (rank, _, href), is_empty, text in zip(named, are_empty, texts, strict=True):
            if is_empty:
                if href not in placed.failures:
                    words = f"Nobody knows where the image {public_href(href)} lies."
                    self.told.skipped.add(Failure(code="bad_asset", message=words, asset=public_href(href)))
                continue
            self.told.count += 1
            yield self._row(rank, href, placed.infos.get(href), text, shapes[href][1])

    def _row(self, rank: int, href: str, info: ImageInfo | None, shape: str, source: str) -> Row:
        backend, shown = self._backend, public_href(href)
        properties: dict[str, Any] = {"footprint": source, **({} if info is None else header_facts(info))}
        for key, value in plain_properties(backend.properties_of(href)).items():
            properties.setdefault(key, value)
        for key, value in properties.items():
            self._note_kind(key, value)
        return [rank, short_name(shown), backend.key_of(href), shown, backend.datetime_of(href), shape, properties]

    def _note_kind(self, key: str, value: object) -> None:
        kinds, kind = self.told.kinds, _KINDS.get(type(value), "text")
        before = kinds.get(key)
        if before is None:
            if len(kinds) < _MOST_FIELDS:
                kinds[key] = kind
        elif before != kind:
            kinds[key] = "number" if {before, kind} == {"whole", "number"} else "text"


class _Entries:
    """Which images there are, as numbers: each listing of one has a mark of its name and the number of its tile."""

    def __init__(self, marks: NDArray[np.int64], cells: NDArray[np.uint32], tiles: tuple[array[int], ...]) -> None:
        self._marks, self._cells, self._tiles = marks, cells, tiles
        self._order = np.argsort(marks, kind="stable")
        self._sorted = marks[self._order]
        is_first = np.append(True, self._sorted[1:] != self._sorted[:-1]) if len(marks) else np.empty(0, dtype=bool)
        self.firsts: NDArray[np.int64] = np.sort(self._order[is_first])
        """Where each image is listed first."""

    @classmethod
    def of(cls, walk: IndexWalk, report: Report, cancelled: Cancelled) -> _Entries:
        """One pass over the index."""
        counter, lengths = ImageCounter(), array("I")
        columns, rows, zooms = array("I"), array("I"), array("B")
        for quadkey, names in walk.cells(report, cancelled, share=(0.0, _FIRST_PASS)):
            x, y, zoom = tile_of_quadkey(quadkey)
            columns.append(x)
            rows.append(y)
            zooms.append(zoom)
            lengths.append(len(names))
            counter.add(names)
        cells = np.repeat(np.arange(len(lengths), dtype=np.uint32), np.array(lengths, dtype=np.uint32))
        return cls(counter.marks, cells, (columns, rows, zooms))

    def names(self, walk: IndexWalk, cancelled: Cancelled) -> Iterator[str]:
        """Each image's name once, by another pass. Raises MosaicConflictError where the index is another one now."""
        start, wanted = 0, iter(self.firsts.tolist())
        following = next(wanted, None)
        for _, names in walk.cells(lambda _fraction, _text: None, cancelled):
            while following is not None and following < start + len(names):
                name = names[following - start]
                if hash(name) != self._marks[following]:
                    raise MosaicConflictError("The mosaic was changed while it was listed; run it again")
                yield name
                following = next(wanted, None)
            start += len(names)
        if following is not None:
            raise MosaicConflictError("The mosaic was changed while it was listed; run it again")

    def tiles_of(self, name: str) -> list[tuple[int, int, int]]:
        """``(x, y, zoom)`` of the tiles that list an image."""
        mark = np.int64(hash(name))
        start, stop = self._sorted.searchsorted(mark, "left"), self._sorted.searchsorted(mark, "right")
        columns, rows, zooms = self._tiles
        cells = self._cells[self._order[start:stop]].tolist()
        return [(columns[cell], rows[cell], zooms[cell]) for cell in cells]


def header_facts(info: ImageInfo) -> dict[str, Any]:
    """What a table shows of an image's header."""
    nodata = info.nodata[0] if info.nodata else None
    return {
        "width": info.width,
        "height": info.height,
        "bands": len(info.dtypes),
        "data_type": info.dtypes[0],
        "crs": _crs_name(info.crs_wkt),
        "pixel_size": abs(info.transform.determinant) ** 0.5,
        "overviews": len(info.levels) - 1,
        # A number would keep the whole column from being one where it is nan.
        "nodata": None if nodata is None else f"{nodata:.17g}",
        "mask": info.mask_kind.value,
    }


@functools.lru_cache(maxsize=256)
def _crs_name(wkt: str) -> str:
    crs = CRS.from_wkt(wkt)
    epsg = crs.to_epsg()
    if epsg:
        return f"EPSG:{epsg}"
    return wkt.partition('"')[2].partition('"')[0] or "?"
