"""Which images are to go from a mosaic, and taking them out where it is stored. Runs in the ENGINE; blocks on I/O.

Looks at images only where that is asked for: whether they are still there, and where they lie. An image that nobody can tell
about stays; only one that is certainly not there counts as dead.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy
import shapely
from numpy.typing import NDArray

from ..backends.base import MosaicJSONBackend
from ..backends.image_choice import key_of, public_address
from ..mosaic.errors import BadRequestError, MosaicError, UntrustedReferenceError
from ..mosaic.geometries import ToDegrees
from ..mosaic.grid import TileGrid
from ..mosaic.pruning import nothing_left
from ..mosaic.quadkeys import is_quadkey, tile_of_quadkey
from ..reading.finding import source_of
from ..reading.ground import ground_of_geometry, outline
from ..reading.pool import is_remote
from ..reading.resources import ReadingResources, failure_of
from ..reading.values import Failure
from .runner import LocalRunner, WorkCancelled
from .skipping import MOST_TOLD, SkippedImages

_ALMOST = 1e-6
"""What two shapes share, of the smaller one, from which on they do not merely touch."""
_LISTED, _LOOKED = 0.1, 0.9
"""How far it is when all tiles are there, and when all images have been looked at."""
_LOOK_EVERY = 5_000
_THREADS_REMOTE = 32
_GONE = "not_found"

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class Removal:
    """Which images are meant: those for which all of it is true."""

    names: Sequence[str] = ()
    """Names, addresses, names of files, or patterns of these; one of them must fit. Empty: any."""
    area: shapely.Geometry | None = None
    """``None`` is anywhere."""
    area_crs: str = ""
    """The CRS of the area, x before y; empty: degrees."""
    how: Literal["touching", "within", "tiles"] = "touching"
    """Images that touch the area, that lie in it wholly, or all of them but only in the tiles wholly in it."""
    exact: bool = True
    """Whether images are opened to know where they lie."""
    dead: bool = False
    """Only images that are not there any more."""
    is_trial: bool = False
    """Whether nothing is written."""


@dataclass(frozen=True, kw_only=True)
class Removed:
    """What was taken out."""

    uri: str
    removed: int
    names: tuple[str, ...]
    """Without secrets, the first ones."""
    images: int
    """Different images that are left."""
    tiles: int
    """Keys that changed."""
    skipped: tuple[Failure, ...] = ()
    """Images that nobody could tell about and that stayed, the first ones."""
    skipped_count: int = 0


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What looking at an image has shown."""

    name: str
    ground: shapely.Geometry | None = None
    failure: Failure | None = None


def remove_images(
    backend: MosaicJSONBackend,
    removal: Removal,
    resources: ReadingResources,
    *,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Removed:
    """Take images out of the mosaic where it is stored: all of them or none.

    Raises:
        NoAssetFoundError: no image would be left; nothing was written.
        BadRequestError: the area has no place in the mosaic's tiles.
        ReadOnlyMosaicError, MosaicConflictError: as ``prune``.
        WorkCancelled: the caller withdrew in time; nothing was written.
        MosaicError: as the stores.
    """
    report(None, "reading the index")
    tiles = _tiles_of(backend, cancelled)
    place = _Place.of(removal, backend._grid)
    near = set(tiles) if place is None else place.tiles_touched(list(tiles))
    report(_LISTED, "choosing images")
    wanted = _Names(removal.names, backend)
    candidates = [name for name in dict.fromkeys(n for key in tiles if key in near for n in tiles[key]) if wanted(name)]
    skipped = SkippedImages()
    out = set(candidates)
    by_tiles = removal.how == "tiles" or not removal.exact or place is None
    if candidates and (removal.dead or not by_tiles):
        out = _looked_at(candidates, removal, place, backend, resources, skipped, report, cancelled)
    if place is not None and removal.how == "within" and not removal.exact:
        outside = set(tiles) - place.tiles_within(list(tiles))
        out -= {name for key in outside for name in tiles[key]}
    only = place.tiles_within(list(tiles)) if place is not None and removal.how == "tiles" else None

    def sieve(key: str, names: Sequence[str]) -> Sequence[str]:
        if only is not None and key not in only:
            return names
        return [name for name in names if name not in out]

    left = {key: sieve(key, names) for key, names in tiles.items()}
    changed = [key for key, names in tiles.items() if len(left[key]) != len(names)]
    gone = list(dict.fromkeys(name for key in changed for name in tiles[key] if name in out))
    images = len({name for names in left.values() for name in names})
    if gone and not images:
        raise nothing_left()
    _check(cancelled)
    count = len(changed)
    if gone and not removal.is_trial:
        report(_LOOKED, "writing")
        count = backend.prune(sieve)
    return Removed(
        uri=backend.document_uri,
        removed=len(gone),
        names=tuple(_shown(backend, name) for name in gone[:MOST_TOLD]),
        images=images,
        tiles=count,
        skipped=tuple(skipped.told),
        skipped_count=skipped.count,
    )


def _tiles_of(backend: MosaicJSONBackend, cancelled: Callable[[], bool]) -> dict[str, Sequence[str]]:
    tiles = {}
    for number, (key, names) in enumerate(backend.iter_tiles()):
        if number % _LOOK_EVERY == 0:
            _check(cancelled)
        tiles[key] = names
    return tiles


def _check(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise WorkCancelled("removing images was cancelled, nothing was written")


def _shown(backend: MosaicJSONBackend, name: str) -> str:
    try:
        return key_of(name, backend.resolve_name(name))
    except UntrustedReferenceError:
        return public_address(name)


def _looked_at(
    candidates: Sequence[str],
    removal: Removal,
    place: _Place | None,
    backend: MosaicJSONBackend,
    resources: ReadingResources,
    skipped: SkippedImages,
    report: Report,
    cancelled: Callable[[], bool],
) -> set[str]:
    """Those of the candidates that are to go, once they have been looked at."""
    if removal.dead:
        # What was there a minute ago may be gone.
        resources.doubt_known()
    needs_place = place is not None and removal.exact and removal.how != "tiles"

    def seen(name: str) -> _Seen:
        try:
            info = resources.look(source_of(backend, backend.resolve_name(name)))
        except MosaicError as error:
            return _Seen(name=name, failure=failure_of(error, _shown(backend, name)))
        return _Seen(name=name, ground=outline(info, place.crs_wkt) if place is not None and needs_place else None)

    threads = _THREADS_REMOTE if any(is_remote(_shown(backend, name)) for name in candidates[:100]) else 0
    found: dict[int, _Seen] = {}
    for outcome in LocalRunner(threads).run(seen, candidates, cancelled=cancelled):
        if outcome.error is not None:
            raise outcome.error
        if outcome.value is not None:
            found[outcome.number] = outcome.value
        share = len(found) / len(candidates)
        report(_LISTED + (_LOOKED - _LISTED) * share, f"{len(found)} of {len(candidates)} images")
    out = set()
    for number in sorted(found):
        each = found[number]
        is_gone = each.failure is not None and each.failure.code == _GONE
        if removal.dead:
            # A dead image has no place of its own; the tiles that list it are in the area.
            is_out = is_gone
        else:
            is_out = place is not None and each.ground is not None and place.has(each.ground, removal.how)
        if is_out:
            out.add(each.name)
        elif each.failure is not None:
            skipped.add(replace(each.failure, message=f"{each.failure.message.rstrip('.')}; it stays"))
    return out


class _Place:
    """The area, in the CRS of the tiles."""

    def __init__(self, area: shapely.Geometry, grid: TileGrid) -> None:
        self._area = area
        self._grid = grid
        self.crs_wkt = str(grid.tms.crs.to_wkt())
        shapely.prepare(area)

    @classmethod
    def of(cls, removal: Removal, grid: TileGrid) -> _Place | None:
        """``None`` where the removal is about no area. Raises BadRequestError."""
        if removal.area is None:
            return None
        geographic = grid.tms.geographic_crs
        shapes = ToDegrees(removal.area_crs, geographic).shapes(numpy.array([removal.area]), ["the area"])
        area = None
        if len(shapes.geometries):
            degrees = shapely.geometry.mapping(shapes.geometries[0])
            area = ground_of_geometry(degrees, geographic.to_wkt(), grid.tms.crs.to_wkt())
        if area is None or shapely.area(area) == 0:
            raise BadRequestError(
                f"The area must be polygons within {grid.tms.id}, got {type(removal.area).__name__}; check its coordinate reference system"
            )
        return cls(area, grid)

    def has(self, ground: shapely.Geometry, how: str) -> bool:
        """Whether an image of this ground is meant."""
        return bool(self._meets(numpy.array([ground]), is_whole=how == "within")[0])

    def tiles_touched(self, keys: Sequence[str]) -> set[str]:
        """The keys whose tiles reach into the area."""
        return self._tiles(keys, is_whole=False)

    def tiles_within(self, keys: Sequence[str]) -> set[str]:
        """The keys whose tiles lie in the area."""
        return self._tiles(keys, is_whole=True)

    def _tiles(self, keys: Sequence[str], *, is_whole: bool) -> set[str]:
        known = [key for key in keys if is_quadkey(key)]
        if not known:
            return set()
        places = numpy.array([tile_of_quadkey(key) for key in known], dtype=float)
        sides = numpy.exp2(places[:, 2])
        width, height = (self._grid.right - self._grid.left) / sides, (self._grid.top - self._grid.bottom) / sides
        left, top = self._grid.left + places[:, 0] * width, self._grid.top - places[:, 1] * height
        boxes = shapely.box(left, top - height, left + width, top)
        meets = self._meets(boxes, is_whole=is_whole)
        return {key for key, is_met in zip(known, meets.tolist(), strict=True) if is_met}

    def _meets(self, grounds: NDArray[Any], *, is_whole: bool) -> NDArray[numpy.bool_]:
        found = numpy.asarray(shapely.intersects(self._area, grounds))
        near = numpy.flatnonzero(found)
        shared = shapely.area(shapely.intersection(grounds[near], self._area))
        own = shapely.area(grounds[near])
        if is_whole:
            found[near] = shared >= own * (1 - _ALMOST)
        else:
            found[near] = shared > numpy.minimum(own, shapely.area(self._area)) * _ALMOST
        return found


class _Names:
    """Whether an image is called as somebody says."""

    def __init__(self, names: Sequence[str], backend: MosaicJSONBackend) -> None:
        self._backend = backend
        given = [name.strip() for name in names]
        self._exact = frozenset(name for name in given if not _is_pattern(name))
        self._patterns = [_compiled(name) for name in given if _is_pattern(name)]

    def __call__(self, name: str) -> bool:
        if not self._exact and not self._patterns:
            return True
        called = self._called(name)
        return not self._exact.isdisjoint(called) or any(
            pattern.fullmatch(each) for pattern in self._patterns for each in called
        )

    def _called(self, name: str) -> Mapping[str, None]:
        """As written, whole, without login and query, the file's own."""
        called = {name: None}
        try:
            opened = self._backend.resolve_name(name)
        except UntrustedReferenceError:
            opened = name
        address = public_address(opened)
        for each in (opened, address, posixpath.basename(address.replace("\\", "/"))):
            called[each] = None
        return called


def _is_pattern(name: str) -> bool:
    return "*" in name or "?" in name


def _compiled(pattern: str) -> re.Pattern[str]:
    # Brackets are ordinary characters of names.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))
