"""Mosaics of any number of footprints: lists of images by tile, made of numbers piece by piece. Runs in the ENGINE; pure.

A pair of a tile and an image takes 12 bytes here. A large mosaic gets a ``TileTable`` for its tiles, and never dictionaries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from morecantile import TileMatrixSet
from numpy.typing import NDArray
from pydantic_core import to_json

from .cover import Cover, Integers, check_number, interleaved, quadkeys_of, tile_cover
from .creation import CoverRule, bounds_of, checked_zooms
from .errors import NoAssetFoundError
from .gathered import GatheredFootprints
from .grid import grid_of
from .large_document import scan_document
from .model import MosaicJSON, center_of
from .notices import Notice

DICTIONARY_PAIRS = 100_000
"""Up to so many pairs of a tile and an image, tiles are a dictionary: it can be changed, and costs little."""
_TILES_PER_PIECE = 8192
_TILES_AT_ONCE = 500_000
"""About so many tiles are covered at once, 100 bytes each."""
_COVERED, _SORTED = 0.7, 0.8
"""How far it is when all tiles are known, and when their lists are."""

Report = Callable[[float, str], None]


@dataclass(frozen=True, kw_only=True)
class ListedMosaic:
    """A new mosaic."""

    mosaic: MosaicJSON
    images: int
    """Different ones in its tiles."""


def mosaic_of_gathered(
    gathered: GatheredFootprints,
    order: Sequence[int] | None,
    *,
    zooms: tuple[int, int],
    quadkey_zoom: int | None,
    rule: CoverRule,
    tilematrixset: TileMatrixSet | None,
    document: Mapping[str, Any],
    report: Report,
) -> ListedMosaic:
    """A mosaic of gathered images, topmost first as ``order`` numbers them; ``None`` is as they came.

    An image that came twice is listed once in a tile. Images that lie outside of the tile matrix set are told in the notices of
    ``gathered``. ``zooms`` are minzoom and maxzoom; ``document`` holds further values of the document; what ``report`` raises
    ends the work.

    Raises:
        NoAssetFoundError: no footprint can be used.
        BadRequestError: a zoom is wrong, or there would be too many pairs.
    """
    minzoom, maxzoom = zooms
    zoom = checked_zooms(minzoom, maxzoom, quadkey_zoom)
    grid = grid_of(tilematrixset)
    pairs = _Pairs(zoom)
    _require_any(gathered, len(gathered), "has a footprint that can be used")
    done = 0
    for shapes in gathered.chunks(_TILES_AT_ONCE * (360 / (1 << zoom)) ** 2):
        report(_COVERED * done / len(gathered), f"{done} of {len(gathered)} footprints")
        cover = tile_cover(shapes, grid, zoom, with_share=rule.needs_shares)
        gathered.leave_out(_outside(gathered.names, numpy.setdiff1d(shapes.features, cover.feature), str(grid.tms.id)))
        pairs.add(cover)
        done += len(shapes.geometries)
    _require_any(gathered, pairs.count, f"lies inside {grid.tms.id}")
    report(_COVERED, "lists of images")
    ranks = _ranks(len(gathered.names), order)
    tiles, images = pairs.tiles(gathered.names, ranks, rule, report)
    bounds = bounds_of(gathered.boxes(ranks >= 0))
    values = {
        "mosaicjson": "0.0.3",
        "version": "1.0.0",
        "minzoom": minzoom,
        "maxzoom": maxzoom,
        "quadkey_zoom": zoom,
        "bounds": bounds,
        "center": center_of(bounds, minzoom),
        "tiles": tiles,
        "tilematrixset": tilematrixset,
        **document,
    }
    return ListedMosaic(mosaic=MosaicJSON.model_validate(values), images=images)


def _require_any(gathered: GatheredFootprints, found: int, rule: str) -> None:
    if found:
        return
    if not gathered.names and not gathered.left_out:
        raise NoAssetFoundError("A mosaic needs at least one image, got none")
    first = f", such as: {gathered.notices[0].message}" if gathered.notices else ""
    raise NoAssetFoundError(f"None of the {len(gathered.names)} images {rule}{first}")


class _Pairs:
    """Pairs of a tile of one zoom and the number of an image."""

    def __init__(self, zoom: int) -> None:
        self.count = 0
        self._zoom = zoom
        self._keys: list[Integers] = []
        self._images: list[NDArray[numpy.uint32]] = []
        self._shares: list[NDArray[numpy.float64]] = []

    def add(self, cover: Cover) -> None:
        self.count += len(cover.x)
        check_number(self.count, self._zoom)
        self._keys.append(interleaved(cover.x, cover.y))
        self._images.append(cover.feature.astype(numpy.uint32))
        if cover.share is not None:
            self._shares.append(cover.share)

    def tiles(self, names: Sequence[str], ranks: Integers, rule: CoverRule, report: Report) -> tuple[Any, int]:
        """The tiles of a document, and how many different images are in them. Takes the pairs with it."""
        keys, images = numpy.concatenate(self._keys), numpy.concatenate(self._images)
        shares = numpy.concatenate(self._shares) if self._shares else None
        self._keys, self._images, self._shares = [], [], []
        # Most images come in the order that is wanted; then this is quick, as each chunk is sorted already.
        places = numpy.lexsort((ranks[images], keys))
        places = places[ranks[images[places]] >= 0]
        same = _same(names)
        places = places[_is_first(keys[places], same, images[places])]
        keys, images = keys[places], images[places]
        kept = rule.kept(keys, None if shares is None else shares[places])
        keys, images = keys[kept], images[kept]
        del places, kept, shares
        starts = numpy.flatnonzero(numpy.diff(keys, prepend=-1))
        report(_SORTED, f"{len(starts)} tiles")
        lists = _Lists(self._zoom, keys, images, starts, names)
        count = len(numpy.unique(images if same is None else same[images]))
        if len(keys) <= DICTIONARY_PAIRS:
            return lists.as_dictionary(0, len(starts)), count
        return scan_document(lists.pieces(report), body=None).table, count


class _Lists:
    """Sorted pairs as the tiles of a document."""

    def __init__(
        self, zoom: int, keys: Integers, images: NDArray[numpy.uint32], starts: Integers, names: Sequence[str]
    ) -> None:
        self._zoom = zoom
        self._keys = keys
        self._images = images
        self._starts = numpy.append(starts, len(keys))
        self._names = names

    def as_dictionary(self, first: int, stop: int) -> dict[str, list[str]]:
        """The lists of some tiles."""
        starts = self._starts[first : stop + 1]
        listed = [self._names[number] for number in self._images[starts[0] : starts[-1]].tolist()]
        quadkeys = quadkeys_of(*_apart(self._keys[starts[:-1]]), self._zoom)
        bounds = (starts - starts[0]).tolist()
        return {key: listed[start:end] for key, start, end in zip(quadkeys, bounds[:-1], bounds[1:], strict=True)}

    def pieces(self, report: Report) -> Iterator[bytes]:
        """A document of nothing but these tiles, piece by piece."""
        count = len(self._starts) - 1
        yield b'{"tiles":{'
        for first in range(0, count, _TILES_PER_PIECE):
            report(_SORTED + (1 - _SORTED) * first / count, f"{first} of {count} tiles")
            comma = b"," if first else b""
            yield comma + to_json(self.as_dictionary(first, min(count, first + _TILES_PER_PIECE)))[1:-1]
        yield b"}}"


def _outside(names: Sequence[str], numbers: Integers, tms_id: str) -> list[Notice]:
    named = (names[number] for number in numbers.tolist())
    return [
        Notice(code="bad_asset", message=f"{name} is left out, it lies outside {tms_id}", asset=name) for name in named
    ]


def _ranks(count: int, order: Sequence[int] | None) -> Integers:
    """The place of each image in the lists; -1 for one that is in none."""
    if order is None:
        return numpy.arange(count)
    ranks = numpy.full(count, -1, dtype=numpy.int64)
    ranks[numpy.asarray(order, dtype=numpy.int64)] = numpy.arange(len(order))
    return ranks


def _same(names: Sequence[str]) -> Integers | None:
    """For each image the first one of its name; ``None`` where all names are different."""
    first: dict[str, int] = {}
    same = [first.setdefault(name, number) for number, name in enumerate(names)]
    return None if len(first) == len(names) else numpy.asarray(same, dtype=numpy.int64)


def _is_first(keys: Integers, same: Integers | None, images: NDArray[numpy.uint32]) -> NDArray[numpy.bool_]:
    """Which pairs have a name that the tile has not listed before."""
    is_first = numpy.ones(len(keys), dtype=bool)
    if same is not None:
        named = same[images]
        places = numpy.lexsort((named, keys))
        is_again = (numpy.diff(keys[places], prepend=-1) == 0) & (numpy.diff(named[places], prepend=-1) == 0)
        is_first[places[is_again]] = False
    return is_first


def _apart(keys: Integers) -> tuple[Integers, Integers]:
    """Columns and rows of interleaved numbers."""
    return _every_second_bit(keys), _every_second_bit(keys >> 1)


def _every_second_bit(values: Integers) -> Integers:
    bits = values & 0x5555555555555555
    for shift, mask in (
        (1, 0x3333333333333333),
        (2, 0x0F0F0F0F0F0F0F0F),
        (4, 0x00FF00FF00FF00FF),
        (8, 0x0000FFFF0000FFFF),
        (16, 0x00000000FFFFFFFF),
    ):
        bits = (bits | (bits >> shift)) & mask
    return bits
