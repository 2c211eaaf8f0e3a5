"""Several mosaics as one: their tiles on one zoom, their lists one after the other. Runs in the ENGINE; pure.

What is joined shows the same pixels as the mosaics one above the other, the first one topmost: a coarser key stands for all
tiles below it, and of finer ones the lists are united in an order that all of them agree with.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .errors import BadRequestError, UnsupportedError
from .grid import grid_of
from .merge import union_of_bounds
from .model import MosaicJSON, center_of
from .quadkeys import MAX_ZOOM, is_quadkey, quadkeys_of_tile, tile_of_quadkey

MOST_ENTRIES = 5_000_000
"""Names in all lists together that a finer index may have, before a coarser one is chosen."""
_LOOK_EVERY = 5_000

Tiles = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class IndexSize:
    """How large the index of a mosaic is."""

    zooms: Mapping[int, int]
    """Names in the lists of keys of each zoom."""

    @property
    def finest(self) -> int:
        """The longest key's zoom; 0 where there is none."""
        return max(self.zooms, default=0)

    def entries_at(self, zoom: int) -> int:
        """About how many names the lists have once all keys have this zoom, at most."""
        return sum(count * 4 ** max(0, zoom - own) for own, count in self.zooms.items())


def size_of(tiles: Tiles) -> IndexSize:
    """The size of an index."""
    zooms: dict[int, int] = {}
    for key, names in tiles.items():
        zooms[len(key)] = zooms.get(len(key), 0) + len(names)
    return IndexSize(zooms=zooms)


def common_zoom(sizes: Sequence[IndexSize]) -> int:
    """The finest zoom of their keys at which the lists of all together stay bounded, else the coarsest."""
    zooms = sorted({size.finest for size in sizes}, reverse=True)
    for zoom in zooms:
        if sum(size.entries_at(zoom) for size in sizes) <= MOST_ENTRIES:
            return zoom
    return zooms[-1]


def check_zoom(zoom: int, sizes: Sequence[IndexSize]) -> None:
    """Whether the index of mosaics can have this zoom.

    Raises:
        BadRequestError: it does not exist, or the lists would be too long.
    """
    if not 0 <= zoom <= MAX_ZOOM:
        raise BadRequestError(f"The zoom of the index must be from 0 to {MAX_ZOOM}, got {zoom}")
    entries = sum(size.entries_at(zoom) for size in sizes)
    if zoom > min(size.finest for size in sizes) and entries > MOST_ENTRIES:
        raise BadRequestError(
            f"An index of zoom {zoom} would have {entries} entries, more than {MOST_ENTRIES}; choose a smaller zoom, or none"
        )


def at_zoom(tiles: Tiles, zoom: int) -> dict[str, list[str]]:
    """The same index with keys of one zoom; keys that are no quadkeys are left out."""
    gathered: dict[str, list[Sequence[str]]] = {}
    for key, names in tiles.items():
        if not is_quadkey(key):
            continue
        keys = [key[:zoom]] if len(key) >= zoom else quadkeys_of_tile(*tile_of_quadkey(key), zoom)
        for each in keys:
            gathered.setdefault(each, []).append(names)
    return {key: united(lists) for key, lists in gathered.items()}


def united(lists: Sequence[Sequence[str]]) -> list[str]:
    """All names, each once, in an order that every list has; where they contradict each other, what was seen first leads."""
    if len(lists) == 1:
        return list(dict.fromkeys(lists[0]))
    places = {name: place for place, name in enumerate(dict.fromkeys(name for names in lists for name in names))}
    behind: dict[str, set[str]] = {name: set() for name in places}
    waits = dict.fromkeys(places, 0)
    for names in lists:
        for above, below in pairwise(dict.fromkeys(names)):
            if below not in behind[above]:
                behind[above].add(below)
                waits[below] += 1
    free = [place for name, place in places.items() if not waits[name]]
    heapq.heapify(free)
    by_place = list(places)
    left = dict(places)
    ordered: list[str] = []
    while left:
        # Nothing is free where lists contradict each other.
        place = heapq.heappop(free) if free else next(iter(left.values()))
        name = by_place[place]
        if name not in left:
            continue
        del left[name]
        ordered.append(name)
        for below in behind[name]:
            waits[below] -= 1
            if not waits[below] and below in left:
                heapq.heappush(free, places[below])
    return ordered


def joined_tiles(
    indexes: Iterable[Tiles], zoom: int, *, check: Callable[[], None] = lambda: None
) -> dict[str, list[str]]:
    """The index of all, the first one topmost, sorted by key; ``check`` is called now and then and may raise."""
    joined: dict[str, list[str]] = {}
    for tiles in indexes:
        check()
        for number, (key, names) in enumerate(at_zoom(tiles, zoom).items()):
            if number % _LOOK_EVERY == 0:
                check()
            present = joined.get(key)
            joined[key] = names if present is None else list(dict.fromkeys([*present, *names]))
    return dict(sorted(joined.items()))


def joined_header(mosaics: Sequence[MosaicJSON], zoom: int) -> MosaicJSON:
    """What the document of several mosaics says beside its tiles; the first one's texts, the attribution of all.

    Raises:
        UnsupportedError: they have different tile matrix sets.
    """
    first = mosaics[0]
    grid = grid_of(first.tilematrixset)
    for other in mosaics[1:]:
        theirs = grid_of(other.tilematrixset)
        if theirs.tms.id != grid.tms.id or theirs.tms.crs != grid.tms.crs or theirs.box != grid.box:
            raise UnsupportedError(
                f"Mosaics that are merged must have one tile matrix set, got {grid.tms.id!r} and {theirs.tms.id!r}; make one of "
                "the images of all instead"
            )
    bounds = first.bounds
    for other in mosaics[1:]:
        bounds = union_of_bounds(bounds, other.bounds)
    minzoom, maxzoom = min(each.minzoom for each in mosaics), max(each.maxzoom for each in mosaics)
    same = {
        key: getattr(first, key)
        for key in ("asset_type", "data_type", "colormap", "layers")
        if all(getattr(each, key) == getattr(first, key) for each in mosaics)
    }
    texts = dict.fromkeys(each.attribution.strip() for each in mosaics if each.attribution and each.attribution.strip())
    return MosaicJSON(
        mosaicjson=max(each.mosaicjson for each in mosaics),
        name=first.name,
        description=first.description,
        attribution=", ".join(texts) or None,
        minzoom=minzoom,
        maxzoom=maxzoom,
        quadkey_zoom=zoom,
        bounds=bounds,
        center=center_of(bounds, minzoom),
        tilematrixset=first.tilematrixset,
        tiles={},
        **same,
    )
